/* Which options have an effect on which kind of benchmark. */
#include "unit.h"

#include "measure/task.h"
#include "base/file.h"
#include "model/config.h"

/* A kind that is no process. */
struct inner_options {
	size_t size;
};
static const struct option inner_rows[] = {
	{ "inner", 0, OPTION_COUNT, offsetof(struct inner_options, size), .default_text = "3" },
};
static const struct section inner_section = SECTION("inner", "", inner_rows, struct inner_options);
static const struct kind inner = { .options = &inner_section, .resources = RESOURCE_CPU };

/* Each kind, with and without sub-benchmarks, by the letter that the table has for it. */
static const struct {
	char letter;
	const char *yaml, *with;
} all_kinds[] = {
	{ 'c', "command: x", "" },
	{ 'o', "command: x, import: auto", "import" },
	{ 'f', "command: x, import: { file: out.json }", "import" },
	{ 'e', "external: { command: x, workload: w }", "external" },
	{ 'h', "http: { url: 'http://h/' }", "http" },
	{ 'n', "inner: 1", "inner" },
};

static const struct {
	const char *option, *value, *refused; /* by the kinds of these letters */
	bool by_fixtures;                     /* has an effect on them even so */
} rows[] = {
	{ "tags", "t", "", false },
	{ "resources", "disk", "", false },
	{ "matrix", "{ a: [1, 2] }, metric: '${a}'", "", false },
	{ "cases", "[{ name: a }]", "", false },
	{ "env", "{}, cases: [{ env: { A: b } }]", "hn", true },
	{ "generate", "{ D: { size: 1B } }", "", false },
	{ "service", "{ command: x }", "", false },
	{ "scaling", "judge, matrix: { a: [1, 2, 3] }, metric: '${a}'", "of", false },
	{ "scaling", "off", "", false },
	{ "work", "10 items", "ofehn", false },
	{ "metric", "wall", "", false },
	{ "warmup", "2", "", false },
	{ "runs", "30", "", false },
	{ "max_time", "1s", "", false },
	{ "timeout", "1s", "h", true },
	{ "cooldown", "1s", "", false },
	{ "artifacts", "x", "", false },
	{ "canary", "off", "", false },
	{ "setup", "x", "", false },
	{ "prepare", "x", "", false },
	{ "conclude", "x", "", false },
	{ "cleanup", "x", "", false },
	{ "shell", "none", "ehn", true },
	{ "env", "{ A: b }", "hn", true },
	{ "clean_env", "true", "hn", true },
	{ "cwd", "/tmp", "hn", true },
	{ "input", "/dev/zero", "hn", false },
	{ "cpus", "0", "hn", true },
	{ "output", "inherit", "oehn", true },
	{ "ignore_failure", "true", "hn", true },
	{ "memory_limit", "1GiB", "hn", false },
	{ "sample", "1s", "ofehn", false },
	{ "sample", "0", "", false },
	{ "leak", "rss", "ofehn", false },
	{ "leak", "off", "", false },
	{ "leak_over", "reports", "ofehn", false },
	{ "leak_limit", "64", "ofehn", false },
	{ "counters", "valgrind", "ofehn", false },
	{ "counters", "off", "", false },
	{ "profile", "true", "ehn", false },
	{ "profiler", "perf", "ehn", false },
};

struct fixture {
	struct arena mem;
	const char *folder, *path;
	const struct suite_source *source; /* NULL: the disk */
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	f->folder = unit_folder(&f->mem);
	f->path = arena_printf(&f->mem, "%s/benchctl.yaml", f->folder);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unit_remove(f->folder);
	arena_free(&f->mem);
	free(f);
	return 0;
}

