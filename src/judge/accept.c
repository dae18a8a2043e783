#include "judge/compare.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/ledger.h"

static bool covers(const struct accepted *a, const struct comparison *c, const struct row *r)
{
	if (a->suite && !text_equal(a->suite, c->suite))
		return false;
	return text_glob(a->benchmark, r->id) &&
		(a->metric ? text_glob(a->metric, r->metric.name) : row_is_primary(c, r));
}

/* An entry accepts that a metric is worse by an amount. It accepts no exceeded budget, which has
 * no amount, and no changed shape; if the level has moved too, the row is about the level,
 * because it moves the distribution. */
static bool has_amount(const struct row *r)
{
	return !r->budget && !row_is_shape(r);
}

/* The worse end of the interval, or the next gate's estimate may be above what was accepted. */
static double worst_ratio(const struct row *r)
{
	double worst = row_worse(r, r->change), ends[] = { r->effect_lo, r->effect_hi };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (isfinite(ends[i]) && row_worse(r, ends[i]) > worst)
			worst = row_worse(r, ends[i]);
	return worst;
}

/* The same from 0, where there is no change: the worse end of head's interval. */
static double worst_amount(const struct row *r)
{
	double more = row_worse(r, r->head.median - r->base.median);

	if (r->test != TEST_EXACT && isfinite(r->head.lo) && isfinite(r->head.hi))
		more = fmax(more,
			fmax(row_worse(r, r->head.lo - r->base.median),
				row_worse(r, r->head.hi - r->base.median)));
	return more;
}

bool compare_acceptable(double *ratio, double *amount, const struct row *r)
{
	*ratio = worst_ratio(r);
	*amount = worst_amount(r);
	if (!row_is_loss(r) || !has_amount(r))
		return false;
	if (*ratio > 0 && isfinite(*ratio))
		return true;
	*ratio = (double)NAN;
	return isinf(row_loss(r)) && isfinite(*amount);
}

static bool is_within(const struct accepted *a, const struct row *r)
{
	const char *why;
	double most;

	if (!a->amount && r->metric.dim == DIM_RATIO && isnan(r->change))
		return row_worse(r, r->head.median - r->base.median) <= a->max; /* from 0% */
	if (!a->amount)
		return row_worse(r, r->change) <= a->max; /* NaN: from 0, more than any ratio */
	return policy_budget(&most, a->amount, &r->metric, &why) &&
		row_worse(r, r->head.median - r->base.median) <= most;
}

/* A suspected loss stays undecided, but no longer asks for an answer (compare_no_verdict). */
static void accept(struct comparison *c, struct arena *mem, struct row *r, const struct accepted *a)
{
	r->acceptance = (struct finding){
		.kind = row_is_of_some_runs(r) ? FINDING_ACCEPTED_SOME_RUNS : FINDING_ACCEPTED,
		.ratio = a->max,
		.limit = a->amount,
		.text = a->reason,
		.other = a->expires
	};
	if (row_is_loss(r)) {
		r->verdict = VERDICT_ACCEPTED;
		r->consequence = CONSEQUENCE_NONE;
		r->reason = r->acceptance;
	}
	if (a->added && r->consequence == CONSEQUENCE_NONE) {
		r->consequence = CONSEQUENCE_WARN;
		r->reason = r->acceptance;
	}
	if (a->added && c->loosening_fails)
		words_printf(mem, &c->rule_changes, "this change itself accepts a loss of %s %s",
			r->id, r->metric.name);
	if (a->added)
		r->warning = (struct finding){ .kind = FINDING_ACCEPTED_HERE };
}

/* A loss that the entry does not accept: the reason why it counts. */
static void warn(struct row *r, const struct accepted *a, enum finding_kind why, const char *other)
{
	r->warning = (struct finding){ .kind = (int)why,
		.ratio = a->max,
		.limit = a->amount,
		.text = a->reason,
		.other = other };
}

