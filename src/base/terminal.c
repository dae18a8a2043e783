#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"

enum { LEAST = 20, MOST = 10000 }; /* columns */

static bool locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *v = getenv(names[i]);

		if (v && *v)
			return strcasestr(v, "utf-8") || strcasestr(v, "utf8");
	}
	return false;
}

struct terminal terminal_of(int fd)
{
	const char *term = getenv("TERM"), *no_colour = getenv("NO_COLOR");
	const char *columns = getenv("COLUMNS");
	struct terminal t = { .columns = 80, .rows = 24, .unicode = locale_is_utf8() };
	struct winsize size;
	size_t given;

	t.live = isatty(fd) && term && strcmp(term, "dumb") != 0;
	t.colour = t.live && !(no_colour && *no_colour);
	if (!t.live)
		return t;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
		t.columns = size.ws_col >= LEAST ? size.ws_col : t.columns;
		t.rows = size.ws_row ? size.ws_row : t.rows;
	}
	given = columns ? strtoul(columns, NULL, 10) : 0;
	if (given >= LEAST && given <= MOST)
		t.columns = given;
	return t;
}
