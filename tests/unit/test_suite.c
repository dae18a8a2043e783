#include "test_suite.h"

#include <math.h>

static const char face[] = /* as far as it exists */
	"# benchctl.yaml\n"
	"benchmark: { name: parser, output_dir: results }\n"
	"build: make -j2 bench\n"
	"defaults: { warmup: 2, runs: 10..60, timeout: 30s, env: { A: 1 } }\n"
	"gate:\n"
	"  threshold: 5%\n"
	"  metrics: { peak_rss: { threshold: 10% } }\n"
	"  only: { \"db/*\": { threshold: 10%, action: warn } }\n"
	"suite:\n"
	"  - { name: parse/small, command: ./bench parse small.json }\n"
	"  - { name: parse/list, command: [./bench, 'a b'], runs: 5, env: { B: 2 } }\n"
	"  - name: parse/block\n"
	"    command: |\n"
	"      ./bench \\\n"
	"        --long\n"
	"    warmup: 0\n"
	"  - { name: host, other: 9 }\n";

static void the_face_is_read(void **state)
{
	struct fixture *f = *state;
	const struct lifecycle *life;
	struct suite s;

	assert_text(load(&s, f, face), "");
	assert_text(s.name, "parser");
	assert_text(s.output_dir, "results");
	assert_text(s.baseline_dir, "baselines");
	assert_text(s.build, "make -j2 bench");
	assert_text(s.path, f->path);
	assert_int_equal(strlen(s.digest), 64);
	assert_int_equal(s.baseline_runs, 20);
	assert_int_equal(s.order, ORDER_ROUNDS);
	assert_int_equal(s.n, 4);
	assert_true(s.gate.policy.threshold == 0.05);
	assert_int_equal(s.gate.metrics.n, 1);
	assert_int_equal(s.gate.only.n, 1);

	assert_text(s.v[0].id, "parse/small");
	assert_int_equal(s.v[0].item.line, 10);
	assert_int_equal(s.v[0].item.column, 5);
	assert_ptr_equal(s.v[0].kind, &command_kind);
	life = &s.v[0].life;
	assert_int_equal(life->schedule.warmup, 2);
	assert_int_equal(life->schedule.runs.min, 10);
	assert_int_equal(life->schedule.runs.max, 60);
	assert_true(life->schedule.timeout == 30 && life->schedule.max_time == 5);
	assert_text(life->process.shell, "auto");

	/* An entry overrides what it says, and its pairs are added. */
	life = &s.v[1].life;
	assert_int_equal(life->schedule.runs.min, 5);
	assert_int_equal(life->schedule.runs.max, 5);
	assert_int_equal(life->schedule.warmup, 2);
	assert_int_equal(life->process.env.n, 2);
	assert_int_equal(s.v[0].life.process.env.n, 1);
	assert_int_equal(s.defaults.process.env.n, 1);
	assert_int_equal(s.v[2].life.schedule.warmup, 0);
	assert_ptr_equal(s.v[3].kind, &other);
	assert_int_equal(((const struct other_options *)s.v[3].options)->size, 9);
}

static void the_order_of_keys_does_not_matter(void **state)
{
	struct fixture *f = *state;
	struct suite s;

	assert_text(load(&s, f,
			    "suite: [ { command: a, name: x } ]\ndefaults: { warmup: 7 }\n"
			    "benchmark: { name: s }"),
		"");
	assert_int_equal(s.v[0].life.schedule.warmup, 7);
}

