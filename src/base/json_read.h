/* A strict JSON reader that is pulled: the caller asks for what it expects, in the order it comes.
 *
 * Strict means: the whole input, valid UTF-8, no duplicate keys (but see foreign), numbers as RFC
 *8259 writes them and finite, integers exact, no NUL inside a string, limits on depth, token and
 *total size. The first failure sticks: from then on every call returns an empty value and ends
 *every loop, so that code reads straight on and asks once, in json_end.
 *
 *	json_object(&j);
 *	while ((key = json_key(&j)))
 *		if (!strcmp(key, "name"))
 *			name = json_text(&j, mem);
 *		else
 *			json_skip(&j);
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct arena;
struct words;

enum json_type {
	JSON_NONE, /* no value here: end of input, or an earlier failure */
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

enum { JSON_DEPTH_MAX = 64 };

struct json_keys { /* hashes of the keys of one open object */
	uint64_t *slot;
	size_t n, cap;
};

struct json {
	const char *name; /* of the input, for messages */
	int fd;
	ssize_t (*read)(void *ctx, char *to, size_t n); /* NULL: from fd */
	void *ctx;
	char *buf; /* the window of the input that is in memory */
	size_t pos, len, cap;
	bool at_eof, owned, owns_fd;
	bool foreign;  /* of another tool: NaN, nan, Infinity, inf and the like are also numbers,
			  an object may repeat a key, and record.h accepts more */
	bool repeated; /* the last key was in its object before; only if foreign */
	const char *member; /* path of the member of a record that the failure is in, or NULL */
	size_t total, max;  /* bytes read so far, bytes allowed */
	size_t line, line_start; /* of pos; line_start is an offset into the whole input */
	char *token;             /* the last decoded string */
	size_t token_cap, token_n;
	size_t depth;
	bool first[JSON_DEPTH_MAX + 1], object[JSON_DEPTH_MAX + 1];
	struct json_keys keys[JSON_DEPTH_MAX + 1];
	bool failed;
	struct error error;
};

/* Reads at most max bytes in pieces, from a file (see file_open), from fd or by a function like
 * read(2); or the n bytes at text in place. */
int json_open_file(struct json *j, const char *path, size_t max, struct error *err);
void json_open_fd(struct json *j, const char *name, int fd, size_t max);
void json_open_source(struct json *j, const char *name,
	ssize_t (*read)(void *ctx, char *to, size_t n), void *ctx, size_t max);
void json_open_text(struct json *j, const char *name, const char *text, size_t n);
/* Closes; 0 if everything was read without failure and only white space is left. */
int json_end(struct json *j, struct error *err);
void json_close(struct json *j); /* without the check; harmless after json_end */
#define CLOSES_JSON __attribute__((cleanup(json_close)))

enum json_type json_peek(struct json *j);

void json_object(struct json *j);
const char *json_key(struct json *j); /* NULL: the object has ended. Valid until the next call. */
void json_array(struct json *j);
bool json_item(struct json *j); /* false: the array has ended */

double json_number(struct json *j); /* finite, except the allowed words */
uint64_t json_u64(struct json *j);  /* exact; a fraction, exponent or sign is a failure */
bool json_bool(struct json *j);
bool json_null(struct json *j);          /* takes a null if there is one */
const char *json_string(struct json *j); /* valid until the next call */
char *json_text(struct json *j, struct arena *mem);
/* Adds an array of texts. */
void json_words(struct json *j, struct words *words, struct arena *mem);
void json_skip(struct json *j);

/* Refuses the last value and adds its position. Only the first refusal is kept. */
__attribute__((format(printf, 2, 3))) void json_refuse(struct json *j, const char *fmt, ...);

/* Bytes consumed until now. */
size_t json_offset(const struct json *j);
