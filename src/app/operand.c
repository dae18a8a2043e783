#include "app/operand.h"

#include <string.h>
#include <sys/stat.h>

#include "app/init/init.h"
#include "base/file.h"
#include "base/text.h"
#include "store/baseline.h"
#include "store/git/git.h"

enum { CLASSES_SHOWN = 10 };

struct party party_of_run(const struct run *run, const char *label)
{
	return (struct party){ .label = label,
		.run = run->id,
		.commit = run->commit,
		.dirty = run->dirty,
		.started = run->started,
		.runs = 1,
		.host = run->host };
}

static struct party party_of_set(const struct run_set *set, const char *label)
{
	struct party p = { .label = label };

	if (set->n)
		p = party_of_run(&set->v[set->n - 1], label);
	p.runs = set->n;
	return p;
}

/* A file or a run that was read; 1 if the name is neither's. */
static int use_loaded(struct operand *o, struct project *p, struct error *err)
{
	if (!o->path)
		return 1;
	if (o->label != o->text && !file_exists(o->path))
		return error_exit(err, EXIT_NO_VERDICT,
			"%s has no samples: the run ended before its first sample, "
			"or it belongs to no single commit; see: benchctl list",
			o->label);
	if (o->rc < 0) {
		*err = o->err;
		return error_stage(err, EXIT_NO_VERDICT);
	}
	if (o->answer.cut)
		app_warn(p->app, "%s: %s", o->path, o->answer.cut);
	if (o->answer.left)
		app_note(p->app, "%s: %s", o->path, o->answer.left);
	if (o->set.n == 0)
		return error_exit(err, EXIT_NO_VERDICT, "%s holds no run", o->path);
	o->party = party_of_set(&o->set, o->label);
	return 0;
}

static void look(struct operand *o, struct project *p, const char *text)
{
	operand_find(o, p, &(const struct words){ .v = &text, .n = 1 });
	operand_read(o, 1, p);
}

/* The commit of this branch that has recorded the baseline since the base, or NULL. */
static const char *recorded_since(struct project *p, const struct base *b, const char *path)
{
	const char *commit = NULL;

	if (git_text(&commit, repo_git(p->repo), &p->app->mem, ERROR_IGNORED,
		    GIT_ARGS("log", "-1", "--format=%H",
			    arena_printf(&p->app->mem, "%s..HEAD", b->commit), "--", path)) < 0)
		return NULL;
	return *commit ? commit : NULL;
}

/* How to get a baseline where the base has none; the first line ends a sentence. */
static const char *remedy(struct project *p, const struct base *b, const char *path)
{
	struct arena *mem = &p->app->mem;
	const char *file = project_baseline_file(p);
	const char *commit = recorded_since(p, b, path);

	if (commit && file_exists(file))
		return arena_printf(mem,
			"; commit %.8s records it, but the base does not contain that commit yet\n"
			"  push or merge that commit; until then: benchctl gate --against HEAD\n",
			commit);
	if (file_exists(file))
		return arena_printf(mem,
			"; %s has it, but that file is not committed yet\n"
			"  commit it:             git add %s && git commit\n",
			file, words_quote_one(mem, file));
	return "\n  record one here:       benchctl baseline refresh --commit\n";
}

static int no_baseline(struct project *p, const struct base *b, const char *path, struct error *err)
{
	struct arena *mem = &p->app->mem;
	struct words classes = { 0 };
	size_t found;
	const char *others,
		*no_build = arena_printf(mem, "give `build:` in %s",
			p->suite.path ? p->suite.path : "benchctl.yaml");

	baseline_classes(&classes, p->repo, b->commit, path);
	found = classes.n;
	classes.n = found < CLASSES_SHOWN ? found : CLASSES_SHOWN;
	for (size_t i = 0; i < classes.n; i++)
		classes.v[i] = arena_copy(mem, classes.v[i], strcspn(classes.v[i], "."));
	others = words_list(mem, &classes);
	if (found > classes.n)
		others = arena_printf(mem, "%s and %zu more", others, found - classes.n);
	return error_exit(err, EXIT_NO_VERDICT,
		"no baseline for suite '%s' on machine class %s at %.8s (%s)%s%s%s"
		"  or measure both sides: %s\n"
		"  or pass without one:   benchctl gate --allow-missing-baseline",
		p->suite.name, p->host.class, b->commit, b->label,
		*others ? "; there are baselines for " : "", others, remedy(p, b, path),
		p->suite.build ? "benchctl gate --mode paired" : no_build);
}

/* Renames results to their benchmarks' current names, unless the run has the new name itself. Sorts
 * once, at the end, so that the results stay where run_find looks for them. */
static void rename_results(struct run *run, struct arena *mem, const struct suite *suite)
{
	const char **fresh = arena_array(mem, run->n, sizeof *fresh);
	struct words given = { 0 };

	for (size_t i = 0; i < suite->renamed.n; i++) {
		const struct pair *p = &suite->renamed.v[i];
		struct result *old = run_find(run, p->key), *taken = run_find(run, p->value);

		if (!old || fresh[old - run->v] || (taken && !fresh[taken - run->v]) ||
			words_has(&given, p->value))
			continue;
		fresh[old - run->v] = p->value;
		words_push(mem, &given, p->value);
	}
	for (size_t i = 0; i < run->n; i++)
		if (fresh[i])
			run->v[i].id = fresh[i];
	run_sort(run);
}

