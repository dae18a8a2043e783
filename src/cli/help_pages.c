/* The manual page and the page of the documentation, from the same tables as --help. */
#include "cli/cli.h"

#include <stdio.h>

/* "max-time" for max_time. */
static void print_name(const char *name)
{
	for (; *name; name++)
		putchar(*name == '_' ? '-' : *name);
}

/* In mdoc a line that begins with a dot or a quote is a request, and a backslash escapes. */
static void print_mdoc(const char *text)
{
	bool start = true;

	for (; text && *text; text++) {
		if (start && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
		start = *text == '\n';
	}
}

static void print_value(const struct option *o)
{
	if (o->type == OPTION_FLAG)
		return;
	fputs(" Ar ", stdout);
	if (o->type == OPTION_CHOICE)
		for (size_t i = 0; o->choices[i]; i++)
			printf("%s%s", i ? "|" : "", o->choices[i]);
	else
		fputs(o->value ? o->value : "value", stdout);
}

static void man_options(const struct section *s)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];

		if (option_is_nested(o))
			continue;
		fputs(".It ", stdout);
		if (o->letter)
			printf("Fl %c , ", o->letter);
		fputs("Fl \\-", stdout);
		print_name(o->name);
		print_value(o);
		putchar('\n');
		print_mdoc(o->help);
		if (o->default_text && *o->default_text && o->type != OPTION_FLAG)
			printf(" (default %s)", o->default_text);
		putchar('\n');
	}
	puts(".El");
}

/* Groups before their commands. */
static void each_command(const struct cli_command *const *commands,
	void (*page)(const struct cli_command *c))
{
	for (size_t i = 0; commands[i]; i++) {
		page(commands[i]);
		if (commands[i]->verbs)
			each_command(commands[i]->verbs, page);
	}
}

static void man_command(const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	printf(".Ss benchctl %s ", c->name);
	print_mdoc(c->verbs ? "..." : c->args);
	putchar('\n');
	print_mdoc(c->summary);
	puts(".\n.Bd -literal");
	print_mdoc(c->help);
	puts(".Ed");
	for (size_t i = 0; i < n; i++)
		if (g[i].section == c->flags)
			man_options(g[i].section);
		else /* shared by several commands and described once */
			printf(".Pp\nIt also takes the options of\n.Sx %s .\n", g[i].section->name);
}

void help_man(void)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, &gate_command, NULL);

	puts(".Dd November 21, 2026\n.Dt BENCHCTL 1\n.Os\n.Sh NAME\n.Nm benchctl\n"
	     ".Nd performance regression gate that lives in a git repository\n"
	     ".Sh SYNOPSIS\n.Nm benchctl\n.Op Fl C Ar dir\n.Ar command\n.Op Ar options\n"
	     ".Sh DESCRIPTION\n"
	     "Measures a suite of benchmarks, judges it against the baseline that the git\n"
	     "repository keeps, and exits non-zero when something got slower.\n"
	     "The suite is described in\n.Pa benchctl.yaml .\n"
	     "With\n.Fl C\nit works as if started in\n.Ar dir .\n.Sh COMMANDS");
	each_command(cli_commands, man_command);
	puts(".Sh SHARED OPTIONS");
	for (size_t i = 1; i < n; i++) {
		printf(".Ss %s\n", g[i].section->name);
		man_options(g[i].section);
	}
	puts(".Sh FILES\n.Bl -tag -width Ds\n.It Pa benchctl.yaml\nthe suite and the rules\n"
	     ".It Pa results/run-NNN/\none run: run.json, metadata.json, comparison.json\n"
	     ".It Pa baselines/SUITE/CLASS.json\nthe committed baseline of a class of machine\n"
	     ".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds");
	for (size_t i = 0; i < help_statuses_n; i++) {
		printf(".It %d\n", help_statuses[i].status);
		print_mdoc(help_statuses[i].meaning);
		putchar('\n');
	}
	puts(".El");
}

static void markdown_options(const struct section *s)
{
	puts("\n| option | default | meaning |\n|---|---|---|");
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *preset;

		if (option_is_nested(o))
			continue;
		fputs("| `", stdout);
		if (o->letter)
			printf("-%c, ", o->letter);
		fputs("--", stdout);
		print_name(o->name);
		preset = o->default_text || o->type != OPTION_FLAG ? o->default_text : "false";
		printf(preset && *preset ? "` | `%s` | %s |\n" : "` | %s | %s |\n",
			preset ? preset : "", o->help);
	}
}

static void markdown_command(const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	printf("\n## benchctl %s\n\n", c->name);
	if (c->shorthand)
		printf("`benchctl %s %s` is `benchctl %s`.\n", c->name, c->shorthand->args,
			c->shorthand->name);
	else if (!c->verbs)
		printf("`benchctl %s%s%s`: %s.\n", c->name, *c->args ? " " : "", c->args,
			c->summary);
	if (c->shorthand)
		puts("");
	printf("%s```\n%s```\n", c->verbs ? "" : "\n", c->help);
	for (size_t k = 0; k < n; k++)
		if (g[k].section == c->flags)
			markdown_options(g[k].section);
		else
			printf("\nAlso the options [%s](#%s).\n", g[k].title, g[k].section->name);
}

void help_markdown(void)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n;

	puts("# Commands\n\nMade from the command tables by `benchctl help markdown`.");
	each_command(cli_commands, markdown_command);
	n = cli_flag_groups(g, &gate_command, NULL);
	for (size_t k = 1; k < n; k++) {
		printf("\n## %s\n\nOptions %s.\n", g[k].section->name, g[k].title);
		markdown_options(g[k].section);
	}
	puts("\n## Exit statuses\n\n| status | meaning |\n|---|---|");
	for (size_t i = 0; i < help_statuses_n; i++)
		printf("| %d | %s |\n", help_statuses[i].status, help_statuses[i].meaning);
	puts("\nWhere several apply, the first of 2, 1, 3, 4 is returned.");
}
