#include "benchctl/spark.h"

#include "benchctl/arena.h"

char *spark_line(struct arena *mem, const double *v, size_t n, size_t width, bool unicode)
{
	static const char *const bars[] = { "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
		"\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88" };
	static const char *const digits[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
	double low, high;
	char *line = arena_string(mem, "");

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
	for (size_t i = 0; i < n; i++) {
		/* What differs by less than a hundredth is level, not a mountain. */
		double range = high - low > low * 0.01 ? high - low : low * 0.08 + 1e-300;
		int k = (int)((v[i] - low) / range * 7.999);

		line = arena_printf(mem, "%s%s", line, unicode ? bars[k] : digits[k]);
	}
	return line;
}
