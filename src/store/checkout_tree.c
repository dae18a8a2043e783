/* The files of a commit: its tree through the user's filters, submodules from the user's own object
 * stores at the commits that the tree names, and LFS objects where the user's tree has them. */
#include "store/checkout_parts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/git.h"
#include "store/git/repo.h"

/* One repository: the user's, or that of a submodule. */
struct level {
	const char *name; /* path of the submodule; "": the user's own repository */
	const char *gitdir;
	const char *head; /* its worktree in the user's tree; NULL: there is none */
	const char *dir;  /* of the copy; NULL where none is made */
	const char *commit;
};

typedef int action(const struct level *l, void *ctx, struct arena *mem, struct error *err);

/* git in the repository of the level, with the copy as its worktree: the one in the settings of a
 * submodule may be gone. */
static struct git git_of(const struct level *l, struct arena *mem)
{
	return git_at(mem, l->gitdir, l->dir ? l->dir : l->gitdir);
}

/* The repository of a submodule. l->gitdir stays NULL where the user's tree leaves it empty too. */
static int find_store(struct level *l, const struct level *above, const char *key,
	struct arena *mem, struct error *err)
{
	const struct git outer = git_of(above, mem);
	struct words inside = { 0 };
	struct git inner;
	const char *common;

	if (l->head && file_exists(file_join(mem, l->head, ".git"))) {
		git_init(&inner, mem, l->head);
		return git_text(&l->gitdir, &inner, mem, err,
			GIT_ARGS("rev-parse", "--absolute-git-dir"));
	}
	if (l->head && file_names(&inside, mem, l->head) == 0 && inside.n == 0)
		return 0;
	l->head = NULL;
	if (git_text(&common, &outer, mem, err,
		    GIT_ARGS("rev-parse", "--path-format=absolute", "--git-common-dir")) < 0)
		return -1;
	l->gitdir = arena_printf(mem, "%s/modules/%s", above->gitdir, key);
	if (!file_is_dir(l->gitdir))
		l->gitdir = arena_printf(mem, "%s/modules/%s", common, key);
	if (file_is_dir(l->gitdir))
		return 0;
	return error_set(err,
		"the base has the submodule %s, which this clone does not have\n"
		"  get it:  git clone --bare URL %s",
		l->name, words_quote_one(mem, l->gitdir));
}

