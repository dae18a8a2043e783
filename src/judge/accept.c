#include "judge/compare.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/ledger.h"

static bool covers(const struct accepted *a, const struct comparison *c, const struct row *r,
	bool primary)
{
	if (a->suite && !text_equal(a->suite, c->suite))
		return false;
	return text_glob(a->benchmark, r->id) &&
		(a->metric ? text_glob(a->metric, r->metric.name) : primary);
}

static bool is_loss(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION || r->verdict == VERDICT_UNCONFIRMED;
}

/* An entry accepts that a metric is worse by an amount. It accepts no exceeded budget, which has
 * no amount, and no changed shape; if the level has moved too, the row is about the level,
 * because it moves the distribution. */
static bool has_amount(const struct row *r)
{
	return !r->budget && !row_is_shape(r) && !isnan(row_worse(r, r->change));
}

static void accept(struct row *r, struct arena *mem, const struct accepted *a)
{
	char limit[QUANTITY_MAX];

	r->verdict = VERDICT_ACCEPTED;
	r->consequence = a->added ? CONSEQUENCE_WARN : CONSEQUENCE_NONE;
	r->reason = arena_printf(mem, "accepted up to +%s%s%s: %s",
		quantity_format(limit, a->max, DIM_RATIO), a->expires ? " until " : "",
		a->expires ? a->expires : "", a->reason);
	if (a->added)
		r->warning = "accepted by this very change";
}

static void note(struct comparison *c, struct arena *mem, const struct accepted *a,
	const char *what)
{
	words_push(mem, &c->notes,
		arena_printf(mem, "the accepted entry for %s %s", a->benchmark, what));
}

/* A loss beyond the accepted amount: the reason why it counts. */
static void tell_limit(struct row *r, struct arena *mem, const struct accepted *a)
{
	char limit[QUANTITY_MAX];

	if (row_is_shape(r)) {
		r->warning = arena_printf(mem,
			"accepted is a slowdown, not another shape of the distribution: %s",
			a->reason);
		return;
	}
	r->warning = arena_printf(mem, "accepted only up to +%s: %s",
		quantity_format(limit, a->max, DIM_RATIO), a->reason);
}

void compare_accept(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today)
{
	const struct accepted **exceeded = arena_array(mem, c->n, sizeof(*exceeded));

	for (size_t k = 0; k < ledger->n; k++) {
		const struct accepted *a = &ledger->v[k];
		bool expired = a->expires && strcmp(a->expires, today) < 0, matched = false;

		for (size_t i = 0; i < c->n; i++) {
			struct row *r = &c->v[i];
			bool primary = i == 0 || !text_equal(c->v[i - 1].id, r->id);

			if (!covers(a, c, r, primary))
				continue;
			matched = true;
			if (is_loss(r) && !expired && has_amount(r) &&
				row_worse(r, r->change) <= a->max)
				accept(r, mem, a);
			else if (is_loss(r) && !r->budget && !expired)
				exceeded[i] = a;
		}
		if (expired && matched)
			note(c, mem, a, arena_printf(mem, "has expired on %s", a->expires));
		else if (!matched && (!a->suite || text_equal(a->suite, c->suite)))
			note(c, mem, a, "matches no benchmark of this suite");
	}
	for (size_t i = 0; i < c->n; i++)
		if (exceeded[i] && is_loss(&c->v[i]))
			tell_limit(&c->v[i], mem, exceeded[i]);
	compare_conclude(c);
}
