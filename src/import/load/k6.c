/* k6: --summary-export (metrics.NAME.avg), handleSummary (metrics.NAME.values.avg) and the
 * machine-readable summary of k6 1.x (results.metrics[]). Times are in milliseconds. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/read/objects.h"

enum { PERCENTILES_MAX = 32 };
struct entry {
	const char *name, *type, *contains, *broken; /* the first failed threshold */
	double avg, med, min, max, count, rate, value, passes, fails, total;
	struct percentile {
		double percent, value;
	} p[PERCENTILES_MAX];
	size_t n;
};

/* In --summary-export, true means a crossed threshold; elsewhere it has an "ok". */
static void take_thresholds(struct json *j, void *into, struct arena *mem)
{
	const char **broken = into, *key;
	bool object = objects_opens(j, JSON_OBJECT);

	while (object && (key = json_key(j))) {
		const char *expression = arena_string(mem, key);
		bool ok = true;

		if (json_peek(j) == JSON_OBJECT) {
			json_object(j);
			while ((key = json_key(j)))
				if (strcmp(key, "ok") == 0)
					ok = json_bool(j);
				else
					json_skip(j);
		} else {
			ok = !json_bool(j);
		}
		if (!ok && !*broken)
			*broken = expression;
	}
}

#define AT(member) offsetof(struct entry, member)
static void take_values(struct json *j, void *into, struct arena *mem);
/* The keys of all kinds of metrics. */
static const struct field fields[] = {
	{ "avg", FIELD_NUMBER, AT(avg) },
	{ "med", FIELD_NUMBER, AT(med) },
	{ "min", FIELD_NUMBER, AT(min) },
	{ "max", FIELD_NUMBER, AT(max) },
	{ "count", FIELD_NUMBER, AT(count) },
	{ "rate", FIELD_NUMBER, AT(rate) },
	{ "value", FIELD_NUMBER, AT(value) },
	{ "passes", FIELD_NUMBER, AT(passes) },
	{ "fails", FIELD_NUMBER, AT(fails) },
	{ "total", FIELD_NUMBER, AT(total) },
	{ "name", FIELD_TEXT, AT(name) },
	{ "type", FIELD_TEXT, AT(type) },
	{ "contains", FIELD_TEXT, AT(contains) },
	{ "values", FIELD_CALL, .call = take_values },
	{ "thresholds", FIELD_CALL, AT(broken), .call = take_thresholds },
	{ NULL },
};

/* "p(99.9)"; any can be asked for. */
static bool take_percentile(struct json *j, struct entry *e, const char *key)
{
	struct percentile p;
	char *end;

	if (strncmp(key, "p(", 2) != 0)
		return false;
	p.percent = strtod(key + 2, &end);
	if (strcmp(end, ")") != 0 || !(p.percent >= 0 && p.percent <= 100))
		return false;
	p.value = record_number(j);
	if (p.percent == 50)
		e->med = p.value;
	else if (e->n < PERCENTILES_MAX)
		e->p[e->n++] = p;
	return true;
}

static void take_values(struct json *j, void *into, struct arena *mem)
{
	bool object = objects_opens(j, JSON_OBJECT);
	struct entry *e = into;
	const char *key;

	while (object && (key = json_key(j)))
		if (!take_percentile(j, e, key) && !record_member(j, fields, key, e, mem))
			json_skip(j);
}

/* k6's own metrics; others have only k6's types and "contains". */
static const struct known {
	const char *name;
	enum better better;
} known[] = {
	{ "http_reqs", BETTER_HIGHER },
	{ "iterations", BETTER_HIGHER },
	{ "ws_msgs_sent", BETTER_HIGHER },
	{ "ws_msgs_received", BETTER_HIGHER },
	{ "checks", BETTER_HIGHER },
	{ "http_req_failed", BETTER_LOWER },
	{ "dropped_iterations", BETTER_LOWER },
};

static enum better direction_of(const char *name)
{
	size_t n = strcspn(name, "{");

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strncmp(known[i].name, name, n) == 0 && !known[i].name[n])
			return known[i].better;
	return BETTER_NONE;
}

/* --summary-export does not say what a trend contains. */
static bool is_time(const struct entry *e)
{
	size_t n = strcspn(e->name, "{");

	if (e->contains)
		return strcmp(e->contains, "time") == 0;
	return text_starts(e->name, "http_req_") || text_starts(e->name, "grpc_req_") ||
		text_starts(e->name, "ws_") ||
		(n > 9 && strncmp(e->name + n - 9, "_duration", 9) == 0);
}

static bool is_data(const struct entry *e)
{
	return e->contains ? strcmp(e->contains, "data") == 0 : text_starts(e->name, "data_");
}

static const char *unit_of(const struct entry *e)
{
	return is_time(e) ? "ms" : is_data(e) ? "B" : "";
}

