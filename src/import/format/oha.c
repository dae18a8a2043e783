/* oha --output-format json. In seconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"
#include "import/read/web.h"

struct entry {
	double success, rate, bytes, average, fastest, slowest, p50, p90, p95, p99, p999;
	double responses, bad; /* all of them, and those with a status of 4xx or 5xx */
	const char *error;     /* the first */
};

static void take_statuses(struct json *j, void *into, struct arena *mem)
{
	struct entry *e = into;
	const char *key;

	(void)mem;
	json_object(j);
	while ((key = json_key(j))) {
		bool bad = *key == '4' || *key == '5';
		double n = json_number(j);

		e->responses += n;
		e->bad += bad ? n : 0;
	}
}

/* Requests that the end of the time cut off have not failed. */
static void take_errors(struct json *j, void *into, struct arena *mem)
{
	struct entry *e = into;
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		if (!e->error && strcmp(key, "aborted due to deadline") != 0)
			e->error = arena_string(mem, key);
		json_skip(j);
	}
}

#define AT(member) offsetof(struct entry, member)
static const struct field summary[] = {
	{ "successRate", FIELD_NUMBER, AT(success) },
	{ "requestsPerSec", FIELD_NUMBER, AT(rate) },
	{ "sizePerSec", FIELD_NUMBER, AT(bytes) },
	{ "average", FIELD_NUMBER, AT(average) },
	{ "fastest", FIELD_NUMBER, AT(fastest) },
	{ "slowest", FIELD_NUMBER, AT(slowest) },
	{ NULL },
};
static const struct field percentiles[] = {
	{ "p50", FIELD_NUMBER, AT(p50) },
	{ "p90", FIELD_NUMBER, AT(p90) },
	{ "p95", FIELD_NUMBER, AT(p95) },
	{ "p99", FIELD_NUMBER, AT(p99) },
	{ "p99.9", FIELD_NUMBER, AT(p999) },
	{ NULL },
};
static const struct field fields[] = {
	{ "summary", FIELD_RECORD, .fields = summary },
	{ "latencyPercentiles", FIELD_RECORD, .fields = percentiles },
	{ "statusCodeDistribution", FIELD_CALL, .call = take_statuses },
	{ "errorDistribution", FIELD_CALL, .call = take_errors },
	{ NULL },
};

/* The time of a failed request does not depend on the server's speed. */
static const char *failure(const struct import *in, const struct entry *e)
{
	if (e->error)
		return arena_printf(in->scratch, "requests failed: %s", e->error);
	if (e->success < 1)
		return arena_printf(in->scratch, "only %.6g%% of the requests succeeded",
			e->success * 100);
	if (e->bad > 0)
		return arena_printf(in->scratch, "%.0f of %.0f responses were errors (4xx or 5xx)",
			e->bad, e->responses);
	return NULL;
}

static void add_percentiles(struct web *w, const struct entry *e)
{
	const struct {
		double percent, value;
	} all[] = { { 50, e->p50 }, { 90, e->p90 }, { 95, e->p95 }, { 99, e->p99 },
		{ 99.9, e->p999 } };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (!isnan(all[i].value))
			web_percentile(w, all[i].percent, all[i].value);
}

static int add(struct import *in, const struct entry *e, struct error *err)
{
	struct web w = web_new();

	w.failure = failure(in, e);
	w.rate = e->rate;
	w.bytes = e->bytes;
	w.latency.n = figures_count(e->responses);
	w.latency.mean = e->average;
	w.latency.median = e->p50;
	w.latency.min = e->fastest;
	w.latency.max = e->slowest;
	add_percentiles(&w, e);
	return web_add(in, "oha", &w, err);
}

static int read_oha(struct import *in, struct error *err)
{
	FREES_ARENA struct arena own = { 0 };
	CLOSES_JSON struct json j = { 0 };
	struct entry e = { 0 };

	import_json(in, &j);
	record_read(&j, fields, &e, &own);
	if (json_end(&j, err) < 0)
		return -1;
	if (isnan(e.rate) && isnan(e.success))
		return error_set(err, "%s: has no results like oha's", in->name);
	return add(in, &e, err);
}

const struct importer oha_importer = {
	.name = "oha",
	.help = "oha --output-format json",
	.first = '{',
	.has = { "\"successRate\"", "\"requestsPerSec\"" },
	.because = "its \"summary\" has oha's \"successRate\"",
	.read = read_oha,
};
