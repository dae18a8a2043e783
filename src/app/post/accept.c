#include "app/post/post.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "model/ledger.h"
#include "store/base.h"
#include "store/git/revisions.h"
#include "store/runs.h"

enum { LEDGER_BYTES_MAX = 4 << 20 };

static const char *ledger_path(struct project *p)
{
	struct arena *mem = &p->app->mem;

	return file_tidy(mem, file_join(mem, p->suite.baseline_dir, "accepted.json"));
}

/* The ledger of the worktree; empty if there is none. */
static int read_here(struct ledger *l, struct arena *mem, const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	if (!file_exists(path))
		return 0;
	return json_open_file(&j, path, LEDGER_BYTES_MAX, err) < 0 ? -1
								   : ledger_read(l, mem, &j, err);
}

/* The ledger of a commit; empty if there is none. */
static int read_commit(struct ledger *l, struct project *p, const char *commit, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct arena *mem = &p->app->mem;
	const char *text, *path = ledger_path(p);
	size_t n;
	int rc = repo_read(&text, &n, p->repo, commit, project_in_git(p, path), err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	json_open_text(&j, arena_printf(mem, "%.10s:%s", commit, path), text, n);
	return ledger_read(l, mem, &j, err);
}

static void name_now(struct ledger *l, const struct project *p)
{
	for (size_t i = 0; i < l->n; i++)
		l->v[i].benchmark = suite_name_now(&p->suite, l->v[i].benchmark);
}

int accept_load(struct ledger *l, struct project *p, const struct base *base, struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct ledger current = { 0 };

	if (base->commit && p->repo && read_commit(l, p, base->commit, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (read_here(&current, mem, ledger_path(p), err) < 0)
		return error_stage(err, EXIT_USAGE);
	ledger_add_new(l, mem, &current);
	name_now(l, p);
	return 0;
}

/* Whether nothing but baselines and the ledger has changed since the commit that the entry was
 * granted against; then the loss is still to come. A loss that came and was taken back has spent
 * the entry. */
static bool is_before(const struct accepted *a, struct project *p, const char *commit)
{
	if (!a->base || !repo_is_id(a->base))
		return false;
	return text_equal(a->base, commit) ||
		revisions_untouched(p->repo, a->base, commit,
			file_tidy(&p->app->mem, project_in_git(p, p->suite.baseline_dir)));
}

/* A commit that cannot be read may contain the loss. */
static bool contains(const struct accepted *a, struct project *p, const char *commit,
	const struct ledger *committed)
{
	bool found = false;

	for (size_t i = 0; committed && i < committed->n && !found; i++)
		found = ledger_is_same(&committed->v[i], a);
	return !committed || (found && !is_before(a, p, commit));
}

bool accept_spend(struct ledger *l, struct project *p, const char *commit)
{
	struct ledger committed = { 0 };
	bool known = commit && repo_is_id(commit) &&
		read_commit(&committed, p, commit, ERROR_IGNORED) == 0;
	bool any = false;

	name_now(&committed, p);
	for (size_t i = 0; i < l->n; i++) {
		struct accepted *a = &l->v[i];

		a->bounded = a->bounded || a->added ||
			!contains(a, p, commit, known ? &committed : NULL);
		if (a->bounded)
			continue;
		a->spent++;
		a->spent_at = commit ? arena_printf(&p->app->mem, "%.8s", commit) : "the baseline";
		any = true;
	}
	return any;
}

static int check(struct accepted *a, const struct accept_options *o, struct arena *mem,
	struct error *err)
{
	const char *today = clock_today(mem), *why;

	if (!o->id)
		return error_exit(err, EXIT_USAGE,
			"accept needs the id of a benchmark, or a pattern");
	if (!o->max)
		return error_exit(err, EXIT_USAGE, "accept needs --max, such as --max +12%%");
	if (!ledger_limit(a, mem, o->max) || a->max > LEDGER_MAX)
		return error_exit(err, EXIT_USAGE,
			"--max: '%s' is neither a percentage up to 100000%% nor an amount such as "
			"2 or 10ms",
			o->max);
	if (a->amount && !o->metric)
		return error_exit(err, EXIT_USAGE,
			"--max %s is an amount; name its metric with --metric, "
			"or give a percentage",
			o->max);
	if (!o->reason || !*o->reason)
		return error_exit(err, EXIT_USAGE,
			"accept needs --reason, because readers of the reports will ask why");
	if (o->expires && (why = ledger_date_fault(o->expires)))
		return error_exit(err, EXIT_USAGE, "--expires: '%s' %s", o->expires, why);
	if (o->expires && strcmp(o->expires, today) < 0)
		return error_exit(err, EXIT_USAGE,
			"--expires: %s is in the past (today is %s UTC), so the "
			"entry would accept nothing",
			o->expires, today);
	return 0;
}

static int write_ledger(const char **path, struct project *p, const struct accepted *a,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct arena *mem = &p->app->mem;
	struct ledger ledger = { 0 };

	*path = ledger_path(p);
	if (read_here(&ledger, mem, *path, err) < 0)
		return error_stage(err, EXIT_USAGE);
	ledger_set(&ledger, mem, a);
	ledger_write(m.f, &ledger);
	if (file_mkdirs(p->suite.baseline_dir, err) < 0 || memory_file_write(&m, *path, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	return 0;
}

/* The last run and the committed baseline, as far as they exist. */
static size_t known_runs(struct project *p, const struct run *runs[2])
{
	struct arena *mem = &p->app->mem;
	const char *dir = runs_find(mem, p->suite.output_dir, "last");
	const char *paths[] = { dir ? file_join(mem, dir, "run.json") : NULL,
		project_baseline_file(p) };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		runs[n] = paths[i] ? run_newest(mem, paths[i]) : NULL;
		n += runs[n] && text_equal(runs[n]->suite, p->suite.name);
	}
	return n;
}

/* Whether a result that id names has the metric (NULL: any). True if there is no run. Offers the
 * other names to near. */
static bool was_measured(struct project *p, const char *id, const char *metric,
	struct nearest *near)
{
	const struct run *runs[2];
	size_t n = known_runs(p, runs);
	bool refuted = false;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < runs[i]->n; k++) {
			const struct result *r = &runs[i]->v[k];
			bool named = text_glob(id, r->id);

			if (named && (!metric || result_find(r, metric)))
				return true;
			for (size_t j = 0; named && j < r->n; j++)
				nearest_offer(near, r->v[j].metric.name);
			for (size_t j = 0; !metric && j < p->suite.n; j++) {
				if (!benchmark_owns(&p->suite.v[j], r->id) ||
					!benchmark_owns(&p->suite.v[j], id))
					continue;
				nearest_offer(near, r->id);
				refuted = true;
			}
			refuted = refuted || (named && r->n);
		}
	}
	return !refuted;
}

/* Refuses an entry that could never match. */
static int check_names(struct project *p, const char *id, const char *metric, struct error *err)
{
	struct nearest results = nearest_begin(id), metrics = nearest_begin(metric ? metric : "");
	struct arena *mem = &p->app->mem;
	bool matches = false, owned = false;

	for (size_t i = 0; i < p->suite.n; i++) {
		matches = matches || text_glob(id, p->suite.v[i].id);
		owned = owned || benchmark_owns(&p->suite.v[i], id);
	}
	if (!matches && !owned)
		return error_exit(err, EXIT_USAGE, "'%s' matches no benchmark of the suite '%s'%s",
			id, p->suite.name, suite_hint(&p->suite, mem, id));
	if (!matches && !was_measured(p, id, NULL, &results))
		return error_exit(err, EXIT_USAGE, "no result named '%s' was measured%s", id,
			nearest_hint(&results, mem));
	if (metric && !was_measured(p, id, metric, &metrics))
		return error_exit(err, EXIT_USAGE, "'%s' has no metric '%s'%s", id, metric,
			nearest_hint(&metrics, mem));
	return 0;
}

/* Refuses an amount in a unit that the metric, as far as it was measured, does not have. */
static int check_amount(struct project *p, const struct accepted *a, struct error *err)
{
	const struct run *runs[2];
	const char *why = NULL;
	double most;

	for (size_t i = 0, n = a->amount ? known_runs(p, runs) : 0; i < n; i++)
		for (size_t k = 0; k < runs[i]->n; k++) {
			const struct result *r = &runs[i]->v[k];
			const struct series *s = result_find(r, a->metric);

			if (s && text_glob(a->benchmark, r->id) &&
				policy_budget(&most, a->amount, &s->metric, &why))
				return 0;
		}
	return !why ? 0
		    : error_exit(err, EXIT_USAGE, "--max: '%s' does not fit: the metric %s %s",
			      a->amount, a->metric, why);
}

/* The commit that a gate would compare this tree with. */
static const char *granted_against(struct project *p)
{
	struct arena *mem = &p->app->mem;
	struct base base = { 0 }, before = { 0 };
	bool dirty = true;

	if (!p->repo || !p->facts || base_choose(&base, p->repo, mem, NULL, ERROR_IGNORED) < 0)
		return NULL;
	if (base.kind == BASE_DEFAULT && text_equal(base.commit, p->facts->head) &&
		project_dirty(&dirty, p, ERROR_IGNORED) == 0 && !dirty &&
		base_choose(&before, p->repo, mem, "HEAD~1", ERROR_IGNORED) == 0)
		return before.commit;
	return base.commit;
}

int app_accept(const char **path, struct app *app, const struct accept_options *o,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct accepted a = {
		.benchmark = o->id, .metric = o->metric, .reason = o->reason, .expires = o->expires
	};

	if (check(&a, o, &app->mem, err) < 0 ||
		project_load_and_open(&p, app, NULL, o->config, false, err) < 0 ||
		check_names(&p, o->id, o->metric, err) < 0 || check_amount(&p, &a, err) < 0)
		return -1;
	a.suite = p.suite.name;
	a.commit = p.facts ? p.facts->head : NULL;
	a.base = granted_against(&p);
	return write_ledger(path, &p, &a, err);
}
