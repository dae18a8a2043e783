/* The git program: what every call has in common, and opening. */
#include "store/git/repo_cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* No translation, no prompt, no lock for the sake of a read, no object in the place of another, and
 * no path that is a pattern. */
static const char *const environment[] = { "LC_ALL=C", "GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1" };
/* No hook, no daemon; waiting for locks is ours to do. */
static const char *const options[] = { "--no-pager", "-c", "core.quotepath=off", "-c",
	"core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c",
	"core.filesRefLockTimeout=0", "-c", "i18n.commitEncoding=UTF-8" };
/* Relative ones are meant from where we are, which is not where -C takes git. */
static const char *const places[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
	"GIT_OBJECT_DIRECTORY" };

static const struct words *joined(struct words *out, struct arena *mem, const struct words *a,
	const char *const *b)
{
	*out = (struct words){ 0 };
	for (size_t i = 0; i < a->n; i++)
		words_push(mem, out, a->v[i]);
	for (size_t i = 0; b && b[i]; i++)
		words_push(mem, out, b[i]);
	return out;
}

int repo_cli_run(struct proc_answer *a, struct repo_cli *c, struct arena *mem,
	const struct repo_cli_call *call, struct error *err)
{
	struct words argv, env;
	struct proc p = {
		.argv = joined(&argv, mem, &c->argv, call->args)->v,
		.env = joined(&env, mem, &c->env, call->env)->v,
		.input = call->input,
		.input_n = call->input_n,
		.timeout = 300,
	};

	return proc_run(a, mem, &p, err);
}

int repo_cli_failed(struct error *err, const char *what, const struct proc_answer *a)
{
	const char *why = text_starts(a->err, "fatal: ") ? a->err + strlen("fatal: ") : a->err;

	if (*why)
		return error_set(err, "git %s: %s", what, why);
	return error_set(err, "git %s failed with exit status %d", what, a->status);
}

int repo_cli_line(const char **line, struct repo_cli *c, struct arena *mem,
	const struct repo_cli_call *call, struct error *err)
{
	struct proc_answer a;

	if (repo_cli_run(&a, c, mem, call, err) < 0)
		return -1;
	if (a.status != 0)
		return repo_cli_failed(err, call->args[0], &a);
	a.out[strcspn(a.out, "\n")] = '\0';
	*line = arena_string(c->mem, a.out);
	return 0;
}

int repo_cli_broken(struct error *err, const char *what)
{
	if (!strstr(err->text, "promisor"))
		return -1;
	return error_set(err,
		"this partial clone lacks %.500s, and it cannot be fetched\n"
		"  reach the remote, or clone without --filter:  git fetch --refetch --no-filter",
		what);
}

int repo_cli_object(struct repo_object *o, struct repo_cli *c, struct arena *mem, const char *id,
	struct error *err)
{
	int rc = repo_batch_ask(o, &c->batch, mem, id, err);

	if (rc > 0)
		return repo_lacks(err, c->view.facts.shallow, "the object %s", id);
	return rc < 0 ? repo_cli_broken(err, arena_printf(mem, "the object %s", id)) : 0;
}

int repo_cli_entries(struct repo_entries *out, struct repo_cli *c, struct arena *mem,
	const char *tree, struct error *err)
{
	struct repo_object o;

	if (repo_cli_object(&o, c, mem, tree, err) < 0)
		return -1;
	if (strcmp(o.type, "tree") != 0 ||
		repo_tree_entries(out, mem, o.data, o.n, strlen(o.id) / 2) < 0)
		return error_set(err, "the object %s is not a folder as it should be", tree);
	return 0;
}

int repo_cli_commit_tree(const char **tree, struct repo_cli *c, struct arena *mem,
	const char *commit, struct error *err)
{
	struct repo_object o;
	int rc = repo_batch_ask(&o, &c->batch, mem, commit, err);

	if (rc > 0)
		return repo_lacks(err, c->view.facts.shallow, "the commit %s", commit);
	if (rc < 0)
		return rc;
	*tree = strcmp(o.type, "commit") == 0 ? repo_tree_of(mem, o.data, o.n) : NULL;
	return *tree ? 0 : repo_not_a_commit(err, commit, o.type);
}

static void absolute_places(struct repo_cli *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const char *value = getenv(places[i]);
		char *path = value && *value && *value != '/' ? realpath(value, NULL) : NULL;

		if (path)
			words_push(c->mem, &c->env, arena_printf(c->mem, "%s=%s", places[i], path));
		free(path);
	}
}

static int open_cli(void **state, struct arena *mem, const char *folder, struct error *err)
{
	struct repo_cli *c = arena_alloc(mem, sizeof *c);

	c->mem = mem;
	c->folder = folder;
	words_push(mem, &c->argv, "git");
	words_push(mem, &c->argv, "-C");
	words_push(mem, &c->argv, folder);
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		words_push(mem, &c->argv, options[i]);
	for (size_t i = 0; i < ARRAY_SIZE(environment); i++)
		words_push(mem, &c->env, environment[i]);
	absolute_places(c);
	c->batch.argv = joined(&c->batch_argv, mem, &c->argv, REPO_CLI_ARGS("cat-file", "--batch"))
				->v;
	c->batch.env = c->env.v;
	if (!repo_cli_installed()) {
		error_set(err, "the git program is not in PATH; install the package git");
		return REPO_UNDECIDED;
	}
	*state = c;
	return 0;
}

static void close_cli(void *state)
{
	struct repo_cli *c = state;

	repo_batch_stop(&c->batch);
}

const struct repo_backend repo_cli_backend = {
	.open = open_cli,
	.close = close_cli,
	.look = repo_cli_look,
	.resolve = repo_cli_resolve,
	.merge_base = repo_cli_merge_base,
	.parents = repo_cli_parents,
	.last_tag = repo_cli_last_tag,
	.dirty = repo_cli_dirty,
	.read = repo_cli_read,
	.list = repo_cli_list,
	.tip = repo_cli_tip,
	.draft = repo_cli_draft,
	.move = repo_cli_move,
	.changed = repo_cli_changed,
	.stage = repo_cli_stage,
};
