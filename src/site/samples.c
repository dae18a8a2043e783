#include <math.h>

#include "base/arena.h"
#include "base/sort.h"
#include "judge/stats/stats.h"
#include "site/picture.h"

/* px */
enum { WIDTH = 720, LEFT = 76, RIGHT = 16, SIDE = 74, BELOW = 40, HUMP = 40, SCATTER = 16 };
enum { DOTS_MAX = 500, POINTS = 96 };
#define ROOM 0.08 /* of the range: for the ends of the humps */

static void put_hump(const struct html *h, const struct axis *x, const double *sorted, size_t n,
	const char *class, double floor)
{
	double density[POINTS];

	if (!stats_density(density, POINTS, sorted, n, x->lo, x->hi))
		return;
	html_put(h, "<path class=\"%s hump\" d=\"M%.1f,%.1f", class, x->from, floor);
	for (size_t i = 0; i < POINTS; i++)
		html_put(h, " L%.1f,%.1f", x->from + (x->to - x->from) * (double)i / (POINTS - 1),
			floor - HUMP * density[i]);
	html_put(h, " L%.1f,%.1fZ\"/>\n", x->to, floor);
}

/* Below the hump; each at one of a few heights, so that equal samples are seen. */
static void put_dots(const struct html *h, const struct axis *x, const double *sorted, size_t n,
	const char *class, double top, size_t max)
{
	size_t step = n / max + 1;

	for (size_t i = 0; i < n; i += step)
		html_put(h, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\"/>\n", class,
			axis_at(x, sorted[i]), top + 4 + (double)(i * 7 % SCATTER));
}

static void put_summary(const struct html *h, const struct axis *x, const struct summary *s,
	const char *class, double floor)
{
	double at = axis_at(x, s->median);

	if (isfinite(s->lo) && isfinite(s->hi))
		html_put(h,
			"<line class=\"%s interval\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" "
			"y2=\"%.1f\"/>\n",
			class, axis_at(x, s->lo), axis_at(x, s->hi), floor, floor);
	html_put(h, "<line class=\"%s median\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
		class, at, at, floor - HUMP, floor + SCATTER);
}

static void put_scale(const struct html *h, const struct axis *x, const struct metric *m,
	double floor)
{
	double v;

	for (size_t i = 0; isfinite(v = axis_tick(x, i)); i++)
		html_put(h,
			"<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%.1f\"/>"
			"<text text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
			axis_at(x, v), axis_at(x, v), floor, axis_at(x, v), floor + 14,
			axis_text(h->mem, x, v));
	html_put(h, "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s, %s</text>\n",
		(x->from + x->to) / 2, floor + 32, axis_label(h->mem, x), page_better(m));
}

/* The title of the picture: "base 8, median 12 ms; ...". */
static void put_title(const struct html *h, const char *id, const struct metric *m,
	const struct samples_side *sides, size_t n)
{
	html_put(h, "<title>Samples of %s %s: ", id, m->name);
	for (size_t i = 0; i < n; i++) {
		const struct summary *s = &sides[i].summary;

		html_put(h, "%s%s ", i ? "; " : "", sides[i].label);
		if (isfinite(s->median))
			html_put(h, "%zu, median %s", s->n, metric_text(h->mem, m, s->median));
		else
			html_put(h, "none");
	}
	html_put(h, "</title>\n");
}

/* False: there are none. */
static bool range_of(double *lo, double *hi, double **sorted, struct arena *mem,
	const struct samples_side *sides, size_t n)
{
	*lo = (double)INFINITY;
	*hi = -(double)INFINITY;
	for (size_t i = 0; i < n; i++) {
		const struct series *s = sides[i].series;

		if (!s || s->n == 0)
			continue;
		sorted[i] = sort_copy(mem, s->v, s->n);
		*lo = fmin(*lo, sorted[i][0]);
		*hi = fmax(*hi, sorted[i][s->n - 1]);
	}
	return *lo <= *hi;
}

void samples_put(const struct html *h, const char *id, const struct metric *m,
	const struct samples_side *sides, size_t n)
{
	double **sorted = arena_array(h->mem, n, sizeof *sorted), lo, hi;
	const double bottom = (double)n * SIDE;
	struct axis x;
	double room;

	if (!range_of(&lo, &hi, sorted, h->mem, sides, n))
		return;
	room = ROOM * (hi - lo);
	x = axis_of(m, lo < 0 ? lo - room : fmax(0, lo - room), hi + room, LEFT, WIDTH - RIGHT);
	html_put(h, "<figure class=\"samples\"><svg viewBox=\"0 0 %d %g\" role=\"img\">", WIDTH,
		bottom + BELOW);
	put_title(h, id, m, sides, n);
	put_scale(h, &x, m, bottom);
	for (size_t i = 0; i < n; i++) {
		const double floor = HUMP + 4 + (double)i * SIDE;
		const char *class = sides[i].is_base ? "base" : "head";

		html_put(h, "<text x=\"4\" y=\"%.1f\">%s</text>\n", floor, sides[i].label);
		if (!sorted[i])
			continue;
		put_hump(h, &x, sorted[i], sides[i].series->n, class, floor);
		put_dots(h, &x, sorted[i], sides[i].series->n, class, floor, 2 * DOTS_MAX / n);
		if (isfinite(sides[i].summary.median))
			put_summary(h, &x, &sides[i].summary, class, floor);
	}
	html_put(h,
		"</svg><figcaption>Each dot is a sample; the line is the median, the thick bar "
		"its 95%% interval.</figcaption></figure>\n");
}
