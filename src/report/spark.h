/* A series as a line of small bars. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The levels alone, digits 1 to 8; and the bars for such digits. */
char *spark_levels(struct arena *mem, const double *v, size_t n, size_t width);
char *spark_of(struct arena *mem, const char *levels);

/* One character per value for the last `width` values, from their smallest to their largest;
 * digits 1 to 8 if the terminal has no Unicode. */
char *spark_line(struct arena *mem, const double *v, size_t n, size_t width, bool unicode);
