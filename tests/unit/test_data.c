#include "unit.h"

#include <math.h>

#include "model/workflow/workflow.h"
#include "workflow/data.h"

static struct workflow_column columns[] = {
	{ .item = { .key = "t" }, .type = COLUMN_TIMESTAMP },
	{ .item = { .key = "time" }, .type = COLUMN_FLOAT, .unit = "s" },
	{ .item = { .key = "n" }, .type = COLUMN_INTEGER },
	{ .item = { .key = "text" }, .type = COLUMN_STRING },
};
static const struct workflow_schema schema = { .columns = { columns, ARRAY_SIZE(columns) } };

#define HEAD "t,time(s),n,text\n"

static const char *answer(struct arena *mem, const char *text)
{
	struct data_table d;
	struct error err;

	if (data_read(&d, mem, "f.csv", text, strlen(text), &schema, &err) < 0)
		return arena_string(mem, err.text);
	return arena_printf(mem, "%zu rows, %g", d.rows,
		data_aggregate(d.v[1].v, d.rows, AGGREGATE_SUM));
}

static void tables(void **state)
{
	static const struct {
		const char *text, *answer;
	} rows[] = {
		{ HEAD "1,1.5,2,x\n2,2.5,3,y\n", "2 rows, 4" },
		{ HEAD "1,1.5,2,x", "1 rows, 1.5" },
		{ "\xef\xbb\xbft, time (s) ,n ,text \r\n1, 1.5 ,2,\"a,\r\n\"\"b\"\"\"\r\n",
			"1 rows, 1.5" },
		{ "more,n,text,time,t\n?,1,x,2,2026-01-31T12:00:00Z\n", "1 rows, 2" },
		{ HEAD, "0 rows, nan" },
		{ HEAD "1,,2,\n\n2,3,,\n", "2 rows, 3" },
		{ "", "f.csv is empty; it needs a header with the columns of data_schema" },
		{ "t,time,n\n",
			"f.csv:1: the header has no column 'text', which data_schema names; "
			"it has t, time, n" },
		{ "t,time,n,text,n\n", "f.csv:1: the header has the column 'n' twice" },
		{ HEAD "1,1,1,x\n1,fast,1,x\n",
			"f.csv:3: column 2, 'time': 'fast' is not a number" },
		{ HEAD "1,1,1.5,x\n", "f.csv:2: column 3, 'n': '1.5' is not a whole number" },
		{ HEAD "noon,1,1,x\n", "f.csv:2: column 1, 't': 'noon' is not a timestamp" },
		{ HEAD "1,1,1\n", "f.csv:2: 3 cells in a row, but 4 in the header" },
		{ HEAD "1,1,1,\"x\n", "f.csv:2: a quoted cell without an end" },
		{ HEAD "1,inf,1,x\n", "f.csv:2: column 2, 'time': 'inf' is not a number" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena mem = { 0 };

		assert_row(rows[i].text, answer(&mem, rows[i].text), rows[i].answer);
		arena_free(&mem);
	}
}

static void no_text(void **state)
{
	static const struct {
		const char text[32];
		size_t n;
		const char *answer;
	} rows[] = {
		{ HEAD "1,1\0,1,x\n", sizeof HEAD + 8,
			"f.csv:2: a NUL byte; the file must be text in UTF-8" },
		{ "\xff\xfet\0,\0", 6, "f.csv:1: a NUL byte; the file must be text in UTF-8" },
		{ "\0", 1, "f.csv:1: a NUL byte; the file must be text in UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct arena mem = { 0 };
		struct data_table d;
		struct error err;

		assert_int_equal(data_read(&d, &mem, "f.csv", rows[i].text, rows[i].n, &schema,
					 &err),
			-1);
		assert_string_equal(err.text, rows[i].answer);
		arena_free(&mem);
	}
}

static void moments(void **state)
{
	static const struct {
		const char *text, *format, *unit;
		double seconds; /* NaN: it is no moment */
	} rows[] = {
		{ "1769860800", NULL, NULL, 1769860800 },
		{ "1769860800123", NULL, NULL, 1769860800.123 },
		{ "1769860800123456", NULL, NULL, 1769860800.123456 },
		{ "1769860800123456789", NULL, NULL, 1769860800.123456789 },
		{ "1500", "unix_ms", NULL, 1.5 },
		{ "1500", NULL, "ns", 1.5e-6 },
		{ "1500.5", "unix", NULL, 1500.5 },
		{ "2026-01-31T12:00:00Z", NULL, NULL, 1769860800 },
		{ "2026-02-30T12:00:00Z", NULL, NULL, (double)NAN },
		{ "2023-02-29", NULL, NULL, (double)NAN },
		{ "2024-02-29", NULL, NULL, 1709164800 },
		{ "2016-12-31T23:59:60Z", NULL, NULL, 1483228800 },
		{ "2026-01-31 12:00:00.25", NULL, "ns", 1769860800.25 },
		{ "2026-01-31T13:30:00+01:30", "rfc3339", NULL, 1769860800 },
		{ "20260131T110000-01", "iso8601", NULL, 1769860800 },
		{ "2026-01-31", NULL, NULL, 1769817600 },
		{ "2026-13-31", NULL, NULL, (double)NAN },
		{ "2026-01-31T25:00:00Z", NULL, NULL, (double)NAN },
		{ "2026-01-31T12:00:00Zulu", NULL, NULL, (double)NAN },
		{ "2026-01-31T12:00:00Z", "unix", NULL, (double)NAN },
		{ "12", "rfc3339", NULL, (double)NAN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		double got = (double)NAN;

		if (!data_moment(&got, rows[i].text, strlen(rows[i].text), rows[i].format,
			    rows[i].unit))
			got = (double)NAN;
		if (isnan(got) != isnan(rows[i].seconds) ||
			(!isnan(got) && fabs(got - rows[i].seconds) > 1e-6))
			fail_msg("%s: %.9f instead of %.9f", rows[i].text, got, rows[i].seconds);
	}
}

static void aggregates(void **state)
{
	static const double want[] = { 5.5, 5.5, 1, 10, 55, 10, 9, 10, 10 };

	(void)state;
	for (int i = 0; aggregate_names[i]; i++) {
		double v[] = { 10, 1, (double)NAN, 9, 2, 8, 3, 7, 4, 6, 5 };

		if (data_aggregate(v, ARRAY_SIZE(v), i) != want[i])
			fail_msg("%s", aggregate_names[i]);
	}
	assert_true(isnan(data_aggregate(NULL, 0, AGGREGATE_P95)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(no_text),
		cmocka_unit_test(moments),
		cmocka_unit_test(aggregates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
