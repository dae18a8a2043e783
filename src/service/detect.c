#include "service/detect.h"

#include <ctype.h>
#include <glob.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/sort.h"
#include "base/text.h"

enum { READ_MAX = 1 << 20, SEEN_MAX = 16 };

/* Files in which a framework is mentioned as a dependency. */
static const char *const manifests[] = { "Cargo.toml", "pyproject.toml", "requirements.txt",
	"package.json", "Gemfile", "go.mod", "pom.xml", "build.gradle", "build.gradle.kts" };

struct folder {
	struct arena *mem;
	const char *dir, *name; /* the last part of dir */
};

/* The text as a pattern that fits only itself. */
static const char *quote_pattern(struct arena *mem, const char *text)
{
	char *out = arena_alloc(mem, 2 * strlen(text) + 1), *at = out;

	for (; *text; *at++ = *text++)
		if (strchr("*?[]\\", *text))
			*at++ = '\\';
	return out;
}

/* The first file in the folder that fits the pattern; NULL: none. Its path is relative. */
static const char *find_file(const struct folder *f, const char *pattern)
{
	const char *found = NULL, *path = file_join(f->mem, f->dir, pattern);
	glob_t g;

	if (!strpbrk(pattern, "*?["))
		return file_exists(path) && !file_is_dir(path) ? pattern : NULL;
	path = file_join(f->mem, quote_pattern(f->mem, f->dir), pattern);
	if (glob(path, 0, NULL, &g) == 0 && g.gl_pathc)
		found = arena_string(f->mem, g.gl_pathv[0] + strlen(f->dir) + 1);
	globfree(&g);
	return found;
}

/* The first of the alternatives "a|b" that is there. */
static const char *find_any(const struct folder *f, const char *alternatives)
{
	char *rest = arena_string(f->mem, alternatives), *one;
	const char *found = NULL;

	while (!found && (one = strsep(&rest, "|")))
		found = *one ? find_file(f, one) : NULL;
	return found;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = text; n && (at = strcasestr(at, word)); at++)
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
			!isalnum((unsigned char)at[n]))
			return true;
	return false;
}

static bool mentions(const struct folder *f, const char *file, const char *word)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = file_text(&mem, file_join(&mem, f->dir, file), READ_MAX);

	return text && has_word(text, word);
}

/* The file in which the word is; NULL: nowhere. */
static const char *mentioned_in(const struct folder *f, const char *main, const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(manifests); i++)
		if (mentions(f, manifests[i], word))
			return manifests[i];
	return main && mentions(f, main, word) ? main : NULL;
}

/* The file that "package.json>main" names, the value of a key of a JSON file; NULL: none. */
static const char *find_named(const struct folder *f, const char *way)
{
	const char *key = strchr(way, '>') + 1, *found = NULL, *k;
	const char *path = file_join(f->mem, f->dir,
		arena_copy(f->mem, way, (size_t)(key - way - 1)));
	struct json j;

	if (json_open_file(&j, path, READ_MAX, ERROR_IGNORED) < 0)
		return NULL;
	json_object(&j);
	while ((k = json_key(&j)))
		if (strcmp(k, key) == 0)
			found = json_text(&j, f->mem);
		else
			json_skip(&j);
	if (json_end(&j, ERROR_IGNORED) < 0 || !found || !file_is_confined(found))
		return NULL;
	found = file_tidy(f->mem, found);
	path = file_join(f->mem, f->dir, found);
	return file_exists(path) && !file_is_dir(path) ? found : NULL;
}

static const char *find_main(const struct folder *f, const struct words *main)
{
	for (size_t i = 0; i < main->n; i++) {
		const char *found = strchr(main->v[i], '>') ? find_named(f, main->v[i])
							    : find_file(f, main->v[i]);

		if (found)
			return found;
	}
	return NULL;
}

static void add_why(const struct folder *f, struct candidate *c, const char *file, const char *word)
{
	const char *why = word ? arena_printf(f->mem, "%s mentions '%s'", file, word) : file;

	c->why = text_also(f->mem, c->why, "; ", why);
}

/* Adds a file that is there, once. */
static void count_file(const struct folder *f, struct candidate *c, const char *seen[SEEN_MAX],
	const char *file)
{
	for (size_t i = 0; i < c->files; i++)
		if (strcmp(seen[i], file) == 0)
			return;
	if (c->files == SEEN_MAX)
		return;
	seen[c->files++] = file;
	add_why(f, c, file, NULL);
}

/* Whether the framework fits the folder. Without all its words, it fits only one of its name. */
static bool fits(const struct folder *f, const struct framework *w, struct candidate *c)
{
	const char *seen[SEEN_MAX], *main = find_main(f, &w->main);

	*c = (struct candidate){ .name = w->name,
		.named = text_equal(w->name, f->name) ? 2 : has_word(f->name, w->name) };
	for (size_t i = 0; i < w->files.n; i++) {
		const char *file = find_any(f, w->files.v[i]);

		if (!file)
			return false;
		count_file(f, c, seen, file);
	}
	if (w->files.n == 0)
		return false;
	if (main)
		count_file(f, c, seen, main);
	for (size_t i = 0; i < w->mentions.n; i++) {
		const char *file = mentioned_in(f, main, w->mentions.v[i]);

		if (file)
			add_why(f, c, file, w->mentions.v[i]);
		c->mentions += file != NULL;
	}
	if (c->mentions < w->mentions.n && c->named < 2)
		return false;
	if (c->named == 2) {
		c->why = arena_printf(f->mem, "%s; the folder is called %s", c->why, w->name);
		/* In place of a word that is not there. */
		c->mentions += c->mentions < w->mentions.n;
	}
	return true;
}

