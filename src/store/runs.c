#include "store/runs.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/words.h"

/* A greater number in the name of a folder is not one of ours; the next would have no room. */
#define NUMBER_MAX 999999999UL

/* NNN of "KIND-NNN", or 0. */
static unsigned long number_in(const char *name, const char *kind)
{
	size_t k = strlen(kind);
	char *end;
	unsigned long n;

	if (strncmp(name, kind, k) != 0 || name[k] != '-' || !isdigit((unsigned char)name[k + 1]))
		return 0;
	n = strtoul(name + k + 1, &end, 10);
	return *end || n > NUMBER_MAX ? 0 : n;
}

static unsigned long number_of(const char *name)
{
	return number_in(name, "run");
}

static unsigned long highest(const char *output_dir, const char *kind)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words names = { 0 };
	unsigned long max = 0;

	file_names(&names, &mem, output_dir);
	for (size_t i = 0; i < names.n; i++) {
		unsigned long n = number_in(names.v[i], kind);

		if (n > max)
			max = n;
	}
	return max;
}

int runs_create(const char **dir, const char **id, struct arena *mem, const char *output_dir,
	const char *kind, struct error *err)
{
	unsigned long n;

	if (file_mkdirs(output_dir, err) < 0)
		return -1;
	runs_reap(mem, output_dir);
	for (n = highest(output_dir, kind) + 1;; n++) {
		const char *name = arena_printf(mem, "%s-%03lu", kind, n);
		const char *path = file_join(mem, output_dir, name);

		/* It would not be the last one, which others ask for. */
		if (n > NUMBER_MAX)
			return error_set(err, "%s/%s-%lu leaves no number for a new run; remove it",
				output_dir, kind, n - 1);
		if (mkdir(path, 0777) == 0) {
			runs_hold(path);
			*id = name;
			*dir = path;
			return 0;
		}
		if (errno != EEXIST)
			return error_set(err, "cannot create the folder %s: %s", path,
				strerror(errno));
	}
}

/* A build or a benchmark that cleans the tree also removes what git ignores. */
int runs_keep(const char *dir, struct error *err)
{
	if (file_is_dir(dir))
		return 0;
	if (file_mkdirs(dir, err) < 0)
		return -1;
	runs_hold(dir);
	return 0;
}

static int store(const char *dir, const char *name, struct memory_file *m, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	int rc;

	if (runs_keep(dir, err) < 0)
		return -1;
	rc = memory_file_write(m, file_join(&mem, dir, name), err);
	if (rc < 0)
		rmdir(dir); /* an empty folder would be the last run */
	return rc;
}

int runs_begin(const char *dir, const struct run *run, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	run_metadata_write(m.f, run);
	return store(dir, "metadata.json", &m, err);
}

int runs_save_as(const char *dir, const char *name, const struct run *run, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct run copy = *run;
	const struct run_set set = { .kind = "run", .suite = run->suite, .v = &copy, .n = 1 };

	run_set_write(m.f, &set);
	return store(dir, name, &m, err);
}

int runs_save(const char *dir, const struct run *run, struct error *err)
{
	if (runs_save_as(dir, "run.json", run, err) < 0)
		return -1;
	return runs_begin(dir, run, err);
}

static int by_number(const void *a, const void *b)
{
	unsigned long x = number_of(((const struct stored_run *)a)->id),
		      y = number_of(((const struct stored_run *)b)->id);

	return SORT_ORDER(x, y);
}

/* A killed benchctl could not write how its run ended, but holds its folder no more. */
static void note_killed(struct stored_run *r)
{
	CLOSES_FD int lock = r->run.status == RUN_RUNNING ? file_seize(r->dir) : -1;

	if (lock >= 0)
		r->run.status = RUN_INTERRUPTED;
}

int runs_list(struct stored_runs *list, struct arena *mem, const char *output_dir,
	struct error *err)
{
	struct words names = { 0 };

	*list = (struct stored_runs){ 0 };
	if (file_names(&names, mem, output_dir) < 0)
		return errno == ENOENT ? 0 : error_set(err, "%s: %s", output_dir, strerror(errno));
	for (size_t i = 0; i < names.n; i++) {
		struct stored_run *r;
		struct error fault;

		if (!number_of(names.v[i]))
			continue;
		r = ARENA_PUSH(mem, list);
		r->id = names.v[i];
		r->dir = file_join(mem, output_dir, r->id);
		if (run_metadata_load(&r->run, mem, file_join(mem, r->dir, "metadata.json"),
			    &fault) < 0)
			r->fault = arena_string(mem, fault.text);
		else
			note_killed(r);
	}
	SORT_LIST(list, by_number);
	return 0;
}

const char *runs_find(struct arena *mem, const char *output_dir, const char *name)
{
	unsigned long n = number_of(name);
	const char *dir;

	if (strcmp(name, "last") == 0)
		n = highest(output_dir, "run");
	else if (!n && *name && !name[strspn(name, "0123456789")])
		n = strtoul(name, NULL, 10);
	if (!n || n > NUMBER_MAX)
		return NULL;
	dir = file_join(mem, output_dir, arena_printf(mem, "run-%03lu", n));
	if (!file_is_dir(dir))
		return NULL;
	runs_hold(dir);
	return dir;
}
