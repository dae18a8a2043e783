/* Completion of the command line, from the tables of commands and options. */
#include "cli/cli.h"

#include <string.h>

#include "app/view.h"
#include "base/text.h"

struct completion {
	struct cli *cli;
	const char *word;   /* what is completed; the last word of the line */
	const char *before; /* goes before each answer: "--mode=" */
};

static void offer(const struct completion *c, const char *name, const char *end, const char *text)
{
	size_t n = strlen(c->word);

	if (strncmp(name, c->word, n) != 0)
		return;
	text_print_safe(c->cli->document, c->before);
	text_print_safe(c->cli->document, name);
	fprintf(c->cli->document, "%s\t%s\n", end, text);
}

static void offer_commands(const struct completion *c, const struct cli_command *const *commands)
{
	for (size_t i = 0; commands[i]; i++)
		offer(c, cli_word(commands[i]), "", commands[i]->summary);
}

static void offer_options(const struct completion *c, const struct cli_command *command)
{
	struct flag_group g[FLAG_GROUPS];
	size_t groups = cli_flag_groups(g, command, NULL);

	for (size_t i = 0; i < groups; i++)
		for (size_t k = 0; k < g[i].section->n; k++) {
			const struct option *o = &g[i].section->rows[k];
			struct arena *mem = &c->cli->app.mem;

			if (cli_takes(command, o))
				offer(c, arena_printf(mem, "--%s", cli_flag(mem, o->name)), "",
					o->help);
		}
	offer(c, "--help", "", "options and an example");
}

/* Nothing, without a word, where the configuration has an error. */
static void offer_ids(const struct completion *c)
{
	struct suite suite;

	if (app_validate(&suite, &c->cli->app, NULL, ERROR_IGNORED) == 0)
		for (size_t i = 0; i < suite.n; i++)
			offer(c, suite.v[i].id, "", "benchmark");
}

static void offer_runs(const struct completion *c)
{
	struct stored_runs runs;
	const char *dir;

	if (app_list(&runs, &dir, &c->cli->app, NULL, ERROR_IGNORED) < 0 || runs.n == 0)
		return;
	offer(c, "last", "", "the last run");
	for (size_t i = 0; i < runs.n; i++)
		offer(c, runs.v[i].id, "", runs.v[i].fault ? "unreadable run" : "run");
}

static void offer_values(const struct completion *c, const struct option *o)
{
	if (o->type == OPTION_CHOICE)
		for (size_t i = 0; o->choices[i]; i++)
			offer(c, o->choices[i], "", o->help);
	else if (text_equal(o->name, "filter") || text_equal(o->name, "skip"))
		offer_ids(c);
	else if (text_equal(o->value, "KIND=PATH"))
		for (size_t i = 0; reporters[i]; i++)
			offer(c, reporters[i]->name, "=", "report");
}

static void offer_arguments(const struct completion *c, const struct cli_command *command)
{
	if (command == &help_cli_command)
		offer_commands(c, cli_commands);
	else if (strstr(command->args, "ID"))
		offer_ids(c);
	else if (strstr(command->args, "RUN"))
		offer_runs(c);
}

/* The option that takes the next word as its value; NULL: the word is none, or has its value. */
static const struct option *awaits(const struct cli_command *command, const char *word)
{
	const struct option *o = NULL;

	if (strncmp(word, "--", 2) == 0)
		o = cli_find_option(command, word + 2, strlen(word + 2), 0);
	else if (word[0] == '-' && word[1] && !word[2])
		o = cli_find_option(command, NULL, 0, word[1]);
	return o && o->type != OPTION_FLAG ? o : NULL;
}

