#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

int error_set(struct error *err, const char *fmt, ...)
{
	err->exit = EXIT_PASS;
	TEXT_FORMAT(err->text, fmt);
	return -1;
}

int error_append(struct error *err, const char *fmt, ...)
{
	size_t n = strlen(err->text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text + n, sizeof err->text - n, fmt, ap);
	va_end(ap);
	return -1;
}

int error_exit(struct error *err, enum exit_status status, const char *fmt, ...)
{
	err->exit = status;
	TEXT_FORMAT(err->text, fmt);
	return -1;
}

int error_context(struct error *err, const char *fmt, ...)
{
	char old[sizeof err->text];

	memcpy(old, err->text, sizeof old);
	TEXT_FORMAT(err->text, fmt);
	return error_append(err, ": %s", old);
}

int error_stage(struct error *err, enum exit_status stage)
{
	if (err->exit == EXIT_PASS)
		err->exit = stage;
	return -1;
}

int error_signal(struct error *err, int signal)
{
	error_set(err, "interrupted by signal %d", signal);
	err->exit = (enum exit_status)(128 + signal);
	return -1;
}

bool error_is_signal(const struct error *err)
{
	return (int)err->exit > 128;
}

int exit_worse(int a, int b)
{
	static const int order[] = { EXIT_USAGE, EXIT_REGRESSION, EXIT_MEASURE, EXIT_NO_VERDICT };

	if (a > 128 || b > 128)
		return a > 128 ? a : b;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_PASS;
}

void die(const char *fmt, ...)
{
	va_list ap;

	fputs("benchctl: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

void die_of_memory(size_t bytes)
{
	char text[80];
	int n = bytes ? snprintf(text, sizeof text, "benchctl: out of memory (%zu bytes)\n", bytes)
		      : snprintf(text, sizeof text, "benchctl: out of memory\n");

	/* Without stdio, whose buffers may need memory. */
	(void)!write(STDERR_FILENO, text, (size_t)n);
	_exit(EXIT_MEASURE);
}
