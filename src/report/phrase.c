#include "report/phrase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/stats.h"
#include "report/escape.h"
#include "report/explain.h"

const char *phrase_foreign(const struct wording *w, const char *s)
{
	return escape_shorten(w->mem, escape_line(w->mem, s ? s : ""), w->longest);
}

const char *phrase_also(const struct wording *w, const char *list, const char *text)
{
	return text_also(w->mem, list, ", ", text);
}

const char *phrase_name(const struct wording *w, const struct row *r)
{
	const char *id = phrase_foreign(w, r->id);

	if (row_is_primary(w->c, r) || !r->metric.name || !*r->metric.name)
		return id;
	return arena_printf(w->mem, "%s %s", id, phrase_foreign(w, r->metric.name));
}

bool phrase_is_change(const struct row *r)
{
	return row_is_loss(r) || r->verdict == VERDICT_IMPROVEMENT ||
		r->verdict == VERDICT_ACCEPTED ||
		(isfinite(r->effect_lo) && isfinite(r->effect_hi) &&
			(r->effect_lo > 0 || r->effect_hi < 0));
}

/* A change in as many digits as show on which side of the row's limit it is. */
static const char *percent_beside_limit(const struct wording *w, const struct row *r, double change)
{
	bool reaches = row_worse(r, change) >= r->threshold;
	const char *usual = percent_text(w->mem, change), *text = usual;

	for (int digits = 2; digits <= 7 && isfinite(r->threshold); digits++) {
		double shown = row_worse(r, strtod(text, NULL) / 100);

		if ((shown >= r->threshold - 1e-12) == reaches)
			return text;
		text = arena_printf(w->mem, "%+.*f%%", digits, change * 100);
	}
	return usual;
}

const char *phrase_percent(const struct wording *w, const struct row *r)
{
	return percent_beside_limit(w, r, r->change);
}

const char *phrase_change(const struct wording *w, const struct row *r)
{
	if (!isfinite(r->base.median) || !isfinite(r->head.median))
		return "";
	if (!isfinite(r->change) && !(r->base.median < r->head.median) &&
		!(r->base.median > r->head.median))
		return "~";
	if (!isfinite(r->change))
		return fpclassify(r->base.median) == FP_ZERO ? "from 0" : "";
	return r->test == TEST_EXACT && !phrase_is_change(r) ? "~" : phrase_percent(w, r);
}

const char *phrase_samples(const struct wording *w, const struct row *r)
{
	size_t seen = r->seen[row_aspect(r)].n, b = seen ? seen : r->base.n,
	       h = seen ? seen : r->head.n;

	if (b && h && b != h)
		return arena_printf(w->mem, "n=%zu+%zu", b, h);
	return b || h ? arena_printf(w->mem, "n=%zu", b ? b : h) : "";
}

const char *phrase_evidence(const struct wording *w, const struct row *r)
{
	const char *n = phrase_samples(w, r), *range = row_is_shape(r) ? NULL : phrase_range(w, r);

	if (isfinite(r->p))
		n = text_also(w->mem, p_text(w->mem, r->p), " ", n);
	else if (r->test == TEST_EXACT)
		return text_also(w->mem, "exact", " ", n);
	return phrase_also(w, range ? range : "", n);
}

const char *phrase_range(const struct wording *w, const struct row *r)
{
	bool below_0 = r->base.median < 0 || r->head.median < 0; /* which can lose more than all */
	double lo = r->effect_lo > -1 || below_0 ? r->effect_lo : -(double)INFINITY;
	double hi = r->effect_hi;

	if (!(r->effect_lo < hi) || (!isfinite(lo) && !isfinite(hi)))
		return NULL;
	if (!isfinite(hi))
		return arena_printf(w->mem, "%s or more", percent_beside_limit(w, r, lo));
	return isfinite(lo) ? arena_printf(w->mem, "%s to %s", percent_beside_limit(w, r, lo),
				      percent_beside_limit(w, r, hi))
			    : arena_printf(w->mem, "%s or less", percent_beside_limit(w, r, hi));
}

const char *phrase_interval(const struct wording *w, const struct row *r)
{
	const char *range = phrase_range(w, r);

	return range
		? arena_printf(w->mem, "%s interval %s",
			  quantity_text(w->mem, isfinite(r->level) ? r->level : 0.95, DIM_RATIO),
			  range)
		: NULL;
}

const char *phrase_medians(const struct wording *w, const struct row *r)
{
	double change = stats_change(r->base.median, r->head.median);
	double far = fmax(0.02, fabs(r->change) / 2);
	const double rounding = 1e-9;

	if (r->test == TEST_NONE || !isfinite(r->change) || !isfinite(change) ||
		(fabs(change - r->change) < far &&
			!(change < r->effect_lo - rounding || change > r->effect_hi + rounding)))
		return NULL;
	return arena_printf(w->mem, "the medians: %s", percent_beside_limit(w, r, change));
}

