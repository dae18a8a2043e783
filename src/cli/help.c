#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

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

/* Prints text from column `indent` on, breaking lines at blanks before column 80. */
static void wrap(const char *text, size_t column, size_t indent)
{
	while (*text) {
		size_t n = strcspn(text, " ");

		if (column > indent && column + 1 + n > 79) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		fwrite(text, 1, n, stdout);
		column += n;
		text += n + strspn(text + n, " ");
	}
	putchar('\n');
}

/* "-r, --runs N" with '-' for '_'. */
static const char *option_name(struct arena *mem, const struct option *o)
{
	const char *name = text_replace(arena_string(mem, o->name), '_', '-');
	const char *out = o->letter ? arena_printf(mem, "-%c, --%s", o->letter, name)
				    : arena_printf(mem, "    --%s", name);

	if (o->type == OPTION_CHOICE)
		for (size_t i = 0; o->choices[i]; i++)
			out = arena_printf(mem, "%s%s%s", out, i ? "|" : " ", o->choices[i]);
	else if (o->type != OPTION_FLAG)
		out = arena_printf(mem, "%s %s", out, o->value ? o->value : "VALUE");
	return out;
}

static void print_options(const struct section *s)
{
	enum { COLUMN = 30 };

	for (size_t i = 0; i < s->n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct option *o = &s->rows[i];
		const char *name = option_name(&mem, o), *text = o->help;
		size_t n = 2 + strlen(name);

		if (option_is_nested(o))
			continue;
		if (o->default_text && *o->default_text && o->type != OPTION_FLAG)
			text = arena_printf(&mem, "%s (default %s)", o->help, o->default_text);
		printf("  %s", name);
		if (n + 2 > COLUMN)
			printf("\n%*s", COLUMN, "");
		else
			printf("%*s", (int)(COLUMN - n), "");
		wrap(text, COLUMN, COLUMN);
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

void help_commands(void)
{
	fputs("usage: benchctl [-C DIR] COMMAND [OPTIONS]\n\n" SENTENCE, stdout);
	for (size_t i = 0; cli_commands[i]; i++) {
		const char *group = cli_group(cli_commands[i]);

		if (group)
			printf("\n%s:\n", group);
		printf("  %-13s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
	}
	fputs("\n  benchctl COMMAND --help    options and an example\n"
	      "  benchctl help exit         the exit statuses\n",
		stdout);
}

static void help_group(const struct cli_command *c)
{
	printf("%s\nusage:\n", c->help);
	for (size_t i = 0; c->verbs[i]; i++)
		printf("  benchctl %s %s\n", c->verbs[i]->name, c->verbs[i]->args);
	if (c->shorthand)
		printf("  benchctl %s %s    the same as %s\n", c->name, c->shorthand->args,
			c->shorthand->name);
	puts("");
	for (size_t i = 0; c->verbs[i]; i++)
		printf("  %-17s %s\n", c->verbs[i]->name, c->verbs[i]->summary);
	printf("\n  benchctl %s COMMAND --help    options and an example\n", c->name);
}

void help_command(const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	if (c->verbs) {
		help_group(c);
		return;
	}
	printf("%s\nusage: benchctl %s %s\n", c->help, c->name, c->args);
	for (size_t i = 0; i < n; i++) {
		printf("\n%s:\n", g[i].title);
		print_options(g[i].section);
	}
	if (c->more)
		c->more();
}

static void list_statuses(void)
{
	puts("benchctl's exit statuses:\n");
	for (size_t i = 0; i < help_statuses_n; i++) {
		printf("  %3d  ", help_statuses[i].status);
		wrap(help_statuses[i].meaning, 7, 7);
	}
	puts("\nWhere several apply, the first of 2, 1, 3, 4 is returned.");
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
	help_command(verb ? verb : c);
	return EXIT_PASS;
}

static int run(struct cli *cli, struct error *err)
{
	const char *topic = cli_arg(cli, 0);

	if (!topic)
		help_commands();
	else if (strcmp(topic, "exit") == 0)
		list_statuses();
	else if (strcmp(topic, "man") == 0)
		help_man();
	else if (strcmp(topic, "markdown") == 0)
		help_markdown();
	else if (strcmp(topic, "complete") == 0)
		complete_line(cli, &cli->after);
	else if (!complete_script(topic))
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
	.run = run,
};
