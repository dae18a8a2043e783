#include "judge/derive.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/run/run.h"
#include "model/suite.h"

/* One for each name in suite_group_results. */
static const struct group_rule {
	const char *name;
	bool (*derive)(struct result *out, const char **why, struct arena *mem,
		const struct run *run, const struct benchmark *v, size_t n);
} rules[] = {
	{ "leak", derive_group_leak },
	{ "scaling", derive_group_scaling },
};

static void fail(struct run *run, struct result *r, const char *why)
{
	r->status = RESULT_ERROR;
	r->reason = why;
	if (run->status == RUN_OK)
		run->status = RUN_FAILED;
}

static void derive_leaks(struct run *run, struct arena *mem, const struct suite *suite,
	bool fail_leaks)
{
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		struct result *r = b->life.process.leak == LEAK_OFF ? NULL : run_find(run, b->id);
		const char *why = NULL;

		if (r && r->status == RESULT_OK && leak_over(b) != LEAK_OVER_PARAMETER)
			derive_leak(r, &why, mem, b);
		if (why && fail_leaks)
			fail(run, r, why);
	}
}

static void derive_groups(struct run *run, struct arena *mem, const struct suite *suite,
	const struct group_rule *rule, bool fail_leaks)
{
	struct run added = { .status = run->status };
	size_t n;

	for (size_t i = 0; i < suite->n; i += n) {
		const struct benchmark *b = &suite->v[i];
		struct result r = { 0 };
		const char *why = NULL;

		n = suite_variants(suite, i);
		if (n == 1)
			continue;
		r.id = arena_printf(mem, "%s/%s", b->group, rule->name);
		if (run_find(run, r.id) || TEXT_FIND(added.v, added.n, id, r.id) ||
			!rule->derive(&r, &why, mem, run, b, n))
			continue;
		if (why && fail_leaks)
			fail(&added, &r, why);
		if (r.n || r.status == RESULT_ERROR)
			*ARENA_PUSH(mem, &added) = r;
	}
	for (size_t i = 0; i < added.n; i++)
		*ARENA_PUSH(mem, run) = added.v[i];
	run->status = added.status;
	run_sort(run);
}

void derive_results(struct run *run, struct arena *mem, const struct suite *suite, bool fail_leaks)
{
	run_sort(run);
	derive_leaks(run, mem, suite, fail_leaks);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		derive_groups(run, mem, suite, &rules[i], fail_leaks);
}
