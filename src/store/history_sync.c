/* Exchanging histories with a remote. */
#include "store/history.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/backoff.h"
#include "store/git/git.h"
#include "store/git/repo.h"

enum { TRIES = 20, REMOTE_TIMEOUT = 300 /* s */ };
enum { FIRST_PAUSE_US = 20 * 1000, LONGEST_PAUSE_US = 1280 * 1000 };

struct sync {
	struct repo *repo;
	struct arena *mem;
	const char *folder, *remote;
	const char *theirs; /* the ref that holds what the remote had last */
	struct error *err;
};

/* git with any exit status; 0 or -1 */
static int run(struct sync *s, int *status, const char **out, const char **complaint,
	const char *index, const char *const *args)
{
	const struct git_call call = {
		.folder = s->folder, .args = args, .index = index, .timeout = REMOTE_TIMEOUT
	};

	return git_run(status, out, complaint, s->mem, &call, s->err);
}

static int line(struct sync *s, const char **out, const char *index, const char *const *args)
{
	const char *complaint;
	int status;

	if (run(s, &status, out, &complaint, index, args) < 0)
		return -1;
	return status == 0 ? 0 : error_set(s->err, "git %s: %s", args[0], complaint);
}

/* The commit a ref points to, or NULL. */
static int tip(struct sync *s, const char **out, const char *ref)
{
	const char *complaint;
	int status;

	if (run(s, &status, out, &complaint, NULL,
		    GIT_ARGS("rev-parse", "--verify", "--quiet", "--end-of-options", ref)) < 0)
		return -1;
	if (status != 0)
		*out = NULL;
	return 0;
}

/* from NULL: it must not exist yet. 1 when the ref has moved meanwhile. */
static int swap(struct sync *s, const char *to, const char *from)
{
	const char *out, *complaint;
	int status;

	if (run(s, &status, &out, &complaint, NULL,
		    GIT_ARGS("update-ref", "-m", "benchctl: history united", HISTORY_REF, to,
			    from ? from : "")) < 0)
		return -1;
	return status != 0;
}

/* All files of both: no name stands for two contents, so there is nothing to resolve. */
static int unite(struct sync *s, const char **merged, const char *ours, const char *theirs)
{
	const char *base, *tree, *out, *complaint, *git_dir;
	char *index;
	int status;

	if (line(s, &git_dir, NULL, GIT_ARGS("rev-parse", "--absolute-git-dir")) < 0)
		return -1;
	index = arena_printf(s->mem, "%s/benchctl-index.%ld", git_dir, (long)getpid());
	unlink(index);
	if (run(s, &status, &base, &complaint, NULL, GIT_ARGS("merge-base", ours, theirs)) < 0)
		return -1;
	if (status != 0 &&
		line(s, &base, NULL, GIT_ARGS("hash-object", "-t", "tree", "/dev/null")) < 0)
		return -1;
	status = line(s, &out, index,
			 GIT_ARGS("read-tree", "-i", "-m", "--aggressive", base, ours, theirs)) <
			0 ||
		line(s, &tree, index, GIT_ARGS("write-tree")) < 0;
	unlink(index);
	if (status)
		return -1;
	return line(s, merged, NULL,
		GIT_ARGS("-c", "user.name=benchctl", "-c", "user.email=benchctl@localhost",
			"commit-tree", tree, "-p", ours, "-p", theirs, "-m", "history: united"));
}

static int is_ancestor(struct sync *s, bool *yes, const char *a, const char *b)
{
	const char *out, *complaint;
	int status;

	if (run(s, &status, &out, &complaint, NULL, GIT_ARGS("merge-base", "--is-ancestor", a, b)) <
		0)
		return -1;
	*yes = status == 0;
	return 0;
}

/* Brings what the remote has into ours. 1: somebody here was quicker. */
static int take_theirs(struct sync *s)
{
	const char *ours, *theirs, *merged;
	bool behind, ahead;

	if (tip(s, &ours, HISTORY_REF) < 0 || tip(s, &theirs, s->theirs) < 0)
		return -1;
	if (!theirs || text_equal(ours, theirs))
		return 0;
	if (!ours)
		return swap(s, theirs, NULL);
	if (is_ancestor(s, &ahead, theirs, ours) < 0 || is_ancestor(s, &behind, ours, theirs) < 0)
		return -1;
	if (ahead)
		return 0;
	if (behind)
		return swap(s, theirs, ours);
	return unite(s, &merged, ours, theirs) < 0 ? -1 : swap(s, merged, ours);
}

