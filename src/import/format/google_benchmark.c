/* Google Benchmark, --benchmark_format=json or --benchmark_out=FILE. */
#include "import/importer.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { COUNTERS_MAX = 64 };

/* One element of "benchmarks"; the next element reuses the names' buffers. */
struct entry {
	char name[1001], run_name[1001], aggregate[64], unit[16], error[256];
	bool is_aggregate, percentage, failed, has_real, has_cpu;
	double real, cpu, repetitions;
	size_t n, lost; /* user counters */
	struct {
		char name[100];
		double value;
	} counter[COUNTERS_MAX];
};

static const char *detect(const char *head)
{
	const char *context = strstr(head, "\"context\"");

	if (!context || *head != '{')
		return NULL;
	return strstr(context, "\"library_build_type\"") || strstr(context, "\"benchmarks\"") ||
			strstr(context, "\"num_cpus\"")
		? "it begins with Google Benchmark's \"context\""
		: NULL;
}

/* The keys that are not user counters, in the library's order. */
enum key {
	KEY_NONE, /* bookkeeping */
	KEY_NAME,
	KEY_RUN_NAME,
	KEY_RUN_TYPE,
	KEY_AGGREGATE,
	KEY_AGGREGATE_UNIT,
	KEY_REAL,
	KEY_CPU,
	KEY_REPETITIONS,
	KEY_UNIT,
	KEY_FAILED,
	KEY_MESSAGE,
};
static const struct {
	const char *name;
	enum json_type type;
	enum key key;
} keys[] = {
	{ "name", JSON_STRING, KEY_NAME },
	{ "family_index", JSON_NUMBER, KEY_NONE },
	{ "per_family_instance_index", JSON_NUMBER, KEY_NONE },
	{ "run_name", JSON_STRING, KEY_RUN_NAME },
	{ "run_type", JSON_STRING, KEY_RUN_TYPE },
	{ "repetitions", JSON_NUMBER, KEY_REPETITIONS },
	{ "repetition_index", JSON_NUMBER, KEY_NONE },
	{ "threads", JSON_NUMBER, KEY_NONE },
	{ "aggregate_name", JSON_STRING, KEY_AGGREGATE },
	{ "aggregate_unit", JSON_STRING, KEY_AGGREGATE_UNIT },
	{ "error_occurred", JSON_BOOL, KEY_FAILED },
	{ "error_message", JSON_STRING, KEY_MESSAGE },
	{ "skipped", JSON_BOOL, KEY_FAILED },
	{ "skip_message", JSON_STRING, KEY_MESSAGE },
	{ "iterations", JSON_NUMBER, KEY_NONE },
	{ "real_time", JSON_NUMBER, KEY_REAL },
	{ "cpu_time", JSON_NUMBER, KEY_CPU },
	{ "time_unit", JSON_STRING, KEY_UNIT },
	{ "cpu_coefficient", JSON_NUMBER, KEY_NONE },
	{ "real_coefficient", JSON_NUMBER, KEY_NONE },
	{ "rms", JSON_NUMBER, KEY_NONE },
};

/* The row of a key, or their count; the search begins at the last found key. */
static size_t row_of(const char *key, size_t from)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size_t row = from + i < ARRAY_SIZE(keys) ? from + i : from + i - ARRAY_SIZE(keys);

		if (*keys[row].name == *key && strcmp(keys[row].name, key) == 0)
			return row;
	}
	return ARRAY_SIZE(keys);
}

static void take(char *out, size_t size, struct json *j)
{
	const char *s = json_string(j);

	if (strlen(s) >= size)
		json_refuse(j, "a name longer than %zu bytes", size - 1);
	else
		memcpy(out, s, strlen(s) + 1);
}

