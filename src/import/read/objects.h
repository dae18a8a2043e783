/* Formats that are a JSON array of objects, one per benchmark. */
#pragma once

#include "base/arena.h"
#include "base/record.h"
#include "import/importer.h"

/* The table fills `size` bytes, first as at blank (NULL: all 0), and add receives them. What they
 * point to lives only until the next element. */
struct objects {
	const char *key; /* of the array in the outer object; NULL: the input is the array */
	const struct field *fields;
	const void *blank;
	size_t size;
	void (*add)(struct import *in, const void *entry);
	const struct field *machine; /* fields of struct import_machine in the outer object */
};
void objects_import(struct import *in, const struct objects *list);

/* Opens the next value if it has that type, an array or an object; else skips it. */
bool objects_opens(struct json *j, enum json_type type);
/* true, false, a text, or a number in its shortest digits; "" for all else, which is skipped. */
const char *objects_scalar(struct json *j, struct arena *mem);
/* The same for a field of a record. */
void objects_take_scalar(struct json *j, void *into, struct arena *mem);
/* A number or a list of numbers, into a struct numbers; what is neither number nor null is NaN. */
void objects_numbers(struct json *j, void *into, struct arena *mem);
/* "BEFORE/name=value"; BEFORE may be NULL, and import_name shortens it if it is too long. */
const char *objects_param(struct arena *mem, const char *before, const char *name,
	const char *value);
