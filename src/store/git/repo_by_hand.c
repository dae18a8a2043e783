#include "store/git/repo_by_hand.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/git/repo_internal.h"
#include "store/git/repo_write.h"

/* Where git imports the commit. */
static const char spare[] = "refs/benchctl/by-hand";

int repo_by_hand_tip(struct repo_tip *tip, struct repo *repo, const char *name, struct error *err)
{
	const struct git_call call = { .args = GIT_ARGS("symbolic-ref", "-q", name) };
	const char *branch = arena_printf(repo->mem, "branch %s", name);
	struct words lines = { 0 };
	struct proc_answer a;

	*tip = (struct repo_tip){ 0 };
	if (git_run(&a, &repo->git, repo->mem, &call, err) < 0)
		return -1;
	if (a.status > 1)
		return git_failed(err, "symbolic-ref", &a);
	if (a.status == 0)
		tip->symbolic = arena_copy(repo->mem, a.out, strcspn(a.out, "\n"));
	if (repo_resolve(&tip->commit, repo, name, err) < 0 ||
		git_lines(&lines, &repo->git, repo->mem, err,
			GIT_ARGS("worktree", "list", "--porcelain")) < 0)
		return -1;
	for (size_t i = 0; i < lines.n; i++)
		tip->checked_out |= text_equal(lines.v[i], branch);
	return 0;
}

static char *commit_file(struct repo *repo)
{
	return file_join(repo->mem, repo_facts(repo)->gitdir, "benchctl.fast-import");
}

static void write_change(FILE *out, const struct repo_change *change)
{
	if (change->data || change->blob)
		fprintf(out, "M 100644 %s ", change->data ? "inline" : change->blob);
	else
		fputs("D ", out);
	git_quote(out, change->path);
	fputc('\n', out);
	if (!change->data)
		return;
	fprintf(out, "data %zu\n", change->n);
	fwrite(change->data, 1, change->n, out);
	fputc('\n', out);
}

bool repo_by_hand_is_done(struct repo *repo, const struct repo_draft *draft)
{
	const char *parent = draft->parents[0], *data;
	size_t n;

	for (size_t i = 0; parent && i < draft->n; i++) {
		const struct repo_change *c = &draft->changes[i];
		int rc = repo_read(&data, &n, repo, parent, c->path, ERROR_IGNORED);

		if (c->data ? rc != 0 || n != c->n || memcmp(data, c->data, n) != 0
			    : c->blob || rc != 1)
			return false;
	}
	return parent && !draft->parents[1];
}

/* For `git fast-import`. */
int repo_by_hand_commit(const char **commit, struct repo *repo, const struct repo_draft *draft,
	struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	fprintf(m.f, "commit %s\ncommitter %s <%s> %lld +0000\ndata %zu\n%s\n", spare,
		REPO_OWN_NAME, REPO_OWN_EMAIL, (long long)time(NULL), strlen(draft->message),
		draft->message);
	for (size_t i = 0; i < 2 && draft->parents[i]; i++)
		fprintf(m.f, "%s %s\n", i ? "merge" : "from", draft->parents[i]);
	for (size_t i = 0; i < draft->n; i++)
		write_change(m.f, &draft->changes[i]);
	*commit = spare;
	return memory_file_write(&m, commit_file(repo), err);
}

int repo_by_hand_ref(struct repo *repo, const struct repo_move *move, struct error *err)
{
	error_append(err, "\n  add the commit by hand:");
	if (move->to == spare)
		error_append(err, "\n    git fast-import --quiet --force <%s",
			words_quote_one(repo->mem, commit_file(repo)));
	return error_append(err, "\n    git update-ref %s %s %s",
		words_quote_one(repo->mem, move->ref), move->to, move->from ? move->from : "''");
}
