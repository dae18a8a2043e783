#include "store/git/repo_worktree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_internal.h"

static int check(const char *root, const char *path, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	char *full = file_join(&mem, root, path), *end = full + strlen(full);
	struct stat st;

	for (char *slash = end - strlen(path); slash < end; slash++) {
		slash += strcspn(slash, "/");
		*slash = '\0';
		if (lstat(full, &st) < 0)
			return errno == ENOENT ? 0
					       : error_set(err, "%s: %s", full, strerror(errno));
		if (slash < end && !S_ISDIR(st.st_mode))
			return error_set(err, "%s is not a folder, so %s cannot be written", full,
				path);
		if (slash == end && !S_ISREG(st.st_mode))
			return error_set(err, "%s is not a file, so it cannot be replaced", full);
		if (slash < end)
			*slash = '/';
	}
	return 0;
}

/* The runner takes paths literally; the answer names the first that is not as in HEAD, in index or
 * worktree, or untracked. */
static int changed(const char **path, bool *ignored, struct repo *repo, struct arena *mem,
	const struct repo_change *changes, size_t n, struct error *err)
{
	enum { MARKS = 3 }; /* "XY " */
	struct words args = { 0 };
	struct proc_answer a;

	words_add(mem, &args,
		GIT_ARGS("status", "--porcelain", "-z", "--untracked-files=all", "--ignored",
			"--no-renames", "--"));
	for (size_t i = 0; i < n; i++)
		words_push(mem, &args, changes[i].path);
	if (git_need(&a, &repo->git, mem, &(struct git_call){ .args = args.v }, err) < 0)
		return -1;
	*path = a.out_n > MARKS ? a.out + MARKS : NULL;
	*ignored = text_starts(a.out, "!!");
	return 0;
}

/* What git prints, or "" where it fails. */
static const char *ask(struct repo *repo, struct arena *mem, const char *const *args)
{
	const char *text;

	return git_text(&text, &repo->git, mem, ERROR_IGNORED, args) < 0 ? "" : text;
}

static bool is_one_of(const char *id, const char *before, const char *after)
{
	return text_equal(id, before) || text_equal(id, after);
}

/* Whether index and worktree have the file as it was before the last commit, or as that has it. */
static bool lags_behind(struct repo *repo, struct arena *mem, const char *path)
{
	const char *file = file_join(mem, repo_facts(repo)->root, path), *staged, *before, *after;
	const char *work = "";

	before = ask(repo, mem,
		GIT_ARGS("rev-parse", "-q", "--verify", arena_printf(mem, "HEAD^:%s", path)));
	after = ask(repo, mem,
		GIT_ARGS("rev-parse", "-q", "--verify", arena_printf(mem, "HEAD:%s", path)));
	staged = ask(repo, mem,
		GIT_ARGS("rev-parse", "-q", "--verify", arena_printf(mem, ":%s", path)));
	if (file_exists(file))
		work = ask(repo, mem, GIT_ARGS("hash-object", "--no-filters", "--", file));
	return is_one_of(staged, before, after) && is_one_of(work, before, after) &&
		!text_equal(before, after);
}

/* Whether benchctl has made the last commit of the branch. */
static bool is_ours(struct repo *repo, struct arena *mem)
{
	return text_starts(ask(repo, mem, GIT_ARGS("log", "-g", "-1", "--format=%gs", "HEAD")),
		"benchctl: ");
}

static bool finish(struct repo *repo, const char *path)
{
	struct repo_change change = { .path = path };

	return repo_read(&change.data, &change.n, repo, "HEAD", path, ERROR_IGNORED) >= 0 &&
		repo_worktree_write(repo_facts(repo)->root, &change, 1, ERROR_IGNORED) == 0 &&
		repo_worktree_stage(repo, &change, 1, ERROR_IGNORED) == 0;
}

/* Finishes an update of the paths that a killed process has begun: its commit is the last one, and
 * index and worktree have what was there before or what it commits. True: they are up to date now.
 * False: somebody has changed them; nothing was done. */
static bool repair(struct repo *repo, const struct repo_change *changes, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };

	if (!is_ours(repo, &mem))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!lags_behind(repo, &mem, changes[i].path))
			return false;
	for (size_t i = 0; i < n; i++)
		if (!finish(repo, changes[i].path))
			return false;
	return true;
}

int repo_worktree_check(struct repo *repo, const struct repo_change *changes, size_t n,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = NULL, *quoted;
	bool ignored;

	if (changed(&path, &ignored, repo, &mem, changes, n, err) < 0)
		return -1;
	quoted = path ? words_quote_one(&mem, arena_printf(&mem, ":/%s", path)) : NULL;
	if (path && !repair(repo, changes, n))
		return error_set(err,
			"%.500s has changes that are not committed, such as a baseline that was "
			"written without --commit\n"
			"  commit them:  git add%s -- %s && git commit -- %s\n"
			"  or discard them, or commit elsewhere:  --branch NAME",
			path, ignored ? " -f" : "", quoted, quoted);
	for (size_t i = 0; i < n; i++)
		if (check(repo_facts(repo)->root, changes[i].path, err) < 0)
			return -1;
	return 0;
}

int repo_worktree_stage(struct repo *repo, const struct repo_change *changes, size_t n,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words args = { 0 };
	struct proc_answer a;

	words_add(&mem, &args, GIT_ARGS("reset", "-q", "--"));
	for (size_t i = 0; i < n; i++)
		words_push(&mem, &args, changes[i].path);
	if (git_run(&a, &repo->git, &mem, &(struct git_call){ .args = args.v }, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	git_failed(err, "reset", &a);
	return strstr(a.err, ".lock': File exists") ? REPO_AGAIN : -1;
}

static int take_away(char *file, size_t root, struct error *err)
{
	if (unlink(file) < 0 && errno != ENOENT)
		return error_set(err, "cannot remove %s: %s", file, strerror(errno));
	for (char *slash = strrchr(file, '/'); slash > file + root; slash = strrchr(file, '/')) {
		*slash = '\0';
		if (rmdir(file) < 0)
			break;
	}
	return 0;
}

int repo_worktree_write(const char *root, const struct repo_change *changes, size_t n,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < n; i++) {
		char *file = file_join(&mem, root, changes[i].path);

		if (!changes[i].data) {
			if (take_away(file, strlen(root), err) < 0)
				return -1;
		} else if (file_mkdirs_of(file, err) < 0 ||
			file_write(file, changes[i].data, changes[i].n, err) < 0) {
			return -1;
		}
	}
	return 0;
}
