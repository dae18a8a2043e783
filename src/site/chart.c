#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/run/run_columns.h"
#include "report/history_table.h"
#include "site/picture.h"

/* px */
enum { WIDTH = 960, HEIGHT = 300, LEFT = 70, RIGHT = 12, TOP = 26, BOTTOM = 34 };
enum { SMALL_WIDTH = 150, SMALL_HEIGHT = 30 };
enum { DOTS_MAX = 300 };

struct frame {
	const struct html *h;
	const struct history_line *l;
	struct axis x, y; /* x: records, from 1 */
};

static double x_at(const struct frame *f, double i)
{
	return axis_at(&f->x, i + 1);
}

static struct axis records_axis(const struct history_line *l, double from, double to)
{
	return (struct axis){ .lo = 1, .hi = l->n > 1 ? (double)l->n : 2, .from = from, .to = to };
}

/* The values and, where they are not far outside, the bands. */
static void range_of(double *lo, double *hi, const struct history_line *l,
	const struct levels *levels)
{
	double low = l->v[0], high = l->v[0], room;

	for (size_t i = 1; i < l->n; i++) {
		low = fmin(low, l->v[i]);
		high = fmax(high, l->v[i]);
	}
	room = high - low;
	*lo = low;
	*hi = high;
	for (size_t i = 0; i < levels->n; i++) {
		const struct level *level = &levels->v[i];

		if (level->lo < level->hi) {
			*lo = fmin(*lo, fmax(level->lo, low - room));
			*hi = fmax(*hi, fmin(level->hi, high + room));
		}
	}
}

static void put_levels(const struct frame *f, const struct levels *levels)
{
	for (size_t i = 0; i < levels->n; i++) {
		const struct level *level = &levels->v[i];
		double left = x_at(f, (double)level->from - (level->from ? 0.5 : 0));
		double right = x_at(f, (double)level->to - (level->to < f->l->n ? 0.5 : 1));
		double top = fmax(axis_at(&f->y, level->hi), f->y.to);
		double bottom = fmin(axis_at(&f->y, level->lo), f->y.from);

		if (level->lo <= level->hi)
			html_put(f->h,
				"<rect class=\"likely\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
				"height=\"%.1f\"/>\n",
				left, top, right - left, fmax(bottom - top, 1));
		html_put(f->h,
			"<line class=\"level\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
			left, right, axis_at(&f->y, level->median), axis_at(&f->y, level->median));
	}
}

static void put_dots(const struct frame *f)
{
	const struct history_line *l = f->l;

	for (size_t i = 0; i < l->n && l->n <= DOTS_MAX; i++)
		html_put(f->h,
			"<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"><title>%s, "
			"%.10s</title></circle>\n",
			x_at(f, (double)i), axis_at(&f->y, l->v[i]),
			metric_text(f->h->mem, &l->metric, l->v[i]),
			l->run[i]->commit ? l->run[i]->commit : "?");
}

/* The day of a record, or the time if all records have the same day. */
static const char *when(const struct html *h, const struct history_line *l, size_t i)
{
	const char *at = l->run[i]->started;
	bool one_day = strncmp(l->run[0]->started, l->run[l->n - 1]->started, 10) == 0;

	return one_day && strlen(at) > 16 ? arena_copy(h->mem, at + 11, 5)
					  : arena_printf(h->mem, "%.10s", at);
}

static void put_scale(const struct frame *f)
{
	const struct history_line *l = f->l;
	const size_t marks[] = { 0, l->n / 2, l->n - 1 };
	static const char *const anchors[] = { "start", "middle", "end" };

	axis_put_rows(f->h, &f->x, &f->y);
	html_put(f->h, "<text x=\"4\" y=\"14\">%s</text>\n", axis_label(f->h->mem, &f->y));
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (i == 0 || marks[i] > marks[i - 1])
			html_put(f->h, "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n",
				anchors[i], x_at(f, (double)marks[i]), HEIGHT - BOTTOM + 18,
				when(f->h, l, marks[i]));
	html_put(f->h,
		"<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">records, oldest first</text>\n",
		(f->x.from + f->x.to) / 2, HEIGHT - 3);
}

static void put_events(const struct frame *f, const struct chart_events *events)
{
	double taken = -1;

	for (size_t i = 0; i < events->n; i++) {
		const struct chart_event *e = &events->v[i];
		double x = x_at(f,
			strcmp(e->class, "shift") == 0 ? (double)e->at - 0.5 : (double)e->at);

		html_put(f->h,
			"<g class=\"event %s\"><title>%s</title><line x1=\"%.1f\" x2=\"%.1f\" "
			"y1=\"%.1f\" y2=\"%.1f\"/>",
			e->class, e->text, x, x, f->y.to, f->y.from);
		if (strcmp(e->class, "tag") == 0 && x > taken) {
			html_put(f->h, "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>",
				x > f->x.to - 60 ? "end" : "start", x, TOP - 6, e->text);
			taken = x + 7 * (double)strlen(e->text) + 8;
		}
		html_put(f->h, "</g>\n");
	}
}