/* What init wrote as an example stands for a benchmark of the user's: it may go. */
static void drop_example(struct run *run, const struct project *p)
{
	size_t n = 0;

	if (TEXT_FIND(p->all.v, p->all.n, id, INIT_EXAMPLE_ID))
		return;
	for (size_t i = 0; i < run->n; i++)
		if (!init_is_example(run->v[i].id, run->v[i].command))
			run->v[n++] = run->v[i];
	run->n = n;
}

int operand_baseline(struct operand *o, const struct base *b, struct project *p, bool absent_ok,
	struct error *err)
{
	struct arena *mem = &p->app->mem;
	const char *path = project_baseline_in_git(p);
	int rc = baseline_read(&o->set, p->repo, mem, b->commit, path, p->suite.name, err);

	if (rc < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	if (rc == 1 && !absent_ok)
		return no_baseline(p, b, path, err);
	if (rc == 1)
		o->set = (struct run_set){ .kind = "baseline", .suite = p->suite.name };
	for (size_t i = 0; i < o->set.n; i++) {
		rename_results(&o->set.v[i], mem, &p->suite);
		drop_example(&o->set.v[i], p);
	}
	o->party = party_of_set(&o->set, arena_printf(mem, "%.8s (%s)", b->commit, b->label));
	/* The comparison is with this commit; its runs name the commits that they measured. */
	o->party.commit = b->commit;
	o->party.dirty = false;
	return 0;
}

int operand_choose(struct operand *o, struct base *base, struct project *p, const char *against,
	struct error *err)
{
	int rc = 1;

	if (against) {
		look(o, p, against);
		rc = use_loaded(o, p, err);
	}
	*base = (struct base){ 0 };
	if (rc <= 0)
		return rc;
	if (!p->repo && project_open(p, true, err) < 0)
		return -1;
	if (base_choose(base, p->repo, &p->app->mem, against, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	return 0;
}

/* A file or a run that was read, or else a revision. */
static int load(struct operand *o, struct project *p, struct error *err)
{
	const char *text = o->text;
	int rc = use_loaded(o, p, err);
	struct base b;

	if (rc <= 0)
		return rc;
	if (!p->repo && project_open(p, false, err) < 0)
		return -1;
	if (text_equal(text, "last"))
		return error_exit(err, EXIT_USAGE, "there is no run in %s yet; measure one: %s",
			p->suite.output_dir,
			project_has_config(p->app)
				? "benchctl run"
				: "benchctl run -- COMMAND, or benchctl init for a suite");
	if (!p->repo || base_choose(&b, p->repo, &p->app->mem, text, err) < 0)
		return error_exit(err, EXIT_USAGE,
			"'%s' is neither a file, nor a run in %s, nor a revision with a baseline",
			text, p->suite.output_dir);
	return operand_baseline(o, &b, p, false, err);
}

int operand_load(struct operand *o, struct project *p, const char *text, struct error *err)
{
	look(o, p, text);
	return load(o, p, err);
}

int operand_distinct(struct app *app, const struct words *names, struct error *err)
{
	struct stat a, b;

	for (size_t i = 0; i < names->n; i++)
		for (size_t k = 0; k < i; k++)
			if (text_equal(names->v[i], names->v[k]) ||
				(stat(location_path(app, names->v[i]), &a) == 0 &&
					stat(location_path(app, names->v[k]), &b) == 0 &&
					a.st_dev == b.st_dev && a.st_ino == b.st_ino))
				return error_exit(err, EXIT_USAGE,
					"%s and %s are the same file; name each file once",
					names->v[k], names->v[i]);
	return 0;
}

/* The names of one side, whose runs become one. v: what was read. */
static int load_side(struct operand *o, struct project *p, struct operand *v,
	const struct words *names, struct error *err)
{
	struct arena *mem = &p->app->mem;
	const struct run **runs = arena_array(mem, names->n, sizeof *runs);
	struct run joined;

	if (operand_distinct(p->app, names, err) < 0)
		return -1;
	for (size_t i = 0; i < names->n; i++) {
		if (load(&v[i], p, err) < 0)
			return -1;
		runs[i] = operand_run(&v[i]);
		if (!import_same_machine(&v[0].answer.machine, &v[i].answer.machine))
			v[0].differs = import_machine_text(mem, &v[i].answer.machine);
	}
	*o = v[names->n - 1];
	if (names->n == 1)
		return 0;
	o->answer.machine = v[0].answer.machine;
	o->differs = v[0].differs;
	joined = *operand_run(o);
	joined.id = NULL;
	if (import_join(&joined, mem, runs, names->n, err) < 0)
		return error_stage(err, EXIT_NO_VERDICT);
	o->set.n = 0;
	*ARENA_PUSH(mem, &o->set) = joined;
	o->party.run = NULL;
	o->party.label = arena_printf(mem, "%s and %zu more", names->v[0], names->n - 1);
	return 0;
}

int operand_load_sides(struct operand *base, struct operand *head, struct project *p,
	const struct words *of_base, const struct words *of_head, struct error *err)
{
	size_t n = of_base->n + of_head->n;
	struct operand *v = arena_array(&p->app->mem, n, sizeof *v);

	operand_find(v, p, of_base);
	operand_find(v + of_base->n, p, of_head);
	operand_read(v, n, p);
	return load_side(base, p, v, of_base, err) < 0 ||
			load_side(head, p, v + of_base->n, of_head, err) < 0
		? -1
		: 0;
}

struct run *operand_run(const struct operand *o)
{
	return &o->set.v[o->set.n - 1];
}
