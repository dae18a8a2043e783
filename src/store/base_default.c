/* The default branch of a clone. */
#include "store/base_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/words.h"
#include "store/git/git.h"
#include "store/git/repo.h"

static bool has_remotes(struct choice *c)
{
	struct words names = { 0 };

	return git_lines(&names, repo_git(c->repo), c->mem, ERROR_IGNORED, GIT_ARGS("remote")) <
		0 ||
		names.n > 0;
}

/* Whether the branch that is checked out is the only one, of a repository without remotes. */
static bool is_only_branch(struct choice *c)
{
	struct words refs = { 0 };

	return !has_remotes(c) &&
		git_lines(&refs, repo_git(c->repo), c->mem, ERROR_IGNORED,
			GIT_ARGS("for-each-ref", "--format=%(refname:lstrip=2)", BASE_HEADS)) ==
		0 &&
		refs.n < 2;
}

/* What git calls the first branch of a new repository; NULL: nobody has said so. */
static const char *configured_branch(struct choice *c)
{
	const char *name;

	return git_text(&name, repo_git(c->repo), c->mem, ERROR_IGNORED,
		       GIT_ARGS("config", "init.defaultBranch")) == 0 &&
			*name
		? name
		: NULL;
}

/* The folder of the remote's branches: origin's, or those of the only remote. */
static const char *remote_folder(struct choice *c)
{
	struct words names = { 0 };

	if (git_lines(&names, repo_git(c->repo), c->mem, ERROR_IGNORED, GIT_ARGS("remote")) < 0 ||
		names.n != 1)
		return BASE_REMOTES;
	return arena_printf(c->mem, "refs/remotes/%s/", names.v[0]);
}

/* Whether HEAD is on that branch; HEAD there stands for the remote's default branch. */
static bool is_on(struct choice *c, const char *folder, const char *branch)
{
	const char *current = repo_facts(c->repo)->branch, *ref;

	if (!current)
		return true; /* detached: perhaps a CI system has checked it out */
	if (!text_equal(branch, "HEAD"))
		return text_equal(branch, current);
	return git_text(&ref, repo_git(c->repo), c->mem, ERROR_IGNORED,
		       GIT_ARGS("symbolic-ref", "--quiet",
			       arena_printf(c->mem, "%sHEAD", folder))) == 0 &&
		text_starts(ref, folder) && text_equal(ref + strlen(folder), current);
}

static int say_unknown_default(struct choice *c)
{
	return error_set(c->err,
		"the default branch of this repository is unknown: it has no origin/HEAD, main or "
		"master\n"
		"  name the base:      benchctl gate --against BRANCH...\n"
		"  or set it for good: %s",
		has_remotes(c) ? "git remote set-branches origin '*' && git fetch origin && git "
				 "remote set-head origin --auto"
			       : "git config init.defaultBranch BRANCH");
}

/* Variables of CI systems that name no branch: the commit before, which an earlier build of the
 * branch has judged; a '.' ends it. */
static const struct {
	const char *variable, *label;
} before_variables[] = {
	{ "GIT_PREVIOUS_SUCCESSFUL_COMMIT", "last successful build" }, /* Jenkins */
	{ "TRAVIS_COMMIT_RANGE", "commit before the push" },           /* A...B */
};

/* So that all commits of a push are judged, not only the last one. 1: no such variable names an
 * ancestor of HEAD. */
static int take_before(struct choice *c)
{
	const char *head = repo_facts(c->repo)->head, *commit, *common;
	int rc = 1;

	for (size_t i = 0; i < ARRAY_SIZE(before_variables) && rc == 1; i++) {
		const char *v = getenv(before_variables[i].variable);

		if (!v || !*v)
			continue;
		v = arena_copy(c->mem, v, strcspn(v, "."));
		rc = repo_resolve(&commit, c->repo, v, c->err);
		if (rc == 0)
			rc = repo_merge_base(&common, c->repo, "HEAD", commit, c->err);
		if (rc == 0 && (!text_equal(common, commit) || text_equal(commit, head)))
			rc = 1;
		if (rc == 0) {
			c->base->commit = commit;
			c->base->label = before_variables[i].label;
		}
	}
	return rc;
}

int base_take_default(struct choice *c)
{
	const char *remote = remote_folder(c);
	const struct {
		const char *folder, *branch;
	} candidates[] = { { remote, "HEAD" }, { remote, "main" }, { remote, "master" },
		{ BASE_HEADS, "main" }, { BASE_HEADS, "master" } };
	const char *configured;
	bool on_default = true;
	int rc = 1;

	for (size_t i = 0; i < ARRAY_SIZE(candidates) && rc == 1; i++) {
		rc = base_take_branch(c, candidates[i].folder, candidates[i].branch);
		on_default = rc == 1 || is_on(c, candidates[i].folder, candidates[i].branch);
	}
	if (rc == 1 && (configured = configured_branch(c))) {
		rc = base_take_branch(c, BASE_HEADS, configured);
		on_default = rc == 1 || is_on(c, BASE_HEADS, configured);
	}
	if (rc == 1 && !is_only_branch(c))
		return say_unknown_default(c);
	if (rc == 1)
		rc = base_take(c, "HEAD", "HEAD");
	c->base->kind = on_default ? BASE_DEFAULT : BASE_BRANCH;
	if (rc != 0 || !text_equal(c->base->commit, repo_facts(c->repo)->head))
		return rc;
	c->base->label = "HEAD";
	return on_default && take_before(c) < 0 ? -1 : 0;
}
