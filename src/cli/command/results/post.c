#include "app/post/post.h"

#include "cli/cli.h"
#include "report/escape.h"

#define AT(member) offsetof(struct post_flags, member)
struct post_flags {
	struct post_options post;
	bool dry_run;
};
#define FORGE(member) AT(post.forge.member)
static const struct option rows[] = {
	{ "no_comment", 0, OPTION_FLAG, AT(post.no_comment),
		.help = "do not write the comment of the pull request" },
	{ "no_status", 0, OPTION_FLAG, AT(post.no_status),
		.help = "do not set the status of the commit, which a merge can require" },
	{ "context", 0, OPTION_TEXT, FORGE(context), .value = "NAME", .default_text = "benchctl",
		.help = "the name of the status; each has its own comment" },
	{ "check", 0, OPTION_FLAG, AT(post.check),
		.help = "also make a check run with annotations (GitHub)" },
	{ "webhook", 0, OPTION_TEXT, AT(post.webhook), .value = "CHAT",
		.help = "also send a headline and a link to a chat: slack, mattermost or matrix" },
	{ "webhook_template", 0, OPTION_TEXT, AT(post.webhook_template), .needs = "webhook",
		.value = "FILE",
		.help = "the JSON for the chat; benchctl fills in {headline}, {link}, "
			"{verdict} and {suite}" },
	{ "dry_run", 0, OPTION_FLAG, AT(dry_run), .help = "print every request and send none" },
	{ "forge", 0, OPTION_TEXT, FORGE(forge), .value = "NAME",
		.help = "github, gitlab, gitea or forgejo; default: the forge that runs this job" },
	{ "api", 0, OPTION_TEXT, FORGE(api), .value = "URL",
		.help = "address of the API; default: from the variables of the CI job" },
	{ "project", 0, OPTION_TEXT, FORGE(project), .value = "OWNER/NAME",
		.help = "the repository; default: from the variables of the CI job" },
	{ "pull", 0, OPTION_TEXT, FORGE(pull), .value = "NUMBER",
		.help = "number of the pull or merge request; default: from the event" },
	{ "commit", 0, OPTION_TEXT, FORGE(commit), .value = "ID",
		.help = "the commit for the status; default: the head of the pull request" },
	{ "link", 0, OPTION_TEXT, FORGE(link), .value = "URL",
		.help = "page of the CI run that measured; default: from the event or the CI job" },
	{ "author", 0, OPTION_TEXT, FORGE(author), .value = "LOGIN",
		.help = "author of the comments that post updates; "
			"default: the owner of the token" },
	{ "event", 0, OPTION_TEXT, FORGE(event), .value = "FILE",
		.help = "file of the workflow's event; default: from the variables of the CI job" },
	{ "timeout", 0, OPTION_QUANTITY, FORGE(timeout), .dim = DIM_TIME, .min = 0.001, .max = 3600,
		.value = "TIME", .default_text = "30s", .help = "time limit of a request" },
	{ "max_wait", 0, OPTION_QUANTITY, FORGE(max_wait), .dim = DIM_TIME, .max = 86400,
		.value = "TIME", .default_text = "2min",
		.help = "longest wait for the rate limit of the forge" },
	{ "plain_http", 0, OPTION_FLAG, FORGE(plain_http),
		.help = "send the token even over HTTP, without TLS" },
	CLI_OUTPUT_DIR(AT(post.output_dir)),
};

static const struct cli_idle idle[] = { { "no_comment", "author" }, { NULL, NULL } };

static int run(struct cli *cli, struct error *err)
{
	struct post_flags *flags = cli->flags;
	struct words done = { 0 };
	int rc;

	flags->post.report = cli_arg(cli, 0);
	rc = app_post(&done, &cli->app, &flags->post, flags->dry_run ? cli->text : NULL, err);
	for (size_t i = 0; i < done.n && !flags->dry_run; i++)
		fprintf(cli->text, "%s\n", escape_line(&cli->app.mem, done.v[i]));
	return rc < 0 ? -1 : EXIT_PASS;
}

const struct cli_command post_command = {
	.name = "post",
	.args = "[RUN | FILE]",
	.summary = "post a comparison as a comment, commit status, check run or chat message",
	.help = "  benchctl post benchctl-report.json\n"
		"\n"
		"Posts a comparison (a file from --report json=FILE, or what `benchctl gate`\n"
		"stored) to the forge whose CI runs this. The token is in BENCHCTL_TOKEN, or in\n"
		"GITHUB_TOKEN, GITLAB_TOKEN, GITEA_TOKEN or FORGEJO_TOKEN. The exit status is 0\n"
		"if everything is posted, whatever the verdict. BENCHCTL_WEBHOOK is the address\n"
		"for --webhook. docs/posting.md has workflows.\n",
	.flags = CLI_FLAGS("post", rows, struct post_flags),
	.idle = idle,
	.max_args = 1,
	.run = run,
};
