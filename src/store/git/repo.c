/* Finds a repository by one call of git, and that only where its facts are asked for. */
#include "store/git/repo_internal.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_write.h"

static const char heads[] = "refs/heads/";

/* What git leaves in the folder of the repository while something is under way. */
static const struct {
	const char *file, *what;
} signs[] = {
	{ "rebase-merge", "rebase" },
	{ "rebase-apply/applying", "am" },
	{ "rebase-apply", "rebase" },
	{ "MERGE_HEAD", "merge" },
	{ "CHERRY_PICK_HEAD", "cherry-pick" },
	{ "REVERT_HEAD", "revert" },
	{ "sequencer/todo", "cherry-pick or revert" },
	{ "BISECT_LOG", "bisect" },
};

int repo_lacks(struct error *err, bool shallow, const char *fmt, ...)
{
	char what[1024];

	TEXT_FORMAT(what, fmt);
	if (shallow)
		return error_set(err,
			"this clone is shallow and lacks %s\n" REPO_FETCH_IN_CI
			"  here:               git fetch --unshallow",
			what);
	return error_set(err,
		"the repository lacks %s\n"
		"  see what is missing:  git fsck --connectivity-only",
		what);
}

int repo_not_a_commit(struct error *err, const char *rev, const char *type)
{
	return error_set(err, "'%.200s' names a %s, not a commit", rev, type);
}

bool repo_is_id(const char *rev)
{
	size_t n = strspn(rev, "0123456789abcdef");

	return rev[n] == '\0' && (n == 40 || n == 64);
}

const char *repo_busy(struct repo *repo)
{
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (file_exists(file_join(repo->mem, repo->facts.gitdir, signs[i].file)))
			return signs[i].what;
	return NULL;
}

static int foreign(struct error *err, struct arena *mem, const char *path)
{
	path = arena_copy(mem, path, strcspn(path, "\n"));
	return error_set(err,
		"the git repository %s belongs to another user, "
		"and git refuses it (dubious ownership)\n"
		"  if you trust it:  git config --global --add safe.directory %s",
		path, path);
}

/* Files that somebody commits can look like a repository without a worktree. */
static int bare_by_accident(struct error *err, struct arena *mem, const char *gitdir)
{
	gitdir = words_quote_one(mem, gitdir);
	return error_set(err,
		"%s is a repository without a worktree, and benchctl uses one only if you name it\n"
		"  if you trust it:  GIT_DIR=%s benchctl ...",
		gitdir, gitdir);
}

/* Why git refuses the repository. */
static int refused(struct error *err, struct arena *mem, const struct proc_answer *a)
{
	static const char advice[] = "--add safe.directory ",
			  bare[] = "cannot use bare repository '";
	const char *path = strstr(a->err, advice), *end;

	if (text_starts(a->err, "fatal: not a git repository (or any "))
		return REPO_NONE;
	if (strstr(a->err, "dubious ownership") && path)
		return foreign(err, mem, path + strlen(advice));
	path = strstr(a->err, bare);
	end = path ? strstr(path, "' (safe.bareRepository") : NULL;
	if (end) {
		path += strlen(bare);
		return bare_by_accident(err, mem, arena_copy(mem, path, (size_t)(end - path)));
	}
	return git_failed(err, "rev-parse", a);
}

/* Takes the line that *at begins with; NULL when there is none. */
static char *take_line(char **at)
{
	char *line = *at, *eol = strchr(line, '\n');

	if (!eol)
		return NULL;
	*eol = '\0';
	*at = eol + 1;
	return line;
}

/* Takes what comes before the mark, which rev-parse has echoed; a path may have newlines. */
static char *take_until(char **at, const char *mark)
{
	char *text = *at, *found = strstr(text, mark);

	if (!found)
		return NULL;
	*at = found + strlen(mark);
	*found = '\0';
	if (found > text && found[-1] == '\n')
		found[-1] = '\0';
	return text;
}

/* up: "", "../../", or the root itself when folder is outside. */
static void place_root(struct repo *repo, const char *folder, const char *up)
{
	struct repo_facts *f = &repo->facts;
	const char *root = file_real(repo->mem, file_join(repo->mem, folder, *up ? up : "."));
	size_t n = root && root[1] ? strlen(root) : 0;

	if (root && text_starts(folder, root) && folder[n] == '/' && folder[n + 1])
		f->prefix = arena_printf(repo->mem, "%s/", folder + n + 1);
	f->root = root;
}

int repo_check_lost(struct repo *repo, const char *rev, struct error *err)
{
	const char *id;

	if (git_text(&id, &repo->git, repo->mem, ERROR_IGNORED,
		    GIT_ARGS("rev-parse", "-q", "--verify", rev)) < 0)
		return 0;
	return error_set(err,
		"%.200s is the commit %s, but this repository lacks it\n"
		"  see what else is missing:  git fsck",
		rev, id);
}

static const char *branch_of(const char *ref)
{
	return text_starts(ref, heads) ? ref + strlen(heads) : NULL;
}

static int look_at_head(struct repo *repo, const char *ref, struct error *err)
{
	struct repo_facts *f = &repo->facts;
	struct repo_object o;
	int rc = repo_batch_receive(&o, &repo->batch, repo->mem, "HEAD", err);

	if (rc < 0)
		return -1;
	if (rc == 0)
		f->head = o.id;
	else if (repo_check_lost(repo, "HEAD", err) < 0 ||
		/* Before the first commit, rev-parse does not name the branch. */
		git_text(&ref, &repo->git, repo->mem, err, GIT_ARGS("symbolic-ref", "HEAD")) < 0)
		return -1;
	f->branch = branch_of(ref);
	return 0;
}

