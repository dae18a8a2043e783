#include "unit.h"

#include <math.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/rng.h"
#include "model/run/run.h"

static int read_text(struct run_set *set, struct arena *mem, const char *text, struct error *err)
{
	struct json j;

	json_open_text(&j, "x", text, strlen(text));
	return run_set_read(set, mem, &j, err);
}

static const char *written(struct arena *mem, const struct run_set *set)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	run_set_write(m.f, set);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

static void add_shape(struct series *s, struct arena *mem, int n)
{
	struct sample_shape *shape = ARENA_PUSH(mem, &s->shapes);

	for (int i = 0; i < SHAPE_POINTS; i++)
		shape->v[i] = n + i / 1000.0;
}

static struct run_set example(struct arena *mem)
{
	static const struct metric foreign = { "score", "points", DIM_NONE, BETTER_HIGHER, true };
	struct run_set set = { .kind = "run", .suite = "parser" };
	struct rng r = rng_seeded(1);

	for (int i = 0; i < 3; i++) {
		struct run *run = ARENA_PUSH(mem, &set);

		*run = (struct run){ .id = "run-017",
			.suite = "parser",
			.status = i,
			.tool = "0.1",
			.started = "2026-01-31T12:00:00Z",
			.finished = "2026-01-31T12:01:00Z",
			.duration = 60.5,
			.commit = "0123456789abcdef0123456789abcdef01234567",
			.branch = "main",
			.dirty = i == 1,
			.config = "benchctl.yaml",
			.config_digest = "00ff",
			.seed = UINT64_MAX,
			.shell = i ? 0.0005 : (double)NAN,
			.host = { .class = "x86_64-cpu-2c",
				.digest = "aa",
				.arch = "x86_64",
				.cpu = "A \"CPU\"",
				.cores = 2,
				.memory = SIZE_MAX,
				.quota = "200000 100000" } };
		*ARENA_PUSH(mem, &run->shifted) = (struct run_shift){ "bench/01", 3, 0.2 };
		*ARENA_PUSH(mem, &run->canary) = (struct run_canary){ "cpu", "00ff", 2, 2e-5, 0.5,
			{ 0 } };
		*ARENA_PUSH(mem, &run->canary.v[0].samples) = 1e-5;
		for (int k = 0; k < 20; k++) {
			struct result *x = ARENA_PUSH(mem, run);

			x->id = arena_printf(mem, "bench/%02d", k);
			x->status = k == 3 ? RESULT_ERROR : RESULT_OK;
			x->reason = k == 3 ? "it broke\n  badly" : NULL;
			x->command = "./bench \xc3\xa9";
			for (int n = 0; n < 30 && k != 3; n++) {
				series_add(result_series(x, mem, &process_metrics[PROCESS_WALL]),
					mem, (double)(rng_next(&r) >> 30) / 1e9);
				series_add(result_series(x, mem,
						   &process_metrics[PROCESS_PEAK_RSS]),
					mem, (double)rng_below(&r, 1 << 30));
				series_add(result_series(x, mem,
						   &process_metrics[PROCESS_CPU_UTILIZATION]),
					mem, (double)rng_next(&r) / 1.8e19);
				series_add(result_series(x, mem, &foreign), mem,
					-(double)rng_below(&r, 100));
				if (k == 7)
					add_shape(result_find(x, "wall"), mem, n);
			}
		}
	}
	return set;
}

