#include "report/spark.h"

#include <string.h>

#include "base/arena.h"

enum { LEVELS = 8 };

char *spark_levels(struct arena *mem, const double *v, size_t n, size_t width)
{
	char *line = arena_alloc(mem, width + 1);
	double low, high, range;

	if (n > width) {
		v += n - width;
		n = width;
	}
	if (n == 0)
		return line;
	low = high = v[0];
	for (size_t i = 1; i < n; i++) {
		low = v[i] < low ? v[i] : low;
		high = v[i] > high ? v[i] : high;
	}
	/* Differences below one percent are level, not a mountain. */
	range = high / 2 - low / 2 > low * 0.005 ? high / 2 - low / 2 : 0;
	for (size_t i = 0; i < n; i++)
		line[i] = (char)('1' +
			(range > 0 ? (int)((v[i] / 2 - low / 2) / range * (LEVELS - 0.001)) : 0));
	return line;
}

char *spark_of(struct arena *mem, const char *levels)
{
	static const char *const bars[LEVELS] = { "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
		"\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88" };
	char *line = arena_alloc(mem, 3 * strlen(levels) + 1), *p = line;

	for (; *levels; levels++)
		if (*levels >= '1' && *levels < '1' + LEVELS)
			p = stpcpy(p, bars[*levels - '1']);
	return line;
}
