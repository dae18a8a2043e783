#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/event_log.h"
#include "cli/lines.h"
#include "process/interrupt.h"
#include "process/spawner.h"
#include "store/git/git.h"

static int unknown_command(const char *name)
{
	FREES_ARENA struct arena mem = { 0 };
	struct nearest near = nearest_begin(name);

	for (size_t i = 0; cli_commands[i]; i++)
		nearest_offer(&near, cli_commands[i]->name);
	cli_say("unknown command '%s'%s; see: benchctl help", name, nearest_hint(&near, &mem));
	return EXIT_USAGE;
}

static int run_command_line(struct cli *cli, int argc, char **argv)
{
	struct error err = { 0 };
	int status;

	if (cli_parse(cli, argc, argv, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	if (cli->help) {
		help_command(cli->command);
		return EXIT_PASS;
	}
	status = event_log_open(cli);
	if (status != EXIT_PASS)
		return status;
	cli->text = lines_to(stdout);
	status = cli->command->run(cli);
	fclose(cli->text);
	event_log_close(cli);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		cli_say("cannot write to standard output: %s", strerror(errno));
		return cli_worse(status, EXIT_MEASURE);
	}
	return status;
}

/* -C DIR before the command, as git has it. */
static int change_folder(int *argc, char ***argv)
{
	while (*argc > 1 && strncmp((*argv)[1], "-C", 2) == 0) {
		bool joined = (*argv)[1][2] != '\0';
		const char *dir = joined ? (*argv)[1] + 2 : *argc > 2 ? (*argv)[2] : NULL;

		if (!dir) {
			cli_say("-C needs a folder");
			return -1;
		}
		if (chdir(dir) < 0) {
			cli_say("cannot change to %s: %s", dir, strerror(errno));
			return -1;
		}
		*argc -= joined ? 1 : 2;
		*argv += joined ? 1 : 2;
	}
	return 0;
}

/* Whoever started us may have closed a standard stream, and then the next file that is opened would
 * be taken for it; writing to what is put there fails as before. He may also ignore the end of his
 * children, and then the kernel would not tell us how ours end. */
static void mend_inheritance(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	struct cli cli = { .out = terminal_of(STDOUT_FILENO),
		.err = terminal_of(STDERR_FILENO),
		.self = "benchctl" };
	struct error err;
	int status, skipped, signal;

	mend_inheritance();
	if (change_folder(&argc, &argv) < 0)
		return EXIT_USAGE;
	git_fix_environment();
	if (argc < 2) {
		help_overview();
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
		puts("benchctl " BENCHCTL_VERSION);
		return EXIT_PASS;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help_commands();
		return EXIT_PASS;
	}
	/* Options without a command are those of run: benchctl --dry-run. */
	cli.command = argv[1][0] == '-' ? &run_command : cli_find(argv[1]);
	if (!cli.command)
		return unknown_command(argv[1]);
	/* Before anything is loaded: what the helper weighs, every benchmark seems to weigh. */
	if (cli.command->measures && !(cli.spawner = spawner_start(&err)))
		return cli_fail(&err, EXIT_MEASURE);
	skipped = cli.command == &run_command && argv[1][0] == '-' ? 1 : 2;
	status = run_command_line(&cli, argc - skipped, argv + skipped);
	/* One that ended a wait for git or another tool is the reason of the failure. */
	if (status >= EXIT_USAGE && (signal = interrupt_take()))
		status = 128 + signal;
	spawner_stop(cli.spawner);
	arena_free(&cli.mem);
	return status;
}
