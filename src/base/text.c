#include "base/text.h"

#include <ctype.h>
#include <fnmatch.h>
#include <strings.h>

#include "base/arena.h"

bool text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool text_has_one(const char *s, const char *const *list)
{
	while (*list && !strstr(s, *list))
		list++;
	return *list;
}

int text_choice(const char *const *list, const char *word)
{
	for (int i = 0; list[i]; i++)
		if (text_equal(list[i], word))
			return i;
	return -1;
}

size_t text_index(const void *v, size_t n, size_t size, size_t offset, const char *word)
{
	for (size_t i = 0; i < n; i++) {
		const void *member = (const char *)v + i * size + offset;

		if (text_equal(*(const char *const *)member, word))
			return i;
	}
	return n;
}

size_t utf8_next(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *u = (const unsigned char *)s;
	size_t len;
	uint32_t c;

	if (n == 0)
		return 0;
	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	len = u[0] >= 0xf0 ? 4 : u[0] >= 0xe0 ? 3 : 2;
	if (u[0] < 0xc2 || u[0] > 0xf4 || n < len)
		return 0;
	c = u[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3fU);
	}
	if (c < smallest[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*cp = c;
	return len;
}

size_t utf8_encode(char out[4], uint32_t cp)
{
	size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (len == 1) {
		out[0] = (char)cp;
		return 1;
	}
	for (size_t i = len; i-- > 1; cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)((0xf00U >> len & 0xf0) | cp);
	return len;
}

bool utf8_valid(const char *s, size_t n)
{
	uint32_t cp;

	for (size_t i = 0, len; i < n; i += len) {
		len = (unsigned char)s[i] < 0x80 ? 1 : utf8_next(s + i, n - i, &cp);
		if (len == 0)
			return false;
	}
	return true;
}

size_t utf8_width(const char *s)
{
	size_t width = 0;

	for (; *s; s++)
		width += (*s & 0xc0) != 0x80;
	return width;
}

bool text_harmless(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} harmful[] = {
		/* clang-format off */
		{ 0, 0x1f },
		{ 0x7f, 0x9f },
		{ 0x61c, 0x61c },   /* Arabic letter mark */
		{ 0x200b, 0x200f }, /* of no width, direction marks */
		{ 0x2028, 0x202e }, /* separators, embeddings, overrides */
		{ 0x2060, 0x206f }, /* invisible operators, isolates */
		{ 0xfeff, 0xfeff },
		{ 0xfff9, 0xfffb }, /* interlinear annotation */
		{ 0xfffe, 0xffff },
		{ 0xe0000, 0xe007f }, /* tags */
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_SIZE(harmful); i++)
		if (cp <= harmful[i].last)
			return cp < harmful[i].first;
	return true;
}

static bool is_printable(char c)
{
	return c >= ' ' && c < 0x7f;
}

/* The character at the beginning of s is harmful, or not UTF-8 (len 0). */
static void print_escape(FILE *out, const char *s, size_t len, uint32_t cp)
{
	if (len && cp == '\n')
		fputs("\\n", out);
	else if (len && cp == '\t')
		fputs("\\t", out);
	else if (len && cp > 0xff)
		fprintf(out, "\\u%04x", (unsigned)cp);
	else
		fprintf(out, "\\x%02x", len ? (unsigned)cp : (unsigned char)*s);
}

static void print_safe(FILE *out, const char *s, const char *end)
{
	const char *from = s;
	size_t len;
	uint32_t cp;

	for (; s < end; s += len) {
		len = 1;
		if (is_printable(*s))
			continue;
		len = utf8_next(s, (size_t)(end - s), &cp);
		if (len && text_harmless(cp))
			continue;
		fwrite(from, 1, (size_t)(s - from), out);
		print_escape(out, s, len, cp);
		len = len ? len : 1;
		from = s + len;
	}
	fwrite(from, 1, (size_t)(end - from), out);
}

void text_print_safe(FILE *out, const char *s)
{
	print_safe(out, s, s + strlen(s));
}

size_t text_mark(const char *s)
{
	size_t n = 2;

	if (s[0] != '#' || s[1] != '#')
		return 0;
	while (isalpha((unsigned char)s[n]))
		n++;
	return s[n] == '[' ? n + 1 : 0;
}