static void take_known(struct json *j, struct entry *e, enum key key)
{
	switch (key) {
	case KEY_NAME: take(e->name, sizeof e->name, j); break;
	case KEY_RUN_NAME: take(e->run_name, sizeof e->run_name, j); break;
	case KEY_RUN_TYPE: e->is_aggregate = strcmp(json_string(j), "aggregate") == 0; break;
	case KEY_AGGREGATE: take(e->aggregate, sizeof e->aggregate, j); break;
	case KEY_AGGREGATE_UNIT: e->percentage = strcmp(json_string(j), "percentage") == 0; break;
	case KEY_UNIT: take(e->unit, sizeof e->unit, j); break;
	case KEY_REPETITIONS: e->repetitions = json_number(j); break;
	case KEY_FAILED: e->failed = json_bool(j) || e->failed; break;
	case KEY_MESSAGE: take(e->error, sizeof e->error, j); break;
	case KEY_REAL:
		e->real = json_number(j);
		e->has_real = true;
		break;
	case KEY_CPU:
		e->cpu = json_number(j);
		e->has_cpu = true;
		break;
	case KEY_NONE:
	default: json_skip(j); break;
	}
}

static void take_counter(struct json *j, struct entry *e, const char *key)
{
	size_t n = strlen(key);

	if (e->n == COUNTERS_MAX || n >= sizeof e->counter->name) {
		e->lost += json_peek(j) == JSON_NUMBER;
		json_skip(j);
		return;
	}
	memcpy(e->counter[e->n].name, key, n + 1);
	if (json_peek(j) == JSON_NUMBER)
		e->counter[e->n++].value = json_number(j);
	else
		json_skip(j);
}

static void read_entry(struct json *j, struct entry *e)
{
	size_t row = 0;
	const char *key;

	e->name[0] = e->run_name[0] = e->aggregate[0] = e->unit[0] = e->error[0] = '\0';
	e->is_aggregate = e->percentage = e->failed = e->has_real = e->has_cpu = false;
	e->n = e->lost = 0;
	e->repetitions = 0;
	json_object(j);
	while ((key = json_key(j))) {
		size_t found = row_of(key, row);

		if (found == ARRAY_SIZE(keys)) {
			take_counter(j, e, key);
			continue;
		}
		row = found + 1;
		if (json_peek(j) == keys[found].type)
			take_known(j, e, keys[found].key);
		else
			json_skip(j);
	}
}

/* A counter is a rate if the library appends it, or if its name says so. */
static enum better direction(const char *counter, const char **unit)
{
	size_t n = strlen(counter);

	if (strcmp(counter, "bytes_per_second") == 0) {
		*unit = "B/s";
		return BETTER_HIGHER;
	}
	*unit = "1/s";
	if (n > 11 && strcmp(counter + n - 11, "_per_second") == 0)
		return BETTER_HIGHER;
	*unit = strcmp(counter, "max_bytes_used") == 0 ||
			strcmp(counter, "total_allocated_bytes") == 0
		? "B"
		: "1";
	return strcmp(counter, "allocs_per_iter") == 0 || **unit == 'B' ? BETTER_LOWER
									: BETTER_NONE;
}

/* A rate over no time, or a share of nothing: the benchmark's times are still valid. */
static void warn_of_counter(struct import *in, struct result *r, const char *counter)
{
	if (!r->warning)
		r->warning = arena_printf(in->mem,
			"the counter '%s' has values that are not finite numbers; they are skipped",
			counter);
}

static void warn_of_lost(struct import *in, struct result *r, size_t lost)
{
	if (!r->warning)
		r->warning = arena_printf(in->mem,
			"skipped %zu counter%s; "
			"at most %d per benchmark are read, with names shorter than %zu bytes",
			lost, lost == 1 ? " is" : "s are", COUNTERS_MAX,
			sizeof((struct entry *)NULL)->counter->name);
}

static int add_sample(struct import *in, const struct entry *e, struct error *err)
{
	const char *id = *e->run_name ? e->run_name : e->name;
	const char *unit = *e->unit ? e->unit : "ns";
	struct result *r;

	if (import_result(in, &r, id, err) < 0)
		return -1;
	if (e->failed)
		return import_failure(in, r,
			*e->error ? e->error : "the benchmark reported an error");
	if (r->status != RESULT_OK)
		return 0;
	if (e->has_real && import_sample(in, r, "real_time", unit, BETTER_LOWER, e->real, err) < 0)
		return -1;
	if (e->has_cpu && import_sample(in, r, "cpu_time", unit, BETTER_LOWER, e->cpu, err) < 0)
		return -1;
	if (e->lost)
		warn_of_lost(in, r, e->lost);
	for (size_t i = 0; i < e->n; i++) {
		enum better better = direction(e->counter[i].name, &unit);

		if (!isfinite(e->counter[i].value)) {
			warn_of_counter(in, r, e->counter[i].name);
			continue;
		}
		if (import_sample(in, r, e->counter[i].name, unit, better, e->counter[i].value,
			    err) < 0)
			return -1;
	}
	return 0;
}

