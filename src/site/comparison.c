/* The page of a comparison: what changed first, each row with its evidence. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "judge/decide.h"
#include "model/run/run.h"
#include "report/phrase.h"
#include "report/urgency.h"
#include "site/picture.h"

struct view {
	struct html h;
	const struct site *site;
	struct wording words;
	const struct site_samples *samples;
	const char *name;
};

static const char *class_of(const struct row *r)
{
	return r->consequence == CONSEQUENCE_FAIL    ? "bad"
		: r->consequence == CONSEQUENCE_WARN ? "doubtful"
		: r->verdict == VERDICT_IMPROVEMENT  ? "good"
		: r->verdict == VERDICT_INCONCLUSIVE ? "doubtful"
		: row_is_loss(r)                     ? "doubtful"
						     : "";
}

static void put_facts(const struct view *v, const struct row *r, const struct fact *facts)
{
	for (const struct fact *f = facts; f->label; f++) {
		const char *said = f->command ? NULL : f->say(&v->words, r);

		if (said)
			html_put(&v->h, "<dt>%s</dt><dd>%s</dd>\n", f->label, said);
	}
}

static void put_commands(const struct view *v, const struct row *r)
{
	const struct html *h = &v->h;

	for (const struct fact *f = fact_advice; f->label; f++) {
		const char *said = f->command ? f->say(&v->words, r) : NULL;

		if (said)
			html_put(h, "# %s\n%s\n", f->label, said);
	}
	if (fact_bisect(&v->words, r))
		html_put(h, "# bisect\n%s\n", fact_bisect(&v->words, r));
}

/* The metric that the row's figures are of. */
static struct metric metric_shown(const struct row *r)
{
	struct metric shown = r->metric;

	shown.name = r->witness ? r->witness : shown.name;
	return shown;
}

/* The row has the figures of the first data, or of the fresh ones that did not confirm it; so where
 * there are both, each side shows its own. */
static void put_samples(const struct view *v, const struct row *r)
{
	const struct metric metric = metric_shown(r);
	const struct {
		const char *label;
		const struct run *run, *other;
		const struct summary *judged;
	} all[] = {
		{ "base", v->samples->base, v->samples->fresh_base, &r->base },
		{ "head", v->samples->head, v->samples->fresh_head, &r->head },
		{ "fresh base", v->samples->fresh_base, NULL, NULL },
		{ "fresh head", v->samples->fresh_head, NULL, NULL },
	};
	struct samples_side sides[ARRAY_SIZE(all)];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct series *s = run_series(all[i].run, r->id, metric.name);

		if (s || all[i].judged)
			sides[n++] = (struct samples_side){ all[i].label, s,
				!all[i].judged || run_series(all[i].other, r->id, metric.name)
					? summary_of_series(s)
					: *all[i].judged,
				i % 2 == 0 };
	}
	samples_put(&v->h, r->id, &metric, sides, n);
	if (n > 2)
		html_put(&v->h, "<p>It was measured again to confirm it:");
	for (size_t i = 2; i < n; i++)
		html_put(&v->h, "%s %s %s, %zu sample%s", i > 2 ? ";" : "", sides[i].label,
			metric_text(v->h.mem, &metric, sides[i].summary.median), sides[i].summary.n,
			text_s(sides[i].summary.n));
	if (n > 2)
		html_put(&v->h, ".</p>\n");
}

static void put_details(const struct view *v, const struct row *r)
{
	const struct html *h = &v->h;
	const struct history *past = &v->site->history;
	const struct history_line *line = TEXT_FIND(past->v, past->n, id, r->id);

	html_put(h, "<p>%s.</p>\n", fact_sentence(&v->words, r));
	if (isfinite(r->visible) && !phrase_is_change(r) && fabs(r->change) < r->visible)
		html_put(h, "<p class=\"note\">The data may miss changes below %s.</p>\n",
			quantity_text(v->words.mem, r->visible, DIM_RATIO));
	put_samples(v, r);
	html_put(h, "<dl>\n");
	put_facts(v, r, fact_evidence);
	put_facts(v, r, fact_advice);
	html_put(h, "</dl>\n<pre class=\"commands\">");
	put_commands(v, r);
	html_put(h, "</pre>\n");
	if (!line)
		return;
	html_put(h, "<p><a href=\"%s\">History of %s</a> ", site_link(v->site, SITE_HISTORY, r->id),
		r->id);
	chart_put_small(h, line);
	html_put(h, "</p>\n");
}

