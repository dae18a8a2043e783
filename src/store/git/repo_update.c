/* One commit on top of a ref, by compare-and-swap: look, edit, write objects, swap, and begin again
 * when another process was faster. */
#include "store/git/repo_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_by_hand.h"
#include "store/git/repo_worktree.h"
#include "store/git/repo_write.h"

/* With w writers one swap in w succeeds, so that even sixteen leave no writer behind in practice; a
 * lock that nobody will ever give back is noticed after some two seconds. */
enum { TRIES = 100, FIRST_PAUSE_US = 1000, LONGEST_PAUSE_US = 30 * 1000 };

static unsigned tries_of(const struct repo_update *u)
{
	return u->tries ? u->tries : TRIES;
}

struct attempt {
	struct repo *repo;
	const struct repo_update *update;
	const char *ref, *message;
	const char *commit; /* that was made; NULL: none */
	bool here;          /* ref is the branch that is checked out in our worktree */
	struct error no_writer;
};

static int check_paths(const struct repo_update *u, struct error *err)
{
	for (size_t i = 0; i < u->n; i++) {
		const char *path = u->changes[i].path;

		if (!file_is_confined(path) || path[strlen(path) - 1] == '/')
			return error_set(err, "cannot commit '%.200s': not the path of a file",
				path);
		for (size_t n; *path; path += n + (path[n] == '/')) {
			n = strcspn(path, "/");
			if (n == 0 || (n == 1 && *path == '.') || strncmp(path, "../", 3) == 0 ||
				(n == 4 && strncasecmp(path, ".git", 4) == 0))
				return error_set(err,
					"cannot commit '%.200s': git allows no such path",
					u->changes[i].path);
		}
	}
	return 0;
}

static const char heads[] = "refs/heads/";

static const char *branch_of(const char *ref)
{
	return text_starts(ref, heads) ? ref + strlen(heads) : ref;
}

static int open_writer(struct repo *repo, struct error *err)
{
	return repo->writer
		? 0
		: repo_write_open(&repo->writer, repo->mem, repo_facts(repo)->gitdir, err);
}

static int look(struct repo_tip *tip, struct repo *repo, const char *name, struct error *err)
{
	return repo->writer ? repo_write_tip(tip, repo->writer, name, err)
			    : repo_by_hand_tip(tip, repo, name, err);
}

/* The branch in HEAD now, which may have moved since repo_open; NULL: HEAD is detached. */
static int branch_now(const char **ref, struct repo *repo, struct error *err)
{
	struct repo_tip head;

	if (look(&head, repo, "HEAD", err) < 0)
		return -1;
	*ref = head.symbolic && text_starts(head.symbolic, heads) ? head.symbolic : NULL;
	return 0;
}

static int choose_ref(struct attempt *a, struct error *err)
{
	const struct repo_facts *f = repo_facts(a->repo);
	const char *busy, *branch;

	if (branch_now(&branch, a->repo, err) < 0)
		return -1;
	a->ref = a->update->ref ? a->update->ref : branch;
	a->here = !f->bare && text_equal(a->ref, branch);
	busy = a->here ? repo_busy(a->repo) : NULL;
	if (busy)
		return error_set(err,
			"there is an unfinished %s in %s\n"
			"  finish or abort it first, or commit elsewhere:  --branch NAME",
			busy, f->root ? f->root : "this repository");
	if (!a->ref)
		return error_set(err,
			"HEAD is detached, so there is no branch to commit to\n"
			"  name one:  --branch NAME");
	if (!text_starts(a->ref, "refs/"))
		return error_set(err, "'%.200s' is not the full name of a ref", a->ref);
	if (a->here && !f->root)
		return error_set(err,
			"the branch %s is checked out, but this is not its worktree\n"
			"  run it there, or commit elsewhere:  --branch NAME",
			branch_of(a->ref));
	return 0;
}

static int check_tip(const struct attempt *a, const struct repo_tip *tip, struct error *err)
{
	if (tip->symbolic)
		return error_set(err,
			"%s is a symbolic ref to %s\n"
			"  name the branch itself:  --branch %s",
			a->ref, tip->symbolic, branch_of(tip->symbolic));
	if (tip->checked_out && !a->here)
		return error_set(err,
			"%s is checked out in another worktree\n"
			"  run it there, or commit elsewhere:  --branch NAME",
			a->ref);
	return 0;
}

