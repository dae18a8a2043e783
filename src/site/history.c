/* The page of a benchmark. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "model/ledger.h"
#include "model/run/run_columns.h"
#include "site/picture.h"

enum { RECORDS_SHOWN = 100 };

static bool accepts(const struct accepted *a, const struct site *site, const struct history_line *l)
{
	return (!a->suite || text_equal(a->suite, site->suite)) && text_glob(a->benchmark, l->id) &&
		(!a->metric || text_glob(a->metric, l->metric.name));
}

static const char *acceptance(struct arena *mem, const struct accepted *a)
{
	return arena_printf(mem, "accepted up to %s: %s", ledger_limit_text(mem, a),
		a->reason ? a->reason : "");
}

static void add_event(struct chart_events *events, struct arena *mem, size_t at, const char *class,
	const char *text)
{
	*ARENA_PUSH(mem, events) = (struct chart_event){ at, class, text };
}

static const char *shift_text(struct arena *mem, const struct history_line *l,
	const struct changepoint *s)
{
	return arena_printf(mem, "shift %s, from %s to %s",
		percent_text(mem, stats_change(s->before, s->after)),
		metric_text(mem, &l->metric, s->before), metric_text(mem, &l->metric, s->after));
}

/* Of one record. */
static void add_events(struct chart_events *events, const struct site *site,
	const struct history_line *l, size_t i)
{
	const char *commit = l->run[i]->commit;
	const struct site_commit *c = site_commit(site, commit);
	bool first = i == 0 || !text_equal(l->run[i - 1]->commit, commit);

	for (size_t k = 0; k < l->shifts.n; k++)
		if (l->shifts.v[k].at == i)
			add_event(events, site->mem, i, "shift",
				shift_text(site->mem, l, &l->shifts.v[k]));
	if (!first)
		return;
	if (c && c->tags)
		add_event(events, site->mem, i, "tag", c->tags);
	if (c && c->has_baseline)
		add_event(events, site->mem, i, "baseline", "baseline recorded");
	for (size_t k = 0; commit && site->ledger && k < site->ledger->n; k++) {
		const struct accepted *a = &site->ledger->v[k];

		if (a->commit && text_equal(a->commit, commit) && accepts(a, site, l))
			add_event(events, site->mem, i, "accepted", acceptance(site->mem, a));
	}
}

static void put_commands(const struct html *h, const struct history_line *l,
	const struct changepoint *s)
{
	const char *after = l->run[s->at]->commit, *before = l->run[s->at - 1]->commit;

	if (!after || !before)
		return;
	html_put(h, "<pre class=\"commands\">git show %.10s\n", after);
	if (!text_equal(before, after))
		html_put(h, "benchctl bisect %s --good %.10s --bad %.10s",
			words_quote_one(h->mem, l->id), before, after);
	html_put(h, "</pre>");
}

static void put_shifts(const struct html *h, const struct site *site, const struct history_line *l)
{
	html_put(h, "<h2>Change points</h2>\n");
	if (l->shifts.n == 0) {
		html_put(h, "<p>The level has not changed over %s.</p>\n",
			l->n == 1 ? "this record"
				  : arena_printf(h->mem, "these %zu records", l->n));
		return;
	}
	PAGE_TABLE(h, NULL, "#change", "#before", "#after", "how sure",
		"first commit of the new level");
	for (size_t i = l->shifts.n; i-- > 0;) {
		const struct changepoint *s = &l->shifts.v[i];
		double change = stats_change(s->before, s->after);

		html_put(h,
			"<tr><td class=\"number %s\">%s</td><td class=\"number\">%s</td>"
			"<td class=\"number\">%s</td><td>%s</td><td>",
			page_tone(&l->metric, change), percent_text(h->mem, change),
			metric_text(h->mem, &l->metric, s->before),
			metric_text(h->mem, &l->metric, s->after), p_text(h->mem, s->p));
		page_put_commit(h, site, l->run[s->at]->commit);
		put_commands(h, l, s);
		html_put(h, "</td></tr>\n");
	}
	page_table_end(h);
}

static void put_accepted(const struct html *h, const struct site *site,
	const struct history_line *l)
{
	bool any = false;

	for (size_t i = 0; site->ledger && i < site->ledger->n; i++) {
		const struct accepted *a = &site->ledger->v[i];

		if (!accepts(a, site, l))
			continue;
		if (!any)
			html_put(h, "<h2>Accepted slowdowns</h2>\n<ul>\n");
		any = true;
		html_put(h, "<li>%s", acceptance(h->mem, a));
		if (a->commit) {
			html_put(h, " at ");
			page_put_commit(h, site, a->commit);
		}
		html_put(h, "%s%s</li>\n", a->expires ? ", until " : "", a->expires);
	}
	if (any)
		html_put(h, "</ul>\n");
}

