#include "model/kind.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/config.h"

/* Rows that fixtures honour for every kind of benchmark. */
static const char *const of_fixtures[] = { "shell", "env", "clean_env", "cwd", "cpus", "output",
	"ignore_failure", NULL };

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

/* The key that the option has no effect with; NULL: it has one. */
static const char *refused_by(const struct benchmark *b, const struct option *o)
{
	const struct kind *kind = b->kind;

	if ((has_fixtures(b) && text_choice(of_fixtures, o->name) >= 0) ||
		(!kind->is_process && is_of_server(b, o)))
		return NULL;
	if ((!kind->is_process && is_process_option(o)) || needs_wall(kind, o))
		return kind->options->name;
	for (size_t i = 0; i < kind->refuses_n; i++) {
		const struct kind_refusal *r = &kind->refuses[i];

		if (text_choice(r->options, o->name) >= 0 && (!r->when || r->when(b->options)))
			return r->with;
	}
	return NULL;
}

/* Checks rows first[0 .. n) of the entry's section, from row `from` on; base: their struct. */
static void check_rows(const struct benchmark *b, const struct entry *e, const struct section *s,
	const void *base, size_t from, struct problems *problems)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *with = option_given(&e->given, from + i) ? refused_by(b, o) : NULL;

		if (with && !option_is_idle(o, (const char *)base + o->offset))
			problem_at(problems, &e->item,
				"'%s' has no effect on a benchmark with '%s'; remove it", o->name,
				with);
	}
}

/* Each side has its own files, so a path that leaves the folder would name the same for both. An
 * absolute path into the folder becomes a relative one. */
static void place_artifacts(struct benchmark *b, const struct item *at, struct problems *problems)
{
	struct words *files = &b->life.schedule.artifacts;
	struct arena *mem = problems->mem;
	const char *here = files->n ? file_tidy(mem, file_absolute(mem, "")) : NULL;

	for (size_t i = 0; i < files->n; i++) {
		const char *inside = file_inside(mem, here, files->v[i]);

		if (*files->v[i] == '/' && inside)
			files->v[i] = inside;
		if (!file_is_confined(files->v[i]))
			problem_at(problems, at,
				"artifacts: '%s' is not a file below the suite's folder",
				files->v[i]);
	}
}

void kind_check(struct benchmark *b, const struct entry *e, struct problems *problems)
{
	check_rows(b, e, &config_entry, e, 0, problems);
	check_rows(b, e, &lifecycle_section, &b->life, config_entry.n, problems);
	place_artifacts(b, &e->item, problems);
}

void kind_drop(struct benchmark *b, struct arena *mem)
{
	for (size_t i = 0; i < lifecycle_section.n; i++) {
		const struct option *o = &lifecycle_section.rows[i];
		void *field = (char *)&b->life + o->offset;

		if (option_is_idle(o, field) || !refused_by(b, o))
			continue;
		if (o->type == OPTION_QUANTITY)
			*(double *)field = 0;
		else
			option_reset(o, field, mem);
	}
}
