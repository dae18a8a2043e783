/* A series as a line of small bars. */
#pragma once

#include <stddef.h>

struct arena;

/* A digit from 1 to 8 per value for the last `width` values, from their smallest to their largest;
 * and the bars for such digits. */
char *spark_levels(struct arena *mem, const double *v, size_t n, size_t width);
char *spark_of(struct arena *mem, const char *levels);
