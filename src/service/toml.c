#include "service/toml.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/option/document.h"
#include "model/option/problem.h"

struct reader {
	const char *at, *end, *line_at; /* the text ends with a NUL */
	unsigned line;
	struct problems *problems;
	struct ARENA_LIST(const struct node *) opened; /* tables */
	bool failed;
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	if (r->failed)
		return false;
	r->failed = true;
	va_start(ap, fmt);
	problem_add_v(r->problems, r->line, (unsigned)(r->at - r->line_at) + 1, fmt, ap);
	va_end(ap);
	return false;
}

static bool is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_' || c == '-';
}

static void skip_blanks(struct reader *r)
{
	while (*r->at == ' ' || *r->at == '\t')
		r->at++;
}

/* A newline, or a comment and a newline; both may be missing. */
static bool skip_line_end(struct reader *r)
{
	skip_blanks(r);
	if (*r->at == '#')
		while (r->at < r->end && *r->at != '\n' && !(*r->at == '\r' && r->at[1] == '\n')) {
			if (((unsigned char)*r->at < ' ' && *r->at != '\t') || *r->at == 0x7f)
				return refuse(r, "a control character in a comment");
			r->at++;
		}
	if (*r->at == '\r' && r->at[1] == '\n')
		r->at++;
	if (*r->at != '\n')
		return false;
	r->line_at = ++r->at;
	r->line++;
	return true;
}

static struct node *make(const struct reader *r)
{
	struct node *node = arena_alloc(r->problems->mem, sizeof *node);

	node->line = r->line;
	node->column = (unsigned)(r->at - r->line_at) + 1;
	return node;
}

/* False: there is no text, which was noted. */
static bool set_text(struct node *node, const char *text)
{
	node->text = text;
	node->text_n = text ? strlen(text) : 0;
	return text;
}

/* The value of n hexadecimal digits, as UTF-8. */
static bool read_code_point(struct reader *r, size_t n, char *out, size_t *len)
{
	uint32_t cp = 0;

	for (size_t i = 0; i < n; i++, r->at++) {
		const char *digits = "0123456789abcdef", *d;
		char c = *r->at >= 'A' && *r->at <= 'F' ? (char)(*r->at | 0x20) : *r->at;

		if (!c || !(d = strchr(digits, c)))
			return refuse(r, "an escape needs %zu hexadecimal digits", n);
		cp = cp << 4 | (uint32_t)(d - digits);
	}
	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return refuse(r, "U+%04X is not a character", (unsigned)cp);
	*len += utf8_encode(out + *len, cp);
	return true;
}

static bool read_escape(struct reader *r, char *out, size_t *len)
{
	static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
	const char *known;

	r->at++;
	if (*r->at == 'u' || *r->at == 'U')
		return read_code_point(r, *r->at++ == 'u' ? 4 : 8, out, len);
	known = *r->at ? strchr(from, *r->at) : NULL;
	if (!known)
		return refuse(r,
			"an unknown escape; write \\\\ for a backslash, "
			"or the text in single quotes");
	out[(*len)++] = to[known - from];
	r->at++;
	return true;
}

/* Bytes up to the closing quote or the end of the line. No escape is shorter than what it means. */
static size_t string_room(const char *begin)
{
	size_t n = 1;

	while (begin[n] && begin[n] != '\n' && begin[n] != *begin)
		n += begin[n] == '\\' && *begin == '"' && begin[n + 1] ? 2 : 1;
	return n;
}

/* A string on one line; NULL after noting a fault. */
static const char *read_string(struct reader *r)
{
	const char quote = *r->at, *begin = r->at;
	char *out;
	size_t len = 0;

	if (r->at[1] == quote && r->at[2] == quote) {
		refuse(r, "a string over several lines is not supported; use one pair of quotes");
		return NULL;
	}
	out = arena_alloc(r->problems->mem, string_room(begin) + 1);
	r->at++;
	while (*r->at != quote) {
		unsigned char c = (unsigned char)*r->at;

		if (c == '\n' || r->at >= r->end)
			refuse(r, "a string without its closing quote");
		else if ((c < ' ' && c != '\t') || c == 0x7f)
			refuse(r, "a control character in a string");
		else if (c == '\\' && quote == '"')
			read_escape(r, out, &len);
		else
			out[len++] = *r->at++;
		if (r->failed)
			return NULL;
	}
	r->at++;
	out[len] = '\0';
	return out;
}

static struct node *read_key(struct reader *r)
{
	struct node *key = make(r);
	const char *begin = r->at;

	if (*r->at == '"' || *r->at == '\'')
		return set_text(key, read_string(r)) ? key : NULL;
	while (is_bare(*r->at))
		r->at++;
	if (r->at == begin) {
		refuse(r, "a key is missing; write: key = value");
		return NULL;
	}
	set_text(key, arena_copy(r->problems->mem, begin, (size_t)(r->at - begin)));
	return key;
}

/* The table of that name inside another one, which is made if need be. */
static struct node *inner(const struct reader *r, struct node *table, const struct node *key)
{
	struct node *made;

