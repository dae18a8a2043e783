#include "app/history.h"

#include <math.h>
#include <string.h>

#include "app/operand.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "store/history.h"

/* Adds the ids that `id` (NULL: anything) selects of the benchmark's results. Only the records know
 * the names of its sub-benchmarks. */
static void add_ids(struct words *ids, struct arena *mem, const struct run_columns *runs,
	const struct benchmark *b, const char *id)
{
	bool whole = !id || text_glob(id, b->id);
	struct words subs = { 0 };

	if (!benchmark_has_subs(b)) {
		if (whole)
			words_push(mem, ids, b->id);
		return;
	}
	for (size_t i = 0; i < runs->columns.n; i++) {
		const char *sub = runs->columns.v[i].id;

		if (benchmark_owns(b, sub) && (whole || text_glob(id, sub)))
			words_push(mem, &subs, sub);
	}
	words_sort_once(&subs);
	words_add(mem, ids, subs.v);
}

/* The change since the last record of the commit (NULL: none) or, without one, the first. */
static double change_since(const struct history_line *l, const char *commit)
{
	double from = l->v[0];

	for (size_t i = 0; commit && i < l->n; i++)
		if (text_equal(l->run[i]->commit, commit))
			from = l->v[i];
	return stats_change(from, l->v[l->n - 1]);
}

struct history_line app_history_line(struct arena *mem, const struct run_columns *runs,
	const char *id, const char *metric, const char *class)
{
	const struct run_column *c = run_columns_find(runs, id, metric);
	struct history_line l = { .id = id };

	if (!c)
		return l;
	l.metric = c->metric;
	l.v = arena_array(mem, runs->n, sizeof *l.v);
	l.run = arena_array(mem, runs->n, sizeof *l.run);
	for (size_t i = 0; i < runs->n; i++) {
		if (isnan(c->v[i]) || (class && !text_equal(runs->v[i].class, class)))
			continue;
		l.v[l.n] = c->v[i];
		l.run[l.n++] = &runs->v[i];
	}
	return l;
}

void app_history_lines(struct history *out, struct project *p, const struct run_columns *runs,
	const struct history_options *o, const char *anchor)
{
	struct arena *mem = &p->app->mem;
	struct changepoint_tables tables = { .mem = mem, .rule = changepoint_rule };
	struct words ids = { 0 };

	for (size_t i = 0; i < p->suite.n; i++)
		add_ids(&ids, mem, runs, &p->suite.v[i], o->id);
	*out = (struct history){ .v = arena_array(mem, ids.n + 1, sizeof *out->v) };
	for (size_t i = 0; i < ids.n; i++) {
		struct history_line *l = &out->v[out->n];

		*l = app_history_line(mem, runs, ids.v[i], o->metric, NULL);
		if (l->n == 0)
			continue;
		changepoint_find(&l->shifts, &tables, mem, l->v, l->n);
		l->trend = stats_slope(l->v, l->n);
		l->since = change_since(l, anchor);
		out->n++;
	}
}

/* What app_history_lines may use. */
struct chosen {
	const struct suite *suite;
	const char *id; /* NULL: anything */
};

static bool is_selected(void *ctx, const char *result)
{
	const struct chosen *s = ctx;

	for (size_t i = 0; i < s->suite->n; i++) {
		const struct benchmark *b = &s->suite->v[i];

		if (benchmark_owns(b, result) &&
			(!s->id || text_glob(s->id, b->id) || text_glob(s->id, result)))
			return true;
	}
	return false;
}