static void problems_are_all_told(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *yaml, *problems;
	} rows[] = {
		{ HEAD TAIL, "" },
		/* What does not exist yet. */
		{ HEAD "machines: {}\nsteps: []\npictures: []" TAIL,
			"2:1: unknown key 'machines' in the file\n"
			"3:1: unknown key 'steps' in the file\n"
			"4:1: unknown key 'pictures' in the file" },
		{ HEAD "suite:\n"
		       "  - { name: c, command: x, external: { command: y } }\n"
		       "  - { name: d, command: x, service: {}, http: {} }\n"
		       "  - { name: e, command: x, builtin: cpu }\n",
			"3:28: unknown key 'external' in suite\n"
			"4:41: unknown key 'http' in suite\n"
			"5:28: unknown key 'builtin' in suite\n"
			"4:5: this service has nothing to start; give it an app_dir, "
			"a framework or a command" },
		{ HEAD "gate: { thresold: 5% }" TAIL,
			"2:9: unknown key 'thresold' in gate; did you mean 'threshold'?" },
		{ HEAD "gate: { time_budget: 1min, build: make }" TAIL,
			"2:9: unknown key 'time_budget' in gate; it belongs to benchmark\n"
			"2:28: unknown key 'build' in gate; it belongs to the top level of the file" },
		{ HEAD "gate: { threshold: 5, floor: 0.02 }" TAIL,
			"2:20: threshold: '5' needs a percentage such as 5%\n"
			"2:30: floor: '0.02' needs a percentage such as 2%" },
		{ HEAD "gate: { confidence: 1 }" TAIL,
			"2:21: confidence: '1' needs a percentage such as 99%" },
		{ HEAD "gate: { metrics: { peak_rss: 5% }, confidence: 100% }" TAIL,
			"2:30: gate.metrics: 'peak_rss' needs a map of options, such as { threshold: 5% }\n"
			"2:48: confidence: '100%' is above the maximum, 99.9999%" },
		{ HEAD "gate: { only: { a: { metrics: { wall: { max: 1s, mix: 1 } } } } }" TAIL,
			"2:50: unknown key 'mix' in gate.metrics; did you mean 'max'?" },
		{ HEAD "gate: { only: { a: , a: } }" TAIL,
			"2:22: duplicate key 'a' in only; it is already on line 2" },
		/* The suite itself. */
		{ "suite: [ { name: a, command: x } ]",
			"1:1: the suite has no name; begin with: benchmark: { name: parser }" },
		{ HEAD, "1:1: the suite is empty; add: suite: [{ name: hello, command: ./hello }], or stages:" },
		{ "benchmark: { name: a/b }" TAIL, "1:14: benchmark.name: 'a/b' has a '/'" },
		{ "benchmark: { name: .. }" TAIL,
			"1:14: benchmark.name: '..' has a part that is only '.' or '..'" },
		{ "benchmark: { name: '' }" TAIL,
			"1:14: the suite has no name; begin with: benchmark: { name: parser }" },
		{ "benchmark: { name: s, machine_class: ../../x }" TAIL,
			"1:23: benchmark.machine_class: '../../x' has a '/'" },
		{ "benchmark: { name: s, machine_class: .. }" TAIL,
			"1:23: benchmark.machine_class: '..' has a part that is only '.' or '..'" },
		{ "benchmark: { name: s, machine_class: pool-1 }" TAIL, "" },
		{ "benchmark: { name: s, baseline_dir: ../x }" TAIL,
			"1:23: benchmark.baseline_dir: '../x' is not a folder inside the "
			"repository" },
		{ "benchmark: { name: s, baseline_dir: a/.GIT/x }" TAIL,
			"1:23: benchmark.baseline_dir: 'a/.GIT/x' is not a folder inside the "
			"repository" },
		{ "benchmark: { name: s, baseline_dir: /x }" TAIL,
			"1:23: benchmark.baseline_dir: '/x' is not a folder inside the repository" },
		{ "benchmark: { name: s, order: random }" TAIL,
			"1:30: order: 'random' is not one of rounds or sequential" },
		{ "benchmark: { name: s, baseline_runs: 0 }" TAIL,
			"1:38: baseline_runs: '0' is below the minimum, 1" },
		/* Benchmarks. */
		{ HEAD "suite: [ { command: x } ]",
			"2:10: a benchmark without a name; give it one: name: parse/small" },
		{ HEAD "suite: [ { name: a } ]",
			"2:10: a has nothing to run; give one of: command, other" },
		{ HEAD "suite: [ { name: a, command: x, other: 1 } ]",
			"2:10: 'command' and 'other' exclude each other; a benchmark has one kind" },
		{ HEAD "suite: [ { name: a b, command: x } ]",
			"2:10: the name 'a b' has characters other than letters, digits and _ . / "
			"= + : , @ -" },
		{ HEAD "suite: [ { name: a, command: x }, { name: b, command: x },\n"
		       "  { name: a, command: x }, { name: a, command: y } ]",
			"3:3: the benchmark 'a' is already on line 2\n"
			"3:28: the benchmark 'a' is already on line 3" },
		{ HEAD "suite: [ { name: a, command: '' }, { name: b, command: ' ' },\n"
		       "  { name: c, command: [] }, { name: d, command: [''] } ]",
			"2:10: command: is empty\n2:36: command: is empty\n"
			"3:3: command: is empty\n3:29: command: is empty" },
		{ HEAD "suite: [ { name: a, command: \"echo 'x\" } ]",
			"2:10: command: unfinished quote or escape in 'echo 'x'" },
		{ HEAD "suite: [ { name: a, command: x, runs: 0, warmup: -1, timeout: 0s } ]",
			"2:39: runs: '0' is below the minimum, 1\n"
			"2:50: warmup: '-1' is not a count such as 10\n"
			"2:63: timeout: '0s' is below the minimum, 1.00 ms" },
		{ HEAD "suite: [ { name: a, command: x, cpus: 3-1 } ]",
			"2:10: cpus: '3-1' is not a list of processors such as 1 or 0,2-3" },
		{ HEAD "defaults: { cpus: x }\nsuite: [ { name: a, command: x }, { name: b, "
		       "command: x } ]",
			"2:13: cpus: 'x' is not a list of processors such as 1 or 0,2-3" },
		{ HEAD "suite: [ { name: a, command: x, env: { '=': 1 } } ]",
			"2:40: env: '=' is not a name; it is empty or has a '='" },
		/* In the order of the file. */
		{ "benchmark: { name: s, oder: rounds }\ngate: { threshold: 5 }\n"
		  "suite: [ { name: a, comand: x } ]\ndefaults: { warmup: x }",
			"1:23: unknown key 'oder' in benchmark; did you mean 'order'?\n"
			"2:20: threshold: '5' needs a percentage such as 5%\n"
			"3:21: unknown key 'comand' in suite; did you mean 'command'?\n"
			"4:21: warmup: 'x' is not a count such as 10" },
		{ "", "1:1: the file is empty" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct suite s;

		assert_row(rows[i].yaml, load(&s, f, rows[i].yaml), rows[i].problems);
	}
}

