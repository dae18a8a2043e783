#include "select.h"

#include "benchctl/cpus.h"
#include "benchctl/text.h"

static bool has_tag(const struct benchmark *b, const struct words *patterns)
{
	for (size_t i = 0; i < b->tags.n; i++)
		for (size_t k = 0; k < patterns->n; k++)
			if (text_glob(patterns->v[k], b->tags.v[i]))
				return true;
	return false;
}

static void select_results(struct session *s, const struct benchmark *b)
{
	struct arena *mem = &s->cli->mem;

	words_push(mem, &s->selected, b->id);
	if (benchmark_has_parts(b))
		words_push(mem, &s->selected, arena_printf(mem, "%s/*", b->id));
}

int select_benchmarks(struct session *s)
{
	const struct selection *sel = &s->cli->selection;
	const char *idle = suite_filter(&s->suite, &sel->filter);
	size_t kept = 0;

	if (idle)
		return session_refuse(s, EXIT_USAGE,
			"--filter '%s' matches no benchmark of this suite; nothing was run", idle);
	for (size_t i = 0; i < s->suite.n; i++) {
		bool skip = false;

		for (size_t k = 0; k < sel->skip.n; k++)
			skip = skip || text_glob(sel->skip.v[k], s->suite.v[i].id);
		skip = skip || (sel->tag.n && !has_tag(&s->suite.v[i], &sel->tag));
		if (!skip)
			s->suite.v[kept++] = s->suite.v[i];
	}
	if (kept == 0)
		return session_refuse(s, EXIT_USAGE,
			"--skip and --tag leave no benchmark; nothing was run");
	s->suite.n = kept;
	if (sel->filter.n || sel->skip.n || sel->tag.n)
		for (size_t i = 0; i < kept; i++)
			select_results(s, &s->suite.v[i]);
	return EXIT_PASS;
}

/* Values are checked when the command line is read, except where the configuration checks more. */
static const char *fault_of(const struct lifecycle *life)
{
	cpu_set_t ignored;

	return life->cpus ? cpus_parse(&ignored, life->cpus) : NULL;
}

int apply_overrides(struct session *s)
{
	for (size_t i = 0; i < s->cli->overrides.n; i++) {
		const struct override *o = &s->cli->overrides.v[i];
		const char *why = NULL;

		for (size_t k = 0; k < s->suite.n && !why; k++) {
			struct lifecycle *life = &s->suite.v[k].life;

			option_parse(o->option, (char *)life + o->option->offset, &s->cli->mem,
				o->text);
			why = fault_of(life);
		}
		if (why)
			return session_refuse(s, EXIT_USAGE, "--%s: '%s' %s", o->option->name,
				o->text, why);
	}
	return EXIT_PASS;
}
