#include "app/gate/gate.h"

#include <stdint.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "measure/kinds.h"
#include "store/git/git.h"

enum { CANDIDATES_MAX = 100, LINKS_MAX = 8 };

struct lookup {
	struct project *p;
	const char *commit;
};

/* Where a path from the root leads in the commit, by the commit's own links: the change may have
 * made those of this worktree. Returns 1 with an absolute path outside of the repository. */
static int follow(const char **out, const struct lookup *l, const char *path, struct error *err)
{
	struct arena *mem = &l->p->app->mem;
	const char *root = l->p->facts->root, *at = "/", *target;
	size_t skipped = strlen(root) + 1, links = 0;

	path = file_join(mem, root, path);
	while (path[strspn(path, "/")]) {
		size_t skip = strspn(path, "/"), n = strcspn(path + skip, "/");
		const char *next = file_tidy(mem,
			file_join(mem, at, arena_copy(mem, path + skip, n)));
		int rc = file_is_below(next, root)
			? repo_link(&target, l->p->repo, l->commit, next + skipped, err)
			: 1;

		if (rc < 0)
			return -1;
		path += skip + n;
		if (rc == 1) {
			at = next;
			continue;
		}
		if (links++ == LINKS_MAX)
			return error_set(err,
				"%.500s leads through too many symbolic links in commit %.12s",
				next + skipped, l->commit);
		path = arena_printf(mem, "%s%s", target, path);
		if (*target == '/')
			at = "/";
	}
	*out = at;
	if (!file_is_below(at, root))
		return 1;
	*out += skipped;
	return 0;
}

/* A file as the commit has it; what is outside of the repository is the same for both sides.
 * Returns 1 when there is none. */
static int read_commit(const char **text, size_t *n, const struct lookup *l, const char *path,
	size_t max, struct error *err)
{
	struct arena *mem = &l->p->app->mem;
	const char *real, *inside;
	char *data;
	int rc = follow(&real, l, path, err);

	if (rc < 0)
		return -1;
	inside = rc == 0 ? real : file_inside(mem, l->p->facts->root, real);
	if (inside)
		return repo_read(text, n, l->p->repo, l->commit, inside, err);
	if (!file_exists(real))
		return 1;
	rc = file_read(&data, n, mem, real, max, err);
	*text = data;
	return rc;
}

/* For suite_load. */
static int read_source(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
	size_t max, struct error *err)
{
	const struct lookup *l = ctx;
	const char *data;
	int rc = read_commit(&data, n, l, path, max, err);

	if (rc == 1)
		return error_set(err, "%.500s does not exist in commit %.12s", path, l->commit);
	if (rc == 0 && *n > max)
		return error_set(err, "%.500s is larger than %zu bytes", path, max);
	if (rc == 0)
		*text = arena_copy(mem, data, *n);
	return rc;
}

/* NULL for a suite that is good, or why it is not. */
static const char *load(struct suite *suite, struct lookup *l, const char *path)
{
	struct arena *mem = &l->p->app->mem;
	const struct suite_source source = { read_source, l, true };
	struct problems problems = { .mem = mem };
	struct error err;

	if (suite_load(suite, mem, path, &source, kinds, &problems, &err) < 0)
		return arena_string(mem, err.text);
	if (problems.n == 0)
		return NULL;
	return arena_printf(mem, "%s:%u:%u: %s", problems.v[0].file, problems.v[0].line,
		problems.v[0].column, problems.v[0].text);
}

/* How the worktree differs from the commit, by `git diff -z` in this form. */
static int list(struct words *out, const struct lookup *l, const char *form, const char *renames,
	const char *filter, struct error *err)
{
	const struct git_call call = { .args = GIT_ARGS("diff", "--no-ext-diff", "-z", form,
					       renames, filter, l->commit) };

	return git_words(out, repo_git(l->p->repo), &l->p->app->mem, err, &call);
}

static bool is_same_suite(const struct suite *a, const struct suite *b)
{
	if (text_equal(a->name, b->name))
		return true;
	for (size_t i = 0; i < a->n; i++)
		if (TEXT_FIND(b->v, b->n, id, a->v[i].id))
			return true;
	return false;
}

/* A configuration that head no longer has; NULL: none. */
static int find_removed(const char **found, struct lookup *l, struct error *err)
{
	struct words w = { 0 };
	struct suite suite;

	*found = NULL;
	if (list(&w, l, "--name-only", "--no-renames", "--diff-filter=D", err) < 0)
		return -1;
	for (size_t i = 0, tried = 0; i < w.n && tried < CANDIDATES_MAX && !*found; i++) {
		if (!text_ends(w.v[i], ".yaml") && !text_ends(w.v[i], ".yml"))
			continue;
		tried++;
		if (!load(&suite, l, w.v[i]) && is_same_suite(&suite, &l->p->suite))
			*found = w.v[i];
	}
	return 0;
}

/* Where the base's own commands run: in the folder of its configuration. A configuration of another
 * folder than that where commands run may lie anywhere. */
static const char *run_folder(const struct lookup *l, const char *path, const char *old)
{
	const char *prefix = l->p->facts->prefix;
	struct arena *mem = &l->p->app->mem;

	return text_equal(file_tidy(mem, prefix), file_folder(mem, path)) ? file_folder(mem, old)
									  : prefix;
}

static bool has_default_name(const char *path)
{
	return text_choice(location_names, file_base(path)) >= 0;
}

