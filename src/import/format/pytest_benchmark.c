/* pytest-benchmark --benchmark-json=FILE, or a file of --benchmark-save. In seconds. */
#include <math.h>
#include <string.h>

#include "import/read/pick.h"

struct entry {
	const char *name, *fullname;
	struct figures time;
	double rounds;
	struct numbers data;
};

#define AT(member) offsetof(struct entry, member)
static const struct pick stats[] = {
	{ "mean", PICK_NUMBER, AT(time.mean) },
	{ "stddev", PICK_NUMBER, AT(time.sd) },
	{ "median", PICK_NUMBER, AT(time.median) },
	{ "min", PICK_NUMBER, AT(time.min) },
	{ "max", PICK_NUMBER, AT(time.max) },
	{ "rounds", PICK_NUMBER, AT(rounds) },
	{ "data", PICK_NUMBERS, AT(data) },
	{ NULL },
};
static const struct pick picks[] = {
	{ "name", PICK_TEXT, AT(name) },
	{ "fullname", PICK_TEXT, AT(fullname) },
	{ "stats", PICK_OBJECT, .picks = stats },
	{ NULL },
};

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	const char *id = e->fullname ? e->fullname : e->name;
	struct figures f = e->time;
	struct result *r;

	if (import_result(in, &r, id ? id : "", err) < 0)
		return -1;
	if (e->data.n)
		return import_samples(in, r, "time", "s", BETTER_LOWER, &e->data, err);
	f.n = figures_count(e->rounds);
	return import_figures(in, r, "time", "s", BETTER_LOWER, &f, err);
}

static const struct entry blank = { .time = NO_FIGURES };
static const struct pick_list list = { picks, &blank, sizeof blank, add, .words = true };

static const char *detect(const char *head)
{
	return *head == '{' && strstr(head, "\"machine_info\"")
		? "it has pytest-benchmark's \"machine_info\""
		: NULL;
}

static int read_pytest(struct import *in, struct error *err)
{
	return pick_import(in, "benchmarks", &list, err);
}

const struct importer pytest_benchmark_importer = {
	.name = "pytest-benchmark",
	.help = "pytest-benchmark --benchmark-json=FILE",
	.detect = detect,
	.read = read_pytest,
};
