#include "unit.h"

#include "base/file.h"
#include "measure/kind/external.h"

#include "unit_ebp.h"

#define LOOP                                                                                       \
	"\"loop_overhead\":{\"min_us\":120,\"max_us\":890,\"mean_us\":340,\"median_us\":310,"      \
	"\"p95_us\":780,\"p99_us\":870,\"count\":10}"
#define HEAD                                                                                       \
	"{\"framework\":\"langgraph\",\"cold_start_us\":45000,"                                    \
	"\"first_llm_call_epoch_ns\":1705312800000045000,"
#define MINIMAL HEAD LOOP "}"

static void the_whole_report_is_read(void **state)
{
	static const char text[] = " \n" HEAD LOOP ",\"throughput_agents_per_sec\":12.5,"
				   "\"peak_rss_bytes\":52428800,\"token_overhead\":{"
				   "\"total_tokens\":1200,\"user_content_tokens\":950,"
				   "\"overhead_tokens\":250}, \"new\": [1, {}]}\r\n\t ";
	FREES_ARENA struct arena mem = { 0 };
	struct error err;
	struct ebp e;

	(void)state;
	assert_ok(ebp_read(&e, &mem, text, strlen(text), &err), &err);
	assert_text(e.framework, "langgraph");
	assert_true(e.cold_start_us == 45000);
	assert_true(e.first_llm_call_epoch_ns == UINT64_C(1705312800000045000));
	assert_true(e.loop.min == 120 && e.loop.max == 890 && e.loop.mean == 340);
	assert_true(e.loop.median == 310 && e.loop.p95 == 780 && e.loop.p99 == 870);
	assert_true(e.loop.count == 10);
	assert_true(e.has_throughput && e.throughput == 12.5);
	assert_true(e.has_peak_rss && e.peak_rss == 52428800);
	assert_true(e.has_tokens && e.tokens.total == 1200 && e.tokens.user_content == 950);
	assert_true(e.tokens.overhead == 250);
}

static void what_is_optional_may_be_absent_or_null(void **state)
{
	static const char *const texts[] = { MINIMAL,
		HEAD LOOP ",\"peak_rss_bytes\":null,\"throughput_agents_per_sec\":null,"
			  "\"token_overhead\":null}" };
	FREES_ARENA struct arena mem = { 0 };
	struct error err;
	struct ebp e;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_ok(ebp_read(&e, &mem, texts[i], strlen(texts[i]), &err), &err);
		assert_false(e.has_peak_rss || e.has_throughput || e.has_tokens);
		assert_true(e.loop.count == 10);
	}
}

