/* Writes JSON to a stream: deterministic, numbers with the fewest digits that read back. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct words;

enum { JSON_WRITE_DEPTH = 32 };

struct json_out {
	FILE *f;
	/* Containers nested less deep than this put each member on its own line; deeper ones
	 * stay on one line. 0: everything on one line. */
	size_t open_depth;
	size_t depth;
	bool filled[JSON_WRITE_DEPTH], object[JSON_WRITE_DEPTH];
};

struct json_out json_out_to(FILE *f, size_t open_depth);
void json_out_end(struct json_out *o); /* closes what is open, and ends the line */

/* key: of a member of an object; NULL: the document, or an item of an array. */
void json_out_object(struct json_out *o, const char *key);
void json_out_array(struct json_out *o, const char *key);
void json_out_close(struct json_out *o);
/* Bytes that are not UTF-8 are written as U+FFFD; a NULL text, NaN and infinities are null. */
void json_out_string(struct json_out *o, const char *key, const char *s);
void json_out_number(struct json_out *o, const char *key, double v);
void json_out_u64(struct json_out *o, const char *key, uint64_t v);
void json_out_bool(struct json_out *o, const char *key, bool v);
/* Arrays. */
void json_out_numbers(struct json_out *o, const char *key, const double *v, size_t n);
void json_out_words(struct json_out *o, const char *key, const struct words *words);
void json_out_null(struct json_out *o, const char *key);

/* The shortest decimal that reads back as v, which must be finite. Returns out. */
enum { NUMBER_MAX = 32 };
const char *number_shortest(char out[NUMBER_MAX], double v);
/* The multiple of step, a power of ten, that is nearest to v. */
double number_rounded(double v, double step);