	for (size_t i = 0; i < table->n; i++)
		if (table->v[i].value->type == NODE_MAP &&
			strcmp(table->v[i].key->text, key->text) == 0)
			return (struct node *)(uintptr_t)table->v[i].value;
	made = make(r);
	made->type = NODE_MAP;
	*ARENA_PUSH(r->problems->mem, table) = (struct member){ key, made };
	return made;
}

/* [a.b], without quotes in it. */
static bool read_table(struct reader *r, struct node **table)
{
	const char *name = ++r->at;

	if (*r->at == '[')
		return refuse(r, "an array of tables is not supported; write [table]");
	for (;;) {
		const struct node *key;

		skip_blanks(r);
		if (!(key = read_key(r)))
			return false;
		if (!*key->text || strchr(key->text, '.'))
			return refuse(r, "the name of a table is empty or has a dot in quotes");
		*table = inner(r, *table, key);
		skip_blanks(r);
		if (*r->at != '.')
			break;
		r->at++;
	}
	if (*r->at != ']')
		return refuse(r, "a table needs its closing bracket: [table]");
	for (size_t i = 0; i < r->opened.n; i++)
		if (r->opened.v[i] == *table)
			return refuse(r, "the table [%.*s] is given twice", (int)(r->at - name),
				name);
	*ARENA_PUSH(r->problems->mem, &r->opened) = *table;
	r->at++;
	return true;
}

/* What may be between the elements of an array. */
static void skip_space(struct reader *r)
{
	do
		skip_blanks(r);
	while (skip_line_end(r));
}

static bool read_strings(struct reader *r, struct node *list)
{
	list->type = NODE_LIST;
	r->at++;
	for (;;) {
		struct node *s;

		skip_space(r);
		if (*r->at == ']')
			break;
		if (*r->at != '"' && *r->at != '\'')
			return refuse(r, "an array has only strings here; write [\"a\", \"b\"]");
		s = make(r);
		if (!set_text(s, read_string(r)))
			return false;
		ARENA_PUSH(r->problems->mem, list)->value = s;
		skip_space(r);
		if (*r->at == ',')
			r->at++;
		else if (*r->at != ']')
			return refuse(r, "an array needs a comma or its closing bracket");
	}
	r->at++;
	return !r->failed;
}

/* A whole number in decimal, with underscores between its digits. */
static bool is_whole(const char *s)
{
	s += *s == '-' || *s == '+';
	if (!isdigit((unsigned char)*s) || (*s == '0' && s[1]))
		return false;
	while (isdigit((unsigned char)*s) || (*s == '_' && isdigit((unsigned char)s[1])))
		s++;
	return !*s;
}

/* A value without quotes; the option that it is for knows which numbers fit. */
static bool read_plain(struct reader *r, struct node *v)
{
	size_t n = strspn(r->at, "+.");
	char *text, *to;

	while (is_bare(r->at[n]) || r->at[n] == '.')
		n++;
	text = to = arena_copy(r->problems->mem, r->at, n);
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0 && !is_whole(text))
		return refuse(r,
			"this is not a value; it may be a \"string\", an integer, true, false, "
			"or an array of strings");
	for (const char *from = text + (*text == '+'); (*to = *from); from++)
		to += *from != '_';
	r->at += n;
	v->plain = true;
	return set_text(v, text);
}

static struct node *read_value(struct reader *r)
{
	struct node *v = make(r);
	bool fine = *r->at == '"' || *r->at == '\'' ? set_text(v, read_string(r))
		: *r->at == '['                     ? read_strings(r, v)
						    : read_plain(r, v);

	return fine ? v : NULL;
}

static bool read_pair(struct reader *r, struct node *table)
{
	const struct node *key = read_key(r), *value;

	if (!key)
		return false;
	skip_blanks(r);
	if (*r->at == '.')
		return refuse(r, "a key with a dot is not supported; write [table] above the key");
	if (*r->at != '=')
		return refuse(r, "'%s' needs a value: %s = ...", key->text, key->text);
	r->at++;
	skip_blanks(r);
	if (!(value = read_value(r)))
		return false;
	*ARENA_PUSH(r->problems->mem, table) = (struct member){ key, value };
	return true;
}

/* A table, or a key of the table that was opened last. */
static bool read_line(struct reader *r, struct node *root, struct node **table)
{
	if (*r->at != '[')
		return read_pair(r, *table);
	*table = root;
	return read_table(r, table);
}

const struct node *toml_read(const char *text, size_t n, struct problems *problems)
{
	const char *copy = arena_copy(problems->mem, text, n);
	struct reader r = { copy, copy + n, copy, 1, problems, { 0 }, false };
	struct node *root = make(&r), *table = root;

	root->type = NODE_MAP;
	if (strlen(copy) != n || !utf8_valid(copy, n)) {
		r.at += strlen(copy) != n ? strlen(copy) : 0;
		refuse(&r, "the file is not text in UTF-8");
	}
	while (!r.failed && r.at < r.end) {
		if (skip_line_end(&r) || r.at >= r.end)
			continue;
		if (read_line(&r, root, &table) && !skip_line_end(&r) && r.at < r.end)
			refuse(&r, "more text after the end of this line's value");
	}
	return r.failed ? NULL : root;
}
