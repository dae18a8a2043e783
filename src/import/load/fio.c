/* fio --output-format=json (or json+). Latencies are in nanoseconds. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"

struct latency {
	struct figures figures;
	double p99, p999;
};
struct direction { /* "read", "write" or "trim" of a job */
	double ios, iops, bandwidth, kibibytes;
	struct latency clat_ns, clat_us, lat_ns;
};
struct entry {
	const char *name;
	double error;
	struct direction read, write, trim, mixed, sync;
};

#define IN(member) offsetof(struct latency, member)
static const struct field percentiles[] = {
	{ "50.000000", FIELD_NUMBER, IN(figures.median) },
	{ "99.000000", FIELD_NUMBER, IN(p99) },
	{ "99.900000", FIELD_NUMBER, IN(p999) },
	{ NULL },
};
static const struct field latency[] = {
	{ "mean", FIELD_NUMBER, IN(figures.mean) },
	{ "stddev", FIELD_NUMBER, IN(figures.sd) },
	{ "min", FIELD_NUMBER, IN(figures.min) },
	{ "max", FIELD_NUMBER, IN(figures.max) },
	{ "N", FIELD_COUNT, IN(figures.n) },
	{ "percentile", FIELD_RECORD, .fields = percentiles },
	{ NULL },
};
#undef IN
#define IN(member) offsetof(struct direction, member)
static const struct field direction[] = {
	{ "total_ios", FIELD_NUMBER, IN(ios) },
	{ "iops", FIELD_NUMBER, IN(iops) },
	{ "bw_bytes", FIELD_NUMBER, IN(bandwidth) },
	{ "bw", FIELD_NUMBER, IN(kibibytes) },
	{ "clat_ns", FIELD_RECORD, IN(clat_ns), .fields = latency },
	{ "clat", FIELD_RECORD, IN(clat_us), .fields = latency },  /* fio 2 */
	{ "lat_ns", FIELD_RECORD, IN(lat_ns), .fields = latency }, /* all that fsync has */
	{ NULL },
};

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "jobname", FIELD_TEXT, AT(name) },
	{ "error", FIELD_NUMBER, AT(error) },
	{ "read", FIELD_RECORD, AT(read), .fields = direction },
	{ "write", FIELD_RECORD, AT(write), .fields = direction },
	{ "trim", FIELD_RECORD, AT(trim), .fields = direction },
	{ "mixed", FIELD_RECORD, AT(mixed), .fields = direction },
	{ "sync", FIELD_RECORD, AT(sync), .fields = direction },
	{ NULL },
};

/* fio 2 writes no N. */
static struct latency latency_of(const struct direction *d, const char **unit)
{
	struct latency l = d->clat_ns.figures.n ? d->clat_ns : d->lat_ns;

	*unit = "ns";
	if (!l.figures.n && !isnan(d->clat_us.figures.mean)) {
		*unit = "us";
		l = d->clat_us;
		l.figures.n = record_count(d->ios);
	}
	l.figures.lo = l.figures.hi = l.figures.level = (double)NAN; /* it gives no interval */
	return l;
}

static void add_direction(struct import *in, const char *id, const struct direction *d)
{
	double bandwidth = isnan(d->bandwidth) ? d->kibibytes * 1024 : d->bandwidth;
	const char *unit;
	const struct latency l = latency_of(d, &unit);
	struct result *r = import_benchmark(in, id);

	/* The latency is first, because only it has a spread. */
	if (l.figures.n)
		import_figures(in, r, "latency", unit, BETTER_LOWER, &l.figures);
	import_mean(in, r, "iops", "1/s", BETTER_HIGHER, d->iops);
	import_mean(in, r, "bandwidth", "B/s", BETTER_HIGHER, bandwidth);
	import_mean(in, r, "p99", unit, BETTER_LOWER, l.p99);
	import_mean(in, r, "p99.9", unit, BETTER_LOWER, l.p999);
}

static void add(struct import *in, const void *entry)
{
	const struct entry *e = entry;
	const char *name = e->name ? e->name : "";
	const struct {
		const char *name;
		const struct direction *d;
	} all[] = { { "read", &e->read }, { "write", &e->write }, { "trim", &e->trim },
		{ "mixed", &e->mixed }, { "fsync", &e->sync } };
	bool failed = e->error != 0 && !isnan(e->error);
	const char *why = "the job did nothing";

	if (failed)
		why = arena_printf(in->scratch, "fio reported error %.0f", e->error);
	for (size_t i = 0; i < ARRAY_SIZE(all) && !failed; i++) {
		if (!(all[i].d->ios > 0))
			continue;
		why = NULL;
		add_direction(in, arena_printf(in->scratch, "%s/%s", name, all[i].name), all[i].d);
	}
	if (why)
		import_failure(in, import_benchmark(in, name), why);
}

static const struct objects list = { "jobs", fields, NULL, sizeof(struct entry), add };

/* fio writes its notes into the same file, before the object, and other formats behind it. */
static void read_fio(struct import *in)
{
	struct part all = import_whole(in);
	const char *object, *end;

	/* With numjobs and without group_reporting, jobs share a name. */
	in->mark = "/job=";
	object = all.n && *all.v == '{' ? all.v : memmem(all.v, all.n, "\n{", 2);
	if (object) {
		in->n -= (size_t)(object - all.v);
		in->text = object;
		end = memmem(object, in->n, "\n}\n", 3);
		/* but not a second object */
		if (end && !memmem(end, in->n - (size_t)(end - object), "\n{", 2))
			in->n = (size_t)(end - object) + 2;
	}
	objects_import(in, &list);
}

const struct importer fio_importer = {
	.name = "fio",
	.help = "fio --output-format=json",
	.has = { "\"fio version\"" },
	.because = "it has the \"fio version\"",
	.read = read_fio,
};
