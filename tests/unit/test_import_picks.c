/* Formats that are tables of paths or patterns. */
#include "unit_import_text.h"

static const struct {
	const char *file, *format;
} files[] = {
	{ "autocannon/result.json", "autocannon" },
	{ "iperf3/result.json", "iperf3" },
	{ "iperf3/udp.json", "iperf3" },
	{ "ab/result.txt", "ab" },
	{ "ab/404.txt", "ab" },
	{ "sysbench/cpu.txt", "sysbench" },
	{ "sysbench/memory.txt", "sysbench" },
	{ "sysbench/fileio.txt", "sysbench" },
	{ "pgbench/result.txt", "pgbench" },
	{ "pgbench/rate.txt", "pgbench" },
	{ "pgbench/mixed.txt", "pgbench" },
	{ "tinybench/result.json", "tinybench" },
	{ "mitata/result.json", "mitata" },
};

static void real_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		assert_imports(files[i].file, files[i].format);
}

static const struct import_row rows[] = {
	{ "vegeta",
		"{\"latencies\":{\"total\":5,\"mean\":2500,\"50th\":2000,\"90th\":3000,\"95th\":4000,"
		"\"99th\":5000,\"max\":6000,\"min\":1000},\"bytes_in\":{\"total\":1,\"mean\":1},"
		"\"requests\":10,\"rate\":50.5,\"throughput\":50,\"success\":1,"
		"\"status_codes\":{\"200\":10},\"errors\":[]}",
		"vegeta\n  latency [s, lower] figures n=10 mean=2.5e-06 min=1e-06 max=6e-06\n"
		"  latency_p50 [s, lower] 2e-06\n  latency_p90 [s, lower] 3e-06\n"
		"  latency_p95 [s, lower] 4e-06\n  latency_p99 [s, lower] 5e-06\n"
		"  requests_per_second [1/s, higher] 50\n" },
	{ "vegeta failures",
		"{\"latencies\":{\"mean\":1},\"success\":0.5,\"status_codes\":{\"0\":1},"
		"\"errors\":[\"timeout\"]}",
		"vegeta: 50% of the requests failed; timeout\n" },
	{ "memtier",
		"{\"configuration\":{},\"ALL STATS\":{\"Runtime\":{\"Start time\":5},\"Gets\":{"
		"\"Count\":3,\"Ops/sec\":8.5,\"Latency\":2,\"Average Latency\":2,\"KB/sec\":4,"
		"\"Time-Serie\":{\"0\":{\"Average Latency\":9}},"
		"\"Percentile Latencies\":{\"p50.00\":1.5,\"p99.00\":3}}}}",
		"Gets\n  latency [s, lower] figures n=3 mean=0.002\n  latency_p50 [s, lower] 0.0015\n"
		"  latency_p99 [s, lower] 0.003\n  requests_per_second [1/s, higher] 8.5\n"
		"  bytes_per_second [B/s, higher] 4096\n" },
	{ "nanobench",
		"{\"results\":[{\"title\":\"t\",\"name\":\"x\",\"median(elapsed)\":2e-9,"
		"\"median(instructions)\":7,\"measurements\":[{\"iterations\":5,\"elapsed\":2e-9},"
		"{\"elapsed\":3e-9}]}]}",
		"t/x\n  time [s, lower] 2e-09 3e-09\n  instructions [1, lower] figures median=7\n" },
	{ "gungraun",
		"a::group::fib short:10\n  Instructions:      1734|1735  (-0.05%)\n"
		"  L1 Hits:           2359|N/A   (*********)\n  Estimated Cycles:  3723|3723  (No "
		"change)\n\nb\n  Instructions: 5\n  Estimated Cycles: 6\n",
		"a::group::fib short:10\n  instructions [1, lower, exact] 1734\n"
		"  l1_hits [1, none, exact] 2359\n  estimated_cycles [1, lower, exact] 3723\n"
		"b\n  instructions [1, lower, exact] 5\n  estimated_cycles [1, lower, exact] 6\n" },
	{ "conbench",
		"{\"batch_id\":\"1\",\"tags\":{\"name\":\"x\",\"size\":5},\"stats\":{\"data\":[1,2],"
		"\"unit\":\"B/s\",\"mean\":1.5}}",
		"x\n  value [B/s, higher] 1 2\n" },
	{ "sysbench oltp",
		"sysbench 1.0.20\nRunning the test with following options:\nSQL statistics:\n"
		"    transactions:                        100    (50.25 per sec.)\n"
		"    queries:                             2000   (1000.50 per sec.)\n",
		"oltp\n  transactions_per_second [1/s, higher] 50.25\n"
		"  queries_per_second [1/s, higher] 1000.5\n" },
	{ "iperf3 --bidir",
		"{\"start\":{\"version\":\"iperf 3.12\"},\"end\":{\"sum_received\":"
		"{\"bits_per_second\":80},\"sum_received_bidir_reverse\":{\"bits_per_second\":16}}}",
		"iperf3\n  throughput [B/s, higher] 10\n  throughput_reverse [B/s, higher] 2\n" },
	{ "iperf3 fails",
		"{\"start\":{\"version\":\t\"iperf 3.12\"},\"end\":{},\"error\":\"no \\u0007 server\"}",
		"iperf3: no \a server\n" },
	{ "pgbench -C",
		"transaction type: x\nlatency average = 1.5 ms\naverage connection time = 1.0 ms\n"
		"tps = 9.5 (including reconnection times)\n",
		"x\n  latency [s, lower] figures mean=0.0015\n"
		"  transactions_per_second [1/s, higher] 9.5\n" },
	{ "an old pgbench",
		"transaction type: x\nlatency average = 1.5 ms\ntps = 9 (including connections "
		"establishing)\ntps = 10.5 (excluding connections establishing)\n",
		"x\n  latency [s, lower] figures mean=0.0015\n"
		"  transactions_per_second [1/s, higher] 10.5\n" },
};

static void texts(void **state)
{
	(void)state;
	assert_import_rows(rows, ARRAY_SIZE(rows), NULL);
}

static void hostile_input(void **state)
{
	static const char *const formats[] = { "ab", "sysbench", "pgbench", "gungraun", /* JSON: */
		"autocannon", "vegeta", "memtier", "iperf3", "tinybench", "mitata", "nanobench",
		"conbench" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		FREES_ARENA struct arena mem = { 0 };
		char *deep = arena_alloc(&mem, 200001);

		if (i < 4)
			import_text_refuses(formats[i]);
		memset(deep, '[', 200000);
		assert_contains(import_text_outcome(&mem, deep, formats[i]), "error: in");
	}
	import_text_survives("ab/result.txt", "ab");
	import_text_survives("pgbench/result.txt", "pgbench");
	import_text_survives("autocannon/result.json", "autocannon");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_files),
		cmocka_unit_test(texts),
		cmocka_unit_test(hostile_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
