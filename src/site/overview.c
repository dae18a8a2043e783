/* What changed lately, each benchmark in one line, and the runs. */

#include "base/arena.h"
#include "base/clock.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "model/run/run_columns.h"
#include "site/picture.h"

enum { RECENT_SHIFTS = 30, RECENT_RUNS = 20 };

struct moved {
	const struct history_line *line;
	const struct changepoint *shift;
	size_t age; /* records since */
};
struct moves ARENA_LIST(struct moved);

/* The newest first, then the largest. */
static int by_age(const void *a, const void *b)
{
	const struct moved *x = a, *y = b;
	double cx = stats_change(x->shift->before, x->shift->after);
	double cy = stats_change(y->shift->before, y->shift->after);
	int order = SORT_ORDER(x->age, y->age);

	return order ? order : SORT_ORDER(cy * cy, cx * cx);
}

static struct moves moves_of(const struct site *site)
{
	struct moves moves = { 0 };

	for (size_t i = 0; i < site->history.n; i++) {
		const struct history_line *l = &site->history.v[i];

		for (size_t k = 0; k < l->shifts.n; k++)
			*ARENA_PUSH(site->mem, &moves) = (struct moved){ l, &l->shifts.v[k],
				l->n - l->shifts.v[k].at };
	}
	SORT_LIST(&moves, by_age);
	return moves;
}

static void put_name(const struct html *h, const struct site *site, const struct history_line *l)
{
	html_put(h,
		"<th scope=\"row\"><a href=\"%s\">%s</a> <span class=\"faint\">%s, %s</span></th>",
		site_link(site, SITE_HISTORY, l->id), l->id, l->metric.name,
		page_better(&l->metric));
}

static void put_move(const struct html *h, const struct site *site, const struct moved *m)
{
	const struct history_line *l = m->line;
	double change = stats_change(m->shift->before, m->shift->after);

	html_put(h, "<tr>");
	put_name(h, site, l);
	html_put(h, "<td class=\"number\">%s</td><td class=\"number\">%s</td>",
		metric_text(h->mem, &l->metric, m->shift->before),
		metric_text(h->mem, &l->metric, m->shift->after));
	html_put(h, "<td class=\"number %s\">%s</td><td>%s</td><td>", page_tone(&l->metric, change),
		percent_text(h->mem, change), p_text(h->mem, m->shift->p));
	page_put_commit(h, site, l->run[m->shift->at]->commit);
	html_put(h, "</td><td>");
	chart_put_small(h, l);
	html_put(h, "</td></tr>\n");
}

static void put_moves(const struct html *h, const struct site *site)
{
	const struct moves moves = moves_of(site);

	html_put(h, "<h2>What changed lately</h2>\n");
	if (moves.n == 0) {
		html_put(h, "<p>%s</p>\n",
			site->history.n ? "No benchmark has a change point in its history."
					: site->source);
		return;
	}
	PAGE_TABLE(h, "moves", "benchmark", "#before", "#after", "#change", "how sure",
		"first commit of the new level", "history");
	for (size_t i = 0; i < moves.n && i < RECENT_SHIFTS; i++)
		put_move(h, site, &moves.v[i]);
	page_table_end(h);
	if (moves.n > RECENT_SHIFTS)
		html_put(h, "<p>The histories below have %zu older change%s.</p>\n",
			moves.n - RECENT_SHIFTS, text_s(moves.n - RECENT_SHIFTS));
}

static void put_benchmarks(const struct html *h, const struct site *site)
{
	if (site->history.n == 0)
		return;
	html_put(h, "<h2>Benchmarks</h2>\n<p class=\"faint\">%s</p>\n", site->source);
	page_filter(h, "benchmarks");
	PAGE_TABLE(h, "benchmarks", "benchmark", "#records", "#last", "#since the first record",
		"#change points", "history");
	for (size_t i = 0; i < site->history.n; i++) {
		const struct history_line *l = &site->history.v[i];

		html_put(h, "<tr>");
		put_name(h, site, l);
		html_put(h,
			"<td class=\"number\">%zu</td><td class=\"number\">%s</td>"
			"<td class=\"number %s\">%s</td><td class=\"number\">%zu</td><td>",
			l->n, metric_text(h->mem, &l->metric, l->v[l->n - 1]),
			l->shifts.n ? page_tone(&l->metric, l->since) : "",
			percent_text(h->mem, l->since), l->shifts.n);
		chart_put_small(h, l);
		html_put(h, "</td></tr>\n");
	}
	page_table_end(h);
}

