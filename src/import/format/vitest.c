/* vitest bench --outputJson FILE. In milliseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct entry {
	const char *group; /* "bench/sort.bench.ts > sort" */
	const char *name;
	struct figures time;
	double n;
	struct numbers samples;
};

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "mean", FIELD_NUMBER, AT(time.mean) },
	{ "sd", FIELD_NUMBER, AT(time.sd) },
	{ "median", FIELD_NUMBER, AT(time.median) },
	{ "min", FIELD_NUMBER, AT(time.min) },
	{ "max", FIELD_NUMBER, AT(time.max) },
	{ "sampleCount", FIELD_NUMBER, AT(n) },
	{ "samples", FIELD_NUMBERS, AT(samples) },
	{ NULL },
};

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	const char *name = e->name ? e->name : "";
	struct figures f = e->time;
	struct result *r;

	if (e->group)
		name = arena_printf(in->scratch, "%s > %s", e->group, name);
	if (import_result(in, &r, name, err) < 0)
		return -1;
	if (e->samples.n)
		return import_samples(in, r, "time", "ms", BETTER_LOWER, &e->samples, err);
	if (isnan(f.mean)) {
		import_failure(in, r, "it has no time: the benchmark threw an error");
		return 0;
	}
	f.n = figures_count(e->n);
	return import_figures(in, r, "time", "ms", BETTER_LOWER, &f, err);
}

static int read_group(struct import *in, struct json *j, struct error *err)
{
	FREES_ARENA struct arena own = { 0 };
	struct entry blank = { .time = NO_FIGURES };
	const struct objects list = { NULL, fields, &blank, sizeof blank, add };
	const char *key;
	int rc = 0;

	json_object(j);
	while (rc == 0 && (key = json_key(j))) {
		if (strcmp(key, "fullName") == 0)
			blank.group = json_text(j, &own);
		else if (strcmp(key, "benchmarks") == 0)
			rc = objects_each(in, j, &list, err);
		else
			json_skip(j);
	}
	return rc;
}

/* The array at that key of the next object. */
static int each_of(struct import *in, struct json *j, const char *wanted,
	int (*element)(struct import *, struct json *, struct error *), struct error *err)
{
	const char *key;
	int rc = 0;

	json_object(j);
	while (rc == 0 && (key = json_key(j))) {
		if (strcmp(key, wanted) != 0) {
			json_skip(j);
			continue;
		}
		json_array(j);
		while (rc == 0 && json_item(j))
			rc = element(in, j, err);
	}
	return rc;
}

static int read_file(struct import *in, struct json *j, struct error *err)
{
	return each_of(in, j, "groups", read_group, err);
}

static int read_vitest(struct import *in, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	import_json(in, &j);
	return each_of(in, &j, "files", read_file, err) < 0 ? -1 : json_end(&j, err);
}

const struct importer vitest_importer = {
	.name = "vitest",
	.help = "vitest bench --outputJson FILE",
	.first = '{',
	.has = { "\"files\"", "\"filepath\"", "\"groups\"" },
	.because = "its \"files\" have \"groups\"",
	.read = read_vitest,
};