int app_history_read(struct run_columns *runs, struct project *p, const char *id,
	const char *metric, struct error *err)
{
	struct chosen chosen = { &p->suite, id };
	const struct run_filter filter = { is_selected, &chosen, metric ? metric : "" };
	struct arena *mem = &p->app->mem;
	struct words unread = { 0 };
	struct run_set set;

	if (history_load(runs, p->repo, mem, p->suite.name, p->host.class, &filter, &unread, err) <
		0)
		return error_stage(err, EXIT_NO_VERDICT);
	for (size_t i = 0; i < unread.n; i++)
		app_warn(p->app, "left out of the history: %s", unread.v[i]);
	if (runs->n)
		return 0;
	if (history_of_baseline(&set, p->repo, mem, project_baseline_in_git(p), p->suite.name,
		    err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	*runs = run_columns_of(mem, &set, &filter);
	if (runs->n == 0)
		return error_exit(err, EXIT_NO_VERDICT,
			"this clone has no history of '%s' on %s\n"
			"  fetch it:      benchctl history fetch\n"
			"  or start one:  benchctl history record",
			p->suite.name, p->host.class);
	return 0;
}

static int resolve_anchor(const char **commit, struct project *p, const char *rev,
	struct error *err)
{
	int rc = rev ? repo_resolve(commit, p->repo, rev, err) : 0;

	if (rc > 0)
		repo_no_revision(p->repo, rev, err);
	return rc != 0 ? error_stage(err, EXIT_USAGE) : 0;
}

int app_history_show(struct history *out, struct app *app, const struct project_options *project,
	const struct history_options *o, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	const char *anchor = NULL;
	struct run_columns runs;

	if (project_load_and_open(&p, app, project, o->config, true, err) < 0 ||
		app_history_read(&runs, &p, o->id, o->metric, err) < 0 ||
		resolve_anchor(&anchor, &p, o->anchor, err) < 0)
		return -1;
	app_history_lines(out, &p, &runs, o, anchor);
	out->anchor = anchor ? o->anchor : NULL;
	if (out->n == 0)
		return error_exit(err, EXIT_NO_VERDICT,
			"the history has no record of a benchmark '%s' of this suite",
			o->id ? o->id : "*");
	return 0;
}

/* One median of each metric: all samples of each commit would make repositories huge. */
static struct run reduced(struct arena *mem, const struct run *run)
{
	struct run out = *run;

	out.v = arena_array(mem, run->n, sizeof *out.v);
	out.n = out.cap = 0;
	for (size_t i = 0; i < run->n; i++) {
		struct result *r = &out.v[out.n];

		if (run->v[i].status != RESULT_OK)
			continue;
		*r = (struct result){ .id = run->v[i].id };
		for (size_t k = 0; k < run->v[i].n; k++) {
			const struct series *s = &run->v[i].v[k];

			if ((s->n || s->figures) && s->metric.better != BETTER_NONE)
				result_add(r, mem, &s->metric, series_centre(s));
		}
		out.n++;
	}
	return out;
}

static int record(size_t *added, struct project *p, const struct run *run, struct error *err)
{
	struct run small = reduced(&p->app->mem, run);
	int rc = history_record(p->repo, &p->app->mem, &small, err);

	*added += rc == 0;
	return rc < 0 ? error_stage(err, EXIT_NO_VERDICT) : 0;
}

int app_history_record(bool *added, struct app *app, const char *config, const char *run,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct operand o;
	size_t n = 0;

	if (project_load_and_open(&p, app, NULL, config, true, err) < 0 ||
		operand_load(&o, &p, run ? run : "last", err) < 0 ||
		record(&n, &p, operand_run(&o), err) < 0)
		return -1;
	*added = n > 0;
	return 0;
}

/* The benchmark whose results a file of another tool has: the named one or, without a name, the
 * only one with several results. */
static const char *owner_of(const struct suite *suite, const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];

		if (name ? !text_equal(b->id, name) : !benchmark_has_subs(b))
			continue;
		if (found)
			return NULL;
		found = b->id;
	}
	return found;
}

/* Another tool's records, as if measured here. One whose commit this clone lacks loses it. */
static int load_history(struct run_set *set, struct project *p,
	const struct history_import_options *o, struct error *err)
{
	const char *owner = owner_of(&p->suite, o->benchmark), *ignored;
	struct arena *mem = &p->app->mem;

	if (!owner)
		return error_exit(err, EXIT_USAGE,
			"%s: name the benchmark that these results belong to: --benchmark ID",
			o->file);
	if (import_history(set, mem, location_path(p->app, o->file), err) < 0)
		return error_stage(err, EXIT_USAGE);
	for (size_t i = 0; i < set->n; i++) {
		struct run *r = &set->v[i];

		r->suite = p->suite.name;
		r->host = *project_host(p);
		r->tool = BENCHCTL_VERSION;
		r->shell = r->duration = (double)NAN;
		for (size_t k = 0; k < r->n; k++)
			r->v[k].id = import_name(mem,
				arena_printf(mem, "%s/%s", owner, r->v[k].id));
		if (r->commit &&
			(strspn(r->commit, "0123456789abcdef") < 40 ||
				repo_resolve(&ignored, p->repo, r->commit, ERROR_IGNORED) != 0))
			r->commit = NULL;
	}
	return 0;
}

int app_history_import(struct history_import *out, struct app *app,
	const struct history_import_options *o, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct run_set set = { 0 };

	if (project_load_and_open(&p, app, NULL, o->config, true, err) < 0)
		return -1;
	*out = (struct history_import){ .path = o->file ? o->file : project_baseline_in_git(&p) };
	if ((o->file ? load_history(&set, &p, o, err)
		     : history_of_baseline(&set, p.repo, &app->mem, out->path, p.suite.name, err)) <
		0)
		return error_stage(err, EXIT_NO_VERDICT);
	out->versions = set.n;
	for (size_t i = 0; i < set.n; i++) {
		if (!set.v[i].commit || set.v[i].dirty)
			out->skipped++;
		else if (record(&out->added, &p, &set.v[i], err) < 0)
			return -1;
	}
	return 0;
}

int app_history_sync(struct app *app, const char *config, const char *remote, bool push,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };

	if (project_load_and_open(&p, app, NULL, config, true, err) < 0)
		return -1;
	if ((push ? history_push : history_fetch)(p.repo, &app->mem, remote ? remote : "origin",
		    err) < 0)
		return error_stage(err, EXIT_MEASURE);
	return 0;
}
