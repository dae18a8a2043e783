#include "model/run/run.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json_read.h"
#include "base/text.h"
#include "model/run/run_fields.h"
#include "model/suite.h"

/* Refuses what would be taken for a path, an option or another word by those who use it. */
static void check_name(struct json *j, const char *what, const char *name)
{
	const char *why = name ? suite_name_fault(name) : NULL;

	if (why)
		json_refuse(j, "the %s '%.80s' %s", what, name, why);
}

static void check_chars(struct json *j, const char *what, const char *s, const char *allowed)
{
	if (s && (!*s || strlen(s) > 64 || s[strspn(s, allowed)]))
		json_refuse(j, "'%.80s' is not a %s", s, what);
}

static void check_header(struct json *j, const struct run *run)
{
	static const char times[] = "0123456789-:.+TZ";

	check_name(j, "suite", run->suite);
	check_name(j, "class of machine", run->host.class);
	check_chars(j, "commit", run->commit, "0123456789abcdef");
	check_chars(j, "time", run->started, times);
	check_chars(j, "time", run->finished, times);
}

/* Of a run, or of the metadata that begin with a schema. */
static void read_run(struct json *j, struct run *run, struct arena *mem)
{
	const char *key;

	run->shell = (double)NAN;
	json_object(j);
	while ((key = json_key(j))) {
		if (record_member(j, run_fields, key, run, mem) ||
			record_member(j, run_list_fields, key, run, mem))
			continue;
		if (strcmp(key, "results") == 0)
			run_read_results(j, run, mem);
		else if (strcmp(key, "schema") == 0)
			record_schema(j, RUN_SCHEMA);
		else
			json_skip(j);
	}
	check_header(j, run);
}

static void check_set(struct json *j, const struct run_set *set, uint64_t version)
{
	static const char *const kinds[] = { "run", "baseline", "history", NULL };

	if (!set->kind || text_choice(kinds, set->kind) < 0)
		json_refuse(j, "%s%.40s, not a run or a baseline of benchctl",
			set->kind ? "a file of kind " : "a foreign file",
			set->kind ? set->kind : "");
	if (!version)
		json_refuse(j, "the file does not say its schema");
	check_name(j, "suite", set->suite);
}

static unsigned newest_schema(const char *kind)
{
	return text_equal(kind, "run") || text_equal(kind, "history") ? RUN_SCHEMA
								      : BASELINE_SCHEMA;
}

int run_set_read(struct run_set *set, struct arena *mem, struct json *j, struct error *err)
{
	uint64_t version = 0;
	const char *key;

	*set = (struct run_set){ 0 };
	json_object(j);
	while ((key = json_key(j))) {
		if (strcmp(key, "benchctl") == 0) {
			set->kind = json_text(j, mem);
		} else if (strcmp(key, "schema") == 0) {
			version = record_schema(j, newest_schema(set->kind));
		} else if (strcmp(key, "suite") == 0) {
			set->suite = json_text(j, mem);
		} else if (strcmp(key, "runs") == 0) {
			json_array(j);
			while (json_item(j))
				read_run(j, ARENA_PUSH(mem, set), mem);
		} else if (strcmp(key, "results") == 0) {
			run_read_shared_results(j, set, mem);
		} else {
			json_skip(j);
		}
	}
	check_set(j, set, version);
	for (size_t i = 0; i < set->n; i++)
		if (!set->v[i].suite)
			set->v[i].suite = set->suite;
	return json_end(j, err);
}

int run_set_load(struct run_set *set, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	return json_open_file(&j, path, RUN_BYTES_MAX, err) < 0 ? -1
								: run_set_read(set, mem, &j, err);
}

const struct run *run_newest(struct arena *mem, const char *path)
{
	struct run_set set;

	return run_set_load(&set, mem, path, ERROR_IGNORED) == 0 && set.n ? &set.v[set.n - 1]
									  : NULL;
}

int run_metadata_load(struct run *run, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	if (json_open_file(&j, path, (size_t)1 << 20, err) < 0)
		return -1;
	*run = (struct run){ 0 };
	read_run(&j, run, mem);
	return json_end(&j, err);
}
