/* Formats that are tables: where a value is, and what. A benchmark's values are added together. */
#pragma once

#include "base/record.h"
#include "import/importer.h"

enum pick_kind {
	PICK_BEGIN, /* the values of another benchmark follow */
	PICK_NAME,  /* part of the name; `metric` precedes it if the name has begun */
	PICK_ID,    /* the whole name, instead of its parts */
	PICK_GROUP, /* precedes the names that follow, with `metric` behind it */
	PICK_TITLE, /* the name is `metric` */
	PICK_VALUE, /* a sample */
	PICK_MEAN,  /* figures */
	PICK_MEDIAN,
	PICK_SD,
	PICK_MIN,
	PICK_MAX,
	PICK_N,      /* those of several are added */
	PICK_UNIT,   /* text: of metrics whose unit is NULL */
	PICK_COUNT,  /* a failure if it is not 0; `metric` says of what */
	PICK_SHARE,  /* a failure if it is less than 1 */
	PICK_STATE,  /* a failure if the text is `unit` */
	PICK_REASON, /* a failure, by this text */
	PICK_KEY,    /* a failure, by the key, unless that is `unit`; `metric` precedes it */
	PICK_HOST,   /* text about the machine */
	PICK_CPU,
	PICK_CORES,
};

struct pick {
	const char *at; /* a path or a pattern, by the reader */
	enum pick_kind kind;
	const char *metric, *unit; /* unit NULL: the input says it, and it implies the direction */
	enum better better;
	bool exact;
};

struct picked_metric {
	const struct pick *row;
	const char *unit; /* that follows the number, or NULL */
	struct figures f;
	struct numbers samples;
};

struct picked { /* of one benchmark */
	const char *group, *name, *id, *unit, *failure;
	struct picked_metric *v;
	size_t n, cap;
};

void picked_number(struct import *in, struct picked *p, const struct pick *row, double v,
	const char *unit);
void picked_text(struct import *in, struct picked *p, const struct pick *row, const char *text);
/* Adds the benchmark, if it has anything, and begins the next. name: where the input has none. */
void picked_add(struct import *in, struct picked *p, const char *name);

/* JSON: `at` is the way of keys to a value, such as "latency>mean"; "*" is any key, or an item,
 * "5*" any key that begins with 5. */
struct json_picks {
	const struct pick *rows; /* ends with at NULL */
	const char *each;        /* the way to a benchmark; "" for the document */
	const char *name;        /* where the input has none */
	bool by_key;             /* the benchmark's key is its name */
	const char *absent;      /* a named benchmark without values has failed so; "": it is an
				    error; NULL: it is left out */
};
void json_picks_read(struct import *in, const struct json_picks *format);

/* Lines: `at` is how a line begins, behind blanks. A blank is any number of them, "#" the number
 * that is taken, "_" a word that is not, and "@" the text that is taken: up to the character behind
 * it, or the rest of the line. */
struct line_picks {
	const struct pick *rows;
	const char *name;
	bool titled; /* a line that is not indented is the name of what follows */
};
void line_picks_read(struct import *in, const struct line_picks *format);
