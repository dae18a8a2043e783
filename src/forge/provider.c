#include "forge/provider.h"

static const struct field by_login[] = { { "login", FIELD_TEXT, offsetof(struct forge_user, name) },
	{ 0 } };
static const struct field by_username[] = {
	{ "username", FIELD_TEXT, offsetof(struct forge_user, name) }, { 0 }
};

#define COMMENT(name, type) RECORD_FIELD(struct forge_comment, name, type)
static const struct field comment[] = {
	COMMENT(id, U64),
	COMMENT(body, TEXT),
	{ "user", FIELD_RECORD, offsetof(struct forge_comment, author), .fields = by_login },
	{ 0 },
};
static const struct field note[] = {
	COMMENT(id, U64),
	COMMENT(body, TEXT),
	{ "author", FIELD_RECORD, offsetof(struct forge_comment, author), .fields = by_username },
	{ 0 },
};

static const struct field head[] = { RECORD_FIELD(struct forge_head, sha, TEXT), { 0 } };
static const struct field pull[] = {
	RECORD_FIELD(struct forge_pull, number, U64),
	{ "head", FIELD_RECORD, offsetof(struct forge_pull, head), .fields = head },
	{ 0 },
};
static const struct field merge_request[] = {
	{ "iid", FIELD_U64, offsetof(struct forge_pull, number) },
	{ "sha", FIELD_TEXT, offsetof(struct forge_pull, head.sha) },
	{ 0 },
};

#define COMMENTS "{api}/repos/{project}/issues/{number}/comments"
#define ONE      "{api}/repos/{project}/issues/comments/{id}"
#define VERBS_OF_GITHUB                                                                            \
	[VERB_WHO] = { "GET", "{api}/user", true },                                                \
	[VERB_PULL] = { "GET", "{api}/repos/{project}/pulls/{number}", true },                     \
	[VERB_LIST] = { "GET", COMMENTS "?per_page=100&limit=50", true },                          \
	[VERB_CREATE] = { "POST", COMMENTS, false }, [VERB_UPDATE] = { "PATCH", ONE, true },       \
	[VERB_DELETE] = { "DELETE", ONE, true },                                                   \
	[VERB_STATUS] = { "POST", "{api}/repos/{project}/statuses/{sha}", true },                  \
	[VERB_PERMISSION] = { "GET", "{api}/repos/{project}/collaborators/{user}/permission",      \
		true }

/* The variables of Actions have the names that GitHub gives them, in Gitea and Forgejo too. */
#define LIKE_GITHUB                                                                                \
	.user = by_login, .comment = comment, .pull = pull, .comment_max = 65536,                  \
	.states = { "success", "failure", "error" }, .state_key = "state",                         \
	.context_key = "context", .api = { "GITHUB_API_URL" }, .project = { "GITHUB_REPOSITORY" }, \
	.sha = { "GITHUB_SHA" }, .event = { "GITHUB_EVENT_PATH" }

static const struct provider github = {
	LIKE_GITHUB,
	.name = "github",
	.title = "GitHub",
	.headers = { "Authorization: Bearer {token}", "Accept: application/vnd.github+json",
		"X-GitHub-Api-Version: 2022-11-28" },
	.verbs = { VERBS_OF_GITHUB,
		[VERB_PULLS] = { "GET",
			"{api}/repos/{project}/pulls?state=open&head={head}&per_page=100", true },
		[VERB_CHECK] = { "POST", "{api}/repos/{project}/check-runs", false },
		[VERB_CHECK_MORE] = { "PATCH", "{api}/repos/{project}/check-runs/{id}", false } },
	.bot = "github-actions[bot]",
	.description_max = 140,
	.detect = "GITHUB_ACTIONS",
	.api_default = "https://api.github.com",
	.run_url = "{server}/{project}/actions/runs/{run}",
	.tokens = { "BENCHCTL_TOKEN", "GITHUB_TOKEN", "GH_TOKEN" },
	.right_token = "the job needs `permissions: { pull-requests: write, statuses: write }` "
		       "(checks: write for --check) and GITHUB_TOKEN in its environment; for a "
		       "fork's pull request the token is read-only, so post in a workflow that "
		       "runs on workflow_run",
};

#define GITEA                                                                                      \
	.headers = { "Authorization: token {token}", "Accept: application/json" },                 \
	.verbs = { VERBS_OF_GITHUB }, .description_max = 255,                                      \
	.run_url = "{server}/{project}/actions/runs/{run_number}",                                 \
	.right_token = "the token needs to write issues and repository status (scopes "            \
		       "write:issue and write:repository)",                                        \
	LIKE_GITHUB

static const struct provider gitea = {
	.name = "gitea",
	.title = "Gitea",
	.bot = "gitea-actions",
	.detect = "GITEA_ACTIONS",
	.tokens = { "BENCHCTL_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN" },
	GITEA,
};

static const struct provider forgejo = {
	.name = "forgejo",
	.title = "Forgejo",
	.bot = "forgejo-actions",
	.detect = "FORGEJO_ACTIONS",
	.tokens = { "BENCHCTL_TOKEN", "FORGEJO_TOKEN", "GITHUB_TOKEN" },
	GITEA,
};

#define NOTES "{api}/projects/{project}/merge_requests/{number}/notes"
static const struct provider gitlab = {
	.name = "gitlab",
	.title = "GitLab",
	.headers = { "PRIVATE-TOKEN: {token}" },
	.verbs = { [VERB_WHO] = { "GET", "{api}/user", true },
		[VERB_PULL] = { "GET", "{api}/projects/{project}/merge_requests/{number}", true },
		[VERB_LIST] = { "GET", NOTES "?sort=asc&order_by=created_at&per_page=100", true },
		[VERB_CREATE] = { "POST", NOTES, false },
		[VERB_UPDATE] = { "PUT", NOTES "/{id}", true },
		[VERB_DELETE] = { "DELETE", NOTES "/{id}", true },
		[VERB_STATUS] = { "POST", "{api}/projects/{project}/statuses/{sha}", true } },
	.user = by_username,
	.comment = note,
	.pull = merge_request,
	.comment_max = 1000000,
	.description_max = 255,
	.states = { "success", "failed", "failed" },
	.state_key = "state",
	.context_key = "name",
	.slash_commands = true,
	.detect = "GITLAB_CI",
	.api = { "CI_API_V4_URL" },
	.api_default = "https://gitlab.com/api/v4",
	.project = { "CI_PROJECT_ID" },
	.sha = { "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA" },
	.number = { "CI_MERGE_REQUEST_IID" },
	.link = { "CI_JOB_URL", "CI_PIPELINE_URL" },
	.tokens = { "BENCHCTL_TOKEN", "GITLAB_TOKEN" },
	.weak_token = "CI_JOB_TOKEN",
	.right_token = "make a project access token with the scope `api` and the role Developer, "
		       "and store it as the masked variable GITLAB_TOKEN; CI_JOB_TOKEN may only "
		       "read comments",
};

/* Gitea and Forgejo set GITHUB_ACTIONS too, so they are asked for first. */
const struct provider *const providers[] = { &forgejo, &gitea, &gitlab, &github, NULL };
