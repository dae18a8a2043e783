#include "benchctl/json_read.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "benchctl/arena.h"
#include "benchctl/text.h"

enum { WINDOW = 1 << 16, TOKEN_MAX = 16 << 20 };

void json_open_fd(struct json *j, const char *name, int fd, size_t max)
{
	*j = (struct json){ .name = name, .fd = fd, .line = 1, .max = max, .owned = true };
}

void json_open_text(struct json *j, const char *name, const char *text, size_t n)
{
	/* The window is only ever read through when it is not owned. */
	*j = (struct json){ .name = name, .fd = -1, .line = 1, .buf = (char *)(uintptr_t)text,
		.len = n, .total = n, .max = n, .at_eof = true };
}

void json_close(struct json *j)
{
	if (j->owned)
		free(j->buf);
	free(j->token);
	for (size_t i = 0; i <= JSON_DEPTH_MAX; i++) {
		free(j->keys[i].slot);
		j->keys[i] = (struct json_keys){ 0 };
	}
	j->buf = j->token = NULL;
	j->pos = j->len = j->cap = j->token_cap = 0;
	j->at_eof = true;
}

size_t json_offset(const struct json *j)
{
	return j->total - j->len + j->pos;
}

void json_refuse(struct json *j, const char *fmt, ...)
{
	char what[512];
	va_list ap;

	if (j->failed)
		return;
	j->failed = true;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	error_set(&j->error, "%s:%zu:%zu: %s", j->name, j->line, json_offset(j) - j->line_start + 1,
		what);
}

/* Makes at least `want` bytes from pos available if the input has them. Returns how many are. */
static size_t fill(struct json *j, size_t want)
{
	while (j->len - j->pos < want && !j->at_eof) {
		ssize_t got;

		if (j->pos) {
			memmove(j->buf, j->buf + j->pos, j->len - j->pos);
			j->len -= j->pos;
			j->pos = 0;
		}
		if (j->len == j->cap) {
			size_t cap = j->cap ? j->cap * 2 : WINDOW;
			char *grown = realloc(j->buf, cap);

			if (!grown)
				die("out of memory (%zu bytes)", cap);
			j->buf = grown;
			j->cap = cap;
		}
		do
			got = read(j->fd, j->buf + j->len, j->cap - j->len);
		while (got < 0 && errno == EINTR);
		if (got < 0) {
			j->at_eof = true;
			json_refuse(j, "%s", strerror(errno));
		} else if (got == 0) {
			j->at_eof = true;
		} else {
			j->len += (size_t)got;
			j->total += (size_t)got;
			if (j->total > j->max) {
				j->at_eof = true;
				json_refuse(j, "larger than %zu bytes", j->max);
			}
		}
	}
	return j->len - j->pos;
}

/* The next byte that is not white space, or 0 at the end. It is not taken. */
static char skip_space(struct json *j)
{
	for (;;) {
		while (j->pos < j->len) {
			char c = j->buf[j->pos];

			if (c == '\n') {
				j->line++;
				j->line_start = json_offset(j) + 1;
			} else if (c != ' ' && c != '\t' && c != '\r') {
				return c;
			}
			j->pos++;
		}
		if (fill(j, 1) == 0)
			return 0;
	}
}

static const char *describe(char c)
{
	return c == 0 ? "the end of the file" : c == '{' ? "an object" : c == '[' ? "an array"
		: c == '"'				 ? "a string"
		: c == '-' || isdigit((unsigned char)c)	 ? "a number"
		: c == 't' || c == 'f'			 ? "a boolean"
		: c == 'n'				 ? "null"
							 : "something that is not JSON";
}

static bool expect(struct json *j, const char *what, bool matches, char c)
{
	if (j->failed)
		return false;
	if (!matches)
		json_refuse(j, "expected %s, found %s", what, describe(c));
	return matches;
}

