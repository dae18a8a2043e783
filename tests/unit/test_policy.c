#include "unit.h"

#include "model/metric.h"
#include "model/option/option.h"
#include "model/policy.h"

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

static struct gate_policy gate_of(struct arena *mem, const char *yaml)
{
	struct problems problems = { .mem = mem };
	const struct option_start start = { .fill = fill, .ctx = mem };
	struct gate_policy gate = { 0 };

	option_read_yaml(&gate, &gate_section, &start, yaml, strlen(yaml), &problems);
	for (size_t i = 0; i < problems.n; i++)
		fail_msg("%s\n%u:%u: %s", yaml, problems.v[i].line, problems.v[i].column,
			problems.v[i].text);
	return gate;
}

/* What differs from the defaults, after the action. */
static const char *told(struct arena *mem, const struct policy *p)
{
	static const char *const actions[] = { "fail", "warn", "off" };
	const char *s = actions[p->action];

	if (p->threshold != 0.05)
		s = arena_printf(mem, "%s threshold=%g", s, p->threshold);
	if (p->floor != 0.02)
		s = arena_printf(mem, "%s floor=%g", s, p->floor);
	if (p->confidence != 0.99)
		s = arena_printf(mem, "%s confidence=%g", s, p->confidence);
	if (p->max)
		s = arena_printf(mem, "%s max=%s", s, p->max);
	if (p->min)
		s = arena_printf(mem, "%s min=%s", s, p->min);
	if (p->inconclusive != ACTION_OFF)
		s = arena_printf(mem, "%s inconclusive=%s", s, actions[p->inconclusive]);
	if (p->missing != ACTION_FAIL)
		s = arena_printf(mem, "%s missing=%s", s, actions[p->missing]);
	if (p->new != ACTION_OFF)
		s = arena_printf(mem, "%s new=%s", s, actions[p->new]);
	if (p->psi.max != 0.25)
		s = arena_printf(mem, "%s psi=%g", s, p->psi.max);
	if (p->psi.action != ACTION_WARN)
		s = arena_printf(mem, "%s psi.action=%s", s, actions[p->psi.action]);
	return s;
}

