#include "cli/cli.h"

#include <stdlib.h>

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
	memory_file_end(&l->pending);
	text_print_line(l->out, l->pending.data);
	memory_file_free(&l->pending);
	memory_file_open(&l->pending);
}

static ssize_t take(void *cookie, const char *data, size_t n)
{
	struct lines *l = cookie;

	for (size_t i = 0; i < n; i++) {
		if (data[i] == '\n') {
			pass_on(l);
			fputc('\n', l->out);
		} else {
			fputc(data[i] ? data[i] : ' ', l->pending.f);
		}
	}
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
