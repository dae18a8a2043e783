/* What there is to know of a plain repository, without starting git, which takes a millisecond.
 * Plain is: a folder .git in the worktree, both our own, with nothing in settings or environment
 * that moves a part of it. Of everything else, and of everything doubtful, git has to judge. */
#include "store/git/repo_cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

enum { LARGEST_CONFIG = 1 << 16, LARGEST_REF = 4096 };

static bool environment_is_plain(void)
{
	static const char *const moving[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
		"GIT_OBJECT_DIRECTORY", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_PARAMETERS",
		"GIT_CONFIG_COUNT" };

	for (size_t i = 0; i < ARRAY_SIZE(moving); i++)
		if (getenv(moving[i]))
			return false;
	return true;
}

/* NULL when the file is not as expected. */
static const char *text_of(struct arena *mem, const char *dir, const char *name, size_t max)
{
	const char *path = file_join(mem, dir, name);
	struct error ignored;
	struct stat st;
	char *text;
	size_t n;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
		file_read(&text, &n, mem, path, max, &ignored) < 0)
		return NULL;
	return text;
}

/* Words that a plain repository does not need; elsewhere they only cost the millisecond. */
static bool config_is_plain(struct arena *mem, const char *gitdir)
{
	static const char *const odd[] = { "worktree", "include", "extensions", "\\" };
	const char *config = text_of(mem, gitdir, "config", LARGEST_CONFIG), *bare;

	if (!config || !strstr(config, "repositoryformatversion = 0\n"))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		if (strcasestr(config, odd[i]))
			return false;
	bare = strcasestr(config, "bare");
	return !bare || (text_starts(bare, "bare = false\n") && !strcasestr(bare + 1, "bare"));
}

/* The folder .git for this folder or the nearest above. */
static const char *find(struct arena *mem, const char *folder)
{
	char *at = arena_string(mem, folder), *slash;
	const char *gitdir;
	struct stat start, dir, st;

	if (lstat(at, &start) < 0)
		return NULL;
	for (;; *slash = '\0') {
		/* Something with a HEAD may be a repository itself. */
		if (file_exists(file_join(mem, at, "HEAD")) || lstat(at, &dir) < 0 ||
			dir.st_dev != start.st_dev)
			return NULL;
		gitdir = file_join(mem, at, ".git");
		if (lstat(gitdir, &st) == 0)
			break;
		slash = strrchr(at, '/');
		if (slash == at)
			return NULL;
	}
	return S_ISDIR(st.st_mode) && st.st_uid == geteuid() && dir.st_uid == geteuid() ? gitdir
											: NULL;
}

/* The branch, and the commit where it can be seen at once. */
static bool look_head(struct repo_facts *f, struct arena *mem, const char *gitdir)
{
	static const char heads[] = "ref: refs/heads/";
	const char *head = text_of(mem, gitdir, "HEAD", LARGEST_REF), *commit;

	if (!head || !text_starts(head, heads))
		return false;
	head += strlen(heads);
	f->branch = arena_copy(mem, head, strcspn(head, "\n"));
	if (!*f->branch || !file_is_confined(f->branch))
		return false;
	commit = text_of(mem, file_join(mem, gitdir, "refs/heads"), f->branch, LARGEST_REF);
	if (commit)
		commit = arena_copy(mem, commit, strcspn(commit, "\n"));
	if (commit && repo_is_id(commit))
		f->head = commit;
	return true;
}

bool repo_cli_plain(struct repo_view *view, struct arena *mem, const char *folder)
{
	const char *gitdir = environment_is_plain() ? find(mem, folder) : NULL;
	struct repo_view v = { .gitdir = gitdir };
	struct stat shallow;
	size_t n;

	if (!gitdir || !file_is_dir(file_join(mem, gitdir, "objects")) ||
		!file_is_dir(file_join(mem, gitdir, "refs")) || !config_is_plain(mem, gitdir) ||
		!look_head(&v.facts, mem, gitdir))
		return false;
	n = strlen(gitdir) - strlen("/.git");
	v.facts.root = arena_copy(mem, gitdir, n);
	v.facts.prefix = folder[n] ? arena_printf(mem, "%s/", folder + n + 1) : "";
	v.facts.shallow = stat(file_join(mem, gitdir, "shallow"), &shallow) == 0;
	*view = v;
	return true;
}

bool repo_cli_installed(void)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = getenv("PATH");

	if (!path)
		path = "/bin:/usr/bin";
	for (size_t n; *path; path += n + (path[n] == ':')) {
		n = strcspn(path, ":");
		if (access(file_join(&mem, arena_copy(&mem, path, n), "git"), X_OK) == 0)
			return true;
	}
	return false;
}
