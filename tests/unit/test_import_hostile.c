/* Every importer of JSON on input that is none of its own, cut off, or damaged: a sentence, never
 * a crash, and never a result out of nothing. */
#include "unit_import_text.h"

/* A small text of each format. */
static const struct sample {
	const char *format, *text;
} samples[] = {
	{ "google-benchmark",
		"{\"context\":{\"num_cpus\":2},\"benchmarks\":[{\"name\":\"a\","
		"\"run_type\":\"iteration\",\"real_time\":1.5,\"cpu_time\":1,"
		"\"time_unit\":\"ns\"}]}" },
	{ "hyperfine",
		"{\"results\":[{\"command\":\"a\",\"mean\":1,\"times\":[1.5,2],"
		"\"exit_codes\":[0,0],\"parameters\":{\"n\":\"1\"}}]}" },
	{ "pytest-benchmark",
		"{\"machine_info\":{},\"benchmarks\":[{\"fullname\":\"a\","
		"\"stats\":{\"mean\":1,\"rounds\":2,\"data\":[1,2]}}]}" },
	{ "vitest",
		"{\"files\":[{\"filepath\":\"f\",\"groups\":[{\"fullName\":\"f\","
		"\"benchmarks\":[{\"name\":\"a\",\"mean\":1,\"samples\":[]}]}]}]}" },
	{ "cargo-criterion",
		"{\"reason\":\"benchmark-complete\",\"id\":\"a\",\"unit\":\"ns\","
		"\"iteration_count\":[1,2],\"measured_values\":[1.5,3]}" },
	{ "jmh",
		"[{\"benchmark\":\"a\",\"mode\":\"thrpt\",\"params\":{\"n\":\"1\"},\"primaryMetric\":"
		"{\"score\":1.5,\"scoreUnit\":\"ops/s\",\"rawData\":[[1,2]]},"
		"\"secondaryMetrics\":{\"x\":{\"score\":1,\"scoreUnit\":\"B/op\"},"
		"\"y\\t\":{\"scoreUnit\":\"B/op\",\"rawData\":[[1]]}}}]" },
	{ "benchmarkdotnet",
		"{\"HostEnvironmentInfo\":{},\"Benchmarks\":[{\"FullName\":\"a\","
		"\"DisplayInfo\":\"a: Dry(N=1)\",\"Statistics\":{\"Mean\":1.5},\"Measurements\":"
		"[{\"IterationStage\":\"Result\",\"Operations\":1,\"Nanoseconds\":1}]}]}" },
	{ "fio",
		"{\"fio version\":\"fio-3\",\"jobs\":[{\"jobname\":\"a\",\"error\":0,\"read\":{"
		"\"total_ios\":1,\"iops\":1.5,\"bw_bytes\":2,\"clat_ns\":{\"N\":1,\"mean\":2}}}]}" },
	{ "oha",
		"{\"summary\":{\"successRate\":1,\"requestsPerSec\":1.5,\"average\":1},"
		"\"statusCodeDistribution\":{\"200\":2},\"errorDistribution\":{}}" },
	{ "k6",
		"{\"metrics\":{\"http_reqs{a:b}\":{\"type\":\"counter\",\"contains\":\"default\","
		"\"values\":{\"count\":1.5,\"rate\":1},\"thresholds\":{\"x\":{\"ok\":true}}}}}" },
	{ "custom", "[{\"name\":\"a\",\"unit\":\"ms\",\"value\":1.5,\"range\":\"1%\"}]" },
	{ "bencher", "{\"a\":{\"latency\":{\"value\":1.5,\"lower_value\":1,\"upper_value\":2}}}" },
};

static bool is_error(const char *outcome)
{
	return strncmp(outcome, "error: in:", 10) == 0;
}

static void test_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct sample *s = &samples[i];
		const char *outcome = import_outcome(&mem, s->text, strlen(s->text), s->format);

		assert_lacks(outcome, "error");
		assert_row(s->format, import_outcome(&mem, s->text, strlen(s->text), NULL),
			outcome);
	}
}

/* The copy has exactly the bytes that are said to be there, so that AddressSanitizer sees more. */
static const char *outcome_of(struct arena *mem, const char *text, size_t n, const char *format)
{
	char *exact = malloc(n ? n : 1);
	const char *outcome;

	assert_non_null(exact);
	memcpy(exact, text, n);
	outcome = import_outcome(mem, exact, n, format);
	free(exact);
	return outcome;
}

