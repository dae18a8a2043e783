#include "store/base.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "store/base_parts.h"
#include "store/git/git.h"
#include "store/git/repo.h"

enum { EVENT_BYTES_MAX = 64 << 20 };

/* Variables in which CI systems name the branch that a change is for. Some name the branch itself
 * where there is no pull request; then `only` is unset. */
static const struct {
	const char *variable, *only;
} targets[] = {
	{ "GITHUB_BASE_REF", NULL },
	{ "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", NULL }, /* GitLab */
	{ "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", NULL },
	{ "CHANGE_TARGET", NULL }, /* Jenkins */
	{ "BUILDKITE_PULL_REQUEST_BASE_BRANCH", NULL },
	{ "BITBUCKET_PR_DESTINATION_BRANCH", NULL },
	{ "SYSTEM_PULLREQUEST_TARGETBRANCH", NULL }, /* Azure Pipelines */
	{ "GERRIT_BRANCH", NULL },
	{ "CI_COMMIT_TARGET_BRANCH", NULL }, /* Woodpecker */
	{ "CIRRUS_BASE_BRANCH", NULL },
	{ "APPVEYOR_REPO_BRANCH", "APPVEYOR_PULL_REQUEST_NUMBER" },
	{ "DRONE_TARGET_BRANCH", "DRONE_PULL_REQUEST" },
	{ "SEMAPHORE_GIT_BRANCH", "SEMAPHORE_GIT_PR_BRANCH" },
	{ "TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST_BRANCH" },
};