/* A row opens to its evidence. */
static void put_row(const struct view *v, const struct row *r)
{
	const struct html *h = &v->h;
	const struct wording *w = &v->words;
	const char *evidence = phrase_evidence(w, r);

	html_put(h,
		"<details class=\"row\" id=\"%s\"><summary><span class=\"name\">%s</span>"
		"<span class=\"number\">%s</span><span class=\"number\">%s</span>"
		"<span class=\"number\">%s</span><span class=\"faint\">%s</span>"
		"<span class=\"%s\">%s</span><span class=\"faint\">%s</span></summary>\n"
		"<div class=\"evidence\">\n",
		page_anchor(v->site, SITE_COMPARISON,
			arena_printf(h->mem, "%s/%s %s", v->name, r->id, r->metric.name)),
		phrase_name(w, r), amount_text(w, r, &r->base), amount_text(w, r, &r->head),
		phrase_change(w, r), evidence, class_of(r), verdict_names[r->verdict],
		phrase_remark(w, r));
	put_details(v, r);
	html_put(h, "</div></details>\n");
}

static void put_heading(const struct view *v)
{
	html_put(&v->h,
		"<p class=\"row heading\" aria-hidden=\"true\"><span "
		"class=\"name\">benchmark</span><span class=\"number\">base %s</span><span "
		"class=\"number\">head %s</span><span class=\"number\">vs base</span><span>how "
		"sure</span><span>verdict</span><span></span></p>\n",
		phrase_party(&v->words, &v->words.c->base),
		phrase_party(&v->words, &v->words.c->head));
}

static void put_rows(const struct view *v, const struct row *const *rows, size_t n)
{
	put_heading(v);
	for (size_t i = 0; i < n; i++)
		put_row(v, rows[i]);
}

static void put_sentences(const struct html *h, const struct words *sentences)
{
	for (size_t i = 0; i < sentences->n; i++)
		html_put(h, "<p class=\"note\">%s</p>\n", sentences->v[i]);
}

static void put_environment(const struct view *v)
{
	const struct comparison *c = v->words.c;
	const void *const hosts[] = { &c->base.host, &c->head.host };
	const struct html *h = &v->h;

	html_put(h, "<details><summary>Environment</summary>\n");
	PAGE_TABLE(h, NULL, "", "base", "head");
	html_put(h,
		"<tr><th scope=\"row\">from</th><td>%s</td><td>%s</td></tr>\n"
		"<tr><th scope=\"row\">commit</th><td>%s%s</td><td>%s%s</td></tr>\n"
		"<tr><th scope=\"row\">started</th><td>%s</td><td>%s</td></tr>\n",
		c->base.label, c->head.label, c->base.commit,
		c->base.dirty ? " with uncommitted changes" : "", c->head.commit,
		c->head.dirty ? " with uncommitted changes" : "", c->base.started, c->head.started);
	fields_put(h, host_fields, hosts, ARRAY_SIZE(hosts));
	page_table_end(h);
	html_put(h, "</details>\n");
}

static void put_head(const struct view *v, const char *name)
{
	const struct comparison *c = v->words.c;
	const struct html *h = &v->h;
	const char *loosening = phrase_loosening(&v->words);

	html_put(h, "<h1>%s</h1>\n<p>%s against %s", report_headline(h->mem, c),
		phrase_party(&v->words, &c->head), phrase_party(&v->words, &c->base));
	if (isfinite(c->duration))
		html_put(h, "; %s", clock_text(h->mem, c->duration));
	if (isfinite(c->geomean))
		html_put(h, "; geometric mean %s", percent_text(h->mem, c->geomean));
	html_put(h, "; exit %d", c->exit);
	if (!strstr(name, "..")) /* of one run */
		html_put(h, "; <a href=\"%s\">%s</a>", site_link(v->site, SITE_RUN, name), name);
	html_put(h, "</p>\n");
	put_sentences(h, &c->rule_changes);
	if (loosening)
		html_put(h, "<p class=\"note\">%s</p>\n", loosening);
	if (c->fault)
		html_put(h, "<pre>%s</pre>\n", c->fault);
	put_sentences(h, &c->notes);
}

void site_comparison(FILE *out, const struct site *site, const char *name,
	const struct comparison *c, const struct site_samples *samples)
{
	const struct view v = { page_begin(out, site, SITE_COMPARISON, name), site,
		{ .mem = site->mem, .c = c }, samples, name };
	const struct sorted_rows rows = urgency_sort(site->mem, c);

	put_head(&v, name);
	html_put(&v.h, "<h2>What changed</h2>\n");
	if (rows.news_n)
		put_rows(&v, rows.news, rows.news_n);
	else
		html_put(&v.h, "<p>Nothing to report: %s.</p>\n", phrase_counts(&v.words));
	if (rows.rest_n) {
		html_put(&v.h, "<details class=\"rest\"><summary>The other %zu row%s</summary>\n",
			rows.rest_n, text_s(rows.rest_n));
		put_rows(&v, rows.rest, rows.rest_n);
		html_put(&v.h, "</details>\n");
	}
	if (c->reproduce)
		html_put(&v.h, "<h2>Again</h2>\n<pre class=\"commands\">%s</pre>\n", c->reproduce);
	put_environment(&v);
	page_end(&v.h);
}