/* The problems of the file, each on a line, with the name of an included file. */
static const char *load_file(struct suite *s, struct fixture *f, const char *yaml)
{
	const struct kind *const all[] = { &command_kind, &external_kind, &http_kind, &inner,
		&workflow_kind, NULL };
	struct problems p = { .mem = &f->mem };
	const char *text = "";
	struct error err;

	unit_write(f->path, yaml);
	assert_ok(suite_load(s, &f->mem, f->path, f->source, all, &p, &err), &err);
	for (size_t i = 0; i < p.n; i++)
		text = arena_printf(&f->mem, "%s%s%u:%u: %s\n", text,
			strcmp(p.v[i].file, f->path) == 0
				? ""
				: arena_printf(&f->mem, "%s:", strrchr(p.v[i].file, '/') + 1),
			p.v[i].line, p.v[i].column, p.v[i].text);
	return text;
}

static const char *load(struct suite *s, struct fixture *f, const char *defaults,
	const char *benchmark)
{
	return load_file(s, f,
		arena_printf(&f->mem,
			"benchmark: { name: s }\ndefaults: { %s }\nsuite:\n  - { name: b, %s }\n",
			defaults, benchmark));
}

static void each_option_of_each_kind(void **state)
{
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(all_kinds); k++) {
			const char *given = arena_printf(&f->mem, "%s, %s: %s", all_kinds[k].yaml,
				rows[i].option, rows[i].value);
			const char *refusal = arena_printf(&f->mem,
				"4:%zu: '%s' has no effect on a benchmark with '%s'; remove it\n",
				strlen("  - { name: b, , ") + strlen(all_kinds[k].yaml) + 1,
				rows[i].option, all_kinds[k].with);
			bool refused = strchr(rows[i].refused, all_kinds[k].letter);

			/* Its server is the one at url:. */
			if (all_kinds[k].letter == 'h' && strcmp(rows[i].option, "service") == 0)
				continue;

			assert_row(given, load(&s, f, "", given), refused ? refusal : "");
			if (strcmp(rows[i].option, "setup") == 0)
				continue;
			given = arena_printf(&f->mem, "%s, setup: x", given);
			assert_row(given, load(&s, f, "", given),
				refused && !rows[i].by_fixtures ? refusal : "");
		}
	}
}

static bool is_in_table(const char *option)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].option, option) == 0)
			return true;
	return strcmp(option, "name") == 0;
}

static void no_option_is_missing(void **state)
{
	const struct section *const sections[] = { &config_entry, &lifecycle_section };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		for (size_t k = 0; k < sections[i]->n; k++)
			if (!is_in_table(sections[i]->rows[k].name))
				fail_msg("%s is not in the table", sections[i]->rows[k].name);
}

/* What the defaults ask of every benchmark is for those that can honour it. */
static void defaults_are_dropped(void **state)
{
	struct fixture *f = *state;
	const struct process_options *p;
	struct suite s;

	for (size_t k = 0; k < ARRAY_SIZE(all_kinds); k++) {
		bool honours = all_kinds[k].letter == 'c';

		assert_row(all_kinds[k].yaml,
			load(&s, f,
				"leak: rss, sample: 5ms, counters: auto, leak_over: runs, runs: 30",
				arena_printf(&f->mem, "%s }\n  - { name: c, command: x",
					all_kinds[k].yaml)),
			"");
		p = &s.v[0].life.process;
		assert_int_equal(p->leak, honours ? LEAK_RSS : LEAK_OFF);
		assert_int_equal(p->counters, honours ? COUNTERS_AUTO : COUNTERS_OFF);
		assert_true(honours ? p->sample > 0 : p->sample == 0);
		assert_text(p->leak_over, honours ? "runs" : "time");
		/* Asked for on the command line, after the file was read. */
		s.v[0].life.process.leak = LEAK_FDS;
		kind_drop(&s.v[0], &f->mem);
		assert_int_equal(p->leak, honours ? LEAK_FDS : LEAK_OFF);
	}
}