/* Above 0: a is the better one. */
static int compare(const struct candidate *a, const struct candidate *b)
{
	int order = SORT_ORDER(a->mentions, b->mentions);

	order = order ? order : SORT_ORDER(a->files, b->files);
	return order ? order : (int)a->named - (int)b->named;
}

static int nothing_fits(const struct folder *f, const struct registry *r, struct error *err)
{
	struct words files = { 0 };

	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < r->v[i].files.n; k++) {
			char *rest = arena_string(f->mem, r->v[i].files.v[k]), *one;

			while ((one = strsep(&rest, "|")))
				if (!words_has(&files, one))
					words_push(f->mem, &files, one);
		}
	return error_exit(err, EXIT_USAGE,
		"benchctl found no framework in %s; it looked for framework.toml, "
		"framework.yaml, %s. Write framework.toml, or give the service a command",
		f->dir, words_list(f->mem, &files));
}

static int ambiguous(const struct folder *f, const struct detected *d, size_t best,
	struct error *err)
{
	error_exit(err, EXIT_USAGE,
		"%s may be one of several frameworks; choose one with "
		"`framework: NAME`. Candidates:",
		f->dir);
	for (size_t i = 0; i < d->n; i++)
		if (compare(&d->v[i], &d->v[best]) == 0)
			error_append(err, "\n  %s (%s)", d->v[i].name, d->v[i].why);
	return -1;
}

static int choose(struct detected *out, const struct folder *f, const struct registry *r,
	struct error *err)
{
	size_t best = 0, equal = 1;
	struct candidate first;

	for (size_t i = 0; i < r->n; i++) {
		struct candidate c;

		if (fits(f, &r->v[i], &c))
			*ARENA_PUSH(f->mem, out) = c;
	}
	if (out->n == 0)
		return nothing_fits(f, r, err);
	for (size_t i = 1; i < out->n; i++) {
		int order = compare(&out->v[i], &out->v[best]);

		if (order > 0)
			best = i;
		equal = order > 0 ? 1 : equal + (order == 0);
	}
	if (equal > 1)
		return ambiguous(f, out, best, err);
	first = out->v[best];
	memmove(out->v + 1, out->v, best * sizeof *out->v);
	out->v[0] = first;
	out->why = first.why;
	out->framework = *registry_find(r, first.name, f->mem, err);
	return 0;
}

/* The application's own file, over the framework of its name where there is one. name: the one that
 * the user has chosen, or NULL. 0: there is no such file. */
static int own_file(struct detected *out, const struct folder *f, const struct registry *r,
	const char *name, struct error *err)
{
	const struct framework *known;
	struct framework own;
	const char *path;
	int rc = framework_file_load(&own, &path, f->mem, f->dir, err);

	if (rc <= 0 || (name && strcmp(own.name, name) != 0))
		return rc < 0 ? -1 : 0;
	known = registry_find(r, own.name, f->mem, ERROR_IGNORED);
	if (known)
		out->framework = *known;
	else
		framework_default(&out->framework, f->mem, own.name);
	framework_override(&out->framework, &own);
	out->why = path;
	*ARENA_PUSH(f->mem, out) = (struct candidate){ .name = own.name, .why = path };
	if (!out->framework.command.n)
		return error_exit(err, EXIT_USAGE, "%s: [framework] has no command", path);
	return 1;
}

static int by_name(struct detected *out, const struct registry *r, struct arena *mem,
	const char *name, struct error *err)
{
	const struct framework *known = registry_find(r, name, mem, err);

	if (!known)
		return -1;
	out->framework = *known;
	out->why = "chosen by name";
	*ARENA_PUSH(mem, out) = (struct candidate){ .name = name, .why = out->why };
	return 0;
}

static const char *workspace_root(struct arena *mem, const char *dir)
{
	for (const char *at = dir; *at; at = file_folder(mem, at))
		if (file_exists(file_join(mem, at, ".git")))
			return at;
	return dir;
}

int detect_framework(struct detected *out, struct arena *mem, const struct registry *registry,
	const char *dir, const char *name, struct error *err)
{
	const struct folder f = { mem, dir, file_base(dir) };
	int rc;

	*out = (struct detected){ 0 };
	if (!file_is_dir(dir))
		return error_exit(err, EXIT_USAGE, "the application's folder %s does not exist",
			dir);
	rc = own_file(out, &f, registry, name, err);
	if (rc == 0)
		rc = name ? by_name(out, registry, mem, name, err) : choose(out, &f, registry, err);
	if (rc < 0)
		return -1;
	out->main = find_main(&f, &out->framework.main);
	for (size_t i = 0; !out->main && i < out->framework.main.n; i++)
		if (!strchr(out->framework.main.v[i], '>'))
			out->main = out->framework.main.v[i];
	out->workspace_root = workspace_root(mem, dir);
	return 0;
}