static void add_trend(struct import *in, struct result *r, const struct entry *e)
{
	const char *unit = unit_of(e);
	enum better better = is_time(e) ? BETTER_LOWER : BETTER_NONE;
	struct figures f = no_figures;

	f.n = record_count(e->count);
	f.mean = e->avg;
	f.median = e->med;
	f.min = e->min;
	f.max = e->max;
	if (!isnan(figures_centre(&f))) {
		import_figures(in, r, is_time(e) ? "time" : "value", unit, better, &f);
		f.min = f.max = (double)NAN; /* they are part of the figures */
	}
	for (size_t i = 0; i < e->n; i++)
		import_mean(in, r, arena_printf(in->scratch, "p%g", e->p[i].percent), unit, better,
			e->p[i].value);
	import_mean(in, r, "max", unit, better, f.max);
	import_mean(in, r, "min", unit, better, f.min);
}

/* One number: of a counter, of a rate (a share of all), or of a gauge. */
static void add_single(struct import *in, struct result *r, const struct entry *e)
{
	bool counts = !isnan(e->count),
	     share = !counts && (!isnan(e->passes) || !isnan(e->total) || !isnan(e->rate));
	enum better better = direction_of(e->name);
	struct figures f = no_figures;

	if (counts && !isnan(e->rate)) {
		import_mean(in, r, "rate", is_data(e) ? "B/s" : "1/s", better, e->rate);
	} else if (counts) {
		import_mean(in, r, "count", is_data(e) ? "B" : "1", better, e->count);
	} else if (share) {
		f.mean = isnan(e->rate) ? e->value : e->rate;
		f.n = record_count(isnan(e->total) ? e->passes + e->fails : e->total);
		import_figures(in, r, "share", "ratio", better, &f);
	} else {
		f.mean = e->value;
		f.min = e->min;
		f.max = e->max;
		import_figures(in, r, "value", unit_of(e), BETTER_NONE, &f);
	}
}

/* "name{a:b,c:d}" is name/a=b/c=d. */
static const char *id_of(struct arena *mem, const char *name)
{
	size_t n = strlen(name), open = strcspn(name, "{");
	char *id = arena_string(mem, name);
	bool in_key = true;

	if (open == n || name[n - 1] != '}')
		return name;
	id[n - 1] = '\0';
	id[open] = '/';
	for (char *s = id + open + 1; *s; s++) {
		if (*s == ':' && in_key) {
			*s = '=';
			in_key = false;
		} else if (*s == ',') {
			*s = '/';
			in_key = true;
		}
	}
	return id;
}

/* A gauge has min, max and its last value. */
static bool is_trend(const struct entry *e)
{
	if (e->type && *e->type)
		return strcmp(e->type, "trend") == 0;
	return !isnan(e->avg) || !isnan(e->med) || e->n || (!isnan(e->max) && isnan(e->value));
}

static void add(struct import *in, const struct entry *e)
{
	struct result *r;

	/* The number of users is an input, not a result. */
	if (strcmp(e->name, "vus") == 0 || strcmp(e->name, "vus_max") == 0)
		return;
	r = import_result(in, id_of(in->scratch, e->name));
	if (e->broken)
		import_failure(in, r,
			arena_printf(in->scratch, "the k6 threshold '%s' failed", e->broken));
	else if (is_trend(e))
		add_trend(in, r, e);
	else
		add_single(in, r, e);
}

/* An object of metrics by name, or an array of metrics that have one. */
static void read_metrics(struct import *in, struct json *j)
{
	bool named = json_peek(j) != JSON_ARRAY;
	const char *key = NULL;

	if (named)
		json_object(j);
	else
		json_array(j);
	while (named ? (key = json_key(j)) != NULL : json_item(j)) {
		FREES_ARENA struct arena own = { 0 };
		struct entry e = { 0 };
		const char *name = arena_string(&own, key);

		record_clear(fields, &e);
		take_values(j, &e, &own);
		e.name = name ? name : e.name ? e.name : "";
		if (!j->failed)
			add(in, &e);
	}
}

static void read_object(struct import *in, struct json *j, bool outer)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		if (strcmp(key, "metrics") == 0)
			read_metrics(in, j);
		else if (outer && strcmp(key, "results") == 0)
			read_object(in, j, false);
		else
			json_skip(j);
}

static const char *detect(const char *head)
{
	const char *metrics = *head == '{' ? strstr(head, "\"metrics\"") : NULL;

	if (*head == '{' && strstr(head, "\"root_group\""))
		return "it has k6's \"root_group\"";
	return metrics &&
			(strstr(metrics, "\"http_req") ||
				strstr(metrics, "\"iteration_duration\"") ||
				strstr(metrics, "\"contains\""))
		? "its \"metrics\" are k6's"
		: NULL;
}

static void read_k6(struct import *in)
{
	read_object(in, import_json(in), true);
}

const struct importer k6_importer = {
	.name = "k6",
	.help = "k6, --summary-export FILE or handleSummary",
	.detect = detect,
	.read = read_k6,
};