static void sets_survive_byte_by_byte(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = example(&mem), back;
	const char *text = written(&mem, &set);
	struct error err;

	(void)state;
	assert_ok(read_text(&back, &mem, text, &err), &err);
	assert_text(written(&mem, &back), text);
	assert_text(written(&mem, &set), text);
	assert_int_equal(back.n, 3);
	assert_int_equal(back.v[0].n, 20);
	assert_true(isnan(back.v[0].shell));
	assert_true(back.v[1].seed == UINT64_MAX && back.v[1].host.memory == SIZE_MAX);
	assert_int_equal(back.v[2].v[5].v[1].metric.dim, DIM_SIZE);
	assert_int_equal(back.v[2].v[5].v[3].metric.dim, DIM_NONE);
	assert_true(back.v[2].v[5].v[3].metric.exact);
	assert_int_equal(back.v[2].v[3].status, RESULT_ERROR);
	assert_text(back.v[2].v[3].reason, "it broke\n  badly");
	assert_text(back.v[2].canary.v[0].kernel, "cpu");
	assert_true(back.v[2].canary.v[0].samples.v[0] == 1e-5);
	assert_int_equal(back.v[2].shifted.v[0].block, 3);
	assert_true(series_has_shapes(&back.v[2].v[7].v[0]));
	assert_true(back.v[2].v[7].v[0].shapes.v[29].v[31] == 29.031);
	assert_false(series_has_shapes(&back.v[2].v[7].v[1]));
	assert_ptr_equal(run_find(&back.v[0], "bench/07"), &back.v[0].v[7]);
	assert_null(run_find(&back.v[0], "bench/70"));
	assert_null(run_find(&(struct run){ 0 }, "a"));
}

static void metrics_stand_on_lines_of_their_own(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = example(&mem);
	const char *text = written(&mem, &set);

	(void)state;
	assert_contains(text,
		"\n     \"metrics\": {\n      \"wall\": {\"unit\": \"s\", "
		"\"better\": \"lower\", \"samples\": [");
}

static void metadata_survives(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path = arena_printf(&mem, "%s/m.json", folder);
	struct run_set set = example(&mem);
	struct run back;
	struct error err;
	FILE *f = fopen(path, "w");

	(void)state;
	run_metadata_write(f, &set.v[1]);
	fclose(f);
	assert_ok(run_metadata_load(&back, &mem, path, &err), &err);
	assert_text(back.id, "run-017");
	assert_int_equal(back.status, RUN_FAILED);
	assert_text(back.host.class, "x86_64-cpu-2c");
	assert_true(back.dirty && back.shell == 0.0005);
	assert_int_equal(back.n, 0);
	unit_remove(folder);
	assert_int_equal(run_metadata_load(&back, &mem, path, &err), -1);
	assert_contains(err.text, "m.json: No such file or directory");
}

/* A run around one result. */
#define RUN(result)                                                                                  \
	"{\"benchctl\": \"run\", \"schema\": 1, \"suite\": \"s\", \"runs\": [{\"results\": [" result \
	"]}]}"
#define POINTS                                                                                     \
	"0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, "   \
	"24, 25, 26, 27, 28, 29, 30, 30"
#define SAMPLES(unit, samples)                                                                     \
	RUN("{\"id\": \"a\", \"metrics\": {\"m\": {\"unit\": \"" unit "\", \"samples\": [" samples \
	    "]}}}")
#define FIGURES(unit, figures)                                                                     \
	RUN("{\"id\": \"a\", \"metrics\": {\"m\": {\"unit\": \"" unit "\", \"figures\": {" figures \
	    "}}}}")
#define HEADER(members)                                                                            \
	"{\"benchctl\": \"run\", \"schema\": 1, \"suite\": \"s\", \"runs\": [{" members "}]}"

/* Read, or refused with a sentence that ends so. */
static void is_refused(struct arena *mem, const char *text, const char *fault)
{
	struct run_set set;
	struct error err;
	int rc = read_text(&set, mem, text, &err);

	if (rc == 0 || !fault) {
		assert_row(text, rc == 0 ? NULL : err.text, fault);
		return;
	}
	if (strlen(err.text) >= strlen(fault))
		assert_row(text, err.text + strlen(err.text) - strlen(fault), fault);
	else
		assert_row(text, err.text, fault);
}

