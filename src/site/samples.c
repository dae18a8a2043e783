#include "site/samples.h"

#include <math.h>

#include "base/sort.h"
#include "judge/compare.h"
#include "judge/stats/density.h"
#include "site/axis.h"

/* px */
enum { WIDTH = 720, LEFT = 60, RIGHT = 16, SIDE = 74, BELOW = 40, HUMP = 40, SCATTER = 16 };
enum { DOTS_MAX = 500, POINTS = 96 };

static void put_hump(const struct html *h, const struct axis *x, const double *sorted, size_t n,
	const char *class, double floor)
{
	double density[POINTS];

	if (!density_of(density, POINTS, sorted, n, x->lo, x->hi))
		return;
	html_put(h, "<path class=\"%s hump\" d=\"M%.1f,%.1f", class, x->from, floor);
	for (size_t i = 0; i < POINTS; i++)
		html_put(h, " L%.1f,%.1f", x->from + (x->to - x->from) * (double)i / (POINTS - 1),
			floor - HUMP * density[i]);
	html_put(h, " L%.1f,%.1fZ\"/>\n", x->to, floor);
}

/* Below the hump; each at one of a few heights, so that equal samples are seen. */
static void put_dots(const struct html *h, const struct axis *x, const double *sorted, size_t n,
	const char *class, double top)
{
	size_t step = n / DOTS_MAX + 1;

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
	html_put(h, "<text text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s%s%s%s, %s</text>\n",
		(x->from + x->to) / 2, floor + 32, m->name, *x->unit ? " (" : "", x->unit,
		*x->unit ? ")" : "", page_better(m));
}

void samples_put(const struct html *h, const struct row *r, const struct series *base,
	const struct series *head)
{
	static const char *const names[] = { "base", "head" };
	const struct series *sides[] = { base, head };
	const struct summary *summaries[] = { &r->base, &r->head };
	double *sorted[2] = { 0 }, lo = (double)INFINITY, hi = -(double)INFINITY;
	struct axis x;
	double floor = 0;

	for (size_t i = 0; i < 2; i++) {
		if (!sides[i] || sides[i]->n == 0)
			continue;
		sorted[i] = sort_copy(h->mem, sides[i]->v, sides[i]->n);
		lo = fmin(lo, sorted[i][0]);
		hi = fmax(hi, sorted[i][sides[i]->n - 1]);
	}
	if (!(lo <= hi))
		return;
	x = axis_of(&r->metric, lo, hi, LEFT, WIDTH - RIGHT);
	html_put(h,
		"<figure class=\"samples\"><svg viewBox=\"0 0 %d %d\" role=\"img\">"
		"<title>Samples of %s %s: base %zu, median %s; head %zu, median %s</title>\n",
		WIDTH, 2 * SIDE + BELOW, r->id, r->metric.name, r->base.n,
		page_value(h->mem, &r->metric, r->base.median), r->head.n,
		page_value(h->mem, &r->metric, r->head.median));
	put_scale(h, &x, &r->metric, 2 * SIDE);
	for (size_t i = 0; i < 2; i++) {
		floor += i ? SIDE : HUMP + 4;
		html_put(h, "<text x=\"4\" y=\"%.1f\">%s</text>\n", floor, names[i]);
		if (!sorted[i])
			continue;
		put_hump(h, &x, sorted[i], sides[i]->n, names[i], floor);
		put_dots(h, &x, sorted[i], sides[i]->n, names[i], floor);
		if (isfinite(summaries[i]->median))
			put_summary(h, &x, summaries[i], names[i], floor);
	}
	html_put(h,
		"</svg><figcaption>Each dot is a sample; the line is the median, the thick bar "
		"its 95%% interval.</figcaption></figure>\n");
}
