/* The commands; each is the last thing in its file. */
#ifndef BENCHCTL_COMMANDS_H
#define BENCHCTL_COMMANDS_H

#include "cli/cli.h"

extern const struct cli_command init_command, validate_command, gate_command, run_command,
	compare_command, baseline_command, report_command, list_command, show_command,
	schema_command, help_cli_command, confirm_command, selftest_command, calibrate_command,
	accept_command, history_command, bisect_command, import_command, merge_command,
	clean_command;

/* `compare` and `baseline compare`. */
struct compare_request;
int compare_run(struct cli *cli, const struct compare_request *r, struct error *err);

#endif
