#include "unit_import_text.h"

static void tables_are_read(void **state)
{
	(void)state;
	assert_imports("csv/wide.csv", "csv");
	assert_imports("csv/long.csv", "csv");
	import_text_survives("csv/wide.csv", "csv");
	import_text_survives("csv/long.csv", "csv");
	import_text_refuses("csv");
}

static void rows_of_samples(void **state)
{
	static const struct import_text_row rows[] = {
		{ "benchmark,metric,value,unit\na,wall,5,ms\na,wall,6,ms\nb,x,1,\n",
			"a\n  wall [s, lower] 0.005 0.006\nb\n  x [1, none] 1\n" },
		{ "\xef\xbb\xbfName , VALUE\r\na,5\r\n\r\nb,6",
			"a\n  value [1, none] 5\nb\n  value [1, none] 6\n" },
		{ "metric;value\nx;5\n", "csv\n  x [1, none] 5\n" },
		{ "metric\tvalue\nx\t5\n", "csv\n  x [1, none] 5\n" },
		{ "name,value,unit\na,5,lines/s\nb,5,lines/min\n",
			"a\n  value [lines/s, higher] 5\nb\n  value [lines/min, none] 5\n" },
		{ "name,value,unit,better\na,5,widgets,Higher\n",
			"a\n  value [widgets, higher] 5\n" },
		{ "name,value,unit,better\na,5,req/s,\nb,5,MB,none\n",
			"a\n  value [1/s, higher] 5\nb\n  value [B, none] 5e+06\n" },
		{ "name,value,unit\na,5,milliseconds\nb,5,m\nc,-5,%\n",
			"a\n  value [s, lower] 0.005\nb\n  value [s, lower] 300\nc\n  value [ratio, none] "
			"-0.05\n" },
		{ "name,value\n\"a, \"\"b\"\"\",5\n", "a, \"b\"\n  value [1, none] 5\n" },
		{ "name,value\na,5\nb,NaN\n",
			"error: in:3: the value is not a finite number: 'NaN'" },
		{ "name,value\na,\n", "error: in:2: the value is not a finite number: ''" },
		{ "name,value\na,1e999\n",
			"error: in:2: the value is not a finite number: '1e999'" },
		{ "name,value,unit\na,-1,ms\n", "error: in: value of 'a' is negative" },
		{ "name,value,unit\na,1,ms\na,1,B\n",
			"error: in: value of 'a' has the unit B here, but had the unit s before" },
		{ "name,value,better\na,1,up\n",
			"error: in:2: better is lower, higher or none: 'up'" },
		{ "name,value\n,1\n", "error: in: the name '' is empty" },
		{ "name,value\n\"a\nb\",1\n", "a\\nb\n  value [1, none] 1\n" },
		{ "name,value\n\xff,1\n", "\\xff\n  value [1, none] 1\n" },
		{ "name,metric,value\na,,1\n", "error: in: a metric of 'a' has no name" },
		{ "name,value\n", "error: in: contains no results in the format csv" },
		{ "name,value\na\n", "error: in:2: this row has 1 cell, but the header has 2" },
		{ "name,value\na,1,2\n",
			"error: in:2: this row has 3 cells, but the header has 2" },
		{ "name,value,Name,value\na,1,b,2\n", "a\n  value [1, none] 1\n" },
		{ "name,value\na,1\n\"b,1\n", "error: in:3: a quoted cell without an end" },
		{ "name,value\n\"a\"b,1\n", "error: in:2: text after the closing quote of a cell" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "csv");
}

static void columns_of_samples(void **state)
{
	static const struct import_text_row rows[] = {
		{ "latency_ms,rss (KiB),load [%],q,note\n1,2,3,4,x\n5,6,7,8,y\n",
			"csv\n  latency [s, lower] 0.001 0.005\n  rss [B, lower] 2048 6144\n"
			"  load [ratio, none] 0.03 0.07\n  q [1, none] 4 8\n" },
		{ "name,time_s\na,1\nb,2\na,3\n",
			"a\n  time [s, lower] 1 3\nb\n  time [s, lower] 2\n" },
		{ "requests_per_second,size_bytes,step_m,_ms,(ms),x (widgets)\n1,2,3,4,5,6\n",
			"csv\n  requests_per_second [1/s, higher] 1\n  size [B, lower] 2\n"
			"  step_m [1, none] 3\n  _ms [1, none] 4\n  (ms) [1, none] 5\n"
			"  x [widgets, none] 6\n" },
		{ "ops_per_sec,x_per_s,req_s,write_mb_s,y_per_min,time_sec\n1,2,3,4,5,6\n",
			"csv\n  ops_per_sec [1/s, higher] 1\n  x_per_s [1/s, higher] 2\n"
			"  req_s [1/s, higher] 3\n  write_mb_s [B/s, higher] 4e+06\n"
			"  y_per_min [1, none] 5\n  time [s, lower] 6\n" },
		{ "req/s,MB/s,lines/s,Transfer/sec,read mb/s,read_MiB/s,fps,iops,ms/s,ms/op,km/h,/s\n"
		  "1,2,3,4,5,6,7,8,9,10,11,12\n",
			"csv\n  req/s [1/s, higher] 1\n  MB/s [B/s, higher] 2e+06\n"
			"  lines/s [1/s, higher] 3\n  Transfer/sec [1/s, higher] 4\n"
			"  read mb/s [B/s, higher] 5e+06\n  read_MiB/s [B/s, higher] 6.29146e+06\n"
			"  fps [1/s, higher] 7\n  iops [1/s, higher] 8\n  ms/s [1, none] 9\n"
			"  ms/op [s, lower] 0.01\n  km/h [1, none] 11\n  /s [1/s, higher] 12\n" },
		{ "p50 ms,latency-us,waitMs,heapMiB,Duration Seconds,hit rate %,seconds,Option B,MSB\n"
		  "1,2,3,4,5,6,7,8,9\n",
			"csv\n  p50 [s, lower] 0.001\n  latency [s, lower] 2e-06\n"
			"  wait [s, lower] 0.003\n  heap [B, lower] 4.1943e+06\n"
			"  Duration [s, lower] 5\n  hit rate [ratio, none] 0.06\n"
			"  seconds [s, lower] 7\n  Option B [1, none] 8\n  MSB [1, none] 9\n" },
		{ "opsPerSec,lines per second,x-per-ms,readIOPS,super_s\n1,2,3,4,5\n",
			"csv\n  opsPerSec [1/s, higher] 1\n  lines per second [1/s, higher] 2\n"
			"  x-per-ms [1, none] 3\n  readIOPS [1/s, higher] 4\n"
			"  super [s, lower] 5\n" },
		/* Least, not in minutes. */
		{ "name,latency_min,latency_max\na,1,2\n",
			"a\n  latency_min [1, none] 1\n  latency_max [1, none] 2\n" },
		/* Words in a column with a unit are no label. */
		{ "name,time_ms,n\na,1m30s,3\nb,2m,3\n",
			"error: in:2: the column time_ms has a unit, but here it has '1m30s'" },
		{ "name,Mean [ms],x\na,1.0 \xc2\xb1 0.1,3\nb,2.0 \xc2\xb1 0.1,3\n",
			"error: in:2: the column Mean [ms] has a unit, but here it has '1.0 \xc2\xb1 "
			"0.1'" },
		{ "ns,pod,t_ms\nx,p,3\ny,p,4\n",
			"x\n  t [s, lower] 0.003\ny\n  t [s, lower] 0.004\n" },
		/* Times in equal steps are those of the rows. */
		{ "time_s,t_ms\n0.5,7\n1,7\n1.5,9\n2.01,8\n2.5,7\n",
			"csv\n  t [s, lower] 0.007 0.007 0.009 0.008 0.007\n" },
		{ "time_s,t_ms\n0.5,7\n1,7\n1.5,9\n2,8\n",
			"csv\n  time [s, lower] 0.5 1 1.5 2\n  t [s, lower] 0.007 0.007 0.009 0.008\n" },
		{ "time_s,t_ms\n1,7\n2,7\n3,9\n4,8\n6,7\n",
			"csv\n  time [s, lower] 1 2 3 4 6\n"
			"  t [s, lower] 0.007 0.007 0.009 0.008 0.007\n" },
		/* Cells may be missing; what a tool numbers its rows with has no name. */
		{ ",a,b\n0,1,\n1,,2\n", "csv\n  a [1, none] 1\n  b [1, none] 2\n" },
		/* The first that has a direction leads. */
		{ "step,t_ms,u_ms\n1,2,3\n",
			"csv\n  t [s, lower] 0.002\n  step [1, none] 1\n  u [s, lower] 0.003\n" },
		{ "a\n1\n2\n", "csv\n  a [1, none] 1 2\n" },
		{ "a,b\n+1.5e1,-.5\n", "csv\n  a [1, none] 15\n  b [1, none] -0.5\n" },
		{ "a,b\n1,2\n3,N/A\n", "csv\n  a [1, none] 1 3\n  b [1, none] 2\n" },
		{ "a,b\n1,nan\n3,4\n",
			"error: in:2: the column b has numbers, but here it has 'nan'" },
		{ "a,b\n\n1,\"x\n\"\n2,\"y\n", "error: in:5: a quoted cell without an end" },
		{ "a,b\nx,y\n",
			"error: in: contains no results in the format csv; 2 columns are not read: a, b" },
		{ "a_ms\n1\n2 MB\n",
			"error: in: a of 'csv' has the unit B here, but had the unit s before" },
		{ "a\n1 ms\n2\n",
			"error: in: a of 'csv' has no unit here, but had the unit s before" },
		{ "a_ms,a_us\n1,2\n", "csv\n  a [s, lower] 0.001\n  a/2 [s, lower] 2e-06\n" },
		{ "a_ms,b\n-1,2\n", "error: in: a of 'csv' is negative" },
		{ "\xff,b\n1,2\n", "csv\n  \\xff [1, none] 1\n  b [1, none] 2\n" },
		{ "a (\xff),b\n1,2\n", "csv\n  a [\\xff, none] 1\n  b [1, none] 2\n" },
	};

	(void)state;
	assert_import_texts(rows, ARRAY_SIZE(rows), "csv");
}

static void detection(void **state)
{
	static const struct {
		const char *head;
		bool is;
	} rows[] = {
		{ "a,b\n1,2\n", true },
		{ "a;b\n1;2\n", true },
		{ "name,value\n\"x, y\",2\n", true },
		{ "a,b\n1,2,3\n", false },
		{ "a,b\nx,y\n", false },
		{ "a,b\nx,\ny,-\nz,5\n", true },
		{ "1,2\n3,4\n", false },
		{ "a\n1\n", false },
		{ "a,b\n", false },
		{ "", false },
		{ "{\"a\":1,\n2,3", false },
		{ "<a,b\n1,2\n", false },
	};
	const struct importer *csv = importer_find("csv");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!importer_detects(csv, rows[i].head) == rows[i].is)
			fail_msg("detection of '%s'", rows[i].head);
}