/* Variables that name the base commit itself, by falling precision. */
static const struct {
	const char *variable, *label;
} commit_variables[] = {
	/* GitLab has it where what is built is the merge already. */
	{ "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "target of the merge request" },
	{ "CI_MERGE_REQUEST_DIFF_BASE_SHA", "base of the merge request" },
};

/* Variables about a push: the branch, the default branch and the commit before, or NULL. GitHub has
 * the last two in its event file. Only the clone names the default branch for the others. */
static const struct push_variables {
	const char *branch, *default_branch, *before;
} push_variables[] = {
	{ "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH", "CI_COMMIT_BEFORE_SHA" }, /* GitLab */
	{ "CI_COMMIT_BRANCH", "CI_REPO_DEFAULT_BRANCH", NULL },              /* Woodpecker */
	{ "DRONE_BRANCH", "DRONE_REPO_BRANCH", "DRONE_COMMIT_BEFORE" },
	{ "BUILDKITE_BRANCH", "BUILDKITE_PIPELINE_DEFAULT_BRANCH", NULL },
	{ "CIRRUS_BRANCH", "CIRRUS_DEFAULT_BRANCH", NULL },
};

/* NULL for a variable that is unset or empty. */
static const char *variable(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

static bool is_zero_id(const char *commit)
{
	return *commit && commit[strspn(commit, "0")] == '\0';
}

int base_take(struct choice *c, const char *rev, const char *label)
{
	int rc = repo_resolve(&c->base->commit, c->repo, rev, c->err);

	if (rc == 0)
		c->base->label = label;
	return rc;
}

/* name: how a person writes rev. */
static int take_merge_base(struct choice *c, const char *rev, const char *name)
{
	const char *tip;
	int rc = repo_resolve(&tip, c->repo, rev, c->err);

	if (rc != 0)
		return rc;
	rc = repo_merge_base(&c->base->commit, c->repo, "HEAD", tip, c->err);
	if (rc == 1)
		return error_set(c->err, "HEAD and %s have no commit in common", name);
	c->base->label = arena_printf(c->mem, "merge base with %s", name);
	return rc;
}

int base_take_branch(struct choice *c, const char *folder, const char *branch)
{
	const char *rev = arena_printf(c->mem, "%s%s", folder, branch);
	int rc = take_merge_base(c, rev,
		text_starts(rev, BASE_HEADS) ? branch : rev + strlen("refs/remotes/"));

	/* Another branch of that name may lag behind. */
	return rc == 1 && repo_check_lost(c->repo, rev, c->err) < 0 ? -1 : rc;
}

/* What fetches it even into a clone that follows one branch only, or is cut off. */
static const char *fetch_command(struct choice *c, const char *what)
{
	return arena_printf(c->mem, "git fetch%s origin %s",
		repo_facts(c->repo)->shallow ? " --unshallow" : "", words_quote(c->mem, &what, 1));
}

static int say_absent(struct choice *c, const char *rev)
{
	const char *branch = text_starts(rev, "origin/") ? rev + strlen("origin/") : NULL;
	const char *fetch = "git fetch --tags origin";

	if (!*rev)
		return error_exit(c->err, EXIT_USAGE,
			"--against names no revision; is the variable empty that should name it?");
	if (*rev != '-' && !repo_is_id(rev) && repo_check_lost(c->repo, rev, c->err) < 0)
		return error_stage(c->err, EXIT_NO_VERDICT);
	if (text_starts(rev, "HEAD~") || text_starts(rev, "HEAD^"))
		return error_exit(c->err, EXIT_USAGE,
			"there is no revision '%s': HEAD has no such ancestor; change something, "
			"and judge it against HEAD: benchctl gate --against HEAD",
			rev);
	if (rev[strcspn(rev, "^~:@{")])
		return error_exit(c->err, EXIT_USAGE,
			"there is no revision '%s' in this repository", rev);
	if (branch)
		fetch = fetch_command(c, arena_printf(c->mem, "%s:refs/remotes/%s", branch, rev));
	return error_exit(c->err, EXIT_USAGE,
		"there is no revision '%s' in this repository\n"
		"  if the remote has it:  %s",
		rev, fetch);
}

static int take_against(struct choice *c, const char *against)
{
	size_t n = strlen(against);
	bool merge = n > 3 && strcmp(against + n - 3, "...") == 0;
	const char *rev = merge ? arena_copy(c->mem, against, n - 3) : against;
	int rc = merge ? take_merge_base(c, rev, rev) : base_take(c, rev, rev);

	return rc == 1 ? say_absent(c, rev) : rc;
}

/* A branch as the clone knows it: from the remote first, because a local one may lag behind. */
static int take_target(struct choice *c, const char *branch)
{
	int rc;

	if (text_starts(branch, BASE_HEADS))
		branch += strlen(BASE_HEADS);
	rc = base_take_branch(c, BASE_REMOTES, branch);
	if (rc == 1)
		rc = base_take_branch(c, BASE_HEADS, branch);
	if (rc == 1)
		return error_set(c->err,
			"the target branch '%s' is not in this clone\n" REPO_FETCH_IN_CI
			"  here:               %s",
			branch,
			fetch_command(c,
				arena_printf(c->mem, "%s:refs/remotes/origin/%s", branch, branch)));
	return rc;
}

static int take_first_parent(struct choice *c, const char *label)
{
	return base_take(c, "HEAD^1", label);
}

/* Of the event file of GitHub; NULL: there is none. */
static const char *event_value(struct choice *c, const char *in, const char *key)
{
	const char *path = variable("GITHUB_EVENT_PATH");
	char *text;
	size_t n;

	if (!path || file_read(&text, &n, c->mem, path, EVENT_BYTES_MAX, ERROR_IGNORED) < 0)
		return NULL;
	return base_event_value(c->mem, text, n, in, key);
}

/* A tag is judged against the one before it, so that a release is compared with a release. */
static int take_tag_before(struct choice *c)
{
	const char *parent, *tag;
	int rc = repo_resolve(&parent, c->repo, "HEAD^1", c->err);

	if (rc == 0)
		rc = repo_last_tag(&tag, c->repo, parent, c->err);
	if (rc != 0)
		return rc;
	return base_take(c, arena_printf(c->mem, "refs/tags/%s", tag),
		arena_printf(c->mem, "the tag before, %s", tag));
}

/* Compares a pushed branch with the default branch, because the commit before the push is only
 * part of what the branch changes. The default branch itself is compared with that commit. Each
 * argument may be NULL: the CI system does not say. */
static int take_push(struct choice *c, const char *branch, const char *main_branch,
	const char *before)
{
	int rc = 1;

	if (branch && text_starts(branch, BASE_HEADS))
		branch += strlen(BASE_HEADS);
	if (branch && !main_branch)
		return 1; /* the commit before may be part of what the branch changes */
	if (branch && !text_equal(branch, main_branch))
		return take_target(c, main_branch);
	if (before && !is_zero_id(before))
		rc = base_take(c, before, "commit before the push");
	return rc == 1 ? take_first_parent(c, "parent of the pushed commit") : rc;
}

/* The default checkout of this event: the change would not be judged at all. */
static int refuse_event(const struct choice *c, const char *event, const char *branch)
{
	return error_exit(c->err, EXIT_NO_VERDICT,
		"%s checks out the %s branch, not the change, so there is nothing to judge:\n"
		"  in GitHub Actions:  on: pull_request, which gives the change no secrets",
		event, branch);
}

/* A pull request has a commit that its target lacks. */
static int refuse_fork(const struct choice *c, const char *branch)
{
	return error_exit(c->err, EXIT_NO_VERDICT,
		"'%s' of this clone already contains all commits of HEAD; is it the "
		"branch of a fork, that is, the change itself?\n"
		"  name the base:      benchctl gate --against REV",
		branch);
}

static int take_pull_request(struct choice *c, const char *event)
{
	struct words parents;
	const char *branch = variable("GITHUB_BASE_REF"), *ref = variable("GITHUB_REF");
	const char *head = repo_facts(c->repo)->head;
	bool target = strcmp(event, "pull_request_target") == 0;
	const char *merge = event_value(c, "pull_request", "merge_commit_sha");
	int rc = repo_parents(&parents, c->repo, "HEAD", c->err);

	if (rc != 0)
		return rc;
	if (target && merge && text_equal(variable("GITHUB_SHA"), head) && !text_equal(merge, head))
		return refuse_event(c, event, "target");
	/* The merge commit that GitHub makes is what is measured, so its first parent is the base;
	 * base.sha of the event is where the branch once left. The SHA of pull_request_target is
	 * the target itself; that of Gitea is the branch, whose last commit may be a merge. */
	if (parents.n == 2 && !target && (!ref || text_glob("refs/pull/*/merge", ref)) &&
		text_equal(variable("GITHUB_SHA"), head))
		return take_first_parent(c, "first parent of the pull request's merge commit");
	rc = branch ? take_target(c, branch) : 1;
	if (rc != 0 || !text_equal(c->base->commit, head))
		return rc;
	if (target)
		return refuse_event(c, event, "target");
	/* Once it is merged, its target has it. */
	return event_value(c, "pull_request", "url") && !event_value(c, "pull_request", "merged_at")
		? refuse_fork(c, branch)
		: 0;
}

/* Whether the event is about a pull request, but runs on the default branch: a comment, or a
 * workflow that another one starts. */
static bool is_aside(struct choice *c, const char *event)
{
	const char *url, *by;

	if (!text_equal(variable("GITHUB_SHA"), repo_facts(c->repo)->head))
		return false;
	if (strcmp(event, "workflow_run") == 0)
		return (by = event_value(c, "workflow_run", "event")) &&
			text_starts(by, "pull_request");
	return strcmp(event, "issue_comment") == 0 && (url = event_value(c, "issue", "html_url")) &&
		strstr(url, "/pull");
}

static int take_github(struct choice *c, const char *event)
{
	const char *sha, *branch = variable("GITHUB_REF");
	int rc;

	if (is_aside(c, event))
		return refuse_event(c, event, "default");
	if (text_starts(event, "pull_request"))
		return take_pull_request(c, event);
	if (strcmp(event, "merge_group") == 0) {
		sha = event_value(c, "merge_group", "base_sha");
		rc = sha ? base_take(c, sha, "base of the merge group") : 1;
		return rc == 1 ? take_first_parent(c, "first parent in the merge queue") : rc;
	}
	if (text_equal(variable("GITHUB_REF_TYPE"), "tag"))
		return take_tag_before(c);
	if (strcmp(event, "push") == 0)
		return take_push(c, branch, event_value(c, "repository", "default_branch"),
			event_value(c, NULL, "before"));
	return 1;
}

static int take_pushed(struct choice *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(push_variables); i++) {
		const struct push_variables *p = &push_variables[i];
		const char *branch = variable(p->branch);
		const char *main_branch = variable(p->default_branch);

		if (branch && main_branch)
			return take_push(c, branch, main_branch,
				p->before ? variable(p->before) : NULL);
	}
	return 1;
}

/* What the CI system knows; 1: nothing. */
static int take_from_ci(struct choice *c)
{
	const char *event = variable("GITHUB_EVENT_NAME"), *v;
	int rc = 1;

	if (variable("GITHUB_ACTIONS") && event)
		return take_github(c, event);
	if (variable("CI_COMMIT_TAG") && (rc = take_tag_before(c)) != 1)
		return rc;
	for (size_t i = 0; i < ARRAY_SIZE(commit_variables) && rc == 1; i++)
		if ((v = variable(commit_variables[i].variable)) && !is_zero_id(v))
			rc = base_take(c, v, commit_variables[i].label);
	for (size_t i = 0; i < ARRAY_SIZE(targets) && rc == 1; i++)
		if ((!targets[i].only || variable(targets[i].only)) &&
			(v = variable(targets[i].variable)))
			rc = take_target(c, v);
	return rc == 1 ? take_pushed(c) : rc;
}

/* The variables are about the repository around it. A change can make a folder a submodule, whose
 * branches are then the change's. */
static int refuse_submodule(struct choice *c)
{
	const char *around = "";

	if (git_text(&around, repo_git(c->repo), c->mem, ERROR_IGNORED,
		    GIT_ARGS("rev-parse", "--show-superproject-working-tree")) < 0 ||
		!*around)
		return 0;
	return error_exit(c->err, EXIT_USAGE,
		"this folder is a submodule of %s, and the base that the CI system names "
		"belongs to that repository\n"
		"  name the base:      benchctl gate --against REV",
		around);
}

int base_choose(struct base *base, struct repo *repo, struct arena *mem, const char *against,
	struct error *err)
{
	struct choice c = { base, repo, mem, err };
	int rc;

	if (!repo_head(repo))
		return error_set(err,
			"the repository has no commit yet; make one first:\n"
			"  git add . && git commit");
	base->kind = BASE_NAMED;
	if (against)
		return take_against(&c, against);
	rc = take_from_ci(&c);
	if (rc == 0)
		return refuse_submodule(&c);
	return rc == 1 ? base_take_default(&c) : rc;
}
