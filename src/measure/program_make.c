/* From the words of a command line to what execve wants. */
#include "measure/program.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/services.h"
#include "measure/task.h"
#include "process/which.h"

/* The task's tree, and in it the benchmark's folder. */
const char *program_folder(const struct task *t)
{
	const char *cwd = t->benchmark->life.process.cwd;

	if (!t->root)
		return cwd;
	return cwd ? redirect_text(t->context->mem, &t->redirect,
			     file_join(t->context->mem, t->root, cwd))
		   : t->root;
}

struct words program_environment(const struct task *t)
{
	const struct process_options *options = &t->benchmark->life.process;
	struct arena *mem = t->context->mem;
	struct words env = { .v = arena_array(mem, 8, sizeof *env.v), .cap = 8 };

	for (char **e = environ; *e; e++)
		if (!options->clean_env || text_starts(*e, "PATH=") || text_starts(*e, "HOME="))
			words_push(mem, &env, redirect_text(mem, &t->redirect, *e));
	for (size_t i = 0; t->context->env && t->context->env[i]; i++)
		words_set(mem, &env, t->context->env[i]);
	if (t->context->metrics_file)
		words_set(mem, &env,
			arena_printf(mem, "BENCHCTL_METRICS=%s", t->context->metrics_file));
	services_environment(t, &env);
	for (size_t i = 0; i < options->env.n; i++)
		words_set(mem, &env,
			redirect_text(mem, &t->redirect,
				arena_printf(mem, "%s=%s", options->env.v[i].key,
					options->env.v[i].value)));
	return env;
}

static int find(struct program *p, const struct task *t, struct error *err)
{
	return which_find(&p->path, t->context->mem, p->argv[0], program_folder(t),
		words_value(&t->env, "PATH", strlen("PATH")), err);
}

int program_make(struct program *p, struct task *t, const struct words *words, struct error *err)
{
	const char *shell = t->benchmark->life.process.shell;
	struct arena *mem = t->context->mem;
	struct words plain = { 0 }, here;
	bool wants_shell = false;

	*p = (struct program){ 0 };
	if (words->n == 0)
		return 0;
	words = services_expand(t, words);
	here = redirect_words(mem, &t->redirect, words);
	p->text = words->scalar ? words->v[0] : words_quote(mem, words->v, words->n);
	if (here.scalar) {
		if (words_split(&plain, &wants_shell, mem, here.v[0], err) < 0)
			return -1;
		if (strcmp(shell, "auto") == 0)
			shell = wants_shell ? "sh" : "none";
		if (wants_shell && strcmp(shell, "none") == 0)
			return error_set(err, "'%s' needs a shell, but shell is none", here.v[0]);
		if (strcmp(shell, "none") != 0) {
			p->shell = shell;
			plain = words_of_shell(mem, shell, here.v[0]);
		}
		here = plain;
	}
	if (here.n == 0)
		return error_set(err, "the command is empty");
	if (!t->env.v)
		t->env = program_environment(t);
	p->argv = here.v;
	p->env = t->env.v;
	return find(p, t, err);
}

int program_replace(struct program *p, const struct task *t, const struct words *argv,
	struct error *err)
{
	p->argv = argv->v;
	return find(p, t, err);
}
