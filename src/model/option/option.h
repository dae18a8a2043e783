/* One row per option. Reading YAML, reading the command line, checking, defaults, --help, the JSON
 * Schema and the reference page are all made from the same rows. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/pairs.h"
#include "base/units.h"
#include "base/words.h"
#include "model/option/problem.h"

struct node;

enum option_type {       /* the field at `offset` is a */
	OPTION_FLAG,     /* bool */
	OPTION_COUNT,    /* size_t */
	OPTION_QUANTITY, /* double, in the base unit of `dim` */
	OPTION_TEXT,     /* const char * */
	OPTION_CHOICE,   /* int, an index into `choices` */
	OPTION_RANGE,    /* struct range */
	OPTION_WORDS,    /* struct words: one string, or a list of them */
	OPTION_PAIRS,    /* struct pairs: a map of strings */
	OPTION_LISTS,    /* struct lists: a map of lists of strings */
	OPTION_SECTION,  /* the struct that `section` describes */
	OPTION_LIST,     /* struct items whose elements `section` describes */
	OPTION_MAP, /* the same, written as a map; the key is in each element's struct item. Where
		       elements have a row `name`, a list with names is the same */
};

struct range {
	size_t min, max;
};

struct lists {
	struct list {
		const char *name;
		struct words values;
	} * v;
	size_t n, cap;
};

enum { PAIRS_MAX = 10000 }; /* of one option in a file */

/* Elements of lists and maps begin with this; it has their position. */
struct item {
	const char *key, *file;
	unsigned line, column;
};

enum { ITEMS_MAX = 1000 }; /* each may name all others */
struct items {             /* n elements of section->size bytes each */
	void *v;
	size_t n;
};

/* What it means that the head's value differs from the base's. Every row of the configuration says
 * so; see option_change.h. */
enum option_change {
	CHANGE_UNSET,       /* not classified, which a test refuses */
	CHANGE_NOTHING,     /* neither what is measured nor the verdict; or others show it */
	CHANGE_REPLACES,    /* what is measured */
	CHANGE_MORE_LOOSER, /* a larger value, a later choice, a set flag is less strict */
	CHANGE_LESS_LOOSER, /* the reverse; a list with fewer words */
	CHANGE_UPPER_LIMIT, /* a larger value is less strict; none is the least strict */
	CHANGE_LOWER_LIMIT, /* a smaller value is; none is the least strict */
	CHANGE_CHECK,       /* adding it is stricter; removing or changing it is less strict */
	CHANGE_INSIDE,      /* the rows of its section say it */
};

struct option { /* packed: the loader touches all tables at every start */
	const char *name;
	char letter; /* of the short form on the command line, or 0 */
	enum option_type type : 8;
	uint16_t offset;
	enum dimension dim : 8;
	enum option_change change : 8;
	bool of_all : 1; /* it makes the variants of its element and is the same in all of them */
	bool label : 1;  /* it names elements, which do the same whatever it is */
	bool two_words : 1;         /* OPTION_WORDS whose value on the command line is two words */
	double min, max;            /* counts, ranges, quantities; max 0: no upper limit. max of
				       a list or map: its elements; 0: ITEMS_MAX */
	const char *default_text;   /* the default, as it would be written; NULL: nothing */
	const char *const *choices; /* ends with NULL; of OPTION_WORDS: of each word, or NULL */
	const struct section *section;
	const char *value; /* what help calls the value: N, TIME, FILE */
	/* Without that row of the section it has no effect; "!ROW": with it; "!ROW=CHOICE,CHOICE":
	 * with one of these choices. On the command line also "--": without words after --; in
	 * capitals: without an argument. NULL: it always has one. */
	const char *needs;
	const char *help;
};

enum { OPTIONS_MAX = 128 };
struct option_set { /* which rows of a section were given */
	uint64_t bits[OPTIONS_MAX / 64];
};
bool option_given(const struct option_set *set, size_t row);
void option_mark(struct option_set *set, size_t row);

#define NO_SET ((size_t)-1)
struct section {
	const char *name, *help;
	const struct option *rows;
	size_t n, size;        /* rows, bytes of the struct they describe */
	const char *shorthand; /* the row that a plain value is for; NULL: it must be a map */
	const char *rest; /* the OPTION_MAP row that keys which are no row belong to; or NULL */
	size_t set; /* offset of a struct option_set in it that notes the rows given, or NO_SET */
};
#define SECTION_WITH(title, text, table, type, note, plain)                                        \
	{                                                                                          \
		.name = (title), .help = (text), .rows = (table), .n = ARRAY_SIZE(table),          \
		.size = sizeof(type), .set = (note), .shorthand = (plain)                          \
	}
