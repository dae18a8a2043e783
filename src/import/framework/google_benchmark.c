/* Google Benchmark, --benchmark_format=json or --benchmark_out=FILE. */
#include "import/framework/google_benchmark.h"

#include <string.h>

#include "base/record.h"
#include "base/text.h"

static const char *detect(const char *head)
{
	const char *begin = strstr(head, "\"context\"");

	if (!begin || *head != '{')
		return NULL;
	return strstr(begin, "\"library_build_type\"") || strstr(begin, "\"benchmarks\"") ||
			strstr(begin, "\"num_cpus\"")
		? "it begins with Google Benchmark's \"context\""
		: NULL;
}

#define AT(member) offsetof(struct google_entry, member)
static const struct field fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "run_name", FIELD_TEXT, AT(run_name) },
	{ "run_type", FIELD_TEXT, AT(run_type) },
	{ "repetitions", FIELD_NUMBER, AT(repetitions) },
	{ "aggregate_name", FIELD_TEXT, AT(aggregate) },
	{ "aggregate_unit", FIELD_TEXT, AT(aggregate_unit) },
	{ "error_occurred", FIELD_FLAG, AT(failed) },
	{ "error_message", FIELD_TEXT, AT(error) },
	{ "skipped", FIELD_FLAG, AT(skipped) },
	{ "real_time", FIELD_NUMBER, AT(real), .has = AT(has_real) },
	{ "cpu_time", FIELD_NUMBER, AT(cpu), .has = AT(has_cpu) },
	{ "time_unit", FIELD_TEXT, AT(unit) },
	{ NULL },
};

/* The library's numbers that are no measurements. */
static bool is_bookkeeping(const char *key)
{
	static const char *const rows[] = { "family_index", "per_family_instance_index",
		"repetition_index", "threads", "iterations", "cpu_coefficient", "real_coefficient",
		"rms", NULL };

	return text_choice(rows, key) >= 0;
}

/* Whether the library writes such a value for the key; a user may give a counter any name. */
static bool fits(const struct field *f, enum json_type type)
{
	return f->type == FIELD_TEXT    ? type == JSON_STRING
		: f->type == FIELD_FLAG ? type == JSON_BOOL
					: type == JSON_NUMBER;
}

/* The library writes its own keys first. */
static void read_entry(struct json *j, struct google_entry *e, struct arena *mem)
{
	const char *key;

	record_clear(fields, e);
	json_object(j);
	while ((key = json_key(j))) {
		const struct field *f = j->repeated ? NULL : record_field(fields, key);
		enum json_type type = json_peek(j);

		if (f && fits(f, type)) {
			record_member(j, f, key, e, mem); /* finds the row at once */
		} else if (type == JSON_NUMBER && (j->repeated || !is_bookkeeping(key))) {
			struct google_counter *c = ARENA_PUSH(mem, &e->counters);

			c->name = arena_string(mem, key);
			c->value = json_number(j);
		} else {
			json_skip(j);
		}
	}
}

static void read_benchmarks(struct google *g, struct json *j)
{
	json_array(j);
	while (json_item(j)) {
		FREES_ARENA struct arena own = { 0 };
		struct google_entry e = { 0 };

		read_entry(j, &e, &own);
		if (!j->failed)
			google_add(g, &e);
	}
}

#define OF(member) offsetof(struct import_machine, member)
static const struct field context[] = {
	{ "host_name", FIELD_TEXT, OF(name) },
	{ "num_cpus", FIELD_COUNT, OF(cores) },
	{ NULL },
};
static const struct field machine[] = {
	{ "context", FIELD_RECORD, .fields = context },
	{ NULL },
};

static void read_google(struct import *in)
{
	struct json *j = import_json(in);
	struct google g = { .in = in };
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		if (strcmp(key, "benchmarks") == 0)
			read_benchmarks(&g, j);
		else if (!record_member(j, machine, key, &in->machine, in->mem))
			json_skip(j);
	google_end(&g);
}

const struct importer google_benchmark_importer = {
	.name = "google-benchmark",
	.repeats = true,
	.help = "Google Benchmark, --benchmark_format=json",
	.detect = detect,
	.read = read_google,
};