static const char *filtered(struct fixture *f, const char *const *patterns, size_t n,
	const char **idle)
{
	static const char yaml[] = HEAD
		"suite: [ { name: db/a, command: x }, { name: db/b, command: x "
		"}, { name: web, command: x } ]";
	struct words w = { 0 };
	const char *kept = "";
	struct suite s;

	assert_text(load(&s, f, yaml), "");
	for (size_t i = 0; i < n; i++)
		words_push(&f->mem, &w, patterns[i]);
	*idle = suite_filter(&s, &w);
	for (size_t i = 0; i < s.n; i++)
		kept = arena_printf(&f->mem, "%s %s", kept, s.v[i].id);
	return kept;
}

static void filters_keep_the_order(void **state)
{
	struct fixture *f = *state;
	const char *idle;

	assert_text(filtered(f, NULL, 0, &idle), " db/a db/b web");
	assert_null(idle);
	assert_text(filtered(f, (const char *[]){ "web", "db/a" }, 2, &idle), " db/a web");
	assert_null(idle);
	assert_text(filtered(f, (const char *[]){ "db/*" }, 1, &idle), " db/a db/b");
	assert_text(filtered(f, (const char *[]){ "web", "nope" }, 2, &idle), " web");
	assert_text(idle, "nope");
	assert_text(filtered(f, (const char *[]){ "nope" }, 1, &idle), "");
}

static void files_that_cannot_be_read(void **state)
{
	struct fixture *f = *state;
	struct problems p = { .mem = &f->mem };
	struct error err;
	struct suite s;

	assert_int_equal(suite_load(&s, &f->mem, "/no/file.yaml", NULL, kinds, &p, &err), -1);
	assert_text(err.text, "/no/file.yaml: No such file or directory");
	assert_int_equal(suite_load(&s, &f->mem, "/tmp", NULL, kinds, &p, &err), -1);
	assert_text(err.text, "/tmp: is a folder, not a file");
	assert_int_equal(suite_load(&s, &f->mem, "/dev/zero", NULL, kinds, &p, &err), -1);
	assert_contains(err.text, "is a device, not a file");
}

/* n times the text between a head and a tail. */
static const char *repeated(struct arena *mem, const char *head, const char *text, size_t n,
	const char *tail)
{
	size_t len = strlen(text), at = strlen(head);
	char *all = arena_alloc(mem, at + n * len + strlen(tail) + 1);

	memcpy(all, head, at);
	for (size_t i = 0; i < n; i++, at += len)
		memcpy(all + at, text, len);
	strcpy(all + at, tail); /* NOLINT(clang-analyzer-security.insecureAPI.strcpy) */
	return all;
}

