#include "report/escape.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

/* Applies `put` to s line by line, with `newline` between the lines. */
static char *by_line(struct arena *mem, const char *s, const char *newline,
	void (*put)(FILE *out, const char *line))
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	char *line, *rest = arena_string(mem, s);

	while ((line = strsep(&rest, newline ? "\n" : ""))) {
		FREES_MEMORY_FILE struct memory_file safe = MEMORY_FILE(safe);

		text_print_line(safe.f, line, strlen(line));
		memory_file_end(&safe);
		put(m.f, safe.data);
		if (rest && newline)
			fputs(newline, m.f);
	}
	return memory_file_copy(mem, &m);
}

static void put_plain(FILE *out, const char *line)
{
	fputs(line, out);
}

/* Nearly all text is harmless ASCII, which is only copied. */
static bool is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f ||
			(s[0] == s[1] && (*s == ':' || *s == '#')))
			return false;
	return true;
}

char *escape_line(struct arena *mem, const char *s)
{
	return is_plain(s) ? arena_string(mem, s) : by_line(mem, s, NULL, put_plain);
}

char *escape_lines(struct arena *mem, const char *s)
{
	return is_plain(s) ? arena_string(mem, s) : by_line(mem, s, "\n", put_plain);
}

/* The n-th code point of valid UTF-8 (invalid bytes count as one each). */
static const char *skip_points(const char *s, size_t n)
{
	uint32_t cp;

	while (n-- && *s) {
		size_t len = utf8_next(s, strnlen(s, 4), &cp);

		s += len ? len : 1;
	}
	return s;
}

char *escape_shorten(struct arena *mem, const char *s, size_t max)
{
	size_t width = utf8_width(s), tail = max / 3;
	const char *cut, *rest;

	if (max == 0 || width <= max)
		return arena_string(mem, s);
	cut = skip_points(s, max - tail - 1);
	rest = skip_points(s, width - tail);
	/* Between words, where the words are not longer than the rest. */
	for (const char *p = cut; p > s && 2 * (p - s) > cut - s && cut[-1] != ' ' && *cut != ' ';
		p--)
		if (p[-1] == ' ')
			cut = p;
	for (const char *p = rest; *p && strlen(p) > strlen(rest) / 2 && rest[-1] != ' '; p++)
		if (*p == ' ')
			rest = p + 1;
	return arena_printf(mem, "%.*s\xe2\x80\xa6%s", (int)(cut - s), s, rest);
}

/* Our typography in ASCII; any other character by its number. */
static void put_ascii(FILE *out, uint32_t cp)
{
	static const struct {
		uint32_t cp;
		const char *ascii;
	} table[] = { { 0xb1, "+-" }, { 0xb5, "u" }, { 0xb7, "-" }, { 0x2026, "..." },
		{ 0x221e, "inf" } };

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].cp == cp) {
			fputs(table[i].ascii, out);
			return;
		}
	}
	if (cp >= 0x2581 && cp <= 0x2588) /* a spark line's bars */
		fputc((int)('1' + (cp - 0x2581)), out);
	else
		fprintf(out, cp > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)cp);
}

static char *by_point(struct arena *mem, const char *line, bool unicode)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	bool starts_word = true;
	uint32_t cp;

	for (size_t len, n = strlen(line); n; line += len, n -= len) {
		len = utf8_next(line, n, &cp);
		/* A CI runner takes a line that begins with "::" for a command. Lines break between
		 * words, so no word may begin with it. */
		if (starts_word && text_starts(line, "::"))
			fprintf(m.f, "\\x%02x", (unsigned char)*line);
		else if (cp < 0x80 || unicode)
			fwrite(line, 1, len, m.f);
		else
			put_ascii(m.f, cp);
		starts_word = cp == ' ';
	}
	return memory_file_copy(mem, &m);
}

char *escape_terminal(struct arena *mem, const char *s, bool unicode)
{
	return is_plain(s) ? arena_string(mem, s) : by_point(mem, escape_line(mem, s), unicode);
}

static void put_entity(FILE *out, char c)
{
	fprintf(out, "&#%d;", c);
}

/* Whether GitHub takes the word for the id of a commit, or for an issue such as GH-12. A number is
 * none; a text that is an id and nothing else is one, and stays. */
static bool is_reference(const char *word, bool first)
{
	size_t digits = strspn(word, "0123456789"), hex = strspn(word, "0123456789abcdefABCDEF");

	if (strncasecmp(word, "GH-", 3) == 0)
		return isdigit((unsigned char)word[3]);
	return hex >= 7 && hex <= 64 && digits < hex && !isalnum((unsigned char)word[hex]) &&
		!(first && hex == 40 && !word[hex]);
}

/* Entities instead of backslashes, because they work in tables, in code elements and in HTML. A
 * zero-width space keeps GitHub, which reads the rendered text, from seeing
 * mentions and references. */
static void put_markdown(FILE *out, const char *s)
{
	for (const char *p = s; *p; p++) {
		bool after_word = p > s && isalnum((unsigned char)p[-1]);
		bool before_word = isalnum((unsigned char)p[1]);

		if (strchr("&<>|`[]\\*~$", *p) || (*p == '_' && !(after_word && before_word)) ||
			(*p == ':' && p[1] == '/') ||
			(*p == '.' && p > s && tolower((unsigned char)p[-1]) == 'w'))
			put_entity(out, *p);
		else if (*p == '@' || (*p == '#' && before_word) ||
			(!after_word && is_reference(p, p == s)))
			fprintf(out, "%c&#8203;", *p);
		else
			fputc(*p, out);
	}
}

char *escape_markdown(struct arena *mem, const char *s)
{
	return by_line(mem, s, "<br>", put_markdown);
}

/* A code span can hold any text except what its host splits at; a table splits at pipes. */
char *escape_markdown_code(struct arena *mem, const char *s)
{
	const char *line = escape_line(mem, s);
	size_t n = strlen(line);

	if (n == 0)
		return arena_string(mem, "");
	if (!strpbrk(line, "|`\\&<>@#$") && line[0] != ' ' && line[n - 1] != ' ')
		return arena_printf(mem, "`%s`", line);
	return arena_printf(mem, "<code>%s</code>", escape_markdown(mem, line));
}

static void put_html(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (strchr("&<>\"'", *s))
			put_entity(out, *s);
		else
			fputc(*s, out);
	}
}

char *escape_html(struct arena *mem, const char *s)
{
	if (is_plain(s) && !strpbrk(s, "&<>\"'"))
		return arena_string(mem, s);
	return by_line(mem, s, "\n", put_html);
}

/* Characters that end a part of a workflow command, in percents. */
static void put_message(FILE *out, const char *s)
{
	for (; *s; s++)
		fprintf(out, *s == '%' ? "%%%02X" : "%c", (unsigned char)*s);
}

static void put_property(FILE *out, const char *s)
{
	for (; *s; s++)
		fprintf(out, strchr("%:,", *s) ? "%%%02X" : "%c", (unsigned char)*s);
}

char *escape_github(struct arena *mem, const char *s)
{
	return by_line(mem, s, "%0A", put_message);
}

char *escape_github_property(struct arena *mem, const char *s)
{
	return by_line(mem, s, "%0A", put_property);
}
