#include "import/read/web.h"

#include "base/arena.h"

void web_percentile(struct web *w, double percent, double value)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->p[i].percent == percent)
			return;
	if (isnan(value) || w->n == WEB_PERCENTILES_MAX)
		return;
	w->p[w->n].percent = percent;
	w->p[w->n++].value = value;
	if (percent == 50)
		w->latency.median = value;
}

static void add_percentiles(struct import *in, struct result *r, const struct web *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *metric = arena_printf(in->scratch, WEB_LATENCY "_p%g", w->p[i].percent);

		import_sample(in, r, metric, "s", BETTER_LOWER, w->p[i].value);
	}
}

void web_add(struct import *in, const char *id, struct web *w)
{
	struct result *r = import_result(in, id);

	if (w->failure)
		import_failure(in, r, w->failure);
	else if (isnan(w->latency.mean) || isnan(w->rate))
		import_refuse(in, 0, "the summary of %.200s is incomplete: %s is missing", id,
			isnan(w->rate) ? "requests per second" : "mean latency");
	import_figures(in, r, WEB_LATENCY, "s", BETTER_LOWER, &w->latency);
	add_percentiles(in, r, w);
	import_sample(in, r, WEB_RATE, "1/s", BETTER_HIGHER, w->rate);
	if (!isnan(w->bytes))
		import_sample(in, r, WEB_BYTES, "B/s", BETTER_HIGHER, w->bytes);
	for (size_t i = 0; i < r->n; i++)
		series_end_run(&r->v[i]);
	*w = (struct web)WEB_NONE;
}

bool web_size(struct part p, double *v)
{
	static const char *const rows[] = { "B", "KB", "MB", "GB", "TB", "PB" };
	struct part unit;
	double factor = 1;

	if (!part_quantity(p, v, &unit))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (part_is(unit, rows[i])) {
			*v *= factor;
			return true;
		}
		factor *= 1024;
	}
	return false;
}

bool web_success(size_t status)
{
	return status >= 200 && status < 400;
}

void web_request(struct import *in, struct result *r, double duration, const char *unit,
	struct part status, size_t line)
{
	size_t n;

	if (part_count(status, &n) && web_success(n))
		import_sample(in, r, WEB_LATENCY, unit, BETTER_LOWER, duration);
	else if (r->status == RESULT_OK)
		import_failure(in, r,
			arena_printf(in->scratch, "a request ended with status %.*s (line %zu)",
				PART_SHOWN(status), line));
}
