/* Flat C structs as JSON objects, both ways from one table of fields. */
#ifndef BENCHCTL_RECORD_H
#define BENCHCTL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;
struct json_out;

enum field_type {     /* the member at `offset` is a */
	FIELD_TEXT,   /* const char *; NULL is left out */
	FIELD_NUMBER, /* double; NaN is left out */
	FIELD_COUNT,  /* size_t */
	FIELD_SEED,   /* uint64_t; 0, nothing was drawn, is left out */
	FIELD_FLAG,   /* bool */
	FIELD_CHOICE, /* int, an index into `choices` */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	const char *const *choices; /* ends with NULL */
};

/* Takes the number of a file's schema, of which this program knows those up to `known`; a newer one
 * is refused. Returns it, 0 where there was none. */
uint64_t record_schema(struct json *j, unsigned known);

/* The members of an object that the caller has opened. */
void record_write(struct json_out *o, const struct field *fields, size_t n, const void *src);

/* Takes the value of `key` if a field has that name; false: the caller's to read or skip. Null
 * leaves the member as it is. */
bool record_read(struct json *j, const struct field *fields, size_t n, const char *key, void *dst,
	struct arena *mem);

#endif
