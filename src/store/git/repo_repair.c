/* What a process that was killed has left: the branch has moved, the index and the worktree not. */
#include "store/git/repo_worktree.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_internal.h"

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
	const char *file = file_join(mem, repo->facts.root, path), *staged, *before, *after;
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
		repo_worktree_write(repo->facts.root, &change, 1, ERROR_IGNORED) == 0 &&
		repo_worktree_stage(repo, &change, 1, ERROR_IGNORED) == 0;
}

bool repo_repair(struct repo *repo, const struct repo_change *changes, size_t n)
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
