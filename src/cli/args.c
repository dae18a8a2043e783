#include "cli/cli.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

#define AT(member) offsetof(struct cli, member)
static const struct option config_rows[] = { CLI_CONFIG(struct config_flags) };
const struct section config_flags_section = SECTION("config", "", config_rows, struct config_flags);
static const struct option json_rows[] = { { "json", 0, OPTION_FLAG,
	offsetof(struct json_flags, json), .help = "as JSON" } };
const struct section json_flags_section = SECTION("json", "", json_rows, struct json_flags);

/* Options that several commands share; their rows describe struct cli. */
static const struct option selection_rows[] = {
	{ "filter", 'f', OPTION_WORDS, AT(project.selection.filter), .value = "PATTERN",
		.help = "only benchmarks whose id matches; may be repeated" },
	{ "case", 0, OPTION_WORDS, AT(project.selection.filter), .value = "NAME",
		.help = "only this case of the workflow; may be repeated" },
	{ "skip", 0, OPTION_WORDS, AT(project.selection.skip), .value = "PATTERN",
		.help = "skip benchmarks whose id matches, and stages whose name matches; "
			"may be repeated" },
	{ "tag", 0, OPTION_WORDS, AT(project.selection.tag), .value = "PATTERN",
		.help = "only benchmarks with this tag; may be repeated" },
};
static const struct section selection_section = SECTION("selection", "", selection_rows,
	struct cli);

static const struct option reporting_rows[] = {
	{ "report", 0, OPTION_WORDS, AT(reporting.report), .value = "KIND=PATH",
		.help = "write a report; KIND: text, markdown, junit, json, github, codequality or "
			"metrics; PATH -: standard output; may be repeated" },
	{ "export_json", 0, OPTION_TEXT, AT(reporting.export_json), .value = "PATH",
		.help = "the same as --report json=PATH" },
	{ "export_markdown", 0, OPTION_TEXT, AT(reporting.export_markdown), .value = "PATH",
		.help = "the same as --report markdown=PATH" },
	{ "export_junit", 0, OPTION_TEXT, AT(reporting.export_junit), .value = "PATH",
		.help = "the same as --report junit=PATH" },
};
static const struct section reporting_section = SECTION("reporting", "", reporting_rows,
	struct cli);

static const struct option messages_rows[] = {
	{ "quiet", 'q', OPTION_FLAG, AT(quiet),
		.help = "no progress, and no results on standard output" },
};
static const struct section messages_section = SECTION("messages", "", messages_rows, struct cli);

static const struct option measuring_rows[] = {
	{ "no_build", 0, OPTION_FLAG, AT(project.no_build),
		.help = "do not run build: in this tree, because it is already built" },
	{ "set", 0, OPTION_WORDS, AT(project.set), .value = "SETTING=VALUE",
		.help = "setting of built-in benchmarks and plugins, such as threads=2 or "
			"cpu.time=1s; may be repeated" },
	{ "metadata", 'm', OPTION_PAIRS, AT(project.notes), .value = "KEY=VALUE",
		.help = "a note that is stored with the run; may be repeated" },
	{ "log_json", 0, OPTION_TEXT, AT(log_json), .value = "FILE",
		.help = "append one JSON line to FILE for each event of a benchmark: "
			"start, spawn, timeout, exit, stage, done; "
			"-: write them to standard error and show no progress" },
};
static const struct section measuring_section = SECTION("measuring", "", measuring_rows,
	struct cli);

size_t cli_flag_groups(struct flag_group g[FLAG_GROUPS], const struct cli_command *c,
	struct cli *cli)
{
	size_t n = 0;

	if (c->flags)
		g[n++] = (struct flag_group){ c->flags, cli ? cli->flags : NULL, "options" };
	if (c->selects)
		g[n++] = (struct flag_group){ &selection_section, cli, "that select benchmarks" };
	if (c->reports)
		g[n++] = (struct flag_group){ &reporting_section, cli, "for reports" };
	if (c->reports || c->measures)
		g[n++] = (struct flag_group){ &messages_section, cli, "for messages" };
	if (c->lifecycle) {
		g[n++] = (struct flag_group){ &measuring_section, cli, "for measuring" };
		g[n++] = (struct flag_group){ &lifecycle_section, NULL,
			"of every benchmark; they override the configuration" };
	}
	return n;
}

