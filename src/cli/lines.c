#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* Text comes in any pieces, but only a complete line can be checked. */
struct lines {
	FILE *out;
	struct arena mem;
	struct bytes begun; /* a line */
};

static void pass_on(struct lines *l, const char *end, size_t n)
{
	if (l->begun.n) {
		arena_append(&l->mem, &l->begun, end, n);
		arena_append(&l->mem, &l->begun, "", 1);
		end = l->begun.v;
		n = l->begun.n - 1;
		l->begun.n = 0;
	}
	text_print_line(l->out, end, n);
}

static ssize_t write_lines(void *cookie, const char *data, size_t n)
{
	struct lines *l = cookie;
	const char *end = data + n, *newline;

	while ((newline = memchr(data, '\n', (size_t)(end - data)))) {
		pass_on(l, data, (size_t)(newline - data));
		fputc('\n', l->out);
		data = newline + 1;
	}
	arena_append(&l->mem, &l->begun, data, (size_t)(end - data));
	return (ssize_t)n;
}

static int end_lines(void *cookie)
{
	struct lines *l = cookie;

	pass_on(l, "", 0);
	arena_free(&l->mem);
	free(l);
	return 0;
}

FILE *lines_to(FILE *out)
{
	struct lines *l = calloc(1, sizeof *l);
	FILE *f = l ? fopencookie(l, "w",
			      (cookie_io_functions_t){ .write = write_lines, .close = end_lines })
		    : NULL;

	if (!f)
		die_of_memory(0);
	l->out = out;
	setvbuf(f, NULL, _IONBF, 0);
	return f;
}
