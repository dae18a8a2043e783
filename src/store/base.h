/* The commit that a change is judged against. */
#pragma once

struct arena;
struct error;
struct repo;

enum base_kind {
	BASE_NAMED,   /* by the user or the CI system */
	BASE_DEFAULT, /* HEAD is on the default branch, or detached */
	BASE_BRANCH   /* HEAD is on another branch */
};

struct base {
	const char *commit;
	const char *label;   /* how it was chosen: "merge base with origin/main" */
	enum base_kind kind; /* what HEAD is beside it */
};

/* against: a revision, "REV..." for the merge base of HEAD with it, or NULL. With NULL the
 * variables of the CI system decide: the first parent of a pull request's merge commit, the merge
 * base with the target branch, the base of a merge group, the commit before a push, the tag
 * before a tag. Outside CI it is the merge base with the default branch; an error where that branch
 * is unknown. */
int base_choose(struct base *base, struct repo *repo, struct arena *mem, const char *against,
	struct error *err);
