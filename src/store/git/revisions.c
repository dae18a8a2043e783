#include "store/git/revisions.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "store/git/git.h"
#include "store/git/repo.h"

static int resolve(const char **commit, struct repo *repo, const char *rev, struct error *err)
{
	int rc = repo_resolve(commit, repo, rev, err);

	return rc > 0 ? repo_no_revision(repo, rev, err) : rc;
}

int revisions_between(struct words *commits, struct repo *repo, struct arena *mem, const char *good,
	const char *bad, struct error *err)
{
	const char *from, *to, *base;
	int rc;

	*commits = (struct words){ 0 };
	if (resolve(&from, repo, good, err) < 0 || resolve(&to, repo, bad, err) < 0)
		return -1;
	rc = repo_merge_base(&base, repo, from, to, err);
	if (rc < 0)
		return -1;
	if (rc > 0 || !text_equal(base, from) || text_equal(from, to))
		return error_set(err, "%s is not an earlier commit of %s", good, bad);
	words_push(mem, commits, from);
	return git_lines(commits, repo_git(repo), mem, err,
		GIT_ARGS("rev-list", "--first-parent", "--reverse", "--ancestry-path",
			arena_printf(mem, "%s..%s", from, to)));
}

bool revisions_untouched(struct repo *repo, const char *from, const char *to, const char *but)
{
	static const char *const magic[] = { "GIT_LITERAL_PATHSPECS=0", NULL };
	FREES_ARENA struct arena mem = { 0 };
	const struct git_call call = {
		.args = GIT_ARGS("rev-list", "--full-history", "--max-count=1",
			arena_printf(&mem, "%s..%s", from, to), "--", ":(top)",
			arena_printf(&mem, ":(top,exclude,literal)%s", but)),
		.env = magic
	};
	struct proc_answer answer;

	return git_need(&answer, repo_git(repo), &mem, &call, ERROR_IGNORED) == 0 &&
		answer.out_n == 0;
}

int revisions_subject(const char **subject, struct repo *repo, struct arena *mem,
	const char *commit, struct error *err)
{
	return git_text(subject, repo_git(repo), mem, err,
		GIT_ARGS("show", "-s", "--format=%s (%an, %as)", commit));
}
