/* The git program: the steps of an update. */
#include "store/git/repo_cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

int repo_cli_tip(struct repo_tip *tip, void *state, const char *ref, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_cli_call call = { .args = REPO_CLI_ARGS("for-each-ref",
					      "--format=%(refname)%00%(objectname)%00%(symref)%00%("
					      "worktreepath)%00",
					      ref) };
	struct proc_answer a;
	const char *f[4], *at;

	*tip = (struct repo_tip){ 0 };
	if (repo_cli_run(&a, c, &mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return repo_cli_failed(err, "for-each-ref", &a);
	at = a.out;
	for (size_t i = 0; i < ARRAY_SIZE(f); i++) {
		f[i] = at;
		at += strlen(at);
		at += at < a.out + a.out_n;
	}
	/* Or a ref below one of this name. */
	if (strcmp(f[0], ref) != 0)
		return 0;
	tip->commit = arena_string(c->mem, f[1]);
	tip->symbolic = *f[2] ? arena_string(c->mem, f[2]) : NULL;
	/* git also calls a bare repository the worktree of its HEAD. */
	tip->checked_out = *f[3] && file_exists(file_join(&mem, f[3], ".git"));
	return 0;
}

static int write_blob(const char **id, struct repo_cli *c, struct arena *mem,
	const struct repo_change *change, struct error *err)
{
	struct repo_cli_call call = {
		.args = REPO_CLI_ARGS("hash-object", "-w", "--stdin"),
		.input = change->data,
		.input_n = change->n,
	};

	return repo_cli_line(id, c, mem, &call, err);
}

/* Ours, for author and committer, where the environment does not name one. */
static void own_identity(struct words *env, struct arena *mem)
{
	static const char *const roles[] = { "AUTHOR", "COMMITTER" };

	for (size_t i = 0; i < ARRAY_SIZE(roles); i++) {
		if (getenv(arena_printf(mem, "GIT_%s_NAME", roles[i])) &&
			getenv(arena_printf(mem, "GIT_%s_EMAIL", roles[i])))
			continue;
		words_push(mem, env, arena_printf(mem, "GIT_%s_NAME=" REPO_OWN_NAME, roles[i]));
		words_push(mem, env, arena_printf(mem, "GIT_%s_EMAIL=" REPO_OWN_EMAIL, roles[i]));
	}
}

/* The user's identity, from the settings or the environment; where there is none git is not to
 * invent one from the name of the machine. */
static int write_commit(const char **id, struct repo_cli *c, struct arena *mem, const char *tree,
	const struct repo_draft *draft, struct error *err)
{
	struct repo_cli_call call = { .input = draft->message, .input_n = strlen(draft->message) };
	struct words argv = { 0 }, env = { 0 };
	struct proc_answer a;

	words_push(mem, &argv, "-c");
	words_push(mem, &argv, "user.useConfigOnly=true");
	words_push(mem, &argv, "commit-tree");
	words_push(mem, &argv, tree);
	if (draft->parent) {
		words_push(mem, &argv, "-p");
		words_push(mem, &argv, draft->parent);
	}
	call.args = argv.v;
	if (repo_cli_run(&a, c, mem, &call, err) < 0)
		return -1;
	if (a.status != 0 && strstr(a.err, "auto-detection is disabled")) {
		own_identity(&env, mem);
		call.env = env.v;
		if (repo_cli_run(&a, c, mem, &call, err) < 0)
			return -1;
	}
	if (a.status != 0)
		return repo_cli_failed(err, "commit-tree", &a);
	*id = arena_copy(c->mem, a.out, strcspn(a.out, "\n"));
	return 0;
}

int repo_cli_draft(const char **commit, void *state, const struct repo_draft *draft,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	struct repo_cli_edit *edits = arena_array(&mem, draft->n, sizeof *edits);
	const char *base = NULL, *tree;

	if (draft->parent && repo_cli_commit_tree(&base, c, &mem, draft->parent, err) < 0)
		return -1;
	for (size_t i = 0; i < draft->n; i++) {
		const struct repo_change *change = &draft->changes[i];

		edits[i] = (struct repo_cli_edit){ change->path, NULL, change->path };
		if (change->data && write_blob(&edits[i].blob, c, &mem, change, err) < 0)
			return -1;
	}
	if (repo_cli_edit_tree(&tree, c, &mem, base, edits, draft->n, err) < 0)
		return -1;
	if (base && strcmp(base, tree) == 0)
		return REPO_NONE;
	return write_commit(commit, c, &mem, tree, draft, err);
}

/* Whether git gave up because of a lock file. */
static bool is_locked(const struct proc_answer *a)
{
	return strstr(a->err, ".lock': File exists") != NULL;
}

int repo_cli_move(void *state, const struct repo_move *move, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct repo_cli *c = state;
	char zero[65] = "";
	const char *from = move->from;
	struct repo_cli_call call;
	struct proc_answer a;
	struct repo_tip tip;

	if (!from)
		from = memset(zero, '0', strlen(move->to));
	call = (struct repo_cli_call){ .args = REPO_CLI_ARGS("update-ref", "--no-deref", "-m",
					       move->message, move->ref, move->to, from) };
	if (repo_cli_run(&a, c, &mem, &call, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	if (!is_locked(&a)) {
		if (repo_cli_tip(&tip, c, move->ref, err) < 0)
			return -1;
		if (text_equal(tip.commit, move->from))
			return repo_cli_failed(err, "update-ref", &a);
	}
	repo_cli_failed(err, "update-ref", &a);
	return REPO_AGAIN;
}

static struct repo_cli_call at_root(struct repo_cli *c, struct arena *mem, struct words *argv,
	const char *const *args)
{
	words_push(mem, argv, "-C");
	words_push(mem, argv, c->view.facts.root);
	for (; *args; args++)
		words_push(mem, argv, *args);
	return (struct repo_cli_call){ .args = argv->v };
}

int repo_cli_changed(const char **path, void *state, const struct repo_change *changes, size_t n,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct words argv = { 0 };
	struct repo_cli_call call = at_root(state, &mem, &argv,
		REPO_CLI_ARGS("status", "--porcelain", "-z", "--untracked-files=all", "--ignored",
			"--no-renames", "--"));
	struct repo_cli *c = state;
	struct proc_answer a;

	for (size_t i = 0; i < n; i++)
		words_push(&mem, &argv, changes[i].path);
	call.args = argv.v;
	*path = NULL;
	if (repo_cli_run(&a, c, &mem, &call, err) < 0)
		return -1;
	if (a.status != 0)
		return repo_cli_failed(err, "status", &a);
	if (a.out_n > 3)
		*path = arena_string(c->mem, a.out + 3);
	return 0;
}

/* The changes as update-index reads them. Before the first commit there is nothing to remove. */
static int index_info(FILE *out, struct repo_cli *c, struct arena *mem,
	const struct repo_change *changes, size_t n, struct error *err)
{
	const char *head = c->view.facts.head, *blob;

	for (size_t i = 0; i < n; i++) {
		const struct repo_change *change = &changes[i];

		if (!change->data && !head)
			continue;
		if (change->data && write_blob(&blob, c, mem, change, err) < 0)
			return -1;
		if (change->data)
			fprintf(out, "%06o %s\t%s", (unsigned)REPO_FILE_MODE, blob, change->path);
		else
			fprintf(out, "0 %0*d\t%s", (int)strlen(head), 0, change->path);
		fputc('\0', out);
	}
	return 0;
}

int repo_cli_stage(void *state, const struct repo_change *changes, size_t n, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file list = { 0 };
	FREES_ARENA struct arena mem = { 0 };
	struct words argv = { 0 };
	struct repo_cli_call call = at_root(state, &mem, &argv,
		REPO_CLI_ARGS("update-index", "--add", "-z", "--index-info"));
	struct repo_cli *c = state;
	struct proc_answer a;

	memory_file_open(&list);
	if (index_info(list.f, c, &mem, changes, n, err) < 0)
		return -1;
	memory_file_end(&list);
	call.input = list.data;
	call.input_n = list.n;
	if (repo_cli_run(&a, c, &mem, &call, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	repo_cli_failed(err, "update-index", &a);
	return is_locked(&a) ? REPO_AGAIN : -1;
}
