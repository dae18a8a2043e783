/* What is said on standard error, and the exit status that goes with it. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* Newlines stay, everything else that could do harm on a terminal does not. */
static void print_lines(const char *text)
{
	for (;;) {
		size_t n = strcspn(text, "\n");
		FREES_ARENA struct arena mem = { 0 };

		text_print_line(stderr, arena_copy(&mem, text, n));
		fputc('\n', stderr);
		if (!text[n])
			return;
		text += n + 1;
	}
}

void cli_say(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	fputs("benchctl: ", stderr);
	print_lines(text);
}

void cli_note(const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	print_lines(text);
}

int cli_fail(const struct error *err, enum exit_status stage)
{
	cli_say("%s", err->text);
	return err->exit != EXIT_PASS ? (int)err->exit : (int)stage;
}

int cli_worse(int a, int b)
{
	static const int order[] = { EXIT_USAGE, EXIT_REGRESSION, EXIT_MEASURE, EXIT_NO_VERDICT };

	if (a > 128 || b > 128)
		return a > 128 ? a : b;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_PASS;
}
