#include "store/git/git.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "process/proc.h"
#include "store/git/repo.h"

int git_run(int *status, const char **out, const char **complaint, struct arena *mem,
	const struct git_call *call, struct error *err)
{
	const char *const env[] = { "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
		call->index ? arena_printf(mem, "GIT_INDEX_FILE=%s", call->index) : NULL, NULL };
	struct words argv = { 0 };
	struct proc_answer a;

	words_push(mem, &argv, "git");
	words_push(mem, &argv, "-C");
	words_push(mem, &argv, call->folder);
	words_push(mem, &argv, "-c");
	words_push(mem, &argv, "core.hooksPath=/dev/null");
	for (const char *const *arg = call->args; *arg; arg++)
		words_push(mem, &argv, *arg);
	const struct proc p = { .argv = argv.v, .env = env, .timeout = call->timeout };

	if (proc_run(&a, mem, &p, err) < 0)
		return -1;
	if (a.out_n && a.out[a.out_n - 1] == '\n')
		a.out[a.out_n - 1] = '\0';
	*status = a.status;
	*out = a.out;
	*complaint = a.err;
	return 0;
}

static const char *folder_of(const struct repo *repo)
{
	const char *root = repo_facts(repo)->root;

	return root ? root : ".";
}

int git_line(const char **line, const struct repo *repo, struct arena *mem, struct error *err,
	const char *const *args)
{
	const struct git_call call = { .folder = folder_of(repo), .args = args };
	const char *complaint;
	int status;

	if (git_run(&status, line, &complaint, mem, &call, err) < 0)
		return -1;
	if (status != 0)
		return error_set(err, "git %s: %s", args[0], complaint);
	return 0;
}

int git_lines(struct words *lines, const struct repo *repo, struct arena *mem, struct error *err,
	const char *const *args)
{
	const char *text;

	if (git_line(&text, repo, mem, err, args) < 0)
		return -1;
	while (*text) {
		size_t n = strcspn(text, "\n");

		words_push(mem, lines, arena_copy(mem, text, n));
		text += n + (text[n] == '\n');
	}
	return 0;
}
