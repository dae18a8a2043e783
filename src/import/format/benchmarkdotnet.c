/* BenchmarkDotNet's JSON exporters, best --exporters fulljson. In nanoseconds. */
#include <math.h>
#include <string.h>

#include "import/read/pick.h"

struct entry {
	const char *name, *display;
	struct figures time;
	double n, allocated;
	struct numbers values, measured;
};

struct measurement {
	const char *stage;
	double operations, nanoseconds;
};
#define IN_MEASUREMENT(member) offsetof(struct measurement, member)
static const struct pick measurement[] = {
	{ "IterationStage", PICK_TEXT, IN_MEASUREMENT(stage) },
	{ "Operations", PICK_NUMBER, IN_MEASUREMENT(operations) },
	{ "Nanoseconds", PICK_NUMBER, IN_MEASUREMENT(nanoseconds) },
	{ NULL },
};

/* "Result" is the time after the overhead was subtracted. */
static void take_measurements(struct json *j, void *into, struct arena *mem)
{
	struct entry *e = into;

	if (json_null(j))
		return;
	json_array(j);
	while (json_item(j)) {
		struct measurement m;

		pick_read(j, measurement, &m, mem);
		if (m.stage && strcmp(m.stage, "Result") == 0)
			*ARENA_PUSH(mem, &e->measured) = m.nanoseconds / m.operations;
	}
}

#define AT(member) offsetof(struct entry, member)
static const struct pick statistics[] = {
	{ "OriginalValues", PICK_NUMBERS, AT(values) },
	{ "N", PICK_NUMBER, AT(n) },
	{ "Mean", PICK_NUMBER, AT(time.mean) },
	{ "StandardDeviation", PICK_NUMBER, AT(time.sd) },
	{ "Median", PICK_NUMBER, AT(time.median) },
	{ "Min", PICK_NUMBER, AT(time.min) },
	{ "Max", PICK_NUMBER, AT(time.max) },
	{ NULL },
};
static const struct pick memory[] = {
	{ "BytesAllocatedPerOperation", PICK_NUMBER, AT(allocated) },
	{ NULL },
};
static const struct pick picks[] = {
	{ "FullName", PICK_TEXT, AT(name) },
	{ "DisplayInfo", PICK_TEXT, AT(display) },
	{ "Statistics", PICK_OBJECT, .picks = statistics },
	{ "Memory", PICK_OBJECT, .picks = memory },
	{ "Measurements", PICK_CALL, .call = take_measurements },
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

static int add_time(struct import *in, struct result *r, const struct entry *e, struct error *err)
{
	struct figures f = e->time;

	if (e->values.n || e->measured.n)
		return import_samples(in, r, "time", "ns", BETTER_LOWER,
			e->values.n ? &e->values : &e->measured, err);
	f.n = figures_count(e->n);
	return import_figures(in, r, "time", "ns", BETTER_LOWER, &f, err);
}

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	struct result *r;
	struct series *s;

	if (import_result(in, &r, id_of(in->scratch, e), err) < 0)
		return -1;
	if (!e->values.n && !e->measured.n && isnan(e->time.mean)) {
		import_failure(in, r, "it has no statistics: the benchmark failed");
		return 0;
	}
	if (add_time(in, r, e, err) < 0 ||
		import_mean(in, r, "allocated", "B", BETTER_LOWER, e->allocated, err) < 0)
		return -1;
	s = result_find(r, "allocated"); /* a failed result takes none */
	if (s)
		s->metric.exact = true;
	return 0;
}

static const struct entry blank = { .time = NO_FIGURES };
static const struct pick_list list = { picks, &blank, sizeof blank, add };

static const char *detect(const char *head)
{
	return *head == '{' && strstr(head, "\"HostEnvironmentInfo\"")
		? "it has BenchmarkDotNet's \"HostEnvironmentInfo\""
		: NULL;
}

static int read_benchmarkdotnet(struct import *in, struct error *err)
{
	return pick_import(in, "Benchmarks", &list, err);
}

const struct importer benchmarkdotnet_importer = {
	.name = "benchmarkdotnet",
	.help = "BenchmarkDotNet, --exporters fulljson",
	.detect = detect,
	.read = read_benchmarkdotnet,
};
