/* BenchmarkDotNet's JSON exporters, best --exporters fulljson. In nanoseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct entry {
	const char *name, *display;
	struct figures time;
	double allocated;
	struct numbers values, measured;
};

struct measurement {
	const char *stage;
	double operations, nanoseconds;
};
#define IN_MEASUREMENT(member) offsetof(struct measurement, member)
static const struct field measurement[] = {
	{ "IterationStage", FIELD_TEXT, IN_MEASUREMENT(stage) },
	{ "Operations", FIELD_NUMBER, IN_MEASUREMENT(operations) },
	{ "Nanoseconds", FIELD_NUMBER, IN_MEASUREMENT(nanoseconds) },
	{ NULL },
};

/* "Result" is the time after the overhead was subtracted. */
static void take_measurements(struct json *j, void *into, struct arena *mem)
{
	struct numbers *all = into;

	json_array(j);
	while (json_item(j)) {
		struct measurement m = { 0 };

		record_read(j, measurement, &m, mem);
		if (m.stage && strcmp(m.stage, "Result") == 0)
			*ARENA_PUSH(mem, all) = m.nanoseconds / m.operations;
	}
}

#define AT(member) offsetof(struct entry, member)
static const struct field statistics[] = {
	{ "OriginalValues", FIELD_NUMBERS, AT(values) },
	{ "N", FIELD_COUNT, AT(time.n) },
	{ "Mean", FIELD_NUMBER, AT(time.mean) },
	{ "StandardDeviation", FIELD_NUMBER, AT(time.sd) },
	{ "Median", FIELD_NUMBER, AT(time.median) },
	{ "Min", FIELD_NUMBER, AT(time.min) },
	{ "Max", FIELD_NUMBER, AT(time.max) },
	{ NULL },
};
static const struct field memory[] = {
	{ "BytesAllocatedPerOperation", FIELD_NUMBER, AT(allocated) },
	{ NULL },
};
static const struct field fields[] = {
	{ "FullName", FIELD_TEXT, AT(name) },
	{ "DisplayInfo", FIELD_TEXT, AT(display) },
	{ "Statistics", FIELD_RECORD, .fields = statistics },
	{ "Memory", FIELD_RECORD, .fields = memory },
	{ "Measurements", FIELD_CALL, AT(measured), .call = take_measurements },
	{ NULL },
};

/* Several jobs may run the same method: "Type.Method: Job-ABCDEF(Runtime=.NET 8.0) [N=1]". A job
 * keeps its own name; a generated name is replaced by the job's settings. */
static const char *id_of(struct arena *mem, const struct entry *e)
{
	const char *job = e->display ? strstr(e->display, ": ") : NULL, *name = e->name;
	size_t n;

	if (!name || !job)
		return name ? name : "";
	job += 2;
	n = strcspn(job, "([");
	if (strncmp(job, "Job-", 4) == 0 && job[n] == '(') {
		job += n + 1;
		n = strcspn(job, ")");
	}
	while (n && job[n - 1] == ' ')
		n--;
	if (n == 0 || (n == strlen("DefaultJob") && strncmp(job, "DefaultJob", n) == 0))
		return name;
	return arena_printf(mem, "%s/job=%.*s", name, (int)n, job);
}

static void add(struct import *in, const void *entry)
{
	const struct entry *e = entry;
	struct result *r = import_benchmark(in, id_of(in->scratch, e));
	struct series *s;

	if (!e->values.n && !e->measured.n && isnan(e->time.mean))
		import_failure(in, r, "it has no statistics: the benchmark failed");
	import_series(in, r, "time", "ns", BETTER_LOWER, e->values.n ? &e->values : &e->measured,
		&e->time);
	s = import_mean(in, r, "allocated", "B", BETTER_LOWER, e->allocated);
	if (s)
		s->metric.exact = true;
}

#define OF(member) offsetof(struct import_machine, member)
static const struct field environment[] = {
	{ "ProcessorName", FIELD_TEXT, OF(cpu) },
	{ "LogicalCoreCount", FIELD_COUNT, OF(cores) },
	{ NULL },
};
static const struct field machine[] = {
	{ "HostEnvironmentInfo", FIELD_RECORD, .fields = environment },
	{ NULL },
};

static const struct entry blank = { .time = NO_FIGURES };
const struct importer benchmarkdotnet_importer = {
	.name = "benchmarkdotnet",
	.help = "BenchmarkDotNet, --exporters fulljson",
	.first = '{',
	.has = { "\"HostEnvironmentInfo\"" },
	.because = "it has BenchmarkDotNet's \"HostEnvironmentInfo\"",
	.objects = &(const struct objects){ "Benchmarks", fields, &blank, sizeof blank, add,
		machine },
};