const char *phrase_limit(const struct wording *w, const struct row *r)
{
	if (!isfinite(r->threshold) || isinf(row_loss(r))) /* from 0, any loss counts */
		return "";
	return arena_printf(w->mem, "limit %c%s", r->metric.better == BETTER_HIGHER ? '-' : '+',
		quantity_text(w->mem, fmax(r->threshold, r->between),
			DIM_RATIO)); /* which may be NaN */
}

bool phrase_shape_changed(const struct row *r)
{
	return isfinite(r->psi_star) && (r->psi_level == PSI_MODERATE || r->psi_level == PSI_MAJOR);
}

static const char *shape_remark(const struct wording *w, const struct row *r)
{
	return arena_printf(w->mem, "shape changed, PSI* %.2f", r->psi_star);
}

const char *phrase_shape(const struct wording *w, const struct row *r)
{
	if (row_aspect(r) != ASPECT_MEDIAN)
		return arena_printf(w->mem, "worse %s", aspect_names[row_aspect(r)]);
	return row_is_shape(r) ? shape_remark(w, r) : NULL;
}

/* What made the row a regression: its budget, its shape, or else the limit. */
static const char *cause(const struct wording *w, const struct row *r)
{
	if (r->budget)
		return arena_printf(w->mem, "budget %s", amount_budget(w, r));
	return row_is_shape(r) ? phrase_shape(w, r) : phrase_limit(w, r);
}

static const char *regression_remark(const struct wording *w, const struct row *r)
{
	const char *list = phrase_also(w, "", cause(w, r));

	if (r->verdict == VERDICT_UNCONFIRMED)
		list = phrase_also(w, list, "not confirmed");
	else if (r->confirmed && !r->budget)
		list = phrase_also(w, list, "confirmed");
	if (r->consequence == CONSEQUENCE_WARN)
		list = phrase_also(w, list, "warns only");
	else if (r->consequence == CONSEQUENCE_NONE)
		list = phrase_also(w, list, "not gated");
	return list;
}

/* The sides could not be compared. */
static bool is_unpaired(const struct row *r)
{
	return r->verdict == VERDICT_NEW || r->verdict == VERDICT_MISSING ||
		r->verdict == VERDICT_INCOMPARABLE || r->verdict == VERDICT_UNJUDGED;
}

static bool remark_is_reason(const struct row *r)
{
	bool alone = r->consequence == CONSEQUENCE_NONE;

	if (r->verdict == VERDICT_INCONCLUSIVE)
		return alone && !row_is_suspicion(r);
	return is_unpaired(r) ? alone : r->verdict == VERDICT_PASS && !isfinite(r->head.median);
}

bool phrase_remark_has_shape(const struct row *r)
{
	return row_is_loss(r) ? r->test == TEST_SHAPE && !r->budget : phrase_shape_changed(r);
}

const char *phrase_remark_beside_reason(const struct wording *w, const struct row *r)
{
	const char *own = remark_is_reason(r) ? "" : phrase_remark(w, r);

	return *own || !phrase_shape_changed(r) ? own : shape_remark(w, r);
}

/* What a program has printed has lines. */
static const char *on_one_line(const struct wording *w, const char *text)
{
	char *rest = text ? arena_string(w->mem, text) : NULL, *line;
	const char *out = NULL;

	while ((line = strsep(&rest, "\n")))
		out = out ? arena_printf(w->mem, "%s %s", out, line + strspn(line, " ")) : line;
	return out;
}

const char *phrase_remark(const struct wording *w, const struct row *r)
{
	const char *list = "";

	if (row_is_loss(r))
		return phrase_also(w, regression_remark(w, r), phrase_medians(w, r));
	if (row_is_suspicion(r))
		list = phrase_also(w, phrase_limit(w, r), "suspected");
	else if (r->verdict == VERDICT_IMPROVEMENT && r->confirmed)
		list = "confirmed";
	else if (remark_is_reason(r)) /* or else a sentence below gives it */
		list = phrase_also(w, list, on_one_line(w, phrase_reason(w, r)));
	list = phrase_also(w, list, phrase_medians(w, r));
	return phrase_shape_changed(r) ? phrase_also(w, list, shape_remark(w, r)) : list;
}

/* Each line is shortened, so that a long first line does not hide what follows. */
const char *phrase_reason(const struct wording *w, const struct row *r)
{
	enum { LINES = 12 };
	char *rest = arena_string(w->mem, explain_finding(w->mem, r, &r->reason)), *line;
	const char *text = "";

	for (int i = 0; i < LINES && rest && (line = strsep(&rest, "\n")); i++)
		text = arena_printf(w->mem, "%s%s%s", text, *text ? "\n" : "",
			escape_shorten(w->mem, escape_line(w->mem, line), 4 * w->longest));
	if (rest)
		text = arena_printf(w->mem, "%s\n…", text);
	return *text ? text : NULL;
}