/* From here on there is a commit, and only its files in index and worktree may lag behind. */
static int catch_up(const struct attempt *a, const char *commit, struct error *err)
{
	const struct repo_update *u = a->update;
	int rc = repo_worktree_write(repo_facts(a->repo)->root, u->changes, u->n, err);

	for (unsigned i = 0; rc == 0 && i < tries_of(u); i++) {
		rc = repo_worktree_stage(a->repo, u->changes, u->n, err);
		if (rc == 0)
			return 0;
		if (rc == REPO_AGAIN) {
			clock_back_off(i + 1, FIRST_PAUSE_US, LONGEST_PAUSE_US);
			rc = 0;
		}
	}
	error_context(err, "committed %.12s to %s, but cannot update the index and the worktree",
		commit, a->ref);
	error_append(err, "\n  bring them up to date:  git restore --staged --worktree -- %s",
		words_quote_one(a->repo->mem, u->changes[0].path));
	return error_stage(err, EXIT_MEASURE);
}

/* Two of us in one worktree would each take the other's files for the user's changes. Where there
 * are no such locks, that is what happens. */
static int lock_worktree(const struct attempt *a)
{
	int fd = open(repo_facts(a->repo)->gitdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	return fd;
}

static int write_commit(const char **commit, struct attempt *a, const struct repo_draft *draft,
	struct error *err)
{
	if (a->repo->writer)
		return repo_write_commit(commit, a->repo->writer, draft, err);
	if (repo_by_hand_is_done(a->repo, draft))
		return REPO_NONE;
	return a->here ? 0 : repo_by_hand_commit(commit, a->repo, draft, err);
}

/* What the other commit has changed since the two went apart; NULL base: all it has. */
static int changes_of(struct repo_draft *draft, struct repo *repo, const char *base,
	const char *with, struct error *err)
{
	static const char
		empty_sha1[] = "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
		empty_sha256[] = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321";
	size_t digits = strlen(with);
	const char *empty = digits == strlen(empty_sha1) ? empty_sha1 : empty_sha256;
	struct ARENA_LIST(struct repo_change) list = { 0 };
	struct proc_answer a;
	const struct git_call call = { .args = GIT_ARGS("diff-tree", "-r", "-z", "--no-renames",
					       base ? base : empty, with) };
	const char *at;

	if (git_need(&a, &repo->git, repo->mem, &call, err) < 0)
		return -1;
	/* ":100644 100644 OLD NEW M", NUL, path, NUL */
	for (at = a.out; *at == ':'; at += strlen(at) + 1) {
		struct repo_change *change = ARENA_PUSH(repo->mem, &list);
		size_t n = strlen(at);

		*change = (struct repo_change){ .path = at + n + 1 };
		if (n > digits + 2 && at[n - 1] != 'D')
			change->blob = arena_copy(repo->mem, at + n - digits - 2, digits);
		at += n + 1;
	}
	draft->changes = list.v;
	draft->n = list.n;
	return 0;
}

/* The commit that has what both have. */
static int merge(const char **commit, struct attempt *a, const struct repo_tip *tip,
	struct error *err)
{
	const char *with = a->update->with, *base = NULL;
	struct repo_draft draft = { { tip->commit, with }, a->message, NULL, 0 };
	int rc = tip->commit ? repo_merge_base(&base, a->repo, tip->commit, with, err) : 0;

	if (rc < 0)
		return -1;
	if (text_equal(base, with))
		return REPO_NONE;
	if (text_equal(base, tip->commit)) {
		*commit = with;
		return 0;
	}
	if (changes_of(&draft, a->repo, base, with, err) < 0)
		return -1;
	return write_commit(commit, a, &draft, err);
}

static int edit(const char **commit, struct attempt *a, const struct repo_tip *tip,
	struct error *err)
{
	const struct repo_update *u = a->update;
	const struct repo_draft draft = { { tip->commit, NULL }, a->message, u->changes, u->n };

	if (u->edit && u->edit(u->ctx, tip->commit, u->changes, err) < 0)
		return -1;
	if (check_paths(u, err) < 0)
		return -1;
	return write_commit(commit, a, &draft, err);
}

/* Before there is a commit: afterwards the next commit of the user would undo it. A hook of `git
 * commit -a` gets the lock itself as its index. */
static int check_index(struct repo *repo, struct error *err)
{
	const char *kept = git_kept("GIT_INDEX_FILE");
	const char *index = file_join(repo->mem, repo_facts(repo)->gitdir, "index");
	const char *lock = arena_printf(repo->mem, "%s.lock", index);

	if (kept && !file_exists(lock))
		lock = arena_printf(repo->mem, "%s.lock", kept);
	if (!file_exists(lock))
		return 0;
	error_set(err,
		"another git process is changing the index, or crashed while it did\n"
		"  if no git runs:  rm -- %s",
		words_quote_one(repo->mem, lock));
	return REPO_AGAIN;
}

/* move NULL: there is nothing to write yet. */
static int by_hand(const struct attempt *a, const struct repo_move *move, struct error *err)
{
	struct arena *mem = a->repo->mem;
	const char *path;

	*err = a->no_writer;
	if (a->here) {
		path = words_quote_one(mem, a->update->changes[0].path);
		return error_append(err,
			"\n  write the file without --commit, and then:\n"
			"    git add -- %s\n    git commit -m %s -- %s",
			path,
			a->message ? words_quote_one(mem,
					     arena_copy(mem, a->message, strcspn(a->message, "\n")))
				   : "MESSAGE",
			path);
	}
	if (move)
		return repo_by_hand_ref(a->repo, move, err);
	return error_append(err,
		"\n  measure first, and then commit that run:\n"
		"    benchctl run\n    benchctl baseline refresh last --commit --branch %s",
		words_quote_one(mem, branch_of(a->ref)));
}

static int check_worktree(const struct attempt *a, struct error *err)
{
	const struct repo_update *u = a->update;

	return repo_worktree_check(a->repo, u->changes, u->n, err) < 0 ? -1
								       : check_index(a->repo, err);
}

static int attempt(struct attempt *a, struct error *err)
{
	const struct repo_update *u = a->update;
	CLOSES_FD int lock = -1;
	struct repo_move move;
	struct repo_tip tip;
	int rc;

	if (choose_ref(a, err) < 0)
		return -1;
	if (a->here)
		lock = lock_worktree(a); /* NOLINT(clang-analyzer-deadcode.*): until return */
	if (look(&tip, a->repo, a->ref, err) < 0 || check_tip(a, &tip, err) < 0)
		return -1;
	move = (struct repo_move){ .ref = a->ref, .from = tip.commit };
	rc = u->with ? merge(&move.to, a, &tip, err) : edit(&move.to, a, &tip, err);
	if (rc == 0 && a->here)
		rc = check_worktree(a, err);
	else if (rc == REPO_NONE && a->here) /* the check finishes what a killed process began */
		repo_worktree_check(a->repo, u->changes, u->n, ERROR_IGNORED);
	if (rc != 0)
		return rc;
	if (!a->repo->writer)
		return by_hand(a, &move, err);
	move.message = arena_printf(a->repo->mem, "benchctl: %.*s", (int)strcspn(a->message, "\n"),
		a->message);
	rc = repo_write_ref(a->repo->writer, &move, err);
	if (rc == 0)
		a->commit = move.to;
	return rc == 0 && a->here ? catch_up(a, move.to, err) : rc;
}

int repo_make_folder(const char **tree, struct repo *repo, const char *base,
	const struct repo_change *changes, size_t n, struct error *err)
{
	if (open_writer(repo, err) < 0)
		return -1;
	return repo_write_folder(tree, repo->writer, base, changes, n, err);
}

/* The same without a commit. */
static int look_ahead(struct attempt *a, struct error *err)
{
	CLOSES_FD int lock = -1;
	struct repo_tip tip;
	int rc = 0;

	if (choose_ref(a, err) < 0 || check_paths(a->update, err) < 0 ||
		look(&tip, a->repo, a->ref, err) < 0 || check_tip(a, &tip, err) < 0)
		return -1;
	if (a->here) {
		lock = lock_worktree(a); /* NOLINT(clang-analyzer-deadcode.*): until return */
		rc = check_worktree(a, err);
	}
	return rc == 0 && !a->repo->writer ? by_hand(a, NULL, err) : rc;
}

/* Until no other process is in the way. */
static int repeat(struct attempt *a, int (*once)(struct attempt *a, struct error *err),
	struct error *err)
{
	unsigned tries = tries_of(a->update);
	int rc = REPO_AGAIN;

	open_writer(a->repo, &a->no_writer);
	for (unsigned i = 0; i < tries && rc == REPO_AGAIN; i++) {
		if (i)
			clock_back_off(i, FIRST_PAUSE_US, LONGEST_PAUSE_US);
		rc = once(a, err);
	}
	if (rc != REPO_AGAIN)
		return rc;
	error_context(err, "gave up on %s after %u tries", a->ref, tries);
	return error_stage(err, EXIT_MEASURE);
}

int repo_update_check(struct repo *repo, const struct repo_update *update, struct error *err)
{
	struct attempt a = { .repo = repo, .update = update };

	return repeat(&a, look_ahead, err);
}

int repo_update(const char **commit, struct repo *repo, const struct repo_update *update,
	struct error *err)
{
	size_t n = strlen(update->message);
	struct attempt a = {
		.repo = repo,
		.update = update,
		.message = arena_printf(repo->mem, "%s%s", update->message,
			n && update->message[n - 1] == '\n' ? "" : "\n"),
	};
	int rc = repeat(&a, attempt, err);

	if (a.commit)
		*commit = a.commit;
	return rc;
}
