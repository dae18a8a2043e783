/* Folders that benchctl removes, with their sizes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct removals {
	struct removal {
		const char *path;
		double size; /* bytes in its files */
	} * v;
	size_t n, cap;
	bool dry_run; /* nothing is removed */
};

/* Bytes in the files of a folder. Symbolic links are not followed. */
double removal_size(const char *path);
/* Removes the folder. What cannot be removed stays. */
void removal_tree(const char *path);

/* Lists the folder and, except in a dry run, removes it. */
void removal_add(struct removals *list, struct arena *mem, const char *path);