static void hostile_files_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *fault; /* the end of the message; NULL: it is good */
	} rows[] = {
		{ SAMPLES("s", "1, 0.5, 0"), NULL },
		{ RUN(""), NULL },
		{ SAMPLES("s", "1], \"shapes\": [[" POINTS "]"), NULL },
		{ SAMPLES("s", "1], \"shapes\": [[" POINTS "], [" POINTS "]"),
			"m has 2 shapes of 1 sample" },
		{ SAMPLES("s", "1], \"shapes\": [[1, 2]"), "a shape of 2 points instead of 32" },
		{ SAMPLES("s", "1], \"shapes\": [[" POINTS ", 33]"),
			"a shape of 33 points instead of 32" },
		{ SAMPLES("s", "1], \"shapes\": [[2, 1]"), "a shape that does not ascend" },
		{ "{\"benchctl\": \"run\", \"schema\": 1}", NULL },
		{ "{\"benchctl\": \"history\", \"schema\": 1, \"new\": {\"key\": [1, 2]}}", NULL },
		/* Not ours. */
		{ "", "x:1:1: expected an object, found the end of the file" },
		{ "[]", "x:1:1: expected an object, found an array" },
		{ "{}", "a foreign file, not a run or a baseline of benchctl" },
		{ "{\"benchctl\": \"metadata\", \"schema\": 1}",
			"a file of kind metadata, not a run or a baseline of benchctl" },
		{ "{\"benchctl\": \"run\"}", "the file does not say its schema" },
		{ "{\"benchctl\": \"run\", \"schema\": 0}", "the file does not say its schema" },
		{ "{\"benchctl\": \"run\", \"schema\": 2, \"runs\": 7}",
			"x:1:32: written by a newer benchctl (schema 2, this one reads up to 1); "
			"use that version of benchctl, or create the file again" },
		{ "{\"benchctl\": \"run\", \"schema\": 1.5}",
			"1.5 is not a whole number from 0 to 18446744073709551615" },
		{ "{\"benchctl\": \"run\", \"schema\": -1}",
			"-1 is not a whole number from 0 to 18446744073709551615" },
		{ "{\"benchctl\": 1}", "expected a string, found a number" },
		/* Broken. */
		{ "{\"benchctl\": \"run\", \"schema\": 1, \"runs\": [{\"results\": [{\"id\": \"a",
			"the file ends inside a string" },
		{ "{\"benchctl\": \"run\", \"schema\": 1, \"runs\": [{\"results\": [",
			"expected an object, found the end of the file" },
		{ RUN("") "x", "text after the end of the document" },
		{ RUN("7"), "expected an object, found a number" },
		{ RUN("{\"id\": \"a\", \"metrics\": []}"), "expected an object, found an array" },
		{ RUN("{\"id\": \"a\", \"metrics\": {\"m\": [1]}}"),
			"expected an object, found an array" },
		/* Twice. */
		{ RUN("{\"id\": \"a\"}, {\"id\": \"b\"}, {\"id\": \"a\"}"),
			"the benchmark \"a\" is listed twice" },
		{ RUN("{\"id\": \"a\", \"id\": \"b\"}"), "duplicate key \"id\"" },
		{ RUN("{\"id\": \"a\", \"metrics\": {\"m\": {}, \"m\": {}}}"),
			"duplicate key \"m\"" },
		{ HEADER("\"results\": [], \"results\": []"), "duplicate key \"results\"" },
		/* Names. */
		{ RUN("{}"), "the id '' of a result is empty" },
		{ RUN("{\"id\": null}"), "the id '' of a result is empty" },
		{ RUN("{\"id\": \"\"}"), "the id '' of a result is empty" },
		{ RUN("{\"id\": \"a\\tb\"}"), "the id 'a\tb' of a result has control characters" },
		{ RUN("{\"id\": \"a\", \"metrics\": {\"\": {}}}"), "a metric without a name" },
		{ RUN("{\"id\": \"a\", \"status\": \"great\"}"),
			"\"status\": unknown value \"great\"" },
		{ RUN("{\"id\": \"a\", \"metrics\": {\"m\": {\"better\": \"more\"}}}"),
			"\"better\": unknown value \"more\"" },
		{ HEADER("\"suite\": \"../x\""), "the suite '../x' has a '/'" },
		{ HEADER("\"host\": {\"class\": \"../../x\"}"),
			"the class of machine '../../x' has a '/'" },
		{ HEADER("\"host\": {\"class\": \"..\"}"),
			"the class of machine '..' has a part that is only '.' or '..'" },
		{ HEADER("\"commit\": \"--upload-pack=x\""), "'--upload-pack=x' is not a commit" },
		{ HEADER("\"commit\": \"\""), "'' is not a commit" },
		{ HEADER("\"commit\": \"1f3c9ab\", \"started\": \"2026-01-31T12:00:00Z\""), NULL },
		{ HEADER("\"started\": \"../x\""), "'../x' is not a time" },
		{ HEADER("\"finished\": \"yesterday\""), "'yesterday' is not a time" },
		{ "{\"benchctl\": \"run\", \"schema\": 1, \"suite\": \"a/b\"}",
			"the suite 'a/b' has a '/'" },
		/* Samples. */
		{ SAMPLES("s", "1, -0.5"), "a negative sample of m: -0.5 s" },
		{ SAMPLES("ms", "-1"), "a negative sample of m: -0.001 s" },
		{ SAMPLES("B", "-1"), "a negative sample of m: -1 B" },
		{ SAMPLES("1", "-1"), NULL },
		{ SAMPLES("points", "-1"), NULL },
		{ SAMPLES("s", "-0"), NULL },
		{ SAMPLES("s", "NaN"), "expected a number, found something that is not JSON" },
		{ SAMPLES("s", "inf"), "expected a number, found something that is not JSON" },
		{ SAMPLES("s", "-Infinity"), "a malformed number" },
		{ SAMPLES("s", "null"), "expected a number, found null" },
		{ SAMPLES("s", "\"1\""), "expected a number, found a string" },
		{ SAMPLES("s", "1e999"), "the number 1e999 is too large" },
		{ SAMPLES("h", "1e308"), "a sample of m is too large" },
		{ SAMPLES("s", "1,"), "a comma before ']'" },
		{ SAMPLES("s", "[1]"), "expected a number, found an array" },
		/* Counts. */
		{ HEADER("\"seed\": 18446744073709551616"),
			"18446744073709551616 is not a whole number from 0 to "
			"18446744073709551615" },
		{ HEADER("\"seed\": -1"),
			"-1 is not a whole number from 0 to 18446744073709551615" },
		{ HEADER("\"host\": {\"cores\": 1e3}"),
			"1e3 is not a whole number from 0 to 18446744073709551615" },
		{ HEADER("\"duration\": \"long\""), "expected a number, found a string" },
		{ HEADER("\"dirty\": 1"), "expected true or false, found a number" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_refused(&mem, rows[i].text, rows[i].fault);
}

static void figures_are_checked_like_samples(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ FIGURES("s", "\"mean\": 1, \"sd\": 0.5"), NULL },
		{ FIGURES("s", "\"median\": 1, \"lo\": -0.5, \"hi\": 2, \"level\": 0.95"), NULL },
		{ FIGURES("s", "\"sd\": 1"), "figures with neither a median nor a mean" },
		{ FIGURES("s", "\"mean\": -1"), "a negative figure of m: -1 s" },
		{ FIGURES("ms", "\"mean\": 1, \"min\": -1"), "a negative figure of m: -0.001 s" },
		{ FIGURES("1", "\"mean\": -1"), NULL },
		{ FIGURES("s", "\"mean\": 1, \"sd\": -1"), "a negative standard deviation of m" },
		{ FIGURES("h", "\"mean\": 1e308"), "a figure of m is too large" },
		{ FIGURES("s", "\"mean\": 1, \"lo\": 2, \"hi\": 1"),
			"an impossible interval of m" },
		{ FIGURES("s", "\"mean\": 1, \"level\": 95"), "an impossible interval of m" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_refused(&mem, rows[i].text, rows[i].fault);
}

/* A file cut anywhere is not half a run. */
static void truncated_files_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set = example(&mem), back;
	const char *text;
	size_t n;
	struct error err;

	(void)state;
	set.n = 1;
	set.v[0].n = 2;
	text = written(&mem, &set);
	n = strlen(text);
	for (size_t i = 0; i < n - 1; i++) {
		FREES_ARENA struct arena own = { 0 };

		if (read_text(&back, &own, arena_copy(&own, text, i), &err) == 0)
			fail_msg("%zu of %zu bytes are a run", i, n);
	}
	assert_ok(read_text(&back, &mem, text, &err), &err);
}

