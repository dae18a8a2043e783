#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/escape.h"
#include "report/phrase.h"
#include "report/report.h"
#include "report/urgency.h"

enum { NAMED = 2, LONGEST_NAME = 60, LONGEST_FAULT = 200 };

/* Rows of some verdicts with some consequences, both as bits; suspicions: only those. */
struct sort {
	unsigned verdicts, consequences;
	bool suspicions;
};
#define ONLY(x) (1U << (x))
#define ANY     (~0U)
static const struct sort any = { ANY, ANY, false };
static const struct sort suspect = { ANY, ANY, true };
static const struct sort regressed = { ONLY(VERDICT_REGRESSION), ONLY(CONSEQUENCE_FAIL), false };
static const struct sort warned_of = { ONLY(VERDICT_REGRESSION), ONLY(CONSEQUENCE_WARN), false };
static const struct sort ungated = { ONLY(VERDICT_REGRESSION), ONLY(CONSEQUENCE_NONE), false };
static const struct sort unmeasured = { ONLY(VERDICT_ERROR), ONLY(CONSEQUENCE_FAIL), false };
static const struct sort undecided = { ~(ONLY(VERDICT_REGRESSION) | ONLY(VERDICT_ERROR)),
	ONLY(CONSEQUENCE_FAIL), false };
static const struct sort unsure = { ONLY(VERDICT_INCONCLUSIVE), ONLY(CONSEQUENCE_FAIL), false };
static const struct sort warned = { ANY, ONLY(CONSEQUENCE_WARN), false };
static const struct sort improved = { ONLY(VERDICT_IMPROVEMENT), ANY, false };

static bool is_of(const struct row *r, const struct sort *s)
{
	return s->verdicts & ONLY(r->verdict) && s->consequences & ONLY(r->consequence) &&
		(!s->suspicions || row_is_suspicion(r));
}

/* The benchmarks (not rows) with a row of some kind. */
struct group {
	size_t n;
	const struct row *worst[NAMED];
};

static void consider(struct group *g, const struct row *r)
{
	for (size_t i = 0; i < NAMED; i++) {
		const struct row *other = g->worst[i];

		if (!other || fabs(urgency_loss(r)) > fabs(urgency_loss(other))) {
			g->worst[i] = r;
			r = other;
		}
		if (!r)
			return;
	}
}

/* The rows of one benchmark are consecutive; it counts once, by its worst row. */
static struct group group_of(const struct comparison *c, const struct sort *s)
{
	struct group g = { 0 };

	for (size_t i = 0; i < c->n;) {
		const struct row *worst = NULL;
		const char *id = c->v[i].id;

		for (; i < c->n && strcmp(c->v[i].id, id) == 0; i++)
			if (is_of(&c->v[i], s) &&
				(!worst ||
					fabs(urgency_loss(&c->v[i])) > fabs(urgency_loss(worst))))
				worst = &c->v[i];
		if (!worst)
			continue;
		g.n++;
		consider(&g, worst);
	}
	return g;
}

static const char *benchmarks(const struct wording *w, size_t n)
{
	return arena_printf(w->mem, "%zu benchmark%s", n, text_s(n));
}

/* How far the row has moved, or its value. */
static const char *distance(const struct wording *w, const struct row *r)
{
	const struct amount head = amount_of(w, r, &r->head);

	if (r->verdict == VERDICT_ERROR || r->verdict == VERDICT_INCOMPARABLE)
		return "";
	if (r->budget && *head.digits)
		return arena_printf(w->mem, " %s%s (budget %s)", head.digits, head.unit,
			amount_budget(w, r));
	if (row_is_loss(r) && row_is_shape(r))
		return arena_printf(w->mem, " (%s)", phrase_shape(w, r));
	if ((!phrase_is_change(r) && !row_is_suspicion(r)) || !*phrase_change(w, r))
		return "";
	if (!isfinite(r->change))
		return arena_printf(w->mem, " from 0 to %s%s", head.digits, head.unit);
	return arena_printf(w->mem, " %s", phrase_percent(w, r));
}

/* "parse/items=1000 +11.6%, api p99 +8.0% and 3 more" */
static const char *names(const struct wording *w, const struct group *g)
{
	const char *list = "";

	for (size_t i = 0; i < NAMED && g->worst[i]; i++)
		list = phrase_also(w, list,
			arena_printf(w->mem, "%s%s", phrase_name(w, g->worst[i]),
				distance(w, g->worst[i])));
	if (g->n > NAMED)
		list = arena_printf(w->mem, "%s and %zu more", list, g->n - NAMED);
	return list;
}

static const char *say(const struct wording *w, size_t all, const char *what, const struct group *g)
{
	return arena_printf(w->mem, "%zu of %s %s: %s", g->n, benchmarks(w, all), what,
		names(w, g));
}

/* One word if all undecided rows have the same kind. */
static const char *kind_of_undecided(const struct comparison *c)
{
	static const char *const words[VERDICTS] = { [VERDICT_UNCONFIRMED] = "not confirmed",
		[VERDICT_INCONCLUSIVE] = "inconclusive",
		[VERDICT_UNJUDGED] = "not judged",
		[VERDICT_INCOMPARABLE] = "not comparable",
		[VERDICT_NEW] = "without a baseline",
		[VERDICT_MISSING] = "missing" };
	int kind = -1;

	for (size_t i = 0; i < c->n; i++) {
		if (!is_of(&c->v[i], &undecided))
			continue;
		if (kind >= 0 && kind != c->v[i].verdict)
			return "without a verdict";
		kind = c->v[i].verdict;
	}
	return kind >= 0 && words[kind] ? words[kind] : "without a verdict";
}