static void put_run(const struct html *h, const struct site *site, const struct site_run *r)
{
	const struct run *run = r->run;

	html_put(h, "<tr><th scope=\"row\" class=\"time\">");
	if (!site->single && !r->fault)
		html_put(h,
			"<input type=\"checkbox\" name=\"run\" value=\"%s\" aria-label=\"%s\"> ",
			r->id, r->id);
	if (r->has_page)
		html_put(h, "<a href=\"%s\">%s</a>", site_link(site, SITE_RUN, r->id), r->id);
	else
		html_put(h, "%s", r->id);
	html_put(h, "</th>");
	if (r->fault) {
		html_put(h, "<td colspan=\"5\">unreadable: %s</td></tr>\n", r->fault);
		return;
	}
	html_put(h,
		"<td>%s</td><td class=\"time\">%s</td><td class=\"number\">%s</td>"
		"<td><code>%.10s</code>%s</td><td>",
		run_status_names[run->status], run->started,
		run->finished ? clock_text(h->mem, run->duration) : "", run->commit,
		run->dirty ? " with changes" : "");
	if (r->has_comparison && r->has_page)
		html_put(h, "<a href=\"%s\">%s</a>", site_link(site, SITE_COMPARISON, r->id),
			r->headline ? r->headline : "verdict");
	html_put(h, "</td></tr>\n");
}

static void put_runs(const struct html *h, const struct site *site, size_t max)
{
	if (site->together)
		html_put(h, "<p><a href=\"%s\">The runs of this file side by side</a></p>\n",
			site_link(site, SITE_RUNS, site->together));
	if (!site->single)
		html_put(h, "<form action=\"/compare\">\n");
	page_filter(h, "runs-table");
	PAGE_TABLE(h, "runs-table", "run", "status", "started", "#took", "commit", "verdict");
	for (size_t i = 0; i < site->runs.n && i < max; i++)
		put_run(h, site, &site->runs.v[i]);
	page_table_end(h);
	if (!site->single)
		html_put(h, "<p><button>Show the chosen runs side by side</button></p></form>\n");
}

void site_runs(FILE *out, const struct site *site)
{
	const struct html h = page_begin(out, site, SITE_RUNS, NULL);

	html_put(&h, "<h1>Runs</h1>\n");
	if (site->runs.n == 0)
		html_put(&h,
			"<p>There are no stored runs. <code>benchctl run</code> makes one.</p>\n");
	else
		put_runs(&h, site, site->runs.n);
	page_end(&h);
}

/* Of the newest run that was judged. */
static void put_verdict(const struct html *h, const struct site *site)
{
	for (size_t i = 0; i < site->runs.n; i++) {
		const struct site_run *r = &site->runs.v[i];

		if (!r->headline)
			continue;
		html_put(h,
			"<p class=\"verdict\">Last verdict: <a href=\"%s\">%s</a> "
			"<span class=\"faint\">%s, %s</span></p>\n",
			site_link(site, SITE_COMPARISON, r->id), r->headline, r->id,
			r->run->started);
		return;
	}
	html_put(h, "<p>No run has a verdict yet. <code>benchctl gate</code> makes one.</p>\n");
}

void site_overview(FILE *out, const struct site *site)
{
	const struct html h = page_begin(out, site, SITE_OVERVIEW, NULL);

	html_put(&h, "<h1>%s</h1>\n", site->suite);
	put_verdict(&h, site);
	for (size_t i = 0; i < site->notes.n; i++)
		html_put(&h, "<p class=\"note\">%s</p>\n", site->notes.v[i]);
	put_moves(&h, site);
	put_benchmarks(&h, site);
	if (site->runs.n && !site->single) {
		html_put(&h, "<h2>Newest runs</h2>\n");
		put_runs(&h, site, RECENT_RUNS);
		html_put(&h, "<p><a href=\"%s\">All %zu run%s</a></p>\n",
			site_link(site, SITE_RUNS, NULL), site->runs.n, text_s(site->runs.n));
	}
	page_end(&h);
}
