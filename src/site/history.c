/* The page of a benchmark. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "model/ledger.h"
#include "model/run/run.h"
#include "site/chart.h"

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
		page_percent(mem, stats_change(s->before, s->after)),
		page_value(mem, &l->metric, s->before), page_value(mem, &l->metric, s->after));
}

/* Of one record. */
static void add_events(struct chart_events *events, const struct site *site,
	const struct history_line *l, size_t i)
{
	const char *commit = l->run[i]->commit;
	const struct site_commit *c = page_commit(site, commit);
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

static struct chart_events events_of(const struct site *site, const struct history_line *l)
{
	struct chart_events events = { 0 };

	for (size_t i = 0; i < l->n; i++)
		add_events(&events, site, l, i);
	return events;
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
	char p[QUANTITY_MAX];

	html_put(h, "<h2>Change points</h2>\n");
	if (l->shifts.n == 0) {
		html_put(h, "<p>The level has not changed over these %zu records.</p>\n", l->n);
		return;
	}
	html_put(h,
		"<div class=\"wide\"><table><thead><tr><th class=\"number\" "
		"scope=\"col\">change</th>"
		"<th class=\"number\" scope=\"col\">before</th><th class=\"number\" "
		"scope=\"col\">after</th>"
		"<th scope=\"col\">how sure</th><th scope=\"col\">first commit of the new level"
		"</th></tr></thead>\n<tbody>\n");
	for (size_t i = l->shifts.n; i-- > 0;) {
		const struct changepoint *s = &l->shifts.v[i];
		double change = stats_change(s->before, s->after);

		html_put(h,
			"<tr><td class=\"number %s\">%s</td><td class=\"number\">%s</td>"
			"<td class=\"number\">%s</td><td>%s</td><td>",
			page_tone(&l->metric, change), page_percent(h->mem, change),
			page_value(h->mem, &l->metric, s->before),
			page_value(h->mem, &l->metric, s->after), p_format(p, s->p));
		page_put_commit(h, site, l->run[s->at]->commit);
		put_commands(h, l, s);
		html_put(h, "</td></tr>\n");
	}
	html_put(h, "</tbody></table></div>\n");
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

static void put_records(const struct html *h, const struct site *site, const struct history_line *l,
	const struct chart_events *events)
{
	size_t oldest = l->n > RECORDS_SHOWN ? l->n - RECORDS_SHOWN : 0, k = events->n;

	html_put(h,
		"<h2>Records</h2>\n<div class=\"wide\"><table><thead><tr><th class=\"number\" "
		"scope=\"col\">value"
		"</th><th scope=\"col\">measured</th><th scope=\"col\">commit</th>"
		"<th scope=\"col\">what happened</th></tr></thead>\n<tbody>\n");
	for (size_t i = l->n; i-- > oldest;) {
		html_put(h, "<tr><td class=\"number\">%s</td><td>%s</td><td>",
			page_value(h->mem, &l->metric, l->v[i]), l->run[i]->started);
		page_put_commit(h, site, l->run[i]->commit);
		html_put(h, "</td><td>");
		while (k > 0 && events->v[k - 1].at >= i)
			html_put(h, "%s<br>", events->v[--k].text);
		html_put(h, "</td></tr>\n");
	}
	html_put(h, "</tbody></table></div>\n");
	if (oldest)
		html_put(h,
			"<p>The chart has all %zu records; the %zu older ones are in: "
			"<code>benchctl history show %s</code></p>\n",
			l->n, oldest, words_quote_one(h->mem, l->id));
}

void site_history(FILE *out, const struct site *site, const struct history_line *l)
{
	const struct html h = page_begin(out, site, SITE_HISTORY, l->id);
	const struct chart_events events = events_of(site, l);

	html_put(&h, "<h1>%s</h1>\n<p><strong>%s, %s.</strong> %zu record%s", l->id, l->metric.name,
		page_better(&l->metric), l->n, l->n == 1 ? "" : "s");
	if (l->n > 1)
		html_put(&h, "; %s since the first, trend %s from record to record",
			page_percent(h.mem, l->since), page_percent(h.mem, l->trend));
	html_put(&h, ". <span class=\"faint\">%s</span></p>\n", site->source);
	chart_put(&h, site, l, &events);
	put_shifts(&h, site, l);
	put_accepted(&h, site, l);
	put_records(&h, site, l, &events);
	page_end(&h);
}
