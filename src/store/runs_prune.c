#include "store/runs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"
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

struct old_run {
	const char *name, *dir, *started;
	double size;
};
struct old_runs ARENA_LIST(struct old_run);

static unsigned long number_of(const struct old_run *r)
{
	return strtoul(strchr(r->name, '-') + 1, NULL, 10);
}

/* The newest first; those of the same second by number. The times of the files would say when a
 * run was annotated or copied. */
static int by_age(const void *a, const void *b)
{
	const struct old_run *x = a, *y = b;
	int order = strcmp(y->started, x->started);

	order = order ? order : SORT_ORDER(number_of(y), number_of(x));
	return order ? order : strcmp(y->name, x->name);
}

/* Folders that others made may have such a name and a metadata.json too. */
static void find(struct old_runs *runs, struct arena *mem, const char *output_dir)
{
	struct words names = { 0 };

	file_names(&names, mem, output_dir);
	for (size_t i = 0; i < names.n; i++) {
		const char *dir = file_join(mem, output_dir, names.v[i]);
		struct run run;

		if (is_numbered(names.v[i]) &&
			run_metadata_load(&run, mem, file_join(mem, dir, "metadata.json"),
				ERROR_IGNORED) == 0 &&
			text_equal(run.id, names.v[i]) && run.started)
			*ARENA_PUSH(mem, runs) = (struct old_run){ names.v[i], dir, run.started,
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
			(policy->max_size > 0 && total > policy->max_size && i > 0)) {
			CLOSES_FD int lock = file_seize(runs.v[i].dir);

			if (lock >= 0)
				removal_add(list, mem, runs.v[i].dir);
		}
	}
}
