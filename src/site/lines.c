#include <math.h>

#include "site/picture.h"

/* px */
enum { WIDTH = 720, HEIGHT = 180, LEFT = 70, RIGHT = 10, TOP = 22, BOTTOM = 36 };
enum { STYLES = 7 }; /* classes l0, l1, ... of the style sheet */

static double x_of(const struct lines_line *l, size_t i)
{
	return l->x ? l->x[i] : (double)i + 1;
}

static void include_value(double range[2], double v)
{
	range[0] = fmin(range[0], v);
	range[1] = fmax(range[1], v);
}

static void put_scale(const struct html *h, const struct axis *x, const struct axis *y)
{
	double v;

	axis_put_rows(h, x, y);
	for (size_t i = 0; isfinite(v = axis_tick(x, i)); i++)
		html_put(h, "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
			axis_at(x, v), HEIGHT - BOTTOM + 16, axis_text(h->mem, x, v));
}

static void put_names(const struct html *h, const struct axis *x, const struct axis *y)
{
	html_put(h,
		"<text x=\"4\" y=\"12\">%s</text>"
		"<text text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text></svg>\n",
		axis_label(h->mem, y), (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4,
		axis_label(h->mem, x));
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
			include_value(across, x_of(&v[i], k));
			include_value(up, v[i].y[k]);
		}
	if (!isfinite(across[1] - across[0]) || !isfinite(up[1] - up[0]))
		return;
	ax = axis_of(x, across[0], across[1], LEFT, WIDTH - RIGHT);
	ay = axis_of(y, up[0], up[1], HEIGHT - BOTTOM, TOP);
	html_put(h,
		"<figure class=\"%s\" data-label=\"%s\" data-factor=\"%g\" data-lo=\"%g\" "
		"data-hi=\"%g\"><svg viewBox=\"0 0 %d %d\" role=\"img\">"
		"<title>%s, from %s to %s</title>\n",
		zooms ? "chart" : "samples", axis_label(h->mem, &ay), ay.factor, ay.lo, ay.hi,
		WIDTH, HEIGHT, y->name, metric_text(h->mem, y, up[0]),
		metric_text(h->mem, y, up[1]));
	put_scale(h, &ax, &ay);
	for (size_t i = 0; i < n; i++)
		axis_put_line(h, &ax, &ay, arena_printf(h->mem, "line l%zu", i % STYLES), v[i].x,
			v[i].y, v[i].n);
	put_names(h, &ax, &ay);
	if (zooms)
		put_data(h, v, n);
	if (n > 1)
		put_legend(h, v, n);
	html_put(h, "</figure>\n");
}