/* Aggregates count only for a benchmark that has nothing else: one with ReportAggregatesOnly, or
 * all of them with --benchmark_report_aggregates_only. */
struct aggregate {
	char *id;
	const char *unit;
	struct figures real, cpu;
};
struct aggregates {
	struct aggregate *v;
	size_t n, cap;
};

static void note_aggregate(struct import *in, struct aggregates *all, const struct entry *e)
{
	const char *id = *e->run_name ? e->run_name : e->name;
	struct aggregate *a = all->n ? &all->v[all->n - 1] : NULL;
	size_t at;

	/* Percentages (cv) also have a time unit; BigO and RMS are not times. */
	if (e->percentage || !e->has_real)
		return;
	if (!a || strcmp(a->id, id) != 0) {
		a = ARENA_PUSH(in->scratch, all);
		*a = (struct aggregate){ arena_string(in->scratch, id),
			arena_string(in->scratch, *e->unit ? e->unit : "ns"), no_figures,
			no_figures };
		a->real.n = a->cpu.n = record_count(e->repetitions);
	}
	at = strcmp(e->aggregate, "mean") == 0        ? offsetof(struct figures, mean)
		: strcmp(e->aggregate, "median") == 0 ? offsetof(struct figures, median)
		: strcmp(e->aggregate, "stddev") == 0 ? offsetof(struct figures, sd)
						      : 0;
	if (!at)
		return;
	*(double *)(void *)((char *)&a->real + at) = e->real;
	if (e->has_cpu)
		*(double *)(void *)((char *)&a->cpu + at) = e->cpu;
}

static int add_figures(struct import *in, struct result *r, const char *metric, const char *unit,
	const struct figures *f, struct error *err)
{
	if (isnan(figures_centre(f)))
		return 0;
	return import_figures(in, r, metric, unit, BETTER_LOWER, f, err);
}

static int add_aggregates(struct import *in, const struct aggregates *all, struct error *err)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct aggregate *a = &all->v[i];
		struct result *r;

		if (isnan(figures_centre(&a->real)) || import_has(in, a->id))
			continue;
		if (import_result(in, &r, a->id, err) < 0 ||
			add_figures(in, r, "real_time", a->unit, &a->real, err) < 0 ||
			add_figures(in, r, "cpu_time", a->unit, &a->cpu, err) < 0)
			return -1;
	}
	return 0;
}

static int read_benchmarks(struct import *in, struct json *j, struct error *err)
{
	struct entry *e = arena_alloc(in->scratch, sizeof *e);
	struct aggregates all = { 0 };
	int rc = 0;

	json_array(j);
	while (rc == 0 && json_item(j)) {
		read_entry(j, e);
		if (j->failed)
			break;
		if (e->is_aggregate)
			note_aggregate(in, &all, e);
		else
			rc = add_sample(in, e, err);
	}
	return rc == 0 ? add_aggregates(in, &all, err) : rc;
}

static int read_google(struct import *in, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	const char *key;
	int rc = 0;

	import_json(in, &j);
	j.words = true;
	json_object(&j);
	while (rc == 0 && (key = json_key(&j))) {
		if (strcmp(key, "benchmarks") == 0)
			rc = read_benchmarks(in, &j, err);
		else
			json_skip(&j);
	}
	return rc < 0 ? -1 : json_end(&j, err);
}

const struct importer google_benchmark_importer = {
	.name = "google-benchmark",
	.help = "Google Benchmark, --benchmark_format=json",
	.detect = detect,
	.read = read_google,
};