/* Small files that would take gigabytes or minutes. */
static void what_no_configuration_needs_is_refused(void **state)
{
	struct fixture *f = *state;
	struct arena *mem = &f->mem;
	const struct {
		const char *yaml, *problem;
	} rows[] = {
		{ repeated(mem, "benchmark: ", "[", 100000, ""), "nested deeper than 64 levels" },
		{ repeated(mem, "benchmark:\n", "- ", 1000, "x"), "nested deeper than 64 levels" },
		{ repeated(mem, "a: [", ",", 3, repeated(mem, "", "x,", 1 << 20, "]")),
			"did not find expected" },
		{ repeated(mem, "a: [", "x,", 1 << 20, "]"), "more than 1048576 values" },
		{ repeated(mem, "benchmark: { name: &a '", "n", 1 << 20,
			  repeated(mem, "' }\nsuite: [{ name: a, command: x, tags: [", "*a,", 40,
				  "]}]")),
			"the texts of the file expand to more than 32 MiB" },
		{ repeated(mem, "suite: [{ name: a, matrix: { v: ['", "n", 1 << 10,
			  repeated(mem, "'] }, command: '", "${v}", 40000, "' }]")),
			"the texts of the file expand to more than 32 MiB" },
		{ repeated(mem, HEAD "renamed: {", "a: b,", PAIRS_MAX + 1, "}" TAIL),
			"renamed has more than 10000 names" },
		{ repeated(mem, HEAD "services: [", "{ name: a, command: x },", ITEMS_MAX + 1,
			  "]" TAIL),
			"services has more than 1000 elements" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct problems p = { .mem = mem };
		struct suite s;
		bool found = false;

		load_into(&p, &s, f, rows[i].yaml);
		for (size_t k = 0; k < p.n; k++)
			found = found || strstr(p.v[k].text, rows[i].problem);
		assert_true(p.n <= PROBLEMS_MAX);
		if (!found)
			fail_msg("row %zu lacks: %s", i, rows[i].problem);
	}
}

/* Each is told once, and the rest is counted. */
static void only_some_of_many_problems_are_kept(void **state)
{
	struct fixture *f = *state;
	struct problems p = { .mem = &f->mem };
	struct suite s;

	load_into(&p, &s, f, repeated(&f->mem, HEAD, "k: 1\n", 10000, &TAIL[1]));
	assert_int_equal(p.n, PROBLEMS_MAX);
	assert_int_equal(p.n + p.more, 10000 + 9999); /* unknown, and on a line before */
}

/* What a leak is taken over, and what cannot be. */
static void leaks_have_a_rule(void **state)
{
	static const struct {
		const char *entry, *problem; /* NULL: none */
		enum leak_over over;
		double limit;
	} rows[] = {
		{ "leak: rss", NULL, LEAK_OVER_TIME, 0 },
		{ "leak: rss, runs: 1", NULL, LEAK_OVER_TIME, 0 },
		{ "leak: rss, sample: 0s",
			"leak: needs samples, but sample: is 0; set sample: to a time such as "
			"100ms",
			LEAK_OVER_TIME, 0 },
		{ "leak: fds, leak_over: runs, runs: 20, sample: 0s",
			"leak: needs samples, but sample: is 0; set sample: to a time such as "
			"100ms",
			LEAK_OVER_RUNS, 0 },
		{ "leak: rss, leak_over: runs, runs: 20, sample: 0s", NULL, LEAK_OVER_RUNS, 0 },
		{ "leak: rss, sample: 6s", NULL, LEAK_OVER_TIME, 0 },
		{ "leak: rss, sample: 7s",
			"leak: needs 20 samples of a run, but a run with timeout: 2 min 0 s has "
			"fewer if sample: is 7.0 s; set sample: to a shorter time",
			LEAK_OVER_TIME, 0 },
		{ "leak_over: nothing, leak_limit: x", NULL, LEAK_OVER_PARAMETER, 0 }, /* off */
		{ "leak: rss, leak_over: runs, runs: 20", NULL, LEAK_OVER_RUNS, 0 },
		{ "leak: rss, leak_over: runs, runs: 19..60",
			"leak_over: runs needs 20 runs of each benchmark; set runs: 20 or "
			"more",
			LEAK_OVER_RUNS, 0 },
		{ "leak: rss, leak_over: reports, runs: 1", NULL, LEAK_OVER_REPORTS, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 20, 0.5] }", NULL, LEAK_OVER_PARAMETER,
			0 },
		{ "leak: rss, leak_over: runs, matrix: { runs: [1, 2, 3] }, runs: 5", NULL,
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2, 3] }, runs: 4",
			"leak_over: n needs 5 runs of each benchmark; set runs: 5 or more",
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n",
			"leak_over: 'n' is not time, runs, reports or a parameter of matrix",
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2] }",
			"leak_over: n needs at least 3 values, but has 2", LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2, x] }",
			"leak_over: n=x is not a number", LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2, 3], m: [1, 2] }",
			"leak_over: n is not the only parameter of matrix; write a separate benchmark "
			"for each combination of the other parameters",
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2, 1.0] }",
			"leak_over: two variants have n=1; use distinct values and no cases:",
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_over: n, matrix: { n: [1, 2, 3] }, cases: [{ name: c }, { name: "
		  "d }]",
			"leak_over: two variants have n=1; use distinct values and no cases:",
			LEAK_OVER_PARAMETER, 0 },
		{ "leak: rss, leak_limit: 64 B", NULL, LEAK_OVER_TIME, 64 },
		{ "leak: fds, leak_limit: 0.5", NULL, LEAK_OVER_TIME, 0.5 },
		{ "leak: fds, leak_limit: 64 B",
			"leak_limit: '64 B' needs a count such as 1000 or 10k", LEAK_OVER_TIME, 0 },
		{ "leak: rss, leak_limit: 64",
			"leak_limit: '64' needs a size such as 64KiB or 200MB", LEAK_OVER_TIME, 0 },
		{ "leak: rss, leak_limit: -1 B", "leak_limit: '-1 B' is negative", LEAK_OVER_TIME,
			0 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct suite s;
		const char *yaml = arena_printf(&f->mem,
			HEAD "suite: [ { name: a, command: 'x ${n} ${m} ${runs} ${case}', %s } ]",
			rows[i].entry);
		const char *want = rows[i].problem
			? arena_printf(&f->mem, "2:10: %s", rows[i].problem)
			: "";

		assert_row(rows[i].entry, load(&s, f, yaml), want);
		assert_int_equal(leak_over(&s.v[0]), rows[i].over);
		if (!rows[i].problem)
			assert_true(fabs(leak_limit(&s.v[0].life.process) - rows[i].limit) < 1e-9);
	}
}

