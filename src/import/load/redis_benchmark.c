/* redis-benchmark --csv: from Redis 6.2 on a table of tests, before it "test","requests per second"
 * without a header. */
#include <string.h>

#include "base/arena.h"
#include "import/read/table.h"
#include "import/read/web.h"

static const char *const columns[] = { "test", "rps", "avg_latency_ms", "p50_latency_ms", NULL };

/* The two cells of a row without a header. */
static bool take_pair(struct csv_reader *row, struct part *name, double *rate)
{
	if (row->n != 2 || !part_number(row->cell[1], rate))
		return false;
	*name = row->cell[0];
	return name->n > 0;
}

/* The cells are quoted, the second is a number, and the first begins like a test of the program. */
static bool is_bare(const char *head)
{
	static const char *const tests[] = { "PING", "SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP",
		"RPOP", "SADD", "HSET", "SPOP", "ZADD", "ZPOPMIN", "LRANGE", "MSET", "XADD" };
	FREES_ARENA struct arena own = { 0 };
	struct csv_reader *row = arena_alloc(&own, sizeof *row);
	struct part name = { "", 0 };
	bool known = false;
	double rate;

	csv_reader_begin(row, head, strcspn(head, "\n"));
	if (*head == '"' && csv_reader_next(row) && take_pair(row, &name, &rate))
		for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
			known = known || part_starts(name, tests[i]);
	csv_reader_end(row);
	return known;
}

static const char *detect(const char *head)
{
	return table_names(head, columns) || is_bare(head)
		? "its first line is that of redis-benchmark --csv"
		: NULL;
}

static int add(struct table *t)
{
	static const struct {
		const char *column;
		double percent;
	} rows[] = { { "p50_latency_ms", 50 }, { "p95_latency_ms", 95 }, { "p99_latency_ms", 99 } };
	struct web w = WEB_NONE;
	double v;

	if (table_number(t, "rps", &w.rate) < 0 ||
		table_number(t, "avg_latency_ms", &w.latency.mean) < 0 ||
		table_number(t, "min_latency_ms", &w.latency.min) < 0 ||
		table_number(t, "max_latency_ms", &w.latency.max) < 0)
		return -1;
	figures_scale(&w.latency, 1e-3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (table_number(t, rows[i].column, &v) < 0)
			return -1;
		web_percentile(&w, rows[i].percent, v / 1000);
	}
	return web_add(t->in, table_text(t, "test"), &w);
}

static int read_bare(struct import *in, struct csv_reader *row)
{
	while (csv_reader_next(row)) {
		struct part name;
		struct result *r;
		double rate;

		if (!take_pair(row, &name, &rate))
			return import_refuse(in, row->line,
				"this line has no test name and its requests per second");
		if (import_result(in, &r, part_text(&row->mem, name)) < 0 ||
			import_sample(in, r, WEB_RATE, "1/s", BETTER_HIGHER, rate) < 0)
			return -1;
	}
	return row->fault ? import_refuse(in, row->line, "%s", row->fault) : 0;
}

static int read_redis(struct import *in)
{
	struct csv_reader *row = arena_alloc(in->scratch, sizeof *row);
	const char *text;
	size_t n;
	int rc;

	if (import_whole(in, &text, &n) < 0)
		return -1;
	if (table_names(arena_copy(in->scratch, text, n < 4096 ? n : 4096), columns))
		return table_read(in, columns, add, NULL);
	csv_reader_begin(row, text, n);
	row->next_line += in->line - 1;
	rc = read_bare(in, row);
	csv_reader_end(row);
	return rc;
}

const struct importer redis_benchmark_importer = {
	.name = "redis-benchmark",
	.help = "redis-benchmark --csv",
	.detect = detect,
	.read = read_redis,
};