bool cli_takes(const struct cli_command *c, const struct option *o)
{
	return !option_is_nested(o) &&
		!(c->without && text_lists(c->without, strlen(c->without), " ", o->name));
}

/* Where an option is on the command line. */
struct hit {
	const struct option *option;
	const struct section *section;
	void *field;  /* NULL for a lifecycle row */
	bool negated; /* --no-NAME */
};

/* "max-time" and "max_time" are the same. */
static bool is_called(const struct option *o, const char *name, size_t n, char letter)
{
	size_t k = 0;

	if (letter)
		return o->letter == letter;
	while (k < n && o->name[k] &&
		(o->name[k] == name[k] || (o->name[k] == '_' && name[k] == '-')))
		k++;
	return k == n && !o->name[k];
}

/* cli: NULL, or what has the fields. */
static struct hit find(const struct cli_command *c, struct cli *cli, const char *name, size_t n,
	char letter)
{
	struct flag_group g[FLAG_GROUPS];
	size_t groups = cli_flag_groups(g, c, cli);
	struct hit hit = { 0 };

	for (size_t i = 0; i < groups; i++)
		for (size_t k = 0; k < g[i].section->n; k++) {
			const struct option *o = &g[i].section->rows[k];

			if (!cli_takes(c, o) || !is_called(o, name, n, letter))
				continue;
			hit = (struct hit){ .option = o, .section = g[i].section };
			if (g[i].at)
				hit.field = (char *)g[i].at + o->offset;
			return hit;
		}
	return hit;
}

static struct hit find_name(struct cli *cli, const char *name, size_t n)
{
	struct hit hit = find(cli->command, cli, name, n, 0);

	if (hit.option || n <= 3 || strncmp(name, "no-", 3) != 0)
		return hit;
	hit = find(cli->command, cli, name + 3, n - 3, 0);
	hit.negated = true;
	return hit.option && hit.option->type == OPTION_FLAG ? hit : (struct hit){ 0 };
}

char *cli_flag(struct arena *mem, const char *name)
{
	return text_replace(arena_string(mem, name), '_', '-');
}

const struct option *cli_find_option(const struct cli_command *c, const char *name, size_t n,
	char letter)
{
	return find(c, NULL, name, n, letter).option;
}

/* Adds to *list the commands that take the option. */
static void list_takers(const char **list, struct arena *mem,
	const struct cli_command *const *commands, const char *name, size_t n)
{
	for (size_t i = 0; commands[i]; i++) {
		if (commands[i]->verbs)
			list_takers(list, mem, commands[i]->verbs, name, n);
		else if (cli_find_option(commands[i], name, n, 0))
			*list = text_also(mem, *list, ", ", commands[i]->name);
	}
}

static int unknown(const struct cli *cli, const char *arg, size_t n, struct error *err)
{
	struct flag_group g[FLAG_GROUPS];
	const struct cli_command *c = cli->command;
	size_t groups = cli_flag_groups(g, c, NULL);
	FREES_ARENA struct arena mem = { 0 };
	const char *name = arena_copy(&mem, arg + 2, n > 2 ? n - 2 : 0), *hint, *takers = "";
	struct nearest near = nearest_begin(text_replace(arena_string(&mem, name), '-', '_'));

	for (size_t i = 0; i < groups; i++)
		for (size_t k = 0; k < g[i].section->n; k++)
			if (cli_takes(c, &g[i].section->rows[k]))
				nearest_offer(&near, g[i].section->rows[k].name);
	hint = near.best;
	if (c->measures && section_find(&gate_section, near.word))
		return error_exit(err, EXIT_USAGE,
			"%s has no option --%s: the gate's rules are in the configuration, "
			"so that reports can show them; set gate: { %s: ... }",
			c->name, name, near.word);
	if (*name)
		list_takers(&takers, &mem, cli_commands, name, strlen(name));
	if (*takers)
		hint = NULL;
	return error_exit(err, EXIT_USAGE,
		"unknown option '%.*s' for %s%s%s%s%s%s: benchctl %s --help", (int)n, arg, c->name,
		hint ? "; did you mean --" : "", hint ? cli_flag(&mem, hint) : "",
		*takers ? "; these commands take it: " : "", takers, hint ? "? See" : "; see",
		c->name);
}