static void foreign_units_are_converted(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set;
	const struct series *m;
	struct error err;

	(void)state;
	assert_ok(read_text(&set, &mem,
			  RUN("{\"id\": \"a\", \"metrics\": {"
			      "\"t\": {\"samples\": [7, 0], \"unit\": \"ms\"},"
			      "\"n\": {\"samples\": [7]},"
			      "\"p\": {\"unit\": \"%\", \"better\": \"none\", \"samples\": [7]},"
			      "\"e\": {\"unit\": \"s\"}}}"),
			  &err),
		&err);
	m = set.v[0].v[0].v;
	assert_true(m[0].v[0] == 0.007 && m[0].v[1] == 0);
	assert_text(m[0].metric.unit, "s");
	assert_int_equal(m[0].metric.dim, DIM_TIME);
	assert_int_equal(m[1].metric.dim, DIM_NONE);
	assert_text(m[1].metric.unit, "");
	assert_true(m[1].v[0] == 7);
	assert_true(m[2].v[0] == 0.07 && m[2].metric.better == BETTER_NONE);
	assert_int_equal(m[3].n, 0);
}

static void results_are_sorted(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set;
	struct error err;

	(void)state;
	assert_ok(read_text(&set, &mem, RUN("{\"id\": \"b\"}, {\"id\": \"c\"}, {\"id\": \"a\"}"),
			  &err),
		&err);
	assert_text(set.v[0].v[0].id, "a");
	assert_text(set.v[0].v[2].id, "c");
}