enum json_type json_peek(struct json *j)
{
	if (j->failed)
		return JSON_NONE;
	switch (skip_space(j)) {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't':
	case 'f': return JSON_BOOL;
	case 'n': return JSON_NULL;
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9': return JSON_NUMBER;
	default: return JSON_NONE;
	}
}

static void enter(struct json *j, char open, const char *what)
{
	char c = skip_space(j);

	if (!expect(j, what, c == open, c))
		return;
	if (j->depth == JSON_DEPTH_MAX) {
		json_refuse(j, "nested deeper than %d levels", JSON_DEPTH_MAX);
		return;
	}
	j->pos++;
	j->depth++;
	j->first[j->depth] = true;
	j->object[j->depth] = open == '{';
	if (open == '{' && j->keys[j->depth].n) {
		j->keys[j->depth].n = 0;
		memset(j->keys[j->depth].slot, 0, j->keys[j->depth].cap * sizeof(uint64_t));
	}
}

void json_object(struct json *j)
{
	enter(j, '{', "an object");
}

void json_array(struct json *j)
{
	enter(j, '[', "an array");
}

/* Whether the container that is open has another member; takes the comma or the closing bracket. */
static bool more(struct json *j, char close)
{
	char c = skip_space(j);

	if (j->failed)
		return false;
	if (c == close) {
		j->pos++;
		j->depth--;
		return false;
	}
	if (!j->first[j->depth]) {
		if (c != ',') {
			json_refuse(j, "expected ',' or '%c', found %s", close, describe(c));
			return false;
		}
		j->pos++;
		c = skip_space(j);
		if (c == close) {
			json_refuse(j, "a comma before '%c'", close);
			return false;
		}
	}
	j->first[j->depth] = false;
	return !j->failed;
}

bool json_item(struct json *j)
{
	return more(j, ']');
}

static bool key_is_new(struct json_keys *k, uint64_t hash)
{
	size_t i;

	if (k->n * 2 >= k->cap) {
		struct json_keys grown = { .cap = k->cap ? k->cap * 2 : 32 };

		grown.slot = calloc(grown.cap, sizeof *grown.slot);
		if (!grown.slot)
			die("out of memory (%zu keys)", grown.cap);
		for (i = 0; i < k->cap; i++)
			if (k->slot[i])
				key_is_new(&grown, k->slot[i]);
		free(k->slot);
		*k = grown;
	}
	for (i = hash & (k->cap - 1); k->slot[i]; i = (i + 1) & (k->cap - 1))
		if (k->slot[i] == hash)
			return false;
	k->slot[i] = hash;
	k->n++;
	return true;
}

/* FNV-1a with a final mix; 64 bits, so that equal hashes may be taken for equal keys. */
static uint64_t key_hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	h ^= h >> 32;
	return h ? h : 1;
}

const char *json_key(struct json *j)
{
	char c;

	if (!more(j, '}'))
		return NULL;
	c = skip_space(j);
	if (!expect(j, "a key", c == '"', c) || !json_string(j) || j->failed)
		return NULL;
	if (!key_is_new(&j->keys[j->depth], key_hash(j->token))) {
		json_refuse(j, "duplicate key \"%.80s\"", j->token);
		return NULL;
	}
	c = skip_space(j);
	if (!expect(j, "':' after a key", c == ':', c))
		return NULL;
	j->pos++;
	return j->token;
}

static void token_room(struct json *j, size_t n)
{
	if (n <= j->token_cap)
		return;
	j->token_cap = n < 128 ? 256 : n * 2;
	j->token = realloc(j->token, j->token_cap);
	if (!j->token)
		die("out of memory (%zu bytes)", j->token_cap);
}

/* Four hexadecimal digits at s, or -1. */
static long hex4(const char *s)
{
	long v = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)s[i];

		if (!isxdigit(c))
			return -1;
		v = v * 16 + (isdigit(c) ? c - '0' : (c | 32) - 'a' + 10);
	}
	return v;
}

