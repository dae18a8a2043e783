#include "store/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "store/git/git.h"
#include "store/git/repo.h"

enum { NAME_DIGITS = 12 };

/* Seconds since the epoch of the commit, twelve digits, so that names sort by it. */
static int commit_time(const char **out, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err)
{
	const char *text;

	if (git_text(&text, repo_git(repo), mem, err,
		    GIT_ARGS("show", "-s", "--format=%ct", commit)) < 0)
		return -1;
	*out = arena_printf(mem, "%012llu", strtoull(text, NULL, 10));
	return 0;
}

static int record_at(struct repo *repo, struct arena *mem, const struct run *run, const char *when,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct run copy = *run;
	const struct run_set set = { .kind = "history", .suite = run->suite, .v = &copy, .n = 1 };
	struct repo_change change = { 0 };
	const struct repo_update update = { .ref = HISTORY_REF,
		.changes = &change,
		.n = 1,
		.message = arena_printf(mem, "history: %s at %.10s", run->suite, run->commit) };
	const char *ignored;

	copy.id = NULL; /* names a folder on one machine */
	memory_file_open(&m);
	run_set_write(m.f, &set);
	memory_file_end(&m);
	change.data = m.data;
	change.n = m.n;
	change.path = arena_printf(mem, "%s/%s/%s-%.*s-%.*s.json", run->suite, run->host.class,
		when, NAME_DIGITS, run->commit, NAME_DIGITS, digest_hex(mem, m.data, m.n));
	return repo_update(&ignored, repo, &update, err);
}

int history_record(struct repo *repo, struct arena *mem, const struct run *run, struct error *err)
{
	const char *when;

	if (!run->commit)
		return error_set(err,
			"the run does not know its commit, so the history cannot keep it");
	if (run->dirty)
		return error_set(err,
			"the run was made with uncommitted changes, so it is not a record of %.10s",
			run->commit);
	if (!run->host.class || !run->suite)
		return error_set(err, "the run does not know its suite or its machine");
	if (commit_time(&when, repo, mem, run->commit, err) < 0)
		return -1;
	return record_at(repo, mem, run, when, err);
}

/* One stored run, added to the set. */
static int add_run(struct run_set *set, struct repo *repo, struct arena *mem, const char *commit,
	const char *path, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	struct run_set one;
	const char *text;
	size_t n;
	int rc = repo_read(&text, &n, repo, commit, path, err);

	if (rc != 0)
		return rc;
	json_open_text(&j, arena_printf(mem, "%.10s:%s", commit, path), text, n);
	if (run_set_read(&one, mem, &j, err) < 0)
		return -1;
	if (one.n)
		*ARENA_PUSH(mem, set) = one.v[one.n - 1];
	return 0;
}

/* The position of each commit on the way to HEAD. */
struct position {
	const char *commit;
	size_t at;
};

static int by_commit(const void *a, const void *b)
{
	return strcmp(((const struct position *)a)->commit, ((const struct position *)b)->commit);
}

struct at_commit {
	struct run run;
	size_t at, nth;
};

static int by_position(const void *a, const void *b)
{
	const struct at_commit *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->nth > y->nth) - (x->nth < y->nth);
}

/* Leaves the runs of commits that HEAD comes from, in the order of the commits. A shallow clone
 * does not know, and keeps all in the order of their dates. */
static int follow_head(struct run_set *set, struct repo *repo, struct arena *mem, struct error *err)
{
	struct words commits = { 0 };
	struct position *known;
	struct at_commit *placed = arena_array(mem, set->n, sizeof *placed);
	size_t n = 0;

	if (repo_facts(repo)->shallow)
		return 0;
	if (git_lines(&commits, repo_git(repo), mem, err,
		    GIT_ARGS("rev-list", "--topo-order", "--reverse", "HEAD")) < 0)
		return -1;
	known = arena_array(mem, commits.n, sizeof *known);
	for (size_t i = 0; i < commits.n; i++)
		known[i] = (struct position){ commits.v[i], i };
	qsort(known, commits.n, sizeof *known, by_commit);
	for (size_t i = 0; i < set->n; i++) {
		const struct position key = { .commit = set->v[i].commit ? set->v[i].commit : "" };
		const struct position *hit = bsearch(&key, known, commits.n, sizeof *known,
			by_commit);

		if (hit)
			placed[n++] = (struct at_commit){ set->v[i], hit->at, i };
	}
	qsort(placed, n, sizeof *placed, by_position);
	for (size_t i = 0; i < n; i++)
		set->v[i] = placed[i].run;
	set->n = n;
	return 0;
}

int history_load(struct run_set *set, struct repo *repo, struct arena *mem, const char *suite,
	const char *class, struct words *unread, struct error *err)
{
	const char *folder = arena_printf(mem, "%s/%s", suite, class), *tip;
	struct words names = { 0 };
	struct error why;
	int rc = repo_resolve(&tip, repo, HISTORY_REF, err);

	*set = (struct run_set){ .kind = "history", .suite = suite };
	if (rc == 0)
		rc = repo_list(&names, repo, tip, folder, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (size_t i = 0; i < names.n; i++)
		if (add_run(set, repo, mem, tip, arena_printf(mem, "%s/%s", folder, names.v[i]),
			    &why) < 0)
			words_push(mem, unread, arena_string(mem, why.text));
	return set->n ? follow_head(set, repo, mem, err) : 0;
}

int history_of_baseline(struct run_set *set, struct repo *repo, struct arena *mem, const char *path,
	const char *suite, struct error *err)
{
	struct words commits = { 0 };

	*set = (struct run_set){ .kind = "history", .suite = suite };
	if (git_lines(&commits, repo_git(repo), mem, err,
		    GIT_ARGS("log", "--reverse", "--format=%H", "HEAD", "--", path)) < 0)
		return -1;
	for (size_t i = 0; i < commits.n; i++)
		if (add_run(set, repo, mem, commits.v[i], path, err) < 0)
			return -1;
	return 0;
}