static void what_is_written_reads_back(void **state)
{
	const struct ebp all = { .framework = "test-framework",
		.cold_start_us = 5000,
		.first_llm_call_epoch_ns = UINT64_MAX,
		.loop = { 100, 500, 250, 230, 450, 490, 20 },
		.has_peak_rss = true,
		.has_throughput = true,
		.has_tokens = true,
		.peak_rss = UINT64_C(9007199254740993),
		.throughput = 8.5,
		.tokens = { 1000, 800, 200 } };
	FREES_ARENA struct arena mem = { 0 };
	struct error err;
	const char *text;
	struct ebp e;

	(void)state;
	text = ebp_text(&mem, &all);
	assert_ok(ebp_read(&e, &mem, text, strlen(text), &err), &err);
	assert_true(e.first_llm_call_epoch_ns == UINT64_MAX);
	assert_true(e.peak_rss == UINT64_C(9007199254740993));
	assert_text(ebp_text(&mem, &e), text);
	assert_ok(ebp_read(&e, &mem, MINIMAL, strlen(MINIMAL), &err), &err);
	text = ebp_text(&mem, &e);
	assert_lacks(text, "null");
	assert_lacks(text, "peak_rss_bytes");
	assert_contains(text, "1705312800000045000");
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "printed nothing" },
		{ " \n", "printed nothing" },
		{ "not valid json", "at byte 0 of the output, which begins: not valid json" },
		{ "[]", "expected an object" },
		{ "5", "expected an object" },
		{ MINIMAL "{}", "text after the end" },
		{ "log\n" MINIMAL, "at byte 0 of the output, which begins: log" },
		{ "{}", "framework is missing" },
		{ HEAD "\"x\":1}", "loop_overhead is missing" },
		{ HEAD "\"loop_overhead\":{}}", "min_us is missing" },
		{ HEAD "\"loop_overhead\":null}", "loop_overhead: " },
		{ HEAD "\"loop_overhead\":7}", "loop_overhead: " },
		{ "{\"framework\":5,", "framework: " },
		{ "{\"framework\":null,", "framework: " },
		{ "{\"cold_start_us\":-1,", "cold_start_us: " },
		{ "{\"cold_start_us\":1.5,", "cold_start_us: " },
		{ "{\"cold_start_us\":1e3,", "cold_start_us: " },
		{ "{\"cold_start_us\":\"1\",", "cold_start_us: " },
		{ "{\"cold_start_us\":18446744073709551616,", "cold_start_us: " },
		{ "{\"loop_overhead\":{\"p95_us\":true", "loop_overhead.p95_us: " },
		{ HEAD LOOP ",\"peak_rss_bytes\":-5}", "peak_rss_bytes: " },
		{ HEAD LOOP ",\"throughput_agents_per_sec\":1e999}",
			"throughput_agents_per_sec: " },
		{ HEAD LOOP ",\"token_overhead\":{\"total_tokens\":1}}",
			"user_content_tokens is missing" },
		{ HEAD LOOP, "failed to parse" },
		{ HEAD LOOP ",\"framework\":\"again\"}", "duplicate key" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct error err = { 0 };
		struct ebp e;

		if (ebp_read(&e, &mem, rows[i].text, strlen(rows[i].text), &err) == 0)
			fail_msg("accepted: %s", rows[i].text);
		assert_contains(err.text, "failed to parse EBP JSON output: ");
		assert_contains(err.text, rows[i].why);
	}
}

static void the_beginning_is_eighty_bytes(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char text[200];
	struct error err;
	struct ebp e;

	(void)state;
	memset(text, 'x', sizeof text);
	text[79] = 'y';
	assert_int_equal(ebp_read(&e, &mem, text, sizeof text, &err), -1);
	assert_contains(err.text, "xxxy");
	assert_lacks(err.text, "yx");
}

static void the_cold_start_is_exact(void **state)
{
	static const struct {
		uint64_t first, started, us;
	} rows[] = {
		{ UINT64_C(1705312800005000000), UINT64_C(1705312800000000000), 5000 },
		{ UINT64_C(1705312800000045999), UINT64_C(1705312800000045000), 0 },
		{ UINT64_C(1705312800000046000), UINT64_C(1705312800000045000), 1 },
		{ UINT64_C(1705312800000045000), UINT64_C(1705312800000045001), 0 },
		{ UINT64_MAX, 0, UINT64_MAX / 1000 },
		{ 0, UINT64_MAX, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct ebp e = { .first_llm_call_epoch_ns = rows[i].first };

		assert_true(ebp_cold_start_us(&e, rows[i].started) == rows[i].us);
	}
}

static const char *in_file(struct arena *mem, const char *folder, const char *text)
{
	const char *path = file_join(mem, folder, "file.json");

	unit_write(path, text);
	return path;
}

static void frameworks_are_read(void **state)
{
	static const char text[] =
		"{\"frameworks\":[{\"name\":\"adk-python\",\"command\":\"python\","
		"\"args\":[\"-m\",\"adk_bench\",\"--workload\"],\"workingDir\":\"../adk-python\","
		"\"env\":[[\"GOOGLE_API_KEY\",\"test-key\"]]},"
		"{\"name\":\"langgraph\",\"command\":\"python\",\"args\":[\"bench_runner.py\"],"
		"\"env\":[],\"workingDir\":null},"
		"{\"name\":\"map\",\"command\":\"x\",\"working_dir\":\"d\",\"env\":{\"A\":\"b\"},"
		"\"else\":1}]}";
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct external_frameworks f;
	const struct external_options *o;
	struct error err;

	(void)state;
	assert_ok(external_load(&f, &mem, in_file(&mem, folder, text), &err), &err);
	assert_int_equal(f.n, 3);
	o = &f.v[0].options;
	assert_text(f.v[0].name, "adk-python");
	assert_text(o->command, "python");
	assert_int_equal(o->args.n, 3);
	assert_text(o->args.v[2], "--workload");
	assert_text(o->working_dir, "../adk-python");
	assert_int_equal(o->env.n, 1);
	assert_text(o->env.v[0].key, "GOOGLE_API_KEY");
	assert_text(o->env.v[0].value, "test-key");
	assert_text(f.v[1].options.working_dir, NULL);
	assert_int_equal(f.v[1].options.env.n, 0);
	assert_text(f.v[2].options.working_dir, "d");
	assert_text(f.v[2].options.env.v[0].value, "b");
	unit_remove(folder);
}

static void bad_frameworks_are_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "{}", "\"frameworks\" is missing" },
		{ "[]", "expected an object" },
		{ "{\"frameworks\":[{}]}", "a framework has no name" },
		{ "{\"frameworks\":[{\"name\":\"a\"}]}", "'a' has no command" },
		{ "{\"frameworks\":[{\"name\":\"a\",\"command\":\"c\",\"env\":[[\"A\"]]}]}",
			"needs a name and a value" },
		{ "{\"frameworks\":[{\"name\":\"a\",\"command\":\"c\",\"env\":{\"A=\":\"\"}}]}",
			"'A=' is not the name" },
		{ "{\"frameworks\":[{\"name\":\"a\",\"command\":\"c\",\"args\":[5]}]}", "string" },
	};
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct external_frameworks f;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *path = in_file(&mem, folder, rows[i].text);

		assert_int_equal(external_load(&f, &mem, path, &err), -1);
		assert_contains(err.text,
			arena_printf(&mem, "failed to parse external config file '%s'", path));
		assert_contains(err.text, rows[i].why);
	}
	assert_int_equal(external_load(&f, &mem, "/nonexistent/path/config.json", &err), -1);
	assert_contains(err.text, "No such file");
	unit_remove(folder);
}

