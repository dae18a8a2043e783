/* The git program: trees with a few files changed. Only the folders on the way to them are read and
 * written, so that the size of the repository does not matter. */
#include "store/git/repo_cli.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

static int write_entries(const char **id, struct repo_cli *c, struct arena *mem,
	const struct repo_entries *entries, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file list = { 0 };
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("mktree", "-z", "--missing") };

	memory_file_open(&list);
	for (size_t i = 0; i < entries->n; i++) {
		const struct repo_entry *e = &entries->v[i];
		const char *type = e->mode == REPO_TREE_MODE ? "tree"
			: e->mode == 0160000                 ? "commit"
							     : "blob";

		fprintf(list.f, "%06o %s %s\t%s", e->mode, type, e->id, e->name);
		fputc('\0', list.f);
	}
	memory_file_end(&list);
	call.input = list.data;
	call.input_n = list.n;
	return repo_cli_line(id, c, mem, &call, err);
}

/* Puts the entry in its place; id NULL takes it away. mktree sorts. */
static void put_entry(struct repo_entries *entries, struct arena *mem, const char *name,
	unsigned mode, const char *id)
{
	struct repo_entry *e = repo_tree_find(entries, name, strlen(name));

	if (!id && e)
		*e = entries->v[--entries->n]; /* NOLINT(clang-analyzer-core.NullDereference) */
	else if (id && e)
		*e = (struct repo_entry){ mode, e->name, id };
	else if (id)
		*ARENA_PUSH(mem, entries) = (struct repo_entry){ mode, name, id };
}

/* The tree `base` (NULL: an empty one) with the edits made; *id is NULL when nothing is left. */
static int write_tree(const char **id, struct repo_cli *c, struct arena *mem, const char *base,
	const struct repo_cli_edit *edits, size_t n, struct error *err)
{
	struct repo_cli_edit *below = arena_array(mem, n, sizeof *below);
	bool *done = arena_array(mem, n, sizeof *done);
	struct repo_entries entries = { 0 };

	if (base && repo_cli_entries(&entries, c, mem, base, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(edits[i].rest, "/"), m = 0;
		const char *name = arena_copy(mem, edits[i].rest, len), *subtree = NULL;
		const struct repo_entry *old = repo_tree_find(&entries, name, len);
		bool leaf = edits[i].rest[len] == '\0';

		if (old && leaf == (old->mode == REPO_TREE_MODE)) {
			if (edits[i].blob)
				return repo_in_the_way(err, edits[i].path);
			continue; /* no file to remove */
		}
		if (leaf)
			put_entry(&entries, mem, name, REPO_FILE_MODE, edits[i].blob);
		if (leaf || done[i])
			continue;
		for (size_t j = i; j < n; j++) {
			if (strncmp(edits[j].rest, name, len) != 0 || edits[j].rest[len] != '/')
				continue;
			below[m++] = (struct repo_cli_edit){ edits[j].rest + len + 1, edits[j].blob,
				edits[j].path };
			done[j] = true;
		}
		if (write_tree(&subtree, c, mem, old ? old->id : NULL, below, m, err) < 0)
			return -1;
		put_entry(&entries, mem, name, REPO_TREE_MODE, subtree);
	}
	*id = NULL;
	return entries.n ? write_entries(id, c, mem, &entries, err) : 0;
}

int repo_cli_edit_tree(const char **tree, struct repo_cli *c, struct arena *mem, const char *base,
	const struct repo_cli_edit *edits, size_t n, struct error *err)
{
	const struct repo_entries none = { 0 };
	int rc = write_tree(tree, c, mem, base, edits, n, err);

	return rc == 0 && !*tree ? write_entries(tree, c, mem, &none, err) : rc;
}
