#include "store/git/git.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

static const char *const environment[] = { "LC_ALL=C", "GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_LITERAL_PATHSPECS=1" };

static const char *const settings[] = { "safe.bareRepository=explicit", "core.hooksPath=/dev/null",
	"core.fsmonitor=false", "core.quotepath=off", "log.showSignature=false",
	"submodule.recurse=false", "maintenance.auto=false" };

void git_fix_environment(void)
{
	static const char *const paths[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
		"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY" };
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *value = getenv(paths[i]);

		if (value && *value && *value != '/')
			setenv(paths[i], file_absolute(&mem, value), 1);
	}
}

void git_init(struct git *git, struct arena *mem, const char *folder)
{
	*git = (struct git){ 0 };
	words_push(mem, &git->argv, "git");
	words_push(mem, &git->argv, "-C");
	words_push(mem, &git->argv, folder);
	words_push(mem, &git->argv, "--no-pager");
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		words_push(mem, &git->argv, "-c");
		words_push(mem, &git->argv, settings[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(environment); i++)
		words_push(mem, &git->env, environment[i]);
}

void git_init_in(struct git *git, struct arena *mem, const char *gitdir, const char *root)
{
	git_init(git, mem, root ? root : gitdir);
	words_push(mem, &git->env, arena_printf(mem, "GIT_DIR=%s", gitdir));
	if (root)
		words_push(mem, &git->env, arena_printf(mem, "GIT_WORK_TREE=%s", root));
}

static const char *const *joined(struct arena *mem, const struct words *a, const char *const *b)
{
	struct words out = { 0 };

	for (size_t i = 0; i < a->n; i++)
		words_push(mem, &out, a->v[i]);
	for (size_t i = 0; b && b[i]; i++)
		words_push(mem, &out, b[i]);
	return out.v;
}

int git_run(struct proc_answer *a, const struct git *git, struct arena *mem,
	const struct git_call *call, struct error *err)
{
	const struct proc p = {
		.argv = joined(mem, &git->argv, call->args),
		.env = joined(mem, &git->env, call->env),
		.timeout = call->timeout > 0 ? call->timeout : 300,
	};

	return proc_run(a, mem, &p, err);
}

int git_failed(struct error *err, const char *what, const struct proc_answer *a)
{
	const char *why = text_starts(a->err, "fatal: ") ? a->err + strlen("fatal: ") : a->err;

	if (*why)
		return error_set(err, "git %s: %s", what, why);
	return error_set(err, "git %s failed with exit status %d", what, a->status);
}

int git_text(const char **text, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args)
{
	struct proc_answer a;

	if (git_run(&a, git, mem, &(struct git_call){ .args = args }, err) < 0)
		return -1;
	if (a.status != 0)
		return git_failed(err, args[0], &a);
	if (a.out_n && a.out[a.out_n - 1] == '\n')
		a.out[a.out_n - 1] = '\0';
	*text = a.out;
	return 0;
}

int git_lines(struct words *lines, const struct git *git, struct arena *mem, struct error *err,
	const char *const *args)
{
	const char *text;

	if (git_text(&text, git, mem, err, args) < 0)
		return -1;
	while (*text) {
		size_t n = strcspn(text, "\n");

		words_push(mem, lines, arena_copy(mem, text, n));
		text += n + (text[n] == '\n');
	}
	return 0;
}
