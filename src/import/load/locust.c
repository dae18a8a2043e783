/* locust --csv: PREFIX_stats.csv. In milliseconds. */
#include <string.h>

#include "base/text.h"
#include "import/read/table.h"
#include "import/read/web.h"

static const char *const columns[] = { "Type", "Name", "Average Response Time", "Requests/s",
	NULL };

/* Columns such as "50%" and "99.9%". */
static void take_percentiles(struct table *t, struct web *w)
{
	for (size_t i = 0; i < t->n; i++) {
		struct part unit, column = { t->column[i], strlen(t->column[i]) };
		double percent;

		if (part_quantity(column, &percent, &unit) && part_is(unit, "%"))
			web_percentile(w, percent, table_number(t, t->column[i]) / 1000);
	}
}

static void add(struct table *t)
{
	struct web w = WEB_NONE;
	const char *type = table_text(t, "Type"), *name = table_text(t, "Name");
	double failures = table_number(t, "Failure Count");

	w.latency.mean = table_number(t, "Average Response Time") / 1000;
	w.latency.min = table_number(t, "Min Response Time") / 1000;
	w.latency.max = table_number(t, "Max Response Time") / 1000;
	w.latency.median = table_number(t, "Median Response Time") / 1000;
	w.latency.n = record_count(table_number(t, "Request Count"));
	w.rate = table_number(t, "Requests/s");
	take_percentiles(t, &w);
	if (failures > 0)
		w.failure = arena_printf(t->in->scratch, "%.0f request%s failed", failures,
			text_s((uint64_t)failures));
	web_add(t->in, *type ? arena_printf(t->in->scratch, "%s %s", type, name) : name, &w);
}

const struct importer locust_importer = {
	.name = "locust",
	.help = "locust --csv PREFIX, its PREFIX_stats.csv",
	.columns = columns,
	.because = "its first line is that of locust's statistics",
	.row = add,
};