/* Decodes the escape at pos (which is on the backslash) to the token's end. */
static void take_escape(struct json *j, size_t *n)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	size_t have = fill(j, 12);
	const char *s = j->buf + j->pos, *hit;
	long hi, lo;

	if (have >= 2 && s[1] && (hit = strchr(from, s[1]))) {
		j->token[(*n)++] = to[hit - from];
		j->pos += 2;
		return;
	}
	if (have < 6 || s[1] != 'u' || (hi = hex4(s + 2)) < 0) {
		json_refuse(j, "bad escape in a string");
		return;
	}
	if (hi == 0) {
		json_refuse(j, "a NUL character (\\u0000) in a string");
		return;
	}
	j->pos += 6;
	if (hi >= 0xd800 && hi < 0xe000) {
		if (hi >= 0xdc00 || have < 12 || s[6] != '\\' || s[7] != 'u' ||
			(lo = hex4(s + 8)) < 0xdc00 || lo > 0xdfff) {
			json_refuse(j, "half of a surrogate pair in a string");
			return;
		}
		j->pos += 6;
		hi = 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
	}
	*n += utf8_encode(j->token + *n, (uint32_t)hi);
}

/* Copies the run of ordinary bytes at pos to the token. */
static void take_plain(struct json *j, size_t *n)
{
	const char *s = j->buf + j->pos;
	size_t have = j->len - j->pos, i = 0;

	while (i < have && (unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
		i++;
	token_room(j, *n + i + 8);
	memcpy(j->token + *n, s, i);
	*n += i;
	j->pos += i;
}

const char *json_string(struct json *j)
{
	size_t n = 0;
	char c = skip_space(j);

	if (!expect(j, "a string", c == '"', c))
		return "";
	j->pos++;
	for (;;) {
		token_room(j, n + 8);
		if (fill(j, 1) == 0) {
			json_refuse(j, "the file ends inside a string");
			return "";
		}
		c = j->buf[j->pos];
		if (c == '"')
			break;
		if (c == '\\') {
			take_escape(j, &n);
		} else if ((unsigned char)c < 0x20) {
			json_refuse(j, "a control character (0x%02x) in a string", (unsigned)c);
		} else {
			take_plain(j, &n);
		}
		if (n > TOKEN_MAX)
			json_refuse(j, "a string longer than %d bytes", TOKEN_MAX);
		if (j->failed)
			return "";
	}
	j->token[n] = '\0';
	if (!utf8_valid(j->token, n)) {
		json_refuse(j, "a string that is not valid UTF-8");
		return "";
	}
	j->pos++;
	return j->token;
}

char *json_text(struct json *j, struct arena *mem)
{
	return arena_string(mem, json_string(j));
}

/* The literal at pos, NUL-terminated in out, without taking it; its length, or 0 where it is not a
 * number of RFC 8259. */
static size_t number_literal(struct json *j, char out[64], bool *integer)
{
	size_t have = fill(j, 64), n = 0, mark;
	const char *s = j->buf + j->pos;

#define DIGITS()                                                                                   \
	do {                                                                                       \
		mark = n;                                                                          \
		while (n < have && isdigit((unsigned char)s[n]))                                   \
			n++;                                                                       \
	} while (0)
	if (have && s[0] == '-')
		n++;
	DIGITS();
	if (n == mark || (s[mark] == '0' && n > mark + 1))
		return 0;
	*integer = true;
	if (n < have && s[n] == '.') {
		*integer = false;
		n++;
		DIGITS();
		if (n == mark)
			return 0;
	}
	if (n < have && (s[n] | 32) == 'e') {
		*integer = false;
		n++;
		if (n < have && (s[n] == '+' || s[n] == '-'))
			n++;
		DIGITS();
		if (n == mark)
			return 0;
	}
#undef DIGITS
	if (n >= 64)
		return 0;
	memcpy(out, s, n);
	out[n] = '\0';
	return n;
}

/* The literal's value by one exact operation, when mantissa and power of ten are small enough for
 * that (Clinger 1990); otherwise by strtod. */
static double to_double(const char *s)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *p = s + (*s == '-');
	uint64_t mantissa = 0;
	int digits = 0, scale = 0;
	double v;

	for (; isdigit((unsigned char)*p); p++, digits++)
		mantissa = mantissa * 10 + (uint64_t)(*p - '0');
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++, digits++, scale++)
			mantissa = mantissa * 10 + (uint64_t)(*p - '0');
	if (*p || digits > 19 || mantissa > (UINT64_C(1) << 53) || scale > 22)
		return strtod(s, NULL);
	v = (double)mantissa / ten[scale];
	return *s == '-' ? -v : v;
}

