/* Tables and lines of single tools, detected. */
#include "unit_import_text.h"

#define JMH_CSV                                                                                      \
	"\"Benchmark\",\"Mode\",\"Threads\",\"Samples\",\"Score\",\"Score Error (99.9%)\",\"Unit\"," \
	"\"Param: size\"\n"
#define LOCUST                                                                                     \
	"Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,"        \
	"Min Response Time,Max Response Time,Requests/s,50%,99%,100%\n"

static const struct import_text_row rows[] = {
	/* libtest */
	{ "running 2 tests\ntest it ... ignored\n"
	  "test a::b   ... bench:       1,234.50 ns/iter (+/- 34) = 78 MB/s\r\n"
	  "test c ... FAILED\n\ntest result: FAILED.\n",
		"a::b\n  time [s, lower] figures median=1.2345e-06 lo=1.2005e-06 hi=1.2685e-06 "
		"level=0.95\n  throughput [B/s, higher] figures mean=7.8e+07\nc: the test failed\n" },
	{ "test a ... bench: 1,234,567 ns/iter (+/- 1)\ntest a ... bench: 5 ns/iter (+/- 9)\n",
		"a\n  time [s, lower] figures median=0.00123457 lo=0.00123457 hi=0.00123457 "
		"level=0.95\na/2\n  time [s, lower] figures median=5e-09 lo=0 hi=1.4e-08 "
		"level=0.95\n" },
	/* Criterion's terminal */
	{ "Benchmarking fib 20: Analyzing\nfib 20      time:   [26.0 us 26.2 us 26.5 us]\n"
	  "            change: [-1.2% +0.1% +1.5%] (p = 0.5 > 0.05)\n"
	  "a/very/long/name\n            time:   [999 ns 1.0 \xc2\xb5s 1.1 \xc2\xb5s]\n"
	  "            change:\n            time:   [-1.2% +0.1% +1.5%] (p = 0.5 > 0.05)\n",
		"a/very/long/name\n  time [s, lower] figures mean=1e-06 lo=9.99e-07 hi=1.1e-06 "
		"level=0.95\nfib 20\n  time [s, lower] figures mean=2.62e-05 lo=2.6e-05 "
		"hi=2.65e-05 level=0.95\n" },
	/* JMH */
	{ JMH_CSV "\"o.B.run\",\"thrpt\",1,5,3700.5,9.5,\"ops/s\",1\n"
		  "\"o.B.run\",\"thrpt\",1,5,100,NaN,\"ops/ms\",10\n"
		  "\"o.B.run:gc.count\",\"thrpt\",1,5,7,NaN,\"counts\",10\n",
		"o.B.run/size=1\n  throughput [1/s, higher] figures mean=3700.5 lo=3691 hi=3710 "
		"level=0.999\no.B.run/size=10\n  throughput [1/s, higher] figures mean=100000\n"
		"  gc.count [1, none] figures mean=7\n" },
	{ "# Run complete.\n\nBenchmark  (size)  Mode  Cnt  Score   Error  Units\n"
	  "B.run         1  avgt    5  1.500 \xc2\xb1 0.5  ns/op\n"
	  "B.run        10    ss       2.000           s/op\n"
	  "B.tiny        1  avgt    5  \xe2\x89\x88 10\xe2\x81\xbb\xc2\xb3   ns/op\n\nBenchmark "
	  "result is saved to x\n",
		"B.run/size=1\n  time [s, lower] figures mean=1.5e-09 lo=1e-09 hi=2e-09 "
		"level=0.999\nB.run/size=10\n  single_shot [s, lower] figures mean=2\n"
		"B.tiny/size=1: its score is not a number\n" },
	/* Locust */
	{ LOCUST "GET,/a,10,0,4,5.5,1,9,2.5,4,9,9\nPOST,/a,10,3,4,5.5,1,9,2.5,4,9,9\n"
		 ",Aggregated,20,0,4,5.5,1,9,5,4,9,N/A\n",
		"Aggregated\n  latency [s, lower] figures n=20 mean=0.0055 median=0.004 min=0.001 "
		"max=0.009\n  latency_p50 [s, lower] 0.004\n  latency_p99 [s, lower] 0.009\n"
		"  requests_per_second [1/s, higher] 5\n"
		"GET /a\n  latency [s, lower] figures n=10 mean=0.0055 median=0.004 min=0.001 "
		"max=0.009\n  latency_p50 [s, lower] 0.004\n  latency_p99 [s, lower] 0.009\n"
		"  latency_p100 [s, lower] 0.009\n  requests_per_second [1/s, higher] 2.5\n"
		"POST /a: 3 requests failed\n" },
	/* redis-benchmark */
	{ "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\","
	  "\"p95_latency_ms\",\"p99_latency_ms\",\"max_latency_ms\"\n"
	  "\"GET\",\"1000.00\",\"0.250\",\"0.100\",\"0.240\",\"0.400\",\"0.500\",\"1.000\"\n",
		"GET\n  latency [s, lower] figures mean=0.00025 median=0.00024 min=0.0001 max=0.001\n"
		"  latency_p50 [s, lower] 0.00024\n  latency_p95 [s, lower] 0.0004\n"
		"  latency_p99 [s, lower] 0.0005\n  requests_per_second [1/s, higher] 1000\n" },
	{ "\"PING_INLINE\",\"154798.77\"\n\"SET\",\"142857.14\"\n",
		"PING_INLINE\n  requests_per_second [1/s, higher] 154799\n"
		"SET\n  requests_per_second [1/s, higher] 142857\n" },
	/* hyperfine */
	{ "command,mean,stddev,median,user,system,min,max,parameter_n\n"
	  "./a 1,0.5,,0.5,0.25,0,0.5,0.5,1\n./b,0.5,0.1,0.5,0.25,0,0.5,0.5,2\n",
		"./a 1\n  wall [s, lower] figures mean=0.5 median=0.5 min=0.5 max=0.5\n"
		"  user [s, lower] figures mean=0.25\n  sys [s, lower] figures mean=0\n"
		"./b/n=2\n  wall [s, lower] figures mean=0.5 median=0.5 sd=0.1 min=0.5 max=0.5\n"
		"  user [s, lower] figures mean=0.25\n  sys [s, lower] figures mean=0\n" },
	/* Google Benchmark */
	{ "name,iterations,real_time,cpu_time,time_unit,bytes_per_second,items_per_second,label,"
	  "error_occurred,error_message,\"foo\"\n\"a\",1000,10,11,ms,1e9,,,,,7\n"
	  "\"a_stddev\",3,2,2,ms,,,,,,\n\"b\",,,,,,,,true,\"bad, thing\",\n",
		"a\n  real_time [s, lower] 0.01\n  cpu_time [s, lower] 0.011\n"
		"  bytes_per_second [B/s, higher] 1e+09\n  foo [1, none] 7\nb: bad, thing\n" },
};