/* "c0,c1,...": n cells. */
static char *wide_line(char *at, const char *letter, size_t n)
{
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "%s%s%zu", i ? "," : "", letter, i);
	*at++ = '\n';
	return at;
}

static void limits(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char *text = arena_alloc(&mem, 1 << 16), *at;

	(void)state;
	at = wide_line(text, "c", 1000);
	*wide_line(at, "", 1000) = '\0';
	assert_contains(import_text_outcome(&mem, text, "csv"), "\n  c999 [1, none] 999\n");
	at = wide_line(text, "c", 1001);
	*wide_line(at, "", 1001) = '\0';
	assert_text(import_text_outcome(&mem, text, "csv"), "error: in:1: more than 1000 columns");
}

static void many_rows(void **state)
{
	enum { LINES = 200000 };
	static const char *const rows[][2] = { { "a,latency_ms,b\n", "x,12.5,\"y\"\n" },
		{ "name,metric,value,unit\n", "a,wall,12.5,ms\n" } };

	(void)state;
	for (size_t k = 0; k < ARRAY_SIZE(rows); k++) {
		FREES_ARENA struct arena mem = { 0 };
		struct run run = { 0 };
		struct import_answer answer;
		struct error err;
		size_t head = strlen(rows[k][0]), n = strlen(rows[k][1]);
		char *text = malloc(head + n * LINES);
		long before;

		memcpy(text, rows[k][0], head);
		for (size_t i = 0; i < LINES; i++)
			memcpy(text + head + i * n, rows[k][1], n);
		before = unit_peak();
		assert_ok(import_text(&run, &mem, "in", text, head + n * LINES, NULL, &answer,
				  &err),
			&err);
		free(text);
		assert_int_equal(run.v->v->n, LINES);
		assert_grew_less(before, 20 * 1024);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(rows_of_samples),
		cmocka_unit_test(columns_of_samples),
		cmocka_unit_test(detection),
		cmocka_unit_test(limits),
		cmocka_unit_test(many_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
