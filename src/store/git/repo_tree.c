#include "store/git/repo_tree.h"

#include <string.h>

/* The value of a header of a commit, such as "tree ", if line is that header, else NULL. */
static const char *header_value(struct arena *mem, const char *line, size_t n, const char *header)
{
	size_t k = strlen(header);

	if (n < k || memcmp(line, header, k) != 0)
		return NULL;
	return arena_copy(mem, line + k, n - k);
}

static size_t line_length(const char *at, const char *end)
{
	const char *eol = memchr(at, '\n', (size_t)(end - at));

	return (size_t)((eol ? eol : end) - at);
}

const char *repo_tree_of(struct arena *mem, const char *commit, size_t n)
{
	return header_value(mem, commit, line_length(commit, commit + n), "tree ");
}

void repo_tree_parents(struct words *parents, struct arena *mem, const char *commit, size_t n)
{
	const char *at = commit, *end = commit + n, *parent;
	size_t len = line_length(at, end);

	*parents = (struct words){ 0 };
	for (at += len; at < end; at += len) {
		len = line_length(++at, end);
		parent = header_value(mem, at, len, "parent ");
		if (!parent)
			break;
		words_push(mem, parents, parent);
	}
}

static const char *hexadecimal(struct arena *mem, const unsigned char *v, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *s = arena_alloc(mem, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		s[2 * i] = digits[v[i] >> 4];
		s[2 * i + 1] = digits[v[i] & 15];
	}
	return s;
}

int repo_tree_entries(struct repo_entries *out, struct arena *mem, const char *tree, size_t n,
	size_t id_bytes)
{
	const char *end = tree + n;

	*out = (struct repo_entries){ 0 };
	while (tree < end) {
		const char *nul = memchr(tree, '\0', (size_t)(end - tree));
		struct repo_entry e = { 0 };

		if (!nul || (size_t)(end - nul) < 1 + id_bytes)
			return -1;
		for (; *tree >= '0' && *tree <= '7'; tree++)
			e.mode = e.mode << 3 | (unsigned)(*tree - '0');
		if (*tree != ' ')
			return -1;
		e.name = arena_copy(mem, tree + 1, (size_t)(nul - tree) - 1);
		e.id = hexadecimal(mem, (const unsigned char *)nul + 1, id_bytes);
		*ARENA_PUSH(mem, out) = e;
		tree = nul + 1 + id_bytes;
	}
	return 0;
}

struct repo_entry *repo_tree_find(const struct repo_entries *entries, const char *name, size_t n)
{
	for (size_t i = 0; i < entries->n; i++)
		if (strncmp(entries->v[i].name, name, n) == 0 && entries->v[i].name[n] == '\0')
			return &entries->v[i];
	return NULL;
}
