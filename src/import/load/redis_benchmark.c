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

static void add(struct table *t)
{
	static const struct {
		const char *column;
		double percent;
	} rows[] = { { "p50_latency_ms", 50 }, { "p95_latency_ms", 95 }, { "p99_latency_ms", 99 } };
	struct web w = WEB_NONE;

	w.rate = table_number(t, "rps");
	w.latency.mean = table_number(t, "avg_latency_ms");
	w.latency.min = table_number(t, "min_latency_ms");
	w.latency.max = table_number(t, "max_latency_ms");
	figures_scale(&w.latency, 1e-3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		web_percentile(&w, rows[i].percent, table_number(t, rows[i].column) / 1000);
	web_add(t->in, table_text(t, "test"), &w);
}

static void read_bare(struct import *in, struct part all)
{
	struct csv_reader *row = arena_alloc(in->scratch, sizeof *row);
	struct part name;
	double rate;

	csv_reader_begin(row, all.v, all.n);
	row->next_line += in->line - 1;
	while (!import_ended(in) && csv_reader_next(row))
		if (take_pair(row, &name, &rate))
			import_sample(in, import_result(in, part_text(&row->mem, name)), WEB_RATE,
				"1/s", BETTER_HIGHER, rate);
		else
			import_refuse(in, row->line,
				"this line has no test name and its requests per second");
	if (row->fault)
		import_refuse(in, row->line, "%s", row->fault);
	csv_reader_end(row);
}

static void read_redis(struct import *in)
{
	struct part all = import_whole(in);

	if (table_names(arena_copy(in->scratch, all.v, all.n < 4096 ? all.n : 4096), columns))
		table_read(in, columns, add, NULL);
	else
		read_bare(in, all);
}

const struct importer redis_benchmark_importer = {
	.name = "redis-benchmark",
	.help = "redis-benchmark --csv",
	.detect = detect,
	.read = read_redis,
};
