/* k6, oha, fio: load and storage. They write summaries. */
#include "unit_import.h"

static void test_files(void **state)
{
	static const struct {
		const char *path, *format;
	} rows[] = {
		/* fio 3.33, real, shortened; two jobs of one name */
		{ "fio/randrw.json", "fio" },
		/* fio 3.33, real, shortened: its file cannot be made, as it says before the JSON */
		{ "fio/no-file.json", "fio" },
		/* written after the documentation of k6 0.5x and 1.x */
		{ "k6/summary-export.json", "k6" },
		{ "k6/handle-summary.json", "k6" },
		{ "k6/summary-1.x.json", "k6" },
		/* written after the JSON schema of oha 1.x */
		{ "oha/ok.json", "oha" },
		{ "oha/1.15.json", "oha" },
		/* written after the result format of bombardier 1.2 */
		{ "bombardier/ok.json", "bombardier" },
		{ "bombardier/errors.json", "bombardier" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_imports(rows[i].path, rows[i].format);
}

static void test_k6(void **state)
{
	static const struct import_row rows[] = {
		{ "tags", "{\"metrics\":{\"ws_ping{a:b,name:http://x}\":{\"avg\":1}}}",
			"ws_ping/a=b/name=http://x\n  time [s, lower] figures mean=0.001\n" },
		{ "no tags", "{\"metrics\":{\"a{b\":{\"count\":1}}}",
			"a{b\n  count [1, none] figures mean=1\n" },
		{ "only users", "{\"metrics\":{\"vus\":{\"value\":1}}}",
			"error: in: contains no results in the format k6" },
		{ "nothing", "{\"metrics\":{\"a\":{}}}",
			"error: in: value of 'a' is not a finite number" },
		{ "negative", "{\"metrics\":{\"a_duration\":{\"avg\":-1}}}",
			"error: in: time of 'a_duration' is negative" },
		{ "no name", "{\"results\":{\"metrics\":[{\"values\":{\"count\":1}}]}}",
			"error: in: the name '' is empty" },
		{ "a threshold that is none", "{\"metrics\":{\"a\":{\"thresholds\":{\"x\":1}}}}",
			"error: in:1:36: expected true or false, found a number" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "k6");
}

static void test_oha(void **state)
{
	static const struct import_row rows[] = {
		{ "a broken server",
			"{\"summary\":{\"successRate\":1,\"requestsPerSec\":5},"
			"\"statusCodeDistribution\":{\"200\":3,\"503\":2}}",
			"oha: 2 answers have a status of 5xx\n" },
		{ "no server",
			"{\"summary\":{\"successRate\":0,\"average\":null},"
			"\"errorDistribution\":{\"Connection refused\":3}}",
			"oha: 100% of the requests failed; requests failed: Connection refused\n" },
		{ "some failed", "{\"summary\":{\"successRate\":0.5,\"requestsPerSec\":5}}",
			"oha: 50% of the requests failed\n" },
		{ "negative",
			"{\"summary\":{\"successRate\":1,\"requestsPerSec\":-5,\"average\":1}}",
			"error: in: requests_per_second of 'oha' is negative" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "oha");
}

static void test_fio(void **state)
{
	static const struct import_row rows[] = {
		{ "failed", "{\"fio version\":\"x\",\"jobs\":[{\"jobname\":\"a\",\"error\":5}]}",
			"a: fio reported error 5\n" },
		{ "with the text for people",
			"{\"jobs\":[{\"jobname\":\"a\",\"error\":5}]\n}\n\na: (groupid=0, jobs=1)\n",
			"a: fio reported error 5\n" },
		{ "twice",
			"{\"jobs\":[{\"jobname\":\"a\",\"error\":5}]\n}\n{\"jobs\":[{\"jobname\":\"a\",\"error\":5}]\n}\n",
			"error: in:3:1: text after the end of the document" },
		{ "no latencies",
			"{\"jobs\":[{\"jobname\":\"a\",\"read\":{\"total_ios\":1,"
			"\"iops\":10,\"bw_bytes\":100,\"clat_ns\":{\"N\":0,\"mean\":0}}}]}",
			"a/read\n  iops [1/s, higher] figures mean=10\n"
			"  bandwidth [B/s, higher] figures mean=100\n" },
		{ "negative",
			"{\"jobs\":[{\"jobname\":\"a\",\"read\":{\"total_ios\":1,"
			"\"iops\":-1,\"bw_bytes\":1}}]}",
			"error: in: iops of 'a/read' is negative" },
		{ "notes only", "Oh\n",
			"error: in:1:1: expected an object, found "
			"something that is not JSON" },
	};

	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), "fio");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_k6),
		cmocka_unit_test(test_oha),
		cmocka_unit_test(test_fio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
