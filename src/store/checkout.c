#include "store/checkout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "model/host.h"
#include "store/checkout_parts.h"
#include "store/git/repo.h"
#include "store/removal.h"

#define PREFIX "bctl-"
enum {
	DIGITS_MIN = 6, /* of the key, in a folder's name */
	NAME_MAX_LEN = 200,
	KEEP_DAYS = 7, /* a copy that was not used for this time is removed */
	COPIES = 8,    /* of one tree, for gates at the same time */
};

/* Where copies may lie, the best first. */
static const char *const shared_folders[] = { "/var/tmp", "/tmp" };

/* ~/.cache/benchctl, private to the user; NULL where it cannot be made. */
static const char *cache_folder(struct arena *mem)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *cache = NULL;

	if (xdg && *xdg == '/')
		cache = file_join(mem, xdg, "benchctl");
	else if (home && *home == '/')
		cache = file_join(mem, home, ".cache/benchctl");
	return cache && file_mkdirs(cache, ERROR_IGNORED) == 0 && access(cache, W_OK) == 0 ? cache
											   : NULL;
}

/* A name in that folder of exactly the given length of path; NULL where it does not fit. */
static char *name_in(struct arena *mem, const char *folder, const char *key, size_t length)
{
	size_t fixed = strlen(folder) + 1 + strlen(PREFIX), n;
	char *path;

	if (length < fixed + DIGITS_MIN || length - fixed > NAME_MAX_LEN)
		return NULL;
	n = length - fixed;
	path = arena_printf(mem, "%s/" PREFIX "%.*s", folder, (int)(n < 40 ? n : 40), key);
	while (strlen(path) < length)
		path = arena_printf(mem, "%sx", path);
	return path;
}

/* The path of the copy: as long as the user's root if any folder allows that, because the length of
 * the working folder shifts the stack of a program and with it its speed. */
static char *path_for(struct arena *mem, const char *cache, const char *root, const char *key)
{
	size_t length = strlen(root);
	char *path = cache ? name_in(mem, cache, key, length) : NULL;

	for (size_t i = 0; i < ARRAY_SIZE(shared_folders) && !path; i++)
		path = name_in(mem, shared_folders[i], key, length);
	if (!path)
		path = arena_printf(mem, "%s/" PREFIX "%.16s", cache ? cache : "/var/tmp", key);
	return path;
}

/* Whether the folder is ours alone: in a shared folder somebody else may have been first. */
static bool is_ours(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* The process that sweeps removes the lock file with its folder: a lock on a file that was removed
 * meanwhile keeps nobody out. */
static bool is_linked(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 && ours.st_dev == there.st_dev &&
		ours.st_ino == there.st_ino;
}

/* The lock file lies beside the folder, so that it outlives it. */
static const char *lock_of(struct arena *mem, const char *dir)
{
	return arena_printf(mem, "%s.lock", dir);
}

/* Takes the folder, making it if need be. */
static int lock_folder(struct checkout *c, struct arena *mem, char *dir)
{
	const char *lock = lock_of(mem, dir);

	if (mkdir(dir, 0700) < 0 && !(errno == EEXIST && is_ours(dir)))
		return -1;
	c->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (c->lock < 0)
		return -1;
	if (flock(c->lock, LOCK_EX | LOCK_NB) < 0 || !is_linked(c->lock, lock)) {
		close(c->lock);
		return -1;
	}
	c->dir = dir;
	c->record = arena_printf(mem, "%s.built", dir);
	return 0;
}

/* A copy that nobody uses: half-built ones at once, others when not used for days. */
static void sweep_one(struct removals *all, struct arena *mem, const char *folder, const char *name)
{
	struct checkout c = { 0 };
	struct stat st;

	if (!text_starts(name, PREFIX) || strchr(name, '.') ||
		!is_ours(file_join(mem, folder, name)))
		return;
	if (lock_folder(&c, mem, file_join(mem, folder, name)) < 0)
		return;
	if (all)
		removal_add(all, mem, c.dir);
	c.built = all ? all->dry_run
		      : stat(c.record, &st) == 0 && time(NULL) - st.st_mtime <= KEEP_DAYS * 86400;
	checkout_close(&c);
}

void checkout_clean(struct removals *all, struct arena *mem)
{
	const char *folders[] = { cache_folder(mem), shared_folders[0], shared_folders[1] };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		struct words names = { 0 };

		if (folders[i])
			file_names(&names, mem, folders[i]);
		for (size_t k = 0; k < names.n; k++)
			sweep_one(all, mem, folders[i], names.v[k]);
	}
}

