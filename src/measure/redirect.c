#include "measure/redirect.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"

/* What ends a path in a command line or a list of paths. */
#define ENDS " \t\n\"'`:;,=()<>|&${}"

/* Variables that are about the user, not about the sources. */
static const char *const kept[] = { "HOME=", "XDG_" };

/* The rest of path below root, with its '/'; "" for the root itself; NULL: it is not inside. */
static const char *path_inside(const char *path, const char *root)
{
	size_t n = strlen(root);

	if (strncmp(path, root, n) != 0 || (path[n] != '/' && path[n] != '\0'))
		return NULL;
	return path + n;
}

/* What the path means in the copy, or NULL. */
static const char *counterpart(struct arena *mem, const struct redirect *r, const char *path)
{
	const char *tidy = file_tidy(mem, path), *copy = NULL;
	const char *real = file_real(mem, path);
	const char *rest = path_inside(tidy, r->from);

	if (!rest && real)
		rest = path_inside(real, r->from);
	/* The copy itself may lie in the tree. */
	if (rest && !path_inside(real ? real : tidy, r->to))
		copy = arena_printf(mem, "%s%s%s", r->to, rest,
			path[strlen(path) - 1] == '/' ? "/" : "");
	return copy && file_exists(copy) ? copy : NULL;
}

/* Where an absolute path begins in a word of n bytes: at once, or after an option (-L/usr/lib). n:
 * nowhere. */
static size_t beginning(const char *word, size_t n)
{
	const char *slash = memchr(word, '/', n);
	size_t at = slash ? (size_t)(slash - word) : n;

	if (at && *word != '-')
		return n;
	while (at + 1 < n && word[at + 1] == '/')
		at++;
	return at;
}

const char *redirect_text(struct arena *mem, const struct redirect *r, const char *text)
{
	const char *rest = text, *copied = text; /* up to here */
	struct bytes out = { 0 };
	size_t n;

	if (!r || !r->from || !strchr(text, '/'))
		return text;
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (text_starts(text, kept[i]))
			return text;
	for (; *rest; rest += n + (rest[n] != '\0')) {
		size_t at = beginning(rest, n = strcspn(rest, ENDS));
		const char *copy = at < n ? counterpart(mem, r, arena_copy(mem, rest + at, n - at))
					  : NULL;

		if (!copy)
			continue;
		arena_append(mem, &out, copied, (size_t)(rest + at - copied));
		arena_append(mem, &out, copy, strlen(copy));
		copied = rest + n;
	}
	if (out.n == 0)
		return text;
	arena_append(mem, &out, copied, strlen(copied) + 1);
	return out.v;
}

struct words redirect_words(struct arena *mem, const struct redirect *r, const struct words *w)
{
	struct words out = { .scalar = w->scalar };

	for (size_t i = 0; i < w->n; i++)
		words_push(mem, &out, redirect_text(mem, r, w->v[i]));
	return out;
}
