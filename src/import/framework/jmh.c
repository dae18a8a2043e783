/* JMH -rf json. The text "NaN" means no value. */
#include <math.h>
#include <string.h>

#include "import/framework/jmh.h"
#include "base/text.h"
#include "import/read/foreign_unit.h"
#include "import/read/objects.h"

/* The iterations of each process. */
struct forks ARENA_LIST(struct numbers);
struct score {
	const char *name, *unit;
	double value;
	struct numbers confidence;
	struct forks forks;
};
struct scores ARENA_LIST(struct score);
struct entry {
	const char *benchmark, *mode, *params;
	struct score primary;
	struct scores secondary;
};

static const struct jmh_mode modes[] = {
	{ "thrpt", "throughput", BETTER_HIGHER },
	{ "avgt", "time", BETTER_LOWER },
	{ "sample", "sample_time", BETTER_LOWER },
	{ "ss", "single_shot", BETTER_LOWER },
};

/* One iteration in --mode sample: pairs of a time and its count. Their mean equals what the other
 * modes write for an iteration. */
static double mean_of_pairs(struct json *j)
{
	double sum = 0, n = 0;

	json_array(j);
	while (json_item(j)) {
		double pair[2] = { (double)NAN, (double)NAN };
		size_t i = 0;

		json_array(j);
		for (; json_item(j); i++) {
			double v = record_number(j);

			if (i < ARRAY_SIZE(pair))
				pair[i] = v;
		}
		sum += pair[0] * pair[1];
		n += pair[1];
	}
	return sum / n;
}

static void take_forks(struct json *j, struct forks *forks, struct arena *mem,
	double (*iteration)(struct json *))
{
	json_array(j);
	while (json_item(j)) {
		struct numbers *fork = ARENA_PUSH(mem, forks);

		json_array(j);
		while (json_item(j))
			*ARENA_PUSH(mem, fork) = iteration(j);
	}
}

static void take_raw(struct json *j, void *into, struct arena *mem)
{
	take_forks(j, into, mem, record_number);
}

static void take_histogram(struct json *j, void *into, struct arena *mem)
{
	take_forks(j, into, mem, mean_of_pairs);
}

#define IN_SCORE(member) offsetof(struct score, member)
static const struct field score[] = {
	{ "score", FIELD_NUMBER, IN_SCORE(value) },
	{ "scoreConfidence", FIELD_NUMBERS, IN_SCORE(confidence) },
	{ "scoreUnit", FIELD_TEXT, IN_SCORE(unit) },
	{ "rawData", FIELD_CALL, IN_SCORE(forks), .call = take_raw },
	{ "rawDataHistogram", FIELD_CALL, IN_SCORE(forks), .call = take_histogram },
	{ NULL },
};

/* "/key=value/key=value". */
static void take_params(struct json *j, void *into, struct arena *mem)
{
	const char **text = into, *key;

	json_object(j);
	while ((key = json_key(j))) {
		const char *name = arena_string(mem, key), *value = objects_scalar(j, mem);

		*text = objects_param(mem, *text, name, value);
	}
}

static void take_secondary(struct json *j, void *into, struct arena *mem)
{
	struct scores *all = into;
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		struct score *s = ARENA_PUSH(mem, all);

		/* JMH before 1.36 puts a middle dot before the names of its profilers. */
		s->name = arena_string(mem, key + (strncmp(key, "\xc2\xb7", 2) == 0 ? 2 : 0));
		record_read(j, score, s, mem);
	}
}

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "benchmark", FIELD_TEXT, AT(benchmark) },
	{ "mode", FIELD_TEXT, AT(mode) },
	{ "params", FIELD_CALL, AT(params), .call = take_params },
	{ "primaryMetric", FIELD_RECORD, AT(primary), .fields = score },
	{ "secondaryMetrics", FIELD_CALL, AT(secondary), .call = take_secondary },
	{ NULL },
};

static bool is_whole(const struct score *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->forks.n; i++) {
		const struct numbers *fork = &s->forks.v[i];

		for (size_t k = 0; k < fork->n; k++)
			if (!isfinite(fork->v[k]))
				return false;
		n += fork->n;
	}
	return n || isfinite(s->value);
}

/* The iterations of a fork share its process. */
static void add_score(struct import *in, struct result *r, const struct score *s,
	const char *metric, enum better better)
{
	const char *unit = foreign_unit(s->unit ? s->unit : "");
	struct figures f = no_figures;
	struct series *added = NULL;

	for (size_t i = 0; i < s->forks.n; i++) {
		if (s->forks.v[i].n == 0)
			continue;
		added = import_samples(in, r, metric, unit, better, &s->forks.v[i]);
		if (added)
			series_end_run(added);
	}
	if (added)
		return;
	f.mean = s->value;
	if (s->confidence.n == 2) {
		f.lo = s->confidence.v[0];
		f.hi = s->confidence.v[1];
		f.level = 0.999;
	}
	import_figures(in, r, metric, unit, better, &f);
}

const struct jmh_mode *jmh_mode(const char *name)
{
	return TEXT_FIND(modes, ARRAY_SIZE(modes), name, name);
}

/* Profilers' figures: their units give the direction, but more allocation per second is not
 * better. Values beside a group's primary metric are of its kind. */
static enum better direction_of(const struct score *s, const struct jmh_mode *mode)
{
	const char *unit = s->unit ? s->unit : "";

	if (strncmp(unit, "ops/", 4) == 0)
		return mode->better;
	if (strcmp(unit, "#/op") == 0 || strcmp(unit, "counts") == 0)
		return BETTER_LOWER;
	return foreign_unit_better(unit) == BETTER_HIGHER ? BETTER_NONE : foreign_unit_better(unit);
}

/* A benchmark's further modes measure its other scores again: methods of a group, profilers. */
static const char *secondary_name(struct arena *mem, const struct result *r, const struct score *s,
	const struct jmh_mode *mode)
{
	return r->n && strcmp(r->v[0].metric.name, mode->metric) != 0
		? arena_printf(mem, "%s %s", s->name, mode->metric)
		: s->name;
}

static void add(struct import *in, const void *entry)
{
	const struct entry *e = entry;
	const struct jmh_mode *mode = jmh_mode(e->mode);
	struct result *r = import_result(in,
		arena_printf(in->scratch, "%s%s", e->benchmark ? e->benchmark : "",
			e->params ? e->params : ""));

	if (!mode)
		import_refuse(in, 0, "'%.200s' has the unknown mode '%.40s'", r->id,
			e->mode ? e->mode : "");
	else if (!is_whole(&e->primary))
		import_failure(in, r, "its score is not a number");
	else
		add_score(in, r, &e->primary, mode->metric, mode->better);
	for (size_t i = 0; mode && i < e->secondary.n; i++) {
		const struct score *s = &e->secondary.v[i];

		if (is_whole(s))
			add_score(in, r, s, secondary_name(in->scratch, r, s, mode),
				direction_of(s, mode));
	}
}

static const struct objects list = { NULL, fields, NULL, sizeof(struct entry), add };

const struct importer jmh_importer = {
	.name = "jmh",
	.help = "JMH, -rf json",
	.first = '[',
	.has = { "\"benchmark\"" },
	.any = (const char *const[]){ "\"primaryMetric\"", "\"jmhVersion\"", "\"warmupIterations\"",
		NULL },
	.because = "it is a list with JMH's keys",
	.objects = &list,
};
