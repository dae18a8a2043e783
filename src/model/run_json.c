#include "benchctl/run.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "benchctl/arena.h"
#include "benchctl/error.h"
#include "benchctl/file.h"
#include "benchctl/json_read.h"
#include "benchctl/json_write.h"

#define FIELD(name, type) { #name, FIELD_##type, offsetof(struct run, name), NULL }
static const struct field fields[] = {
	FIELD(id, TEXT),
	FIELD(suite, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct run, status), run_status_names },
	FIELD(tool, TEXT),
	FIELD(started, TEXT),
	FIELD(finished, TEXT),
	FIELD(duration, NUMBER),
	FIELD(commit, TEXT),
	FIELD(branch, TEXT),
	FIELD(dirty, FLAG),
	FIELD(config, TEXT),
	FIELD(config_digest, TEXT),
	FIELD(seed, SEED),
	FIELD(shell, NUMBER),
};

static const char *const result_status_names[] = { "ok", "error", "unfinished", NULL };
#define RESULT(name, type) { #name, FIELD_##type, offsetof(struct result, name), NULL }
static const struct field result_fields[] = {
	RESULT(id, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct result, status), result_status_names },
	RESULT(reason, TEXT),
	RESULT(command, TEXT),
	RESULT(warning, TEXT),
};

static void write_header(struct json_out *o, const struct run *run)
{
	record_write(o, fields, ARRAY_SIZE(fields), run);
	json_out_key(o, "host");
	json_out_object(o);
	record_write(o, host_fields, host_field_count, &run->host);
	json_out_close(o);
}

static void write_series(struct json_out *o, const struct series *s)
{
	json_out_key(o, s->metric.name);
	json_out_object(o);
	json_out_key(o, "unit");
	json_out_string(o, s->metric.unit);
	json_out_key(o, "better");
	json_out_string(o, better_names[s->metric.better]);
	if (s->metric.exact) {
		json_out_key(o, "exact");
		json_out_bool(o, true);
	}
	json_out_key(o, "samples");
	json_out_array(o);
	for (size_t i = 0; i < s->n; i++)
		json_out_number(o, s->v[i]);
	json_out_close(o);
	json_out_close(o);
}

static void write_result(struct json_out *o, const struct result *r)
{
	json_out_object(o);
	record_write(o, result_fields, ARRAY_SIZE(result_fields), r);
	json_out_key(o, "metrics");
	json_out_object(o);
	for (size_t i = 0; i < r->n; i++)
		write_series(o, &r->v[i]);
	json_out_close(o);
	json_out_close(o);
}

static void write_schema(struct json_out *o, const char *kind)
{
	json_out_key(o, "benchctl");
	json_out_string(o, kind);
	json_out_key(o, "schema");
	json_out_u64(o, RUN_SCHEMA);
}

void run_set_write(FILE *f, const struct run_set *set)
{
	/* One line for each metric: its depth is file, runs, run, results, result, metrics. */
	struct json_out o = json_out_to(f, 6);

	json_out_object(&o);
	write_schema(&o, set->kind);
	json_out_key(&o, "suite");
	json_out_string(&o, set->suite);
	json_out_key(&o, "runs");
	json_out_array(&o);
	for (size_t i = 0; i < set->n; i++) {
		json_out_object(&o);
		write_header(&o, &set->v[i]);
		json_out_key(&o, "results");
		json_out_array(&o);
		for (size_t k = 0; k < set->v[i].n; k++)
			write_result(&o, &set->v[i].v[k]);
		json_out_close(&o);
		json_out_close(&o);
	}
	json_out_close(&o);
	json_out_close(&o);
	json_out_end(&o);
}

void run_metadata_write(FILE *f, const struct run *run)
{
	struct json_out o = json_out_to(f, 2);

	json_out_object(&o);
	write_schema(&o, "metadata");
	write_header(&o, run);
	json_out_close(&o);
	json_out_end(&o);
}

/* What grows while it is read grows here, and is copied at its final size. */
struct scratch {
	struct arena mem;
	struct series samples;
	struct result metrics;
};

static void *settle(struct arena *mem, const void *v, size_t n, size_t size)
{
	void *copy = arena_array(mem, n, size);

	if (n)
		memcpy(copy, v, n * size);
	return copy;
}

static void read_samples(struct json *j, struct series *s, struct scratch *scratch,
	struct arena *mem)
{
	struct series *grow = &scratch->samples;

	grow->n = 0;
	json_array(j);
	while (json_item(j))
		series_add(grow, &scratch->mem, json_number(j));
	s->v = settle(mem, grow->v, grow->n, sizeof *s->v);
	s->n = s->cap = grow->n;
}

static enum better read_better(struct json *j)
{
	const char *name = json_string(j);

	for (int i = 0; better_names[i]; i++)
		if (strcmp(better_names[i], name) == 0)
			return (enum better)i;
	json_refuse(j, "\"better\" is \"%.40s\", not lower, higher or none", name);
	return BETTER_NONE;
}

