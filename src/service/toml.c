#include "service/toml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/option/problem.h"

struct reader {
	const char *at, *end, *line_at; /* the text ends with a NUL */
	unsigned line;
	struct problems *problems;
	struct words tables; /* that were opened */
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
		return refuse(r, "U+%04X stands for no character", (unsigned)cp);
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

static const char *read_key(struct reader *r)
{
	const char *begin = r->at;

	if (*r->at == '"' || *r->at == '\'')
		return read_string(r);
	while (is_bare(*r->at))
		r->at++;
	if (r->at == begin) {
		refuse(r, "a key is missing; write: key = value");
		return NULL;
	}
	return arena_copy(r->problems->mem, begin, (size_t)(r->at - begin));
}

/* [a.b], without quotes in it. */
static bool read_table(struct reader *r, const char **table)
{
	struct arena *mem = r->problems->mem;
	const char *name = "";

	if (*++r->at == '[')
		return refuse(r, "an array of tables is not supported; write [table]");
	for (;;) {
		const char *key;

		skip_blanks(r);
		if (!(key = read_key(r)))
			return false;
		if (!*key || strchr(key, '.'))
			return refuse(r, "the name of a table is empty or has a dot in quotes");
		name = arena_printf(mem, "%s%s%s", name, *name ? "." : "", key);
		skip_blanks(r);
		if (*r->at != '.')
			break;
		r->at++;
	}
	if (*r->at != ']')
		return refuse(r, "a table needs its closing bracket: [table]");
	if (words_has(&r->tables, name))
		return refuse(r, "the table [%s] is given twice", name);
	words_push(mem, &r->tables, name);
	*table = name;
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

static bool read_strings(struct reader *r, struct words *out)
{
	r->at++;
	for (;;) {
		const char *s;

		skip_space(r);
		if (*r->at == ']')
			break;
		if (*r->at != '"' && *r->at != '\'')
			return refuse(r, "an array has only strings here; write [\"a\", \"b\"]");
		if (!(s = read_string(r)))
			return false;
		words_push(r->problems->mem, out, s);
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
static bool read_integer(struct reader *r, struct toml_value *v)
{
	const char *begin = r->at;
	char digits[24] = "";
	long long value = 0;
	bool minus = *r->at == '-', ok;

	r->at += *r->at == '-' || *r->at == '+';
	ok = *r->at >= '0' && *r->at <= '9' &&
		!(*r->at == '0' && (is_bare(r->at[1]) || r->at[1] == '.'));
	for (; ok && is_bare(*r->at); r->at++) {
		if (*r->at == '_' && r->at[-1] != '_' && r->at[1] >= '0' && r->at[1] <= '9')
			continue;
		ok = *r->at >= '0' && *r->at <= '9';
		if (ok &&
			(__builtin_mul_overflow(value, 10, &value) ||
				__builtin_sub_overflow(value, *r->at - '0', &value)))
			return refuse(r, "a number that is too large");
	}
	if (ok && *r->at != '.') {
		if (!minus && value < -__LONG_LONG_MAX__)
			return refuse(r, "a number that is too large");
		snprintf(digits, sizeof digits, "%lld", minus ? value : -value);
		v->type = TOML_INTEGER;
		v->text = arena_string(r->problems->mem, digits);
		return true;
	}
	r->at = begin;
	return refuse(r,
		"this is not a value; it may be a \"string\", an integer, true, false, "
		"or an array of strings");
}

static bool read_value(struct reader *r, struct toml_value *v)
{
	static const char *const flags[] = { "true", "false" };

	if (*r->at == '"' || *r->at == '\'') {
		v->type = TOML_STRING;
		return (v->text = read_string(r)) != NULL;
	}
	if (*r->at == '[') {
		v->type = TOML_STRINGS;
		return read_strings(r, &v->strings);
	}
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (text_starts(r->at, flags[i]) && !is_bare(r->at[strlen(flags[i])])) {
			v->type = TOML_FLAG;
			v->text = flags[i];
			r->at += strlen(flags[i]);
			return true;
		}
	return read_integer(r, v);
}

static bool read_pair(struct reader *r, struct toml *out, const char *table)
{
	struct toml_value v = {
		.table = table, .line = r->line, .column = (unsigned)(r->at - r->line_at) + 1
	};
	const char *begin = r->at;

	if (!(v.key = read_key(r)))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->v[i].key, v.key) == 0 && strcmp(out->v[i].table, table) == 0) {
			r->at = begin;
			return refuse(r, "'%s' is already on line %u", v.key, out->v[i].line);
		}
	skip_blanks(r);
	if (*r->at == '.')
		return refuse(r, "a key with a dot is not supported; write [table] above the key");
	if (*r->at != '=')
		return refuse(r, "'%s' needs a value: %s = ...", v.key, v.key);
	r->at++;
	skip_blanks(r);
	if (!read_value(r, &v))
		return false;
	*ARENA_PUSH(r->problems->mem, out) = v;
	return true;
}

int toml_read(struct toml *out, const char *text, size_t n, struct problems *problems)
{
	const char *copy = arena_copy(problems->mem, text, n), *table = "";
	struct reader r = { copy, copy + n, copy, 1, problems, { 0 }, false };

	*out = (struct toml){ 0 };
	if (strlen(copy) != n || !utf8_valid(copy, n)) {
		r.at += strlen(copy) != n ? strlen(copy) : 0;
		refuse(&r, "the file is not text in UTF-8");
	}
	while (!r.failed && r.at < r.end) {
		if (skip_line_end(&r) || r.at >= r.end)
			continue;
		if (*r.at == '[' ? read_table(&r, &table) : read_pair(&r, out, table))
			if (!skip_line_end(&r) && r.at < r.end)
				refuse(&r, "more text after the end of this line's value");
	}
	return r.failed ? -1 : 0;
}
