/* What all pages need: the history, its commits, the stored runs. */
#include "app/site/site.h"

#include <string.h>
#include <sys/stat.h>

#include "app/post/post.h"
#include "app/history.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/compare.h"
#include "model/ledger.h"
#include "report/report.h"
#include "store/base.h"
#include "store/git/git.h"
#include "store/history.h"

enum { HEADLINES = 20, RUNS_AS_HISTORY = 50, HISTORY_BYTES = 16 << 20 };

/* The commits of the records, each once. */
static struct words history_commits(struct arena *mem, const struct history *history)
{
	struct words ids = { 0 };

	for (size_t i = 0; i < history->n; i++)
		for (size_t k = 0; k < history->v[i].n; k++) {
			const char *id = history->v[i].run[k]->commit;

			if (id && (k == 0 || id != history->v[i].run[k - 1]->commit))
				words_push(mem, &ids, id);
		}
	words_sort_once(&ids);
	return ids;
}

/* What git knows of them. A clone without some of them lacks only their subjects. */
static void load_commits(struct site *site, struct project *p, const struct words *ids)
{
	enum { AT_ONCE = 20000, FIELDS = 4 };
	struct arena *mem = &p->app->mem;
	struct words args = { 0 }, lines = { 0 };

	if (ids->n == 0)
		return;
	words_add(mem, &args,
		GIT_ARGS("log", "--no-walk=unsorted", "--ignore-missing",
			"--format=%H%x1f%an%x1f%as%x1f%s"));
	words_add(mem, &args, ids->v + (ids->n > AT_ONCE ? ids->n - AT_ONCE : 0));
	if (git_lines(&lines, repo_git(p->repo), mem, ERROR_IGNORED, args.v) < 0)
		return;
	for (size_t i = 0; i < lines.n; i++) {
		char *rest = arena_string(mem, lines.v[i]);
		const char *fields[FIELDS] = { 0 };

		for (size_t k = 0; k < FIELDS; k++)
			fields[k] = k + 1 < FIELDS ? strsep(&rest, "\x1f") : rest;
		if (fields[FIELDS - 1])
			*ARENA_PUSH(mem, &site->commits) = (struct site_commit){ .id = fields[0],
				.author = fields[1],
				.date = fields[2],
				.subject = fields[3] };
	}
	SORT_LIST(&site->commits, sort_by_text);
}

static void load_tags(struct site *site, struct project *p)
{
	struct arena *mem = &p->app->mem;
	struct words lines = { 0 };

	if (git_lines(&lines, repo_git(p->repo), mem, ERROR_IGNORED,
		    GIT_ARGS("for-each-ref", "--sort=creatordate",
			    "--format=%(objectname) %(*objectname) %(refname:lstrip=2)",
			    "refs/tags")) < 0)
		return;
	for (size_t i = 0; i < lines.n; i++) {
		char *rest = arena_string(mem, lines.v[i]);
		const char *own = strsep(&rest, " "), *peeled = rest ? strsep(&rest, " ") : NULL;
		struct site_commit *c = rest ? site_commit(site, *peeled ? peeled : own) : NULL;

		if (c)
			c->tags = c->tags ? arena_printf(mem, "%s, %s", c->tags, rest) : rest;
	}
}

/* The commits since the first record that have changed the baseline. */
static void load_baselines(struct site *site, struct project *p)
{
	const char *first = site->history.v[0].run[0]->commit;
	struct arena *mem = &p->app->mem;
	struct words lines = { 0 };

	if (!first ||
		git_lines(&lines, repo_git(p->repo), mem, ERROR_IGNORED,
			GIT_ARGS("log", "--format=%H", "HEAD", arena_printf(mem, "^%s~", first),
				"--", project_baseline_in_git(p))) < 0)
		git_lines(&lines, repo_git(p->repo), mem, ERROR_IGNORED,
			GIT_ARGS("log", "-1000", "--format=%H", "HEAD", "--",
				project_baseline_in_git(p)));
	for (size_t i = 0; i < lines.n; i++) {
		struct site_commit *c = site_commit(site, lines.v[i]);

		if (c)
			c->has_baseline = true;
	}
}

/* Without records: the newest stored runs of this suite on this class of machine. */
static void load_runs(struct run_set *set, struct app_site *s)
{
	struct arena *mem = &s->app.mem;
	size_t bytes = 0, first = s->stored.n;
	struct stat st;

	*set = (struct run_set){ .kind = "run", .suite = s->p.suite.name };
	while (first > 0 && s->stored.n - first < RUNS_AS_HISTORY && bytes < HISTORY_BYTES)
		if (stat(file_join(mem, s->stored.v[--first].dir, "run.json"), &st) == 0)
			bytes += (size_t)st.st_size;
	for (size_t i = first; i < s->stored.n; i++) {
		const struct stored_run *r = &s->stored.v[i];
		const struct run *run = NULL;

		if (!r->fault && text_equal(r->run.suite, s->p.suite.name) &&
			text_equal(r->run.host.class, s->p.host.class))
			run = run_newest(mem, file_join(mem, r->dir, "run.json"));
		if (run)
			*ARENA_PUSH(mem, set) = *run;
	}
}

