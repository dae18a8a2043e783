#include "report/html.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "report/escape.h"

static void put_text(const struct html *h, const char *s, size_t max)
{
	if (!s)
		return;
	if (strlen(s) > max)
		s = arena_copy(h->mem, s, max);
	fputs(escape_html(h->mem, s), h->f);
}

/* Writes one argument. Returns what follows the conversion. */
static const char *convert(const struct html *h, const char *at, va_list *args)
{
	if (*at == 's') {
		put_text(h, va_arg(*args, const char *), SIZE_MAX);
		return at + 1;
	}
	if (text_starts(at, ".10s")) {
		put_text(h, va_arg(*args, const char *), 10);
		return at + 4;
	}
	if (text_starts(at, "zu")) {
		fprintf(h->f, "%zu", va_arg(*args, size_t));
		return at + 2;
	}
	if (text_starts(at, ".1f")) {
		fprintf(h->f, "%.1f", va_arg(*args, double));
		return at + 3;
	}
	if (*at == 'd')
		fprintf(h->f, "%d", va_arg(*args, int));
	else if (*at == 'g')
		fprintf(h->f, "%.7g", va_arg(*args, double));
	else if (*at == '%')
		fputc('%', h->f);
	else
		die("html_put does not know the conversion %%%s", at);
	return at + 1;
}

void html_put(const struct html *h, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	while (*format) {
		size_t n = strcspn(format, "%");

		fwrite(format, 1, n, h->f);
		format += n;
		if (*format)
			format = convert(h, format + 1, &args);
	}
	va_end(args);
}

static bool is_plain(unsigned char c)
{
	return isalnum(c) || strchr("-._/=,", c);
}

const char *html_address(struct arena *mem, const char *s)
{
	return text_percent(mem, s, is_plain);
}
