#include "app/recording/recording.h"

#include <sys/utsname.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "store/removal.h"
#include "store/runs.h"

struct recording recording_of(struct project *p, const char *kind)
{
	return (struct recording){ .project = p, .kind = kind, .began = clock_ns() };
}

int recording_describe(struct recording *r, struct error *err)
{
	struct project *p = r->project;

	r->run = (struct run){ .id = r->id,
		.suite = p->suite.name,
		.status = RUN_RUNNING,
		.tool = BENCHCTL_VERSION,
		.started = clock_rfc3339(&p->app->mem, clock_epoch_ns()),
		.config = p->suite.path,
		.config_digest = p->suite.digest,
		.shard = r->shard,
		.host = *project_host(p) };
	if (p->facts) {
		r->run.commit = p->facts->head;
		r->run.branch = p->facts->branch;
	}
	for (size_t i = 0; i < p->options->notes.n; i++)
		*ARENA_PUSH(&p->app->mem, &r->run.notes) = (struct run_note){
			p->options->notes.v[i].key, p->options->notes.v[i].value
		};
	return project_dirty(&r->run.dirty, p, err);
}

/* A workflow may insist on a state of the tree that others can have too. */
static int check_clean(struct project *p, struct error *err)
{
	bool dirty;

	if (!p->suite.workflow.require_clean)
		return 0;
	if (project_dirty(&dirty, p, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	return dirty ? error_exit(err, EXIT_USAGE,
			       "require_clean: there are uncommitted changes; commit or stash them")
		     : 0;
}

/* The uncommitted changes, which nobody can check out. If they cannot be stored, it warns. */
static void store_patch(struct recording *r)
{
	struct project *p = r->project;
	const double limit = p->suite.workflow.patch_limit;
	const char *patch, *name = "changes.patch";
	struct error err;
	size_t n;

	if (!(limit > 0) || !r->run.dirty)
		return;
	if (repo_patch(&patch, &n, p->repo, &p->app->mem, (size_t)limit, &err) < 0 ||
		file_write(file_join(&p->app->mem, r->dir, name), patch, n, &err) < 0)
		app_warn(p->app, "cannot store the uncommitted changes: %s", err.text);
	else
		r->run.patch = name;
}

int recording_begin(struct recording *r, struct error *err)
{
	struct project *p = r->project;

	if (r->dir)
		return 0;
	if (check_clean(p, err) < 0)
		return -1;
	if (runs_create(&r->dir, &r->id, &p->app->mem, p->suite.output_dir, r->kind, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (recording_describe(r, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	store_patch(r);
	return runs_begin(r->dir, &r->run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

int recording_keep_folder(struct recording *r, const char *name, struct error *err)
{
	if (file_is_dir(r->dir))
		return 0;
	if (runs_keep(r->dir, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	app_warn(r->project->app,
		"the build of the %s removed %s with its logs; benchctl made the folder again",
		name, r->dir);
	store_patch(r);
	return runs_begin(r->dir, &r->run, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}

/* One lock per machine: machines that share a folder have separate processors. */
static const char *lock_file(const struct project *p)
{
	struct arena *mem = &p->app->mem;
	struct utsname u;

	return file_join(mem, p->facts->gitdir,
		arena_printf(mem, "benchctl.%s.lock",
			uname(&u) == 0 ? text_slug(mem, u.nodename) : ""));
}

int recording_lock(struct recording *r, struct error *err)
{
	struct project *p = r->project;
	pid_t holder;
	int rc = recording_begin(r, err);

	/* A command without a configuration has no files here that another one builds. */
	if (rc < 0 || r->locked || !p->facts || !p->suite.path)
		return rc;
	r->locked = true;
	if (!worktree_lock_take(&r->lock, &holder, lock_file(p)))
		return 0;
	app_warn(p->app, "waiting for another benchctl that is measuring here%s",
		holder ? arena_printf(&p->app->mem, " (process %d)", (int)holder) : "");
	rc = worktree_lock_wait(&r->lock);
	if (rc == 0)
		return 0;
	r->run.status = RUN_INTERRUPTED;
	return error_signal(err, rc);
}

const char *recording_moved(const struct recording *r)
{
	struct project *p = r->project;
	const char *began = p->facts ? p->facts->head : NULL, *now;

	if (!began || !r->measured || repo_resolve(&now, p->repo, "HEAD", ERROR_IGNORED) != 0 ||
		text_equal(now, began))
		return NULL;
	return arena_printf(&p->app->mem,
		"HEAD moved from %.8s to %.8s meanwhile, so the measured programs may belong to "
		"either commit; run this again",
		began, now);
}

void recording_warn_moved(const struct recording *r)
{
	const char *moved = recording_moved(r);

	if (moved)
		app_warn(r->project->app, "%s", moved);
}

void recording_save(struct recording *r)
{
	struct error err;

	if (runs_save(r->dir, &r->run, &err) < 0)
		app_set_unsaved(r->project->app, &err);
}

void recording_save_as(struct recording *r, const char *name, const struct run *run)
{
	struct app *app = r->project->app;
	struct error err;

	if (!app->unsaved && runs_save_as(r->dir, name, run, &err) < 0)
		app_set_unsaved(app, &err);
}

void recording_warn_failures(const struct recording *r)
{
	for (size_t i = 0; i < r->run.n; i++)
		if (r->run.v[i].status == RESULT_ERROR)
			app_warn(r->project->app, "%s: %s", r->run.v[i].id, r->run.v[i].reason);
}

/* The run's id if the user's own configuration finds it; else its path. */
static const char *shown_name(const struct recording *r)
{
	struct app *app = r->project->app;
	struct arena *mem = &app->mem;
	const char *folder, *dir;
	struct suite suite;

	suite_default(&suite, mem);
	dir = suite.output_dir;
	if (r->project->nearest)
		dir = r->project->all.output_dir;
	else if ((folder = project_read_nearest(&suite, app)))
		dir = file_join(mem, folder, suite.output_dir);
	if (text_equal(file_absolute(mem, file_join(mem, dir, r->id)), file_absolute(mem, r->dir)))
		return r->id;
	return words_quote_one(mem, file_absolute(mem, r->dir));
}

struct recorded recording_result(struct recording *r)
{
	struct arena *mem;

	if (r->run.n == 0) /* perhaps no project was read */
		return (struct recorded){ 0 };
	mem = &r->project->app->mem;
	return (struct recorded){ arena_dup(mem, &r->run, 1, sizeof r->run),
		arena_dup(mem, &r->project->suite, 1, sizeof r->project->suite), shown_name(r),
		r->run.status == RUN_OK ? EXIT_PASS : EXIT_MEASURE };
}

void recording_end(struct recording *r)
{
	struct project *p = r->project;
	struct removals removed = { 0 };

	if (r->dir && !r->run.finished) { /* it ended before it was measured */
		if (r->run.status == RUN_RUNNING)
			r->run.status = RUN_FAILED;
		runs_begin(r->dir, &r->run, ERROR_IGNORED);
	}
	if (r->dir)
		runs_prune(&removed, &p->app->mem, p->suite.output_dir, &p->suite.results);
	if (r->locked)
		worktree_lock_release(&r->lock);
	r->locked = false;
}
