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

/* A suspected loss stays undecided, but no longer asks for an answer. */
static void accept(struct comparison *c, struct arena *mem, struct row *r, const struct accepted *a)
{
	if (row_is_loss(r)) {
		r->verdict = VERDICT_ACCEPTED;
		r->consequence = CONSEQUENCE_NONE;
	}
	if (a->added && r->consequence == CONSEQUENCE_NONE)
		r->consequence = CONSEQUENCE_WARN;
	r->reason = (struct finding){ .kind = FINDING_ACCEPTED,
		.ratio = a->max,
		.limit = a->amount,
		.text = a->reason,
		.other = a->expires };
	if (a->added && c->loosening_fails)
		words_printf(mem, &c->rule_changes, "this change itself accepts a loss of %s %s",
			r->id, r->metric.name);
	if (a->added)
		r->warning = (struct finding){ .kind = FINDING_ACCEPTED_HERE };
}

/* said: how many notes there are; only the first are kept. */
static void note(struct comparison *c, struct arena *mem, const struct accepted *a,
	const char *what, size_t *said)
{
	enum { SAID_MAX = 50 };

	if (*said < SAID_MAX)
		words_printf(mem, &c->notes, "the acceptance of %s %s", a->benchmark, what);
	else if (*said == SAID_MAX)
		words_push(mem, &c->notes, "more acceptances expired or match no benchmark");
	++*said;
}

/* A loss that the entry does not accept: the reason why it counts. */
static void warn(struct row *r, const struct accepted *a, enum finding_kind why)
{
	r->warning = (struct finding){ .kind = (int)why,
		.ratio = a->max,
		.limit = a->amount,
		.text = a->reason,
		.other = why == FINDING_ACCEPTED_SPENT ? a->spent_at : NULL };
}

/* Whether the run that stands for the row's base contains the accepted loss. */
static bool is_spent(const struct row *r, const struct accepted *a)
{
	size_t newer = r->test == TEST_PREDICTION ? r->base.n / 2 : 0;

	return newer < a->spent;
}

void compare_accept(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today)
{
	const struct accepted **exceeded = arena_array(mem, c->n, sizeof(*exceeded));
	const struct accepted **spent = arena_array(mem, c->n, sizeof(*spent));
	size_t said = 0;

	for (size_t k = 0; k < ledger->n; k++) {
		const struct accepted *a = &ledger->v[k];
		bool expired = a->expires && strcmp(a->expires, today) < 0, matched = false;

		for (size_t i = 0; i < c->n; i++) {
			struct row *r = &c->v[i];

			if (!covers(a, c, r))
				continue;
			matched = true;
			if (is_spent(r, a))
				spent[i] = expired ? spent[i] : a;
			else if ((row_is_loss(r) || row_is_suspicion(r)) && !expired &&
				has_amount(r) && is_within(a, r))
				accept(c, mem, r, a);
			else if (row_is_loss(r) && !r->budget && !expired)
				exceeded[i] = a;
		}
		if (expired && matched)
			note(c, mem, a, arena_printf(mem, "expired on %s", a->expires), &said);
		else if (!matched && (!a->suite || text_equal(a->suite, c->suite)))
			note(c, mem, a, "matches no benchmark of this suite", &said);
	}
	for (size_t i = 0; i < c->n; i++)
		if (exceeded[i] && row_is_loss(&c->v[i]))
			warn(&c->v[i], exceeded[i],
				row_is_shape(&c->v[i]) ? FINDING_ACCEPTED_NO_SHAPE
						       : FINDING_ACCEPTED_LESS);
		else if (spent[i] && row_is_loss(&c->v[i]) && has_amount(&c->v[i]))
			warn(&c->v[i], spent[i], FINDING_ACCEPTED_SPENT);
	compare_conclude(c);
}
