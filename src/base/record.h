/* C structs as JSON objects, read and written from one table of fields. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct json;
struct json_out;

enum field_type {      /* the member at `offset` is a */
	FIELD_TEXT,    /* const char *; NULL is omitted */
	FIELD_NUMBER,  /* double; NaN is omitted */
	FIELD_COUNT,   /* size_t; in JSON of other tools any number, see record_count */
	FIELD_U64,     /* uint64_t; 0 is omitted */
	FIELD_FLAG,    /* bool */
	FIELD_MARK,    /* bool; false is omitted */
	FIELD_CHOICE,  /* int, an index into `choices` */
	FIELD_RECORD,  /* struct with its own `fields` */
	FIELD_LIST,    /* ARENA_LIST of structs of `size` bytes with `fields`; omitted if empty */
	FIELD_NUMBERS, /* struct numbers: an array, however nested; an empty one is omitted */
	FIELD_CALL,    /* anything that `call` reads; never written */
};

struct field {            /* packed: the loader touches all tables at every start */
	const char *name; /* NULL ends a table */
	enum field_type type : 8;
	uint32_t offset : 24;
	uint32_t size : 16;    /* of an element of a list */
	uint32_t has : 15;     /* offset of a bool: whether the member is there; 0: none */
	uint32_t required : 1; /* refused without it, and if it is null; rows 0 to 63 only */
	union {                /* by type */
		const char *const *choices; /* ends with NULL */
		const struct field *fields;
		void (*call)(struct json *j, void *member, struct arena *mem);
	};
};

/* The row of a member that has the field's name. */
#define RECORD_FIELD(record, name, type)                                                           \
	{                                                                                          \
#name, FIELD_##type, offsetof(record, name)                                        \
	}

struct numbers ARENA_LIST(double);

/* Reads a file's schema number and refuses one above `known`. Returns it; 0: the file has none. */
uint64_t record_schema(struct json *j, unsigned known);

/* The members of an object that the caller has opened. */
void record_write(struct json_out *o, const struct field *fields, const void *src);
/* The same as an object, the value of `key`. */
void record_write_object(struct json_out *o, const char *key, const struct field *fields,
	const void *src);

/* Reads the next object. Numbers that it lacks become NaN, other members that it lacks are
 * unchanged, as with null; unknown keys are skipped. After a failure, j->member names the member
 * that was read. In JSON of other tools (j->foreign), a record that is not an object is skipped. */
void record_read(struct json *j, const struct field *fields, void *dst, struct arena *mem);
/* The member as a text for people; NULL: it has no value, or several. */
const char *record_text(struct arena *mem, const struct field *f, const void *record);
/* Makes the numbers of the struct NaN. */
void record_clear(const struct field *fields, void *dst);
/* The row of the key, or NULL. */
const struct field *record_field(const struct field *fields, const char *key);
/* Reads the value of `key` if a field has that name; false: the caller must read or skip it. */
bool record_member(struct json *j, const struct field *fields, const char *key, void *dst,
	struct arena *mem);
/* Gives the record its own texts, in mem; one that `previous` has too is shared with it. */
void record_own(const struct field *fields, void *record, const void *previous, struct arena *mem);
/* A number. In JSON of other tools also null, and a string such as "NaN" and "+Infinity", which
 * JSON has no numbers for. */
double record_number(struct json *j);
/* The whole number that a count must be; 0 if it cannot be one. */
size_t record_count(double n);
