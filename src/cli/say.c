/* What goes to standard error. */
#include "cli/cli.h"

#include <string.h>

#include "base/text.h"

/* Newlines stay, everything else that could do harm on a terminal does not. */
static void print_lines(const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\n");

		text_print_line(stderr, text, n);
		fputc('\n', stderr);
		if (!text[n])
			return;
		text += n + 1;
	}
}

void cli_say(const char *fmt, ...)
{
	char text[4096];

	TEXT_FORMAT(text, fmt);
	fputs("benchctl: ", stderr);
	print_lines(text);
}

void cli_note(const char *fmt, ...)
{
	char text[4096];

	TEXT_FORMAT(text, fmt);
	print_lines(text);
}

int cli_fail(struct cli *cli, const struct error *err)
{
	const char *text = app_error_text(&cli->app, err);

	for (size_t i = 0; i < cli->app.problems.n; i++) {
		const char *end = strchr(text, '\n');

		cli_say("%.*s", (int)(end - text), text);
		text = end + 1;
	}
	if (error_is_signal(err))
		return (int)err->exit; /* the user knows */
	if (cli->app.problems.n)
		cli_note("%s", text);
	else
		cli_say("%s", text);
	return err->exit != EXIT_PASS ? (int)err->exit : EXIT_MEASURE;
}