static void warn_exceeded(struct row *r, const struct accepted *a)
{
	const char *why;
	double most;

	if (row_is_shape(r))
		warn(r, a, FINDING_ACCEPTED_NO_SHAPE, NULL);
	else if (a->amount && !policy_budget(&most, a->amount, &r->metric, &why))
		warn(r, a, FINDING_ACCEPTED_UNIT, why);
	else
		warn(r, a, FINDING_ACCEPTED_LESS, NULL);
}

/* Whether the run that stands for the row's base contains the accepted loss. */
static bool is_spent(const struct row *r, const struct accepted *a)
{
	size_t newer = row_is_predicted(r) ? r->base.n / 2 : 0;

	return newer < a->spent;
}

static bool is_expired(const struct accepted *a, const char *today)
{
	return a->expires && strcmp(a->expires, today) < 0;
}

void compare_accept(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today)
{
	const struct accepted **exceeded = arena_array(mem, c->n, sizeof(*exceeded));
	const struct accepted **spent = arena_array(mem, c->n, sizeof(*spent));

	for (size_t k = 0; k < ledger->n; k++) {
		const struct accepted *a = &ledger->v[k];

		for (size_t i = 0; i < c->n && !is_expired(a, today); i++) {
			struct row *r = &c->v[i];

			if (!covers(a, c, r))
				continue;
			if (is_spent(r, a))
				spent[i] = a;
			else if ((row_is_loss(r) || (row_is_suspicion(r) && !r->acceptance.kind)) &&
				has_amount(r) && is_within(a, r))
				accept(c, mem, r, a);
			else if (row_is_loss(r) && !r->budget)
				exceeded[i] = a;
		}
	}
	for (size_t i = 0; i < c->n; i++)
		if (exceeded[i] && row_is_loss(&c->v[i]))
			warn_exceeded(&c->v[i], exceeded[i]);
		else if (spent[i] && row_is_loss(&c->v[i]) && has_amount(&c->v[i]))
			warn(&c->v[i], spent[i], FINDING_ACCEPTED_SPENT, spent[i]->spent_at);
	compare_conclude(c);
}

/* Whether the row stands for all metrics of a benchmark that was not measured. */
static bool lacks_metrics(const struct row *r)
{
	return r->reason.kind == FINDING_SAME_BYTES || r->verdict == VERDICT_ERROR;
}

/* What is wrong with an entry; NULL: nothing. */
static const char *fault_of(const struct accepted *a, struct arena *mem, const struct comparison *c,
	const char *today, bool whole)
{
	bool benchmark = false, row = false;

	for (size_t i = 0; i < c->n && !row; i++) {
		const struct row *r = &c->v[i];
		bool named = text_glob(a->benchmark, r->id);

		benchmark = benchmark || named;
		whole = whole && !(named && lacks_metrics(r));
		row = covers(a, c, r);
	}
	if (row)
		return is_expired(a, today) ? arena_printf(mem, "expired on %s", a->expires) : NULL;
	if (!whole || (a->suite && !text_equal(a->suite, c->suite)))
		return NULL;
	return benchmark ? "has no effect: the gate does not judge it"
			 : "matches no benchmark of this suite";
}

void compare_note_acceptances(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today, bool whole)
{
	enum { SAID_MAX = 50 };
	size_t faults = 0;

	for (size_t k = 0; k < ledger->n && faults <= SAID_MAX; k++) {
		const struct accepted *a = &ledger->v[k];
		const char *what = fault_of(a, mem, c, today, whole);

		if (what && faults++ < SAID_MAX)
			words_printf(mem, &c->notes, "the acceptance of %s%s%s%s %s", a->benchmark,
				a->metric ? " (metric " : "", a->metric ? a->metric : "",
				a->metric ? ")" : "", what);
	}
	if (faults > SAID_MAX)
		words_push(mem, &c->notes, "more acceptances have no effect");
}