static void workloads_are_checked(void **state)
{
#define AGENT "\"agent\":{\"instructions\":\"i\",\"tools\":{},\"userMessage\":\"m\"},"
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT
		  "\"model\":\"m\",\"expectedTurns\":2}",
			NULL },
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT
		  "\"model\":\"m\",\"expectedTurns\":2,\"schemaVersion\":1,\"more\":0}",
			NULL },
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT
		  "\"model\":\"m\",\"expectedTurns\":2,\"schemaVersion\":2}",
			"schemaVersion is 2" },
		{ "{\"description\":\"d\"," AGENT "\"model\":\"m\",\"expectedTurns\":2}",
			"name is missing" },
		{ "{\"name\":\"n\"," AGENT "\"model\":\"m\",\"expectedTurns\":2}",
			"description is missing" },
		{ "{\"name\":\"n\",\"description\":\"d\",\"model\":\"m\",\"expectedTurns\":2}",
			"agent is missing" },
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT "\"expectedTurns\":2}",
			"model is missing" },
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT "\"model\":\"m\"}",
			"expectedTurns is missing" },
		{ "{\"name\":\"n\",\"description\":\"d\"," AGENT
		  "\"model\":\"m\",\"expectedTurns\":-2}",
			"-2" },
		{ "{\"agent\":{}}", "agent.instructions is missing" },
		{ "{\"agent\":[]}", "object" },
	};
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct external_workload w;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *path = in_file(&mem, folder, rows[i].text);
		int rc = external_workload_load(&w, &mem, path, &err);

		if (rows[i].why) {
			assert_int_equal(rc, -1);
			assert_contains(err.text, rows[i].why);
			continue;
		}
		assert_ok(rc, &err);
		assert_text(w.name, "n");
		assert_text(w.model, "m");
		assert_true(w.turns == 2 && w.schema == 1);
	}
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_report_is_read),
		cmocka_unit_test(what_is_optional_may_be_absent_or_null),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(the_beginning_is_eighty_bytes),
		cmocka_unit_test(the_cold_start_is_exact),
		cmocka_unit_test(frameworks_are_read),
		cmocka_unit_test(bad_frameworks_are_refused),
		cmocka_unit_test(workloads_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
