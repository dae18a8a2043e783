/* pytest-benchmark --benchmark-json=FILE, or a file of --benchmark-save. In seconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct entry {
	const char *name, *fullname;
	struct figures time;
	struct numbers data;
};

#define AT(member) offsetof(struct entry, member)
static const struct field stats[] = {
	{ "mean", FIELD_NUMBER, AT(time.mean) },
	{ "stddev", FIELD_NUMBER, AT(time.sd) },
	{ "median", FIELD_NUMBER, AT(time.median) },
	{ "min", FIELD_NUMBER, AT(time.min) },
	{ "max", FIELD_NUMBER, AT(time.max) },
	{ "rounds", FIELD_COUNT, AT(time.n) },
	{ "data", FIELD_NUMBERS, AT(data) },
	{ NULL },
};
static const struct field fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "fullname", FIELD_TEXT, AT(fullname) },
	{ "stats", FIELD_RECORD, .fields = stats },
	{ NULL },
};

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	const char *id = e->fullname ? e->fullname : e->name;
	struct result *r;

	if (import_benchmark(in, &r, id ? id : "", err) < 0)
		return -1;
	return import_series(in, r, "time", "s", BETTER_LOWER, &e->data, &e->time, err);
}

#define OF(member) offsetof(struct import_machine, member)
static const struct field cpu[] = {
	{ "brand", FIELD_TEXT, OF(cpu) }, /* of py-cpuinfo before 7 */
	{ "brand_raw", FIELD_TEXT, OF(cpu) },
	{ "count", FIELD_COUNT, OF(cores) },
	{ NULL },
};
static const struct field info[] = {
	{ "node", FIELD_TEXT, OF(name) },
	{ "cpu", FIELD_RECORD, .fields = cpu },
	{ NULL },
};
static const struct field machine[] = {
	{ "machine_info", FIELD_RECORD, .fields = info },
	{ NULL },
};

static const struct entry blank = { .time = NO_FIGURES };
static const struct objects list = { "benchmarks", fields, &blank, sizeof blank, add, machine };

const struct importer pytest_benchmark_importer = {
	.name = "pytest-benchmark",
	.help = "pytest-benchmark --benchmark-json=FILE",
	.first = '{',
	.has = { "\"machine_info\"" },
	.because = "it has pytest-benchmark's \"machine_info\"",
	.objects = &list,
};
