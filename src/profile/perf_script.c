#include <string.h>

#include "base/text.h"
#include "model/run/stacks.h"
#include "profile/profiler.h"

/* "  7f3c1b addr_name": what follows the address. */
static char *symbol(char *line)
{
	char *s = line + strspn(line, " \t");

	s += strspn(s, "0123456789abcdef");
	s += strspn(s, " \t");
	return *s ? s : NULL;
}

/* A stack that perf cannot walk has many of them in a row, which say no more than one. */
static bool is_same_unknown(const char *before, const char *name)
{
	return text_equal(before, name) && text_equal(name, "[unknown]");
}

void perf_script_read(struct stacks *s, struct arena *mem, char *text)
{
	const char *frames[STACK_FRAMES_MAX + 1], *command = NULL;
	size_t n = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (*line && *line != ' ' && *line != '\t') {
			command = line;
			n = 0;
		} else if (*line && command) {
			char *name = symbol(line);

			if (name && n < STACK_FRAMES_MAX &&
				!(n && is_same_unknown(frames[n - 1], name)))
				frames[n++] = name;
		}
		if ((!*line || !text) && command) {
			frames[n++] = command; /* the caller of all */
			if (n > 1)
				stacks_add_inside_out(s, mem, frames, n, 1);
			command = NULL;
		}
	}
}
