/* Shared by the files of the JSON reader: bytes and tokens. */
#pragma once

#include "base/json_read.h"

/* Makes at least `want` bytes from pos available if the input has them. Returns how many are. */
size_t json_token_fill(struct json *j, size_t want);

/* Skips white space. Returns the next byte without taking it, or 0 at the end. */
char json_token_seek(struct json *j);
static inline char json_token_next(struct json *j)
{
	if (j->pos < j->len && (unsigned char)j->buf[j->pos] > ' ')
		return j->buf[j->pos];
	if (j->pos + 1 < j->len && j->buf[j->pos] == ' ' && (unsigned char)j->buf[j->pos + 1] > ' ')
		return j->buf[++j->pos];
	return json_token_seek(j);
}

void json_token_missing(struct json *j, const char *what, char found);
/* Whether c, the next byte, begins the expected value; refuses it otherwise. */
static inline bool json_token_expect(struct json *j, const char *what, bool matches, char c)
{
	if (!matches)
		json_token_missing(j, what, c);
	return !j->failed;
}

/* Takes the next token if it is that word. */
bool json_token_word(struct json *j, const char *word);

/* Takes a number without checking its range. */
void json_number_skip(struct json *j);
