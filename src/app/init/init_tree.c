#include "app/init/init_tree.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"

enum {
	DEPTH_MAX = 6,      /* levels of folders below the repository */
	PLACES_MAX = 20000, /* files and folders */
};

/* Installed programs, or data. Names that begin with a dot are skipped too. */
static bool is_foreign(const char *name)
{
	static const char *const names[] = { "node_modules", "vendor", "testdata", "venv",
		"third_party", "_deps", NULL };

	return *name == '.' || text_choice(names, name) >= 0;
}

/* Links to folders are not followed, because they may lead anywhere, also back. */
static void list_folder(struct tree *t, struct arena *mem, struct place folder)
{
	struct words names = { 0 };

	file_names(&names, mem, folder.path);
	for (size_t i = 0; i < names.n && t->n < PLACES_MAX; i++) {
		struct place p = { file_join(mem, folder.path, names.v[i]), folder.depth + 1,
			false };
		struct stat st, behind;

		if (is_foreign(names.v[i]) || lstat(p.path, &st) < 0 || stat(p.path, &behind) < 0)
			continue;
		p.is_folder = S_ISDIR(st.st_mode);
		if (p.is_folder ? p.depth <= DEPTH_MAX : S_ISREG(behind.st_mode))
			*ARENA_PUSH(mem, t) = p;
	}
}

void tree_list(struct tree *t, struct arena *mem)
{
	*ARENA_PUSH(mem, t) = (struct place){ ".", 0, true };
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].is_folder)
			list_folder(t, mem, t->v[i]);
}

bool tree_is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

const char *tree_read(struct arena *mem, const char *path)
{
	return tree_is_file(path) ? file_text(mem, path, 4 << 20) : NULL;
}

static bool has_words(const char *path, const struct clue *c)
{
	FREES_ARENA struct arena scratch = { 0 };
	const char *text = tree_read(&scratch, path);

	for (size_t i = 0; text && i < ARRAY_SIZE(c->words) && c->words[i]; i++) {
		const char *words = c->words[i];

		if (strstr(text, words) || (*words == '\n' && text_starts(text, words + 1)))
			return true;
	}
	return false;
}

static bool matches(const struct clue *c, const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(c->files) && c->files[i]; i++)
		if (text_glob(c->files[i], path))
			return !c->words[0] || has_words(path, c);
	return false;
}

const char *tree_next(const struct tree *t, const struct clue *c, size_t *at)
{
	while (*at < t->n) {
		const struct place *p = &t->v[(*at)++];

		if (!p->is_folder && matches(c, p->path))
			return p->path;
	}
	return NULL;
}

bool tree_holds(const struct tree *t, const struct clue *c)
{
	size_t at = 0;

	return tree_next(t, c, &at) != NULL;
}
