#include "unit.h"

#include "judge/rule_changes.h"
#include "measure/kinds.h"
#include "model/option/option.h"
#include "model/run/run.h"
#include "model/suite.h"

struct fixture {
	struct arena mem;
	char *path;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->path = arena_printf(&f->mem, "%s/benchctl.yaml", unit_folder(&f->mem));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	*strrchr(f->path, '/') = '\0';
	unit_remove(f->path);
	arena_free(&f->mem);
	free(f);
	return 0;
}

/* A suite with the benchmarks a and b; $R is in the file, $A in the benchmark a. */
static struct suite suite_of(struct fixture *f, const char *root, const char *a)
{
	struct problems p = { .mem = &f->mem };
	struct suite s;
	struct error err;

	unit_write(f->path,
		arena_printf(&f->mem,
			"benchmark: { name: demo }\n%s\nsuite:\n"
			"  - { name: a, %s }\n  - { name: b, command: ./b }\n",
			root, a));
	assert_ok(suite_load(&s, &f->mem, f->path, NULL, kinds, &p, &err), &err);
	for (size_t i = 0; i < p.n; i++)
		fail_msg("%s: %s: %s", root, a, p.v[i].text);
	return s;
}

static const char *found(struct fixture *f, const struct rule_sides *sides)
{
	struct words all = { 0 };
	const char *text = "";

	rule_changes_find(&all, &f->mem, sides);
	for (size_t i = 0; i < all.n; i++)
		text = arena_printf(&f->mem, "%s%s%s", text, i ? "\n" : "", all.v[i]);
	return text;
}

static const char *compare(struct fixture *f, const struct suite *base, const struct suite *head)
{
	static const struct words none;

	return found(f,
		&(struct rule_sides){ .base = base, .head = head, .all = head, .selected = &none });
}

