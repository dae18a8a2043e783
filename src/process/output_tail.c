#include "process/output_tail.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "process/spawner.h"

void capture_free(struct capture *c)
{
	free(c->v);
	*c = (struct capture){ 0 };
}

static void keep_bytes(struct capture *c, const char *v, size_t n)
{
	if (n > c->max - c->n) {
		c->over = true;
		n = c->max - c->n;
	}
	if (n > c->room - c->n) {
		c->room = c->n + n > 2 * c->room ? c->n + n : 2 * c->room;
		c->v = realloc(c->v, c->room);
		if (!c->v)
			die_of_memory(c->room);
	}
	if (n)
		memcpy(c->v + c->n, v, n);
	c->n += n;
}

void output_tail_drain(struct output_tail *t, int fd, size_t max, struct capture *keep)
{
	size_t taken = 0;
	ssize_t got;

	while (taken < max && (got = read(fd, t->v + t->n, sizeof t->v - 1 - t->n)) > 0) {
		if (keep)
			keep_bytes(keep, t->v + t->n, (size_t)got);
		taken += (size_t)got;
		t->n += (size_t)got;
		if (t->n > OUTPUT_TAIL) {
			memmove(t->v, t->v + t->n - OUTPUT_TAIL, OUTPUT_TAIL);
			t->n = OUTPUT_TAIL;
		}
	}
	t->v[t->n] = '\0';
}

const char *last_lines(struct arena *mem, const char *text, size_t n, size_t lines)
{
	const char *at;

	while (n && text[n - 1] == '\n')
		n--;
	for (at = text + n; at > text; at--)
		if (at[-1] == '\n' && --lines == 0)
			break;
	return arena_copy(mem, at, (size_t)(text + n - at));
}

const char *last_lines_of(struct arena *mem, const char *path, size_t lines)
{
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char text[OUTPUT_TAIL];
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = pread(fd, text, sizeof text, size > OUTPUT_TAIL ? size - OUTPUT_TAIL : 0);

	return n > 0 ? last_lines(mem, text, (size_t)n, lines) : "";
}

const char *lines_indented(struct arena *mem, const char *text, size_t most)
{
	size_t n = strlen(text);
	char *rest = arena_string(mem, text + (n > most ? n - most : 0)), *line;
	const char *out = "";

	while (n && (line = strsep(&rest, "\n")))
		out = arena_printf(mem, "%s\n  %s", out, line);
	return out;
}