static const char *nothing_judged(const struct wording *w, size_t all)
{
	const struct comparison *c = w->c;
	const char *why = phrase_counts(w);

	if (all == 0)
		return "no verdict: nothing was compared";
	if (c->count[VERDICT_NEW] == c->n)
		why = "none of them has a baseline yet";
	return arena_printf(w->mem, "%s, no verdict: %s", benchmarks(w, all), why);
}

/* Passed, and whatever else the reader needs. */
static const char *passed(const struct wording *w, size_t all)
{
	const struct comparison *c = w->c;
	struct group better = group_of(c, &improved), free = group_of(c, &ungated);
	const char *line = free.n ? say(w, all, "regressed, not gated", &free)
				  : arena_printf(w->mem, "%s, no regression", benchmarks(w, all));

	if (c->unbased && c->count[VERDICT_NEW] == c->n)
		return arena_printf(w->mem, "%s measured, no baseline yet", benchmarks(w, all));
	if (phrase_is_inconclusive(c))
		return all == 1 ? "not conclusive: the data do not decide the benchmark"
				: arena_printf(w->mem, "not conclusive: the data decide none of %s",
					  benchmarks(w, all));
	for (int v = VERDICT_INCONCLUSIVE; v < VERDICTS; v++)
		if (c->count[v])
			line = arena_printf(w->mem, "%s, %zu %s", line, c->count[v],
				phrase_verdict(&(struct row){ .verdict = v }));
	if (better.n)
		line = arena_printf(w->mem, "%s, %zu improved: %s", line, better.n,
			names(w, &better));
	return line;
}

static const char *besides(const struct wording *w, const struct group *g, const char *what)
{
	return g->n ? arena_printf(w->mem, "; %zu %s", g->n, what) : "";
}

/* The first line has the cause; logs and remedies follow. */
static const char *fault(const struct wording *w)
{
	const char *s = w->c->fault;

	return escape_shorten(w->mem, escape_line(w->mem, arena_copy(w->mem, s, strcspn(s, "\n"))),
		LONGEST_FAULT);
}

static const char *suspected(const struct wording *w, size_t all, const struct group *suspects)
{
	return arena_printf(w->mem, "%s%s", phrase_is_inconclusive(w->c) ? "not conclusive: " : "",
		say(w, all, "with a suspected loss", suspects));
}

static const char *outcome(const struct wording *w)
{
	const struct comparison *c = w->c;
	size_t all = group_of(c, &any).n;
	struct group bad = group_of(c, &regressed), broken = group_of(c, &unmeasured),
		     open = group_of(c, &undecided), warnings = group_of(c, &warned),
		     mild = group_of(c, &warned_of), suspects = group_of(c, &suspect);

	if (bad.n)
		return arena_printf(w->mem, "%s%s%s", say(w, all, "regressed", &bad),
			besides(w, &broken, "could not be measured"),
			besides(w, &open, kind_of_undecided(c)));
	if (broken.n)
		return arena_printf(w->mem, "%s%s", say(w, all, "could not be measured", &broken),
			besides(w, &open, kind_of_undecided(c)));
	if (open.n && phrase_is_inconclusive(c) && suspects.n && open.n == group_of(c, &unsure).n)
		return suspected(w, all, &suspects);
	if (open.n)
		return say(w, all, kind_of_undecided(c), &open);
	if (c->exit != EXIT_PASS && !phrase_loosening(w))
		return nothing_judged(w, all);
	if (mild.n)
		return say(w, all, "regressed, as a warning only", &mild);
	if (warnings.n)
		return suspects.n ? suspected(w, all, &suspects)
				  : say(w, all, "with a warning", &warnings);
	return passed(w, all);
}

static const char *mark(const struct comparison *c)
{
	if (c->partial)
		return "⚠️ interrupted, so far";
	if (c->failing || c->fault || (c->rule_changes.n && c->loosening_fails))
		return "❌";
	if (c->exit != EXIT_PASS || phrase_is_inconclusive(c))
		return "❔";
	if (c->unbased && c->count[VERDICT_NEW] == c->n)
		return "🆕";
	return c->warning || c->rule_changes.n ? "⚠️" : "✅";
}

char *report_headline(struct arena *mem, const struct comparison *c)
{
	const struct wording w = { .mem = mem, .c = c, .longest = LONGEST_NAME };

	if (c->unchanged && !c->fault)
		return arena_string(mem, "✅ nothing to judge: HEAD is the base");
	if (c->fault && c->n == 0)
		return arena_printf(mem, "%s %s", mark(c), fault(&w));
	return arena_printf(mem, "%s %s%s%s%s%s", mark(c), outcome(&w),
		c->rule_changes.n ? "; " : "", phrase_rule_changes(&w), c->fault ? "; " : "",
		c->fault ? fault(&w) : "");
}

const char *report_verdict(const struct comparison *c)
{
	if (c->partial)
		return "interrupted";
	switch (c->exit) {
	case EXIT_PASS: return "pass";
	case EXIT_REGRESSION: return "regression";
	case EXIT_USAGE:
	case EXIT_MEASURE: return "error";
	default: return "no-verdict";
	}
}
