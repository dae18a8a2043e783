#include "base/json_token.h"

#include <ctype.h>
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/words.h"

enum { WINDOW = 1 << 16, TOKEN_MAX = 16 << 20 };

/* Reads more behind the existing bytes. */
static void read_more(struct json *j)
{
	ssize_t got;

	if (j->len == j->cap) {
		j->cap = j->cap ? j->cap * 2 : WINDOW;
		j->buf = realloc(j->buf, j->cap);
		if (!j->buf)
			die_of_memory(j->cap);
	}
	do
		got = j->read ? j->read(j->ctx, j->buf + j->len, j->cap - j->len)
			      : read(j->fd, j->buf + j->len, j->cap - j->len);
	while (got < 0 && errno == EINTR);
	j->at_eof = got <= 0;
	if (got < 0)
		json_refuse(j, "%s", strerror(errno));
	if (got <= 0)
		return;
	j->len += (size_t)got;
	j->total += (size_t)got;
	if (j->total > j->max) {
		j->at_eof = true;
		json_refuse(j, "larger than %zu bytes", j->max);
	}
}

size_t json_token_fill(struct json *j, size_t want)
{
	while (j->len - j->pos < want && !j->at_eof) {
		if (j->pos) {
			memmove(j->buf, j->buf + j->pos, j->len - j->pos);
			j->len -= j->pos;
			j->pos = 0;
		}
		read_more(j);
	}
	return j->len - j->pos;
}

char json_token_seek(struct json *j)
{
	for (;;) {
		while (j->pos < j->len) {
			char c = j->buf[j->pos];

			if (c == '\n') {
				j->line++;
				j->line_start = json_offset(j) + 1;
			} else if (c == 0) {
				json_refuse(j, "a NUL character");
				return 0;
			} else if (c != ' ' && c != '\t' && c != '\r') {
				return c;
			}
			j->pos++;
		}
		if (json_token_fill(j, 1) == 0)
			return 0;
	}
}

static const char *describe(char c)
{
	switch (c) {
	case 0: return "the end of the file";
	case '{': return "an object";
	case '[': return "an array";
	case '"': return "a string";
	case 't':
	case 'f': return "a boolean";
	case 'n': return "null";
	case ',': return "','";
	case ':': return "':'";
	case ']': return "']'";
	case '}': return "'}'";
	default:
		return c == '-' || isdigit((unsigned char)c) ? "a number"
							     : "something that is not JSON";
	}
}

void json_token_missing(struct json *j, const char *what, char found)
{
	json_refuse(j, "expected %s, found %s", what, describe(found));
}

bool json_token_word(struct json *j, const char *word)
{
	size_t n = strlen(word);

	if (json_token_next(j) != *word || json_token_fill(j, n) < n ||
		memcmp(j->buf + j->pos, word, n) != 0)
		return false;
	j->pos += n;
	return true;
}

static void token_room(struct json *j, size_t n)
{
	if (n <= j->token_cap)
		return;
	j->token_cap = n < 128 ? 256 : n * 2;
	j->token = realloc(j->token, j->token_cap);
	if (!j->token)
		die_of_memory(j->token_cap);
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
	size_t have = json_token_fill(j, 12);
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

/* Copies the ordinary bytes at pos to the token. */
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

/* Tests eight bytes at once for a quote, a backslash, a control character or a byte outside
 * ASCII. The result is right for the lowest such byte, which is all that the caller uses. */
static uint64_t is_special(const char *s)
{
	const uint64_t ones = 0x0101010101010101, tops = ones * 0x80;
	uint64_t v, quote, backslash;

	memcpy(&v, s, sizeof v);
	v = le64toh(v);
	quote = v ^ ones * '"';
	backslash = v ^ ones * '\\';
	return ((quote - ones) | (backslash - ones) | (v - ones * 0x20) | v) & tops;
}

/* Most strings are completely in the window without escapes. False: nothing was taken. */
static bool take_whole(struct json *j)
{
	const char *s = j->buf + j->pos + 1;
	size_t have = j->len - j->pos - 1, n = 0;
	uint64_t special = 0;
	unsigned char any = 0;

	while (n + 8 <= have && !special) {
		special = is_special(s + n);
		n += special ? (size_t)__builtin_ctzll(special) / 8 : 8;
	}
	while (n < have && (unsigned char)s[n] >= 0x20 && s[n] != '"' && s[n] != '\\')
		any |= (unsigned char)s[n++];
	if (n == have || s[n] != '"' || n > TOKEN_MAX || (any >= 0x80 && !utf8_valid(s, n)))
		return false;
	token_room(j, n + 8);
	memcpy(j->token, s, n);
	j->token[n] = '\0';
	j->token_n = n;
	j->pos += n + 2;
	return true;
}

const char *json_string(struct json *j)
{
	size_t n = 0;
	char c = json_token_next(j);

	if (!json_token_expect(j, "a string", c == '"', c))
		return "";
	if (take_whole(j))
		return j->token;
	j->pos++;
	for (;;) {
		token_room(j, n + 8);
		if (json_token_fill(j, 1) == 0) {
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
	j->token_n = n;
	if (!utf8_valid(j->token, n)) {
		json_refuse(j, "a string that is not valid UTF-8");
		return "";
	}
	j->pos++;
	return j->token;
}

char *json_text(struct json *j, struct arena *mem)
{
	const char *s = json_string(j);

	return arena_copy(mem, s, j->failed ? strlen(s) : j->token_n);
}

void json_words(struct json *j, struct words *words, struct arena *mem)
{
	json_array(j);
	while (json_item(j))
		words_push(mem, words, json_text(j, mem));
}