/* But what none of them can honour is an error. */
static void defaults_without_effect(void **state)
{
#define NO_EFFECT        "has no effect on any benchmark of this file; remove it\n"
#define SUITE(benchmark) "suite: [{ name: b, " benchmark " }]"
#define WORKFLOW         "stages: [{ name: a, command: x }]"
	static const struct {
		const char *defaults, *suite, *problems;
	} cases[] = {
		{ "leak: rss", SUITE("command: x, import: auto"),
			"2:13: defaults: 'leak' " NO_EFFECT },
		{ "runs: 5, shell: none", SUITE("external: { command: x, workload: w }"),
			"2:22: defaults: 'shell' " NO_EFFECT },
		{ "shell: none, setup: x", SUITE("external: { command: x, workload: w }"), "" },
		{ "timeout: 2min", SUITE("http: { url: 'http://h/' }"),
			"2:13: defaults: 'timeout' " NO_EFFECT },
		{ "timeout: 1s", SUITE("http: { url: 'http://h/', count: 5 }"), "" },
		{ "sample: 0, leak: off, shell: auto", SUITE("http: { url: 'http://h/' }"), "" },
		/* A workflow has its own keys for them. */
		{ "warmup: 1, runs: 5, timeout: 1s", WORKFLOW,
			"2:13: defaults: 'warmup' " NO_EFFECT "2:24: defaults: 'runs' " NO_EFFECT
			"2:33: defaults: 'timeout' " NO_EFFECT },
		{ "cooldown: 1s, env: { A: b }, setup: x", WORKFLOW, "" },
		{ "runs: 5", WORKFLOW "\n" SUITE("command: x"), "" },
	};
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].defaults,
			load_file(&s, f,
				arena_printf(&f->mem,
					"benchmark: { name: s }\ndefaults: { %s }\n%s\n",
					cases[i].defaults, cases[i].suite)),
			cases[i].problems);
}

#define NO_SERVER "no server is given; add service: { app_dir: . } or url: http://127.0.0.1:8080/\n"

/* The defaults of a file are for its benchmarks and those of the files that it includes, and not
 * for those of the file that includes it. A problem is in the file that has the benchmark. */
static void included_files(void **state)
{
	static const struct {
		const char *first, *second, *third, *problems;
	} cases[] = {
		{ "", "defaults: { leak: rss }", SUITE("command: x"), "" },
		{ "defaults: { leak: rss }", "", SUITE("inner: 1"), "" },
		{ "", "defaults: { leak: rss }", SUITE("inner: 1"),
			"second.yaml:1:13: defaults: 'leak' " NO_EFFECT },
		{ "", "\ndefaults: { runs: 5 }", "",
			"second.yaml:2:13: defaults: 'runs' " NO_EFFECT },
		{ "", SUITE("command: x"), "defaults: { leak: rss }",
			"third.yaml:1:13: defaults: 'leak' " NO_EFFECT },
		{ "", "defaults: { cpus: x }", SUITE("command: x"),
			"second.yaml:1:13: cpus: 'x' is not a list of processors such as 1 or "
			"0,2-3\n" },
		{ "", SUITE("http: /"), "suite: [{ name: c, http: / }]",
			"second.yaml:1:9: http: " NO_SERVER "third.yaml:1:9: http: " NO_SERVER },
		{ "renamed: { c: d }", "", "gate: { floor: 1% }",
			"third.yaml:1:1: 'gate' belongs in the file that includes this one\n"
			"4:1: renamed: 'c' is now 'd', but the suite has no such benchmark\n" },
	};
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unit_write(file_join(&f->mem, f->folder, "second.yaml"),
			arena_printf(&f->mem, "%s\ninclude: third.yaml\n", cases[i].second));
		unit_write(file_join(&f->mem, f->folder, "third.yaml"),
			*cases[i].third ? cases[i].third : "suite: []");
		assert_row(cases[i].second,
			load_file(&s, f,
				arena_printf(&f->mem,
					"benchmark: { name: s }\ninclude: second.yaml\n"
					"suite: [{ name: a, command: x }]\n%s\n",
					cases[i].first)),
			cases[i].problems);
	}
}

