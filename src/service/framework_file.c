#include <string.h>

#include "service/detect.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "model/framework.h"
#include "model/option/option.h"
#include "model/option/problem.h"
#include "service/toml.h"

enum { FILE_BYTES_MAX = 64 << 10 };

/* The file has one section; its keys are the rows of framework_section. */
static const struct option rows[] = {
	{ "framework", 0, OPTION_SECTION, 0, .section = &framework_section, .help = "" },
};
static const struct section root = SECTION("the file", "", rows, struct framework);

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

void framework_file_read(struct framework *f, const char *text, size_t n, bool yaml,
	struct problems *problems)
{
	const struct option_start start = { .fill = fill, .ctx = problems->mem };
	const struct node *tables = yaml ? NULL : toml_read(text, n, problems);

	*f = (struct framework){ 0 };
	section_defaults(&framework_section, f, problems->mem);
	if (yaml)
		option_read_yaml(f, &root, &start, text, n, problems);
	else if (tables)
		option_read_tree(f, &root, &start, tables, problems);
	if (problems->n == 0 && (!f->name || !*f->name))
		problem_at(problems, NULL, "the framework has no name; write %s first",
			yaml ? "framework: { name: my-server }"
			     : "two lines: [framework], then name = \"my-server\"");
}

static int report(const struct problems *p, struct error *err)
{
	error_exit(err, EXIT_USAGE, "%s:%u:%u: %s", p->v[0].file, p->v[0].line, p->v[0].column,
		p->v[0].text);
	for (size_t i = 1; i < p->n && i < 10; i++)
		error_append(err, "\n%s:%u:%u: %s", p->v[i].file, p->v[i].line, p->v[i].column,
			p->v[i].text);
	return -1;
}

int framework_file_load(struct framework *f, const char **path, struct arena *mem, const char *dir,
	struct error *err)
{
	static const char *const names[] = { "framework.toml", "framework.yaml", "framework.yml",
		"framework.json" };
	struct problems problems = { .mem = mem };
	char *text;
	size_t n;

	*path = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *candidate = file_join(mem, dir, names[i]);

		if (!file_exists(candidate))
			continue;
		if (*path)
			return error_exit(err, EXIT_USAGE,
				"%s and %s both exist; remove one of them", *path, candidate);
		*path = candidate;
	}
	if (!*path)
		return 0;
	if (file_read(&text, &n, mem, *path, FILE_BYTES_MAX, err) < 0)
		return error_stage(err, EXIT_USAGE);
	problems.file = *path;
	framework_file_read(f, text, n, !strstr(*path, ".toml"), &problems);
	return problems.n ? report(&problems, err) : 1;
}