static int take_some(struct checkout *c, struct arena *mem, const char *root, const char *key,
	struct error *err)
{
	const char *cache = cache_folder(mem);

	if (!root)
		return error_set(err,
			"a copy of a commit needs a repository with a worktree, "
			"and this one is bare\n"
			"  make one:  git worktree add ../worktree");
	for (int i = 0; i < COPIES; i++) {
		const char *nth = arena_printf(mem, "%s %d", key, i);

		nth = digest_hex(mem, nth, strlen(nth));
		if (lock_folder(c, mem, path_for(mem, cache, root, nth)) == 0)
			return 0;
	}
	return error_set(err, "no folder can hold a copy of the base: tried %s, /var/tmp and /tmp",
		cache ? cache : "no cache folder");
}

/* Puts an empty folder in the place of what is there; closes c where that fails. */
static int empty(struct checkout *c, struct error *err)
{
	removal_tree(c->dir); /* an interrupted gate may have left something */
	if (mkdir(c->dir, 0700) == 0)
		return 0;
	error_set(err, "cannot create the folder %s: %s", c->dir, strerror(errno));
	checkout_close(c);
	return -1;
}

/* Whether the copy can be used as it is. */
static bool is_usable(struct checkout *c, struct repo *repo, struct arena *mem, const char *commit)
{
	return checkout_restore(&c->built_at, c->dir, c->record, c->key) == 0 &&
		checkout_inputs_same(c->record, c->key) &&
		checkout_verify(c->dir, repo, mem, commit, ERROR_IGNORED) == 0;
}

int checkout_open(struct checkout *c, struct repo *repo, struct arena *mem, const char *commit,
	const char *build, struct error *err)
{
	*c = (struct checkout){ 0 };
	checkout_clean(NULL, mem);
	if (checkout_key(&c->key, repo, mem, commit, build ? build : "", err) < 0 ||
		take_some(c, mem, repo_facts(repo)->root, c->key, err) < 0)
		return -1;
	if (is_usable(c, repo, mem, commit)) {
		c->built = true;
		c->state = checkout_state(mem, c->dir);
		utimensat(AT_FDCWD, c->record, NULL, 0);
		return 0;
	}
	c->built_at = 0;
	unlink(c->record);
	if (empty(c, err) < 0)
		return -1;
	if (checkout_fill(c->dir, repo, mem, commit, err) == 0)
		return 0;
	checkout_close(c);
	return -1;
}

int checkout_place(struct checkout *c, struct repo *repo, struct arena *mem, struct error *err)
{
	*c = (struct checkout){ 0 };
	return take_some(c, mem, repo_facts(repo)->root, arena_printf(mem, "place %d", getpid()),
		       err) < 0
		? -1
		: empty(c, err);
}

int checkout_enter(struct checkout *c, struct arena *mem, const char *folder, struct error *err)
{
	c->suite = folder && *folder ? file_join(mem, c->dir, folder) : c->dir;
	return file_mkdirs(c->suite, err);
}

int checkout_mark_built(struct checkout *c, struct arena *mem, const char *opened_list,
	struct error *err)
{
	int rc;

	c->built = true;
	c->state = checkout_state(mem, c->dir);
	rc = checkout_record(c->dir, c->record, c->key, opened_list, err);
	if (opened_list)
		unlink(opened_list);
	return rc;
}

int checkout_check(const struct checkout *c, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };

	if (!c->state || text_equal(c->state, checkout_state(&mem, c->dir)))
		return 0;
	return error_set(err,
		"the copy of the base in %s has changed since it was built; does the build of head "
		"write to it?",
		c->dir);
}

void checkout_tidy(struct checkout *c, struct arena *mem)
{
	long long ignored;

	checkout_restore(&ignored, c->dir, c->record, c->key);
	c->state = checkout_state(mem, c->dir);
}

void checkout_close(struct checkout *c)
{
	FREES_ARENA struct arena mem = { 0 };

	if (!c->dir)
		return;
	if (!c->built) {
		removal_tree(c->dir);
		unlink(c->record);
		unlink(lock_of(&mem, c->dir));
	}
	close(c->lock);
	c->dir = NULL;
}