/* Gives the value to the option: at once for the command's own options. Lifecycle rows are noted
 * and set after the configuration is read. */
static int assign(struct cli *cli, const struct hit *hit, const char *value, struct error *err)
{
	const struct option *o = hit->option;
	struct lifecycle scratch = { 0 };
	const char *why;

	if (!(o->type == OPTION_FLAG && text_equal(value, "false"))) /* --no-commit */
		words_push(&cli->app.mem, &cli->given, o->name);
	if (hit->section == &measuring_section || hit->section == &lifecycle_section)
		cli->measuring = o->name;
	if (hit->field && o->type == OPTION_WORDS) {
		words_push(&cli->app.mem, hit->field, value);
		return 0;
	}
	why = option_parse(o, hit->field ? hit->field : (char *)&scratch + o->offset, &cli->app.mem,
		value);
	if (why)
		return error_exit(err, EXIT_USAGE, "--%s: '%s' %s",
			cli_flag(&cli->app.mem, o->name), value, why);
	if (!hit->field)
		*ARENA_PUSH(&cli->app.mem, &cli->project.overrides) = (struct override){ o, value };
	return 0;
}

/* The word after the option at argv[*i] is its value; NULL after an error if there is none. */
static const char *next_word(const struct hit *hit, char **argv, int argc, int *i,
	struct error *err)
{
	const struct option *o = hit->option;

	if (*i + 1 < argc)
		return argv[++*i];
	error_exit(err, EXIT_USAGE, "%s needs a value: %s", argv[*i],
		o->value ? o->value : o->help);
	return NULL;
}

/* The same with the second word of an option that has two. value NULL: after an error. */
static int assign_words(struct cli *cli, const struct hit *hit, const char *value, char **argv,
	int argc, int *i, struct error *err)
{
	if (!value || assign(cli, hit, value, err) < 0)
		return -1;
	if (!hit->option->two_words)
		return 0;
	if (*i + 1 == argc)
		return error_exit(err, EXIT_USAGE, "--%s needs two values: %s",
			cli_flag(&cli->app.mem, hit->option->name), hit->option->value);
	return assign(cli, hit, argv[++*i], err);
}

static int parse_long(struct cli *cli, char **argv, int argc, int *i, struct error *err)
{
	const char *arg = argv[*i], *eq = strchr(arg, '='), *value;
	size_t n = eq ? (size_t)(eq - arg) : strlen(arg);
	struct hit hit;

	if (strcmp(arg, "--help") == 0) {
		cli->help = true;
		return 0;
	}
	hit = find_name(cli, arg + 2, n - 2);
	if (!hit.option)
		return unknown(cli, arg, n, err);
	if (hit.option->type == OPTION_FLAG && !eq)
		value = hit.negated ? "false" : "true";
	else
		value = eq ? eq + 1 : next_word(&hit, argv, argc, i, err);
	return assign_words(cli, &hit, value, argv, argc, i, err);
}

static int parse_short(struct cli *cli, char **argv, int argc, int *i, struct error *err)
{
	const char *arg = argv[*i], *value;
	bool no_shell = strcmp(arg, "-N") == 0; /* as in hyperfine */
	struct hit hit = find(cli->command, cli, NULL, 0, no_shell ? 'S' : arg[1]);

	if (arg[1] == 'h' && !arg[2]) {
		cli->help = true;
		return 0;
	}
	if (!hit.option)
		return unknown(cli, arg, strlen(arg), err);
	if (no_shell)
		return assign(cli, &hit, "none", err);
	if (hit.option->type == OPTION_FLAG) {
		if (arg[2])
			return unknown(cli, arg, strlen(arg), err);
		value = "true";
	} else {
		value = arg[2] ? arg + 2 : next_word(&hit, argv, argc, i, err);
	}
	return assign_words(cli, &hit, value, argv, argc, i, err);
}