static bool take_number(struct json *j, const char *what, char out[64], bool *integer)
{
	char c = skip_space(j);
	size_t n;

	if (!expect(j, what, c == '-' || isdigit((unsigned char)c), c))
		return false;
	n = number_literal(j, out, integer);
	if (n == 0) {
		json_refuse(j, "a malformed or overlong number");
		return false;
	}
	j->pos += n;
	return true;
}

double json_number(struct json *j)
{
	char literal[64];
	bool integer;
	double v;

	if (!take_number(j, "a number", literal, &integer))
		return 0;
	v = to_double(literal);
	if (!isfinite(v)) {
		json_refuse(j, "the number %s is too large", literal);
		return 0;
	}
	return v;
}

uint64_t json_u64(struct json *j)
{
	char literal[64];
	bool integer;
	uint64_t v;

	if (!take_number(j, "a whole number", literal, &integer))
		return 0;
	errno = 0;
	v = strtoull(literal, NULL, 10);
	if (!integer || *literal == '-' || errno) {
		json_refuse(j, "%s is not a whole number from 0 to 18446744073709551615", literal);
		return 0;
	}
	return v;
}

int64_t json_i64(struct json *j)
{
	char literal[64];
	bool integer;
	int64_t v;

	if (!take_number(j, "a whole number", literal, &integer))
		return 0;
	errno = 0;
	v = strtoll(literal, NULL, 10);
	if (!integer || errno) {
		json_refuse(j, "%s is not a whole number of 64 bits", literal);
		return 0;
	}
	return v;
}

static bool take_word(struct json *j, const char *word)
{
	size_t n = strlen(word);

	if (skip_space(j) != *word || fill(j, n) < n || memcmp(j->buf + j->pos, word, n) != 0)
		return false;
	j->pos += n;
	return true;
}

bool json_bool(struct json *j)
{
	char c = skip_space(j);
	bool v;

	if (!expect(j, "true or false", c == 't' || c == 'f', c))
		return false;
	v = c == 't';
	if (!take_word(j, v ? "true" : "false"))
		json_refuse(j, "expected true or false");
	return v && !j->failed;
}

bool json_null(struct json *j)
{
	return json_peek(j) == JSON_NULL && take_word(j, "null");
}

void json_skip(struct json *j)
{
	size_t floor = j->depth;
	char literal[64];
	bool integer;

	do {
		if (j->depth > floor) {
			if (j->object[j->depth] ? !json_key(j) : !json_item(j))
				continue;
		}
		switch (json_peek(j)) {
		case JSON_OBJECT: json_object(j); break;
		case JSON_ARRAY: json_array(j); break;
		case JSON_STRING: json_string(j); break;
		case JSON_NUMBER: take_number(j, "a number", literal, &integer); break;
		case JSON_BOOL: json_bool(j); break;
		case JSON_NULL:
			if (!json_null(j))
				json_refuse(j, "expected null");
			break;
		case JSON_NONE:
		default: expect(j, "a value", false, j->failed ? 0 : skip_space(j)); break;
		}
	} while (!j->failed && j->depth > floor);
}

int json_end(struct json *j, struct error *err)
{
	char c = skip_space(j);

	if (!j->failed && c)
		json_refuse(j, "something follows the end of the document");
	if (j->failed)
		*err = j->error;
	json_close(j);
	return j->failed ? -1 : 0;
}
