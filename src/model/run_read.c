#include "model/run.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "model/run_fields.h"
#include "model/suite.h"

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
		if (!isfinite(s->v[i]))
			json_refuse(j, "a sample of %s is too large", s->metric.name);
		if (s->v[i] < 0 && unit->dim != DIM_COUNT && unit->dim != DIM_RATIO)
			json_refuse(j, "a negative sample of %s: %g %s", s->metric.name, s->v[i],
				s->metric.unit);
	}
}

static struct figures *read_figures(struct json *j, struct arena *mem)
{
	struct figures *f = arena_alloc(mem, sizeof *f);
	const char *key;

	*f = no_figures;
	json_object(j);
	while ((key = json_key(j)))
		if (!record_read(j, figures_fields, figures_field_count, key, f, mem))
			json_skip(j);
	if (isnan(figures_centre(f)))
		json_refuse(j, "figures with neither a median nor a mean");
	return f;
}

/* What samples must be, too. What was not said is NaN and passes. */
static void check_figures(struct json *j, const struct series *s)
{
	const struct figures *f = s->figures;
	const double all[] = { f->mean, f->median, f->min, f->max, f->lo, f->hi, f->sd };
	bool known = unit_find(s->metric.unit) && s->metric.dim != DIM_COUNT;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (isinf(all[i]))
			json_refuse(j, "a figure of %s is too large", s->metric.name);
	if (f->sd < 0)
		json_refuse(j, "a negative standard deviation of %s", s->metric.name);
	for (size_t i = 0; i < 4 && known; i++)
		if (all[i] < 0)
			json_refuse(j, "a negative figure of %s: %g %s", s->metric.name, all[i],
				s->metric.unit);
	if (f->lo > f->hi || f->level < 0 || f->level > 1)
		json_refuse(j, "an impossible interval of %s", s->metric.name);
}

static void read_series(struct json *j, struct series *s, struct scratch *scratch,
	struct arena *mem)
{
	struct figures *figures = NULL;
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
		else if (strcmp(key, "figures") == 0)
			s->figures = figures = read_figures(j, mem);
		else
			json_skip(j);
	}
	if (s->figures && s->n)
		json_refuse(j, "%s has both samples and figures", s->metric.name);
	if (figures && unit_find(s->metric.unit))
		figures_scale(figures, unit_find(s->metric.unit)->factor);
	to_base_unit(j, s);
	if (s->figures)
		check_figures(j, s);
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
		if (!*key)
			json_refuse(j, "a metric without a name");
		read_series(j, s, scratch, mem);
	}
	r->v = settle(mem, grow->v, grow->n, sizeof *r->v);
	r->n = r->cap = grow->n;
}

static void read_result(struct json *j, struct result *r, struct scratch *scratch,
	struct arena *mem)
{
	const char *key, *why;

	json_object(j);
	while ((key = json_key(j))) {
		if (record_read(j, result_fields, result_field_count, key, r, mem))
			continue;
		if (strcmp(key, "metrics") == 0)
			read_metrics(j, r, scratch, mem);
		else
			json_skip(j);
	}
	if (!r->id)
		r->id = "";
	why = result_id_fault(r->id);
	if (why)
		json_refuse(j, "the id '%.200s' of a result %s", r->id, why);
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
			json_refuse(j, "the benchmark \"%.200s\" stands here twice", run->v[i].id);
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
	if (record_read(j, run_fields, run_field_count, key, run, mem))
		return true;
	if (strcmp(key, "host") != 0)
		return false;
	read_host(j, &run->host, mem);
	return true;
}

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
	check_header(j, run);
}

static void check_set(struct json *j, const struct run_set *set, uint64_t version)
{
	static const char *const kinds[] = { "run", "baseline", "history" };
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		known = known || text_equal(set->kind, kinds[i]);
	if (!known)
		json_refuse(j, "%s%.40s, not a run or a baseline of benchctl",
			set->kind ? "a file of kind " : "a foreign file",
			set->kind ? set->kind : "");
	if (!version)
		json_refuse(j, "the file does not say its schema");
	check_name(j, "suite", set->suite);
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
			version = record_schema(j, RUN_SCHEMA);
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
	check_set(j, set, version);
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
			record_schema(&j, RUN_SCHEMA);
		else if (!read_header(&j, run, key, mem))
			json_skip(&j);
	}
	check_header(&j, run);
	return json_end(&j, err);
}
