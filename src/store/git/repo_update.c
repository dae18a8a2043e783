/* One commit on top of a ref, by compare-and-swap: look, edit, write objects, swap, and begin again
 * when somebody else was quicker. */
#include "store/git/repo_backend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/backoff.h"
#include "store/git/repo_worktree.h"

/* With w writers one swap in w succeeds, so that even sixteen leave no writer behind in practice; a
 * lock that nobody will ever give back is noticed after some two seconds. */
enum { TRIES = 100, FIRST_PAUSE_US = 1000, LONGEST_PAUSE_US = 30 * 1000 };

static unsigned tries_of(const struct repo_update *u)
{
	return u->tries ? u->tries : TRIES;
}

/* One attempt, with one backend. */
struct attempt {
	struct repo *repo;
	const struct repo_side *side;
	const struct repo_update *update;
	struct repo_view view;
	const char *ref, *message;
	bool here; /* ref is the branch that is checked out in our worktree */
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

static int refuse_busy(const struct repo_facts *f, struct error *err)
{
	return error_set(err,
		"there is an unfinished %s in %s\n"
		"  finish or abort it first, or commit elsewhere:  --branch NAME",
		f->busy, f->root ? f->root : "this repository");
}

static int choose_ref(struct attempt *a, struct error *err)
{
	static const char heads[] = "refs/heads/";
	const struct repo_facts *f = &a->view.facts;
	const char *ref = a->update->ref;

	if (!ref && f->busy)
		return refuse_busy(f, err);
	if (!ref && !f->branch)
		return error_set(err,
			"HEAD is detached, so there is no branch to commit to\n"
			"  name one:  --branch NAME");
	a->ref = ref ? ref : arena_printf(repo_arena(a->repo), "%s%s", heads, f->branch);
	a->here = !f->bare && f->branch && text_starts(a->ref, heads) &&
		strcmp(a->ref + strlen(heads), f->branch) == 0;
	if (!text_starts(a->ref, "refs/"))
		return error_set(err, "'%.200s' is not the full name of a ref", a->ref);
	if (a->here && f->busy)
		return refuse_busy(f, err);
	if (a->here && !f->root)
		return error_set(err,
			"the branch %s is checked out, but this is not its worktree\n"
			"  run it there, or commit elsewhere:  --branch NAME",
			f->branch);
	return 0;
}

static int check_tip(const struct attempt *a, const struct repo_tip *tip, struct error *err)
{
	if (tip->symbolic)
		return error_set(err, "%s only stands for %s\n  name that:  --branch %s", a->ref,
			tip->symbolic,
			text_starts(tip->symbolic, "refs/heads/") ? tip->symbolic + 11
								  : tip->symbolic);
	if (tip->checked_out && !a->here)
		return error_set(err,
			"%s is checked out in another worktree\n"
			"  run it there, or commit elsewhere:  --branch NAME",
			a->ref);
	return 0;
}

static int check_worktree(const struct attempt *a, struct error *err)
{
	const struct repo_update *u = a->update;
	const char *changed;
	int rc = a->side->via->changed(&changed, a->side->state, u->changes, u->n, err);

	if (rc != 0)
		return rc;
	if (changed)
		return error_set(err,
			"%.500s has changes that are not committed\n"
			"  commit, stash or discard them, or commit elsewhere:  --branch NAME",
			changed);
	return repo_worktree_check(a->view.facts.root, u->changes, u->n, err);
}

/* From here on there is a commit, and only its files in index and worktree may lag behind. */
static int catch_up(const struct attempt *a, const char *commit, struct error *err)
{
	const struct repo_update *u = a->update;
	int rc = repo_worktree_write(a->view.facts.root, u->changes, u->n, err);

	for (unsigned i = 0; rc == 0 && i < tries_of(u); i++) {
		rc = a->side->via->stage(a->side->state, u->changes, u->n, err);
		if (rc == 0)
			return 0;
		if (rc == REPO_AGAIN) {
			backoff_sleep(i + 1, FIRST_PAUSE_US, LONGEST_PAUSE_US);
			rc = 0;
		}
	}
	error_context(err, "committed %.12s to %s, but index and worktree could not follow", commit,
		a->ref);
	return error_append(err,
		"\n  bring them up to date:  git restore --staged --worktree -- %s",
		words_quote(repo_arena(a->repo), &u->changes[0].path, 1));
}

/* Two of us in one worktree would each take the other's files for the user's changes. Where there
 * are no such locks, that is what happens. */
static int lock_worktree(const struct attempt *a)
{
	int fd = open(a->view.gitdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
		;
	return fd;
}

static int swap(const char **commit, struct attempt *a, const struct repo_tip *tip,
	struct error *err)
{
	const struct repo_backend *via = a->side->via;
	const struct repo_update *u = a->update;
	struct repo_draft draft = { tip->commit, a->message, u->changes, u->n };
	struct repo_move move = { .ref = a->ref, .from = tip->commit };
	int rc = via->draft(&move.to, a->side->state, &draft, err);

	if (rc == 0 && a->here)
		rc = check_worktree(a, err);
	else if (rc == REPO_NONE)
		return rc;
	if (rc != 0)
		return rc;
	move.message = arena_printf(repo_arena(a->repo), "benchctl: %.*s",
		(int)strcspn(a->message, "\n"), a->message);
	rc = via->move(a->side->state, &move, err);
	if (rc == 0)
		*commit = move.to;
	if (rc == 0 && a->here)
		rc = catch_up(a, move.to, err);
	return rc;
}

static int attempt(const char **commit, struct attempt *a, struct error *err)
{
	const struct repo_update *u = a->update;
	CLOSES_FD int lock = -1;
	struct repo_tip tip;
	int rc;

	if (repo_look(&a->view, a->repo, err) < 0 || choose_ref(a, err) < 0)
		return -1;
	if (a->here)
		lock = lock_worktree(a); /* NOLINT(clang-analyzer-deadcode.*): until return */
	rc = a->side->via->tip(&tip, a->side->state, a->ref, err);
	if (rc != 0)
		return rc;
	if (check_tip(a, &tip, err) < 0 || u->edit(u->ctx, tip.commit, u->changes, u->n, err) < 0 ||
		check_paths(u, err) < 0)
		return -1;
	return swap(commit, a, &tip, err);
}

/* Others may be at work: what only they hinder is no reason yet. */
static int check_now(struct attempt *a, struct error *err)
{
	struct repo_tip tip;
	int rc;

	if (repo_look(&a->view, a->repo, err) < 0 || choose_ref(a, err) < 0 ||
		check_paths(a->update, err) < 0)
		return -1;
	rc = a->side->via->tip(&tip, a->side->state, a->ref, err);
	if (rc == 0)
		rc = check_tip(a, &tip, err);
	if (rc == 0 && a->here) {
		CLOSES_FD int lock = lock_worktree(a);

		rc = lock < 0 ? 0 : check_worktree(a, err);
	}
	return rc == REPO_AGAIN ? 0 : rc;
}

int repo_update_check(struct repo *repo, const struct repo_update *update, struct error *err)
{
	struct attempt a = { .repo = repo, .update = update };
	const struct repo_side *side;

	REPO_EACH_SIDE(side, repo, REPO_WRITING)
	{
		int rc;

		a.side = side;
		rc = check_now(&a, err);
		if (rc != REPO_UNDECIDED)
			return rc;
	}
	return 0;
}

int repo_update(const char **commit, struct repo *repo, const struct repo_update *update,
	struct error *err)
{
	size_t n = strlen(update->message);
	struct attempt a = {
		.repo = repo,
		.update = update,
		.message = arena_printf(repo_arena(repo), "%s%s", update->message,
			n && update->message[n - 1] == '\n' ? "" : "\n"),
	};
	const struct repo_side *side;
	int rc = REPO_AGAIN;

	for (unsigned i = 0; i < tries_of(update) && rc == REPO_AGAIN; i++) {
		if (i)
			backoff_sleep(i, FIRST_PAUSE_US, LONGEST_PAUSE_US);
		rc = REPO_UNDECIDED;
		REPO_EACH_SIDE(side, repo, REPO_WRITING)
		{
			a.side = side;
			rc = attempt(commit, &a, err);
			if (rc != REPO_UNDECIDED)
				break;
		}
	}
	if (rc == REPO_UNDECIDED)
		return repo_undecided(repo, err);
	if (rc == REPO_AGAIN)
		return error_context(err, "gave up on %s after %u tries", a.ref, tries_of(update));
	return rc;
}
