/* Reads objects of foreign JSON into structs by tables. Keys outside the table are skipped. */
#ifndef BENCHCTL_IMPORT_PICK_H
#define BENCHCTL_IMPORT_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json_read.h"
#include "import/importer.h"

enum pick_type {
	PICK_TEXT,    /* const char *; NULL: absent or null */
	PICK_NUMBER,  /* double; NaN: absent, null, or the string "NaN" */
	PICK_NUMBERS, /* struct numbers: an array, however nested; null is NaN */
	PICK_TRUE,    /* bool */
	PICK_PARAMS,  /* const char *: "/key=value/key=value" of an object; NULL: none */
	PICK_OBJECT,  /* more of the same struct; skipped if it is not an object */
	PICK_CALL,    /* by a function, for what tables cannot express */
};

struct pick {
	const char *key; /* NULL ends a table */
	enum pick_type type;
	size_t at;                /* offset into the struct */
	const struct pick *picks; /* of PICK_OBJECT */
	void (*call)(struct json *j, void *into, struct arena *mem);
};

/* Sets all members of the table to absent, then reads the next object. Texts and numbers are in
 * mem. */
void pick_read(struct json *j, const struct pick *picks, void *into, struct arena *mem);
/* The same without setting them to absent, for a struct that several objects fill. */
void pick_add(struct json *j, const struct pick *picks, void *into, struct arena *mem);
void pick_clear(const struct pick *picks, void *into);

/* A number, null, or a string such as "NaN" and "+Infinity", which JSON has no numbers for. */
double pick_number(struct json *j);
/* true or false, or a text, or a number in its shortest digits; "" for anything else, which is
 * skipped. */
const char *pick_scalar(struct json *j, struct arena *mem);
/* "BEFORE/name=value"; BEFORE may be NULL, and is returned unchanged if it is already too long
 * for an id. */
const char *pick_param(struct arena *mem, const char *before, const char *name, const char *value);

/* Reads an array element by element: the table fills a copy of the `size` bytes at blank and add
 * receives it. What it points to lives only until the next element. */
typedef int pick_add_entry(struct import *in, const void *entry, struct error *err);
struct pick_list {
	const struct pick *picks;
	const void *blank;
	size_t size;
	pick_add_entry *add;
	bool words; /* the tool writes NaN and Infinity, as Python's json does */
};
int pick_each(struct import *in, struct json *j, const struct pick_list *list, struct error *err);
/* The whole input if it is such an array (key NULL), or the array at key in its object. */
int pick_import(struct import *in, const char *key, const struct pick_list *list,
	struct error *err);

#endif
