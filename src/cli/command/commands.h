/* The subcommands; each is the last thing in its cmd_*.c. */
#ifndef BENCHCTL_COMMANDS_H
#define BENCHCTL_COMMANDS_H

struct cli;
struct cli_command;

extern const struct cli_command init_command, validate_command, gate_command, run_command,
	compare_command, baseline_command, report_command, list_command, show_command,
	schema_command, help_cli_command, confirm_command, selftest_command, calibrate_command,
	accept_command, history_command, bisect_command, import_command, merge_command;

/* `baseline compare RUN BASE`: compare with the sides the other way round. */
int compare_baseline(struct cli *cli);

#endif
