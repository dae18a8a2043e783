#include "cli/cli.h"

#include <string.h>

#include "base/text.h"

/* In the order of help; a group is a folder of this one. */
const struct cli_command *const cli_commands[] = {
	/* setup */
	&demo_command, &init_command, &validate_command, &config_command, &schema_command,
	&doctor_command, &check_tools_command, &frameworks_command, &detect_command,
	&list_fixtures_command, &help_cli_command,
	/* measure */
	&gate_command, &run_command, &compare_command, &confirm_command, &bisect_command,
	&calibrate_command, &selftest_command, &profile_command, &stream_command, &peer_command,
	/* results */
	&list_command, &show_command, &report_command, &post_command, &serve_command, &plot_command,
	&baseline_command, &accept_command, &history_command, &annotate_command, &import_command,
	&merge_command, &clean_command, NULL
};

const char *cli_group(const struct cli_command *c)
{
	if (c == &demo_command)
		return "set up";
	if (c == &gate_command)
		return "measure and judge";
	return c == &list_command ? "keep and show results" : NULL;
}

const char *cli_word(const struct cli_command *c)
{
	const char *blank = strrchr(c->name, ' ');

	return blank ? blank + 1 : c->name;
}

const struct cli_command *cli_find(const struct cli_command *const *commands, const char *word)
{
	for (size_t i = 0; commands[i]; i++)
		if (text_equal(cli_word(commands[i]), word) || text_equal(commands[i]->also, word))
			return commands[i];
	return NULL;
}
