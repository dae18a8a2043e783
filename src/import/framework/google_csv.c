/* Google Benchmark, --benchmark_format=csv. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/framework/google_benchmark.h"
#include "import/read/table.h"

static const char *const columns[] = { "name", "iterations", "real_time", "cpu_time", "time_unit",
	NULL };

static bool is_counter(const char *column)
{
	static const char *const rows[] = { "label", "error_occurred", "error_message", "skipped",
		"skip_message", NULL };

	return *column && text_choice(rows, column) < 0 && text_choice(columns, column) < 0;
}

static void take_counters(struct table *t, struct google_entry *e, struct arena *own)
{
	for (size_t i = 0; i < t->n; i++) {
		double v = is_counter(t->column[i]) ? table_number(t, t->column[i]) : (double)NAN;

		if (!isnan(v))
			*ARENA_PUSH(own, &e->counters) = (struct google_counter){ t->column[i], v };
	}
}

static void add(struct table *t)
{
	FREES_ARENA struct arena own = { 0 };
	struct google *g = t->context;
	const char *unit = table_text(t, "time_unit"), *message = table_text(t, "error_message");
	struct google_entry e = { .name = table_text(t, "name"), .repetitions = (double)NAN };

	e.unit = *unit ? unit : "ns";
	e.failed = strcmp(table_text(t, "error_occurred"), "true") == 0;
	e.error = *message ? message : NULL;
	e.skipped = strcmp(table_text(t, "skipped"), "true") == 0;
	e.real = table_number(t, "real_time");
	e.cpu = table_number(t, "cpu_time");
	take_counters(t, &e, &own);
	e.has_real = !isnan(e.real);
	e.has_cpu = !isnan(e.cpu);
	google_add(g, &e);
}

static void read_google(struct import *in)
{
	struct google g = { .in = in };

	table_read(in, columns, add, &g);
	google_end(&g);
}

const struct importer google_csv_importer = {
	.name = "google-benchmark-csv",
	.help = "Google Benchmark, --benchmark_format=csv",
	.columns = columns,
	.because = "its first line is that of Google Benchmark's tables",
	.read = read_google,
};
