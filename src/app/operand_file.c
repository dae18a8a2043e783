/* The files and stored runs that operands name. */
#include "app/operand.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "base/threads.h"
#include "store/runs.h"

/* Whether text is a revision, or the merge base with one, even if git cannot say which. Where git
 * refuses the repository there are only files; the caller, who finds none, opens it again. */
static bool is_revision(struct project *p, const char *text)
{
	size_t n = strlen(text);
	const char *ignored;

	if (n > 3 && strcmp(text + n - 3, "...") == 0)
		return true;
	if (!p->repo && project_open(p, false, ERROR_IGNORED) < 0)
		return false;
	return p->repo && repo_resolve(&ignored, p->repo, text, ERROR_IGNORED) != 1;
}

/* The file of the stored run that text names, or NULL. *label: the run's name in a report. A name
 * is a revision, else a stored run, else a file, so that a change cannot put a file in the place of
 * what it is compared with; ./NAME is the file. */
static const char *stored_path(struct project *p, const char *text, const char **label)
{
	struct arena *mem = &p->app->mem;
	const char *path = location_path(p->app, text), *reason;
	const char *run = runs_find(mem, p->suite.output_dir, text);
	const char *dir = file_is_dir(path) ? path : NULL;
	bool exists = file_exists(path);

	*label = text;
	if (*text != '.' && *text != '/' && (exists || run) && !text_equal(text, "last") &&
		is_revision(p, text))
		return NULL;
	if (!run && exists && (!dir || importer_of_folder(dir, &reason)))
		return path;
	if (run || (dir && !file_exists(file_join(mem, dir, "run.json"))))
		dir = run; /* another folder; perhaps a branch has its name */
	*label = dir;
	return dir ? file_join(mem, dir, "run.json") : NULL;
}

/* Whether the file states that benchctl wrote it. */
static bool is_own(const char *path)
{
	CLOSES_FILE FILE *f = NULL;
	char head[64] = "";
	struct stat st;

	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a path was found */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true; /* a file that can be read only once is read as ours */
	f = fopen(path, "re");
	return f && fread(head, 1, sizeof head - 1, f) && strstr(head, "\"benchctl\"");
}

/* Results of other tools are a run as well, on an unknown machine. */
static int read_foreign(struct operand *f, const char *suite, struct arena *mem)
{
	struct run *run;

	f->set = (struct run_set){ .kind = "run", .suite = suite };
	run = ARENA_PUSH(mem, &f->set);
	run->suite = suite;
	return import_file(run, mem, f->path, NULL, &f->answer, &f->err);
}

struct reading {
	struct operand *v;
	const char *suite;
	struct arena mem[THREADS_MAX]; /* by worker */
	atomic_bool failed;
};

/* In a thread: reads files, and nothing of the project or its repository. */
static void read_one(void *ctx, size_t worker, size_t i)
{
	struct reading *r = ctx;
	struct operand *f = &r->v[i];
	struct arena *mem = &r->mem[worker];

	if (!f->path || atomic_load(&r->failed))
		return;
	f->rc = is_own(f->path) ? run_set_load(&f->set, mem, f->path, &f->err)
				: read_foreign(f, r->suite, mem);
	if (f->rc < 0)
		atomic_store(&r->failed, true);
}

void operand_find(struct operand *v, struct project *p, const struct words *names)
{
	for (size_t i = 0; i < names->n; i++) {
		v[i] = (struct operand){ .text = names->v[i] };
		v[i].path = stored_path(p, v[i].text, &v[i].label);
		if (v[i].path)
			runs_hold(v[i].path);
	}
}

void operand_read(struct operand *v, size_t n, struct project *p)
{
	enum { LARGE = 1 << 20 }; /* bytes; less is read before a thread has started */
	struct reading r = { .v = v, .suite = p->suite.name };
	off_t bytes = 0;
	struct stat st;

	for (size_t i = 0; i < n; i++)
		bytes += v[i].path && stat(v[i].path, &st) == 0 ? st.st_size : 0;
	threads_share(n, bytes > LARGE ? n : 1, read_one, &r);
	for (size_t i = 0; i < THREADS_MAX; i++)
		arena_adopt(&p->app->mem, &r.mem[i]);
}