void text_print_line(FILE *out, const char *line, size_t n)
{
	const char *end = line + n, *from = line, *mark;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line >= 2 && line[0] == ':' && line[1] == ':') {
		print_safe(out, from, line);
		fputs("\\x3a", out);
		from = ++line;
	}
	while ((mark = memchr(line, '#', (size_t)(end - line)))) {
		line = mark + 1;
		if (!text_mark(mark))
			continue;
		print_safe(out, from, mark);
		fputs("\\x23", out);
		from = line;
	}
	print_safe(out, from, end);
}

bool text_lists(const char *list, size_t n, const char *separators, const char *word)
{
	const char *end = list + n;
	size_t length;

	for (; list < end; list += length + 1) {
		for (length = 0; list + length < end && !strchr(separators, list[length]);)
			length++;
		if (length == strlen(word) && strncasecmp(list, word, length) == 0)
			return true;
	}
	return false;
}

bool text_glob(const char *pattern, const char *s)
{
	return fnmatch(pattern, s, 0) == 0;
}

/* Optimal string alignment: insert, delete, replace, swap neighbours. */
static size_t edits(const char *a, const char *b)
{
	enum { LONGEST = 40 };
	size_t row[3][LONGEST + 1], n = strlen(a), m = strlen(b);
	size_t *before = row[0], *last = row[1], *now = row[2], *spare;

	if (n > LONGEST || m > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= m; j++)
		last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			now[j] = best;
		}
		spare = before, before = last, last = now, now = spare;
	}
	return last[m];
}

struct nearest nearest_begin(const char *word)
{
	size_t n = strlen(word);

	return (struct nearest){ .word = word, .distance = (n + 2) / 3 + 1 };
}

void nearest_offer(struct nearest *n, const char *candidate)
{
	size_t d = edits(n->word, candidate);

	/* A prefix is nearly always the intended word, however much is missing. */
	if (strlen(n->word) >= 3 && text_starts(candidate, n->word))
		d = 1;
	else if (strlen(n->word) >= 3 && d > 2 && strstr(candidate, n->word))
		d = 2; /* "small" for "parse/small" */
	if (d < n->distance) {
		n->distance = d;
		n->best = candidate;
	}
}

const char *nearest_hint(const struct nearest *n, struct arena *mem)
{
	return n->best ? arena_printf(mem, "; did you mean '%s'?", n->best) : "";
}

const char *text_also(struct arena *mem, const char *list, const char *separator, const char *text)
{
	if (!text || !*text)
		return list;
	return list && *list ? arena_printf(mem, "%s%s%s", list, separator, text) : text;
}

char *text_replace(char *s, char from, char to)
{
	for (char *c = s; (c = strchr(c, from)); c++)
		*c = to;
	return s;
}

char *text_drop(char *s, char c)
{
	char *to = s;

	for (const char *from = s; *from; from++)
		if (*from != c)
			*to++ = *from;
	*to = '\0';
	return s;
}

char *text_slug(struct arena *mem, const char *s)
{
	char *slug = arena_alloc(mem, strlen(s) + 1);
	size_t n = 0;

	for (; *s; s++) {
		unsigned char c = (unsigned char)tolower((unsigned char)*s);

		if (c < 0x80 && (isalnum(c) || c == '.' || c == '_'))
			slug[n++] = (char)c;
		else if (n && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	while (n && (slug[n - 1] == '-' || slug[n - 1] == '.'))
		n--;
	slug[n] = '\0';
	return slug;
}

char *text_percent(struct arena *mem, const char *s, bool (*stays)(unsigned char c))
{
	static const char digits[] = "0123456789ABCDEF";
	char *out = arena_alloc(mem, 3 * strlen(s) + 1), *at = out;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (stays(c)) {
			*at++ = *s;
			continue;
		}
		*at++ = '%';
		*at++ = digits[c >> 4];
		*at++ = digits[c & 15];
	}
	return out;
}

void text_base64(char *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)bytes[i] << 16;

		three |= i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0;
		three |= i + 2 < n ? bytes[i + 2] : 0;
		*out++ = digits[three >> 18];
		*out++ = digits[three >> 12 & 63];
		*out++ = i + 1 < n ? digits[three >> 6 & 63] : '=';
		*out++ = i + 2 < n ? digits[three & 63] : '=';
	}
	*out = '\0';
}
