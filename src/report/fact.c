#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/phrase.h"
#include "report/escape.h"
#include "report/explain.h"
#include "report/spark.h"

/* "11.6% slower" */
static const char *movement(const struct wording *w, const struct row *r)
{
	bool more = r->change > 0, lower = r->metric.better == BETTER_LOWER;
	const char *word = more ? "higher" : "lower";

	if (r->metric.dim == DIM_TIME)
		word = lower ? (more ? "slower" : "faster") : more ? "longer" : "shorter";
	else if (r->metric.dim == DIM_SIZE)
		word = more ? "larger" : "smaller";
	return arena_printf(w->mem, "%s %s", phrase_percent(w, r) + 1, word);
}

/* Whether the change is more than the digits of a report can show. */
static bool shows(const struct wording *w, const struct row *r)
{
	return isfinite(r->change) && strcmp(phrase_percent(w, r), "+0.0%") != 0;
}

static const char *figure(const struct wording *w, const struct row *r, const struct summary *s)
{
	struct amount a = amount_of(w, r, s);

	return arena_printf(w->mem, "%s%s", a.digits, a.unit);
}

static const char *predicate(const struct wording *w, const struct row *r)
{
	static const char *const words[VERDICTS] = { [VERDICT_ERROR] = "could not be measured",
		[VERDICT_MISSING] = "is missing",
		[VERDICT_NEW] = "is new",
		[VERDICT_INCOMPARABLE] = "cannot be compared",
		[VERDICT_UNJUDGED] = "is not judged" };
	const char *base = figure(w, r, &r->base), *head = figure(w, r, &r->head);

	if (words[r->verdict])
		return words[r->verdict];
	if (r->verdict == VERDICT_INCONCLUSIVE)
		return shows(w, r)
			? arena_printf(w->mem, "is undecided, %s by the estimate", movement(w, r))
			: "is undecided";
	if (r->budget)
		return arena_printf(w->mem, "is %s against a budget of %s (\"%s\")", head,
			amount_budget(w, r), phrase_foreign(w, r->budget));
	if (row_is_loss(r) && row_aspect(r) != ASPECT_MEDIAN)
		return arena_printf(w->mem, "has a worse %s", aspect_names[row_aspect(r)]);
	if (!*base || !*head)
		return r->verdict == VERDICT_PASS ? "passes" : "has changed";
	if (!phrase_is_change(r) ||
		(r->verdict == VERDICT_PASS && isfinite(r->change) && !shows(w, r)))
		return phrase_shape_changed(r) ? "kept its median, but its shape changed"
					       : "has not measurably changed";
	if (!isfinite(r->change))
		return arena_printf(w->mem, "went from %s to %s", base, head);
	return arena_printf(w->mem, "%s %s", r->verdict == VERDICT_UNCONFIRMED ? "looks" : "is",
		movement(w, r));
}

const char *fact_sentence(const struct wording *w, const struct row *r)
{
	const char *interval = phrase_interval(w, r), *reason = phrase_reason(w, r);
	bool failed = r->verdict == VERDICT_ERROR, compared = *phrase_change(w, r);
	const char *metric = failed || !r->metric.name ? "" : phrase_foreign(w, r->metric.name);

	compared = compared && !failed && r->verdict != VERDICT_INCOMPARABLE;
	if (r->budget || row_is_shape(r)) /* is not about the change */
		interval = NULL;
	return arena_printf(w->mem, "%s%s%s %s%s%s%s%s%s", phrase_foreign(w, r->id),
		*metric ? " " : "", metric, predicate(w, r), compared && interval ? " (" : "",
		compared && interval ? interval : "", compared && interval ? ")" : "",
		!reason            ? ""
			: compared ? "; "
				   : ": ",
		reason ? reason : "");
}

/* The id as a pattern that matches only itself, for a shell. It begins neither like an option nor
 * like a command to a CI system. */
static const char *quoted(const struct wording *w, const char *id)
{
	char *out = arena_alloc(w->mem, 2 * strlen(id) + 1), *p = out;

	for (; *id; id++) {
		if (strchr(p == out ? "*?[\\-:" : "*?[\\", *id))
			*p++ = '\\';
		*p++ = *id;
	}
	return escape_line(w->mem, words_quote_one(w->mem, out));
}

static const char *shape(const struct wording *w, const struct row *r)
{
	if (!isfinite(r->psi))
		return NULL;
	return phrase_also(w, arena_printf(w->mem, "PSI %.2f", r->psi),
		phrase_also(w,
			isfinite(r->psi_star) ? arena_printf(w->mem, "PSI* %.2f", r->psi_star) : "",
			phrase_also(w,
				isfinite(r->psi_p) ? arena_printf(w->mem, "p=%.3f", r->psi_p) : "",
				r->psi_level == PSI_NONE ? "no drift"
					: r->psi_level == PSI_INSUFFICIENT
					? "under 30 samples per side"
					: psi_level_names[r->psi_level])));
}

static const char *drift(const struct wording *w, const struct row *r)
{
	return phrase_shape_changed(r) ? shape(w, r) : NULL;
}

static const char *warning(const struct wording *w, const struct row *r)
{
	const char *text = explain_finding(w->mem, r, &r->warning);

	return text ? escape_shorten(w->mem, escape_line(w->mem, text), 4 * w->longest) : NULL;
}

static const char *command(const struct wording *w, const struct row *r)
{
	bool failed = r->verdict == VERDICT_ERROR;

	return failed && r->command ? phrase_foreign(w, r->command) : NULL;
}

static const char *again(const struct wording *w, const struct row *r)
{
	return fact_again(w, &r, 1);
}

static const char *history(const struct wording *w, const struct row *r)
{
	return r->history ? spark_of(w->mem, r->history) : NULL;
}

