#include "report/format/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/escape.h"
#include "report/report.h"

const char *page_safe(const struct page *page, const char *s)
{
	return escape_terminal(page->words.mem, s, page->style->unicode);
}

void page_coloured(const struct page *page, enum colour colour, const char *safe)
{
	static const char *const codes[] = { [COLOUR_BAD] = "\033[1;31m",
		[COLOUR_DOUBTFUL] = "\033[33m",
		[COLOUR_GOOD] = "\033[32m",
		[COLOUR_FAINT] = "\033[2m" };

	if (page->style->colour && colour != COLOUR_NONE && *safe)
		fprintf(page->f, "%s%s\033[0m", codes[colour], safe);
	else
		fputs(safe, page->f);
}

size_t page_wrapped(const struct page *page, size_t at, size_t indent, const char *s)
{
	bool first = true;

	while (*s) {
		size_t n = strcspn(s, " ");
		size_t width = utf8_width(arena_copy(page->words.mem, s, n));

		if (!first && at + 1 + width > page->columns) {
			fprintf(page->f, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			fputc(' ', page->f);
			at++;
		}
		fwrite(s, 1, n, page->f);
		at += width;
		s += n + (s[n] == ' ');
		first = false;
	}
	return at;
}