#define SCALING_PROBLEM                                                                            \
	"4:5: scaling: judge needs a matrix with one parameter and at least 3 different numbers "  \
	"above 0\n"

/* Options beside others. */
static void options_without_effect(void **state)
{
	static const struct {
		const char *benchmark, *problem;
	} cases[] = {
		{ "external: { command: x, workload: w, working_dir: d }, cwd: e",
			"4:71: 'cwd' has no effect on a benchmark with 'working_dir'; remove it\n" },
		{ "external: { command: x, workload: w, working_dir: d }, cwd: e, setup: x", "" },
		{ "http: { url: 'http://h/', count: 5 }, timeout: 1s", "" },
		{ "command: 'x ${a}', scaling: judge, matrix: { a: [1, 2] }", SCALING_PROBLEM },
		{ "command: 'x ${a}', scaling: judge, matrix: { a: [0, 1, 2] }", SCALING_PROBLEM },
		{ "command: 'x ${a}', scaling: judge, matrix: { a: [3, 1, 2] }", "" },
		{ "http: { url: 'http://h/', tool: hey }, timeout: 1s", "" },
		{ "command: 'x ${a}', scaling: judge, matrix: { a: [a, b, c] }", SCALING_PROBLEM },
	};
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].benchmark, load(&s, f, "", cases[i].benchmark),
			cases[i].problem);
}

