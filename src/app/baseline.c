#include "app/baseline.h"

#include <string.h>

#include "app/recording/recording.h"
#include "base/file.h"
#include "base/text.h"
#include "store/baseline.h"

/* What a refresh adds, and to what. */
struct refresh {
	struct project *project;
	const struct refresh_options *options;
	const struct run *run;
	const char *path;   /* from the root of the repository */
	const char *branch; /* in HEAD before the measurement, however HEAD moves; or NULL */
};

/* The new content of the baseline, given that of a commit (NULL: none yet). */
static int edit(void *ctx, const char *tip, struct repo_change *changes, struct error *err)
{
	const struct refresh *r = ctx;
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;
	struct run_set set = { 0 };

	if (tip && !r->options->replace &&
		baseline_read(&set, p->repo, mem, tip, r->path, p->suite.name, err) < 0)
		return -1;
	if (baseline_add(&set, mem, r->run, p->suite.baseline_runs, &p->suite.gate, err) < 0)
		return -1;
	changes->data = run_set_text(mem, &changes->n, &set);
	return 0;
}

static const char *ref_of(const struct refresh *r)
{
	const char *branch = r->options->branch ? r->options->branch : r->branch;

	return branch ? arena_printf(&r->project->app->mem, "refs/heads/%s", branch) : NULL;
}

/* Whether a commit is possible; checked before measuring. */
static int check_commit(struct refresh *r, struct error *err)
{
	struct repo_change change = { .path = r->path };
	const struct repo_update update = { .ref = ref_of(r), .changes = &change, .n = 1 };

	if (!r->project->facts->head)
		return error_exit(err, EXIT_NO_VERDICT,
			"this repository has no commit yet, and its first commit "
			"would contain only the baseline\n"
			"  commit the program first:  git add . && git commit");
	if (r->options->run)
		return 0;
	if (repo_update_check(r->project->repo, &update, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	r->branch = r->project->facts->branch;
	return 0;
}

static int commit(struct refreshed *out, struct refresh *r, struct error *err)
{
	struct project *p = r->project;
	const struct refresh_options *o = r->options;
	struct repo_change change = { .path = r->path };
	const struct repo_update update = {
		.ref = ref_of(r),
		.message = o->message
			? o->message
			: arena_printf(&p->app->mem,
				  "benchmarks: refresh the baseline of %s\n\n"
				  "Machine class %s, %zu benchmark%s.",
				  p->suite.name, p->host.class, r->run->n, text_s(r->run->n)),
		.edit = edit,
		.ctx = r,
		.changes = &change,
		.n = 1,
	};
	int rc = repo_update(&out->commit, p->repo, &update, err);

	if (rc < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (rc == 1)
		out->commit = NULL;
	out->branch = o->branch ? o->branch : p->facts->branch;
	return 0;
}

/* Adds to the worktree's file, committed or not, for the user to check and commit. */
static int write_file(struct refreshed *out, struct refresh *r, struct error *err)
{
	struct project *p = r->project;
	struct arena *mem = &p->app->mem;
	const char *path = project_baseline_file(p), *data;
	struct run_set set = { 0 };
	size_t n;

	if (file_exists(path) && !r->options->replace && run_set_load(&set, mem, path, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (baseline_add(&set, mem, r->run, p->suite.baseline_runs, &p->suite.gate, err) < 0 ||
		file_mkdirs_of(path, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	data = run_set_text(mem, &n, &set);
	if (file_write(path, data, n, err) < 0)
		return error_stage(err, EXIT_MEASURE);
	out->path = path;
	out->runs = set.n;
	return 0;
}

/* Whether the file can be written after its folders are made. */
static int check_file(const struct refresh *r, struct error *err)
{
	char *path = arena_string(&r->project->app->mem, project_baseline_file(r->project));

	for (char *slash; (slash = strrchr(path, '/')) && slash > path;) {
		*slash = '\0';
		if (file_exists(path)) {
			*slash = '/';
			break;
		}
	}
	return file_may_write(path, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

static int stored_run(struct refresh *r, struct error *err)
{
	struct project *p = r->project;
	struct operand o;

	if (operand_load(&o, p, r->options->run, err) < 0)
		return -1;
	r->run = operand_run(&o);
	if (r->run->host.class)
		p->host.class = r->run->host.class;
	return 0;
}

static int measured_run(struct refresh *r, struct recording *recording, struct error *err)
{
	if (recording_measure(recording, err) < 0)
		return -1;
	recording_warn_moved(recording);
	recording_warn_failures(recording);
	r->run = &recording->run;
	if (r->run->status != RUN_OK)
		return error_exit(err, EXIT_MEASURE,
			"the baseline is unchanged, because a benchmark could not be measured");
	if (r->project->app->unsaved)
		return error_exit(err, EXIT_MEASURE,
			"the baseline is unchanged, because its run could not be stored");
	return 0;
}

static int refresh(struct refreshed *out, struct refresh *r, struct recording *recording,
	struct error *err)
{
	const struct refresh_options *o = r->options;

	r->path = project_baseline_in_git(r->project);
	if ((o->commit ? check_commit(r, err) : check_file(r, err)) < 0)
		return -1;
	if ((o->run ? stored_run(r, err) : measured_run(r, recording, err)) < 0)
		return -1;
	if (r->run->dirty)
		app_warn(r->project->app, "the baseline was measured with uncommitted changes");
	/* A stored run may have another machine class. */
	out->path = r->path = project_baseline_in_git(r->project);
	return o->commit ? commit(out, r, err) : write_file(out, r, err);
}

int app_baseline_refresh(struct refreshed *out, struct app *app,
	const struct project_options *project, const struct refresh_options *options,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	ENDS_RECORDING struct recording recording = recording_of(&p, "run");
	struct refresh r = { .project = &p, .options = options };

	*out = (struct refreshed){ 0 };
	if (project_load_and_open(&p, app, project, options->config, true, err) < 0)
		return -1;
	return refresh(out, &r, &recording, err);
}

int app_baseline_show(struct operand *out, struct app *app, const char *config, const char *name,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct base base;

	if (project_load_to_read(&p, app, config, err) < 0 ||
		operand_choose(out, &base, &p, name ? name : "HEAD", err) < 0)
		return -1;
	if (!base.commit)
		return 0;
	repo_finish(p.repo);
	return operand_baseline(out, &base, &p, false, err);
}

int app_baseline_export(struct run_set *out, struct app *app, const char *config, const char *name,
	struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	struct operand o;

	*out = (struct run_set){ 0 };
	if (project_load(&p, app, NULL, config, err) < 0 ||
		operand_load(&o, &p, name ? name : "last", err) < 0)
		return -1;
	if (baseline_add(out, &app->mem, operand_run(&o), 1, &p.suite.gate, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	return 0;
}
