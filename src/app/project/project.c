#include "app/project/project.h"

#include "base/file.h"
#include "base/text.h"
#include "measure/kinds.h"
#include "store/baseline.h"

bool project_has_config(struct app *app)
{
	const char *folder;

	return location_find(app, &folder);
}

static int read_suite(struct suite *suite, struct app *app, const char *path,
	struct problems *problems, struct error *err)
{
	if (suite_load(suite, &app->mem, path, NULL, kinds, problems, err) < 0)
		return error_stage(err, EXIT_USAGE);
	app_check_frameworks(suite, problems);
	app_check_modules(suite, problems);
	if (problems->n)
		return error_exit(err, EXIT_USAGE, "%zu error%s%s; nothing was run.", problems->n,
			text_s(problems->n),
			problems->more ? arena_printf(&app->mem, " and %zu more", problems->more)
				       : "");
	return 0;
}

bool project_read_suite(struct suite *suite, struct app *app, const char *path)
{
	struct problems problems = { .mem = &app->mem };

	return read_suite(suite, app, path, &problems, ERROR_IGNORED) == 0;
}

const char *project_read_nearest(struct suite *suite, struct app *app)
{
	const char *folder, *path = location_find(app, &folder);

	return path && project_read_suite(suite, app, file_join(&app->mem, folder, path)) ? folder
											  : NULL;
}

void project_begin(struct project *p, struct app *app, const struct project_options *options)
{
	static const struct project_options none = { 0 };

	*p = (struct project){ .app = app, .options = options ? options : &none };
	suite_default(&p->suite, &app->mem);
}

struct suite project_copy(struct arena *mem, const struct suite *s)
{
	struct suite copy = *s;

	copy.v = arena_dup(mem, s->v, s->n, sizeof *copy.v);
	return copy;
}

/* Enters the folder of the configuration. *config: NULL for the nearest one. */
static int enter(struct project *p, struct app *app, const struct project_options *options,
	const char **config, struct error *err)
{
	const char *folder;

	project_begin(p, app, options);
	if (!*config && (*config = location_find(app, &folder))) {
		p->nearest = true;
		if (location_enter(app, folder, err) < 0)
			return error_stage(err, EXIT_USAGE);
	}
	if (!*config)
		return error_exit(err, EXIT_USAGE,
			"there is no benchctl.yaml here; write one with: benchctl init");
	return 0;
}

static int load(struct project *p, const char *config, struct error *err)
{
	struct app *app = p->app;

	app->problems = (struct problems){ .mem = &app->mem };
	if (read_suite(&p->suite, app, config, &app->problems, err) < 0)
		return -1;
	p->all = project_copy(&app->mem, &p->suite); /* selecting moves the benchmarks */
	if (app_check_set(&p->all, &p->options->set, err) < 0)
		return -1;
	return project_select(p, err) < 0 || project_override(p, err) < 0 ? -1 : 0;
}

int project_load(struct project *p, struct app *app, const struct project_options *options,
	const char *config, struct error *err)
{
	return enter(p, app, options, &config, err) < 0 ? -1 : load(p, config, err);
}

int project_load_any(struct project *p, struct app *app, const struct project_options *options,
	const char *config, struct error *err)
{
	if (config || project_has_config(app))
		return project_load(p, app, options, config, err);
	project_begin(p, app, options);
	return 0;
}

void project_look(struct project *p, struct app *app, const char *output_dir)
{
	const char *folder, *path = location_find(app, &folder);
	struct suite suite;

	project_begin(p, app, NULL);
	if (output_dir)
		p->suite.output_dir = output_dir;
	else if (path && location_enter(app, folder, ERROR_IGNORED) == 0 &&
		project_read_suite(&suite, app, path))
		p->suite = suite;
}

static void look_around(struct project *p, int found)
{
	if (found == 0)
		p->facts = repo_facts(p->repo);
	host_probe(&p->host, &p->app->mem, p->suite.machine_class);
}

const struct host *project_host(struct project *p)
{
	if (!p->host.digest)
		host_identify(&p->host, &p->app->mem);
	return &p->host;
}

int project_open(struct project *p, bool required, struct error *err)
{
	int rc = repo_open(&p->repo, &p->app->mem, NULL, err);

	if (rc < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (rc == 1 && required)
		return error_exit(err, EXIT_NO_VERDICT,
			"this folder is not in a git repository, where benchctl keeps baselines\n"
			"  make one here:            git init && git add . && git commit\n"
			"  or compare with a file:   benchctl gate --against FILE");
	look_around(p, rc);
	return 0;
}

struct loading {
	struct project *p;
	const char *config;
};

static int load_and_probe(void *ctx, struct error *err)
{
	const struct loading *l = ctx;

	if (load(l->p, l->config, err) < 0)
		return -1;
	host_probe(&l->p->host, &l->p->app->mem, l->p->suite.machine_class);
	return 0;
}

int project_load_to_read(struct project *p, struct app *app, const char *config, struct error *err)
{
	struct loading l = { p, config };

	if (enter(p, app, NULL, &l.config, err) < 0)
		return -1;
	return repo_open_to_read(&p->repo, &app->mem, load_and_probe, &l, err) < 0
		? error_stage(err, EXIT_NO_VERDICT)
		: 0;
}

int project_load_and_open(struct project *p, struct app *app, const struct project_options *options,
	const char *config, bool required, struct error *err)
{
	return project_load(p, app, options, config, err) < 0 ? -1 : project_open(p, required, err);
}

void project_open_any(struct project *p)
{
	struct error err;
	int rc = repo_open(&p->repo, &p->app->mem, NULL, &err);

	if (rc < 0)
		app_warn(p->app, "benchctl goes on without the repository: %s", err.text);
	look_around(p, rc);
}

void project_close(struct project *p)
{
	if (p->repo)
		repo_close(p->repo);
	p->repo = NULL;
}

const char *project_in_git(const struct project *p, const char *path)
{
	return arena_printf(&p->app->mem, "%s%s", repo_here(p->repo), path);
}

/* The folder of the baselines in git. NULL: that is the root itself. */
static const char *baselines_in_git(const struct project *p)
{
	const char *path = file_tidy(&p->app->mem, project_in_git(p, p->suite.baseline_dir));

	return *path ? path : NULL;
}

int project_dirty(bool *dirty, struct project *p, struct error *err)
{
	*dirty = false;
	if (!p->facts || p->facts->bare || !p->facts->head)
		return 0;
	return repo_dirty(dirty, p->repo, baselines_in_git(p), err);
}

const char *project_baseline_file(struct project *p)
{
	return baseline_path(&p->app->mem, p->suite.baseline_dir, p->suite.name, p->host.class);
}

const char *project_baseline_in_git(struct project *p)
{
	return project_in_git(p, project_baseline_file(p));
}

struct suite project_subset(struct project *p, const struct words *ids)
{
	struct suite some;

	if (!ids)
		return p->suite;
	some = project_copy(&p->app->mem, &p->suite);
	suite_filter(&some, ids);
	return some;
}
