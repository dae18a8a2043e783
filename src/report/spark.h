/* A series as a line of small bars. */
#ifndef BENCHCTL_SPARK_H
#define BENCHCTL_SPARK_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The levels alone, digits 1 to 8; and the bars that stand for such digits. */
char *spark_levels(struct arena *mem, const double *v, size_t n, size_t width);
char *spark_of(struct arena *mem, const char *levels);

/* One character for each of the last `width` values, from the smallest to the largest of them;
 * digits 1 to 8 where the terminal has no Unicode. */
char *spark_line(struct arena *mem, const double *v, size_t n, size_t width, bool unicode);

#endif
