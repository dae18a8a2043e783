#include "app/gate/base_config.h"

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

/* A file of the commit, through links. Returns 1 when it has none. */
static int read_commit(const char **text, size_t *n, const struct lookup *l, const char *path,
	struct error *err)
{
	struct arena *mem = &l->p->app->mem;
	const char *target;
	int rc = 0;

	for (int i = 0; i < LINKS_MAX && rc == 0; i++) {
		const char *slash = strrchr(path, '/');

		rc = repo_link(&target, l->p->repo, l->commit, path, err);
		if (rc == 0)
			path = file_tidy(mem,
				file_join(mem,
					arena_copy(mem, path, slash ? (size_t)(slash - path) : 0),
					target));
	}
	return rc < 0 ? -1 : repo_read(text, n, l->p->repo, l->commit, path, err);
}

/* For suite_load. What is outside of the repository is the same for both sides. */
static int read_source(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
	size_t max, struct error *err)
{
	const struct lookup *l = ctx;
	const char *root = l->p->facts->root;
	const char *inside = file_inside(mem, root, file_join(mem, root, path)), *data;
	int rc;

	if (!inside)
		return file_read(text, n, mem, file_join(mem, root, path), max, err);
	rc = read_commit(&data, n, l, inside, err);
	if (rc == 1)
		return error_set(err, "%.500s does not exist in commit %.12s", inside, l->commit);
	if (rc == 0 && *n > max)
		return error_set(err, "%.500s is larger than %zu bytes", inside, max);
	if (rc == 0)
		*text = arena_copy(mem, data, *n);
	return rc;
}

/* NULL for a suite that is good, or why it is not. */
static const char *load(struct suite *suite, struct lookup *l, const char *path)
{
	struct arena *mem = &l->p->app->mem;
	const struct suite_source source = { read_source, l };
	struct problems problems = { .mem = mem };
	const struct kind *const *kinds;
	struct error err;
	size_t n;

	kinds = kinds_all(&n);
	if (suite_load(suite, mem, path, &source, kinds, n, &problems, &err) < 0)
		return arena_string(mem, err.text);
	if (problems.n == 0)
		return NULL;
	return arena_printf(mem, "%s:%u:%u: %s", problems.v[0].file, problems.v[0].line,
		problems.v[0].column, problems.v[0].text);
}

/* The words of a list that git ends with NUL characters. */
static int list(struct words *out, const struct lookup *l, const char *const *args,
	struct error *err)
{
	struct arena *mem = &l->p->app->mem;
	const struct git_call call = { .args = args };
	struct proc_answer a;

	if (git_run(&a, repo_git(l->p->repo), mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return git_failed(err, "diff", &a);
	for (size_t at = 0; at < a.out_n; at += strlen(a.out + at) + 1)
		words_push(mem, out, a.out + at);
	return 0;
}

/* The files that head renames, as git detects them: R100, old, new, ... */
static int list_renames(struct words *out, const struct lookup *l, struct error *err)
{
	return list(out, l,
		GIT_ARGS("diff", "--no-ext-diff", "--name-status", "-z", "-M", "--diff-filter=R",
			l->commit),
		err);
}

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), k = strlen(end);

	return n >= k && strcmp(path + n - k, end) == 0;
}

static bool is_same_suite(const struct suite *a, const struct suite *b)
{
	if (text_equal(a->name, b->name))
		return true;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (text_equal(a->v[i].id, b->v[k].id))
				return true;
	return false;
}

/* A configuration that head no longer has; NULL: none. */
static int find_removed(const char **found, struct lookup *l, struct error *err)
{
	struct words w = { 0 };
	struct suite suite;

	*found = NULL;
	if (list(&w, l,
		    GIT_ARGS("diff", "--no-ext-diff", "--name-only", "-z", "--no-renames",
			    "--diff-filter=D", l->commit),
		    err) < 0)
		return -1;
	for (size_t i = 0, tried = 0; i < w.n && tried < CANDIDATES_MAX && !*found; i++) {
		if (!ends_in(w.v[i], ".yaml") && !ends_in(w.v[i], ".yml"))
			continue;
		tried++;
		if (!load(&suite, l, w.v[i]) && is_same_suite(&suite, &l->p->suite))
			*found = w.v[i];
	}
	return 0;
}

static const char *folder_of(struct arena *mem, const char *path)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): git has printed it */
	const char *slash = strrchr(path, '/');

	return arena_copy(mem, path, slash ? (size_t)(slash - path) : 0);
}

/* Where the base's own commands run: in the folder of its configuration. A configuration of another
 * folder than that where commands run may lie anywhere. */
static const char *run_folder(const struct lookup *l, const char *path, const char *old)
{
	const char *prefix = l->p->facts->prefix;
	struct arena *mem = &l->p->app->mem;

	return text_equal(file_tidy(mem, prefix), folder_of(mem, path)) ? folder_of(mem, old)
									: prefix;
}

static int find(struct base_config *c, struct lookup *l, const char *path, struct error *err)
{
	const char *text, *target, *old = NULL;
	struct words renames = { 0 };
	size_t n;
	int rc = repo_link(&target, l->p->repo, l->commit, path, err);

	if (rc == 1)
		rc = repo_read(&text, &n, l->p->repo, l->commit, path, err);
	c->path = path;
	if (rc <= 0)
		return rc;
	if (list_renames(&renames, l, err) < 0)
		return -1;
	for (size_t i = 0; i + 2 < renames.n; i += 3)
		if (text_equal(renames.v[i + 2], path))
			old = renames.v[i + 1];
	if (!old && find_removed(&old, l, err) < 0)
		return -1;
	c->path = old;
	if (!old)
		return 0;
	c->folder = run_folder(l, path, old);
	c->moved = arena_printf(&l->p->app->mem,
		"base: read from %s, which this change renames to %s", old, path);
	return 0;
}

int base_config_read(struct base_config *c, struct project *p, const char *commit,
	struct error *err)
{
	struct lookup l = { p, commit };
	const char *path = p->facts->root ? file_inside(&p->app->mem, p->facts->root, p->suite.path)
					  : NULL;
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
	if (path && repo_read(&text, &n, p->repo, "HEAD", path, err) == 0)
		c->state = BASE_CONFIG_NONE;
	else if (project_read_suite(&c->suite, p->app, p->suite.path))
		c->state = BASE_CONFIG_SHARED;
	return 0;
}
