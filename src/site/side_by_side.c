/* Runs side by side: results, samples, outputs and what else differs. */
#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/decide.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "model/run/run_fields.h"
#include "site/picture.h"

enum { PICTURES = 20, OPEN = 2 };

struct view {
	struct html h;
	const struct site *site;
	const struct site_sides *sides;
};

static const char *label(const struct view *v, size_t i)
{
	return v->sides->v[i].stored->id;
}

/* The ids of the results of all runs, each once, by name. */
static struct words ids_of(const struct view *v)
{
	struct words ids = { 0 };

	for (size_t i = 0; i < v->sides->n; i++)
		for (size_t k = 0; v->sides->v[i].run && k < v->sides->v[i].run->n; k++)
			words_push(v->h.mem, &ids, v->sides->v[i].run->v[k].id);
	words_sort_once(&ids);
	return ids;
}

/* NULL: that run lacks the metric, or has another unit. */
static const struct series *series_of(const struct view *v, size_t i, const char *id,
	const struct metric *m)
{
	const struct series *s = run_series(v->sides->v[i].run, id, m->name);

	return s && text_equal(s->metric.unit, m->unit) && !isnan(series_centre(s)) ? s : NULL;
}

static size_t sides_of(struct samples_side *out, const struct view *v, const char *id,
	const struct metric *m)
{
	size_t known = 0;

	for (size_t i = 0; i < v->sides->n; i++) {
		const struct series *s = series_of(v, i, id, m);

		out[i] = (struct samples_side){ label(v, i), s, summary_of_series(s), i == 0 };
		known += s != NULL;
	}
	return known;
}

static bool is_apart(const struct summary *first, const struct summary *own)
{
	return own->lo > first->hi || own->hi < first->lo;
}

/* The median and its difference to the first; it has a colour where the intervals are apart. */
static void put_median(const struct view *v, const struct metric *m, const struct summary *first,
	const struct summary *own)
{
	const double change = stats_change(first->median, own->median);

	html_put(&v->h, "<td class=\"number\">");
	if (isfinite(own->median))
		html_put(&v->h, "%s", metric_text(v->h.mem, m, own->median));
	if (own != first && isfinite(change))
		html_put(&v->h, " <span class=\"%s\">%s</span>",
			is_apart(first, own) ? page_tone(m, change) : "faint",
			percent_text(v->h.mem, change));
	html_put(&v->h, "</td>");
}

/* only_apart: nothing, where no interval is beside that of the first. */
static void put_metric(const struct view *v, const char *id, const struct metric *m,
	bool only_apart)
{
	struct samples_side *sides = arena_array(v->h.mem, v->sides->n, sizeof *sides);

	sides_of(sides, v, id, m);
	for (size_t i = 1; i < v->sides->n; i++)
		only_apart = only_apart && !is_apart(&sides[0].summary, &sides[i].summary);
	if (only_apart)
		return;
	html_put(&v->h, "<tr><th scope=\"row\">%s</th><td>%s <span class=\"faint\">%s</span></td>",
		id, m->name, page_better(m));
	for (size_t i = 0; i < v->sides->n; i++)
		put_median(v, m, &sides[0].summary, &sides[i].summary);
	html_put(&v->h, "</tr>\n");
}

/* The metrics of a benchmark, in the order of the first run that has it: all, or the primary one
 * and what differs. Returns their number. */
static size_t put_benchmark(const struct view *v, const char *id, bool all)
{
	struct words seen = { 0 };
	for (size_t i = 0; i < v->sides->n; i++) {
		const struct run *run = v->sides->v[i].run;
		const struct result *r = run ? run_find(run, id) : NULL;

		for (size_t k = 0; r && k < r->n; k++) {
			const struct metric *m = &r->v[k].metric;

			if (words_has(&seen, m->name) || !series_of(v, i, id, m))
				continue;
			words_push(v->h.mem, &seen, m->name);
			put_metric(v, id, m, !all && seen.n > 1);
		}
	}
	if (!seen.n)
		html_put(&v->h, "<tr><th scope=\"row\">%s</th><td>not measured</td></tr>\n", id);
	return seen.n;
}

/* Columns of a table: some names, then one for each run. */
static const char *const *columns_of(const struct view *v, const char *first, const char *second)
{
	struct words w = { 0 };

	words_push(v->h.mem, &w, first);
	if (second)
		words_push(v->h.mem, &w, second);
	for (size_t i = 0; i < v->sides->n; i++)
		words_push(v->h.mem, &w,
			second ? arena_printf(v->h.mem, "#%s", label(v, i)) : label(v, i));
	return w.v;
}

static void put_results(const struct view *v, const struct words *ids)
{
	const struct html *h = &v->h;
	size_t metrics = 0;

	html_put(h, "<h2>Results</h2>\n");
	if (ids->n == 0) {
		html_put(h, "<p>The runs have no results.</p>\n");
		return;
	}
	html_put(h,
		"<p class=\"faint\">The table shows medians and their differences "
		"from %s. A difference has a colour if the 95%% intervals of the two "
		"medians do not overlap. Only a comparison gives a verdict.</p>\n",
		label(v, 0));
	page_filter(h, "side-by-side");
	page_table(h, "side-by-side", columns_of(v, "benchmark", "metric"));
	for (size_t i = 0; i < ids->n; i++)
		metrics += put_benchmark(v, ids->v[i], false);
	page_table_end(h);
	if (metrics <= ids->n)
		return;
	html_put(h, "<details><summary>All %zu metric%s</summary>\n", metrics, text_s(metrics));
	page_filter(h, "all-metrics");
	page_table(h, "all-metrics", columns_of(v, "benchmark", "metric"));
	for (size_t i = 0; i < ids->n; i++)
		put_benchmark(v, ids->v[i], true);
	page_table_end(h);
	html_put(h, "</details>\n");
}

