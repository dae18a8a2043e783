/* fio --output-format=json (or json+). Latencies are in nanoseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct direction { /* "read", "write" or "trim" of a job */
	double ios, iops, bandwidth, p99, p999;
	struct figures latency;
};
struct entry {
	const char *name;
	double error;
	struct direction read, write, trim;
};

#define IN(member) offsetof(struct direction, member)
static const struct field percentiles[] = {
	{ "50.000000", FIELD_NUMBER, IN(latency.median) },
	{ "99.000000", FIELD_NUMBER, IN(p99) },
	{ "99.900000", FIELD_NUMBER, IN(p999) },
	{ NULL },
};
static const struct field latency[] = {
	{ "mean", FIELD_NUMBER, IN(latency.mean) },
	{ "stddev", FIELD_NUMBER, IN(latency.sd) },
	{ "min", FIELD_NUMBER, IN(latency.min) },
	{ "max", FIELD_NUMBER, IN(latency.max) },
	{ "N", FIELD_COUNT, IN(latency.n) },
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
	const struct figures *f = &d->latency;
	struct result *r;

	/* The latency is first, because only it has a spread. */
	if (import_result(in, &r, id, err) < 0 ||
		(f->n && import_figures(in, r, "latency", "ns", BETTER_LOWER, f, err) < 0) ||
		import_mean(in, r, "iops", "1/s", BETTER_HIGHER, d->iops, err) < 0 ||
		import_mean(in, r, "bandwidth", "B/s", BETTER_HIGHER, d->bandwidth, err) < 0 ||
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

static int add(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	const char *name = e->name ? e->name : "";
	const struct {
		const char *name;
		const struct direction *d;
	} all[] = { { "read", &e->read }, { "write", &e->write }, { "trim", &e->trim } };
	const char *why = "the job did nothing";
	struct result *r;

	if (e->error != 0 && !isnan(e->error)) {
		why = arena_printf(in->scratch, "fio reported error %.0f", e->error);
	} else {
		for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
			if (!(all[i].d->ios > 0))
				continue;
			why = NULL;
			if (add_direction(in,
				    unique(in,
					    arena_printf(in->scratch, "%s/%s", name, all[i].name)),
				    all[i].d, err) < 0)
				return -1;
		}
	}
	if (!why)
		return 0;
	if (import_result(in, &r, unique(in, name), err) < 0)
		return -1;
	return import_failure(in, r, why);
}

static const struct entry blank = {
	.read.latency = NO_FIGURES,
	.write.latency = NO_FIGURES,
	.trim.latency = NO_FIGURES,
};
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
