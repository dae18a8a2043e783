/* Files that git-lfs keeps outside of git's objects. */
#pragma once

struct arena;
struct error;
struct words;

/* Adds which of the LFS files in the user's tree `head` are there and which are pointers. */
int lfs_sources(struct words *sources, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err);
/* Replaces pointers in dir, as far as `head` has its own files, by the objects that gitdir keeps.
 * An object that is not there is an error. */
int lfs_fetch(const char *dir, const char *head, const char *gitdir, struct arena *mem,
	const char *commit, struct error *err);