#define NO_RULES "", "command: ./a"
static const struct {
	const char *base_root, *base_a, *root, *a, *said;
} changes[] = {
	{ NO_RULES, NO_RULES, "" },
	/* Stricter rules are not mentioned. */
	{ NO_RULES, "gate: { threshold: 1% }", "command: ./a", "" },
	{ NO_RULES, "gate: { max: 3s, new: fail, inconclusive: fail }", "command: ./a", "" },
	{ NO_RULES, "gate: { metrics: { peak_rss: {} } }", "command: ./a", "" },
	{ NO_RULES, "", "command: ./a, memory_limit: 1GiB", "" },
	{ NO_RULES, "", "command: ./a, leak: rss, timeout: 5s", "" },
	/* A rule for all, with wildcards, for one metric, for one benchmark, in any spelling. */
	{ NO_RULES, "gate: { threshold: 50% }", "command: ./a",
		"this change loosens a, b: threshold 5% -> 50%" },
	{ NO_RULES, "gate: { only: { '*': { threshold: 0.5e2% } } }", "command: ./a",
		"this change loosens a, b: threshold 5% -> 50%" },
	{ NO_RULES, "gate: { only: { '[a]': { metrics: { wal?: { action: warn } } } } }",
		"command: ./a", "this change loosens a: action fail -> warn" },
	{ "gate: { only: { a: { threshold: 1% } } }", "command: ./a", "", "command: ./a",
		"this change loosens a: threshold 1% -> 5%" },
	{ "gate: &g { threshold: 1% }", "command: ./a", "gate: &g { threshold: 1.00001% }",
		"command: ./a", "this change loosens a, b: threshold 1% -> 1.00001%" },
	{ "gate: { metrics: { peak_rss: { threshold: 10% } } }", "command: ./a", "", "command: ./a",
		"this change loosens a peak_rss, b peak_rss: action fail -> off" },
	{ "gate: { metrics: { peak_rss: { max: 64MiB } } }", "command: ./a",
		"gate: { metrics: { peak_rss: { max: 65000KiB } } }", "command: ./a", "" },
	{ "gate: { metrics: { peak_rss: { max: 64MiB } } }", "command: ./a",
		"gate: { metrics: { peak_rss: { max: 1GiB } } }", "command: ./a",
		"this change loosens a peak_rss, b peak_rss: max 64MiB -> 1GiB" },
	{ "gate: { only: { a: { max: 2s } } }", "command: ./a",
		"gate: { only: { a: { max: 64MiB } } }", "command: ./a",
		"this change loosens a: max 2s -> 64MiB" },
	{ "gate: { max: 2s, min: 1ms }", "command: ./a", "", "command: ./a",
		"this change loosens a, b: max 2s -> (none)\n"
		"this change loosens a, b: min 1ms -> (none)" },
	{ "gate: { min: 2ms }", "command: ./a", "gate: { min: 1ms }", "command: ./a",
		"this change loosens a, b: min 2ms -> 1ms" },
	{ NO_RULES, "gate: { confidence: 99.9999%, floor: 3%, missing: pass }", "command: ./a",
		"this change loosens a, b: floor 2% -> 3%\n"
		"this change loosens a, b: confidence 99% -> 99.9999%\n"
		"this change loosens a, b: missing fail -> pass" },
	{ "gate: { psi: { action: fail } }", "command: ./a", "gate: { psi: { max: 1 } }",
		"command: ./a",
		"this change loosens a, b: psi.max 0.25 -> 1.00\n"
		"this change loosens a, b: psi.action fail -> warn" },
	{ NO_RULES, "gate: { null_control: true }", "command: ./a",
		"this change loosens the suite: null_control false -> true" },
	{ "gate: { loosening: fail }", "command: ./a", NO_RULES,
		"this change loosens the suite: loosening fail -> warn" },
	/* What is measured. */
	{ NO_RULES, "", "command: ./other",
		"this change replaces the command of a: ./a -> ./other" },
	{ NO_RULES, "", "command: ./a, metric: user",
		"this change replaces the metric of a: (none) -> user\n"
		"this change loosens a wall: action fail -> off" },
	{ NO_RULES, "defaults: { env: { FAST: '1' } }", "command: ./a",
		"this change replaces the env of a, b: (none) -> FAST=1" },
	{ NO_RULES, "", "command: ./a, setup: make fast, runs: 3..5, cwd: sub, warmup: 0",
		"this change replaces the warmup of a: 1 -> 0\n"
		"this change replaces the runs of a: 10..30 -> 3..5\n"
		"this change replaces the setup of a: (none) -> make fast\n"
		"this change replaces the cwd of a: (none) -> sub" },
	{ NO_RULES, "", "command: ./a, import: google-benchmark",
		"this change replaces the import of a: (none) -> google-benchmark" },
	{ NO_RULES, "", "command: ./a, artifacts: .gitignore",
		"this change replaces the artifacts of a: (none) -> .gitignore" },
	{ NO_RULES, "", "command: ./a, tags: slow",
		"this change replaces the tags of a: (none) -> slow" },
	{ NO_RULES, "build: cp fast a", "command: ./a",
		"this change replaces the build of the suite: (none) -> cp fast a" },
	{ "", "command: ./a, leak: rss", NO_RULES, "this change loosens a: leak rss -> off" },
	{ "", "command: ./a, leak: rss, leak_limit: 1 KiB", "",
		"command: ./a, leak: rss, leak_limit: 2 KiB",
		"this change loosens a: leak_limit 1 KiB -> 2 KiB" },
	{ "", "command: ./a, memory_limit: 1GiB", NO_RULES,
		"this change loosens a: memory_limit 1.00 GiB -> (none)" },
	/* Values that contain the separators of the text that shows them. */
	{ "", "command: ./a, env: { A: '1', B: '2' }", "", "command: ./a, env: { A: '1, B=2' }",
		"this change replaces the env of a: A=1, B=2 -> A='1, B=2'" },
	{ "", "command: [./a, b]", "", "command: '[./a b]'",
		"this change replaces the command of a: ./a b -> [./a b]" },
	{ "services: { s: { command: x, cwd: y } }", "command: ./a",
		"services: { s: { command: 'x, cwd: y' } }", "command: ./a",
		"this change replaces the services of the suite: s: { command: x, cwd: y, "
		"host: localhost, port: 0, tls: false, health_attempts: 30, health_interval: 1, "
		"health_timeout: 2, grace: 5, sample: 0.1, starts: 1, reu... -> s: { command: "
		"'x, cwd: y', host: localhost, port: 0, tls: false, health_attempts: 30, "
		"health_interval: 1, health_timeout: 2, grace: 5, sample: 0.1, starts: 1, r..." },
	{ NO_RULES, "", "command: ./a, ignore_failure: true, timeout: 3min",
		"this change loosens a: timeout 120 s -> 180 s\n"
		"this change loosens a: ignore_failure false -> true" },
};

static void test_changes(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		struct suite base = suite_of(f, changes[i].base_root, changes[i].base_a);
		struct suite head = suite_of(f, changes[i].root, changes[i].a);

		assert_row(arena_printf(&f->mem, "row %zu", i), compare(f, &base, &head),
			changes[i].said);
	}
}