/* Completes a word of the command; previous: the word before it, or NULL. */
static void complete_word(struct completion *c, const struct cli_command *command,
	const char *previous)
{
	const char *equals = strchr(c->word, '=');
	const struct option *o = previous ? awaits(command, previous) : NULL;

	if (!o && equals && strncmp(c->word, "--", 2) == 0) {
		c->before = arena_copy(&c->cli->app.mem, c->word, (size_t)(equals + 1 - c->word));
		o = cli_find_option(command, c->word + 2, (size_t)(equals - c->word) - 2, 0);
		c->word = equals + 1;
		if (!o)
			return;
	}
	if (o)
		offer_values(c, o);
	else if (*c->word == '-')
		offer_options(c, command);
	else
		offer_arguments(c, command);
}

void complete_line(struct cli *cli, const struct words *line)
{
	size_t last = line->n ? line->n - 1 : 0, at = 1;
	struct completion c = { cli, line->n ? line->v[last] : "", "" };
	const struct cli_command *command = &run_command, *verb;

	if (last == 0) {
		offer_commands(&c, cli_commands);
		offer(&c, "--version", "", "print the version");
	}
	if (last == 0 || *line->v[0] == '-')
		at = 0;
	else
		command = cli_find(cli_commands, line->v[0]);
	if (command && command->verbs) {
		verb = last > 1 ? cli_find(command->verbs, line->v[1]) : NULL;
		if (last == 1)
			offer_commands(&c, command->verbs);
		at += verb ? 1 : 0;
		command = verb ? verb : command->shorthand;
	}
	if (command && (last > 0 || *c.word == '-'))
		complete_word(&c, command, last > at ? line->v[last - 1] : NULL);
}

/* They run the benchctl of PATH, never a program that the line names. */
static const struct shell {
	const char *name, *script;
} shells[] = {
	{ "bash",
		"_benchctl() {\n"
		"\tlocal line=${COMP_LINE:0:COMP_POINT} word rest\n"
		"\tlocal -a words\n"
		"\tread -ra words <<<\"$line\"\n"
		"\t[[ $line != *[[:blank:]] ]] || words+=(\"\")\n"
		"\tword=${words[${#words[@]} - 1]}\n"
		"\t# Readline completes only what follows the last = or colon.\n"
		"\tlocal kept=${word%\"${word##*[=:]}\"}\n"
		"\tCOMPREPLY=()\n"
		"\twhile IFS=$'\\t' read -r word rest; do\n"
		"\t\tCOMPREPLY+=(\"${word#\"$kept\"}\")\n"
		"\tdone < <(command benchctl help complete -- \"${words[@]:1}\" 2>/dev/null)\n"
		"\t[[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null\n"
		"}\n"
		"complete -o default -F _benchctl benchctl\n" },
	{ "zsh",
		"#compdef benchctl\n"
		"local -a names shown\n"
		"local name text\n"
		"while IFS=$'\\t' read -r name text; do\n"
		"\tnames+=(\"$name\")\n"
		"\tshown+=(\"$name  $text\")\n"
		"done < <(command benchctl help complete -- \\\n"
		"\t\"${(@Q)words[2,CURRENT-1]}\" \"${(Q)PREFIX}\" 2>/dev/null)\n"
		"if (( $#names )); then\n"
		"\tlocal -a end\n"
		"\t[[ $names[1] != *= ]] || end=(-S '')\n"
		"\tcompadd $end -l -d shown -a names\n"
		"else\n"
		"\tcompset -P '*='\n"
		"\t_files\n"
		"fi\n" },
	{ "fish",
		"function __benchctl_complete\n"
		"\tset -l words (commandline -opc)\n"
		"\tset -a words (commandline -ct)\n"
		"\tset -l answers (command benchctl help complete -- $words[2..-1] 2>/dev/null)\n"
		"\tif set -q answers[1]\n"
		"\t\tprintf '%s\\n' $answers\n"
		"\telse\n"
		"\t\t__fish_complete_path (commandline -ct)\n"
		"\tend\n"
		"end\n"
		"complete -c benchctl -f -a '(__benchctl_complete)'\n" },
};

bool complete_script(FILE *out, const char *shell)
{
	const struct shell *found = TEXT_FIND(shells, ARRAY_SIZE(shells), name, shell);

	if (found)
		fputs(found->script, out);
	return found;
}
