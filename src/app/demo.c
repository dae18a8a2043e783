#include "app/app.h"

#include <stdlib.h>
#include <string.h>

#include "app/gate/gate.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/git.h"
#include "store/removal.h"

/* Long enough that the copy of the base, which the gate makes below the same temporary folder, can
 * have as long a path. */
#define FOLDER "repository-of-a-parser"
#define SLOW   "parse/large"

static const char config[] = "benchmark: { name: parser, time_budget: 8s }\n"
			     "\n"
			     "# How to build any commit; a script needs no building.\n"
			     "build: \"true\"\n"
			     "\n"
			     "gate:\n"
			     "  threshold: 5%          # smallest slowdown that fails\n"
			     "\n"
			     "suite:\n"
			     "  - { name: parse/small, command: sh parse.sh small }\n"
			     "  - { name: " SLOW ", command: sh parse.sh large }\n";

static const char program[] = "# parse.sh small|large: stands for a program that has work to do.\n"
			      "case $1 in\n"
			      "small) rounds=6000 ;;\n"
			      "large) rounds=%s ;;\n"
			      "esac\n"
			      "sum=0\n"
			      "while [ \"$rounds\" -gt 0 ]; do\n"
			      "\tsum=$(((sum * 31 + rounds) %% 65521))\n"
			      "\trounds=$((rounds - 1))\n"
			      "done\n"
			      "echo \"$sum\"\n";

/* The second one is the slowdown that the gate must find. */
static const struct {
	const char *rounds, *subject;
} commits[] = { { "16000", "a parser and its benchmarks" },
	{ "32000", "parse: check large files again" } };

static int write_text(const char *path, const char *text, struct error *err)
{
	return file_write(path, text, strlen(text), err);
}

static int commit(const struct git *git, struct arena *mem, size_t i, struct error *err)
{
	const char *ignored;

	if (write_text("parse.sh", arena_printf(mem, program, commits[i].rounds), err) < 0 ||
		git_text(&ignored, git, mem, err, GIT_ARGS("add", "-A")) < 0)
		return -1;
	return git_text(&ignored, git, mem, err,
		GIT_ARGS("-c", "user.name=benchctl", "-c", "user.email=benchctl@localhost", "-c",
			"commit.gpgSign=false", "commit", "-q", "-m", commits[i].subject));
}

/* In the current folder. */
static int make_repository(struct arena *mem, struct error *err)
{
	const char *ignored;
	struct git git;
	int rc;

	git_init(&git, mem, ".");
	if (git_text(&ignored, &git, mem, err,
		    GIT_ARGS("-c", "init.defaultBranch=main", "init", "-q", "--template=")) < 0)
		return -1;
	rc = write_text("benchctl.yaml", config, err);
	if (rc == 0)
		rc = write_text(".gitignore", "results/\n", err);
	for (size_t i = 0; i < ARRAY_SIZE(commits) && rc == 0; i++)
		rc = commit(&git, mem, i, err);
	return rc;
}

/* Makes a folder for everything, or NULL. */
static const char *temporary_folder(struct arena *mem)
{
	const char *tmp = getenv("TMPDIR");
	char *path = file_absolute(mem,
		file_join(mem, tmp && *tmp ? tmp : "/tmp", "benchctl-demo.XXXXXX"));

	return mkdtemp(path);
}

/* The folder of the repository; *temporary: what to remove afterwards, or NULL. */
static int choose_folder(const char **folder, const char **temporary, struct app *app,
	const char *wanted, struct error *err)
{
	struct arena *mem = &app->mem;
	struct words names = { 0 };

	*temporary = NULL;
	if (wanted) {
		*folder = wanted;
		if (file_names(&names, mem, wanted) == 0 && names.n)
			return error_exit(err, EXIT_USAGE, "%s is not empty", wanted);
		return file_mkdirs(wanted, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
	}
	*temporary = temporary_folder(mem);
	if (!*temporary)
		return error_exit(err, EXIT_MEASURE,
			"cannot create a temporary folder; name a writable folder: "
			"TMPDIR=FOLDER benchctl demo");
	/* The copy of the base is removed with it. */
	setenv("XDG_CACHE_HOME", *temporary, 1);
	*folder = file_join(mem, *temporary, FOLDER);
	return file_mkdirs(*folder, err);
}

/* Whether the gate has found the slowdown, and nothing else. */
static bool is_red(const struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++)
		if ((c->v[i].verdict == VERDICT_REGRESSION) != text_equal(c->v[i].id, SLOW))
			return false;
	return c->n && c->exit == EXIT_REGRESSION;
}

int app_demo(struct comparison *c, struct app *app, const char *folder, struct error *err)
{
	const struct gate_options options = { .against = "HEAD~1" };
	const struct project_options project = { 0 };
	const char *temporary;
	int rc = choose_folder(&folder, &temporary, app, folder, err);

	*c = (struct comparison){ 0 };
	if (rc == 0)
		rc = location_enter(app, folder, err);
	if (rc == 0)
		rc = make_repository(&app->mem, err);
	if (rc == 0)
		rc = app_gate(c, app, &project, &options, err);
	if (temporary)
		removal_tree(temporary);
	if (rc == 0 && !is_red(c))
		return error_exit(err, EXIT_NO_VERDICT,
			"the gate did not find the slowdown of " SLOW
			", probably because this machine is busy; try again, or "
			"measure the noise of the machine: benchctl calibrate");
	return rc < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}
