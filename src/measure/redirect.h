/* Paths into a tree that mean the same place in its copy.
 *
 * A configuration or the environment may name the user's worktree by an absolute path
 * (PYTHONPATH=/home/me/project/src). While a copy is built or measured, that path means the
 * copy's file: otherwise both sides of a comparison would run the same program. */
#pragma once

struct arena;

struct redirect {
	const char *from, *to; /* roots, absolute and without links; from NULL: nothing changes */
};

/* The text (a path, a list of paths, a command line, NAME=VALUE) with every absolute path into
 * `from` replaced, if `to` has a file or folder of that name: what is only in `from` (a virtual
 * environment, a cache) is shared. A path that leads into `from` by a link is one of them. */
const char *redirect_text(struct arena *mem, const struct redirect *r, const char *text);

/* The same for each of the words, in a copy of them. */
struct words redirect_words(struct arena *mem, const struct redirect *r, const struct words *w);
