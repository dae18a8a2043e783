#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/recording/recording.h"
#include "base/text.h"
#include "cli/progress.h"

static void note(void *ctx, const char *text)
{
	meter_pause(ctx);
	cli_note("%s", text);
	meter_resume(ctx);
}

static void warn(void *ctx, const char *text)
{
	meter_pause(ctx);
	cli_say("%s", text);
	meter_resume(ctx);
}

/* Runs the command after its options were read. */
static int run_chosen(struct cli *cli, struct meter *meter, struct error *err)
{
	/* Readers of standard error read line by line. */
	bool silent = cli->quiet || text_equal(cli->log_json, "-");
	int status;

	cli->app.ui = (struct app_ui){ .note = silent ? NULL : note,
		.warn = warn,
		.progress = silent ? NULL : meter_show,
		.ctx = meter };
	if (event_log_open(&cli->app, cli->log_json, err) < 0)
		return -1;
	cli->text = lines_to(cli->document);
	status = cli->command->reports && output_check(cli, err) < 0 ? -1
								     : cli->command->run(cli, err);
	fclose(cli->text);
	event_log_close(&cli->app);
	return status;
}

static int run_command_line(struct cli *cli, int argc, char **argv)
{
	struct meter meter = METER(cli->err);
	struct error err = { 0 };
	int status;

	if (cli_parse(cli, argc, argv, &err) < 0)
		return cli_fail(cli, &err);
	if (cli->help) {
		help_command(cli->document, cli->command);
		return EXIT_PASS;
	}
	status = run_chosen(cli, &meter, &err);
	if (status < 0)
		status = cli_fail(cli, &err);
	if (cli->app.unsaved)
		status = exit_worse(status, EXIT_MEASURE);
	return status;
}

static void unknown_command(const struct cli_command *const *commands, const char *word,
	const char *problem)
{
	FREES_ARENA struct arena mem = { 0 };
	struct nearest near = nearest_begin(word);
	struct words names = { 0 };
	const char *hint;

	for (size_t i = 0; commands[i]; i++) {
		nearest_offer(&near, cli_word(commands[i]));
		words_push(&mem, &names, cli_word(commands[i]));
	}
	hint = nearest_hint(&near, &mem);
	if (commands == cli_commands)
		cli_say("unknown command '%s'%s `benchctl help` lists all commands", word,
			*hint ? hint : ".");
	else
		cli_say("%s needs one of: %s%s%s", problem, words_list(&mem, &names),
			*word ? arena_printf(&mem, ", not '%s'", word) : "", hint);
}

/* -C DIR before the command, as in git. */
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

/* Our parent may have closed a standard stream; the next opened file would then take its place.
 * /dev/null takes it instead, and writing to it fails as before. The parent may also ignore
 * SIGCHLD, and then the kernel would not report how our children end. */
static void fix_inheritance(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes: write then fails with EFBIG */
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* Options without a command belong to run: benchctl --dry-run. Removes the words of the command's
 * name from the arguments. NULL: *status is the exit status. */
static const struct cli_command *choose_command(FILE *out, int *argc, char ***argv, int *status)
{
	const struct cli_command *c = &run_command, *verb;
	const char *word = *argc > 1 ? (*argv)[1] : "";

	*status = EXIT_USAGE;
	++*argv, --*argc;
	if (*word == '-')
		return c;
	if (!(c = cli_find(cli_commands, word))) {
		unknown_command(cli_commands, word, "");
		return NULL;
	}
	++*argv, --*argc;
	if (!c->verbs)
		return c;
	word = *argc > 0 ? **argv : "";
	if (is_help(word)) {
		help_command(out, c);
		*status = EXIT_PASS;
		return NULL;
	}
	if ((verb = cli_find(c->verbs, word))) {
		++*argv, --*argc;
		return verb;
	}
	if (!c->shorthand)
		unknown_command(c->verbs, word, c->name);
	return c->shorthand;
}

static int run_chosen_command(FILE *out, int argc, char **argv)
{
	const struct terminal t = terminal_of(STDOUT_FILENO);
	struct cli cli = { .document = out,
		.style = { .colour = t.colour, .unicode = t.unicode, .columns = t.columns },
		.err = terminal_of(STDERR_FILENO) };
	struct error err;
	int status;

	cli.command = choose_command(out, &argc, &argv, &status);
	if (!cli.command)
		return status;
	/* Before anything is loaded, because every benchmark starts with the helper's memory. */
	if (app_start(&cli.app, cli.command->measures, &err) < 0)
		return cli_fail(&cli, &err);
	status = run_command_line(&cli, argc, argv);
	return app_end(&cli.app, status);
}

static int run_all(FILE *out, int argc, char **argv)
{
	fix_inheritance();
	if (change_folder(&argc, &argv) < 0)
		return EXIT_USAGE;
	if (argc < 2) {
		help_overview();
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
		fputs("benchctl " BENCHCTL_VERSION "\n", out);
		return EXIT_PASS;
	}
	if (is_help(argv[1])) {
		help_commands(out);
		return EXIT_PASS;
	}
	return run_chosen_command(out, argc, argv);
}

/* Writes to standard output; the cookie is the errno of the first failure, which stdio forgets. */
static ssize_t write_output(void *cookie, const char *data, size_t n)
{
	int *fault = cookie;
	size_t done = 0;

	while (done < n && !*fault) {
		ssize_t got = write(STDOUT_FILENO, data + done, n - done);

		if (got >= 0)
			done += (size_t)got;
		else if (errno == EAGAIN) /* it was made non-blocking */
			poll(&(struct pollfd){ STDOUT_FILENO, POLLOUT, 0 }, 1, -1);
		else if (errno != EINTR)
			*fault = errno;
	}
	return (ssize_t)done;
}

int main(int argc, char **argv)
{
	FILE *out;
	int fault = 0, status;

	out = fopencookie(&fault, "w", (cookie_io_functions_t){ .write = write_output });
	if (!out)
		die_of_memory(0);
	if (isatty(STDOUT_FILENO))
		setvbuf(out, NULL, _IOLBF, 0);
	status = run_all(out, argc, argv);
	fclose(out);
	if (!fault)
		return status;
	if (fault != EPIPE) /* `| head` has read what it wants */
		cli_say("cannot write to standard output: %s", strerror(fault));
	return exit_worse(status, EXIT_MEASURE);
}
