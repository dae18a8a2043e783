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

static int take_counters(struct table *t, struct google_entry *e, struct arena *own)
{
	for (size_t i = 0; i < t->n; i++) {
		double v;

		if (!is_counter(t->column[i]))
			continue;
		if (table_number(t, t->column[i], &v) < 0)
			return -1;
		if (!isnan(v))
			*ARENA_PUSH(own, &e->counters) = (struct google_counter){ t->column[i], v };
	}
	return 0;
}

static int add(struct table *t)
{
	FREES_ARENA struct arena own = { 0 };
	struct google *g = t->context;
	const char *unit = table_text(t, "time_unit"), *message = table_text(t, "error_message");
	struct google_entry e = { .name = table_text(t, "name"), .repetitions = (double)NAN };

	e.unit = *unit ? unit : "ns";
	e.failed = strcmp(table_text(t, "error_occurred"), "true") == 0;
	e.error = *message ? message : NULL;
	e.skipped = strcmp(table_text(t, "skipped"), "true") == 0;
	if (table_number(t, "real_time", &e.real) < 0 || table_number(t, "cpu_time", &e.cpu) < 0 ||
		take_counters(t, &e, &own) < 0)
		return -1;
	e.has_real = !isnan(e.real);
	e.has_cpu = !isnan(e.cpu);
	return google_add(g, &e);
}

static int read_google(struct import *in)
{
	struct google g = { .in = in };

	return table_read(in, columns, add, &g) < 0 ? -1 : google_end(&g);
}

const struct importer google_csv_importer = {
	.name = "google-benchmark-csv",
	.help = "Google Benchmark, --benchmark_format=csv",
	.columns = columns,
	.because = "its first line is that of Google Benchmark's tables",
	.read = read_google,
};
