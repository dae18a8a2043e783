#include "cli/command/commands.h"

#include <string.h>

#include "cli/cli.h"

const struct cli_command *const cli_commands[] = { &init_command, &validate_command, &gate_command,
	&confirm_command, &run_command, &compare_command, &baseline_command, &accept_command,
	&import_command, &merge_command, &report_command, &list_command, &show_command,
	&history_command, &bisect_command, &calibrate_command, &selftest_command, &schema_command,
	&help_cli_command, NULL };

const struct cli_command *cli_find(const char *name)
{
	for (size_t i = 0; cli_commands[i]; i++)
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
	return NULL;
}
