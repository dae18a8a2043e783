/* A private copy of a commit's tree, outside the user's, where the base side is built and run.
 *
 * It is a separate repository that borrows the user's objects, so that nothing is registered in
 * the user's .git and git works inside. A copy that has been built is used again only for the same
 * tree, build, folder, environment and programs (checkout_key.c), and only if it is as it was after
 * its build (checkout_manifest.c), its tracked files are those of the tree, and the files outside
 * that the build has read are as they were. */
#pragma once

#include <stdbool.h>

struct arena;
struct error;
struct repo;
struct removals;
struct words;

struct checkout {
	/* The root of the tree; as long a path as the user's, if possible. NULL: there is none. */
	const char *dir;
	const char *suite;  /* the folder in it where the suite runs; see checkout_enter */
	bool built;         /* by an earlier gate */
	long long built_at; /* when, in seconds since the epoch; 0: not built */
	int lock;           /* held until checkout_close */
	const char *key;    /* all that decides how the copy turns out, as a digest */
	const char *record; /* the file that says what was built */
	const char *state;  /* of its files when it was built or taken again */
};

/* build: the command. Where another gate uses the same copy, this one gets another. Fails where the
 * copy would not be what the commit says: a submodule or an LFS object that is not here. */
int checkout_open(struct checkout *c, struct repo *repo, struct arena *mem, const char *commit,
	const char *build, struct error *err);
/* folder: of the suite, from the root; "" for the root itself. It may be new there. */
int checkout_enter(struct checkout *c, struct arena *mem, const char *folder, struct error *err);
/* Call this when the build has succeeded. opened_list: the file with what it has opened
 * (opened_files.h), which is removed; NULL: nobody knows. */
int checkout_mark_built(struct checkout *c, struct arena *mem, const char *opened_list,
	struct error *err);
/* The files of the tree that its build has read or looked for, from the root; none where nobody
 * knows. */
void checkout_read_files(struct words *read, const struct checkout *c, struct arena *mem);
/* Refuses a copy whose files have changed since its build. Call this before a measurement in it. */
int checkout_check(const struct checkout *c, struct error *err);
/* Removes what was added to a built copy since; checkout_check expects what it holds now. */
void checkout_tidy(struct checkout *c, struct arena *mem);
/* Removes a copy that was not built. Nothing where there is none. */
void checkout_close(struct checkout *c);

/* Takes an empty folder, as long a path as the user's root; checkout_close removes it. */
int checkout_place(struct checkout *c, struct repo *repo, struct arena *mem, struct error *err);

/* The source of a copy: a built tree. */
struct tree_copy {
	const char *from; /* its root */
	const char *but;  /* what is left out of that folder, or NULL */
	/* A copy whose repository takes the place of the tree's own, and the commit that it is at;
	 * NULL: the tree has its own. */
	const char *git, *commit;
};
/* Bytes in its files. */
double checkout_copy_size(struct arena *mem, const struct tree_copy *t);
/* Replaces what the place holds. Absolute paths that a build has written still lead to `from`. */
int checkout_copy(const struct checkout *place, struct arena *mem, const struct tree_copy *t,
	struct error *err);

/* Removes every copy that no gate uses now, or only lists it (dry_run), in all. NULL: removes only
 * those that were not used for days. */
void checkout_clean(struct removals *all, struct arena *mem);