static void check_rows(struct arena *mem, const struct section *s, const char *where)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *name = arena_printf(mem, "%s.%s", where, o->name);

		if (o->change == CHANGE_UNSET)
			fail_msg("%s does not say what a change of it means: "
				 "give its row .change, an enum option_change",
				name);
		if (o->change == CHANGE_INSIDE && o->type != OPTION_SECTION)
			fail_msg("%s is no section", name);
		if (o->change == CHANGE_INSIDE)
			check_rows(mem, o->section, name);
	}
}

static void test_every_row_is_classified(void **state)
{
	struct fixture *f = *state;
	const struct config_section c = config_section(&f->mem, kinds);

	check_rows(&f->mem, c.root, "");
	check_rows(&f->mem, c.entry, "suite");
	check_rows(&f->mem, &lifecycle_section, "defaults");
	check_rows(&f->mem, &gate_section, "gate");
}

static struct run run_of(struct fixture *f, const char *id, const struct metric *metrics, size_t n)
{
	struct run run = { 0 };
	struct result *r = ARENA_PUSH(&f->mem, &run);

	r->id = id;
	for (size_t i = 0; i < n; i++)
		result_add(r, &f->mem, &metrics[i], 1);
	return run;
}

/* Metrics that only results name: which way is better is not in any configuration. */
static void test_metrics_of_results(void **state)
{
	static const struct metric base[] = { { "size", "B", DIM_SIZE, BETTER_LOWER, true },
		{ "hits", "", DIM_COUNT, BETTER_HIGHER, false } };
	static const struct metric head[] = { { "size", "B", DIM_SIZE, BETTER_HIGHER, false },
		{ "hits", "", DIM_COUNT, BETTER_NONE, false } };
	static const struct words none;
	struct fixture *f = *state;
	struct suite suite = suite_of(f, "gate: { metrics: { hits: {} } }", "command: ./a");
	struct run base_run = run_of(f, "a", base, 2), head_run = run_of(f, "a", head, 2);
	struct rule_sides sides = { &suite, &suite, &suite, &none, &base_run, &head_run };

	assert_text(found(f, &sides),
		"this change replaces the better direction of a: lower -> higher\n"
		"this change loosens a: exact true -> false\n"
		"this change replaces the better direction of a hits: higher -> none");
	sides.head_run = &base_run;
	assert_text(found(f, &sides), "");
}

static void test_renamed_and_gone(void **state)
{
	struct fixture *f = *state;
	struct suite base = suite_of(f, "gate: { only: { a: { threshold: 1% } } }", "command: ./a");
	struct suite head = suite_of(f, "gate: { missing: warn }", "command: ./a");

	head.v++; /* without a */
	head.n--;
	assert_text(compare(f, &base, &head),
		"this change loosens a: threshold 1% -> 5%\n"
		"this change loosens a, b: missing fail -> warn");
	head = suite_of(f, "", "command: ./other");
	head.v[0].id = "new";
	head.renamed.v = &(struct pair){ "a", "new" };
	head.renamed.n = 1;
	assert_text(compare(f, &base, &head),
		"this change replaces the command of new: ./a -> ./other\n"
		"this change loosens new: threshold 1% -> 5%");
}

static void test_many_are_counted(void **state)
{
	struct fixture *f = *state;
	struct suite base = suite_of(f, "", "matrix: { n: [1, 2, 3, 4, 5] }, command: './a ${n}'");
	struct suite head = suite_of(f, "gate: { threshold: 9% }",
		"matrix: { n: [1, 2, 3, 4, 5] }, command: './a ${n}'");

	assert_text(compare(f, &base, &head),
		"this change loosens a/n=1, a/n=2, a/n=3 and 3 more: threshold 5% -> 9%");
}

/* A difference far behind in a long text is shown all the same. */
static void test_long_values(void **state)
{
	struct fixture *f = *state;
	char line[600];
	const char *text;
	struct suite base, head;

	memset(line, 'x', sizeof line);
	memcpy(line, "command: ./a ", 13);
	strcpy(line + sizeof line - 6, " slow");
	base = suite_of(f, "", line);
	strcpy(line + sizeof line - 6, " fast");
	head = suite_of(f, "", line);
	text = compare(f, &base, &head);
	assert_contains(text, "xxx slow -> ...xxx");
	assert_contains(text, "xxx fast");
	assert_true(strlen(text) < 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_row_is_classified, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_metrics_of_results, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_renamed_and_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_long_values, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