static int need_commit(const struct level *l, struct arena *mem, struct error *err)
{
	const struct git git = git_of(l, mem);
	struct proc_answer a;
	const struct git_call look = { .args = GIT_ARGS("cat-file", "-e",
					       arena_printf(mem, "%s^{commit}", l->commit)) };
	const struct git_call fetch = { .args = GIT_ARGS("fetch", "-q", "--no-tags",
						"--no-write-fetch-head", "--recurse-submodules=no",
						"origin", l->commit) };

	if (git_run(&a, &git, mem, &look, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	if (git_run(&a, &git, mem, &fetch, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	return error_set(err,
		"the base needs commit %.12s of the submodule %s, which cannot be fetched: %s\n"
		"  fetch it:  git -C %s fetch origin %.12s",
		l->commit, l->name, a.err, words_quote_one(mem, l->name), l->commit);
}

/* The commit that a tree names for the submodule at path; NULL: the tree has no submodule there. */
static int pinned(const char **commit, const struct git *git, struct arena *mem,
	const struct level *l, const char *path, struct error *err)
{
	static const char link[] = "160000 commit ";

	if (git_text(commit, git, mem, err, GIT_ARGS("ls-tree", "-z", l->commit, "--", path)) < 0)
		return -1;
	*commit = text_starts(*commit, link)
		? arena_copy(mem, *commit + strlen(link), strcspn(*commit + strlen(link), "\t"))
		: NULL;
	return 0;
}

static int visit(const struct level *l, action *act, void *ctx, struct arena *mem,
	struct error *err);

static int visit_submodule(const struct level *above, const char *key, const char *path,
	action *act, void *ctx, struct arena *mem, struct error *err)
{
	const struct git git = git_of(above, mem);
	struct level l = { .name = *above->name ? file_join(mem, above->name, path) : path,
		.head = above->head ? file_join(mem, above->head, path) : NULL };

	if (pinned(&l.commit, &git, mem, above, path, err) < 0)
		return -1;
	if (!l.commit)
		return 0;
	if (find_store(&l, above, key, mem, err) < 0)
		return -1;
	if (!l.gitdir)
		return 0;
	if (need_commit(&l, mem, err) < 0)
		return -1;
	l.dir = above->dir ? file_join(mem, above->dir, path) : NULL;
	return visit(&l, act, ctx, mem, err);
}

/* Runs act for the level and then for each submodule that its commit has. */
static int visit(const struct level *l, action *act, void *ctx, struct arena *mem,
	struct error *err)
{
	static const char first[] = "submodule.", last[] = ".path";
	const struct git git = git_of(l, mem);
	const struct git_call call = { .args = GIT_ARGS("config", "-z", "--blob",
					       arena_printf(mem, "%s:.gitmodules", l->commit),
					       "--get-regexp", "^submodule\\..*\\.path$") };
	struct proc_answer a;
	int rc = act(l, ctx, mem, err);

	if (rc != 0)
		return rc;
	if (git_run(&a, &git, mem, &call, err) < 0)
		return -1;
	if (a.status == 1 || strstr(a.err, "unable to resolve config blob"))
		return 0;
	if (a.status != 0)
		return git_failed(err, "config", &a);
	/* "submodule.KEY.path", newline, path, NUL */
	for (char *at = a.out; at < a.out + a.out_n && rc == 0; at += strlen(at) + 1) {
		size_t n = strcspn(at, "\n");
		const char *key = arena_copy(mem, at + strlen(first),
			n - strlen(first) - strlen(last));

		at += n + (at[n] == '\n');
		rc = visit_submodule(l, key, at, act, ctx, mem, err);
	}
	return rc;
}

static int visit_all(action *act, void *ctx, const char *dir, struct repo *repo, struct arena *mem,
	const char *commit, struct error *err)
{
	const struct repo_facts *f = repo_facts(repo);
	const struct level top = { "", f->gitdir, f->root, dir, commit };

	return visit(&top, act, ctx, mem, err);
}

static int add_source(const struct level *l, void *ctx, struct arena *mem, struct error *err)
{
	struct words *sources = ctx;
	const struct git git = git_of(l, mem);
	const char *sparse;

	words_printf(mem, sources, "%s %s %s", l->name, l->commit, l->gitdir);
	if (git_text(&sparse, &git, mem, ERROR_IGNORED, GIT_ARGS("sparse-checkout", "list")) == 0)
		words_push(mem, sources, sparse);
	return l->head ? lfs_sources(sources, l->head, l->gitdir, mem, l->commit, err) : 0;
}

int checkout_sources(struct words *sources, struct repo *repo, struct arena *mem,
	const char *commit, struct error *err)
{
	return visit_all(add_source, sources, NULL, repo, mem, commit, err);
}

/* Builds ask git for versions. for-each-ref prints all refs, loose ones too, like packed-refs. */
static int write_refs(const struct git *git, const char *dot_git, struct arena *mem,
	struct error *err)
{
	static const char format[] = "--format=%(objectname) %(refname)"
				     "%(if)%(*objectname)%(then)%0a^%(*objectname)%(end)";
	const char *refs;

	if (git_text(&refs, git, mem, err,
		    GIT_ARGS("for-each-ref", format, "refs/heads", "refs/remotes", "refs/tags")) <
		0)
		return -1;
	refs = arena_printf(mem, "# pack-refs with: peeled fully-peeled sorted \n%s%s", refs,
		*refs ? "\n" : "");
	return file_write(file_join(mem, dot_git, "packed-refs"), refs, strlen(refs), err);
}

/* So that relative URLs of submodules mean the same in the copy. */
static int write_remote(const struct git *git, const struct git *copy, const struct level *l,
	struct arena *mem, struct error *err)
{
	const char *url;

	if (git_text(&url, git, mem, ERROR_IGNORED, GIT_ARGS("config", "remote.origin.url")) < 0)
		return 0;
	if (l->head && *url == '.')
		url = file_join(mem, l->head, url);
	return git_text(NULL, copy, mem, err, GIT_ARGS("config", "remote.origin.url", url));
}

static int copy_if_there(struct arena *mem, const char *from, const char *to, struct error *err)
{
	char *data;
	size_t n;

	if (!file_exists(from))
		return 0;
	if (file_read(&data, &n, mem, from, 64 << 20, err) < 0)
		return -1;
	return file_write(to, data, n, err);
}

/* Where git looks for more objects: a line, or its text in double quotes. */
static int write_alternates(const char *dot_git, struct arena *mem, const char *objects,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	const char *folder = file_join(mem, dot_git, "objects/info");

	if (strchr(objects, '\n'))
		git_quote(m.f, objects);
	else
		fputs(objects, m.f);
	fputc('\n', m.f);
	return file_mkdirs(folder, err) < 0
		? -1
		: memory_file_write(&m, file_join(mem, folder, "alternates"), err);
}

/* A separate repository around the tree: objects borrowed, refs known, HEAD at the commit. */
static int make_repository(const struct level *l, struct arena *mem, struct error *err)
{
	const struct git git = git_of(l, mem);
	const char *dot_git = file_join(mem, l->dir, ".git");
	const struct git copy = git_at(mem, dot_git, l->dir);
	const char *objects, *shallow, *format;
	struct git here;

	git_init(&here, mem, l->dir);
	if (git_text(&objects, &git, mem, err,
		    GIT_ARGS("rev-parse", "--path-format=absolute", "--git-path", "objects")) < 0 ||
		git_text(&shallow, &git, mem, err,
			GIT_ARGS("rev-parse", "--path-format=absolute", "--git-path", "shallow")) <
			0 ||
		git_text(&format, &git, mem, err, GIT_ARGS("rev-parse", "--show-object-format")) <
			0)
		return -1;
	if (git_text(NULL, &here, mem, err,
		    GIT_ARGS("-c", "init.defaultBranch=base", "init", "-q",
			    "--template=", arena_printf(mem, "--object-format=%s", format))) < 0 ||
		write_alternates(dot_git, mem, objects, err) < 0 ||
		copy_if_there(mem, shallow, file_join(mem, dot_git, "shallow"), err) < 0 ||
		write_refs(&git, dot_git, mem, err) < 0 ||
		write_remote(&git, &copy, l, mem, err) < 0)
		return -1;
	return git_text(NULL, &copy, mem, err,
		GIT_ARGS("update-ref", "--no-deref", "HEAD", l->commit));
}

/* The files, by the user's repository, which knows its filters, which paths are left out, and where
 * missing objects are fetched. */
static int fill(const struct level *l, void *ctx, struct arena *mem, struct error *err)
{
	const struct git git = git_of(l, mem);
	const char *index = file_join(mem, l->dir, ".git/index");
	const char *const env[] = { arena_printf(mem, "GIT_INDEX_FILE=%s", index), NULL };
	const struct git_call call = {
		.args = GIT_ARGS("read-tree", "-m", "-u", l->commit), .env = env, .timeout = 600
	};
	struct proc_answer a;

	(void)ctx;
	if (file_mkdirs(l->dir, err) < 0 || make_repository(l, mem, err) < 0 ||
		git_run(&a, &git, mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return error_set(err, "git cannot check out the base%s%s: %s",
			*l->name ? ", submodule " : "", l->name, a.err);
	return l->head ? lfs_fetch(l->dir, l->head, l->gitdir, mem, l->commit, err) : 0;
}

int checkout_fill(const char *dir, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err)
{
	return visit_all(fill, NULL, dir, repo, mem, commit, err);
}

/* By a fresh index, which knows nothing of the files, so that git compares what they hold. */
static int verify(const struct level *l, void *ctx, struct arena *mem, struct error *err)
{
	const char *index = ctx;
	const struct git git = git_of(l, mem);
	const char *const env[] = { arena_printf(mem, "GIT_INDEX_FILE=%s", index), NULL };
	const struct git_call read = { .args = GIT_ARGS("read-tree", "-m", "-i", l->commit),
		.env = env };
	const struct git_call compare = {
		.args = GIT_ARGS("update-index", "--ignore-submodules", "--refresh"), .env = env
	};
	struct proc_answer a;
	int rc;

	unlink(index);
	rc = git_run(&a, &git, mem, &read, err);
	if (rc == 0 && a.status == 0)
		rc = git_run(&a, &git, mem, &compare, err);
	unlink(index);
	return rc < 0 ? -1 : a.status != 0;
}

int checkout_verify(const char *dir, struct repo *repo, struct arena *mem, const char *commit,
	struct error *err)
{
	return visit_all(verify, arena_printf(mem, "%s.index", dir), dir, repo, mem, commit, err);
}