#define BASELINE(runs, result)                                                                     \
	"{\"benchctl\": \"baseline\", \"schema\": 2, \"suite\": \"s\", \"runs\": [" runs           \
	"], \"results\": [" result "]}"
#define WALL(members) "{\"id\": \"a\", \"metrics\": {\"wall\": {\"unit\": \"ms\", " members "}}}"

static void a_baseline_shares_its_results(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set set;
	const struct result *b;
	const char *text;
	struct error err;

	(void)state;
	assert_ok(
		read_text(&set, &mem,
			BASELINE("{\"seed\": 1}, {\"seed\": 2}, {\"seed\": 3}, {\"seed\": 4}",
				WALL("\"earlier\": [7, null, 9], \"earlier_means\": [8], \"samples\": [8, 10]") ", "
														"{\"id\": \"b\", \"run\": 1, \"metrics\": {"
														"\"n\": {\"earlier\": [5], \"samples\": [6]},"
														"\"f\": {\"figures\": {\"n\": 3, \"median\": 2, \"sd\": 1}}}}"),
			&err),
		&err);
	assert_int_equal(set.n, 4);
	assert_int_equal(set.v[0].n, 2);
	assert_true(series_centre(result_find(run_find(&set.v[0], "a"), "wall")) == 0.007);
	assert_true(series_centre(result_find(run_find(&set.v[0], "b"), "n")) == 5);
	assert_null(run_find(&set.v[1], "a"));
	b = run_find(&set.v[1], "b");
	assert_int_equal(result_find(b, "n")->n, 1);
	assert_int_equal(result_find(b, "f")->figures->n, 3);
	assert_true(series_centre(result_find(run_find(&set.v[2], "a"), "wall")) == 0.009);
	assert_true(result_find(run_find(&set.v[2], "a"), "wall")->figures->mean == 0.008);
	assert_true(isnan(result_find(run_find(&set.v[0], "a"), "wall")->figures->mean));
	assert_int_equal(result_find(run_find(&set.v[3], "a"), "wall")->n, 2);
	assert_null(run_find(&set.v[3], "b"));
	assert_text(set.v[2].suite, "s");
	text = written(&mem, &set);
	assert_contains(text, "\n  {\"seed\": 2},\n");
	assert_contains(text,
		"\n    \"wall\": {\"unit\": \"s\", \"better\": \"lower\", \"earlier\": [");
	assert_ok(read_text(&set, &mem, text, &err), &err);
	assert_text(written(&mem, &set), text);
}

/* What version 1 said is kept: each benchmark's newest samples, and the medians before. */
static void an_old_baseline_becomes_a_new_one(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct run_set old = example(&mem), set;
	const char *text;
	struct error err;

	(void)state;
	old.kind = "baseline";
	old.v[2].n--; /* the last benchmark was not measured then */
	text = written(&mem, &old);
	assert_ok(read_text(&set, &mem, text, &err), &err);
	assert_text(written(&mem, &set), text);
	assert_true(set.v[1].canary.n == 0 && set.v[2].canary.n == 1 && set.v[2].shifted.n == 0);
	for (size_t i = 0; i < old.n; i++) {
		for (size_t k = 0; k < old.v[i].n; k++) {
			const struct result *r = &old.v[i].v[k], *is = run_find(&set.v[i], r->id);
			bool newest = i == 2 || (i == 1 && k == 19);

			for (size_t m = 0; m < r->n; m++) {
				const struct series *s = result_find(is, r->v[m].metric.name);

				assert_true(series_centre(s) == series_centre(&r->v[m]));
				assert_int_equal(s->n, newest ? 30 : 0);
			}
		}
	}
}

