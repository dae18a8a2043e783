#include "site/picture.h"

#include <math.h>

enum { STEPS = 5, TICKS_MAX = 64, COLUMN = 2 /* px of a line that many points share */ };

/* 1, 2 or 5 times a power of ten, about a fifth of the range. */
static double step_of(double range)
{
	double power = pow(10, floor(log10(range / STEPS))), ratio = range / STEPS / power;

	return power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1);
}

struct axis axis_of(const struct metric *m, double lo, double hi, double from, double to)
{
	const struct unit *unit = m->dim == DIM_NONE || m->dim == DIM_COUNT
		? NULL
		: unit_for(fmax(fabs(lo), fabs(hi)), m->dim);
	double middle = lo / 2 + hi / 2;
	double half = fmax((hi - lo) * 0.54, fabs(middle) * 0.02);
	struct axis a = { .name = m->name,
		.factor = unit ? unit->factor : 1,
		.unit = unit                            ? unit->symbol
			: m->dim == DIM_NONE && m->unit ? m->unit
							: "",
		.from = from,
		.to = to };

	if (!(half > 0) || !isfinite(half))
		half = 1;
	a.lo = middle - half;
	a.hi = middle + half;
	if (lo >= 0 && a.lo < 0)
		a.lo = 0;
	a.step = step_of((a.hi - a.lo) / a.factor) * a.factor;
	a.first = ceil(a.lo / a.step) * a.step;
	return a;
}

double axis_tick(const struct axis *a, size_t i)
{
	double v = a->first + (double)i * a->step;

	return i < TICKS_MAX && v <= a->hi ? v : (double)NAN;
}

double axis_at(const struct axis *a, double v)
{
	return a->from + (v - a->lo) / (a->hi - a->lo) * (a->to - a->from);
}

const char *axis_text(struct arena *mem, const struct axis *a, double v)
{
	double shown = v / a->factor;

	return arena_printf(mem, "%.6g", fabs(shown) < a->step / a->factor / 1000 ? 0 : shown);
}

const char *axis_label(struct arena *mem, const struct axis *a)
{
	return *a->unit ? arena_printf(mem, "%s (%s)", a->name, a->unit) : a->name;
}

void axis_put_rows(const struct html *h, const struct axis *x, const struct axis *y)
{
	double v;

	for (size_t i = 0; isfinite(v = axis_tick(y, i)); i++)
		html_put(h,
			"<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
			"<text text-anchor=\"end\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
			x->from, x->to, axis_at(y, v), axis_at(y, v), x->from - 6,
			axis_at(y, v) + 4, axis_text(h->mem, y, v));
}

void axis_put_line(const struct html *h, const struct axis *x, const struct axis *y,
	const char *class, const double *xs, const double *ys, size_t n)
{
	const size_t per = n / (size_t)((x->to - x->from) / COLUMN) + 1;

	html_put(h, "<polyline class=\"%s\" points=\"", class);
	for (size_t i = 0; i < n; i += per) {
		double at = axis_at(x, xs ? xs[i] : (double)i + 1);
		double low = (double)NAN, high = (double)NAN;

		for (size_t k = i; k < n && k < i + per; k++) {
			low = fmin(low, ys[k]);
			high = fmax(high, ys[k]);
		}
		if (isnan(low) || isnan(at))
			continue;
		html_put(h, "%.1f,%.1f ", at, axis_at(y, low));
		if (high > low)
			html_put(h, "%.1f,%.1f ", at, axis_at(y, high));
	}
	html_put(h, "\"/>\n");
}
