#include "store/checkout_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/git.h"

#define POINTER "version https://git-lfs.github.com/spec/v1\n"

enum { POINTER_MAX = 1024, ID_DIGITS = 64 };

/* Here pathspecs are patterns. */
static const char *const patterns[] = { "GIT_LITERAL_PATHSPECS=0", NULL };

/* The id in a pointer file; NULL when the file is none. */
static const char *pointer_of(struct arena *mem, const char *path)
{
	struct stat st;
	const char *text, *id;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size > POINTER_MAX ||
		!(text = file_text(mem, path, POINTER_MAX)) || !text_starts(text, POINTER))
		return NULL;
	id = strstr(text, "\noid sha256:");
	if (!id)
		return NULL;
	id += strlen("\noid sha256:");
	return strspn(id, "0123456789abcdef") >= ID_DIGITS ? arena_copy(mem, id, ID_DIGITS) : NULL;
}

/* Whether the commit has attributes for git-lfs at all; listing by attribute is slow. */
static bool uses_lfs(const char *gitdir, struct arena *mem, const char *commit)
{
	const struct git_call call = { .args = GIT_ARGS("grep", "-q", "filter=lfs", commit, "--",
					       ":(glob)**/.gitattributes"),
		.env = patterns };
	const struct git git = git_at(mem, gitdir, gitdir);
	struct proc_answer a;

	return git_run(&a, &git, mem, &call, ERROR_IGNORED) == 0 && a.status == 0;
}

/* The paths of LFS files in a worktree. */
static int list(struct words *paths, const char *root, struct arena *mem, struct error *err)
{
	const struct git_call call = {
		.args = GIT_ARGS("ls-files", "-z", "--", ":(attr:filter=lfs)"), .env = patterns
	};
	const struct git git = git_at(mem, file_join(mem, root, ".git"), root);

	return git_words(paths, &git, mem, err, &call);
}

int lfs_sources(struct words *sources, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err)
{
	struct words paths = { 0 };

	if (!uses_lfs(gitdir, mem, commit))
		return 0;
	if (list(&paths, head, mem, err) < 0)
		return -1;
	for (size_t i = 0; i < paths.n; i++)
		words_printf(mem, sources, "lfs %s %s", paths.v[i],
			pointer_of(mem, file_join(mem, head, paths.v[i])) ? "pointer" : "file");
	return 0;
}

static int copy(const char *from, const char *to, struct error *err)
{
	CLOSES_FD int in = open(from, O_RDONLY | O_CLOEXEC);
	CLOSES_FD int out = open(to, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
	char chunk[65536];
	ssize_t n = in < 0 || out < 0 ? -1 : 0;

	while (n >= 0 && (n = read(in, chunk, sizeof chunk)) > 0)
		n = write(out, chunk, (size_t)n) == n ? n : -1;
	return n < 0 ? error_set(err, "cannot copy %s to %s: %s", from, to, strerror(errno)) : 0;
}

/* Whether the user's tree has any LFS file itself: then the copy must, too. */
static int has_files(bool *yes, const char *head, struct arena *mem, struct error *err)
{
	struct words paths = { 0 };

	*yes = false;
	if (list(&paths, head, mem, err) < 0)
		return -1;
	for (size_t i = 0; i < paths.n && !*yes; i++) {
		const char *path = file_join(mem, head, paths.v[i]);

		*yes = file_exists(path) && !pointer_of(mem, path);
	}
	return 0;
}

/* Where git-lfs keeps its objects: linked worktrees share them. */
static int find_objects(const char **folder, const char *gitdir, struct arena *mem,
	struct error *err)
{
	const struct git git = git_at(mem, gitdir, gitdir);
	const char *common, *storage;

	if (git_text(&common, &git, mem, err,
		    GIT_ARGS("rev-parse", "--path-format=absolute", "--git-common-dir")) < 0)
		return -1;
	if (git_text(&storage, &git, mem, ERROR_IGNORED,
		    GIT_ARGS("config", "--path", "lfs.storage")) < 0)
		storage = "lfs";
	*folder = file_join(mem, file_join(mem, common, storage), "objects");
	return 0;
}

int lfs_fetch(const char *dir, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err)
{
	struct words paths = { 0 };
	const char *objects;
	bool wanted;

	if (!uses_lfs(gitdir, mem, commit))
		return 0;
	if (list(&paths, dir, mem, err) < 0 || has_files(&wanted, head, mem, err) < 0 ||
		find_objects(&objects, gitdir, mem, err) < 0)
		return -1;
	for (size_t i = 0; i < paths.n && wanted; i++) {
		const char *path = file_join(mem, dir, paths.v[i]), *id = pointer_of(mem, path);
		const char *object;

		if (!id || pointer_of(mem, file_join(mem, head, paths.v[i])))
			continue;
		object = arena_printf(mem, "%s/%.2s/%.2s/%s", objects, id, id + 2, id);
		if (!file_exists(object))
			return error_set(err,
				"the base needs the LFS object of %s, which this clone lacks\n"
				"  fetch it:  git lfs fetch origin %.12s",
				paths.v[i], commit);
		if (copy(object, path, err) < 0)
			return -1;
	}
	return 0;
}
