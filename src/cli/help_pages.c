/* The manual page and the page of the documentation, from the same tables as --help. */
#include "cli/cli.h"

/* In mdoc a line that begins with a dot or a quote is a request, and a backslash escapes. */
static void print_mdoc(FILE *out, const char *text)
{
	bool start = true;

	for (; text && *text; text++) {
		if (start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		start = *text == '\n';
	}
}

static void man_options(FILE *out, const struct section *s)
{
	fputs(".Bl -tag -width Ds\n", out);
	for (size_t i = 0; i < s->n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct option *o = &s->rows[i];
		const char *value = cli_value(&mem, o);

		if (option_is_nested(o))
			continue;
		fputs(".It ", out);
		if (o->letter)
			fprintf(out, "Fl %c , ", o->letter);
		fprintf(out, "Fl \\-%s%s%s\n", cli_flag(&mem, o->name), value ? " Ar " : "",
			value ? value : "");
		print_mdoc(out, o->help);
		if (o->default_text && *o->default_text && o->type != OPTION_FLAG)
			fprintf(out, " (default %s)", o->default_text);
		fputc('\n', out);
	}
	fputs(".El\n", out);
}

/* Groups before their commands. */
static void each_command(FILE *out, const struct cli_command *const *commands,
	void (*page)(FILE *out, const struct cli_command *c))
{
	for (size_t i = 0; commands[i]; i++) {
		page(out, commands[i]);
		if (commands[i]->verbs)
			each_command(out, commands[i]->verbs, page);
	}
}

/* "--runs, --max-time": what the command does not take of the section. */
static const char *exceptions(struct arena *mem, const struct cli_command *c,
	const struct section *s)
{
	struct words names = { 0 };

	for (size_t i = 0; i < s->n; i++)
		if (!option_is_nested(&s->rows[i]) && !cli_takes(c, &s->rows[i]))
			words_printf(mem, &names, "--%s", cli_flag(mem, s->rows[i].name));
	return words_list(mem, &names);
}

static void man_shared(FILE *out, const struct cli_command *c, const struct section *s)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *without = exceptions(&mem, c, s);

	fprintf(out, ".Pp\nIt also takes the options of\n.Sx %s %s%s.\n", s->name,
		*without ? ",\nbut not " : "", without);
}

static void man_command(FILE *out, const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	fprintf(out, ".Ss benchctl %s ", c->name);
	print_mdoc(out, c->verbs ? "..." : c->args);
	fputc('\n', out);
	print_mdoc(out, c->summary);
	fputs(".\n.Bd -literal\n", out);
	print_mdoc(out, c->help);
	fputs(".Ed\n", out);
	for (size_t i = 0; i < n; i++)
		if (g[i].section == c->flags)
			man_options(out, g[i].section);
		else /* shared by several commands and described once */
			man_shared(out, c, g[i].section);
}

void help_man(FILE *out)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, &gate_command, NULL);

	fputs(".Dd November 21, 2026\n.Dt BENCHCTL 1\n.Os\n.Sh NAME\n.Nm benchctl\n"
	      ".Nd performance regression gate that lives in a git repository\n"
	      ".Sh SYNOPSIS\n.Nm benchctl\n.Op Fl C Ar dir\n.Ar command\n.Op Ar options\n"
	      ".Sh DESCRIPTION\n"
	      "Measures a suite of benchmarks, judges it against the baseline that the git\n"
	      "repository keeps, and exits non-zero when something got slower.\n"
	      "The suite is described in\n.Pa benchctl.yaml .\n"
	      "With\n.Fl C\nit works as if started in\n.Ar dir .\n.Sh COMMANDS\n",
		out);
	each_command(out, cli_commands, man_command);
	fputs(".Sh SHARED OPTIONS\n", out);
	for (size_t i = 1; i < n; i++) {
		fprintf(out, ".Ss %s\n", g[i].section->name);
		man_options(out, g[i].section);
	}
	fputs(".Sh FILES\n.Bl -tag -width Ds\n.It Pa benchctl.yaml\nthe suite and the rules\n"
	      ".It Pa results/run-NNN/\none run: run.json, metadata.json, comparison.json\n"
	      ".It Pa baselines/SUITE/CLASS.json\nthe committed baseline of a class of machine\n"
	      ".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds\n",
		out);
	for (size_t i = 0; i < help_statuses_n; i++) {
		fprintf(out, ".It %d\n", help_statuses[i].status);
		print_mdoc(out, help_statuses[i].meaning);
		fputc('\n', out);
	}
	fputs(".El\n", out);
}

static void markdown_options(FILE *out, const struct section *s)
{
	fputs("\n| option | default | meaning |\n|---|---|---|\n", out);
	for (size_t i = 0; i < s->n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct option *o = &s->rows[i];
		const char *preset;

		if (option_is_nested(o))
			continue;
		fputs("| `", out);
		if (o->letter)
			fprintf(out, "-%c, ", o->letter);
		fprintf(out, "--%s", cli_flag(&mem, o->name));
		preset = o->default_text || o->type != OPTION_FLAG ? o->default_text : "false";
		fprintf(out, preset && *preset ? "` | `%s` | %s |\n" : "` | %s | %s |\n",
			preset ? preset : "", o->help);
	}
}

static void markdown_shared(FILE *out, const struct cli_command *c, const struct flag_group *g)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *without = exceptions(&mem, c, g->section);

	fprintf(out, "\nIt also takes the options [%s](#%s)%s%s.\n", g->title, g->section->name,
		*without ? ", but not " : "", without);
}

static void markdown_command(FILE *out, const struct cli_command *c)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n = cli_flag_groups(g, c, NULL);

	fprintf(out, "\n## benchctl %s\n\n", c->name);
	if (c->shorthand)
		fprintf(out, "`benchctl %s %s` is `benchctl %s`.\n", c->name, c->shorthand->args,
			c->shorthand->name);
	else if (!c->verbs)
		fprintf(out, "`benchctl %s%s%s`: %s.\n", c->name, *c->args ? " " : "", c->args,
			c->summary);
	if (c->shorthand)
		fputc('\n', out);
	fprintf(out, "%s```\n%s```\n", c->verbs ? "" : "\n", c->help);
	for (size_t k = 0; k < n; k++)
		if (g[k].section == c->flags)
			markdown_options(out, g[k].section);
		else
			markdown_shared(out, c, &g[k]);
}

void help_markdown(FILE *out)
{
	struct flag_group g[FLAG_GROUPS];
	size_t n;

	fputs("# Commands\n\nMade from the command tables by `benchctl help markdown`.\n", out);
	each_command(out, cli_commands, markdown_command);
	n = cli_flag_groups(g, &gate_command, NULL);
	for (size_t k = 1; k < n; k++) {
		fprintf(out, "\n## %s\n\nOptions %s.\n", g[k].section->name, g[k].title);
		markdown_options(out, g[k].section);
	}
	fputs("\n## Exit statuses\n\n| status | meaning |\n|---|---|\n", out);
	for (size_t i = 0; i < help_statuses_n; i++)
		fprintf(out, "| %d | %s |\n", help_statuses[i].status, help_statuses[i].meaning);
	fputs("\nWhere several apply, the first of 2, 1, 3, 4 is returned.\n", out);
}
