#include "cli/select.h"

#include <string.h>

#include "base/cpus.h"
#include "base/text.h"

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
	if (benchmark_has_subs(b))
		words_push(mem, &s->selected, arena_printf(mem, "%s/*", b->id));
}

/* What is said of all variants of an entry together, where all of them are left. */
static void select_groups(struct session *s, const struct suite *all)
{
	struct arena *mem = &s->cli->mem;
	size_t k = 0, n;

	for (size_t i = 0; i < s->suite.n; i += n) {
		n = suite_variants(&s->suite, i);
		while (all->v[k].id != s->suite.v[i].id)
			k++;
		if (n == 1 || suite_variants(all, k) != n || (k && suite_variants(all, k - 1) > n))
			continue;
		for (const char *const *name = suite_group_results; *name; name++)
			words_push(mem, &s->selected,
				arena_printf(mem, "%s/%s", s->suite.v[i].group, *name));
	}
}

int select_benchmarks(struct session *s)
{
	struct suite all = s->suite;
	const struct selection *sel = &s->cli->selection;
	const char *idle;
	size_t kept = 0;

	all.v = arena_array(&s->cli->mem, all.n + 1, sizeof *all.v);
	memcpy(all.v, s->suite.v, all.n * sizeof *all.v);
	idle = suite_filter(&s->suite, &sel->filter);
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
	if (sel->filter.n || sel->skip.n || sel->tag.n) {
		for (size_t i = 0; i < kept; i++)
			select_results(s, &s->suite.v[i]);
		select_groups(s, &all);
	}
	return EXIT_PASS;
}

/* Values are checked when the command line is read, except where the configuration checks more. */
static const char *fault_of(const struct lifecycle *life)
{
	cpu_set_t ignored;

	return life->cpus ? cpus_parse(&ignored, life->cpus) : NULL;
}

/* NULL, or what the command line has made of leaks that cannot be looked for. */
static const char *leaks_fault(struct session *s)
{
	const struct suite *suite = &s->suite;
	const char *why = NULL;
	size_t n;

	for (size_t i = 0; i < suite->n && !why; i += n) {
		n = suite_variants(suite, i);
		why = leak_fault(&s->cli->mem, &suite->v[i], n);
	}
	return why;
}

int apply_overrides(struct session *s)
{
	bool leaks = false;
	const char *fault;

	for (size_t i = 0; i < s->cli->overrides.n; i++) {
		const struct override *o = &s->cli->overrides.v[i];
		const char *why = NULL;

		leaks = leaks || text_starts(o->option->name, "leak");
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
	if (leaks && (fault = leaks_fault(s)))
		return session_refuse(s, EXIT_USAGE, "%s", fault);
	s->whole = s->suite;
	return EXIT_PASS;
}