/* The other git process starts beside rev-parse. If it cannot, neither can rev-parse. */
static void ask_for_head(void *ctx)
{
	struct repo *repo = ctx;

	repo_batch_send(&repo->batch, repo->mem, GIT_ARGS("HEAD"), 1, ERROR_IGNORED);
}

/* Asks git for the facts besides HEAD's commit. *ref: of HEAD; "": unknown. */
static int ask_facts(const char **ref, struct repo *repo, void (*beside)(void *ctx),
	struct error *err)
{
	static const char *const ask[] = { "rev-parse", "--is-bare-repository",
		"--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir",
		"--benchctl-1", "--show-cdup", "--benchctl-2", "--symbolic-full-name", "HEAD", "--",
		NULL };
	const struct git_call call = { .args = ask, .beside = beside, .ctx = repo };
	struct repo_facts *f = &repo->facts;
	struct proc_answer a;
	char *at, *bare, *inside, *shallow, *up, *line;

	repo->asked = true;
	if (git_run(&a, &repo->git, repo->mem, &call, err) < 0)
		return strstr(err->text, "No such file")
			? error_append(err, "\n  benchctl needs the git program in PATH")
			: -1;
	at = a.out;
	bare = take_line(&at);
	inside = bare ? take_line(&at) : NULL;
	shallow = inside ? take_line(&at) : NULL;
	f->gitdir = shallow ? take_until(&at, "--benchctl-1\n") : NULL;
	up = f->gitdir ? take_until(&at, "--benchctl-2\n") : NULL;
	if (!up)
		return refused(err, repo->mem, &a);
	/* git before 2.38 does not know safe.bareRepository. */
	if (!git_kept("GIT_DIR") &&
		text_starts(arena_printf(repo->mem, "%s/", repo->folder),
			arena_printf(repo->mem, "%s/", f->gitdir)))
		return bare_by_accident(err, repo->mem, f->gitdir);
	f->bare = strcmp(bare, "true") == 0;
	f->shallow = strcmp(shallow, "true") == 0;
	if (strcmp(inside, "true") == 0 || *up == '/')
		place_root(repo, repo->folder, up);
	line = take_line(&at);
	*ref = line ? line : "";
	return 0;
}

static void prepare_batch(struct repo *repo)
{
	struct words argv = { 0 };

	words_add(repo->mem, &argv, repo->git.argv.v);
	words_add(repo->mem, &argv, GIT_ARGS("cat-file", "--batch"));
	repo->batch.argv = argv.v;
	repo->batch.env = repo->git.env.v;
}

/* NULL: the folder cannot be opened. */
static struct repo *prepare(struct arena *mem, const char *folder, struct error *err)
{
	struct repo *repo = arena_alloc(mem, sizeof *repo);

	repo->mem = mem;
	repo->facts.prefix = "";
	repo->folder = file_real(mem, folder ? folder : ".");
	if (!repo->folder) {
		error_set(err, "cannot open the folder %s: %s", folder ? folder : ".",
			strerror(errno));
		return NULL;
	}
	git_init(&repo->git, mem, repo->folder);
	git_restore_environment(&repo->git, mem);
	prepare_batch(repo);
	return repo;
}

/* Later calls of git search for nothing. */
static void pin(struct repo *repo)
{
	git_pin(&repo->git, repo->mem, repo->facts.gitdir, repo->facts.root);
	prepare_batch(repo);
}

int repo_open(struct repo **out, struct arena *mem, const char *folder, struct error *err)
{
	struct repo *repo = prepare(mem, folder, err);
	const char *ref;
	int rc = repo ? ask_facts(&ref, repo, ask_for_head, err) : -1;

	if (rc == 0 && look_at_head(repo, ref, err) < 0)
		rc = -1;
	if (rc != 0) {
		repo_close(repo);
		return rc;
	}
	repo->facts.busy = repo_busy(repo);
	pin(repo);
	*out = repo;
	return 0;
}

/* git does not answer the second question outside of a worktree. */
static const char *const reading[] = { "HEAD", "HEAD:" REPO_HERE };

static bool reads_here(struct repo *repo)
{
	struct repo_object o;

	if (repo_batch_receive(&o, &repo->batch, repo->mem, reading[0], ERROR_IGNORED) != 0)
		return false;
	repo->facts.head = o.id;
	return repo_batch_receive(&o, &repo->batch, repo->mem, reading[1], ERROR_IGNORED) >= 0;
}

int repo_open_to_read(struct repo **out, struct arena *mem,
	int (*beside)(void *ctx, struct error *err), void *ctx, struct error *err)
{
	struct repo *repo = prepare(mem, NULL, err);
	bool sent;
	int rc;

	if (!repo)
		return -1;
	sent = repo_batch_send(&repo->batch, mem, reading, ARRAY_SIZE(reading), ERROR_IGNORED) == 0;
	rc = beside(ctx, err);
	if (rc == 0 && sent && reads_here(repo)) {
		*out = repo;
		return 0;
	}
	repo_close(repo);
	return rc < 0 ? -1 : repo_open(out, mem, NULL, err);
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	repo_batch_stop(&repo->batch);
	repo_write_close(repo->writer);
	repo->writer = NULL;
}

void repo_finish(struct repo *repo)
{
	repo->finishing = true;
}

const struct repo_facts *repo_facts(struct repo *repo)
{
	const char *ref;

	if (!repo->asked && ask_facts(&ref, repo, NULL, ERROR_IGNORED) == 0) {
		repo->facts.branch = branch_of(ref);
		pin(repo);
	}
	return &repo->facts;
}

const char *repo_here(const struct repo *repo)
{
	return repo->asked ? repo->facts.prefix : REPO_HERE;
}

const char *repo_head(const struct repo *repo)
{
	return repo->facts.head;
}

const struct git *repo_git(const struct repo *repo)
{
	return &repo->git;
}
