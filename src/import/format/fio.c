/* fio --output-format=json (or json+). Latencies are in nanoseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct direction { /* "read", "write" or "trim" of a job */
	double ios, iops, bandwidth;
	double mean, sd, min, max, n, p50, p99, p999;
};
struct entry {
	const char *name;
	double error;
	struct direction read, write, trim;
};

#define IN(member) offsetof(struct direction, member)
static const struct field percentiles[] = {
	{ "50.000000", FIELD_NUMBER, IN(p50) },
	{ "99.000000", FIELD_NUMBER, IN(p99) },
	{ "99.900000", FIELD_NUMBER, IN(p999) },
	{ NULL },
};
static const struct field latency[] = {
	{ "mean", FIELD_NUMBER, IN(mean) },
	{ "stddev", FIELD_NUMBER, IN(sd) },
	{ "min", FIELD_NUMBER, IN(min) },
	{ "max", FIELD_NUMBER, IN(max) },
	{ "N", FIELD_NUMBER, IN(n) },
	{ "percentile", FIELD_RECORD, .fields = percentiles },
	{ NULL },
};
static const struct field direction[] = {
	{ "total_ios", FIELD_NUMBER, IN(ios) },
	{ "iops", FIELD_NUMBER, IN(iops) },
	{ "bw_bytes", FIELD_NUMBER, IN(bandwidth) },
	{ "clat_ns", FIELD_RECORD, .fields = latency },
	{ NULL },
};

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "jobname", FIELD_TEXT, AT(name) },
	{ "error", FIELD_NUMBER, AT(error) },
	{ "read", FIELD_RECORD, AT(read), .fields = direction },
	{ "write", FIELD_RECORD, AT(write), .fields = direction },
	{ "trim", FIELD_RECORD, AT(trim), .fields = direction },
	{ NULL },
};

static int add_direction(struct import *in, const char *id, const struct direction *d,
	struct error *err)
{
	struct figures iops = no_figures, bandwidth = no_figures, f = no_figures;
	struct result *r;

	iops.mean = d->iops;
	bandwidth.mean = d->bandwidth;
	f.n = figures_count(d->n);
	f.mean = d->mean;
	f.sd = d->sd;
	f.min = d->min;
	f.max = d->max;
	f.median = d->p50;
	/* The latency is first, because only it has a spread. */
	if (import_result(in, &r, id, err) < 0 ||
		(f.n && import_figures(in, r, "latency", "ns", BETTER_LOWER, &f, err) < 0) ||
		import_figures(in, r, "iops", "1/s", BETTER_HIGHER, &iops, err) < 0 ||
		import_figures(in, r, "bandwidth", "B/s", BETTER_HIGHER, &bandwidth, err) < 0 ||
		import_mean(in, r, "p99", "ns", BETTER_LOWER, d->p99, err) < 0)
		return -1;
	return import_mean(in, r, "p99.9", "ns", BETTER_LOWER, d->p999, err);
}

static const char *numbered(struct import *in, const char *name, size_t n)
{
	return arena_printf(in->scratch, "%s/job=%zu", name, n);
}

/* With numjobs and without group_reporting, jobs share a name; a number distinguishes the second
 * and later ones. */
static const char *unique(struct import *in, const char *name)
{
	size_t taken = 1, free = 2;

	if (!import_has(in, name))
		return name;
	/* In one pass, because a file may have very many jobs. */
	for (; import_has(in, numbered(in, name, free)); free *= 2)
		taken = free;
	while (free - taken > 1) {
		size_t middle = taken + (free - taken) / 2;

		if (import_has(in, numbered(in, name, middle)))
			taken = middle;
		else
			free = middle;
	}
	return numbered(in, name, free);
}

static int fail(struct import *in, const char *id, const char *why, struct error *err)
{
	struct result *r;

	if (import_result(in, &r, id, err) < 0)
		return -1;
	import_failure(in, r, why);
	return 0;
}

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	const char *name = e->name ? e->name : "";
	const struct {
		const char *name;
		const struct direction *d;
	} all[] = { { "read", &e->read }, { "write", &e->write }, { "trim", &e->trim } };
	bool any = false;
	int rc = 0;

	if (e->error != 0 && !isnan(e->error))
		return fail(in, unique(in, name),
			arena_printf(in->scratch, "fio reported error %.0f", e->error), err);
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(all); i++) {
		if (!(all[i].d->ios > 0))
			continue;
		any = true;
		rc = add_direction(in,
			unique(in, arena_printf(in->scratch, "%s/%s", name, all[i].name)), all[i].d,
			err);
	}
	return any ? rc : fail(in, unique(in, name), "the job did nothing", err);
}

static const struct entry blank;
static const struct objects list = { "jobs", fields, &blank, sizeof blank, add };

/* fio writes its notes into the same file, before the object. */
static int read_fio(struct import *in, struct error *err)
{
	const char *text, *object;
	size_t n;

	if (import_whole(in, &text, &n, err) < 0)
		return -1;
	object = n && *text == '{' ? text : memmem(text, n, "\n{", 2);
	if (object) {
		in->n -= (size_t)(object - text);
		in->text = object;
	}
	return objects_import(in, &list, err);
}

const struct importer fio_importer = {
	.name = "fio",
	.help = "fio --output-format=json",
	.has = { "\"fio version\"" },
	.because = "it has the \"fio version\"",
	.read = read_fio,
};
