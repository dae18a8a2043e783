/* Updates of one file. */
#pragma once

#include "test_repo.h"

#define HISTORY "refs/benchctl/history"

/* An update whose changes are known from the start; `before` is run at the first edit. */
struct plan {
	struct place *p;
	const char *before;
	unsigned edits;
	const char *tip;
};

static inline int count_edits(void *ctx, const char *tip, struct repo_change *changes,
	struct error *err)
{
	struct plan *plan = ctx;

	(void)changes, (void)err;
	plan->tip = tip;
	if (plan->edits++ == 0 && plan->before)
		sh(plan->p, "%s", plan->before);
	return 0;
}

/* One file; text NULL removes it. The commit is in *commit when it returns 0. */
static inline int update_file(struct place *p, const char **commit, const char *ref,
	const char *path, const char *text)
{
	struct plan plan = { .p = p };
	struct repo_change change = { path, text, text ? strlen(text) : 0 };
	struct repo_update u = { .ref = ref,
		.message = "Subject\n\nBody",
		.edit = count_edits,
		.ctx = &plan,
		.changes = &change,
		.n = 1,
		.tries = p->tries };

	*commit = NULL;
	*p->err.text = '\0';
	return repo_update(commit, p->repo, &u, &p->err);
}

static inline void assert_commits(struct place *p, const char *ref, const char *path,
	const char *text)
{
	const char *commit;
	int rc = update_file(p, &commit, ref, path, text);

	if (rc != 0)
		fail_msg("%s: %d %s", path, rc, p->err.text);
}

static inline void assert_refuses(struct place *p, const char *ref, const char *path,
	const char *why)
{
	const char *commit;

	assert_int_equal(update_file(p, &commit, ref, path, "new\n"), -1);
	assert_contains(p->err.text, why);
	assert_null(commit);
}
