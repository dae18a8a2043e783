/* locust --csv: PREFIX_stats.csv. In milliseconds. */
#include <string.h>

#include "base/arena.h"
#include "import/read/table.h"
#include "import/read/web.h"

static const char *const columns[] = { "Type", "Name", "Average Response Time", "Requests/s",
	NULL };

static int take(struct table *t, const char *column, double *v)
{
	if (table_number(t, column, v) < 0)
		return -1;
	*v /= 1000;
	return 0;
}

/* Columns such as "50%" and "99.9%". */
static int take_percentiles(struct table *t, struct web *w)
{
	for (size_t i = 0; i < t->n; i++) {
		struct part unit, column = { t->column[i], strlen(t->column[i]) };
		double percent, v;

		if (!part_quantity(column, &percent, &unit) || !part_is(unit, "%"))
			continue;
		if (take(t, t->column[i], &v) < 0)
			return -1;
		web_percentile(w, percent, v);
	}
	return 0;
}

static int add(struct table *t)
{
	struct web w = WEB_NONE;
	const char *type = table_text(t, "Type"), *name = table_text(t, "Name");
	double count, failures;

	if (take(t, "Average Response Time", &w.latency.mean) < 0 ||
		take(t, "Min Response Time", &w.latency.min) < 0 ||
		take(t, "Max Response Time", &w.latency.max) < 0 ||
		take(t, "Median Response Time", &w.latency.median) < 0 ||
		table_number(t, "Requests/s", &w.rate) < 0 ||
		table_number(t, "Request Count", &count) < 0 ||
		table_number(t, "Failure Count", &failures) < 0 || take_percentiles(t, &w) < 0)
		return -1;
	w.latency.n = record_count(count);
	if (failures > 0)
		web_failure(&w, t->in->scratch,
			arena_printf(t->in->scratch, "%.0f requests failed", failures));
	return web_add(t->in, *type ? arena_printf(t->in->scratch, "%s %s", type, name) : name, &w);
}

const struct importer locust_importer = {
	.name = "locust",
	.help = "locust --csv PREFIX, its PREFIX_stats.csv",
	.columns = columns,
	.because = "its first line is that of locust's statistics",
	.row = add,
};
