#include "model/ci_variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { PATTERNS_MAX = 28 };

/* Not in the lists: the event, the branch, the tag, the target, the name of the job. A build may
 * make another program for them, and each has few values. */
static const struct {
	const char *sign; /* the variable that the system always sets */
	const char *patterns[PATTERNS_MAX];
} of_run[] = {
	/* GitHub, Gitea, Forgejo */
	{ "GITHUB_ACTIONS",
		{ "GITHUB_RUN_*", "GITHUB_*SHA", "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH",
			"GITHUB_STATE", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "GH_TOKEN",
			"ACTIONS_*TOKEN", "ACTIONS_*URL", "ACTIONS_*ID", "RUNNER_TRACKING_ID" } },
	/* GitLab, Woodpecker */
	{ "CI",
		{ "CI_JOB_ID", "CI_JOB_URL", "CI_JOB_STARTED_AT", "CI_JOB_JWT*", "CI_PIPELINE_ID",
			"CI_PIPELINE_IID", "CI_PIPELINE_NUMBER", "CI_PIPELINE_*URL",
			"CI_PIPELINE_CREATED*", "CI_PIPELINE_STARTED", "CI_PIPELINE_FINISHED",
			"CI_STEP_STARTED", "CI_STEP_FINISHED", "CI_STEP_URL", "CI_BUILD_ID",
			"CI_COMMIT_*SHA", "CI_COMMIT_TIMESTAMP", "CI_COMMIT_URL",
			"CI_MERGE_REQUEST_*SHA", "CI_MERGE_REQUEST_DIFF_ID", "CI_PREV_*",
			"CI_REPOSITORY_URL", "CI_*TOKEN", "CI_*PASSWORD", "CI_CONCURRENT_*" } },
	{ "JENKINS_URL",
		{ "BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL", "BUILD_DISPLAY_NAME",
			"BUILD_TIMESTAMP", "RUN_*URL", "GIT_COMMIT", "GIT_PREVIOUS_*",
			"EXECUTOR_NUMBER", "JENKINS_*COOKIE", "HUDSON_*COOKIE", "GERRIT_*REVISION",
			"GERRIT_REFSPEC", "GERRIT_EVENT_*" } },
	{ "TEAMCITY_VERSION",
		{ "BUILD_NUMBER", "BUILD_VCS_NUMBER*", "TEAMCITY_BUILD_PROPERTIES_FILE" } },
	{ "BUILDKITE",
		{ "BUILDKITE_*ID", "BUILDKITE_*NUMBER", "BUILDKITE_*URL", "BUILDKITE_COMMIT",
			"BUILDKITE_*TOKEN", "BUILDKITE_AGENT_PID", "BUILDKITE_ENV_FILE",
			"BUILDKITE_RETRY_COUNT", "BUILDKITE_TRACE_CONTEXT" } },
	{ "TF_BUILD", /* Azure Pipelines */
		{ "BUILD_BUILD*", "BUILD_SOURCEVERSION", "BUILD_CONTAINERID", "SYSTEM_*ID",
			"SYSTEM_*TOKEN", "SYSTEM_*ATTEMPT", "SYSTEM_PIPELINESTARTTIME" } },
	{ "DRONE",
		{ "DRONE_BUILD_NUMBER", "DRONE_*CREATED", "DRONE_*STARTED", "DRONE_*FINISHED",
			"DRONE_*LINK", "DRONE_COMMIT", "DRONE_COMMIT_SHA", "DRONE_COMMIT_BEFORE",
			"DRONE_COMMIT_AFTER", "DRONE_*TOKEN", "DRONE_*PASSWORD" } },
	{ "CIRCLECI",
		{ "CIRCLE_*ID", "CIRCLE_*NUM", "CIRCLE_*URL", "CIRCLE_SHA1", "CIRCLE_*TOKEN*",
			"CIRCLE_INTERNAL_*" } },
	{ "TRAVIS",
		{ "TRAVIS_*ID", "TRAVIS_*NUMBER", "TRAVIS_*URL", "TRAVIS_*SHA", "TRAVIS_COMMIT",
			"TRAVIS_COMMIT_RANGE", "TRAVIS_TIMER_*" } },
	{ "CIRRUS_CI",
		{ "CIRRUS_*ID", "CIRRUS_*SHA", "CIRRUS_*TOKEN", "CIRRUS_CHANGE_IN_REPO",
			"CIRRUS_CHANGE_TIMESTAMP", "CIRRUS_LAST_GREEN_*" } },
	{ "APPVEYOR",
		{ "APPVEYOR_*ID", "APPVEYOR_*NUMBER", "APPVEYOR_BUILD_VERSION", "APPVEYOR_*COMMIT",
			"APPVEYOR_*TIMESTAMP" } },
	{ "SEMAPHORE",
		{ "SEMAPHORE_*ID", "SEMAPHORE_*NUMBER", "SEMAPHORE_*TIME", "SEMAPHORE_*TOKEN",
			"SEMAPHORE_GIT_SHA", "SEMAPHORE_GIT_COMMIT_RANGE" } },
	{ "BITBUCKET_BUILD_NUMBER",
		{ "BITBUCKET_*NUMBER", "BITBUCKET_*COMMIT", "BITBUCKET_*UUID",
			"BITBUCKET_*TOKEN" } },
};

static const char *const texts[] = { "CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE",
	"CI_COMMIT_DESCRIPTION", "CI_MERGE_REQUEST_TITLE", "CI_MERGE_REQUEST_DESCRIPTION",
	"CI_COMMIT_PULL_REQUEST_TITLE", "BUILDKITE_MESSAGE", "BUILD_SOURCEVERSIONMESSAGE",
	"DRONE_COMMIT_MESSAGE", "DRONE_PULL_REQUEST_TITLE", "TRAVIS_COMMIT_MESSAGE",
	"CIRRUS_CHANGE_MESSAGE", "CIRRUS_CHANGE_TITLE", "CIRRUS_PR_TITLE", "CIRRUS_PR_BODY",
	"APPVEYOR_REPO_COMMIT_MESSAGE", "APPVEYOR_REPO_COMMIT_MESSAGE_EXTENDED",
	"APPVEYOR_PULL_REQUEST_TITLE", "CHANGE_TITLE", "GERRIT_CHANGE_SUBJECT",
	"GERRIT_CHANGE_COMMIT_MESSAGE", NULL };

static bool is_of_run(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(of_run); i++)
		for (size_t k = 0; getenv(of_run[i].sign) && of_run[i].patterns[k]; k++)
			if (text_glob(of_run[i].patterns[k], name))
				return true;
	return false;
}

enum ci_variable ci_variable_of(const char *pair, const char *build)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *name = arena_copy(&mem, pair, strcspn(pair, "="));

	if (strstr(build, name))
		return CI_VARIABLE_NOT;
	if (text_choice(texts, name) >= 0)
		return CI_VARIABLE_TEXT;
	return is_of_run(name) ? CI_VARIABLE_OF_RUN : CI_VARIABLE_NOT;
}
