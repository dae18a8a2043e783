#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

/* A stream may be flushed in the middle of a line, but only a complete line can be checked. */
struct lines {
	FILE *out;
	struct memory_file pending;
};

static void pass_on(struct lines *l)
{
	fflush(l->pending.f);
	for (char *nul = l->pending.data;
		(nul = memchr(nul, '\0', (size_t)(l->pending.data + l->pending.n - nul)));)
		*nul = ' ';
	text_print_line(l->out, l->pending.data);
	memory_file_cut(&l->pending, 0);
}

static ssize_t take(void *cookie, const char *data, size_t n)
{
	struct lines *l = cookie;
	const char *end = data + n, *newline;

	while ((newline = memchr(data, '\n', (size_t)(end - data)))) {
		fwrite(data, 1, (size_t)(newline - data), l->pending.f);
		pass_on(l);
		fputc('\n', l->out);
		data = newline + 1;
	}
	fwrite(data, 1, (size_t)(end - data), l->pending.f);
	return (ssize_t)n;
}

static int end(void *cookie)
{
	struct lines *l = cookie;

	pass_on(l);
	memory_file_free(&l->pending);
	free(l);
	return 0;
}

FILE *lines_to(FILE *out)
{
	struct lines *l = calloc(1, sizeof *l);
	FILE *f = l ? fopencookie(l, "w", (cookie_io_functions_t){ .write = take, .close = end })
		    : NULL;

	if (!f)
		die_of_memory(0);
	l->out = out;
	memory_file_open(&l->pending);
	setvbuf(f, NULL, _IOLBF, 0);
	return f;
}
