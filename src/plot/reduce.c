#include "plot/script.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "judge/stats/stats.h"

enum { POINTS_MAX = 2000, COLUMNS = 1000, CELLS_X = 400, CELLS_Y = 225 };

static struct point *sorted_points(struct arena *mem, const struct plot_series *s)
{
	struct point *v = arena_array(mem, s->n, sizeof *v);
	bool sorted = true;

	for (size_t i = 0; i < s->n; i++) {
		v[i] = (struct point){ s->x[i], s->y[i], s->y[i], s->y[i] };
		sorted = sorted && (i == 0 || v[i - 1].x <= v[i].x);
	}
	if (!sorted)
		qsort(v, s->n, sizeof *v, sort_by_double);
	return v;
}

static double aggregate(int how, const double *sorted, size_t n)
{
	static const double quantiles[] = { [PLOT_P95] = .95, [PLOT_P99] = .99 };

	if (how == PLOT_AVG)
		return stats_mean(sorted, n);
	if (how == PLOT_P95 || how == PLOT_P99)
		return stats_quantile(sorted, n, quantiles[how]);
	return sort_median(sorted, n);
}

struct reduced reduce_by_time(struct arena *mem, const struct plot *p, const struct plot_series *s)
{
	struct point *v = sorted_points(mem, s);
	double span = v[s->n - 1].x - v[0].x, window = p->window, *y;
	bool each = p->aggregation == PLOT_EACH;
	struct reduced r = { .ranges = each };

	if (each && s->n <= POINTS_MAX)
		return (struct reduced){ .v = v, .n = s->n };
	/* More windows than the picture has columns cannot be seen. */
	if (each || !(window > span / POINTS_MAX))
		window = span > 0 ? span / COLUMNS : 1;
	r.window = window;
	y = arena_array(mem, s->n, sizeof *y);
	for (size_t i = 0, end; i < s->n; i = end) {
		double k = floor((v[i].x - v[0].x) / window), middle;

		for (end = i; end < s->n && floor((v[end].x - v[0].x) / window) <= k; end++)
			y[end - i] = v[end].y;
		sort_doubles(y, end - i);
		middle = aggregate(p->aggregation, y, end - i);
		*ARENA_PUSH(mem, &r) = (struct point){ v[0].x + (k + .5) * window, middle,
			each ? y[0] : middle, each ? y[end - i - 1] : middle };
	}
	return r;
}

static void range_of(double *lo, double *hi, const double *v, size_t n)
{
	*lo = *hi = v[0];
	for (size_t i = 1; i < n; i++) {
		*lo = fmin(*lo, v[i]);
		*hi = fmax(*hi, v[i]);
	}
}

static size_t cell_of(double v, double lo, double hi, size_t cells)
{
	double at = hi > lo ? (v - lo) / (hi - lo) * (double)cells : 0;

	return at < (double)cells ? (size_t)at : cells - 1;
}

struct reduced reduce_to_cells(struct arena *mem, const struct plot_series *s)
{
	uint8_t *taken = arena_alloc(mem, CELLS_X * CELLS_Y);
	struct reduced r = { 0 };
	double x_lo, x_hi, y_lo, y_hi;

	range_of(&x_lo, &x_hi, s->x, s->n);
	range_of(&y_lo, &y_hi, s->y, s->n);
	for (size_t i = 0; i < s->n; i++) {
		size_t cell = cell_of(s->y[i], y_lo, y_hi, CELLS_Y) * CELLS_X +
			cell_of(s->x[i], x_lo, x_hi, CELLS_X);

		if (s->n > POINTS_MAX && taken[cell])
			continue;
		taken[cell] = 1;
		*ARENA_PUSH(mem, &r) = (struct point){ .x = s->x[i], .y = s->y[i] };
	}
	return r;
}
