#include "cli/operand.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/place.h"
#include "import/import.h"
#include "store/base.h"
#include "store/baseline.h"
#include "store/runs.h"

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

/* What other tools write is a run as well, of whatever machine this is. */
static int load_foreign(struct operand *o, struct session *s, const char *path, struct error *err)
{
	struct arena *mem = &s->cli->mem;
	struct import_answer answer;
	struct run *run;

	o->set = (struct run_set){ .kind = "run", .suite = s->suite.name };
	run = ARENA_PUSH(mem, &o->set);
	run->suite = s->suite.name;
	return import_file(run, mem, path, NULL, &answer, err);
}

/* Whether the file says of itself that benchctl has written it. */
static bool is_own(const char *path)
{
	CLOSES_FILE FILE *f = NULL;
	char head[64] = "";
	struct stat st;

	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a path was found */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true; /* what can be read once only is taken for our own */
	f = fopen(path, "re");
	return f && fread(head, 1, sizeof head - 1, f) && strstr(head, "\"benchctl\"");
}

static int load_file(struct operand *o, struct session *s, const char *path, const char *label)
{
	struct error err;
	int rc = is_own(path) ? run_set_load(&o->set, &s->cli->mem, path, &err)
			      : load_foreign(o, s, path, &err);

	if (rc < 0)
		return session_fail(s, &err, EXIT_NO_VERDICT);
	if (o->set.n == 0) {
		return session_refuse(s, EXIT_NO_VERDICT, "%s holds no run", path);
	}
	o->party = party_of_set(&o->set, label);
	return EXIT_PASS;
}

/* A name that is both is the revision, so that a change cannot put a file in the place of the tag
 * it is judged against; ./NAME is the file. */
static bool is_revision(const struct session *s, const char *text)
{
	const char *ignored;
	struct error err;

	return s->repo && *text != '.' && *text != '/' &&
		repo_resolve(&ignored, s->repo, text, &err) == 0;
}

/* A file or a run, if text names one; -1 if it does not. */
static int load_stored(struct operand *o, struct session *s, const char *text)
{
	struct arena *mem = &s->cli->mem;
	const char *path = place_path(s->cli, text);
	const char *dir = file_is_dir(path) ? path : NULL, *reason;

	if (file_exists(path) && is_revision(s, text))
		return -1;
	if (!dir && file_exists(path))
		return load_file(o, s, path, text);
	if (dir && importer_of_folder(dir, &reason))
		return load_file(o, s, dir, text);
	if (dir && !file_exists(file_join(mem, dir, "run.json")))
		dir = NULL; /* a folder that is something else; perhaps a branch has its name */
	if (!dir)
		dir = runs_find(mem, s->suite.output_dir, text);
	if (dir && !file_exists(file_join(mem, dir, "run.json"))) {
		return session_refuse(s, EXIT_NO_VERDICT,
			"%s holds no samples: it ended before it was measured, or was not about "
			"one commit; see: benchctl list",
			dir);
	}
	return dir ? load_file(o, s, file_join(mem, dir, "run.json"), dir) : -1;
}

static const char *short_label(struct arena *mem, const struct base *b)
{
	return arena_printf(mem, "%.8s (%s)", b->commit, b->label);
}

static int say_no_baseline(struct session *s, const struct base *b, const char *path)
{
	struct words classes = { 0 };
	struct error err;
	const char *others = "",
		   *no_build = arena_printf(&s->cli->mem, "give `build:` in %s",
			   s->suite.path ? s->suite.path : "benchctl.yaml");

	baseline_classes(&classes, s->repo, b->commit, path, &err);
	for (size_t i = 0; i < classes.n; i++)
		others = arena_printf(&s->cli->mem, "%s%s%.*s", others, i ? ", " : "",
			(int)strcspn(classes.v[i], "."), classes.v[i]);
	return session_refuse(s, EXIT_NO_VERDICT,
		"no baseline for suite '%s' on machine class %s at %.8s (%s)%s%s.\n"
		"  record one here:       benchctl baseline refresh --commit\n"
		"  or judge without one:  %s, and base and head are run side by side\n"
		"  or begin with none:    benchctl gate --allow-missing-baseline",
		s->suite.name, s->host.class, b->commit, b->label,
		*others ? "; there is one for " : "", others,
		s->suite.build ? "benchctl gate --mode paired" : no_build);
}

/* Calls results what their benchmarks are called now, unless the run knows the new name itself. */
static void rename_results(struct run *run, const struct suite *suite)
{
	for (size_t i = 0; i < suite->renamed.n; i++) {
		const struct pair *p = &suite->renamed.v[i];
		struct result *old = run_find(run, p->key);

		if (old && !run_find(run, p->value)) {
			old->id = p->value;
			run_sort(run);
		}
	}
}

int operand_baseline(struct operand *o, const struct base *b, struct session *s, bool absent_ok)
{
	struct arena *mem = &s->cli->mem;
	const char *path = baseline_path(mem, s->facts->prefix, s->suite.baseline_dir,
		s->suite.name, s->host.class);
	struct error err;
	int rc = baseline_read(&o->set, s->repo, mem, b->commit, path, s->suite.name, &err);

	if (rc < 0)
		return session_fail(s, &err, EXIT_NO_VERDICT);
	if (rc == 1 && !absent_ok)
		return say_no_baseline(s, b, path);
	if (rc == 1)
		o->set = (struct run_set){ .kind = "baseline", .suite = s->suite.name };
	for (size_t i = 0; i < o->set.n; i++)
		rename_results(&o->set.v[i], &s->suite);
	o->party = party_of_set(&o->set, short_label(mem, b));
	/* What is judged against is the commit; where the baseline was measured is in its runs. */
	o->party.commit = b->commit;
	o->party.dirty = false;
	return EXIT_PASS;
}

int operand_choose(struct operand *o, struct base *base, struct session *s, const char *against)
{
	struct error err;
	int rc = against ? load_stored(o, s, against) : -1;

	*base = (struct base){ 0 };
	if (rc >= 0)
		return rc;
	if (!s->repo && (rc = session_open(s, true)) != EXIT_PASS)
		return rc;
	if (base_choose(base, s->repo, &s->cli->mem, against, &err) < 0)
		return session_fail(s, &err, EXIT_NO_VERDICT);
	return EXIT_PASS;
}

int operand_load(struct operand *o, struct session *s, const char *text)
{
	struct error err;
	struct base b;
	int rc = load_stored(o, s, text);

	if (rc >= 0)
		return rc;
	if (!s->repo && (rc = session_open(s, false)) != EXIT_PASS)
		return rc;
	if (!s->repo || base_choose(&b, s->repo, &s->cli->mem, text, &err) < 0) {
		return session_refuse(s, EXIT_USAGE,
			"'%s' is neither a file, nor a run in %s, nor a revision with a baseline",
			text, s->suite.output_dir);
	}
	return operand_baseline(o, &b, s, false);
}
