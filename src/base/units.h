/* One table of units, for reading and printing quantities. */
#pragma once

#include <stdbool.h>

struct arena;

/* What a value measures; values are in the base unit named here. */
enum dimension {
	DIM_NONE,      /* a plain number, or a unit this program does not know */
	DIM_TIME,      /* s */
	DIM_SIZE,      /* B */
	DIM_RATIO,     /* a fraction of 1; written in percent */
	DIM_RATE,      /* 1/s */
	DIM_BANDWIDTH, /* B/s */
	DIM_COUNT,     /* 1 */
	DIM_FREQUENCY, /* Hz */
};

struct unit {
	const char *symbol;
	enum dimension dim;
	double factor; /* base units per unit */
	bool prints;   /* may be chosen to print a value; the others are only read */
};

extern const char *const dimension_names[];       /* "none", "time", ...; ends with NULL */
const char *dimension_base(enum dimension dim);   /* "s", "B", ... */
const struct unit *unit_find(const char *symbol); /* NULL: unknown */
double unit_to_base(double value, const struct unit *unit);

/* "30s", "1m30s", "64 KiB", "5%", "1.5k/s". A unit is required unless the dimension is DIM_COUNT
 * or DIM_NONE or the value is 0. Returns false, and sets *why to half a sentence, if text is
 * invalid. */
bool quantity_parse(double *value, enum dimension dim, const char *text, const char **why);

/* Three significant digits and a suitable unit: "12.4 ms", "1.2 GiB", "5%". */
enum { QUANTITY_MAX = 40 };
const char *quantity_format(char out[QUANTITY_MAX], double value, enum dimension dim);

/* The same in mem. */
const char *quantity_text(struct arena *mem, double value, enum dimension dim);

/* The unit that quantity_format would choose for value; for columns that share a unit. */
const struct unit *unit_for(double value, enum dimension dim);
/* value in that unit with three significant digits, without the symbol. */
const char *quantity_digits(char out[QUANTITY_MAX], double value, const struct unit *unit);

/* "+11.6%", "-0.3%", "+1234%"; ratio 0.116 is +11.6%. */
const char *percent_text(struct arena *mem, double ratio);

/* "p=0.003", "p<0.001". */
const char *p_text(struct arena *mem, double p);