static void outputs(void **state)
{
	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), NULL);
}

static const struct {
	const char *format, *text, *message;
} bad[] = {
	{ "locust", LOCUST "GET,/a,10,0,4,x,1,9,2.5,4,9,9\n",
		"in:2: 'x' in the column Average Response Time is not a finite number" },
	{ "locust", LOCUST "GET,/a\n", "in:2: this row has 2 cells, but the header has 12" },
	{ "libtest", "test a ... bench: x ns/iter\n", "in:1: 'x ns/iter' is not libtest's time" },
	{ "jmh-csv", JMH_CSV "\"a\",\"new\",1,5,1,1,\"ops/s\",1\n", "the unknown mode 'new'" },
	{ "redis-benchmark", "\"SET\",\"1\"\n\"GET\"\n", "in:2: this line has no test name" },
};

static void errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_contains(import_text_outcome(&mem, bad[i].text, bad[i].format),
			bad[i].message);
	}
}

static void hostile_input(void **state)
{
	static const char *const formats[] = { "libtest", "criterion-text", "jmh-csv", "jmh-text",
		"locust", "redis-benchmark", "hyperfine-csv", "google-benchmark-csv" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		import_text_refuses(formats[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outputs),
		cmocka_unit_test(errors),
		cmocka_unit_test(hostile_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