/* A service builds its application itself; a command is part of the tree. */
static void suites_of_servers_need_no_build(void **state)
{
	static const struct {
		const char *more, *suite, *build;
	} rows[] = {
		{ "", "service: { command: s }, other: 1", "true" },
		{ "build: make\n", "service: { command: s }, other: 1", "make" },
		{ "services: { web: { command: s } }\n", "service: web, other: 1", "true" },
		{ "", "other: 1", NULL },
		{ "", "service: { command: s }, command: x", NULL },
	};
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *yaml = arena_printf(&f->mem,
			"benchmark: { name: s }\n%ssuite:\n  - { name: a, %s }\n", rows[i].more,
			rows[i].suite);

		assert_text(load(&s, f, yaml), "");
		assert_row(yaml, s.build, rows[i].build);
	}
}

static void digests_are_of_the_bytes(void **state)
{
	struct fixture *f = *state;
	struct suite a, b, c;

	load(&a, f, HEAD TAIL);
	load(&b, f, HEAD TAIL);
	load(&c, f, HEAD TAIL " ");
	assert_text(a.digest, b.digest);
	assert_string_not_equal(a.digest, c.digest);
}

static void a_suite_without_a_file(void **state)
{
	struct fixture *f = *state;
	struct suite s;

	suite_default(&s, &f->mem);
	assert_text(s.name, "adhoc");
	assert_text(s.output_dir, "results");
	assert_int_equal(s.defaults.schedule.runs.min, 10);
	assert_true(s.gate.policy.confidence == 0.99);
	assert_int_equal(s.n, 0);
	assert_null(s.path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_face_is_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_order_of_keys_does_not_matter, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(problems_are_all_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(filters_keep_the_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_that_cannot_be_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_no_configuration_needs_is_refused, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(only_some_of_many_problems_are_kept, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(leaks_have_a_rule, set_up, tear_down),
		cmocka_unit_test_setup_teardown(suites_of_servers_need_no_build, set_up, tear_down),
		cmocka_unit_test_setup_teardown(digests_are_of_the_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_suite_without_a_file, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
