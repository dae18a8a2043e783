/* The page of a run: metadata, results, files. */
#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "judge/decide.h"
#include "model/run/run.h"
#include "model/run/run_fields.h"
#include "site/picture.h"

static void put_series(const struct html *h, const struct result *r, size_t i)
{
	const struct series *s = &r->v[i];
	const struct summary m = summary_of_series(s);

	if (isnan(m.median))
		return;
	html_put(h, "<tr><th scope=\"row\">%s</th><td>%s</td><td class=\"number\">%s</td>", r->id,
		s->metric.name, metric_text(h->mem, &s->metric, m.median));
	if (isfinite(m.lo) && isfinite(m.hi))
		html_put(h, "<td class=\"number\">%s to %s</td>",
			metric_text(h->mem, &s->metric, m.lo),
			metric_text(h->mem, &s->metric, m.hi));
	else
		html_put(h, "<td></td>");
	html_put(h, "<td class=\"number\">%zu</td><td>%s</td></tr>\n", series_count(s),
		page_better(&s->metric));
}

/* Its primary metric, and remarks. */
static void put_result(const struct html *h, const struct result *r)
{
	const char *texts[] = { r->status == RESULT_ERROR ? r->reason : NULL, r->warning, r->checks,
		r->doubt };

	if (r->n)
		put_series(h, r, 0);
	else
		html_put(h, "<tr><th scope=\"row\">%s</th><td colspan=\"5\">%s</td></tr>\n", r->id,
			r->status == RESULT_ERROR ? "failed" : "not measured");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i])
			html_put(h, "<tr><td></td><td class=\"note\" colspan=\"5\">%s</td></tr>\n",
				texts[i]);
}

static void begin_table(const struct html *h, const char *id)
{
	page_filter(h, id);
	PAGE_TABLE(h, id, "benchmark", "metric", "#median", "#95% interval", "#samples",
		"direction");
}

static void put_results(const struct html *h, const struct run *run)
{
	size_t metrics = 0;

	html_put(h, "<h2>Results</h2>\n");
	if (!run || run->n == 0) {
		html_put(h, "<p>The run has no results.</p>\n");
		return;
	}
	begin_table(h, arena_printf(h->mem, "results-%s", run->id));
	for (size_t i = 0; i < run->n; i++) {
		put_result(h, &run->v[i]);
		metrics += run->v[i].n;
	}
	page_table_end(h);
	if (metrics <= run->n)
		return;
	html_put(h, "<details><summary>All %zu metric%s</summary>\n", metrics, text_s(metrics));
	begin_table(h, arena_printf(h->mem, "metrics-%s", run->id));
	for (size_t i = 0; i < run->n; i++)
		for (size_t k = 0; k < run->v[i].n; k++)
			put_series(h, &run->v[i], k);
	page_table_end(h);
	html_put(h, "</details>\n");
}

/* Two runs, judged by the rules of the configuration. The list has the newest run first. */
static void put_form(const struct html *h, const struct site *site, const struct site_run *stored)
{
	size_t i = 0;

	while (i < site->runs.n && site->runs.v[i].id != stored->id)
		i++;
	if (site->single || i + 1 >= site->runs.n)
		return;
	html_put(h,
		"<form action=\"/compare\"><label>Compare with the earlier run "
		"<select name=\"base\">");
	while (++i < site->runs.n)
		if (!site->runs.v[i].fault)
			html_put(h, "<option>%s</option>", site->runs.v[i].id);
	html_put(h,
		"</select></label> <input type=\"hidden\" name=\"head\" value=\"%s\">"
		"<button>Compare</button></form>\n",
		stored->id);
}

const char *page_file_anchor(const struct site *site, const char *run, const char *file)
{
	return page_anchor(site, SITE_FILE, arena_printf(site->mem, "%s/%s", run, file));
}

static void put_plots(const struct html *h, const struct site_files *files)
{
	bool any = false;

	for (size_t i = 0; i < files->n; i++) {
		const struct site_file *f = &files->v[i];

		if (!f->picture)
			continue;
		if (!any)
			html_put(h, "<h2>Plots</h2>\n");
		any = true;
		html_put(h, "<figure class=\"samples\"><img alt=\"%s\" src=\"%s\"></figure>\n",
			f->name, f->picture);
	}
}

static void put_files(const struct html *h, const struct site *site, const char *id,
	const struct site_files *files)
{
	if (files->n == 0)
		return;
	html_put(h, "<h2>Files</h2>\n");
	for (size_t i = 0; i < files->n; i++) {
		const struct site_file *f = &files->v[i];

		html_put(h,
			"<details id=\"%s\"><summary>%s <span class=\"faint\">%s</span>"
			"</summary>\n",
			page_file_anchor(site, id, f->name), f->name,
			quantity_text(h->mem, (double)f->size, DIM_SIZE));
		if (!site->single)
			html_put(h, "<p><a href=\"%s\">Download %s</a></p>\n",
				site_link(site, SITE_FILE,
					arena_printf(h->mem, "%s/%s", id, f->name)),
				f->name);
		if (f->text)
			html_put(h, "<pre>%s</pre>\n", f->text);
		if (f->text && f->text_n < f->size)
			html_put(h, "<p>The file has %zu more byte%s.</p>\n", f->size - f->text_n,
				text_s(f->size - f->text_n));
		html_put(h, "</details>\n");
	}
}

static void put_summary(const struct html *h, const struct site *site, const struct run *run)
{
	html_put(h, "<p>%s", run_status_names[run->status]);
	if (run->finished)
		html_put(h, " after %s", clock_text(h->mem, run->duration));
	html_put(h, ", on %s, <span class=\"time\">%s</span>", run->host.class, run->started);
	if (run->commit) {
		html_put(h, "<br>");
		page_put_commit(h, site, run->commit);
		html_put(h, "%s", run->dirty ? " with uncommitted changes" : "");
	}
	html_put(h, "</p>\n");
}

static void put_record(const struct html *h, const char *title, const struct field *fields,
	const void *record)
{
	html_put(h, "<h2>%s</h2>\n<div class=\"wide\"><table><tbody>\n", title);
	fields_put(h, fields, &record, 1);
	page_table_end(h);
}

void site_run(FILE *out, const struct site *site, const struct site_run *stored,
	const struct run *run, const struct site_files *files, const struct site_outputs *outputs)
{
	const struct html h = page_begin(out, site, SITE_RUN, stored->id);

	html_put(&h, "<h1>%s</h1>\n", stored->id);
	if (!stored->fault)
		put_summary(&h, site, stored->run);
	if (stored->has_comparison)
		html_put(&h, "<p class=\"verdict\"><a href=\"%s\">%s</a></p>\n",
			site_link(site, SITE_COMPARISON, stored->id),
			stored->headline ? stored->headline : "Its comparison");
	put_form(&h, site, stored);
	if (stored->fault) {
		html_put(&h, "<p>The run is unreadable: %s</p>\n", stored->fault);
	} else {
		put_results(&h, run);
		put_plots(&h, files);
		page_put_outputs(&h, site, stored, outputs);
		put_record(&h, "Metadata", run_fields, stored->run);
		for (size_t i = 0; i < stored->run->services.n; i++)
			put_record(&h, "Server", run_service_fields, &stored->run->services.v[i]);
		for (size_t i = 0; i < stored->run->loads.n; i++)
			put_record(&h, "Requests", run_load_fields, &stored->run->loads.v[i]);
	}
	put_files(&h, site, stored->id, files);
	page_end(&h);
}
