/* asv, results/MACHINE/COMMIT-ENV.json: a list per benchmark, whose columns "result_columns" names;
 * each column has a value for every combination of parameters. Files before asv 0.5 have objects
 * instead. */
#include <math.h>
#include <string.h>

#include "import/read/objects.h"
#include "import/importer.h"

enum { COMBINATIONS_MAX = 100000, COLUMNS_MAX = 64 };

struct samples ARENA_LIST(struct numbers);
struct axes ARENA_LIST(struct words);
struct entry {
	struct numbers result, lo, hi, repeat;
	struct samples samples;
	struct axes params;
};

struct asv {
	struct import *in;
	struct json *j;
	struct words columns;
};

/* A list for each combination; null where there are no samples. */
static void take_samples(struct json *j, void *into, struct arena *mem)
{
	struct samples *out = into;
	bool list = objects_opens(j, JSON_ARRAY);

	while (list && json_item(j)) {
		struct numbers *one = ARENA_PUSH(mem, out);

		if (json_peek(j) == JSON_ARRAY)
			objects_numbers(j, one, mem);
		else
			json_skip(j);
	}
}

static void take_params(struct json *j, void *into, struct arena *mem)
{
	struct axes *out = into;
	bool list = objects_opens(j, JSON_ARRAY);

	while (list && json_item(j)) {
		struct words *axis = ARENA_PUSH(mem, out);
		bool values = objects_opens(j, JSON_ARRAY);

		while (values && json_item(j))
			words_push(mem, axis, objects_scalar(j, mem));
	}
}

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "result", FIELD_CALL, AT(result), .call = objects_numbers },
	{ "params", FIELD_CALL, AT(params), .call = take_params },
	{ "stats_ci_99_a", FIELD_CALL, AT(lo), .call = objects_numbers },
	{ "stats_ci_99_b", FIELD_CALL, AT(hi), .call = objects_numbers },
	{ "stats_repeat", FIELD_CALL, AT(repeat), .call = objects_numbers },
	{ "samples", FIELD_CALL, AT(samples), .call = take_samples },
	{ NULL },
};

/* The kind of a benchmark is the beginning of its function's name. */
static const struct kind {
	const char *begins, *metric, *unit;
	enum better better;
} kinds[] = {
	{ "time", "time", "s", BETTER_LOWER },
	{ "timeraw", "time", "s", BETTER_LOWER },
	{ "peakmem", "peak_memory", "B", BETTER_LOWER },
	{ "mem", "memory", "B", BETTER_LOWER },
	{ "", "value", "", BETTER_NONE },
};

static const struct kind *kind_of(const char *name)
{
	const char *dot = strrchr(name, '.'), *function = dot ? dot + 1 : name;
	size_t n = strcspn(function, "_"), i = 0;

	while (*kinds[i].begins &&
		!(strlen(kinds[i].begins) == n && strncmp(kinds[i].begins, function, n) == 0))
		i++;
	return &kinds[i];
}

/* "time_f(10, 'a')", as asv prints it: the last parameter changes fastest. */
static const char *id_of(struct asv *a, const char *name, const struct entry *e, size_t k)
{
	struct arena *mem = a->in->scratch;
	const char *list = "";

	for (size_t i = e->params.n; i-- > 0;) {
		const struct words *axis = &e->params.v[i];

		if (!axis->n)
			continue;
		list = arena_printf(mem, "%s%s%s", axis->v[k % axis->n], *list ? ", " : "", list);
		k /= axis->n;
	}
	return *list ? arena_printf(mem, "%s(%s)", name, list) : name;
}

static double at(const struct numbers *v, size_t k)
{
	return k < v->n ? v->v[k] : (double)NAN;
}

static void add(struct asv *a, const char *name, const struct entry *e, size_t k)
{
	static const struct numbers none = { 0 };
	const struct kind *kind = kind_of(name);
	struct figures f = no_figures;

	f.median = e->result.v[k];
	f.lo = at(&e->lo, k);
	f.hi = at(&e->hi, k);
	f.level = 0.99;
	f.n = record_count(at(&e->repeat, k));
	import_series(a->in, import_benchmark(a->in, id_of(a, name, e, k)), kind->metric,
		kind->unit, kind->better, k < e->samples.n ? &e->samples.v[k] : &none, &f);
}

/* null and NaN: it failed, or was skipped; asv does not keep which. */
static void add_all(struct asv *a, const char *name, const struct entry *e)
{
	if (e->result.n > COMBINATIONS_MAX)
		import_refuse(a->in, 0, "'%.200s' has more than %d combinations of parameters",
			name, COMBINATIONS_MAX);
	for (size_t k = 0; k < e->result.n && !import_ended(a->in); k++)
		if (!isnan(e->result.v[k]))
			add(a, name, e, k);
}

static void read_benchmark(struct asv *a, const char *name)
{
	FREES_ARENA struct arena own = { 0 };
	enum json_type type = json_peek(a->j);
	struct entry e = { 0 };
	size_t i = 0;

	if (type == JSON_OBJECT) {
		record_read(a->j, fields, &e, &own);
	} else if (type == JSON_ARRAY && a->columns.n) {
		json_array(a->j);
		for (; json_item(a->j); i++)
			if (i >= a->columns.n ||
				!record_member(a->j, fields, a->columns.v[i], &e, &own))
				json_skip(a->j);
	} else {
		objects_numbers(a->j, &e.result, &own);
	}
	add_all(a, name, &e);
}

static void read_columns(struct asv *a)
{
	json_array(a->j);
	while (json_item(a->j))
		if (a->columns.n < COLUMNS_MAX)
			words_push(a->in->scratch, &a->columns, json_text(a->j, a->in->scratch));
		else
			json_skip(a->j);
}

static void read_machine(struct asv *a)
{
	static const struct field machine[] = {
		{ "machine", FIELD_TEXT, offsetof(struct import_machine, name) },
		{ "cpu", FIELD_TEXT, offsetof(struct import_machine, cpu) },
		{ NULL },
	};

	record_read(a->j, machine, &a->in->machine, a->in->mem);
}

static void read_results(struct asv *a)
{
	FREES_ARENA struct arena own = { 0 };
	const char *key;

	json_object(a->j);
	while ((key = json_key(a->j)))
		read_benchmark(a, arena_string(&own, key));
}

static void read_asv(struct import *in)
{
	struct asv a = { .in = in, .j = import_json(in) };
	const char *key;

	json_object(a.j);
	while ((key = json_key(a.j)))
		if (strcmp(key, "result_columns") == 0)
			read_columns(&a);
		else if (strcmp(key, "params") == 0)
			read_machine(&a);
		else if (strcmp(key, "results") == 0)
			read_results(&a);
		else
			json_skip(a.j);
}

const struct importer asv_importer = {
	.name = "asv",
	.help = "asv, a file of .asv/results/MACHINE",
	.first = '{',
	.has = { "\"commit_hash\"", "\"env_name\"", "\"results\"" },
	.because = "it has asv's \"commit_hash\" and \"env_name\"",
	.read = read_asv,
};
