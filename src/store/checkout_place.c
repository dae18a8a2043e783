/* Folders that get a copy of a tree that is built already. */
#include "store/checkout.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "base/words.h"
#include "process/proc.h"
#include "store/git/git.h"
#include "store/removal.h"

enum { COPY_SECONDS = 300 };

static bool is_left_out(const struct tree_copy *t, const char *name)
{
	return (t->git && text_equal(name, ".git")) || text_equal(name, t->but);
}

double checkout_copy_size(struct arena *mem, const struct tree_copy *t)
{
	struct words names = { 0 };
	double size = 0;

	file_names(&names, mem, t->from);
	for (size_t i = 0; i < names.n; i++)
		if (!is_left_out(t, names.v[i]))
			size += removal_size(file_join(mem, t->from, names.v[i]));
	return size;
}

static void empty(struct arena *mem, const char *dir)
{
	struct words names = { 0 };

	file_names(&names, mem, dir);
	for (size_t i = 0; i < names.n; i++)
		removal_tree(file_join(mem, dir, names.v[i]));
}

static int copy_files(const char *to, struct arena *mem, const struct tree_copy *t,
	struct error *err)
{
	struct words names = { 0 }, argv = { 0 };
	struct proc call = { .timeout = COPY_SECONDS };
	struct proc_answer a;

	if (file_names(&names, mem, t->from) < 0)
		return error_set(err, "cannot read %s: %s", t->from, strerror(errno));
	words_add(mem, &argv, GIT_ARGS("cp", "-a", "--"));
	for (size_t i = 0; i < names.n; i++)
		if (!is_left_out(t, names.v[i]))
			words_push(mem, &argv, file_join(mem, t->from, names.v[i]));
	if (t->git)
		words_push(mem, &argv, file_join(mem, t->git, ".git"));
	words_push(mem, &argv, to);
	call.argv = argv.v;
	if (proc_run(&a, mem, &call, err) < 0)
		return -1;
	return a.status == 0 ? 0 : error_set(err, "%s", a.err);
}

/* The repository of another copy knows this commit too. */
static int set_head(const char *to, struct arena *mem, const char *commit, struct error *err)
{
	const struct git git = git_at(mem, file_join(mem, to, ".git"), to);

	if (git_text(NULL, &git, mem, err, GIT_ARGS("update-ref", "--no-deref", "HEAD", commit)) <
		0)
		return -1;
	return git_text(NULL, &git, mem, err, GIT_ARGS("read-tree", commit));
}

int checkout_copy(const struct checkout *place, struct arena *mem, const struct tree_copy *t,
	struct error *err)
{
	empty(mem, place->dir);
	if (copy_files(place->dir, mem, t, err) < 0)
		return -1;
	return t->git ? set_head(place->dir, mem, t->commit, err) : 0;
}