/* Base units inside, whatever a foreign writer used. */
static void to_base_unit(struct json *j, struct series *s)
{
	const struct unit *unit = unit_find(s->metric.unit);

	if (!unit)
		return;
	s->metric.dim = unit->dim;
	s->metric.unit = dimension_base(unit->dim);
	for (size_t i = 0; i < s->n; i++) {
		s->v[i] = unit_to_base(s->v[i], unit);
		if (s->v[i] < 0 && unit->dim != DIM_COUNT)
			json_refuse(j, "a negative sample of %s: %g %s", s->metric.name, s->v[i],
				s->metric.unit);
	}
}

static void read_series(struct json *j, struct series *s, struct scratch *scratch,
	struct arena *mem)
{
	const char *key;

	s->metric.unit = "";
	json_object(j);
	while ((key = json_key(j))) {
		if (strcmp(key, "unit") == 0)
			s->metric.unit = json_text(j, mem);
		else if (strcmp(key, "better") == 0)
			s->metric.better = read_better(j);
		else if (strcmp(key, "exact") == 0)
			s->metric.exact = json_bool(j);
		else if (strcmp(key, "samples") == 0)
			read_samples(j, s, scratch, mem);
		else
			json_skip(j);
	}
	to_base_unit(j, s);
}

static void read_metrics(struct json *j, struct result *r, struct scratch *scratch,
	struct arena *mem)
{
	struct result *grow = &scratch->metrics;
	const char *key;

	grow->n = 0;
	json_object(j);
	while ((key = json_key(j))) {
		struct series *s = ARENA_PUSH(&scratch->mem, grow);

		*s = (struct series){ .metric.name = arena_string(mem, key) };
		read_series(j, s, scratch, mem);
	}
	r->v = settle(mem, grow->v, grow->n, sizeof *r->v);
	r->n = r->cap = grow->n;
}

static void read_result(struct json *j, struct result *r, struct scratch *scratch,
	struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		if (record_read(j, result_fields, ARRAY_SIZE(result_fields), key, r, mem))
			continue;
		if (strcmp(key, "metrics") == 0)
			read_metrics(j, r, scratch, mem);
		else
			json_skip(j);
	}
	if (!r->id || !*r->id)
		json_refuse(j, "a result without an \"id\"");
}

static void read_results(struct json *j, struct run *run, struct arena *mem)
{
	struct scratch scratch = { 0 };

	json_array(j);
	while (json_item(j))
		read_result(j, ARENA_PUSH(mem, run), &scratch, mem);
	arena_free(&scratch.mem);
	if (j->failed)
		return;
	run_sort(run);
	for (size_t i = 1; i < run->n; i++)
		if (strcmp(run->v[i - 1].id, run->v[i].id) == 0)
			json_refuse(j, "the benchmark \"%.200s\" stands here twice",
				run->v[i].id);
}

static void read_host(struct json *j, struct host *h, struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		if (!record_read(j, host_fields, host_field_count, key, h, mem))
			json_skip(j);
}

static bool read_header(struct json *j, struct run *run, const char *key, struct arena *mem)
{
	if (record_read(j, fields, ARRAY_SIZE(fields), key, run, mem))
		return true;
	if (strcmp(key, "host") != 0)
		return false;
	read_host(j, &run->host, mem);
	return true;
}

static void read_run(struct json *j, struct run *run, struct arena *mem)
{
	const char *key;

	run->shell = (double)NAN;
	json_object(j);
	while ((key = json_key(j))) {
		if (read_header(j, run, key, mem))
			continue;
		if (strcmp(key, "results") == 0)
			read_results(j, run, mem);
		else
			json_skip(j);
	}
}

static void read_version(struct json *j)
{
	uint64_t version = json_u64(j);

	if (version > RUN_SCHEMA)
		json_refuse(j, "written by a newer benchctl (schema %llu, this one reads up to %d); "
			       "use that version, or make the file anew",
			(unsigned long long)version, RUN_SCHEMA);
}

int run_set_read(struct run_set *set, struct arena *mem, struct json *j, struct error *err)
{
	const char *key;

	*set = (struct run_set){ 0 };
	json_object(j);
	while ((key = json_key(j))) {
		if (strcmp(key, "benchctl") == 0) {
			set->kind = json_text(j, mem);
		} else if (strcmp(key, "schema") == 0) {
			read_version(j);
		} else if (strcmp(key, "suite") == 0) {
			set->suite = json_text(j, mem);
		} else if (strcmp(key, "runs") == 0) {
			json_array(j);
			while (json_item(j))
				read_run(j, ARENA_PUSH(mem, set), mem);
		} else {
			json_skip(j);
		}
	}
	if (!set->kind)
		json_refuse(j, "not a run or a baseline of benchctl");
	return json_end(j, err);
}

int run_set_load(struct run_set *set, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	CLOSES_JSON struct json j = { 0 };

	if (fd < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	json_open_fd(&j, path, fd, RUN_BYTES_MAX);
	return run_set_read(set, mem, &j, err);
}

int run_metadata_load(struct run *run, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	CLOSES_JSON struct json j = { 0 };
	const char *key;

	if (fd < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	json_open_fd(&j, path, fd, (size_t)1 << 20);
	*run = (struct run){ .shell = (double)NAN };
	json_object(&j);
	while ((key = json_key(&j))) {
		if (strcmp(key, "schema") == 0)
			read_version(&j);
		else if (!read_header(&j, run, key, mem))
			json_skip(&j);
	}
	return json_end(&j, err);
}