static void later_and_closer_rules_win(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *yaml, *benchmark, *metric;
		bool primary;
		const char *policy;
	} rows[] = {
		{ "{}", "a", "wall", true, "fail" },
		{ "{}", "a", "user", false, "off" },
		{ "threshold: 3%\nfloor: 1%\nconfidence: 95%", "a", "wall", true,
			"fail threshold=0.03 floor=0.01 confidence=0.95" },
		{ "inconclusive: fail\nmissing: warn\nnew: fail", "a", "wall", true,
			"fail inconclusive=fail missing=warn new=fail" },
		{ "inconclusive: warn\nmissing: pass\nnew: warn", "a", "wall", true,
			"fail inconclusive=warn missing=off new=warn" },
		/* To name a metric is to have it judged. */
		{ "metrics: { user: }", "a", "user", false, "fail" },
		{ "metrics: { user: }", "a", "sys", false, "off" },
		{ "metrics: { 'us*': { action: warn } }", "a", "user", false, "warn" },
		{ "metrics: { user: { action: off } }", "a", "user", false, "off" },
		{ "metrics: { wall: { threshold: 3% } }", "a", "wall", true,
			"fail threshold=0.03" },
		{ "action: off\nmetrics: { user: }", "a", "user", false, "fail" },
		{ "action: off\nmetrics: { user: }", "a", "wall", true, "off" },
		/* A metric inherits what its own rule does not say. */
		{ "threshold: 3%\nmetrics: { user: { floor: 1% } }", "a", "user", false,
			"fail threshold=0.03 floor=0.01" },
		/* Later rules that match win, row by row. */
		{ "metrics: { '*': { threshold: 7%, floor: 0.5% }, user: { threshold: 9% } }", "a",
			"user", false, "fail threshold=0.09 floor=0.005" },
		{ "metrics: { user: { threshold: 9% }, '*': { threshold: 7% } }", "a", "user",
			false, "fail threshold=0.07" },
		{ "only: { 'db/*': { threshold: 10%, action: warn } }", "db/x", "wall", true,
			"warn threshold=0.1" },
		{ "only: { 'db/*': { threshold: 10%, action: warn } }", "web/x", "wall", true,
			"fail" },
		{ "only: { 'db/*': { threshold: 10% }, 'db/slow': { threshold: 20% } }", "db/slow",
			"wall", true, "fail threshold=0.2" },
		{ "only: { 'db/slow': { threshold: 20% }, 'db/*': { threshold: 10% } }", "db/slow",
			"wall", true, "fail threshold=0.1" },
		{ "threshold: 3%\nonly: { db: { floor: 1% } }", "db", "wall", true,
			"fail threshold=0.03 floor=0.01" },
		/* A benchmark's rules come after those for metrics, its own metrics' last. */
		{ "metrics: { wall: { threshold: 7% } }\nonly: { db: { threshold: 9% } }", "db",
			"wall", true, "fail threshold=0.09" },
		{ "only: { db: { threshold: 9%, metrics: { wall: { threshold: 7% } } } }", "db",
			"wall", true, "fail threshold=0.07" },
		{ "only: { db: { metrics: { wall: { threshold: 7% } } }, '*': { threshold: 9% } }",
			"db", "wall", true, "fail threshold=0.09" },
		{ "only: { db: { metrics: { user: } } }", "db", "user", false, "fail" },
		{ "only: { db: { metrics: { user: } } }", "web", "user", false, "off" },
		/* A benchmark's rule alone does not have its other metrics judged, but stops them.
		 */
		{ "only: { db: { action: fail } }", "db", "user", false, "off" },
		{ "metrics: { user: }\nonly: { db: { action: warn } }", "db", "user", false,
			"warn" },
		{ "metrics: { user: }\nonly: { db: { action: off } }", "db", "user", false, "off" },
		{ "only: { db: { action: off, metrics: { user: } } }", "db", "user", false,
			"fail" },
		{ "only: { db: { action: off } }", "db", "wall", true, "off" },
		/* Budgets are in the unit of one metric. */
		{ "max: 10ms", "a", "wall", true, "fail max=10ms" },
		{ "max: 10ms", "a", "user", false, "off" },
		{ "max: 10ms\nmetrics: { user: }", "a", "user", false, "fail" },
		{ "metrics: { peak_rss: { max: 1GiB, min: 1KiB } }", "a", "peak_rss", false,
			"fail max=1GiB min=1KiB" },
		{ "only: { a: { max: 10ms } }", "a", "wall", true, "fail max=10ms" },
		{ "metrics: { peak_rss: { max: 1GiB } }\nonly: { a: { max: 10ms } }", "a",
			"peak_rss", false, "fail max=1GiB" },
		/* Sections inside are laid over row by row, too. */
		{ "psi: { max: 0.5 }", "a", "wall", true, "fail psi=0.5" },
		{ "psi: { max: 0.5 }\nonly: { a: { psi: { action: fail } } }", "a", "wall", true,
			"fail psi=0.5 psi.action=fail" },
		{ "psi: { max: 0.5 }\nmetrics: { wall: { psi: { action: off } } }", "a", "wall",
			true, "fail psi=0.5 psi.action=off" },
		{ "psi: { action: off }\nonly: { a: { psi: { max: 0.1 } } }", "a", "wall", true,
			"fail psi=0.1 psi.action=off" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gate_policy gate = gate_of(&mem, rows[i].yaml);
		struct policy p = policy_for(&gate, rows[i].benchmark, rows[i].metric,
			rows[i].primary);

		assert_row(rows[i].yaml, told(&mem, &p), rows[i].policy);
	}
}

static void budgets_are_in_the_metrics_unit(void **state)
{
	static const struct {
		enum process_metric metric;
		const char *text;
		double value; /* 0: refused */
	} rows[] = {
		{ PROCESS_WALL, "10ms", 0.01 },
		{ PROCESS_WALL, "10MB", 0 },
		{ PROCESS_WALL, "10", 0 },
		{ PROCESS_WALL, "1e308h", 0 },
		{ PROCESS_PEAK_RSS, "10MB", 1e7 },
		{ PROCESS_PEAK_RSS, "10ms", 0 },
		{ PROCESS_FAULTS_MINOR, "10k", 1e4 },
		{ PROCESS_CPU_UTILIZATION, "150%", 1.5 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *why = NULL;
		double v = 0;

		assert_int_equal(policy_budget(&v, rows[i].text, &process_metrics[rows[i].metric],
					 &why),
			rows[i].value != 0);
		assert_true(v == rows[i].value);
		assert_non_null(why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(later_and_closer_rules_win),
		cmocka_unit_test(budgets_are_in_the_metrics_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
