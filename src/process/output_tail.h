/* The end of what a process prints. */
#pragma once

#include <stddef.h>

struct arena;
struct capture;

enum { OUTPUT_TAIL = 16384 }; /* bytes kept */

struct output_tail {
	char v[2 * OUTPUT_TAIL + 1]; /* n bytes and a NUL */
	size_t n;
};

/* Reads what fd, which does not block, has now, up to about max bytes, and adds all to keep,
 * unless that is NULL. */
void output_tail_drain(struct output_tail *t, int fd, size_t max, struct capture *keep);

/* The last lines of n bytes, without the newline at the end. */
const char *last_lines(struct arena *mem, const char *text, size_t n, size_t lines);
/* The same of a file, as far as its last OUTPUT_TAIL bytes have them; "": it cannot be read. */
const char *last_lines_of(struct arena *mem, const char *path, size_t lines);

/* At most the last `most` bytes of a text, each line indented behind a newline; "" of "". */
const char *lines_indented(struct arena *mem, const char *text, size_t most);