/* Whether an option or what stands for words was given; see struct cli_idle. */
static bool is_given(const struct cli *cli, const char *name)
{
	if (strcmp(name, "--") == 0)
		return cli->after.n;
	return isupper((unsigned char)*name) ? cli->args.n : words_has(&cli->given, name);
}

/* The same as the user typed it. */
static const char *as_typed(struct cli *cli, const char *name)
{
	if (strcmp(name, "--") == 0)
		return "what follows --";
	return isupper((unsigned char)*name)
		? cli->args.v[0]
		: arena_printf(&cli->app.mem, "--%s", cli_flag(&cli->app.mem, name));
}

/* Refuses what has no effect beside the others. */
static int check_idle(struct cli *cli, const struct cli_idle *idle, struct error *err)
{
	struct words names = { 0 };

	if (!is_given(cli, idle->beside))
		return 0;
	words_add_text(&cli->app.mem, &names, idle->options);
	for (size_t i = 0; i < names.n; i++)
		if (is_given(cli, names.v[i]))
			return error_exit(err, EXIT_USAGE,
				"%s has no effect beside %s; remove one of them",
				as_typed(cli, names.v[i]), as_typed(cli, idle->beside));
	return 0;
}

/* Refuses options that have no effect beside the others, or without them. */
static int check_options(struct cli *cli, struct error *err)
{
	const struct cli_command *c = cli->command;
	const struct section *s = c->flags;
	struct arena *mem = &cli->app.mem;

	for (size_t i = 0; c->idle && c->idle[i].options; i++)
		if (check_idle(cli, &c->idle[i], err) < 0)
			return -1;
	for (size_t i = 0; s && i < s->n; i++) {
		const char *needs = s->rows[i].needs;

		if (!needs || !is_given(cli, s->rows[i].name) || is_given(cli, needs))
			continue;
		if (!isupper((unsigned char)*needs))
			needs = strcmp(needs, "--") == 0
				? "-- COMMAND"
				: arena_printf(mem, "--%s", cli_flag(mem, needs));
		return error_exit(err, EXIT_USAGE, "--%s needs %s; see: benchctl %s --help",
			cli_flag(mem, s->rows[i].name), needs, c->name);
	}
	if (c->stored && cli->args.n && cli->measuring)
		return error_exit(err, EXIT_USAGE,
			"--%s is for measuring, but %s is a stored run; remove one of them",
			cli_flag(mem, cli->measuring), cli->args.v[0]);
	return 0;
}

static int parse_words(struct cli *cli, int argc, char **argv, struct error *err)
{
	struct words *to = &cli->args;
	bool ended = false;
	int rc = 0;

	for (int i = 0; i < argc && rc == 0; i++) {
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = cli->command->dashes != DASHES_PART_SIDES;
			if (cli->command->dashes != DASHES_END_OPTIONS)
				to = &cli->after;
		} else if (!ended && strncmp(argv[i], "--", 2) == 0) {
			rc = parse_long(cli, argv, argc, &i, err);
		} else if (!ended && argv[i][0] == '-' && argv[i][1]) {
			rc = parse_short(cli, argv, argc, &i, err);
		} else {
			words_push(&cli->app.mem, to, argv[i]);
		}
	}
	return rc;
}

int cli_parse(struct cli *cli, int argc, char **argv, struct error *err)
{
	if (cli->command->flags) {
		cli->flags = arena_alloc(&cli->app.mem, cli->command->flags->size);
		section_defaults(cli->command->flags, cli->flags, &cli->app.mem);
	}
	if (parse_words(cli, argc, argv, err) < 0)
		return -1;
	if (cli->help)
		return 0;
	if (cli->args.n > cli->command->max_args)
		return error_exit(err, EXIT_USAGE,
			"unexpected argument '%s'; usage: benchctl %s%s%s",
			cli->args.v[cli->command->max_args], cli->command->name,
			*cli->command->args ? " " : "", cli->command->args);
	return check_options(cli, err);
}