/* Options that have an effect only with others, or only without them; at the key. */
static void options_that_need_others(void **state)
{
#define STAGE(rest) "stages: [{ name: a, " rest " }]"
#define COPY(rest)  STAGE("copy: { from: a, to: b }, " rest)
#define BESIDE(key) " has no effect beside '" key "'; remove one of them\n"
#define BESIDE_COPY BESIDE("copy")
#define NO_TLS      " has no effect without TLS; remove it, or "
#define HTTP(rest)  SUITE("http: { url: 'http://h/', " rest " }")
#define PLOT(rest)  SUITE("command: x") "\nplots: [{ name: p, source: f, y: n, " rest " }]"
	static const struct {
		const char *yaml, *problems;
	} cases[] = {
		{ SUITE("command: x") "\nrepeat: 2\ncases: [{ name: c }]",
			"3:1: 'repeat' has no effect without 'stages'; remove it, or add 'stages'\n"
			"4:1: 'cases' has no effect without 'stages'; remove it, or add "
			"'stages'\n" },
		{ STAGE("command: x") "\nrepeat: 2\nwarmup: 1\ncleanup: []", "" },
		{ SUITE("command: x") "\nplot_on_run: true",
			"3:1: 'plot_on_run' has no effect without 'plots'; remove it, or add "
			"'plots'\n" },
		{ COPY("shell: bash"), "2:47: 'shell'" BESIDE_COPY },
		{ COPY("host: [local, local]"), "2:47: 'host'" BESIDE_COPY },
		{ COPY("background: true"), "2:47: 'background'" BESIDE_COPY },
		{ COPY("outputs: [{ remote_path: f }]"), "2:47: 'outputs'" BESIDE_COPY },
		{ COPY("health_check: { target: '80' }"), "2:47: 'health_check'" BESIDE_COPY },
		{ COPY("shell: sh, timeout: 1s, env: { A: b }, cwd: c"), "" },
		{ STAGE("command: x, timeout: 1s, background: true"),
			"2:33: 'timeout' has no effect beside 'background'; remove one of them\n" },
		{ STAGE("command: x, grace: 1s, timeout: 1s"), "" },
		{ "hosts: { h: { ip: h, key_password: x } }\n" STAGE("command: x"),
			"2:22: 'key_password' has no effect without 'key_file'; remove it, or add "
			"'key_file'\n" },
		{ PLOT("window: 1s"),
			"3:37: 'window' has no effect without 'aggregation'; remove it, or add "
			"'aggregation'\n" },
		{ PLOT("window: 1s, aggregation: avg, type: time_series"), "" },
		{ PLOT("type: cdf, x: m, aggregation: avg, window: 2s"), "" },
		{ SUITE("command: x") "\nplots: [{ name: p, source: f, type: violin, x: m }]", "" },
		{ HTTP("fixtures: f, expect_status: 204, expect_length: 5"),
			"2:59: 'expect_status'" BESIDE("fixtures") "2:79: 'expect_length'" BESIDE(
				"fixtures") },
		{ HTTP("tool: hey, seed: 5"), "2:57: 'seed'" BESIDE("tool: hey") },
		{ HTTP("tool: benchctl, seed: 5, max_errors: 1%"), "" },
		{ HTTP("tool: ab, threads: 2"), "2:56: 'threads'" BESIDE("tool: ab") },
		{ HTTP("tool: hey, threads: 2"), "" },
		{ HTTP("threads: 2"), "" },
		{ HTTP("ca_file: f"), "2:9: http: 'ca_file'" NO_TLS "write https:// in url:\n" },
		{ HTTP("insecure: true"),
			"2:9: http: 'insecure'" NO_TLS "write https:// in url:\n" },
		{ HTTP("insecure: false"), "" },
		{ SUITE("http: { url: 'https://h/', ca_file: f }"), "" },
		{ SUITE("http: { path: /, ca_file: f }, service: { command: y }"),
			"2:9: http: 'ca_file'" NO_TLS "give the service tls: true\n" },
		{ SUITE("http: { path: /, ca_file: f }, service: { command: y, tls: true }"), "" },
		{ HTTP("capacity: { p99: 1s }, max_errors: 1%"),
			"2:69: 'max_errors'" BESIDE("capacity") },
		{ SUITE("command: x, service: { command: y, reuse: true }"),
			"2:9: service: 'reuse' has no effect, because no benchmark with 'http' uses "
			"the service; remove it\n" },
		{ SUITE("http: /, service: { command: y, reuse: true }"), "" },
		{ SUITE("http: /, service: y") "\nservices: { y: { command: y, reuse: true } }",
			"" },
		{ SUITE("command: x, service: y") "\nservices: { y: { command: y, reuse: true } }",
			"3:13: service: 'reuse' has no effect, because no benchmark with 'http' "
			"uses the service; remove it\n" },
	};
	struct fixture *f = *state;
	struct suite s;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].yaml,
			load_file(&s, f,
				arena_printf(&f->mem, "benchmark: { name: s }\n%s\n",
					cases[i].yaml)),
			cases[i].problems);
	assert_row("header",
		load_file(&s, f,
			"benchmark: { name: s, max_parallel: 2 }\n" SUITE("command: x") "\n"),
		"1:23: 'max_parallel' has no effect without 'schedule: parallel'; remove it, or add "
		"'schedule: parallel'\n");
}

static int read_base(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
	size_t max, struct error *err)
{
	(void)ctx;
	return file_read(text, n, mem, path, max, err);
}

/* A change must be able to repair what an earlier version of benchctl accepted. */
static void a_base_may_have_options_without_effect(void **state)
{
	const struct suite_source base = { .read = read_base, .is_base = true };
	struct fixture *f = *state;
	struct suite s;

	f->source = &base;
	assert_text(load(&s, f, "leak: rss", "http: { url: 'http://h/' }, timeout: 1s"), "");
	assert_text(load_file(&s, f, "benchmark: { name: s }\nrepeat: 2\n" SUITE("command: x")),
		"");
	assert_true(load(&s, f, "", "artifacts: [../x], command: x")[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_option_of_each_kind, set_up, tear_down),
		cmocka_unit_test(no_option_is_missing),
		cmocka_unit_test_setup_teardown(defaults_are_dropped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(defaults_without_effect, set_up, tear_down),
		cmocka_unit_test_setup_teardown(included_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(options_without_effect, set_up, tear_down),
		cmocka_unit_test_setup_teardown(options_that_need_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_base_may_have_options_without_effect, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
