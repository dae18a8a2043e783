#include "store/checkout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
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
#include "model/host.h"
#include "store/git/git.h"

#define PREFIX "bctl-"
enum {
	DIGITS_MIN = 6, /* of the key, in a folder's name */
	NAME_MAX_LEN = 200,
	KEEP_DAYS = 7,     /* a copy that was not used for so long is removed */
	COPIES = 8,        /* of one tree, for gates at the same time */
	GIT_TIMEOUT = 600, /* s */
};

/* Where copies may lie, the best first. */
static const char *const shared_folders[] = { "/var/tmp", "/tmp" };

/* Runs git in the user's repository, and it must succeed. index: GIT_INDEX_FILE, or NULL. */
static int git(const char **out, struct arena *mem, const char *root, const char *index,
	struct error *err, const char *const *args)
{
	const char *const env[] = { index ? arena_printf(mem, "GIT_INDEX_FILE=%s", index) : NULL,
		NULL };
	const struct git_call call = { .args = args, .env = env, .timeout = GIT_TIMEOUT };
	struct proc_answer a;
	struct git g;

	git_init(&g, mem, root);
	if (git_run(&a, &g, mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return error_set(err, "git cannot check out the base: %s", a.err);
	a.out[strcspn(a.out, "\n")] = '\0';
	*out = a.out;
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* ~/.cache/benchctl, private to the user. */
static const char *cache_folder(struct arena *mem)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (xdg && *xdg == '/')
		return file_join(mem, xdg, "benchctl");
	return home && *home == '/' ? file_join(mem, home, ".cache/benchctl") : NULL;
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
static char *place_for(struct arena *mem, const char *root, const char *key)
{
	const char *cache = cache_folder(mem);
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

/* Whoever sweeps removes the lock file together with its folder: a lock on what has been removed
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
static int take(struct checkout *c, struct arena *mem, char *dir)
{
	const char *lock = lock_of(mem, dir);

	if (mkdir(dir, 0700) < 0 && !(errno == EEXIST && is_ours(dir)))
		return -1;
	c->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (c->lock < 0)
		return -1;
	if (flock(c->lock, LOCK_EX | LOCK_NB) < 0 || !is_linked(c->lock, lock)) {
		close(c->lock);
		c->lock = -1;
		return -1;
	}
	c->dir = dir;
	c->stamp = file_join(mem, dir, ".git/benchctl-built");
	return 0;
}

/* A copy that nobody uses: half-built ones at once, others when they have not been used for days.
 */
static void sweep_one(struct arena *mem, const char *folder, const char *name)
{
	struct checkout c = { .lock = -1 };
	struct stat st;

	if (!text_starts(name, PREFIX) || strstr(name, ".lock") ||
		!is_ours(file_join(mem, folder, name)))
		return;
	if (take(&c, mem, file_join(mem, folder, name)) < 0)
		return;
	c.built = stat(c.stamp, &st) == 0 && time(NULL) - st.st_mtime <= KEEP_DAYS * 86400;
	checkout_close(&c);
}

static void sweep(struct arena *mem)
{
	const char *folders[] = { cache_folder(mem), shared_folders[0], shared_folders[1] };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		DIR *d = folders[i] ? opendir(folders[i]) : NULL;
		const struct dirent *e;

		while (d && (e = readdir(d)))
			sweep_one(mem, folders[i], e->d_name);
		if (d)
			closedir(d);
	}
}

static int copy_if_there(struct arena *mem, const char *from, const char *to, struct error *err)
{
	char *data;
	size_t n;

	if (!file_exists(from))
		return 0;
	if (file_read(&data, &n, mem, from, 64 << 20, err) < 0)
		return -1;
	return file_write(to, data, n, err);
}

/* A repository of its own around the tree: objects borrowed, tags known, HEAD at the commit. */
static int make_repository(struct checkout *c, struct arena *mem, const char *root,
	const char *commit, struct error *err)
{
	static const char *const copied[] = { "shallow", "packed-refs" };
	const char *common, *hash, *ignored, *objects, *dot_git = file_join(mem, c->dir, ".git");

	if (git(&common, mem, root, NULL, err,
		    GIT_ARGS("rev-parse", "--path-format=absolute", "--git-common-dir")) < 0 ||
		git(&hash, mem, root, NULL, err, GIT_ARGS("rev-parse", "--show-object-format")) <
			0 ||
		git(&ignored, mem, root, NULL, err,
			GIT_ARGS("-c", "init.defaultBranch=base", "init", "-q", "--template=",
				arena_printf(mem, "--object-format=%s", hash), c->dir)) < 0 ||
		file_mkdirs(file_join(mem, dot_git, "objects/info"), err) < 0)
		return -1;
	objects = arena_printf(mem, "%s/objects\n", common);
	commit = arena_printf(mem, "%s\n", commit);
	if (file_write(file_join(mem, dot_git, "objects/info/alternates"), objects, strlen(objects),
		    err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(copied); i++)
		if (copy_if_there(mem, file_join(mem, common, copied[i]),
			    file_join(mem, dot_git, copied[i]), err) < 0)
			return -1;
	return file_write(file_join(mem, dot_git, "HEAD"), commit, strlen(commit), err);
}

/* The files, by the user's repository, which knows its filters and where missing objects are
 * fetched. */
static int fill(struct checkout *c, struct arena *mem, const char *root, const char *commit,
	struct error *err)
{
	const char *ignored;

	return git(&ignored, mem, root, file_join(mem, c->dir, ".git/index"), err,
		GIT_ARGS("-c", "core.sparseCheckout=false",
			arena_printf(mem, "--work-tree=%s", c->dir), "read-tree", "--reset", "-u",
			commit));
}

static const char *key_of(struct arena *mem, const char *root, const char *tree, const char *build)
{
	const char *text = arena_printf(mem, "%s\n%s\n%s\n", root, tree, build);

	return digest_hex(mem, text, strlen(text));
}

static int take_some(struct checkout *c, struct arena *mem, const char *root, const char *tree,
	const char *build, struct error *err)
{
	const char *cache = cache_folder(mem);

	if (cache && file_mkdirs(cache, err) < 0)
		return -1;
	for (int i = 0; i < COPIES; i++) {
		const char *nth = arena_printf(mem, "%s%d", build, i);

		if (take(c, mem, place_for(mem, root, key_of(mem, root, tree, nth))) == 0)
			return 0;
	}
	return error_set(err, "no place to check out the base: tried %s, /var/tmp and /tmp",
		cache ? cache : "no cache folder");
}

int checkout_open(struct checkout *c, struct arena *mem, const char *root, const char *commit,
	const char *build, struct error *err)
{
	const char *tree;

	*c = (struct checkout){ .lock = -1 };
	sweep(mem);
	if (git(&tree, mem, root, NULL, err,
		    GIT_ARGS("rev-parse", "--verify", arena_printf(mem, "%s^{tree}", commit))) <
			0 ||
		take_some(c, mem, root, tree, build ? build : "", err) < 0)
		return -1;
	if (file_exists(c->stamp)) {
		c->built = true;
		utimensat(AT_FDCWD, c->stamp, NULL, 0);
		return 0;
	}
	remove_tree(c->dir);
	if (mkdir(c->dir, 0700) < 0)
		error_set(err, "cannot create the folder %s: %s", c->dir, strerror(errno));
	else if (make_repository(c, mem, root, commit, err) == 0 &&
		fill(c, mem, root, commit, err) == 0)
		return 0;
	checkout_close(c);
	return -1;
}

int checkout_mark_built(struct checkout *c, struct error *err)
{
	c->built = true;
	return file_write(c->stamp, "", 0, err);
}

void checkout_close(struct checkout *c)
{
	if (c->lock < 0)
		return;
	if (!c->built) {
		FREES_ARENA struct arena mem = { 0 };

		remove_tree(c->dir);
		unlink(lock_of(&mem, c->dir));
	}
	close(c->lock);
	c->lock = -1;
}
