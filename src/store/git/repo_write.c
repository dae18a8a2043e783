#include "store/git/repo_write.h"

#include <git2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/lazy.h"
#include "store/git/repo_internal.h"
#include "store/git/repo_journal.h"
#include "store/git/repo_memory.h"

#define OWN_NAME  "benchctl"
#define OWN_EMAIL "benchctl@localhost"

#define TEXT(x)       #x
#define VERSION(x, y) TEXT(x) "." TEXT(y)
#define LIBRARY       VERSION(LIBGIT2_VER_MAJOR, LIBGIT2_VER_MINOR)

#define FUNCTIONS(F)                                                                               \
	F(git_blob_create_from_buffer)                                                             \
	F(git_branch_is_checked_out)                                                               \
	F(git_buf_dispose)                                                                         \
	F(git_commit_create)                                                                       \
	F(git_commit_free)                                                                         \
	F(git_commit_lookup)                                                                       \
	F(git_commit_tree)                                                                         \
	F(git_commit_tree_id)                                                                      \
	F(git_config_free)                                                                         \
	F(git_config_get_string_buf)                                                               \
	F(git_error_clear)                                                                         \
	F(git_error_last)                                                                          \
	F(git_libgit2_init)                                                                        \
	F(git_libgit2_opts)                                                                        \
	F(git_libgit2_shutdown)                                                                    \
	F(git_oid_fromstr)                                                                         \
	F(git_oid_tostr_s)                                                                         \
	F(git_reference_create_matching)                                                           \
	F(git_reference_free)                                                                      \
	F(git_reference_lookup)                                                                    \
	F(git_reference_symbolic_target)                                                           \
	F(git_reference_target)                                                                    \
	F(git_repository_config_snapshot)                                                          \
	F(git_repository_commondir)                                                                \
	F(git_repository_free)                                                                     \
	F(git_repository_open_ext)                                                                 \
	F(git_repository_set_ident)                                                                \
	F(git_signature_free)                                                                      \
	F(git_signature_now)                                                                       \
	F(git_tree_create_updated)                                                                 \
	F(git_tree_entry_bypath)                                                                   \
	F(git_tree_entry_filemode)                                                                 \
	F(git_tree_entry_free)                                                                     \
	F(git_tree_free)                                                                           \
	F(git_tree_lookup)

struct repo_writer {
	struct {
		FUNCTIONS(LAZY_POINTER)
	} g;
	struct arena *mem;
	git_repository *repo;
};

#ifdef __SANITIZE_ADDRESS__
/* libgit2 1.5.1 forgets the match data of every regular expression; opening a repository uses some.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8.so\n";
}
#endif

/* "WHAT: why in libgit2's words", which may be missing or of an earlier call. Returns -1. */
__attribute__((format(printf, 3, 4))) static int failed(struct error *err,
	const struct repo_writer *w, const char *fmt, ...)
{
	const git_error *e = w->g.git_error_last();
	char what[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	error_set(err, "%s: %s", what,
		e && e->message && *e->message ? e->message : "libgit2 gives no reason");
	w->g.git_error_clear();
	return -1;
}

static const char *hex(const struct repo_writer *w, const git_oid *id)
{
	return arena_string(w->mem, w->g.git_oid_tostr_s(id));
}

/* What none of these changes: where objects and refs lie, and how. */
static const char *const extensions[] = { "worktreeconfig", "partialclone", "preciousobjects" };

/* Variables that change where git keeps objects and refs, which libgit2 ignores. */
static const char *const variables[] = { "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE" };

static int open_library(struct repo_writer *w, struct error *err)
{
	static const char *const names[] = { FUNCTIONS(LAZY_NAME) };

	_Static_assert(sizeof w->g == ARRAY_SIZE(names) * sizeof(void *), "pointers only");
	if (lazy_open(&w->g, names, ARRAY_SIZE(names), "libgit2.so." LIBRARY, "libgit2-" LIBRARY,
		    err) < 0)
		return -1;
	w->g.git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &repo_memory);
	if (w->g.git_libgit2_init() < 0)
		return failed(err, w, "libgit2 cannot be initialised");
	w->g.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, (const char **)(uintptr_t)extensions,
		ARRAY_SIZE(extensions));
	/* git has checked the owner, and it knows more ways to allow one. */
	w->g.git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	w->g.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return 0;
}

int repo_write_open(struct repo_writer **out, struct arena *mem, const char *gitdir,
	struct error *err)
{
	struct repo_writer *w = arena_alloc(mem, sizeof *w);

