#include "store/runs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/words.h"
#include "model/suite.h"
#include "store/removal.h"

/* KIND-NNN */
static bool is_numbered(const char *name)
{
	size_t kind = strspn(name, "abcdefghijklmnopqrstuvwxyz");

	return kind && name[kind] == '-' && name[kind + 1] &&
		!name[kind + 1 + strspn(name + kind + 1, "0123456789")];
}

void runs_hold(const char *path)
{
	char *dir = realpath(path, NULL), *slash = dir ? strrchr(dir, '/') : NULL;
	int fd = -1;

	if (slash && !file_is_dir(dir)) {
		*slash = '\0';
		slash = strrchr(dir, '/');
	}
	if (slash && is_numbered(slash + 1))
		fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* The lock lasts as long as the descriptor, which the end of the process closes. */
	if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0)
		close(fd);
	free(dir);
}

static bool is_held(const char *dir)
{
	CLOSES_FD int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0;
}

struct old_run {
	const char *dir;
	struct timespec made;
	double size;
};
struct old_runs ARENA_LIST(struct old_run);

/* The newest first; of the same age by name. */
static int by_age(const void *a, const void *b)
{
	const struct old_run *x = a, *y = b;

	if (x->made.tv_sec != y->made.tv_sec)
		return x->made.tv_sec < y->made.tv_sec ? 1 : -1;
	if (x->made.tv_nsec != y->made.tv_nsec)
		return x->made.tv_nsec < y->made.tv_nsec ? 1 : -1;
	return -strcmp(x->dir, y->dir);
}

static void find(struct old_runs *runs, struct arena *mem, const char *output_dir)
{
	struct words names = { 0 };
	struct stat st;

	file_names(&names, mem, output_dir);
	for (size_t i = 0; i < names.n; i++) {
		const char *dir = file_join(mem, output_dir, names.v[i]);

		if (is_numbered(names.v[i]) && lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) &&
			lstat(file_join(mem, dir, "metadata.json"), &st) == 0)
			*ARENA_PUSH(mem, runs) = (struct old_run){ dir, st.st_mtim,
				removal_size(dir) };
	}
	SORT_LIST(runs, by_age);
}

void runs_reap(struct arena *mem, const char *output_dir)
{
	struct words names = { 0 };

	file_names(&names, mem, output_dir);
	for (size_t i = 0; i < names.n; i++)
		if (is_numbered(names.v[i]))
			file_reap(file_join(mem, output_dir, names.v[i]), NULL);
}

void runs_prune(struct removals *list, struct arena *mem, const char *output_dir,
	const struct results_policy *policy)
{
	struct old_runs runs = { 0 };
	double total = 0;

	if (!policy->keep && !(policy->max_size > 0))
		return;
	find(&runs, mem, output_dir);
	for (size_t i = 0; i < runs.n; i++) {
		total += runs.v[i].size;
		if ((policy->keep && i >= policy->keep) ||
			(policy->max_size > 0 && total > policy->max_size && i > 0))
			if (!is_held(runs.v[i].dir))
				removal_add(list, mem, runs.v[i].dir);
	}
}
