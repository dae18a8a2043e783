#include "store/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
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
		return error_set(err, "the run names no suite or no machine class");
	if (commit_time(&when, repo, mem, run->commit, err) < 0)
		return -1;
	rc = record_at(repo, mem, run, when, err);
	if (rc >= 0)
		history_fold(repo, run->suite, run->host.class);
	return rc;
}

enum { TRIES = 20 };
enum { FIRST_PAUSE_US = 20 * 1000, LONGEST_PAUSE_US = 1280 * 1000 };

/* The commit that the remote has; "" when it has no history. */
static int ask_remote(const char **found, struct repo *repo, struct arena *mem, const char *remote,
	struct error *err)
{
	struct words lines = { 0 };

	*found = "";
	if (git_lines(&lines, repo_git(repo), mem, err,
		    GIT_ARGS("ls-remote", "--", remote, HISTORY_REF)) < 0)
		return -1;
	/* git also lists refs whose names only end so. */
	for (size_t i = 0; i < lines.n; i++) {
		size_t n = strcspn(lines.v[i], "\t");

		if (text_equal(lines.v[i] + n, "\t" HISTORY_REF))
			*found = arena_copy(mem, lines.v[i], n);
	}
	return 0;
}

/* A remote without a history is an empty one. */
int history_fetch(struct repo *repo, struct arena *mem, const char *remote, struct error *err)
{
	struct repo_update update = { .ref = HISTORY_REF, .message = "history: merged" };
	const char *theirs, *ignored;

	if (ask_remote(&theirs, repo, mem, remote, err) < 0)
		return -1;
	if (!*theirs)
		return 0;
	/* The objects alone: no name of a ref can be made of every remote, which may be a path. A
	 * ref that only grows still has what it had when asked. */
	if (git_text(NULL, repo_git(repo), mem, err,
		    GIT_ARGS("fetch", "--no-tags", "--quiet", "--no-write-fetch-head",
			    "--no-filter", "--", remote, HISTORY_REF)) < 0)
		return error_context(err, "cannot fetch the history from %s", remote);
	if (repo_resolve(&update.with, repo, theirs, err) != 0)
		return error_set(err, "the history of %s has been replaced meanwhile; try again",
			remote);
	return repo_update(&ignored, repo, &update, err) < 0 ? -1 : 0;
}

/* A refusal that a fetch cures, or a race for the lock of the remote's ref; what a hook or a rule
 * of the server declines ("remote rejected") stays declined. */
static bool is_race(const char *complaint)
{
	static const char *const signs[] = { "[rejected]", "cannot lock ref",
		"failed to update ref", "incorrect old value", NULL };

	return text_has_one(complaint, signs);
}

/* 0 pushed, 1 somebody was quicker, -1 */
static int push_once(struct repo *repo, struct arena *mem, const char *remote, struct error *err)
{
	const char *ours, *there;
	int rc = repo_resolve(&ours, repo, HISTORY_REF, err);

	if (rc > 0)
		return error_set(err, "there is no history yet; make one: benchctl history record");
	if (rc < 0)
		return -1;
	if (git_text(&there, repo_git(repo), mem, err,
		    GIT_ARGS("push", "--quiet", "--no-verify", "--", remote,
			    arena_printf(mem, "%s:" HISTORY_REF, ours))) < 0)
		return is_race(err->text)
			? 1
			: error_context(err, "cannot push the history to %s", remote);
	/* A server may say that it has taken a push and not have done so. */
	if (ask_remote(&there, repo, mem, remote, err) < 0)
		return -1;
	if (text_equal(there, ours))
		return 0;
	return *there ? 1
		      : error_set(err, "%s has accepted the push but has no history now", remote);
}

int history_push(struct repo *repo, struct arena *mem, const char *remote, struct error *err)
{
	for (unsigned i = 0; i < TRIES; i++) {
		int rc = push_once(repo, mem, remote, err);

		if (rc <= 0)
			return rc;
		clock_back_off(i, FIRST_PAUSE_US, LONGEST_PAUSE_US);
		if (history_fetch(repo, mem, remote, err) < 0)
			return -1;
	}
	return error_set(err, "others keep pushing to the history of %s; try again", remote);
}