/* A remote without a history is an empty one. */
static int fetch(struct sync *s)
{
	const char *out, *complaint, *found;
	int status;

	if (line(s, &found, NULL, GIT_ARGS("ls-remote", "--", s->remote, HISTORY_REF)) < 0)
		return -1;
	if (!*found)
		return 0;
	if (run(s, &status, &out, &complaint, NULL,
		    GIT_ARGS("fetch", "--no-tags", "--quiet", "--no-write-fetch-head", "--",
			    s->remote, arena_printf(s->mem, "+" HISTORY_REF ":%s", s->theirs))) < 0)
		return -1;
	return status == 0
		? 0
		: error_set(s->err, "cannot fetch the history from %s: %s", s->remote, complaint);
}

static int bring(struct sync *s)
{
	int rc = fetch(s);

	for (int i = 0; rc == 0 && i < TRIES; i++) {
		rc = take_theirs(s);
		if (rc != 1)
			return rc;
		backoff_sleep((unsigned)i, FIRST_PAUSE_US, LONGEST_PAUSE_US);
		rc = 0;
	}
	return rc < 0 ? -1 : error_set(s->err, "others keep writing to " HISTORY_REF "; try again");
}

static struct sync sync_with(struct repo *repo, struct arena *mem, const char *remote,
	struct error *err)
{
	const char *root = repo_facts(repo)->root;

	return (struct sync){ .repo = repo,
		.mem = mem,
		.folder = root ? root : ".",
		.remote = remote,
		.theirs = arena_printf(mem, "refs/benchctl/remotes/%s/history",
			text_slug(mem, remote)),
		.err = err };
}

int history_fetch(struct repo *repo, struct arena *mem, const char *remote, struct error *err)
{
	struct sync s = sync_with(repo, mem, remote, err);

	return bring(&s);
}

/* A refusal that a fetch mends, or a race for the lock of the remote's ref; what a hook or a rule
 * of the server declines ("remote rejected") stays declined. */
static bool is_race(const char *complaint)
{
	static const char *const signs[] = { "[rejected]", "cannot lock ref",
		"failed to update ref", "incorrect old value" };

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (strstr(complaint, signs[i]))
			return true;
	return false;
}

/* 0 pushed, 1 somebody was quicker, -1 */
static int push_once(struct sync *s)
{
	const char *ours, *out, *complaint, *there;
	int status;

	if (tip(s, &ours, HISTORY_REF) < 0)
		return -1;
	if (!ours)
		return error_set(s->err,
			"there is no history yet; make one: benchctl history record");
	if (run(s, &status, &out, &complaint, NULL,
		    GIT_ARGS("push", "--quiet", "--no-verify", "--", s->remote,
			    arena_printf(s->mem, "%s:" HISTORY_REF, ours))) < 0)
		return -1;
	if (status != 0) {
		if (is_race(complaint))
			return 1;
		return error_set(s->err, "cannot push the history to %s: %s", s->remote, complaint);
	}
	/* What the server has said is not what it has done; look. */
	if (line(s, &there, NULL, GIT_ARGS("ls-remote", "--", s->remote, HISTORY_REF)) < 0)
		return -1;
	if (text_starts(there, ours))
		return 0;
	return *there
		? 1
		: error_set(s->err, "%s has taken the push but has no history now", s->remote);
}

int history_push(struct repo *repo, struct arena *mem, const char *remote, struct error *err)
{
	struct sync s = sync_with(repo, mem, remote, err);

	for (int i = 0; i < TRIES; i++) {
		int rc = push_once(&s);

		if (rc <= 0)
			return rc;
		backoff_sleep((unsigned)i, FIRST_PAUSE_US, LONGEST_PAUSE_US);
		if (bring(&s) < 0)
			return -1;
	}
	return error_set(err, "others keep pushing to the history of %s; try again", remote);
}