static int by_place(const void *a, const void *b)
{
	const struct run_origin *const *x = a, *const *y = b;

	return SORT_ORDER(*x, *y);
}

/* Of a record among all that the lines have: how many commits are before its own. The records of a
 * set are in the order of their commits. */
static double place_of(const struct run_origin *const *runs, const double *place, size_t n,
	const struct run_origin *run)
{
	const struct run_origin *const *hit = bsearch(&run, runs, n, sizeof *runs, by_place);

	return place[hit - runs];
}

static void put_lines(const struct html *h, const struct metric *m, const struct site_beside *b,
	bool zooms)
{
	static const struct metric commits = { .name = "commits, oldest first", .unit = "" };
	struct lines_line *lines = arena_array(h->mem, b->n, sizeof *lines);
	const struct run_origin **runs;
	double *place, *x;
	size_t n = 0, k = 0;

	for (size_t i = 0; i < b->n; i++)
		n += b->v[i].line->n;
	runs = arena_array(h->mem, n, sizeof *runs);
	place = arena_array(h->mem, n, sizeof *place);
	for (size_t i = 0; i < b->n; i++)
		for (size_t j = 0; j < b->v[i].line->n; j++)
			runs[k++] = b->v[i].line->run[j];
	qsort(runs, n, sizeof *runs, by_place);
	for (size_t i = 1; i < n; i++)
		place[i] = place[i - 1] + !text_equal(runs[i]->commit, runs[i - 1]->commit);
	for (size_t i = 0; i < b->n; i++) {
		const struct history_line *l = b->v[i].line;

		x = arena_array(h->mem, l->n, sizeof *x);
		for (size_t j = 0; j < l->n; j++)
			x[j] = place_of(runs, place, n, l->run[j]);
		lines[i] = (struct lines_line){ b->v[i].label, x, l->v, l->n };
	}
	lines_put(h, &commits, m, lines, b->n, zooms);
}

/* One line in the picture says nothing more than the chart does. */
static void put_beside(const struct html *h, const struct site *site, const struct metric *m,
	const struct site_beside *b)
{
	for (size_t i = 0; i < SITE_BESIDE; i++) {
		if (b[i].n < 2)
			continue;
		html_put(h, "<h2>%s</h2>\n", b[i].title);
		put_lines(h, m, &b[i], site->charts);
	}
}

static void put_records(const struct html *h, const struct site *site, const struct history_line *l,
	const struct chart_events *events)
{
	size_t oldest = l->n > RECORDS_SHOWN ? l->n - RECORDS_SHOWN : 0, k = events->n;

	html_put(h, "<h2>Records</h2>\n");
	PAGE_TABLE(h, NULL, "#value", "measured", "commit", "what happened");
	for (size_t i = l->n; i-- > oldest;) {
		html_put(h, "<tr><td class=\"number\">%s</td><td>%s</td><td>",
			metric_text(h->mem, &l->metric, l->v[i]), l->run[i]->started);
		page_put_commit(h, site, l->run[i]->commit);
		html_put(h, "</td><td>");
		while (k > 0 && events->v[k - 1].at >= i)
			html_put(h, "%s<br>", events->v[--k].text);
		html_put(h, "</td></tr>\n");
	}
	page_table_end(h);
	if (oldest)
		html_put(h,
			"<p>The chart has all %zu records; the older ones (%zu) are in: "
			"<code>benchctl history show %s</code></p>\n",
			l->n, oldest, words_quote_one(h->mem, l->id));
}

void site_history(FILE *out, const struct site *site, const struct history_line *l,
	const struct site_beside beside[SITE_BESIDE])
{
	const struct html h = page_begin(out, site, SITE_HISTORY, l->id);
	struct chart_events events = { 0 };

	for (size_t i = 0; i < l->n; i++)
		add_events(&events, site, l, i);
	html_put(&h, "<h1>%s</h1>\n<p><strong>%s, %s.</strong> %zu record%s", l->id, l->metric.name,
		page_better(&l->metric), l->n, text_s(l->n));
	if (l->n > 1)
		html_put(&h, "; %s since the first, trend %s from record to record",
			percent_text(h.mem, l->since), percent_text(h.mem, l->trend));
	html_put(&h, ". <span class=\"faint\">%s</span></p>\n", site->source);
	chart_put(&h, site, l, &events);
	put_beside(&h, site, &l->metric, beside);
	put_shifts(&h, site, l);
	put_accepted(&h, site, l);
	put_records(&h, site, l, &events);
	page_end(&h);
}
