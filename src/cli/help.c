#include "cli/cli.h"

#include <string.h>

#include "report/format/page.h"

#define SENTENCE                                                                                   \
	"benchctl measures a suite of benchmarks, judges it against the baseline that the git\n"   \
	"repository keeps, and exits non-zero when something got slower.\n"

const struct help_status help_statuses[] = {
	{ EXIT_PASS, "pass" },
	{ EXIT_REGRESSION,
		"regression: at least one benchmark got worse by more than the policy allows" },
	{ EXIT_USAGE, "usage or configuration error; nothing was run" },
	{ EXIT_MEASURE, "a benchmark could not be measured, or its result could not be stored" },
	{ EXIT_NO_VERDICT,
		"no verdict: there is no baseline, the runs are not comparable, a benchmark is "
		"missing, or a result is inconclusive and the policy fails that" },
	{ EXIT_SIGINT, "interrupted (SIGINT); the partial report was written" },
	{ EXIT_SIGTERM, "terminated (SIGTERM); the partial report was written" },
};
const size_t help_statuses_n = ARRAY_SIZE(help_statuses);

/* Prints text from that column on, breaking lines at blanks before column 80. */
static void wrap(FILE *out, const char *text, size_t column)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct page page = { .f = out, .words.mem = &mem, .columns = 79 };

	page_wrapped(&page, column, column, text);
	fputc('\n', out);
}

const char *cli_value(struct arena *mem, const struct option *o)
{
	const char *list = "";

	if (o->type != OPTION_CHOICE)
		return o->type == OPTION_FLAG ? NULL : o->value ? o->value : "VALUE";
	for (size_t i = 0; o->choices[i]; i++)
		list = arena_printf(mem, "%s%s%s", list, i ? "|" : "", o->choices[i]);
	return list;
}

/* "-r, --runs N" with '-' for '_'. The command may give the letter to another option. */
static const char *option_name(struct arena *mem, const struct cli_command *c,
	const struct option *o)
{
	const char *name = cli_flag(mem, o->name), *value = cli_value(mem, o);
	const char *letter = o->letter && cli_find_option(c, NULL, 0, o->letter) == o
		? arena_printf(mem, "-%c,", o->letter)
		: "   ";

	return arena_printf(mem, "%s --%s%s%s", letter, name, value ? " " : "", value ? value : "");
}

static void print_options(FILE *out, const struct cli_command *c, const struct section *s)
{
	enum { COLUMN = 30 };

	for (size_t i = 0; i < s->n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct option *o = &s->rows[i];
		const char *name = option_name(&mem, c, o), *text = o->help;
		size_t n = 2 + strlen(name);

		if (!cli_takes(c, o))
			continue;
		if (o->default_text && *o->default_text && o->type != OPTION_FLAG)
			text = arena_printf(&mem, "%s (default %s)", o->help, o->default_text);
		fprintf(out, "  %s", name);
		if (n + 2 > COLUMN)
			fprintf(out, "\n%*s", COLUMN, "");
		else
			fprintf(out, "%*s", (int)(COLUMN - n), "");
		wrap(out, text, COLUMN);
	}
}

void help_overview(void)
{
	fputs(SENTENCE "\n"
		       "  benchctl demo    show a gate that fails, in a temporary repository\n"
		       "  benchctl init    write a benchctl.yaml for this repository\n"
		       "  benchctl gate    measure, judge, report; exit status 0 is a pass\n"
		       "\n"
		       "More: benchctl help\n",
		stderr);
}

void help_commands(FILE *out)
{
	fputs("usage: benchctl [-C DIR] COMMAND [OPTIONS]\n\n" SENTENCE, out);
	for (size_t i = 0; cli_commands[i]; i++) {
		const char *group = cli_group(cli_commands[i]);

		if (group)
			fprintf(out, "\n%s:\n", group);
		fprintf(out, "  %-13s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
	}
	fputs("\n  benchctl COMMAND --help    options and an example\n"
	      "  benchctl help exit         the exit statuses\n",
		out);
}

static void help_group(FILE *out, const struct cli_command *c)
{
	fprintf(out, "%s\nusage:\n", c->help);
	for (size_t i = 0; c->verbs[i]; i++)
		fprintf(out, "  benchctl %s %s\n", c->verbs[i]->name, c->verbs[i]->args);
	if (c->shorthand)
		fprintf(out, "  benchctl %s %s    the same as %s\n", c->name, c->shorthand->args,
			c->shorthand->name);
	fputc('\n', out);
	for (size_t i = 0; c->verbs[i]; i++)
		fprintf(out, "  %-17s %s\n", c->verbs[i]->name, c->verbs[i]->summary);
	fprintf(out, "\n  benchctl %s COMMAND --help    options and an example\n", c->name);
}

void help_command(FILE *out, const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	if (c->verbs) {
		help_group(out, c);
		return;
	}
	fprintf(out, "%s\nusage: benchctl %s%s%s\n", c->help, c->name, *c->args ? " " : "",
		c->args);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "\n%s:\n", g[i].title);
		print_options(out, c, g[i].section);
	}
	if (c->more)
		c->more(out);
}

static void list_statuses(FILE *out)
{
	fputs("benchctl's exit statuses:\n\n", out);
	for (size_t i = 0; i < help_statuses_n; i++) {
		fprintf(out, "  %3d  ", help_statuses[i].status);
		wrap(out, help_statuses[i].meaning, 7);
	}
	fputs("\nWhere several apply, the first of 2, 1, 3, 4 is returned.\n", out);
}

static int help_topic(const struct cli *cli, const char *topic, struct error *err)
{
	const struct cli_command *c = cli_find(cli_commands, topic), *verb = NULL;
	const char *word = cli_arg(cli, 1);

	if (c && word)
		verb = c->verbs ? cli_find(c->verbs, word) : NULL;
	if (!c || (word && !verb))
		return error_exit(err, EXIT_USAGE,
			"there is no help for '%s%s%s'; see: benchctl help", topic, word ? " " : "",
			word ? word : "");
	help_command(cli->document, verb ? verb : c);
	return EXIT_PASS;
}

static int run(struct cli *cli, struct error *err)
{
	const char *topic = cli_arg(cli, 0);

	if (!topic)
		help_commands(cli->document);
	else if (strcmp(topic, "exit") == 0)
		list_statuses(cli->document);
	else if (strcmp(topic, "man") == 0)
		help_man(cli->document);
	else if (strcmp(topic, "markdown") == 0)
		help_markdown(cli->document);
	else if (strcmp(topic, "complete") == 0)
		complete_line(cli, &cli->after);
	else if (!complete_script(cli->document, topic))
		return help_topic(cli, topic, err);
	return EXIT_PASS;
}

const struct cli_command help_cli_command = {
	.name = "help",
	.args = "[COMMAND | exit | man | markdown | bash | zsh | fish]",
	.summary = "explain a command or the exit statuses; print the manual page",
	.help = "  benchctl help exit\n"
		"  benchctl help baseline refresh\n"
		"  source <(benchctl help bash)         complete command lines in this shell\n"
		"  benchctl help complete -- gate --m   the words that complete the line\n",
	.max_args = 2,
	.dashes = DASHES_BEGIN_WORDS,
	.run = run,
};
