/* What the stages of a workflow did, and what they left, as tables and pictures. */
#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "model/run/run.h"
#include "site/axis.h"
#include "site/page.h"

/* px */
enum { WIDTH = 720, HEIGHT = 130, LEFT = 70, RIGHT = 10, TOP = 20, BOTTOM = 20, COLUMNS = 320 };
enum { OPEN = 2 }; /* outputs */

static void put_stages(const struct html *h, const struct site *site, const char *id,
	const struct run *run)
{
	char took[CLOCK_TEXT_MAX];

	html_put(h,
		"<h2>Stages</h2>\n<div class=\"wide\"><table><thead><tr>"
		"<th scope=\"col\">stage</th>"
		"<th scope=\"col\">host</th><th scope=\"col\">benchmark</th>"
		"<th class=\"number\" scope=\"col\">sample</th><th scope=\"col\">status</th>"
		"<th class=\"number\" scope=\"col\">time</th><th scope=\"col\">log</th></tr>"
		"</thead>\n"
		"<tbody>\n");
	for (size_t i = 0; i < run->stages.n; i++) {
		const struct run_stage *s = &run->stages.v[i];

		html_put(h,
			"<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td>"
			"<td class=\"number\">%zu</td><td class=\"%s\">%s</td>"
			"<td class=\"number\">%s</td><td>",
			s->name, s->host, s->benchmark, (size_t)s->sample,
			s->status == STAGE_FAILED ? "bad" : "", stage_status_names[s->status],
			clock_text(took, s->duration));
		if (s->log)
			html_put(h, "<a href=\"#%s\">%s</a>", page_file_anchor(site, id, s->log),
				s->log);
		html_put(h, "</td></tr>\n");
		if (s->how)
			html_put(h, "<tr><td></td><td class=\"note\" colspan=\"6\">%s</td></tr>\n",
				s->how);
	}
	html_put(h, "</tbody></table></div>\n");
}

static void put_list(const struct html *h, const struct run *run)
{
	char size[QUANTITY_MAX];

	html_put(h,
		"<h2>Outputs</h2>\n<div class=\"wide\"><table><thead><tr>"
		"<th scope=\"col\">output</th><th scope=\"col\">stage</th>"
		"<th scope=\"col\">host</th>"
		"<th scope=\"col\">file</th><th class=\"number\" scope=\"col\">size</th>"
		"<th class=\"number\" scope=\"col\">rows</th><th scope=\"col\">columns</th></tr>"
		"</thead>\n<tbody>\n");
	for (size_t i = 0; i < run->outputs.n; i++) {
		const struct run_output *o = &run->outputs.v[i];

		html_put(h,
			"<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td>"
			"<td class=\"number\">%s</td><td class=\"number\">%zu</td><td>%s</td>"
			"</tr>\n",
			o->name, o->stage, o->host, o->file,
			quantity_format(size, (double)o->size, DIM_SIZE), (size_t)o->rows,
			o->schema);
	}
	html_put(h, "</tbody></table></div>\n");
}

static void put_rows(const struct html *h, const struct site_output *o)
{
	const size_t width = o->head.n, shown = width ? o->cells.n / width : 0;

	html_put(h, "<div class=\"wide\"><table><thead><tr>");
	for (size_t i = 0; i < width; i++)
		html_put(h, "<th scope=\"col\">%s</th>", o->head.v[i]);
	html_put(h, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < shown; i++) {
		html_put(h, "<tr>");
		for (size_t k = 0; k < width; k++)
			html_put(h, "<td>%s</td>", o->cells.v[i * width + k]);
		html_put(h, "</tr>\n");
	}
	html_put(h, "</tbody></table></div>\n");
	if (o->rows > shown)
		html_put(h, "<p>%zu more rows are in the file.</p>\n", o->rows - shown);
}

static void put_axis(const struct html *h, const struct axis *y)
{
	double v;

	for (size_t i = 0; isfinite(v = axis_tick(y, i)); i++)
		html_put(h,
			"<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			"<text text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n",
			LEFT, WIDTH - RIGHT, axis_at(y, v), axis_at(y, v), LEFT - 6,
			axis_at(y, v) + 4, axis_text(h->mem, y, v));
}

/* Of more rows than columns of pixels, the least and the greatest of each column. */
static void put_line(const struct html *h, const struct axis *y, const double *v, size_t n)
{
	const double step = (double)(WIDTH - LEFT - RIGHT) / (double)(n > 1 ? n - 1 : 1);
	const size_t per = n / COLUMNS + 1;

	html_put(h, "<polyline class=\"line\" points=\"");
	for (size_t i = 0; i < n; i += per) {
		double low = (double)NAN, high = (double)NAN;

		for (size_t k = i; k < n && k < i + per; k++) {
			low = fmin(low, v[k]);
			high = fmax(high, v[k]);
		}
		if (isnan(low))
			continue;
		html_put(h, "%.1f,%.1f ", LEFT + step * (double)i, axis_at(y, low));
		if (high > low)
			html_put(h, "%.1f,%.1f ", LEFT + step * (double)i, axis_at(y, high));
	}
	html_put(h, "\"/>\n");
}

static void put_column(const struct html *h, const struct site_output *o,
	const struct site_column *c)
{
	const struct metric m = { .name = c->name, .unit = "", .better = BETTER_NONE };
	double lo = (double)NAN, hi = (double)NAN;
	struct axis y;

	for (size_t i = 0; i < o->rows; i++) {
		lo = fmin(lo, c->v[i]);
		hi = fmax(hi, c->v[i]);
	}
	if (!isfinite(lo) || !isfinite(hi))
		return;
	y = axis_of(&m, lo, hi, HEIGHT - BOTTOM, TOP);
	html_put(h,
		"<figure class=\"samples\"><svg viewBox=\"0 0 %d %d\" role=\"img\">"
		"<title>%s in %zu rows: from %g to %g</title>\n",
		WIDTH, HEIGHT, c->name, o->rows, lo, hi);
	put_axis(h, &y);
	put_line(h, &y, c->v, o->rows);
	html_put(h,
		"<text x=\"%d\" y=\"12\">%s</text>"
		"<text text-anchor=\"end\" x=\"%d\" y=\"%d\">row %zu</text>"
		"<text x=\"%d\" y=\"%d\">row 1</text></svg></figure>\n",
		LEFT, c->name, WIDTH - RIGHT, HEIGHT - 4, o->rows, LEFT, HEIGHT - 4);
}

void page_put_outputs(const struct html *h, const struct site *site, const struct site_run *stored,
	const struct site_outputs *outputs)
{
	const struct run *run = stored->run;

	if (run->stages.n)
		put_stages(h, site, stored->id, run);
	if (run->outputs.n)
		put_list(h, run);
	for (size_t i = 0; i < outputs->n; i++) {
		const struct site_output *o = &outputs->v[i];

		html_put(h, "<details class=\"output\" id=\"%s\" %s><summary>%s</summary>\n",
			page_anchor(site, SITE_RUN,
				arena_printf(h->mem, "%s/%s", stored->id, o->file)),
			i < OPEN ? "open" : "", o->file);
		if (o->fault)
			html_put(h, "<p>%s</p>\n", o->fault);
		for (size_t k = 0; k < o->n; k++)
			put_column(h, o, &o->v[k]);
		put_rows(h, o);
		html_put(h, "</details>\n");
	}
	if (run->outputs.n > outputs->n && outputs->n)
		html_put(h, "<p>The other outputs are in the files below.</p>\n");
}
