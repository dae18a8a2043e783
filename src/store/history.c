#include "store/history.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/git/git.h"
#include "store/git/repo.h"
#include "store/history_fold.h"

enum { NAME_DIGITS = 12 };

/* Seconds since the epoch of the commit, twelve digits, so that names sort by it. */
static int commit_time(const char **out, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err)
{
	const char *text;

	if (git_text(&text, repo_git(repo), mem, err,
		    GIT_ARGS("show", "-s", "--format=%ct", commit)) < 0)
		return -1;
	*out = arena_printf(mem, "%012llu", strtoull(text, NULL, 10));
	return 0;
}

static int record_at(struct repo *repo, struct arena *mem, const struct run *run, const char *when,
	struct error *err)
{
	struct run copy = run_bare(run);
	const struct run_set set = { .kind = "history", .suite = run->suite, .v = &copy, .n = 1 };
	struct repo_change change = { 0 };
	const struct repo_update update = { .ref = HISTORY_REF,
		.changes = &change,
		.n = 1,
		.message = arena_printf(mem, "history: %s at %.10s", run->suite, run->commit) };
	const char *ignored;

	copy.id = NULL; /* names a folder on one machine */
	change.data = run_set_text(mem, &change.n, &set);
	change.path = arena_printf(mem, "%s/%s/%s-%.*s-%.*s.json", run->suite, run->host.class,
		when, NAME_DIGITS, run->commit, NAME_DIGITS,
		digest_hex(mem, change.data, change.n));
	return repo_update(&ignored, repo, &update, err);
}

int history_record(struct repo *repo, struct arena *mem, const struct run *run, struct error *err)
{
	const char *when;
	int rc;

	if (!run->commit)
		return error_set(err, "the run names no commit, so the history cannot record it");
	if (run->dirty)
		return error_set(err,
			"the run was made with uncommitted changes, so it is not a record of %.10s",
			run->commit);
	if (run->schedule)
		return error_set(err,
			"the run has schedule: %s; the history records only runs that measured "
			"one benchmark at a time",
			run->schedule);
	if (!run->host.class || !run->suite)
		return error_set(err, "the run does not know its suite or its machine");
	if (commit_time(&when, repo, mem, run->commit, err) < 0)
		return -1;
	rc = record_at(repo, mem, run, when, err);
	if (rc >= 0)
		history_fold(repo, run->suite, run->host.class);
	return rc;
}
