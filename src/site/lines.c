#include "site/lines.h"

#include <math.h>

#include "site/axis.h"

/* px */
enum { WIDTH = 720, HEIGHT = 180, LEFT = 70, RIGHT = 10, TOP = 22, BOTTOM = 36, COLUMNS = 320 };
enum { STYLES = 7 }; /* classes l0, l1, ... of the style sheet */

static double x_of(const struct lines_line *l, size_t i)
{
	return l->x ? l->x[i] : (double)i + 1;
}

static void take(double range[2], double v)
{
	range[0] = fmin(range[0], v);
	range[1] = fmax(range[1], v);
}

static void put_scale(const struct html *h, const struct axis *x, const struct axis *y)
{
	double v;

	for (size_t i = 0; isfinite(v = axis_tick(y, i)); i++)
		html_put(h,
			"<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			"<text text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n",
			LEFT, WIDTH - RIGHT, axis_at(y, v), axis_at(y, v), LEFT - 6,
			axis_at(y, v) + 4, axis_text(h->mem, y, v));
	for (size_t i = 0; isfinite(v = axis_tick(x, i)); i++)
		html_put(h, "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
			axis_at(x, v), HEIGHT - BOTTOM + 16, axis_text(h->mem, x, v));
}

/* Of more points than columns of pixels, the least and the greatest of each column. */
static void put_line(const struct html *h, const struct axis *x, const struct axis *y,
	const struct lines_line *l, size_t style)
{
	const size_t per = l->n / COLUMNS + 1;

	html_put(h, "<polyline class=\"line l%zu\" points=\"", style % STYLES);
	for (size_t i = 0; i < l->n; i += per) {
		double low = (double)NAN, high = (double)NAN;

		for (size_t k = i; k < l->n && k < i + per; k++) {
			low = fmin(low, l->y[k]);
			high = fmax(high, l->y[k]);
		}
		if (isnan(low) || isnan(x_of(l, i)))
			continue;
		html_put(h, "%.1f,%.1f ", axis_at(x, x_of(l, i)), axis_at(y, low));
		if (high > low)
			html_put(h, "%.1f,%.1f ", axis_at(x, x_of(l, i)), axis_at(y, high));
	}
	html_put(h, "\"/>\n");
}

static void put_names(const struct html *h, const struct metric *x, const struct axis *across,
	const struct metric *y, const struct axis *up)
{
	html_put(h,
		"<text x=\"4\" y=\"12\">%s%s%s%s</text>"
		"<text text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s%s%s%s</text></svg>\n",
		y->name, *up->unit ? " (" : "", up->unit, *up->unit ? ")" : "",
		(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, x->name, *across->unit ? " (" : "",
		across->unit, *across->unit ? ")" : "");
}

static void put_legend(const struct html *h, const struct lines_line *v, size_t n)
{
	html_put(h, "<figcaption>");
	for (size_t i = 0; i < n; i++)
		html_put(h,
			"<svg class=\"key\" viewBox=\"0 0 28 10\" aria-hidden=\"true\">"
			"<line class=\"line l%zu\" x1=\"0\" x2=\"28\" y1=\"5\" y2=\"5\"/></svg>%s ",
			i % STYLES, v[i].label);
	html_put(h, "</figcaption>");
}

/* One line per point, for the script: which line, x, y. */
static void put_data(const struct html *h, const struct lines_line *v, size_t n)
{
	html_put(h, "<pre class=\"names\" hidden>");
	for (size_t i = 0; i < n; i++)
		html_put(h, "%s\n", v[i].label);
	html_put(h, "</pre>\n<pre class=\"data\" hidden>");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < v[i].n; k++)
			if (!isnan(x_of(&v[i], k)) && !isnan(v[i].y[k]))
				html_put(h, "%zu\t%g\t%g\n", i, x_of(&v[i], k), v[i].y[k]);
	html_put(h, "</pre>\n");
}

void lines_put(const struct html *h, const struct metric *x, const struct metric *y,
	const struct lines_line *v, size_t n, bool zooms)
{
	double across[2] = { (double)NAN, (double)NAN }, up[2] = { (double)NAN, (double)NAN };
	struct axis ax, ay;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < v[i].n; k++) {
			take(across, x_of(&v[i], k));
			take(up, v[i].y[k]);
		}
	if (!isfinite(across[1] - across[0]) || !isfinite(up[1] - up[0]))
		return;
	ax = axis_of(x, across[0], across[1], LEFT, WIDTH - RIGHT);
	ay = axis_of(y, up[0], up[1], HEIGHT - BOTTOM, TOP);
	html_put(h,
		"<figure class=\"%s\" data-label=\"%s%s%s%s\" data-factor=\"%g\" data-lo=\"%g\" "
		"data-hi=\"%g\"><svg viewBox=\"0 0 %d %d\" role=\"img\">"
		"<title>%s, from %s to %s</title>\n",
		zooms ? "chart" : "samples", y->name, *ay.unit ? " (" : "", ay.unit,
		*ay.unit ? ")" : "", ay.factor, ay.lo, ay.hi, WIDTH, HEIGHT, y->name,
		metric_text(h->mem, y, up[0]), metric_text(h->mem, y, up[1]));
	put_scale(h, &ax, &ay);
	for (size_t i = 0; i < n; i++)
		put_line(h, &ax, &ay, &v[i], i);
	put_names(h, x, &ax, y, &ay);
	if (zooms)
		put_data(h, v, n);
	if (n > 1)
		put_legend(h, v, n);
	html_put(h, "</figure>\n");
}
