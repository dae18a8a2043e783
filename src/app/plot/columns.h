/* The numbers of a CSV file, by column. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

struct column {
	const char *name;
	double *v; /* one per row; NaN: not a number. Moments are seconds since 1970. */
	size_t n, cap;
	bool numeric;   /* it has numbers, and no other text */
	bool is_moment; /* dates and times of day */
};
struct columns {
	const char *path;
	struct column *v;
	size_t n, rows;
};

/* The first record names the columns. A file without rows has none. */
int columns_read(struct columns *c, struct arena *mem, const char *path, struct error *err);
/* By name, also without the unit in brackets behind it. */
int columns_find(const struct column **out, const struct columns *c, struct arena *mem,
	const char *name, struct error *err);

/* Moments, and numbers of seconds, ms, us or ns since 1970, become seconds since the first. False:
 * x is neither, and stays as it is. */
bool columns_since_first(double *x, size_t n, bool is_moment);
