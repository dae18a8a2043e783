/* What the stages of a workflow did, and what they left, as tables and pictures. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/run/run.h"
#include "site/picture.h"

enum { OPEN = 2 }; /* outputs */

static void put_stages(const struct html *h, const struct site *site, const char *id,
	const struct run *run)
{
	html_put(h, "<h2>Stages</h2>\n");
	PAGE_TABLE(h, NULL, "stage", "host", "benchmark", "#sample", "status", "#time", "log");
	for (size_t i = 0; i < run->stages.n; i++) {
		const struct run_stage *s = &run->stages.v[i];

		html_put(h,
			"<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td>"
			"<td class=\"number\">%zu</td><td class=\"%s\">%s</td>"
			"<td class=\"number\">%s</td><td>",
			s->name, s->host, s->benchmark, (size_t)s->sample,
			s->status == STAGE_FAILED ? "bad" : "", stage_status_names[s->status],
			clock_text(h->mem, s->duration));
		if (s->log)
			html_put(h, "<a href=\"#%s\">%s</a>", page_file_anchor(site, id, s->log),
				s->log);
		html_put(h, "</td></tr>\n");
		if (s->how)
			html_put(h, "<tr><td></td><td class=\"note\" colspan=\"6\">%s</td></tr>\n",
				s->how);
	}
	page_table_end(h);
}

static void put_list(const struct html *h, const struct run *run)
{
	html_put(h, "<h2>Outputs</h2>\n");
	PAGE_TABLE(h, NULL, "output", "stage", "host", "file", "#size", "#rows", "columns");
	for (size_t i = 0; i < run->outputs.n; i++) {
		const struct run_output *o = &run->outputs.v[i];

		html_put(h,
			"<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s</td><td "
			"class=\"number\">%s</td><td class=\"number\">%zu</td><td>%s</td></tr>\n",
			o->name, o->stage, o->host, o->file,
			quantity_text(h->mem, (double)o->size, DIM_SIZE), (size_t)o->rows,
			o->schema);
	}
	page_table_end(h);
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
	page_table_end(h);
	if (o->rows > shown)
		html_put(h, "<p>The file has %zu more row%s.</p>\n", o->rows - shown,
			text_s(o->rows - shown));
}

void page_put_column(const struct html *h, const char *column, const struct output_part *parts,
	size_t n)
{
	const struct metric y = { .name = column, .unit = "", .better = BETTER_NONE };
	const struct metric row = { .name = "row", .unit = "" },
			    seconds = {
				    .name = "since the first row", .unit = "s", .dim = DIM_TIME
			    };
	struct lines_line *lines = arena_array(h->mem, n, sizeof *lines);
	bool timed = true;
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		timed = timed && parts[i].output->seconds;
	for (size_t i = 0; i < n; i++) {
		const struct site_output *o = parts[i].output;
		const struct site_column *c = TEXT_FIND(o->v, o->n, name, column);

		if (c)
			lines[k++] = (struct lines_line){ parts[i].label, timed ? o->seconds : NULL,
				c->v, o->rows };
	}
	lines_put(h, timed ? &seconds : &row, &y, lines, k, false);
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
			page_put_column(h, o->v[k].name, &(struct output_part){ NULL, o }, 1);
		put_rows(h, o);
		html_put(h, "</details>\n");
	}
	if (run->outputs.n > outputs->n && outputs->n)
		html_put(h, "<p>The other outputs are in the files below.</p>\n");
}