/* The primary metric of the first run that has the benchmark. */
static const struct metric *primary_of(const struct view *v, const char *id)
{
	for (size_t i = 0; i < v->sides->n; i++) {
		const struct series *s = run_series(v->sides->v[i].run, id, NULL);

		if (s)
			return &s->metric;
	}
	return NULL;
}

static void put_samples(const struct view *v, const struct words *ids)
{
	struct samples_side *sides = arena_array(v->h.mem, v->sides->n, sizeof *sides);
	const struct html *h = &v->h;

	if (ids->n)
		html_put(h, "<h2>Samples</h2>\n");
	for (size_t i = 0; i < ids->n && i < PICTURES; i++) {
		const struct metric *m = primary_of(v, ids->v[i]);

		if (!m || !sides_of(sides, v, ids->v[i], m))
			continue;
		html_put(h, "<details %s><summary>%s %s</summary>\n", i < OPEN ? "open" : "",
			ids->v[i], m->name);
		samples_put(h, ids->v[i], m, sides, v->sides->n);
		html_put(h, "</details>\n");
	}
	if (ids->n > PICTURES)
		html_put(h, "<p>Not in a picture: %zu more benchmark%s.</p>\n", ids->n - PICTURES,
			text_s(ids->n - PICTURES));
}

/* One file of the runs: its columns of numbers. */
static void put_output(const struct view *v, const char *file)
{
	struct output_part *parts = arena_array(v->h.mem, v->sides->n, sizeof *parts);
	const struct html *h = &v->h;
	struct words columns = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < v->sides->n; i++) {
		const struct site_outputs *all = &v->sides->v[i].outputs;
		const struct site_output *o = TEXT_FIND(all->v, all->n, file, file);

		for (size_t k = 0; o && k < o->n; k++)
			if (!words_has(&columns, o->v[k].name))
				words_push(h->mem, &columns, o->v[k].name);
		if (o)
			parts[n++] = (struct output_part){ label(v, i), o };
	}
	html_put(h, "<details open><summary>%s</summary>\n", file);
	for (size_t i = 0; i < columns.n; i++)
		page_put_column(h, columns.v[i], parts, n);
	page_table(h, NULL, (const char *const[]){ "run", "#rows", "", NULL });
	for (size_t i = 0; i < n; i++)
		html_put(h,
			"<tr><th scope=\"row\">%s</th><td class=\"number\">%zu</td><td>%s</td>"
			"</tr>\n",
			parts[i].label, parts[i].output->rows, parts[i].output->fault);
	page_table_end(h);
	html_put(h, "</details>\n");
}

static void put_outputs(const struct view *v)
{
	struct words files = { 0 };

	for (size_t i = 0; i < v->sides->n; i++)
		for (size_t k = 0; k < v->sides->v[i].outputs.n; k++)
			words_push(v->h.mem, &files, v->sides->v[i].outputs.v[k].file);
	words_sort_once(&files);
	if (files.n)
		html_put(&v->h, "<h2>Outputs</h2>\n");
	for (size_t i = 0; i < files.n; i++)
		put_output(v, files.v[i]);
}

static void put_head(const struct view *v)
{
	const struct html *h = &v->h;
	const struct run *first = v->sides->v[0].stored->run;
	bool others = false;

	html_put(h, "<h1>%zu runs side by side</h1>\n<ul>\n", v->sides->n);
	for (size_t i = 0; i < v->sides->n; i++) {
		const struct site_run *s = v->sides->v[i].stored;

		html_put(h, "<li><a href=\"%s\">%s</a> ", site_link(v->site, SITE_RUN, s->id),
			s->id);
		page_put_commit(h, v->site, s->run->commit);
		html_put(h, " <span class=\"faint\">%s</span>", s->run->started);
		if (i && !v->site->single)
			html_put(h, " <a href=\"%s\">verdicts against %s</a>",
				site_link(v->site, SITE_COMPARISON,
					arena_printf(h->mem, "%s..%s", label(v, 0), s->id)),
				label(v, 0));
		html_put(h, "</li>\n");
		others = others || !text_equal(s->run->host.class, first->host.class);
	}
	html_put(h, "</ul>\n");
	if (others)
		html_put(h,
			"<p class=\"note\">The runs are from several machine classes: the "
			"machines differ, not only the commits.</p>\n");
}

static void put_metadata(const struct view *v)
{
	const void **records = arena_array(v->h.mem, v->sides->n, sizeof *records);

	for (size_t i = 0; i < v->sides->n; i++)
		records[i] = v->sides->v[i].stored->run;
	html_put(&v->h, "<h2>Metadata</h2>\n");
	page_table(&v->h, NULL, columns_of(v, "", NULL));
	fields_put(&v->h, run_fields, records, v->sides->n);
	page_table_end(&v->h);
}

void site_side_by_side(FILE *out, const struct site *site, const char *name,
	const struct site_sides *sides)
{
	const struct view v = { page_begin(out, site, SITE_RUNS, name), site, sides };
	const struct words ids = ids_of(&v);

	put_head(&v);
	put_results(&v, &ids);
	put_outputs(&v);
	put_samples(&v, &ids);
	put_metadata(&v);
	page_end(&v.h);
}
