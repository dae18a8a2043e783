/* vitest bench --outputJson FILE. In milliseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct benchmark {
	const char *name;
	struct figures time;
	struct numbers samples;
};
struct group {
	const char *name; /* "bench/sort.bench.ts > sort" */
	RECORD_LIST(struct benchmark) benchmarks;
};
struct file {
	RECORD_LIST(struct group) groups;
};

#define AT(member) offsetof(struct benchmark, member)
static const struct field benchmark[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "mean", FIELD_NUMBER, AT(time.mean) },
	{ "sd", FIELD_NUMBER, AT(time.sd) },
	{ "median", FIELD_NUMBER, AT(time.median) },
	{ "min", FIELD_NUMBER, AT(time.min) },
	{ "max", FIELD_NUMBER, AT(time.max) },
	{ "sampleCount", FIELD_COUNT, AT(time.n) },
	{ "samples", FIELD_NUMBERS, AT(samples) },
	{ NULL },
};
static const struct field group[] = {
	{ "fullName", FIELD_TEXT, offsetof(struct group, name) },
	{ "benchmarks", FIELD_LIST, offsetof(struct group, benchmarks), .fields = benchmark,
		.size = sizeof(struct benchmark) },
	{ NULL },
};
static const struct field file[] = {
	{ "groups", FIELD_LIST, offsetof(struct file, groups), .fields = group,
		.size = sizeof(struct group) },
	{ NULL },
};

static int add_benchmark(struct import *in, const struct group *g, const struct benchmark *b,
	struct error *err)
{
	const char *name = b->name ? b->name : "";
	struct figures f = b->time;
	struct result *r;

	f.lo = f.hi = f.level = (double)NAN;
	if (g->name)
		name = arena_printf(in->scratch, "%s > %s", g->name, name);
	if (import_benchmark(in, &r, name, err) < 0)
		return -1;
	if (!b->samples.n && isnan(f.mean))
		return import_failure(in, r, "it has no time: the benchmark threw an error");
	return import_series(in, r, "time", "ms", BETTER_LOWER, &b->samples, &f, err);
}

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct file *f = entry;
	int rc = 0;

	for (size_t i = 0; i < f->groups.n; i++)
		for (size_t k = 0; rc == 0 && k < f->groups.v[i].benchmarks.n; k++)
			rc = add_benchmark(in, &f->groups.v[i], &f->groups.v[i].benchmarks.v[k],
				err);
	return rc;
}

static const struct file blank;
static const struct objects list = { "files", file, &blank, sizeof blank, add };

const struct importer vitest_importer = {
	.one_run = true,
	.name = "vitest",
	.help = "vitest bench --outputJson FILE",
	.first = '{',
	.has = { "\"files\"", "\"filepath\"", "\"groups\"" },
	.because = "its \"files\" have \"groups\"",
	.objects = &list,
};
