/* The commit that a change is judged against. */
#ifndef BENCHCTL_BASE_H
#define BENCHCTL_BASE_H

struct arena;
struct error;
struct repo;

struct base {
	const char *commit;
	const char *label; /* how it was chosen: "merge base with origin/main" */
};

/* against: a revision, "REV..." for the merge base of HEAD with it, or NULL. With NULL the
 * variables of the CI system decide: the first parent of a pull request's merge commit, the merge
 * base with the target branch, the base of a merge group, the commit before a push, the tag
 * before a tag. Outside CI it is the merge base with the default branch. */
int base_choose(struct base *base, struct repo *repo, struct arena *mem, const char *against,
	struct error *err);

#endif
