/* libgit2: opening, and what every call has in common. */
#include "store/git/repo_lib.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#define TEXT(x)       #x
#define VERSION(x, y) TEXT(x) "." TEXT(y)
#define LIBRARY       VERSION(LIBGIT2_VER_MAJOR, LIBGIT2_VER_MINOR)

#ifdef __SANITIZE_ADDRESS__
/* libgit2 1.5.1 forgets the match data of every regular expression; opening a repository uses some.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8.so\n";
}
#endif

/* Variables that move parts of the repository; libgit2 knows them in part or not at all. */
static const char *const places[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
	"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_NAMESPACE" };

/* git_error_last may be NULL. It may also be of an earlier call, so that opening clears it. */
static const char *why(const struct repo_lib *l)
{
	const git_error *e = l->g.git_error_last();

	return e && e->message && *e->message ? e->message : "no reason given";
}

int repo_lib_undecided(struct error *err, const struct repo_lib *l, const char *fmt, ...)
{
	char what[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	error_set(err, "%s (libgit2: %s)", what, why(l));
	l->g.git_error_clear();
	return REPO_UNDECIDED;
}

const char *repo_lib_hex(const struct repo_lib *l, const git_oid *id)
{
	return arena_string(l->mem, l->g.git_oid_tostr_s(id));
}

int repo_lib_commit(git_commit **commit, const struct repo_lib *l, const char *id,
	struct error *err)
{
	git_oid oid;
	int rc = GIT_ENOTFOUND;

	*commit = NULL;
	if (strlen(id) == GIT_OID_HEXSZ && l->g.git_oid_fromstr(&oid, id) == 0)
		rc = l->g.git_commit_lookup(commit, l->repo, &oid);
	if (rc == 0)
		return 0;
	/* Not found may mean left out of a partial clone, which the git program can mend. */
	l->g.git_error_clear();
	repo_lacks(err, l->view.facts.shallow, "the commit %s", id);
	return REPO_UNDECIDED;
}

static const char *without_slash(struct arena *mem, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_copy(mem, path, n);
}

static void look_head(struct repo_facts *f, const struct repo_lib *l)
{
	git_reference *head = NULL;
	const char *target;
	git_oid id;

	if (l->g.git_reference_lookup(&head, l->repo, "HEAD") == 0) {
		target = l->g.git_reference_symbolic_target(head);
		if (target && text_starts(target, "refs/heads/"))
			f->branch = arena_string(l->mem, target + strlen("refs/heads/"));
		l->g.git_reference_free(head);
	}
	if (l->g.git_reference_name_to_id(&id, l->repo, "HEAD") == 0)
		f->head = repo_lib_hex(l, &id);
}

static int look(struct repo_view *view, void *state, struct error *err)
{
	struct repo_lib *l = state;
	const char *root = l->g.git_repository_workdir(l->repo);
	struct repo_view v = { 0 };
	size_t n;

	(void)err;
	v.facts.bare = l->g.git_repository_is_bare(l->repo);
	v.facts.shallow = l->g.git_repository_is_shallow(l->repo) == 1;
	v.facts.prefix = "";
	v.gitdir = without_slash(l->mem, l->g.git_repository_path(l->repo));
	if (root && !v.facts.bare) {
		n = strlen(root);
		v.facts.root = without_slash(l->mem, root);
		if (text_starts(l->folder, root) && l->folder[n])
			v.facts.prefix = arena_printf(l->mem, "%s/", l->folder + n);
	}
	look_head(&v.facts, l);
	l->view = *view = v;
	return 0;
}

static int open_library(struct repo_lib *l, struct error *err)
{
	static const char *const names[] = { REPO_LIB_FUNCTIONS(LAZY_NAME) };
	const char *extensions[] = { "worktreeconfig" };

	_Static_assert(sizeof l->g == ARRAY_SIZE(names) * sizeof(void *), "pointers only");
	if (lazy_open(&l->g, names, ARRAY_SIZE(names), "libgit2.so." LIBRARY, "libgit2-" LIBRARY,
		    err) < 0)
		return -1;
	if (l->g.git_libgit2_init() < 0)
		return error_set(err, "libgit2 cannot be initialised: %s", why(l));
	/* The file is only read by git itself; what it may hold does not concern objects and refs.
	 */
	l->g.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, ARRAY_SIZE(extensions));
	l->g.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return 0;
}

/* A foreign owner looks like no repository at all, but for the words of the error; a search without
 * regard to owners finds the path. */
static int not_opened(struct repo_lib *l, int rc, struct error *err)
{
	bool foreign = rc == GIT_EOWNER || strstr(why(l), "safe.directory");
	const char *path = l->folder;
	git_buf found = { 0 };
	size_t n;

	repo_lib_undecided(err, l, "cannot use the git repository of %s", l->folder);
	if (l->g.git_repository_discover(&found, l->folder, 0, getenv("GIT_CEILING_DIRECTORIES")) <
		0)
		return rc == GIT_ENOTFOUND ? REPO_NONE : REPO_UNDECIDED;
	if (foreign) {
		path = without_slash(l->mem, found.ptr);
		n = strlen(path);
		if (n > 5 && strcmp(path + n - 5, "/.git") == 0)
			path = arena_copy(l->mem, path, n - 5);
		repo_foreign(err, words_quote(l->mem, &path, 1));
	}
	l->g.git_buf_dispose(&found);
	return foreign ? -1 : REPO_UNDECIDED;
}

static int open_repository(struct repo_lib *l, struct error *err)
{
	unsigned flags = getenv("GIT_DISCOVERY_ACROSS_FILESYSTEM") ? GIT_REPOSITORY_OPEN_CROSS_FS
								   : 0;
	int rc;

	l->g.git_error_clear();
	rc = l->g.git_repository_open_ext(&l->repo, l->folder, flags,
		getenv("GIT_CEILING_DIRECTORIES"));
	if (rc != 0)
		return not_opened(l, rc, err);
	l->g.git_repository_set_ident(l->repo, REPO_OWN_NAME, REPO_OWN_EMAIL);
	return 0;
}

static int open_lib(void **state, struct arena *mem, const char *folder, struct error *err)
{
	struct repo_lib *l = arena_alloc(mem, sizeof *l);
	int rc;

	l->mem = mem;
	l->folder = folder;
	*state = l;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (getenv(places[i])) {
			error_set(err, "only the git program can heed the variable %s", places[i]);
			return REPO_UNDECIDED;
		}
	}
	if (open_library(l, err) < 0)
		return REPO_UNDECIDED;
	rc = open_repository(l, err);
	if (rc != 0)
		l->g.git_libgit2_shutdown();
	return rc;
}

static void close_lib(void *state)
{
	struct repo_lib *l = state;

	l->g.git_repository_free(l->repo);
	l->g.git_libgit2_shutdown();
}

const struct repo_backend repo_lib_backend = {
	.open = open_lib,
	.close = close_lib,
	.look = look,
	.resolve = repo_lib_resolve,
	.merge_base = repo_lib_merge_base,
	.parents = repo_lib_parents,
	.last_tag = repo_lib_last_tag,
	.dirty = repo_lib_dirty,
	.read = repo_lib_read,
	.list = repo_lib_list,
	.tip = repo_lib_tip,
	.draft = repo_lib_draft,
	.move = repo_lib_move,
	.changed = repo_lib_changed,
	.stage = repo_lib_stage,
};