static void load_history(struct app_site *s)
{
	const struct history_options none = { 0 };
	struct site *site = &s->site;
	const struct run_filter primary = { .metric = "" };
	struct run_set set = { 0 };
	struct run_columns runs;

	if (s->p.repo && app_history_read(&runs, &s->p, NULL, NULL, ERROR_IGNORED) == 0) {
		site->source = runs.recorded
			? arena_printf(site->mem, "From the records in git, on %s.",
				  s->p.host.class)
			: site->source;
		history_classes(&s->classes, s->p.repo, site->mem, s->p.suite.name, ERROR_IGNORED);
	} else {
		load_runs(&set, s);
		runs = run_columns_of(site->mem, &set, &primary);
		site->source = runs.n
			? "From the newest stored runs; to keep them: benchctl history record"
			: "There is no history yet; to begin one: benchctl history record";
	}
	if (runs.n)
		app_history_lines(&site->history, &s->p, &runs, &none, NULL);
}

static void load_runs_list(struct app_site *s)
{
	struct arena *mem = &s->app.mem;

	for (size_t i = s->stored.n; i-- > 0;) {
		const struct stored_run *r = &s->stored.v[i];
		const char *path = file_join(mem, r->dir, "comparison.json");
		struct site_run *run = ARENA_PUSH(mem, &s->site.runs);
		struct comparison c;

		*run = (struct site_run){ .id = r->id,
			.run = &r->run,
			.fault = r->fault,
			.has_comparison = file_exists(path),
			.has_page = !s->options.runs || s->site.runs.n <= s->options.runs };
		if (run->has_comparison && s->site.runs.n <= HEADLINES &&
			comparison_load(&c, mem, path, ERROR_IGNORED) == 0) {
			run->headline = report_headline(mem, &c);
		}
	}
}

/* What the pages depend on, in short. The folder of a running run changes with its files. */
static const char *state_of(struct app_site *s)
{
	enum { NEWEST = 3 };
	struct arena *mem = &s->app.mem;
	const char *head = "", *records = "";
	struct stat st = { 0 };
	const char *state;

	if (s->p.repo) {
		repo_resolve(&head, s->p.repo, "HEAD", ERROR_IGNORED);
		repo_resolve(&records, s->p.repo, HISTORY_REF, ERROR_IGNORED);
	}
	stat(s->p.suite.output_dir, &st);
	state = arena_printf(mem, "%s %s %ld.%09ld", head, records, (long)st.st_mtim.tv_sec,
		st.st_mtim.tv_nsec);
	for (size_t i = s->stored.n; i-- > 0 && i + NEWEST >= s->stored.n;)
		if (stat(s->stored.v[i].dir, &st) == 0)
			state = arena_printf(mem, "%s %ld.%09ld", state, (long)st.st_mtim.tv_sec,
				st.st_mtim.tv_nsec);
	return state;
}

static void load_all(struct app_site *s)
{
	const struct base no_commit = { 0 };
	struct site *site = &s->site;
	struct words ids;
	struct error err;

	load_history(s);
	if (s->p.repo && site->history.n) {
		ids = history_commits(site->mem, &site->history);
		load_commits(site, &s->p, &ids);
		load_tags(site, &s->p);
		load_baselines(site, &s->p);
	}
	s->ledger = arena_alloc(site->mem, sizeof *s->ledger);
	if (accept_load(s->ledger, &s->p, &no_commit, &err) == 0)
		site->ledger = s->ledger;
	else
		words_push(site->mem, &site->notes, arena_string(site->mem, err.text));
	load_runs_list(s);
	s->state = state_of(s);
}

int app_site_check(struct app *app, const struct site_options *o, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };

	return project_load_any(&p, app, NULL, o->config, err);
}

int app_site_open(struct app_site *s, const struct app *app, const struct site_options *o,
	struct error *err)
{
	struct arena *mem = &s->app.mem;

	*s = (struct app_site){
		.app = { .ui = app->ui, .user_dir = app->user_dir }, .owner = app, .options = *o
	};
	if (project_load_any(&s->p, &s->app, NULL, o->config, err) < 0)
		return -1;
	if (o->output_dir)
		s->p.suite.output_dir = o->output_dir;
	project_open_any(&s->p);
	if (runs_list(&s->stored, mem, s->p.suite.output_dir, err) < 0)
		return error_stage(err, EXIT_USAGE);
	s->site = (struct site){ .mem = mem,
		.suite = s->p.suite.name ? s->p.suite.name : "benchmarks",
		.tool = BENCHCTL_VERSION,
		.charts = file_exists(site_dygraphs_script) };
	load_all(s);
	return 0;
}

void app_site_close(struct app_site *s)
{
	project_close(&s->p);
	arena_free(&s->app.mem);
}

int app_site_refresh(struct app_site *s, struct error *err)
{
	const struct site_options options = s->options;
	const struct app *owner = s->owner;

	if (strcmp(s->state, state_of(s)) == 0)
		return 0;
	app_site_close(s);
	return app_site_open(s, owner, &options, err);
}
