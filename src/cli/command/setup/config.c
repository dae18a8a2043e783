/* `benchctl config show`: settings of modules. */
#include "app/modules.h"

#include "cli/cli.h"
#include "report/table.h"

struct show_flags {
	const char *config;
	struct words set;
	bool origin;
};
#define AT(member) offsetof(struct show_flags, member)
static const struct option rows[] = {
	CLI_CONFIG(struct show_flags),
	{ "set", 0, OPTION_WORDS, AT(set), .value = "SETTING=VALUE",
		.help = "as for benchctl run; may be repeated" },
	{ "origin", 0, OPTION_FLAG, AT(origin), .default_text = "false",
		.help = "where each value comes from" },
};
static const struct section section = SECTION("config show", "", rows, struct show_flags);

static int show(struct cli *cli, struct error *err)
{
	static const struct table_column columns[] = { { "setting", false }, { "value", false },
		{ "origin", false }, { "meaning", false } };
	const struct show_flags *flags = cli->flags;
	struct table t = { .mem = &cli->app.mem, .columns = columns, .width = ARRAY_SIZE(columns) };
	struct shown_settings shown;

	if (app_settings(&shown, &cli->app, flags->config, &flags->set, err) < 0)
		return -1;
	for (size_t i = 0; i < shown.n; i++) {
		const struct shown_setting *s = &shown.v[i];
		struct table_row *row = table_add(&t, s->name);

		row->cells[1] = s->value;
		row->cells[2] = flags->origin ? s->origin : NULL;
		row->cells[3] = s->help;
	}
	table_print(cli->text, &t, 0);
	return EXIT_PASS;
}

static const struct cli_command show_command_of_config = {
	.name = "config show",
	.args = "",
	.summary = "list the settings of built-in benchmarks",
	.help = "  benchctl config show --origin\n"
		"\n"
		"The first of these wins: flag (--set), environment (BENCHCTL_SET_*), module "
		"(modules: CPU.TIME),\n"
		"global (modules: TIME), default. `with:` of a benchmark is between environment "
		"and module.\n",
	.flags = &section,
	.run = show,
};
static const struct cli_command *const verbs[] = { &show_command_of_config, NULL };

const struct cli_command config_command = {
	.name = "config",
	.summary = "show the settings of built-in benchmarks, and where they come from",
	.help = "  benchctl config show --origin --set cpu.time=1s\n",
	.verbs = verbs,
};