#define SECTION(title, text, table, type) SECTION_WITH(title, text, table, type, NO_SET, NULL)
/* note: the member of the type that notes the rows given. */
#define SECTION_NOTED(title, text, table, type, note)                                              \
	SECTION_WITH(title, text, table, type, offsetof(type, note), NULL)

/* A section of all rows of the n parts, whose structs lie one behind another at at[i]. */
const struct section *section_join(struct arena *mem, const char *name, const char *help,
	const struct section *const *parts, size_t n, size_t *at);

const struct option *section_find(const struct section *s, const char *name);
/* Whether that row was given in a struct of the section, which notes it; notes that it was. */
bool section_given(const struct section *s, const void *at, const char *name);
void section_give(const struct section *s, void *at, const char *name);

/* Sets every row that has a default, also in sections inside it; the others stay 0. */
void section_defaults(const struct section *s, void *dst, struct arena *mem);

/* Sets one field to its default; to 0 where the row has none. */
void option_reset(const struct option *o, void *field, struct arena *mem);
/* Whether the field asks for nothing: its default, 0, an empty list or "off". */
bool option_is_idle(const struct option *o, const void *field);

/* The row whose presence, or absence, takes away the effect of this row, by `needs`, in a struct of
 * the section; NULL: it has an effect, or asks for nothing. */
const struct option *option_obstacle(const struct section *s, const void *at,
	const struct option *o);

/* Copies the rows in `set` from one struct of the section to another; of an inner section with its
 * own set, the rows in that set. */
void section_overlay(const struct section *s, void *dst, const void *src,
	const struct option_set *set);

/* Reads one scalar into the field. Returns NULL, or what is wrong as the rest of a sentence that
 * begins with the text: "needs a percentage such as 5%". */
const char *option_parse(const struct option *o, void *field, struct arena *mem, const char *text);

/* The value as the file could have it: "5%", "10..30", "A=1, B=2"; NULL where there is none. exact:
 * every digit and every row, so that equal texts are equal values. */
const char *option_text(struct arena *mem, const struct option *o, const void *field, bool exact);

/* Whether the option is a container that only a file can hold. */
bool option_is_nested(const struct option *o);

/* A difference between two structs of one section, as the rows classify it (enum option_change). */
struct difference {
	const char *name;        /* of the row; of an inner section's: "psi.max" */
	bool loosens;            /* the verdict; false: replaces what is measured */
	const char *base, *head; /* the values as text; never NULL */
};

struct differences ARENA_LIST(struct difference);

/* Adds the differences by which head is less strict than base or measures something else. */
void option_differences(struct differences *out, struct arena *mem, const struct section *s,
	const void *base, const void *head);

/* Pages made from the rows: for editors (draft-07), and in Markdown. */
void option_json_schema(FILE *out, const struct section *root);
void option_reference(FILE *out, const struct section *root);

/* A key that a section has, when all of its rows have been read into `dst`. */
struct option_place {
	const struct section *section;
	const struct option *option;
	const void *dst;
	struct item at, of; /* the key; the section */
};

/* Called before each section is read, to fill in its defaults. Rows are read in the order of the
 * table, not of the file, so the defaults of a row may depend on earlier rows. */
struct option_start {
	void (*fill)(void *ctx, const struct section *s, void *dst);
	/* How many variants an element of a list has, and the variables of each; they replace
	 * ${NAME} when the element is read again per variant. 0: itself. May be NULL. */
	size_t (*variants)(void *ctx, const struct section *s, const void *element,
		const struct pairs **variables);
	/* Informs an element which variant it is. */
	void (*variant)(void *ctx, void *element, size_t k);
	/* After the last variant: which variables of the first a text names, but for rows that are
	 * labels. */
	void (*used)(void *ctx, const void *first, const struct pairs *variables, const bool *used);
	/* May be NULL. */
	void (*place)(void *ctx, const struct option_place *p);
	void *ctx;
};

/* Reads a YAML document into dst, root->size zeroed bytes, as the section describes them. Adds all
 * problems to p, each with its position; dst has everything that was valid. */
void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p);
/* The same of a tree that another reader has made. */
void option_read_tree(void *dst, const struct section *root, const struct option_start *start,
	const struct node *node, struct problems *p);
