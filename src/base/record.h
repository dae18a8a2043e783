/* Flat C structs as JSON objects, read and written from one table of fields. */
#ifndef BENCHCTL_RECORD_H
#define BENCHCTL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;
struct json_out;

enum field_type {     /* the member at `offset` is a */
	FIELD_TEXT,   /* const char *; NULL is omitted */
	FIELD_NUMBER, /* double; NaN is omitted */
	FIELD_COUNT,  /* size_t */
	FIELD_SEED,   /* uint64_t; 0 (no seed) is omitted */
	FIELD_FLAG,   /* bool */
	FIELD_CHOICE, /* int, an index into `choices` */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	const char *const *choices; /* ends with NULL */
};

/* Reads a file's schema number and refuses one above `known`. Returns it, 0 if the file has
 * none. */
uint64_t record_schema(struct json *j, unsigned known);

/* The members of an object that the caller has opened. */
void record_write(struct json_out *o, const struct field *fields, size_t n, const void *src);

/* Reads the value of `key` if a field has that name; false: the caller must read or skip it. Null
 * leaves the member unchanged. */
bool record_read(struct json *j, const struct field *fields, size_t n, const char *key, void *dst,
	struct arena *mem);

#endif
