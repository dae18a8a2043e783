#include "store/git/repo_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_internal.h"
#include "store/git/repo_writer.h"

#define TEXT(x)       #x
#define VERSION(x, y) TEXT(x) "." TEXT(y)
#define LIBRARY       VERSION(LIBGIT2_VER_MAJOR, LIBGIT2_VER_MINOR)

#ifdef __SANITIZE_ADDRESS__
/* libgit2 1.5.1 leaks the match data of regular expressions, which opening a repository uses. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2-8.so\n";
}
#endif

int repo_write_failed(struct error *err, const struct repo_writer *w, const char *fmt, ...)
{
	const git_error *e = w->g.git_error_last();
	bool by_system = e && e->klass == GIT_ERROR_OS; /* such as a full disk */
	char what[1024];

	TEXT_FORMAT(what, fmt);
	error_set(err, "%s: %s", what,
		e && e->message && *e->message ? e->message : "libgit2 gives no reason");
	w->g.git_error_clear();
	return by_system ? error_stage(err, EXIT_MEASURE) : -1;
}

const char *repo_write_hex(const struct repo_writer *w, const git_oid *id)
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
	if (LAZY_OPEN(&w->g, REPO_FUNCTIONS, "libgit2.so." LIBRARY, "libgit2-" LIBRARY, err) < 0)
		return -1;
	w->g.git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &repo_memory);
	if (w->g.git_libgit2_init() < 0)
		return repo_write_failed(err, w, "libgit2 cannot be initialised");
	w->g.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, (const char **)(uintptr_t)extensions,
		ARRAY_SIZE(extensions));
	/* git has checked the owner, and it knows more ways to allow one. */
	w->g.git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	w->g.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* Objects that a partial clone does not have are those of its remote. */
	w->g.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
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
		repo_write_failed(err, w, "libgit2 cannot write to the repository %s", gitdir);
		w->g.git_libgit2_shutdown();
		return -1;
	}
	w->g.git_repository_set_ident(w->repo, REPO_OWN_NAME, REPO_OWN_EMAIL);
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
		return repo_write_failed(err, w, "cannot look up %.200s", name);
	symbolic = w->g.git_reference_symbolic_target(ref);
	if (symbolic)
		tip->symbolic = arena_string(w->mem, symbolic);
	else
		tip->commit = repo_write_hex(w, w->g.git_reference_target(ref));
	tip->checked_out = w->g.git_branch_is_checked_out(ref) == 1;
	w->g.git_reference_free(ref);
	return 0;
}

enum { ENTRY_MAX = 4096, ID_MAX = 128 };

/* Removes git's lock of the ref if it is empty, as git makes it, or has the intended commit. */
static void remove_lock(const char *gitdir, const char *ref, const char *commit)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = arena_printf(&mem, "%s%s.lock", gitdir, ref);
	const char *text;

	if (strncmp(ref, "refs/", 5) != 0 || !file_is_confined(ref) ||
		!(text = file_text(&mem, path, ID_MAX)))
		return;
	if (!*text || strncmp(text, commit, strcspn(text, "\n")) == 0)
		unlink(path);
}

/* "REF COMMIT" of a process that has not ended its entry: we have its lock, so it is dead. */
static void repair(const char *gitdir, int fd)
{
	char entry[ENTRY_MAX], *commit;
	ssize_t n = pread(fd, entry, sizeof entry - 1, 0);

	if (n <= 0)
		return;
	entry[n] = '\0';
	commit = strchr(entry, ' ');
	if (!commit)
		return;
	*commit++ = '\0';
	remove_lock(gitdir, entry, commit);
}

/* Notes which ref this process is about to move, and where: a process that is killed meanwhile
 * leaves git's lock of that ref, and the next one removes it. Waits for other processes. Returns a
 * descriptor for journal_end; -1: there is no journal, which is not a failure. gitdir: the common
 * one, with the final '/'. */
static int journal_begin(const char *gitdir, const char *ref, const char *commit)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = arena_printf(&mem, "%sbenchctl.update", gitdir);
	const char *entry = arena_printf(&mem, "%s %s", ref, commit);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

	while (fd >= 0 && flock(fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		close(fd);
		return -1;
	}
	if (fd < 0)
		return -1;
	repair(gitdir, fd);
	if (ftruncate(fd, 0) < 0 || pwrite(fd, entry, strlen(entry), 0) < 0)
		errno = 0; /* there is nothing to find for the next process */
	return fd;
}

static void journal_end(int fd)
{
	if (fd < 0)
		return;
	if (ftruncate(fd, 0) < 0)
		errno = 0; /* the next process looks for a lock in vain */
	close(fd);
}

/* The expected id is compared under the lock of the ref. NULL would mean no comparison; zeros mean
 * that the ref must not exist. */
int repo_write_ref(struct repo_writer *w, const struct repo_move *move, struct error *err)
{
	git_oid to, from = { { 0 } };
	git_reference *ref = NULL;
	int rc = w->g.git_oid_fromstr(&to, move->to);
	int journal = journal_begin(w->g.git_repository_commondir(w->repo), move->ref, move->to);

	if (rc == 0 && move->from)
		rc = w->g.git_oid_fromstr(&from, move->from);
	if (rc == 0)
		rc = w->g.git_reference_create_matching(&ref, w->repo, move->ref, &to, 1, &from,
			move->message);
	w->g.git_reference_free(ref);
	journal_end(journal);
	if (rc == 0)
		return 0;
	repo_write_failed(err, w, "cannot move %s", move->ref);
	/* ENOTFOUND: it has been deleted. */
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ELOCKED || rc == GIT_ENOTFOUND)
		return REPO_AGAIN;
	return -1;
}
