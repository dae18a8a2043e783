#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/arena.h"

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
	struct terminal t = { .columns = 80, .unicode = locale_is_utf8() };
	struct winsize size;

	t.live = isatty(fd) && term && strcmp(term, "dumb") != 0;
	t.colour = t.live && !(no_colour && *no_colour);
	if (t.live && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		t.columns = size.ws_col;
	return t;
}
