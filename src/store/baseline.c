#include "store/baseline.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "store/git/repo.h"

const char *baseline_path(struct arena *mem, const char *dir, const char *suite, const char *class)
{
	return file_tidy(mem, arena_printf(mem, "%s/%s/%s.json", dir, suite, class));
}

int baseline_read(struct run_set *set, struct repo *repo, struct arena *mem, const char *commit,
	const char *path, const char *suite, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct repo_file file;
	const char *name = arena_printf(mem, "%.10s:%s", commit, path);
	int rc = repo_file_open(&file, repo, commit, path, err);

	if (rc != 0)
		return rc;
	json_open_source(&j, name, repo_file_read, &file, RUN_BYTES_MAX);
	rc = run_set_read(set, mem, &j, err);
	if (repo_file_close(&file, err) < 0 || rc < 0)
		return -1;
	if (!text_equal(set->suite, suite))
		return error_set(err, "%s is a baseline of the suite '%s', not of '%s'", name,
			set->suite ? set->suite : "", suite);
	if (set->n == 0)
		return error_set(err, "%s holds no run; record one: benchctl baseline refresh",
			name);
	return 0;
}

void baseline_classes(struct words *classes, struct repo *repo, const char *commit,
	const char *path)
{
	FREES_ARENA struct arena mem = { 0 };

	*classes = (struct words){ 0 };
	repo_list(classes, repo, commit, file_folder(&mem, path), ERROR_IGNORED);
}

int baseline_add(struct run_set *set, struct arena *mem, const struct run *run, size_t window,
	const struct gate_policy *gate, struct error *err)
{
	struct run *slot = NULL;

	if (run->status != RUN_OK)
		return error_set(err,
			"%s is incomplete (%s); only a complete run can become a baseline",
			run->id ? run->id : "this run", run_status_names[run->status]);
	if (run->shard)
		return error_set(err,
			"%s is shard %s of its suite; merge all shards: benchctl merge RUN...",
			run->id ? run->id : "this run", run->shard);
	if (run->schedule)
		return error_set(err,
			"%s has schedule: %s; a baseline is measured one benchmark at a time: "
			"benchctl baseline refresh",
			run->id ? run->id : "this run", run->schedule);
	if (set->suite && !text_equal(set->suite, run->suite))
		return error_set(err, "the run belongs to the suite '%s', the baseline to '%s'",
			run->suite ? run->suite : "", set->suite);
	set->kind = "baseline";
	set->suite = run->suite;
	for (size_t i = 0; i < set->n && !slot; i++)
		if (run_same(&set->v[i], run))
			slot = &set->v[i];
	if (!slot)
		slot = ARENA_PUSH(mem, set);
	*slot = *run;
	slot->id = NULL; /* names a folder on one machine */
	if (set->n > window) {
		set->v += set->n - window;
		set->cap -= set->n - window;
		set->n = window;
	}
	run_set_reduce(set, mem, gate);
	return 0;
}