/* The next whole percent, which says that somebody has looked. From 0, an amount. */
static const char *limit_to_accept(const struct wording *w, const struct row *r)
{
	bool plain = r->metric.dim == DIM_NONE || r->metric.dim == DIM_COUNT;
	const struct unit *unit;
	double ratio, amount;

	if (!compare_acceptable(&ratio, &amount, r))
		return NULL;
	if (!isnan(ratio))
		return arena_printf(w->mem, "+%.0f%%", floor(ratio * 100) + 1);
	unit = unit_for(amount, r->metric.dim);
	return arena_printf(w->mem, "+%.0f%s", ceil(amount / (plain ? 1 : unit->factor)),
		plain ? "" : unit->symbol);
}

const char *fact_accept(const struct wording *w, const struct row *r)
{
	const char *limit = limit_to_accept(w, r);
	const char *metric = r->metric.name ? r->metric.name : "";
	/* An amount is in the unit of a metric, which must be named. */
	bool primary = row_is_primary(w->c, r) && limit && strchr(limit, '%');

	if (!limit)
		return NULL;
	return arena_printf(w->mem, "benchctl accept %s%s%s --max %s --reason \"...\"",
		quoted(w, r->id), primary ? "" : " --metric ", primary ? "" : quoted(w, metric),
		limit);
}

const char *fact_bisect(const struct wording *w, const struct row *r)
{
	const struct party *base = &w->c->base, *head = &w->c->head;

	if (!row_is_loss(r) || !base->commit || !head->commit || head->dirty || base->dirty ||
		strcmp(base->commit, head->commit) == 0)
		return NULL;
	return arena_printf(w->mem, "benchctl bisect %s --good %.10s --bad %.10s", quoted(w, r->id),
		base->commit, head->commit);
}

static const char *missing_advice(const struct wording *w, const struct row *r)
{
	if (r->verdict != VERDICT_MISSING || r->consequence == CONSEQUENCE_NONE)
		return NULL;
	return text_equal(w->c->mode, "paired")
		? "if this is intended, set renamed: { OLD: NEW } or gate: { missing: warn }"
		: "if this is intended, set renamed: { OLD: NEW } or gate: { missing: warn }, or "
		  "record a new baseline: benchctl baseline refresh --commit";
}

static const char *base_advice(const struct wording *w, const struct row *r)
{
	(void)w;
	return r->verdict == VERDICT_ERROR && r->reason.kind == FINDING_BASE_FAILED
		? "benchctl gate --allow-missing-baseline"
		: NULL;
}

static const char *checks(const struct wording *w, const struct row *r)
{
	return r->checks ? phrase_foreign(w, r->checks) : NULL;
}

static const char *profile(const struct wording *w, const struct row *r)
{
	return r->profile ? phrase_foreign(w, r->profile) : NULL;
}

/* What to do comes last. */
const struct fact fact_advice[] = {
	{ "shape", drift, .shape = true },
	{ "history", history },
	{ "checks", checks },
	{ "profile", profile },
	{ "warning", warning },
	{ "command", command },
	{ "missing", missing_advice },
	{ "if this change fixes it", base_advice, .command = true },
	{ "again", again, .command = true },
	{ "accept", fact_accept, .command = true },
	{ NULL },
};

static const char *method(const struct wording *w, const struct row *r)
{
	const char *p = !isfinite(r->p) ? ""
		: r->p > 0              ? arena_printf(w->mem, "p=%.2g", r->p)
					: p_text(w->mem, r->p);

	if (r->test == TEST_NONE)
		return NULL;
	return phrase_also(w, phrase_also(w, explain_test(w->mem, r), p), phrase_samples(w, r));
}

static const char *change_in_full(const struct wording *w, const struct row *r)
{
	const char *interval = phrase_interval(w, r);

	if (!isfinite(r->change))
		return NULL;
	return phrase_also(w, phrase_also(w, phrase_percent(w, r), interval), phrase_medians(w, r));
}

static const char *visible(const struct wording *w, const struct row *r)
{
	const char *least;

	if (!isfinite(r->visible))
		return NULL;
	least = arena_printf(w->mem, "%s or more", quantity_text(w->mem, r->visible, DIM_RATIO));
	return r->between > r->threshold
		? arena_printf(w->mem,
			  "%s, because unchanged code differs by up to %s between sessions", least,
			  quantity_text(w->mem, r->between, DIM_RATIO))
		: least;
}

static const char *demanded(const struct wording *w, const struct row *r)
{
	const char *limit = phrase_limit(w, r);

	if (!isfinite(r->threshold) || !isfinite(r->floor) || !isfinite(r->confidence))
		return NULL;
	return arena_printf(w->mem, "%s%sfloor %s, confidence %s", limit, *limit ? ", " : "",
		quantity_text(w->mem, r->floor, DIM_RATIO),
		quantity_text(w->mem, r->confidence, DIM_RATIO));
}

const struct fact fact_evidence[] = { { "change", change_in_full }, { "test", method },
	{ "shape", shape }, { "detectable", visible }, { "required", demanded }, { NULL } };

static bool comes_before(const struct row *const *rows, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(rows[k]->id, rows[i]->id) == 0)
			return true;
	return false;
}

const char *fact_again(const struct wording *w, const struct row *const *rows, size_t n)
{
	const char *line = w->c->reproduce;

	if (!line || !*line)
		return NULL;
	line = escape_line(w->mem, line);
	for (size_t i = 0; i < n && n <= FACT_A_FEW; i++) {
		if (w->longest && utf8_width(rows[i]->id) > w->longest)
			return escape_line(w->mem, w->c->reproduce);
		if (!comes_before(rows, i))
			line = arena_printf(w->mem, "%s --filter %s", line, quoted(w, rows[i]->id));
	}
	return line;
}