/* The other default name in the same folder: what the base reads where nobody names a file. */
static const char *find_beside(struct lookup *l, const char *path)
{
	struct arena *mem = &l->p->app->mem;
	const char *text;
	size_t n;

	for (size_t i = 0; location_names[i] && has_default_name(path); i++) {
		const char *other = file_join(mem, file_folder(mem, path), location_names[i]);

		if (read_commit(&text, &n, l, other, SIZE_MAX, ERROR_IGNORED) == 0)
			return other;
	}
	return NULL;
}

/* The configuration that the base finds without a name, as head finds its own; NULL: none. */
static const char *find_above(struct lookup *l, const char *path)
{
	struct arena *mem = &l->p->app->mem;
	const char *folder = file_folder(mem, path);
	struct suite suite;

	while (*folder && has_default_name(path)) {
		folder = file_folder(mem, folder);
		for (size_t i = 0; location_names[i]; i++) {
			const char *other = file_join(mem, folder, location_names[i]);

			if (!load(&suite, l, other) && is_same_suite(&suite, &l->p->suite))
				return other;
		}
	}
	return NULL;
}

/* A file of the base that a link of head would let somebody mean `full` by; NULL: none. A link into
 * /proc leads somewhere else for each process, so the end of the path decides. */
static const char *named_by(const char *link, const struct lookup *l, const char *full)
{
	const struct lookup head = { l->p, "HEAD" };
	struct arena *mem = &l->p->app->mem;
	const char *to, *text, *rest = full, *named;
	size_t n;
	int rc = follow(&to, &head, link, ERROR_IGNORED);
	bool anywhere = rc == 1 && (file_is_below(to, "/proc") || file_is_below(to, "/dev"));

	to = rc == 0 ? file_join(mem, l->p->facts->root, to) : to;
	if (rc < 0 || (!anywhere && !file_is_below(full, to)))
		return NULL;
	do {
		rest = anywhere ? rest + strcspn(rest, "/") + 1 : full + strlen(to) + 1;
		named = file_join(mem, link, rest);
		if (read_commit(&text, &n, l, named, SIZE_MAX, ERROR_IGNORED) == 0)
			return named;
	} while (anywhere && strchr(rest, '/'));
	return NULL;
}

/* A link of head by which somebody may name the base's configuration `path` and mean another one of
 * the base: a folder that head replaces by a link to the folder of a more lenient suite. */
static int refuse_link(struct lookup *l, const char *path, struct error *err)
{
	static const char link[] = "120000 ";
	const char *full = file_join(&l->p->app->mem, l->p->facts->root, path);
	struct words w = { 0 };

	if (list(&w, l, "--raw", "--no-renames", "--diff-filter=AMT", err) < 0)
		return -1;
	/* ":MODE MODE ID ID STATUS", path */
	for (size_t i = 0; i + 1 < w.n; i += 2) {
		const char *now = strchr(w.v[i], ' '), *at = w.v[i + 1];
		const char *named = now && text_starts(now + 1, link) ? named_by(at, l, full)
								      : NULL;

		if (named)
			return error_exit(err, EXIT_NO_VERDICT,
				"this change makes %s a symbolic link through which git can reach "
				"%s, but the base has its own configuration: %s\n"
				"  remove the link from this change, or remove %s in a separate "
				"change",
				at, path, named, named);
	}
	return 0;
}

static int find(struct base_config *c, struct lookup *l, const char *path, struct error *err)
{
	struct arena *mem = &l->p->app->mem;
	const char *text, *old, *beside;
	struct words renames = { 0 };
	size_t n;
	int rc = read_commit(&text, &n, l, path, SIZE_MAX, err);

	c->path = path;
	if (rc == 0)
		return refuse_link(l, path, err);
	if (rc < 0)
		return rc;
	old = beside = find_beside(l, path);
	/* R100, old, new, ... as git detects them */
	if (!beside && list(&renames, l, "--name-status", "-M", "--diff-filter=R", err) < 0)
		return -1;
	for (size_t i = 0; i + 2 < renames.n; i += 3)
		if (text_equal(renames.v[i + 2], path))
			old = renames.v[i + 1];
	if (!old && find_removed(&old, l, err) < 0)
		return -1;
	c->moved = old && !beside
		? arena_printf(mem,
			  "the base's configuration is %s, which this change renames to %s", old,
			  path)
		: NULL;
	if (beside || (!old && (old = find_above(l, path))))
		c->moved = arena_printf(mem,
			"the base's configuration is %s, because the base has no %s", old, path);
	c->path = old;
	if (old)
		c->folder = run_folder(l, path, old);
	return 0;
}

int base_config_read(struct base_config *c, struct project *p, const char *commit,
	struct error *err)
{
	struct lookup l = { p, commit };
	const char *path = p->facts->root ? file_inside(&p->app->mem, p->facts->root, p->suite.path)
					  : NULL;
	const struct lookup head = { p, "HEAD" };
	const char *text;
	size_t n;

	*c = (struct base_config){ .folder = p->facts->prefix };
	if (path && find(c, &l, path, err) < 0)
		return -1;
	if (c->path) {
		c->why = load(&c->suite, &l, c->path);
		c->state = c->why ? BASE_CONFIG_UNREADABLE : BASE_CONFIG_READ;
		return 0;
	}
	if (path && read_commit(&text, &n, &head, path, SIZE_MAX, err) == 0)
		c->state = BASE_CONFIG_NONE;
	else if (project_read_suite(&c->suite, p->app, p->suite.path))
		c->state = BASE_CONFIG_SHARED;
	return 0;
}
