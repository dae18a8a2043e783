/* Suites from the text of a configuration. */
#pragma once

#include "unit.h"

#include "measure/task.h"
#include "model/suite.h"

#define HEAD "benchmark: { name: s }\n"
#define TAIL "\nsuite: [ { name: a, command: x } ]"

/* Another kind of benchmark, beside commands. */
struct other_options {
	size_t size;
};
static const struct option other_rows[] = {
	{ "other", 0, OPTION_COUNT, offsetof(struct other_options, size), .default_text = "3" },
};
static const struct section other_section = SECTION("other", "", other_rows, struct other_options);
static const struct kind other = { .options = &other_section };

struct fixture {
	struct arena mem;
	char *path;
};

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->path = arena_printf(&f->mem, "%s/benchctl.yaml", unit_folder(&f->mem));
	*state = f;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	*strrchr(f->path, '/') = '\0';
	unit_remove(f->path);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static inline void load_into(struct problems *p, struct suite *s, struct fixture *f,
	const char *yaml)
{
	const struct kind *const two[] = { &command_kind, &other, NULL };
	struct error err;

	p->mem = &f->mem;
	unit_write(f->path, yaml);
	assert_ok(suite_load(s, &f->mem, f->path, NULL, two, p, &err), &err);
}

static inline const char *load(struct suite *s, struct fixture *f, const char *yaml)
{
	struct problems p = { 0 };
	const char *all = "";

	load_into(&p, s, f, yaml);
	for (size_t i = 0; i < p.n; i++)
		all = arena_printf(&f->mem, "%s%s%u:%u: %s", all, i ? "\n" : "", p.v[i].line,
			p.v[i].column, p.v[i].text);
	return all;
}
