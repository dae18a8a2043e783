/* oha --output-format json. In seconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"
#include "import/read/web.h"

struct entry {
	struct web web;
	double success, p50, p90, p95, p99, p999;
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
	{ "requestsPerSec", FIELD_NUMBER, AT(web.rate) },
	{ "sizePerSec", FIELD_NUMBER, AT(web.bytes) },
	{ "average", FIELD_NUMBER, AT(web.latency.mean) },
	{ "fastest", FIELD_NUMBER, AT(web.latency.min) },
	{ "slowest", FIELD_NUMBER, AT(web.latency.max) },
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

static int read_oha(struct import *in, struct error *err)
{
	FREES_ARENA struct arena own = { 0 };
	CLOSES_JSON struct json j = { 0 };
	struct entry e = { .web = web_new() };
	struct web *w = &e.web;

	import_json(in, &j);
	record_read(&j, fields, &e, &own);
	if (json_end(&j, err) < 0)
		return -1;
	if (isnan(w->rate) && isnan(e.success))
		return error_set(err, "%s: has no results like oha's", in->name);
	w->failure = failure(in, &e);
	w->latency.n = record_count(e.responses);
	web_percentile(w, 50, e.p50);
	web_percentile(w, 90, e.p90);
	web_percentile(w, 95, e.p95);
	web_percentile(w, 99, e.p99);
	web_percentile(w, 99.9, e.p999);
	return web_add(in, "oha", w, err);
}

const struct importer oha_importer = {
	.one_run = true,
	.name = "oha",
	.help = "oha --output-format json",
	.first = '{',
	.has = { "\"successRate\"", "\"requestsPerSec\"" },
	.because = "its \"summary\" has oha's \"successRate\"",
	.read = read_oha,
};
