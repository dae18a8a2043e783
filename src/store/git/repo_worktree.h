/* The user's files, after a commit to the branch that is checked out. */
#pragma once

#include <stddef.h>

struct error;
struct repo;
struct repo_change;

/* Whether each path is as in HEAD or absent, and can be written without following a symbolic link
 * or replacing anything but a file. */
int repo_worktree_check(struct repo *repo, const struct repo_change *changes, size_t n,
	struct error *err);
/* Writes and removes; a folder that becomes empty goes too, as git does it. */
int repo_worktree_write(const char *root, const struct repo_change *changes, size_t n,
	struct error *err);
/* Brings the paths in the index up to HEAD. Returns REPO_AGAIN when the index is locked. */
int repo_worktree_stage(struct repo *repo, const struct repo_change *changes, size_t n,
	struct error *err);