/* A description for a reader who does not see the picture. */
static void put_title(const struct html *h, const struct history_line *l)
{
	html_put(h,
		"<title>%s %s over %zu record%s, %s: first %s, last %s, %zu change point%s"
		"</title>\n",
		l->id, l->metric.name, l->n, text_s(l->n), page_better(&l->metric),
		metric_text(h->mem, &l->metric, l->v[0]),
		metric_text(h->mem, &l->metric, l->v[l->n - 1]), l->shifts.n, text_s(l->shifts.n));
}

/* One line per record, for the script. */
static void put_data(const struct html *h, const struct site *site, const struct history_line *l,
	const struct levels *levels)
{
	size_t k = 0;

	html_put(h, "<pre class=\"data\" hidden>");
	for (size_t i = 0; i < l->n; i++) {
		const struct site_commit *c = site_commit(site, l->run[i]->commit);
		const struct level *level;

		k += i == levels->v[k].to;
		level = &levels->v[k];
		html_put(h, "%g\t%g\t%g\t%g\t%s\t%.10s\t%s\t%s\n", l->v[i], level->median,
			level->lo <= level->hi ? level->lo : level->median,
			level->lo <= level->hi ? level->hi : level->median,
			metric_text(h->mem, &l->metric, l->v[i]), l->run[i]->commit, when(h, l, i),
			c ? c->subject : "");
	}
	html_put(h, "</pre>\n");
}

static void put_marks(const struct html *h, const struct chart_events *events)
{
	html_put(h, "<pre class=\"marks\" hidden>");
	for (size_t i = 0; i < events->n; i++)
		html_put(h, "%zu\t%s\t%s\n", events->v[i].at, events->v[i].class,
			events->v[i].text);
	html_put(h, "</pre>\n");
}

static void put_caption(const struct html *h, const struct levels *levels)
{
	bool band = false;

	for (size_t i = 0; i < levels->n; i++)
		band = band || levels->v[i].lo <= levels->v[i].hi;
	html_put(h,
		"<figcaption>The dashed line is the level between change points%s</figcaption>\n"
		"</figure>\n",
		band ? "; the grey band is where 95% of further records are likely at that "
		       "level. A change inside the band cannot be seen in a single record."
		     : ".");
}

void chart_put(const struct html *h, const struct site *site, const struct history_line *l,
	const struct chart_events *events)
{
	const struct levels levels = levels_of(h->mem, l);
	struct frame f = { .h = h, .l = l, .x = records_axis(l, LEFT, WIDTH - RIGHT) };
	double lo, hi;

	range_of(&lo, &hi, l, &levels);
	f.y = axis_of(&l->metric, lo, hi, HEIGHT - BOTTOM, TOP);
	html_put(h,
		"<figure class=\"chart\" data-label=\"%s\" data-factor=\"%g\" "
		"data-lo=\"%g\" data-hi=\"%g\">\n"
		"<svg viewBox=\"0 0 %d %d\" role=\"img\">\n",
		axis_label(h->mem, &f.y), f.y.factor, f.y.lo, f.y.hi, WIDTH, HEIGHT);
	put_title(h, l);
	put_scale(&f);
	put_levels(&f, &levels);
	put_events(&f, events);
	axis_put_line(h, &f.x, &f.y, "line", NULL, l->v, l->n);
	put_dots(&f);
	html_put(h, "</svg>\n");
	if (site->charts) {
		put_data(h, site, l, &levels);
		put_marks(h, events);
	}
	put_caption(h, &levels);
}

void chart_put_small(const struct html *h, const struct history_line *l)
{
	struct frame f = { .h = h, .l = l, .x = records_axis(l, 2, SMALL_WIDTH - 2) };
	double lo, hi;

	range_of(&lo, &hi, l, &(struct levels){ 0 });
	f.y = axis_of(&l->metric, lo, hi, SMALL_HEIGHT - 2, 2);
	html_put(h, "<svg class=\"small\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">", SMALL_WIDTH,
		SMALL_HEIGHT);
	axis_put_line(h, &f.x, &f.y, "line", NULL, l->v, l->n);
	for (size_t i = 0; i < l->shifts.n; i++) {
		double x = x_at(&f, (double)l->shifts.v[i].at - 0.5);

		html_put(h, "<line class=\"shift\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>", x,
			x, SMALL_HEIGHT);
	}
	html_put(h, "</svg>");
}