bool phrase_party_is_commit(const struct wording *w, const struct party *p)
{
	const struct party *b = &w->c->base, *h = &w->c->head;
	bool same = b->run && h->run && text_equal(b->commit, h->commit) && b->dirty == h->dirty;

	return p->commit && *p->commit && !same;
}

/* At most 20 characters: of a path its end, because files of one folder differ there. */
static const char *party_text(const struct wording *w, const char *s)
{
	enum { MAX = 20 };
	const char *text = phrase_foreign(w, s), *end = text;

	if (utf8_width(text) <= MAX)
		return text;
	while ((end = strchr(end, '/')) && utf8_width(end) >= MAX)
		end++;
	return end && end[1] ? arena_printf(w->mem, "\xe2\x80\xa6%s", end)
			     : escape_shorten(w->mem, text, MAX);
}

const char *phrase_party(const struct wording *w, const struct party *p)
{
	if (phrase_party_is_commit(w, p))
		return arena_printf(w->mem, "%.7s%s", phrase_foreign(w, p->commit),
			p->dirty ? "+" : "");
	if (p->run && *p->run)
		return party_text(w, p->run);
	return p->label ? party_text(w, p->label) : "";
}

const char *phrase_verdict(const struct row *r)
{
	return r->verdict == VERDICT_UNJUDGED ? "not judged" : verdict_names[r->verdict];
}

bool phrase_is_inconclusive(const struct comparison *c)
{
	return c->count[VERDICT_INCONCLUSIVE] && !compare_is_conclusive(c);
}

static size_t count_suspicions(const struct comparison *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += row_is_suspicion(&c->v[i]);
	return n;
}

static bool fails_as(const struct comparison *c, bool (*is)(const struct row *r))
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].consequence == CONSEQUENCE_FAIL && is(&c->v[i]))
			return true;
	return false;
}

const char *phrase_no_verdict(const struct wording *w)
{
	if (!phrase_is_inconclusive(w->c))
		return NULL;
	if (fails_as(w->c, row_is_suspicion))
		return "no primary metric is conclusive, and a loss is suspected: take more "
		       "samples, on a quieter machine, or accept this with "
		       "gate: { no_verdict: warn }";
	return fails_as(w->c, row_is_undecidable)
		? "data of this type cannot decide: give several runs of each side, or "
		  "accept this with gate: { no_verdict: warn }"
		: NULL;
}

const char *phrase_counts(const struct wording *w)
{
	static const struct {
		enum verdict verdict;
		const char *one, *many;
	} words[] = { { VERDICT_REGRESSION, "regression", "regressions" },
		{ VERDICT_ERROR, "error", "errors" }, { VERDICT_MISSING, "missing", "missing" },
		{ VERDICT_UNCONFIRMED, "unconfirmed", "unconfirmed" },
		{ VERDICT_PASS, "passed", "passed" },
		{ VERDICT_IMPROVEMENT, "improvement", "improvements" },
		{ VERDICT_ACCEPTED, "accepted", "accepted" },
		{ VERDICT_INCONCLUSIVE, "inconclusive", "inconclusive" },
		{ VERDICT_INCOMPARABLE, "incomparable", "incomparable" },
		{ VERDICT_NEW, "new", "new" }, { VERDICT_UNJUDGED, "not judged", "not judged" } };
	const char *list = phrase_is_inconclusive(w->c) ? "not conclusive" : "";

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = w->c->count[words[i].verdict];

		if (n)
			list = phrase_also(w, list,
				arena_printf(w->mem, "%zu %s", n,
					n == 1 ? words[i].one : words[i].many));
		if (n && words[i].verdict == VERDICT_INCONCLUSIVE && count_suspicions(w->c))
			list = arena_printf(w->mem, "%s (%zu with a suspected loss)", list,
				count_suspicions(w->c));
	}
	return *list              ? list
		: w->c->unchanged ? "nothing to judge: HEAD is the base"
				  : "nothing was compared";
}

bool phrase_is_reported(const struct row *r)
{
	if (r->consequence != CONSEQUENCE_NONE)
		return true;
	return r->verdict != VERDICT_PASS && r->verdict != VERDICT_INCONCLUSIVE &&
		r->verdict != VERDICT_UNJUDGED &&
		r->verdict != VERDICT_REGRESSION; /* one that nobody gates on */
}

const char *phrase_rule_changes(const struct wording *w)
{
	size_t n = w->c->rule_changes.n;

	if (n == 0)
		return "";
	return arena_printf(w->mem, "this change loosens or replaces %zu rule%s%s", n, text_s(n),
		w->c->loosening_fails ? ", which gate.loosening forbids" : "");
}

const char *phrase_loosening(const struct wording *w)
{
	if (w->c->rule_changes.n == 0 || !w->c->loosening_fails)
		return NULL;
	return "gate.loosening is fail, so these changes fail the gate; "
	       "if they are intended, merge them in a separate change, without this gate";
}
