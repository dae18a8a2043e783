#include "unit_import_text.h"

static void real_output_is_read(void **state)
{
	(void)state;
	assert_imports("catch2/benchmarks.xml", "catch2");
	assert_imports("junit/cmocka.xml", "junit");
	assert_imports("junit/catch2.xml", "junit");
}

static void hostile_input(void **state)
{
	(void)state;
	import_text_survives("catch2/benchmarks.xml", "catch2");
	import_text_survives("junit/cmocka.xml", "junit");
	import_text_refuses("catch2");
	import_text_refuses("junit");
}

#define SUITE(inside) "<testsuite name=\"s\">" inside "</testsuite>"
#define CASE          "<testcase name=\"a\" time=\"1.5\"/>"
#define SHOWN         "s/a\n  time [s, lower] 1.5\n"

static void junit(void **state)
{
	static const struct import_text_row rows[] = {
		{ SUITE(CASE), SHOWN },
		{ "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\r\n" SUITE(CASE) "\r\n",
			SHOWN },
		{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><testsuite name=\"\xe9\">" CASE
		  "</testsuite>",
			"\xc3\xa9/a\n  time [s, lower] 1.5\n" },
		{ "<?xml version=\"1.0\"?>" SUITE(CASE) "<?xml version=\"1.0\"?>" SUITE(CASE),
			"s/a\n  time [s, lower] 1.5 1.5\n" },
		{ SUITE("<testcase name=\"a\" classname=\"p.C\" time=\"2\"></testcase>"),
			"p.C/a\n  time [s, lower] 2\n" },
		{ "<testsuites><testsuite name=\"s\"><testsuite name=\"t\"/>" CASE
		  "</testsuite></testsuites>",
			SHOWN },
		{ "<testsuite><testcase name=\"&lt;&amp;&quot;&#233;\" time=\"2\"/></testsuite>",
			"<&\"\xc3\xa9\n  time [s, lower] 2\n" },
		{ SUITE("<testcase name=\"a\" time=\"1,234.5\"/>"),
			"s/a\n  time [s, lower] 1234.5\n" },
		/* What has not run gives nothing, what has failed gives no time. */
		{ SUITE(CASE "<testcase name=\"b\" time=\"1\"><skipped message=\"m\"/></testcase>"
			     "<testcase name=\"c\" status=\"notrun\" time=\"0\"/>"
			     "<testcase name=\"d\"/><testcase name=\"e\" time=\"\"/>"),
			SHOWN },
		{ SUITE("<testcase name=\"a\" time=\"1\"><failure message=\"m&#10;n\">x</failure>"
			"</testcase>"),
			"s/a: m\n" },
		{ SUITE("<testcase name=\"a\"><error><![CDATA[\n why ]]><b>c</b></error>"
			"<system-out>out</system-out></testcase>"),
			"s/a: why \n" },
		{ SUITE("<testcase name=\"a\"><error message=\"\"><b>\n why </b></error>"
			"</testcase>"),
			"s/a: why \n" },
		{ SUITE("<testcase name=\"a\" time=\"1\"><failure/></testcase>"),
			"s/a: the test failed\n" },
		{ SUITE(CASE
			  "<testcase name=\"a\" time=\"1\"><failure message=\"m\"/></testcase>" CASE),
			"s/a: m\n" },
		{ SUITE("<testcase name=\"a\" time=\"1.5\"><system-out><![CDATA[<!DOCTYPE x> <?xml "
			"version?>]]></system-out></testcase>"),
			SHOWN },
		/* Names with a prefix belong to another format. */
		{ "<testsuite name=\"s\" xmlns:x=\"y\"><testcase name=\"a\" x:time=\"9\" "
		  "time=\"1.5\"/><x:testcase name=\"b\" time=\"1\"/></testsuite>",
			SHOWN },
		/* Values. */
		{ SUITE("<testcase name=\"a\" time=\"1,5\"/>"),
			"error: in:1: '1,5' is not a time in seconds" },
		{ SUITE("\n<testcase name=\"a\" time=\"NaN\"/>"),
			"error: in:2: 'NaN' is not a time in seconds" },
		{ SUITE("<testcase name=\"a\" time=\"1e999\"/>"),
			"error: in:1: '1e999' is not a time in seconds" },
		{ SUITE("<testcase name=\"a\" time=\"-1\"/>"),
			"error: in: time of 's/a' is negative" },
		{ SUITE("<testcase time=\"1\"/>"), "error: in:1: a test case without a name" },
		{ SUITE("<testcase name=\"a\" time=\"1\">" CASE "</testcase>"),
			"error: in:1: a test case within another" },
		{ SUITE(), "error: in: contains no results in the format junit" },
		{ "<testsuite>",
			"error: in:1: not well-formed XML, or XML with a document type: "
			"Opening and ending tag mismatch: testsuite line 1 and all" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "junit");
}

#define BENCHMARK(inside)                                                                          \
	"<Catch><TestCase name=\"t\"><BenchmarkResults name=\"b\" samples=\"9\">" inside           \
	"</BenchmarkResults></TestCase></Catch>"

static void catch2(void **state)
{
	static const struct import_text_row rows[] = {
		{ BENCHMARK("<mean value=\"5\" lowerBound=\"4\" upperBound=\"6\" ci=\"0.95\"/>"
			    "<standardDeviation value=\"1\" lowerBound=\"0\"/><outliers/>"),
			"t/b\n  time [s, lower] figures n=9 mean=5e-09 sd=1e-09 lo=4e-09 hi=6e-09 "
			"level=0.95\n" },
		{ BENCHMARK("<failed message=\"why\"/>"), "t/b: why\n" },
		{ BENCHMARK("<failed/>"), "t/b: the benchmark failed\n" },
		{ "<Catch><TestCase name=\"t\"><OverallResult success=\"false\"/></TestCase></Catch>",
			"t: the test case failed\n" },
		{ BENCHMARK(""), "error: in: time of 't/b' is not a finite number" },
		{ BENCHMARK("<mean value=\"nan\"/>"),
			"error: in:1: value=\"nan\" is not a finite number" },
		{ BENCHMARK("<mean value=\"-5\"/>"), "error: in: time of 't/b' is negative" },
		{ "<Catch><BenchmarkResults/></Catch>", "error: in:1: an element without a name" },
		{ "<Catch><BenchmarkResults name=\"b\" samples=\"-1\"/></Catch>",
			"error: in:1: samples=\"-1\" is not a count" },
		{ "<Catch><BenchmarkResults name=\"b\"><mean value=\"1\"/></BenchmarkResults>"
		  "<BenchmarkResults name=\"b\"><mean value=\"1\"/></BenchmarkResults></Catch>",
			"b\n  time [s, lower] figures mean=1e-09\nb/2\n  time [s, lower] figures mean=1e-09\n" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "catch2");
}

/* Entities that multiply, and that would be read from elsewhere. */
static void entities(void **state)
{
	static const char *const rows[] = {
		"<!DOCTYPE testsuite [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]><testsuite name=\"&c;\">" CASE "</testsuite>",
		"<!DOCTYPE testsuite [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
		"<testsuite name=\"s\"><testcase name=\"&x;\" time=\"1\"/></testsuite>",
		"<!DOCTYPE testsuite SYSTEM \"http://127.0.0.1:1/x.dtd\">" SUITE(CASE),
		"<?xml version=\"1.0\"?><!DOCTYPE testsuite>" SUITE(CASE),
		"</all><!DOCTYPE all [<!ENTITY x \"y\">]><all>" SUITE(CASE),
		SUITE("<testcase name=\"&undefined;\" time=\"1\"/>"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_contains(import_text_outcome(&mem, rows[i], "junit"),
			"error: in:1: not well-formed XML, or XML with a document type: ");
	}
}

/* n times open, and what is between them as often closed. */
static const char *nested(struct arena *mem, size_t n)
{
	char *text = arena_alloc(mem, n * 7 + sizeof SUITE(CASE)), *at = text;

	for (size_t i = 0; i < n; i++, at += 3)
		memcpy(at, "<a>", 3);
	memcpy(at, SUITE(CASE), sizeof SUITE(CASE) - 1);
	at += sizeof SUITE(CASE) - 1;
	for (size_t i = 0; i < n; i++, at += 4)
		memcpy(at, "</a>", 4);
	return text;
}

static void depth(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_text(import_text_outcome(&mem, nested(&mem, 62), "junit"), SHOWN);
	assert_text(import_text_outcome(&mem, nested(&mem, 63), "junit"),
		"error: in:1: elements are nested deeper than 64");
	assert_contains(import_text_outcome(&mem, nested(&mem, 100000), "junit"),
		"error: in:1: elements are nested deeper than 64");
}

static void a_million_cases(void **state)
{
	enum { CASES = 1000000 };
	FREES_ARENA struct arena mem = { 0 };
	struct run run = { 0 };
	struct import_answer answer;
	struct error err;
	size_t n = sizeof CASE - 1;
	char *text = malloc(n * CASES + 100), *at = text;
	long before;

	(void)state;
	at += sprintf(at, "<testsuite name=\"s\">");
	for (size_t i = 0; i < CASES; i++, at += n)
		memcpy(at, CASE, n);
	at += sprintf(at, "</testsuite>");
	before = unit_peak();
	assert_ok(import_text(&run, &mem, "in", text, (size_t)(at - text), NULL, &answer, &err),
		&err);
	free(text);
	assert_int_equal(run.n, 1);
	assert_int_equal(run.v->v->n, CASES);
	assert_grew_less(before, 200 * 1024);
}

static void detection(void **state)
{
	static const struct {
		const char *head, *format;
	} rows[] = {
		{ "<testsuites/>", "junit" },
		{ " \n<!-- <x> -->\n<testsuite name='x'", "junit" },
		{ "<?xml version='1.0'?><Catch name=''>", "catch2" },
		{ "<Catch2TestRun>", "catch2" },
		{ "<testsuit/>", NULL },
		{ "<html>", NULL },
		{ "<?xml version='1.0'", NULL },
		{ "<!-- ", NULL },
		{ "<", NULL },
		{ "<testsuite", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *format = NULL;

		for (size_t k = 0; importers[k] && !format; k++)
			if (importer_detects(importers[k], rows[i].head))
				format = importers[k]->name;
		assert_row(rows[i].head, format, rows[i].format);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_output_is_read),
		cmocka_unit_test(hostile_input),
		cmocka_unit_test(junit),
		cmocka_unit_test(catch2),
		cmocka_unit_test(entities),
		cmocka_unit_test(depth),
		cmocka_unit_test(a_million_cases),
		cmocka_unit_test(detection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
