#include "store/git/git.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "process/which.h"

static const char *const environment[] = { "LC_ALL=C", "GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1",
	"GIT_DEFAULT_REF_FORMAT=files", "GIT_TRACE=0", NULL };

static const char *const settings[] = { "safe.bareRepository=explicit", "core.hooksPath=/dev/null",
	"core.fsmonitor=false", "core.quotepath=off", "log.showSignature=false",
	"submodule.recurse=false", "maintenance.auto=false", "core.splitIndex=false",
	"diff.orderFile=/dev/null" };

/* What says where a repository is, as a hook of git gets it. */
static const struct {
	const char *name, *kept;
	bool path;
} variables[] = {
#define VARIABLE(name, path)                                                                       \
	{                                                                                          \
		name, "BENCHCTL_" name, path                                                       \
	}
	VARIABLE("GIT_DIR", true), VARIABLE("GIT_WORK_TREE", true),
	VARIABLE("GIT_COMMON_DIR", true), VARIABLE("GIT_INDEX_FILE", true),
	VARIABLE("GIT_OBJECT_DIRECTORY", true), VARIABLE("GIT_ALTERNATE_OBJECT_DIRECTORIES", false),
	VARIABLE("GIT_NAMESPACE", false),
	VARIABLE("GIT_QUARANTINE_PATH", false), /* git writes no ref before it accepts a push */
};

void git_keep_environment(void)
{
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = getenv(variables[i].name);

		if (value && *value)
			setenv(variables[i].kept,
				variables[i].path ? file_absolute(&mem, value) : value, 1);
		unsetenv(variables[i].name);
	}
	unsetenv("GIT_PREFIX");
	unsetenv("GIT_CONFIG"); /* the only file that `git config` reads */
}

const char *git_kept(const char *name)
{
	size_t i = text_index(variables, ARRAY_SIZE(variables), sizeof *variables,
		offsetof(__typeof__(*variables), name), name);

	return i < ARRAY_SIZE(variables) ? getenv(variables[i].kept) : NULL;
}

static void set(struct git *git, struct arena *mem, const char *name, const char *value)
{
	words_set(mem, &git->env, arena_printf(mem, "%s=%s", name, value));
}

/* Found once, because each attempt to execute it in a folder of PATH takes 20 us. */
static const char *program(struct arena *mem)
{
	const char *path;

	if (which_find(&path, mem, "git", NULL, getenv("PATH"), ERROR_IGNORED) < 0 || *path != '/')
		return "git";
	return path;
}

void git_init(struct git *git, struct arena *mem, const char *folder)
{
	*git = (struct git){ 0 };
	words_add(mem, &git->argv, GIT_ARGS(program(mem), "-C", folder, "--no-pager"));
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		words_add(mem, &git->argv, GIT_ARGS("-c", settings[i]));
	words_add(mem, &git->env, environment);
}

void git_restore_environment(struct git *git, struct arena *mem)
{
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		if (getenv(variables[i].kept))
			set(git, mem, variables[i].name, getenv(variables[i].kept));
}

void git_pin(struct git *git, struct arena *mem, const char *gitdir, const char *root)
{
	enum { FOLDER = 2 }; /* git -C FOLDER */

	git->argv.v[FOLDER] = root ? root : gitdir;
	set(git, mem, "GIT_DIR", gitdir);
	if (root)
		set(git, mem, "GIT_WORK_TREE", root);
}

struct git git_at(struct arena *mem, const char *gitdir, const char *root)
{
	struct git git;

	git_init(&git, mem, "/");
	git_pin(&git, mem, gitdir, root);
	return git;
}

int git_run(struct proc_answer *a, const struct git *git, struct arena *mem,
	const struct git_call *call, struct error *err)
{
	struct words argv = { 0 }, env = { 0 };
	struct proc p = { .timeout = call->timeout > 0 ? call->timeout : 300,
		.max = call->max,
		.beside = call->beside,
		.ctx = call->ctx };

	words_add(mem, &argv, git->argv.v);
	words_add(mem, &argv, call->args);
	words_add(mem, &env, git->env.v);
	for (size_t i = 0; call->env && call->env[i]; i++)
		words_set(mem, &env, call->env[i]);
	p.argv = argv.v;
	p.env = env.v;
	return proc_run(a, mem, &p, err);
}

int git_failed(struct error *err, const char *what, const struct proc_answer *a)
{
	const char *why = text_starts(a->err, "fatal: ") ? a->err + strlen("fatal: ") : a->err;

	if (*why)
		return error_set(err, "git %s: %s", what, why);
	return error_set(err, "git %s failed with exit status %d", what, a->status);
}

int git_need(struct proc_answer *a, const struct git *git, struct arena *mem,
	const struct git_call *call, struct error *err)
{
	if (git_run(a, git, mem, call, err) < 0)
		return -1;
	return a->status == 0 ? 0 : git_failed(err, call->args[0], a);
}

int git_text(const char **text, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args)
{
	struct proc_answer a;

	if (git_need(&a, git, mem, &(struct git_call){ .args = args }, err) < 0)
		return -1;
	if (a.out_n && a.out[a.out_n - 1] == '\n')
		a.out[a.out_n - 1] = '\0';
	if (text)
		*text = a.out;
	return 0;
}

int git_lines(struct words *lines, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args)
{
	const char *text = "";

	if (git_text(&text, git, mem, err, args) < 0)
		return -1;
	while (*text) {
		size_t n = strcspn(text, "\n");

		words_push(mem, lines, arena_copy(mem, text, n));
		text += n + (text[n] == '\n');
	}
	return 0;
}

int git_words(struct words *words, const struct git *git, struct arena *mem, struct error *err,
	const struct git_call *call)
{
	struct proc_answer a;

	if (git_need(&a, git, mem, call, err) < 0)
		return -1;
	for (const char *at = a.out; at < a.out + a.out_n; at += strlen(at) + 1)
		words_push(mem, words, at);
	return 0;
}

void git_quote(FILE *out, const char *path)
{
	fputc('"', out);
	for (; *path; path++)
		if (strchr("\"\\\n", *path))
			fprintf(out, "\\%c", *path == '\n' ? 'n' : *path);
		else
			fputc(*path, out);
	fputc('"', out);
}
