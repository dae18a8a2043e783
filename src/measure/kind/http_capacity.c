#include "measure/kind/http.h"

#include <math.h>

#include "load/histogram.h"

#define AT(member) offsetof(struct http_capacity_options, member)
static const struct option rows[] = {
	{ "p99", 0, OPTION_QUANTITY, AT(p99), .dim = DIM_TIME, .max = 3600, .value = "TIME",
		.help = "upper limit of the latency of 99% of the requests; default: no limit" },
	{ "p50", 0, OPTION_QUANTITY, AT(p50), .dim = DIM_TIME, .max = 3600, .value = "TIME",
		.help = "upper limit of the median latency; default: no limit" },
	{ "errors", 0, OPTION_QUANTITY, AT(errors), .dim = DIM_RATIO, .max = 1,
		.default_text = "0.1%", .value = "PERCENT",
		.help = "share of requests that may fail or find no free connection" },
	{ "lowest", 0, OPTION_QUANTITY, AT(lowest), .dim = DIM_RATE, .min = 1e-3, .max = 1e8,
		.default_text = "10/s", .value = "RATE",
		.help = "lowest rate to try; if the server breaks the limits at this rate, "
			"the benchmark fails" },
	{ "highest", 0, OPTION_QUANTITY, AT(highest), .dim = DIM_RATE, .min = 1e-3, .max = 1e8,
		.default_text = "1M/s", .value = "RATE", .help = "highest rate to try" },
	{ "precision", 0, OPTION_QUANTITY, AT(precision), .dim = DIM_RATIO, .min = 1e-3, .max = 1,
		.default_text = "3%", .value = "PERCENT",
		.help = "the search ends if a rate within the limits and a rate that breaks "
			"them differ by at most this much" },
};
const struct section http_capacity_section = SECTION_NOTED("http.capacity",
	"finds the highest rate within limits", rows, struct http_capacity_options, set);

const char *http_capacity_fault(const struct http_capacity_options *o)
{
	if (!(o->p50 > 0 || o->p99 > 0))
		return "capacity: needs a limit of the latency, such as p99: 50ms";
	if (o->lowest > o->highest)
		return "capacity: lowest is above highest";
	return NULL;
}

static bool within(const struct histogram *h, double percent, double limit)
{
	return !(limit > 0) || histogram_percentile(h, percent) * 1e-9 <= limit;
}

bool http_capacity_keeps(const struct http_capacity_options *o, const struct load_result *r)
{
	double bad = (double)(r->never_sent + load_errors(r->errors));
	double all = bad + (double)r->completed;

	return r->completed && bad <= o->errors * all && within(r->latency, 50, o->p50) &&
		within(r->latency, 99, o->p99);
}

/* A single stall of the machine does not limit the server. */
static int keeps(capacity_try *attempt, void *ctx, double rate, struct error *err)
{
	int kept = attempt(ctx, rate, err);

	return kept ? kept : attempt(ctx, rate, err);
}

static double limited(const struct http_capacity_options *o, double rate)
{
	return fmin(fmax(rate, o->lowest), o->highest);
}

/* low is a rate that keeps the limits, high one that does not. */
static int narrow(double *low, double high, double precision, capacity_try *attempt, void *ctx,
	struct error *err)
{
	while (high > *low * (1 + precision)) {
		double middle = sqrt(*low * high);
		int kept = keeps(attempt, ctx, middle, err);

		if (kept < 0)
			return -1;
		if (kept)
			*low = middle;
		else
			high = middle;
	}
	return 0;
}

int http_capacity_search(double *rate, const struct http_capacity_options *o, double before,
	capacity_try *attempt, void *ctx, struct error *err)
{
	double low = 0, high = 0, at = limited(o, before), factor = before > 0 ? 1.25 : 2;

	while (low <= 0 || high <= 0) {
		int kept = keeps(attempt, ctx, at, err);

		if (kept < 0)
			return -1;
		if (kept)
			low = at;
		else
			high = at;
		if (kept ? at >= o->highest : at <= o->lowest)
			break;
		at = limited(o, kept ? factor * at : at / factor);
	}
	*rate = low;
	if (low <= 0 || high <= 0)
		return 0;
	return narrow(rate, high, o->precision, attempt, ctx, err);
}