	w->mem = mem;
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		if (git_kept(variables[i]))
			return error_set(err, "libgit2 ignores the variable %s", variables[i]);
	if (open_library(w, err) < 0)
		return -1;
	w->g.git_error_clear();
	if (w->g.git_repository_open_ext(&w->repo, gitdir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) <
		0) {
		failed(err, w, "libgit2 cannot write to the repository %s", gitdir);
		w->g.git_libgit2_shutdown();
		return -1;
	}
	w->g.git_repository_set_ident(w->repo, OWN_NAME, OWN_EMAIL);
	*out = w;
	return 0;
}

void repo_write_close(struct repo_writer *w)
{
	if (!w)
		return;
	w->g.git_repository_free(w->repo);
	w->g.git_libgit2_shutdown();
}

int repo_write_tip(struct repo_tip *tip, struct repo_writer *w, const char *name, struct error *err)
{
	git_reference *ref = NULL;
	const char *symbolic;
	int rc = w->g.git_reference_lookup(&ref, w->repo, name);

	*tip = (struct repo_tip){ 0 };
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc < 0)
		return failed(err, w, "cannot look up %.200s", name);
	symbolic = w->g.git_reference_symbolic_target(ref);
	if (symbolic)
		tip->symbolic = arena_string(w->mem, symbolic);
	else
		tip->commit = hex(w, w->g.git_reference_target(ref));
	tip->checked_out = w->g.git_branch_is_checked_out(ref) == 1;
	w->g.git_reference_free(ref);
	return 0;
}

/* The mode of the entry at the first n bytes of path; UNREADABLE when there is none. */
static git_filemode_t mode_at(struct repo_writer *w, git_tree *tree, const char *path, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
	git_tree_entry *entry = NULL;

	if (tree && w->g.git_tree_entry_bypath(&entry, tree, arena_copy(&mem, path, n)) == 0)
		mode = w->g.git_tree_entry_filemode(entry);
	w->g.git_tree_entry_free(entry);
	return mode;
}

/* Whether path can be a file in the tree as it is. */
static bool is_free(struct repo_writer *w, git_tree *tree, const char *path)
{
	for (const char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		git_filemode_t mode = mode_at(w, tree, path, (size_t)(at - path));

		if (mode != GIT_FILEMODE_TREE)
			return mode == GIT_FILEMODE_UNREADABLE;
	}
	return mode_at(w, tree, path, strlen(path)) != GIT_FILEMODE_TREE;
}

static int blob_of(git_oid *id, struct repo_writer *w, const struct repo_change *change)
{
	if (change->blob)
		return w->g.git_oid_fromstr(id, change->blob);
	return w->g.git_blob_create_from_buffer(id, w->repo, change->data, change->n);
}

/* The changes as libgit2 takes them; it refuses to remove what is not a file. */
static int updates_of(git_tree_update *updates, size_t *n, struct repo_writer *w, git_tree *base,
	const struct repo_draft *draft, struct error *err)
{
	*n = 0;
	for (size_t i = 0; i < draft->n; i++) {
		const struct repo_change *change = &draft->changes[i];
		const char *path = change->path;
		bool put = change->data || change->blob;
		git_filemode_t mode = mode_at(w, base, path, strlen(path));
		git_tree_update *u = &updates[*n];

		if (!put && (mode == GIT_FILEMODE_TREE || mode == GIT_FILEMODE_UNREADABLE))
			continue;
		if (put && !is_free(w, base, path))
			return error_set(err,
				"cannot commit %.500s: "
				"a file has the name of a folder there, or a folder that of a file",
				path);
		*u = (git_tree_update){ .path = path,
			.action = put ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE,
			.filemode = GIT_FILEMODE_BLOB };
		if (put && blob_of(&u->id, w, change) < 0)
			return failed(err, w, "cannot store %.200s", path);
		++*n;
	}
	return 0;
}

/* From the environment or the settings, as git looks them up; NULL when the user has given neither.
 */
static const char *setting(struct repo_writer *w, git_config *config, const char *variable,
	const char *key, const char *general)
{
	const char *value = getenv(variable), *found = NULL;
	git_buf b = { 0 };

	if (value && *value)
		return value;
	if (config &&
		(w->g.git_config_get_string_buf(&b, config, key) == 0 ||
			w->g.git_config_get_string_buf(&b, config, general) == 0))
		found = arena_string(w->mem, b.ptr);
	w->g.git_buf_dispose(&b);
	return found;
}