static void hostile_baselines_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ BASELINE("{}", WALL("\"samples\": [1]")), NULL },
		{ BASELINE("", ""), NULL },
		{ BASELINE("", WALL("\"samples\": [1]")), "a result of run 1 of 0" },
		{ BASELINE("{}", "{\"id\": \"a\", \"run\": 1}"), "a result of run 2 of 1" },
		{ BASELINE("{}, {}", WALL("\"run\": 0, \"samples\": [1]")), NULL },
		{ BASELINE("{}, {}", WALL("\"run\": 2, \"samples\": [1]")),
			"a has run 1, and its metric wall the later run 2" },
		{ BASELINE("{}, {}", WALL("\"run\": 0, \"earlier\": [1], \"samples\": [1]")),
			"a has 1 earlier median, but there are only 0 runs before" },
		{ BASELINE("{}", WALL("\"earlier\": [1], \"samples\": [1]")),
			"a has 1 earlier median, but there are only 0 runs before" },
		{ BASELINE("{}", WALL("\"earlier_means\": [1], \"samples\": [1]")),
			"a has 1 earlier mean, but there are only 0 runs before" },
		{ BASELINE("{}, {}", WALL("\"run\": 1000000, \"earlier\": [1], \"samples\": [1]")),
			"a has run 1, and its metric wall the later run 1000000" },
		{ BASELINE("{}, {}", WALL("\"run\": 18446744073709551615, \"samples\": [1]")),
			"a has run 1, and its metric wall the later run 18446744073709551615" },
		{ BASELINE("{}, {}", WALL("\"earlier\": [-1], \"samples\": [1]")),
			"a negative sample of wall: -0.001 s" },
		{ BASELINE("{}", "{\"id\": \"a\"}, {\"id\": \"a\"}"),
			"the benchmark \"a\" is listed twice" },
		{ BASELINE("{}, {}",
			  "{\"id\": \"a\"}, {\"id\": \"a\", \"metrics\": {\"wall\": "
			  "{\"earlier\": [1], \"samples\": [1]}}}"),
			"the benchmark \"a\" is listed twice" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		is_refused(&mem, rows[i].text, rows[i].fault);
}

static void files_are_loaded(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path = arena_printf(&mem, "%s/r.json", folder);
	struct run_set set;
	struct error err;

	(void)state;
	unit_write(path, SAMPLES("s", "1, 2"));
	assert_ok(run_set_load(&set, &mem, path, &err), &err);
	assert_int_equal(set.v[0].v[0].v[0].n, 2);
	unit_write(path, "{\n \"benchctl\": 7\n}");
	assert_int_equal(run_set_load(&set, &mem, path, &err), -1);
	assert_contains(err.text, "/r.json:2:14: expected a string, found a number");
	unit_remove(folder);
	assert_int_equal(run_set_load(&set, &mem, path, &err), -1);
	assert_contains(err.text, "/r.json: No such file or directory");
	assert_int_equal(run_set_load(&set, &mem, "/tmp", &err), -1);
	assert_contains(err.text, "is a folder, not a file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_survive_byte_by_byte),
		cmocka_unit_test(metrics_stand_on_lines_of_their_own),
		cmocka_unit_test(metadata_survives),
		cmocka_unit_test(hostile_files_are_refused),
		cmocka_unit_test(figures_are_checked_like_samples),
		cmocka_unit_test(truncated_files_are_refused),
		cmocka_unit_test(foreign_units_are_converted),
		cmocka_unit_test(results_are_sorted),
		cmocka_unit_test(a_baseline_shares_its_results),
		cmocka_unit_test(an_old_baseline_becomes_a_new_one),
		cmocka_unit_test(hostile_baselines_are_refused),
		cmocka_unit_test(files_are_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