static void test_cut_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		for (size_t n = 0; n < strlen(samples[i].text); n++) {
			FREES_ARENA struct arena mem = { 0 };
			const struct sample *s = &samples[i];

			if (!is_error(outcome_of(&mem, s->text, n, s->format)))
				fail_msg("%s: %zu bytes are enough", s->format, n);
			if (!is_error(outcome_of(&mem, s->text, n, NULL)))
				fail_msg("%s: %zu bytes are enough, detected", s->format, n);
		}
}

/* Each byte in turn becomes one that is no UTF-8, a NUL, a quote, a bracket, a minus. */
static void test_damaged(void **state)
{
	static const char bytes[] = { '\xff', '\0', '"', '[', '}', '-', '9' };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		for (size_t at = 0; at < strlen(samples[i].text); at++)
			for (size_t b = 0; b < sizeof bytes; b++) {
				FREES_ARENA struct arena mem = { 0 };
				char *text = arena_string(&mem, samples[i].text);
				const char *outcome;
				size_t n = strlen(text);

				text[at] = bytes[b];
				outcome = outcome_of(&mem, text, n, samples[i].format);
				if (b < 2 && !is_error(outcome))
					fail_msg("%s: byte %zu may be anything", samples[i].format,
						at);
			}
}

static void test_others(void **state)
{
	static const char *const texts[] = { "", " \n", "null", "1", "\"a\"", "{}", "[]", "[{}]",
		"{\"a\":1}", "[[1]]", "{} {}", "text", "<xml/>", "\xef\xbb\xbf{}", "{\"a\":NaN}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const char *format = samples[i].format;

		for (size_t k = 0; k < ARRAY_SIZE(texts) + ARRAY_SIZE(samples); k++) {
			FREES_ARENA struct arena mem = { 0 };
			const char *text = k < ARRAY_SIZE(texts)
				? texts[k]
				: samples[k - ARRAY_SIZE(texts)].text;

			if (k != ARRAY_SIZE(texts) + i &&
				!is_error(outcome_of(&mem, text, strlen(text), format)))
				fail_msg("%s takes %s", format, text);
		}
	}
}

/* Whatever stands where a value is skipped, or wanted: too deep is refused, not followed. */
static void test_deep(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		FREES_ARENA struct arena mem = { 0 };
		char *text = arena_string(&mem, samples[i].text);
		const char *value = strstr(text, "1.5") ? strstr(text, "1.5") : strstr(text, "1");
		char *deep = arena_alloc(&mem, 100000 + strlen(text));
		size_t n = (size_t)(value - text);

		memcpy(deep, text, n);
		memset(deep + n, '[', 100000);
		assert_true(is_error(outcome_of(&mem, deep, n + 100000, samples[i].format)));
	}
}

/* What is repeated as often as a file has room for takes no more memory than the file suggests. */
static void test_many(void **state)
{
	static const struct {
		const char *format, *head, *element, *tail;
		bool numbered;
	} rows[] = {
		{ "fio", "{\"jobs\":[{\"jobname\":\"a\",\"error\":1}",
			",{\"jobname\":\"a\",\"error\":1}", "]}", false },
		{ "jmh", "[{\"benchmark\":\"a\",\"params\":{\"p\":1", ",\"p%zu\":1", "}}]", true },
		{ "hyperfine", "{\"results\":[{\"command\":\"a\",\"parameters\":{\"p\":\"x\"",
			",\"p%zu\":\"x\"", "}}]}", true },
		{ "hey", "Summary:\n", "[500] 8 responses\n", "", false },
	};
	enum { TIMES = 8000, KILOBYTES = 64 << 10 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		FREES_MEMORY_FILE struct memory_file m = { 0 };
		long before;

		memory_file_open(&m);
		fputs(rows[i].head, m.f);
		for (size_t k = 0; k < TIMES; k++) {
			const char *rest = strstr(rows[i].element, "%zu");

			if (rows[i].numbered)
				fprintf(m.f, "%.*s%zu%s", (int)(rest - rows[i].element),
					rows[i].element, k, rest + 3);
			else
				fputs(rows[i].element, m.f);
		}
		fputs(rows[i].tail, m.f);
		memory_file_end(&m);
		before = unit_peak();
		import_outcome(&mem, m.data, m.n, rows[i].format);
		if (unit_peak() - before > KILOBYTES)
			print_error("%s: %ld kB\n", rows[i].format, unit_peak() - before);
		assert_grew_less(before, KILOBYTES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