/* Name and address of the user, or ours: half of each would be nobody. */
static git_signature *signature(struct repo_writer *w, git_config *config, bool author)
{
	const char *name = setting(w, config, author ? "GIT_AUTHOR_NAME" : "GIT_COMMITTER_NAME",
		author ? "author.name" : "committer.name", "user.name");
	const char *email = setting(w, config, author ? "GIT_AUTHOR_EMAIL" : "GIT_COMMITTER_EMAIL",
		author ? "author.email" : "committer.email", "user.email");
	git_signature *s = NULL;

	if (!name || !email || w->g.git_signature_now(&s, name, email) < 0)
		w->g.git_signature_now(&s, OWN_NAME, OWN_EMAIL);
	return s;
}

/* parents[0] is NULL for the first commit, parents[1] unless it is a merge. */
static int commit_tree(const char **commit, struct repo_writer *w, const git_oid *tree_id,
	git_commit *const parents[2], const char *message, struct error *err)
{
	size_t n = parents[1] ? 2 : parents[0] ? 1 : 0;
	git_config *config = NULL;
	git_signature *author, *committer;
	git_tree *tree = NULL;
	git_oid id;
	int rc;

	if (w->g.git_repository_config_snapshot(&config, w->repo) < 0)
		config = NULL;
	author = signature(w, config, true);
	committer = signature(w, config, false);
	rc = w->g.git_tree_lookup(&tree, w->repo, tree_id);
	if (rc == 0)
		rc = w->g.git_commit_create(&id, w->repo, NULL, author, committer, NULL, message,
			tree, n, (const git_commit **)(uintptr_t)parents);
	if (rc == 0)
		*commit = hex(w, &id);
	w->g.git_tree_free(tree);
	w->g.git_signature_free(author);
	w->g.git_signature_free(committer);
	w->g.git_config_free(config);
	return rc == 0 ? 0 : failed(err, w, "cannot write a commit");
}

static int commit_on(const char **commit, struct repo_writer *w, git_commit *const parents[2],
	git_tree *base, const struct repo_draft *draft, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	git_tree_update *updates = arena_array(&mem, draft->n, sizeof *updates);
	git_oid tree;
	size_t n;

	if (updates_of(updates, &n, w, base, draft, err) < 0)
		return -1;
	if (w->g.git_tree_create_updated(&tree, w->repo, base, n, updates) < 0)
		return failed(err, w, "cannot write a tree");
	if (parents[0] && !parents[1] &&
		memcmp(&tree, w->g.git_commit_tree_id(parents[0]), sizeof tree) == 0)
		return REPO_NONE;
	return commit_tree(commit, w, &tree, parents, draft->message, err);
}

static int look_up_commit(git_commit **commit, const struct repo_writer *w, const char *id,
	struct error *err)
{
	git_oid oid;

	if (!id ||
		(w->g.git_oid_fromstr(&oid, id) == 0 &&
			w->g.git_commit_lookup(commit, w->repo, &oid) == 0))
		return 0;
	return failed(err, w, "cannot read the commit %s", id);
}

int repo_write_commit(const char **commit, struct repo_writer *w, const struct repo_draft *draft,
	struct error *err)
{
	git_commit *parents[2] = { NULL, NULL };
	git_tree *base = NULL;
	int rc = look_up_commit(&parents[0], w, draft->parents[0], err);

	if (rc == 0)
		rc = look_up_commit(&parents[1], w, draft->parents[1], err);
	if (rc == 0 && parents[0] && w->g.git_commit_tree(&base, parents[0]) < 0)
		rc = failed(err, w, "cannot read the tree of %s", draft->parents[0]);
	if (rc == 0)
		rc = commit_on(commit, w, parents, base, draft, err);
	w->g.git_tree_free(base);
	w->g.git_commit_free(parents[0]);
	w->g.git_commit_free(parents[1]);
	return rc;
}

/* The expected id is compared under the lock of the ref. NULL would mean no comparison; zeros mean
 * that the ref must not exist. */
int repo_write_ref(struct repo_writer *w, const struct repo_move *move, struct error *err)
{
	git_oid to, from = { { 0 } };
	git_reference *ref = NULL;
	int rc = w->g.git_oid_fromstr(&to, move->to);
	int journal = repo_journal_begin(w->g.git_repository_commondir(w->repo), move->ref,
		move->to);

	if (rc == 0 && move->from)
		rc = w->g.git_oid_fromstr(&from, move->from);
	if (rc == 0)
		rc = w->g.git_reference_create_matching(&ref, w->repo, move->ref, &to, 1, &from,
			move->message);
	w->g.git_reference_free(ref);
	repo_journal_end(journal);
	if (rc == 0)
		return 0;
	failed(err, w, "cannot move %s", move->ref);
	/* ENOTFOUND: it has been deleted. */
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ELOCKED || rc == GIT_ENOTFOUND)
		return REPO_AGAIN;
	return -1;
}
