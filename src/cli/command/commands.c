#include "cli/cli.h"

#include <string.h>

const struct cli_command *const cli_commands[] = { &demo_command, &init_command, &validate_command,
	&gate_command, &confirm_command, &run_command, &compare_command, &baseline_command,
	&accept_command, &annotate_command, &import_command, &merge_command, &report_command,
	&serve_command, &plot_command, &list_command, &show_command, &history_command,
	&bisect_command, &clean_command, &frameworks_command, &detect_command, &stream_command,
	&check_tools_command, &doctor_command, &config_command, &peer_command,
	&list_fixtures_command, &calibrate_command, &selftest_command, &schema_command,
	&profile_command, &help_cli_command, NULL };

const struct cli_command *cli_find(const struct cli_command *const *commands, const char *word)
{
	for (size_t i = 0; commands[i]; i++) {
		const char *blank = strrchr(commands[i]->name, ' ');

		if (strcmp(blank ? blank + 1 : commands[i]->name, word) == 0)
			return commands[i];
	}
	return NULL;
}
