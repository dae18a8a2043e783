/* Trees and commits as git stores them, before hashing and compression. */
#pragma once

#include "base/arena.h"
#include "base/words.h"

enum { REPO_TREE_MODE = 0040000, REPO_LINK_MODE = 0120000, REPO_FILE_MODE = 0100644 };

struct repo_entry {
	unsigned mode;
	const char *name;
	const char *id; /* hexadecimal */
};

struct repo_entries ARENA_LIST(struct repo_entry);

/* The id of a commit's tree, or NULL if the bytes are not a commit. */
const char *repo_tree_of(struct arena *mem, const char *commit, size_t n);
void repo_tree_parents(struct words *parents, struct arena *mem, const char *commit, size_t n);
/* All entries; id_bytes is 20 or 32. Returns 0, or -1 if the bytes are not a tree. */
int repo_tree_entries(struct repo_entries *out, struct arena *mem, const char *tree, size_t n,
	size_t id_bytes);
struct repo_entry *repo_tree_find(const struct repo_entries *entries, const char *name, size_t n);
