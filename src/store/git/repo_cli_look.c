/* The git program: what kind of repository this is, from one call. */
#include "store/git/repo_cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

/* Why git does not take the repository. */
static int refusal(struct error *err, const struct repo_cli *c, const struct proc_answer *a)
{
	static const char advice[] = "--add safe.directory ";
	const char *path = strstr(a->err, advice);

	if (text_starts(a->err, "fatal: not a git repository (or any "))
		return REPO_NONE;
	if (strstr(a->err, "dubious ownership") && path) {
		path += strlen(advice);
		return repo_foreign(err, arena_copy(c->mem, path, strcspn(path, "\n")));
	}
	return repo_cli_failed(err, "rev-parse", a);
}

/* Takes the line that at begins with; false when there is none. */
static bool take_line(char **line, char **at)
{
	char *eol = strchr(*at, '\n');

	if (!eol)
		return false;
	*eol = '\0';
	*line = *at;
	*at = eol + 1;
	return true;
}

/* Takes what comes before the mark, which rev-parse has echoed; a path may have newlines. */
static bool take_until(char **text, char **at, const char *mark)
{
	char *found = strstr(*at, mark);

	if (!found)
		return false;
	*text = *at;
	*at = found + strlen(mark);
	*found = '\0';
	if (found > *text && found[-1] == '\n')
		found[-1] = '\0';
	return true;
}

/* up: "", "../../", or the folder itself when we stand outside of it. */
static void place(struct repo_facts *f, struct repo_cli *c, const char *folder, const char *up)
{
	char *root = realpath(file_join(c->mem, folder, *up ? up : "."), NULL);
	size_t n = root && root[1] ? strlen(root) : 0;

	if (root && text_starts(folder, root) && (folder[n] == '/' || folder[n] == '\0'))
		f->prefix = folder[n] && folder[n + 1] ? arena_printf(c->mem, "%s/", folder + n + 1)
						       : "";
	else
		f->prefix = "";
	f->root = arena_string(c->mem, root);
	free(root);
}

static const char *branch_of(struct repo_cli *c, const char *ref)
{
	static const char heads[] = "refs/heads/";

	return text_starts(ref, heads) ? arena_string(c->mem, ref + strlen(heads)) : NULL;
}

/* HEAD before the first commit, which rev-parse knows nothing of. */
static int look_unborn(struct repo_facts *f, struct repo_cli *c, struct arena *mem,
	struct error *err)
{
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("symbolic-ref", "-q", "HEAD") };
	struct proc_answer a;

	if (repo_cli_run(&a, c, mem, &call, err) < 0)
		return -1;
	a.out[strcspn(a.out, "\n")] = '\0';
	f->branch = branch_of(c, a.out);
	return 0;
}

/* Returns 1 before the first commit. */
static int look_commit(struct repo_facts *f, struct repo_cli *c, struct arena *mem,
	struct error *err)
{
	struct repo_object o;
	int rc = repo_batch_ask(&o, &c->batch, mem, "HEAD", err);

	if (rc == 0)
		f->head = arena_string(c->mem, o.id);
	return rc;
}

static int look_head(struct repo_facts *f, struct repo_cli *c, struct arena *mem, char *ref,
	struct error *err)
{
	char *eol = strchr(ref, '\n');
	int rc = look_commit(f, c, mem, err);

	if (rc < 0)
		return -1;
	if (!eol || rc > 0)
		return look_unborn(f, c, mem, err);
	*eol = '\0';
	f->branch = branch_of(c, ref);
	return 0;
}

static int ask_git(struct repo_view *v, struct repo_cli *c, struct arena *mem, struct error *err)
{
	static const char *const ask[] = { "rev-parse", "--is-bare-repository",
		"--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir",
		"--benchctl-1", "--show-cdup", "--benchctl-2", "--symbolic-full-name", "HEAD", "--",
		NULL };
	struct proc_answer a;
	char *at, *bare, *inside, *shallow, *gitdir, *up;

	/* Started first, so that it is ready when the other has answered. */
	if (c->batch.git.pid == 0)
		repo_batch_start(&c->batch, mem);
	if (repo_cli_run(&a, c, mem, &(struct repo_cli_call){ .args = ask }, err) < 0)
		return -1;
	at = a.out;
	if (!take_line(&bare, &at) || !take_line(&inside, &at) || !take_line(&shallow, &at) ||
		!take_until(&gitdir, &at, "--benchctl-1\n") ||
		!take_until(&up, &at, "--benchctl-2\n"))
		return refusal(err, c, &a);
	v->facts.bare = strcmp(bare, "true") == 0;
	v->facts.shallow = strcmp(shallow, "true") == 0;
	v->facts.prefix = "";
	v->gitdir = arena_string(c->mem, gitdir);
	if (strcmp(inside, "true") == 0 || *up == '/')
		place(&v->facts, c, c->folder, up);
	return look_head(&v->facts, c, mem, at, err);
}

int repo_cli_look(struct repo_view *view, void *state, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_view v = { 0 };
	int rc = -1;

	if (repo_cli_plain(&v, c->mem, c->folder))
		rc = v.facts.head ? 0 : look_commit(&v.facts, c, &mem, err);
	if (rc < 0) {
		v = (struct repo_view){ 0 };
		rc = ask_git(&v, c, &mem, err);
	} else {
		rc = 0;
	}
	if (rc == 0)
		c->view = *view = v;
	return rc;
}
