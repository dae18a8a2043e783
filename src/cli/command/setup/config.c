/* `benchctl config show`: settings of modules. */
#include "app/project/project.h"
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
	{ "origin", 0, OPTION_FLAG, AT(origin), .help = "where each value comes from" },
};

static int show(struct cli *cli, struct error *err)
{
	const struct show_flags *flags = cli->flags;
	struct table t = TABLE(&cli->app.mem, 0, "setting", "value", "origin", "meaning");
	struct shown_settings shown;

	if (app_settings(&shown, &cli->app, flags->config, &flags->set, err) < 0)
		return -1;
	for (size_t i = 0; i < shown.n; i++) {
		const struct shown_setting *s = &shown.v[i];

		TABLE_ADD(&t, s->name, s->value, flags->origin ? s->origin : NULL, s->help);
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
		"The first of these wins: flag (--set), environment (BENCHCTL_SET_*), module\n"
		"(modules: CPU.TIME), global (modules: TIME), default. `with:` of a benchmark\n"
		"comes between environment and module.\n",
	.flags = CLI_FLAGS("config show", rows, struct show_flags),
	.run = show,
};
static const struct cli_command *const verbs[] = { &show_command_of_config, NULL };

const struct cli_command config_command = {
	.name = "config",
	.summary = "show the settings of built-in benchmarks, and where they come from",
	.help = "  benchctl config show --origin --set cpu.time=1s\n",
	.verbs = verbs,
};
