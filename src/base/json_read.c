#include "base/json_read.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_token.h"

enum { KEYS_MIN = 32 }; /* slots; a power of two */

void json_open_fd(struct json *j, const char *name, int fd, size_t max)
{
	*j = (struct json){ .name = name, .fd = fd, .line = 1, .max = max, .owned = true };
}

int json_open_file(struct json *j, const char *path, size_t max, struct error *err)
{
	json_open_fd(j, path, file_open(path, err), max);
	j->owns_fd = true;
	return j->fd < 0 ? -1 : 0;
}

void json_open_source(struct json *j, const char *name,
	ssize_t (*read)(void *ctx, char *to, size_t n), void *ctx, size_t max)
{
	json_open_fd(j, name, -1, max);
	j->read = read;
	j->ctx = ctx;
}

void json_open_text(struct json *j, const char *name, const char *text, size_t n)
{
	/* Text that the caller owns is only read. */
	*j = (struct json){ .name = name,
		.fd = -1,
		.line = 1,
		.buf = (char *)(uintptr_t)text,
		.len = n,
		.total = n,
		.max = n,
		.at_eof = true };
}

void json_close(struct json *j)
{
	if (j->owned)
		free(j->buf);
	if (j->owns_fd)
		fd_close(&j->fd);
	j->owns_fd = false;
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

enum json_type json_peek(struct json *j)
{
	if (j->failed)
		return JSON_NONE;
	switch (json_token_next(j)) {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't':
	case 'f': return JSON_BOOL;
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
	case 'n':
		return j->foreign && json_token_fill(j, 2) >= 2 && j->buf[j->pos + 1] == 'a'
			? JSON_NUMBER
			: JSON_NULL;
	case 'N':
	case 'I':
	case 'i': return j->foreign ? JSON_NUMBER : JSON_NONE;
	default: return JSON_NONE;
	}
}

/* Frees a table that was mostly empty: clearing it for each of many small objects after a large
 * one would take quadratic time. */
static void forget_keys(struct json_keys *k)
{
	if (k->n * 16 < k->cap && k->cap > KEYS_MIN) {
		free(k->slot);
		*k = (struct json_keys){ 0 };
	} else if (k->n) {
		memset(k->slot, 0, k->cap * sizeof *k->slot);
		k->n = 0;
	}
}

static void enter(struct json *j, char open, const char *what)
{
	char c = json_token_next(j);

	if (!json_token_expect(j, what, c == open, c))
		return;
	if (j->depth == JSON_DEPTH_MAX) {
		json_refuse(j, "nested deeper than %d levels", JSON_DEPTH_MAX);
		return;
	}
	j->pos++;
	j->depth++;
	j->first[j->depth] = true;
	j->object[j->depth] = open == '{';
	if (open == '{')
		forget_keys(&j->keys[j->depth]);
}

void json_object(struct json *j)
{
	enter(j, '{', "an object");
}

void json_array(struct json *j)
{
	enter(j, '[', "an array");
}

/* Whether the open container has another member; takes the comma or the closing bracket. */
static inline bool more(struct json *j, char close)
{
	char c = json_token_next(j);

	if (j->failed)
		return false;
	if (c == close) {
		j->pos++;
		j->depth--;
		return false;
	}
	if (!j->first[j->depth]) {
		if (c != ',') {
			json_token_missing(j, close == '}' ? "',' or '}'" : "',' or ']'", c);
			return false;
		}
		j->pos++;
		c = json_token_next(j);
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
		struct json_keys grown = { .cap = k->cap ? k->cap * 2 : KEYS_MIN };

		grown.slot = calloc(grown.cap, sizeof *grown.slot);
		if (!grown.slot)
			die_of_memory(grown.cap * sizeof *grown.slot);
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

/* Mixes eight bytes per step into 64 bits, so equal hashes may count as equal keys. A token has
 * eight bytes of room behind it. */
static uint64_t key_hash(const char *s, size_t n)
{
	const uint64_t odd = 0x9e3779b97f4a7c15;
	uint64_t h = n * odd, word;

	for (; n; s += 8, n -= n < 8 ? n : 8) {
		memcpy(&word, s, sizeof word);
		word = le64toh(word) & (n < 8 ? ~(UINT64_MAX << 8 * n) : UINT64_MAX);
		h = (h ^ word) * odd;
		h = (h ^ h >> 32) * odd;
		h ^= h >> 29;
	}
	return h ? h : 1;
}

const char *json_key(struct json *j)
{
	char c;

	if (!more(j, '}'))
		return NULL;
	c = json_token_next(j);
	if (!json_token_expect(j, "a key", c == '"', c) || !json_string(j) || j->failed)
		return NULL;
	j->repeated = !key_is_new(&j->keys[j->depth], key_hash(j->token, j->token_n));
	if (j->repeated && !j->foreign) {
		json_refuse(j, "duplicate key \"%.80s\"", j->token);
		return NULL;
	}
	c = json_token_next(j);
	if (!json_token_expect(j, "':' after a key", c == ':', c))
		return NULL;
	j->pos++;
	return j->token;
}

bool json_bool(struct json *j)
{
	char c = json_token_next(j);
	bool v;

	if (!json_token_expect(j, "true or false", c == 't' || c == 'f', c))
		return false;
	v = c == 't';
	if (!json_token_word(j, v ? "true" : "false"))
		json_refuse(j, "expected true or false");
	return v && !j->failed;
}

bool json_null(struct json *j)
{
	return json_peek(j) == JSON_NULL && json_token_word(j, "null");
}

void json_skip(struct json *j)
{
	size_t floor = j->depth;

	do {
		if (j->depth > floor) {
			if (j->object[j->depth] ? !json_key(j) : !json_item(j))
				continue;
		}
		switch (json_peek(j)) {
		case JSON_OBJECT: json_object(j); break;
		case JSON_ARRAY: json_array(j); break;
		case JSON_STRING: json_string(j); break;
		case JSON_NUMBER: json_number_skip(j); break;
		case JSON_BOOL: json_bool(j); break;
		case JSON_NULL:
			if (!json_null(j))
				json_refuse(j, "expected null");
			break;
		case JSON_NONE:
		default:
			json_token_expect(j, "a value", false, j->failed ? 0 : json_token_next(j));
			break;
		}
	} while (!j->failed && j->depth > floor);
}

int json_end(struct json *j, struct error *err)
{
	char c = json_token_next(j);

	if (!j->failed && c)
		json_refuse(j, "text after the end of the document");
	if (j->failed)
		*err = j->error;
	json_close(j);
	return j->failed ? -1 : 0;
}
