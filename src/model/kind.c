#include "model/kind.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/config.h"

/* Rows that fixtures honour for every kind of benchmark. */
static const char *const of_fixtures[] = { "shell", "env", "clean_env", "cwd", "cpus", "output",
	"ignore_failure", "timeout", NULL };

static bool has_fixtures(const struct benchmark *b)
{
	const struct fixtures *f = &b->life.fixtures;

	return f->setup.n || f->prepare.n || f->conclude.n || f->cleanup.n;
}

static bool is_process_option(const struct option *o)
{
	const struct option *rows = lifecycle_section.rows;

	return o >= rows && o < rows + lifecycle_section.n &&
		o->offset >= offsetof(struct lifecycle, process) &&
		o->offset < offsetof(struct lifecycle, fixtures);
}

/* The server of a benchmark is profiled, whatever the kind. */
static bool is_of_server(const struct benchmark *b, const struct option *o)
{
	return b->service && text_starts(o->name, "profile");
}

/* work: is the amount of what takes so much wall time. */
static bool needs_wall(const struct kind *kind, const struct option *o)
{
	return strcmp(o->name, "work") == 0 &&
		(kind->metrics_n == 0 || kind->metrics != &process_metrics[PROCESS_WALL]);
}

/* The key that the option has no effect with, by default the given one; NULL: it has an effect. */
static const char *refused_by(const struct benchmark *b, const struct option *o, const char *by)
{
	const struct kind *kind = b->kind;

	if ((has_fixtures(b) && text_choice(of_fixtures, o->name) >= 0) ||
		(!kind->is_process && is_of_server(b, o)))
		return NULL;
	if ((!kind->is_process && is_process_option(o)) || needs_wall(kind, o))
		return by;
	for (size_t i = 0; i < kind->refuses_n; i++) {
		const struct kind_refusal *r = &kind->refuses[i];

		if (text_choice(r->options, o->name) >= 0 && (!r->when || r->when(b->options)))
			return r->with ? r->with : by;
	}
	return NULL;
}

/* Also by the case that the benchmark is a variant of. */
static bool is_given(const struct entry *e, const struct option *o, size_t row)
{
	const struct variant_case *c = e->variant ? e->variant->variant_case : NULL;

	return option_given(&e->given, row) || (c && c->env.n && strcmp(o->name, "env") == 0);
}

/* Checks rows first[0 .. n) of the entry's section, from row `from` on; base: their struct. */
static void check_rows(const struct config_file *f, const struct benchmark *b,
	const struct entry *e, const struct section *s, const void *base, size_t from,
	const char *by, struct problems *problems)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *with = is_given(e, o, from + i) ? refused_by(b, o, by) : NULL;

		if (with && !option_is_idle(o, (const char *)base + o->offset))
			problem_at(problems, config_place_in(f, &e->item, o->name),
				"'%s' has no effect on a benchmark with '%s'; remove it", o->name,
				with);
	}
}

void kind_place_artifacts(struct benchmark *b, const struct item *at, struct problems *problems)
{
	struct words *files = &b->life.schedule.artifacts;
	struct arena *mem = problems->mem;
	const char *current = files->n ? file_tidy(mem, file_absolute(mem, "")) : NULL;

	for (size_t i = 0; i < files->n; i++) {
		const char *inside = file_inside(mem, current, files->v[i]);

		if (*files->v[i] == '/' && inside)
			files->v[i] = inside;
		if (!file_is_confined(files->v[i]))
			problem_at(problems, at,
				"artifacts: '%s' is not a file below the suite's folder",
				files->v[i]);
	}
}

void kind_check(const struct config_file *f, const struct benchmark *b, const struct entry *e,
	const char *by, struct problems *problems)
{
	check_rows(f, b, e, &config_entry, e, 0, by, problems);
	check_rows(f, b, e, &lifecycle_section, &b->life, config_entry.n, by, problems);
}

void kind_drop(struct benchmark *b, struct arena *mem)
{
	for (size_t i = 0; i < lifecycle_section.n; i++) {
		const struct option *o = &lifecycle_section.rows[i];
		void *field = (char *)&b->life + o->offset;

		if (option_is_idle(o, field) || !refused_by(b, o, b->kind->options->name))
			continue;
		if (o->type == OPTION_QUANTITY)
			*(double *)field = 0;
		else
			option_reset(o, field, mem);
	}
}

/* Whether one of the benchmarks from `first` on honours the row of `defaults:`. */
static bool has_effect(const struct suite *s, size_t first, const struct option *o)
{
	for (size_t i = first; i < s->n; i++) {
		const struct kind *kind = s->v[i].kind;

		if (!kind ||
			(!(kind->own && text_choice(kind->own, o->name) >= 0) &&
				!refused_by(&s->v[i], o, "")))
			return true;
	}
	return false;
}

void kind_check_default(const struct suite *s, size_t first, const struct option *o,
	const struct lifecycle *defaults, const struct item *at, struct problems *problems)
{
	if (!option_is_idle(o, (const char *)defaults + o->offset) && !has_effect(s, first, o))
		problem_at(problems, at,
			"defaults: '%s' has no effect on any benchmark of this file; remove it",
			o->name);
}
