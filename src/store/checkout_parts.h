/* What checkout.c is made of. */
#pragma once

#include <stdbool.h>

struct arena;
struct error;
struct repo;
struct words;

/* checkout_key.c: identifies the content of a file by its size and times. */
const char *checkout_file_state(struct arena *mem, const char *path);
/* Hexadecimal; the same for copies that turn out the same. */
int checkout_key(const char **key, struct repo *repo, struct arena *mem, const char *commit,
	const char *build, struct error *err);

/* checkout_tree.c: what besides the tree decides which files a copy gets: submodules and LFS. */
int checkout_sources(struct words *sources, struct repo *repo, struct arena *mem,
	const char *commit, struct error *err);
/* A repository in the empty folder dir with the files of the commit and of its submodules. */
int checkout_fill(const char *dir, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err);
/* Whether the tracked files in dir are those of the commit. Returns 1 when not. */
int checkout_verify(const char *dir, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err);

/* checkout_manifest.c: the files in dir as a digest. */
const char *checkout_state(struct arena *mem, const char *dir);
/* Keeps what dir holds now, for that key, in the file `record`, and the state of the files outside
 * that its build has read, by the list `opened_list` (opened_files.h) or NULL. */
int checkout_record(const char *dir, const char *record, const char *key, const char *opened_list,
	struct error *err);
/* Whether these files are as they were. */
bool checkout_inputs_same(const char *record, const char *key);
/* Removes what has been added since. Returns 0 with the time of the record, or 1 when the folder
 * cannot be brought back, or was made for another key; then nothing is removed. */
int checkout_restore(long long *built_at, const char *dir, const char *record, const char *key);

/* checkout_lfs.c: files that git-lfs keeps outside of git's objects. Adds which of the LFS files in
 * the user's tree `head` are there and which are pointers. */
int lfs_sources(struct words *sources, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err);
/* Replaces pointers in dir, as far as `head` has its own files, by the objects that gitdir keeps.
 * An object that is not there is an error. */
int lfs_fetch(const char *dir, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err);
