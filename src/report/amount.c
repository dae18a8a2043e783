#include "report/phrase.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "model/policy.h"
#include "report/escape.h"

/* The smaller value's unit, so that its digits show; the larger one's if that needs too many. */
static const struct unit *shared_unit(const struct row *r)
{
	double a = fabs(r->base.median), b = fabs(r->head.median), small, large;

	a = isfinite(a) ? a : b;
	b = isfinite(b) ? b : a;
	small = fmin(a, b);
	large = fmax(a, b);
	return isfinite(large)
		? unit_for(small > 0 && large < small * 1000 ? small : large, r->metric.dim)
		: NULL;
}

static const char *unit_text(const struct wording *w, const struct metric *m,
	const struct unit *unit)
{
	const char *symbol = unit->symbol;

	if (m->dim == DIM_NONE)
		symbol = escape_shorten(w->mem, phrase_foreign(w, m->unit), 20);
	if (!*symbol || *symbol == '%' || *symbol == '/')
		return symbol;
	return arena_printf(w->mem, " %s", symbol);
}

/* As many digits as distinguish it from the other value. */
static const char *digits_beside(char out[QUANTITY_MAX], double v, double other,
	const struct unit *unit)
{
	int whole = (int)ceil(log10(fmax(fabs(v), unit->factor) / unit->factor));
	char text[QUANTITY_MAX];

	quantity_digits(out, v, unit);
	quantity_digits(text, other, unit);
	for (int n = whole > 4 ? whole : 4; n < 15 && strcmp(out, text) == 0; n++) {
		snprintf(out, QUANTITY_MAX, "%.*g", n, v / unit->factor);
		snprintf(text, QUANTITY_MAX, "%.*g", n, other / unit->factor);
	}
	return out;
}

struct amount amount_of(const struct wording *w, const struct row *r, const struct summary *s)
{
	const struct unit *unit = shared_unit(r);
	struct amount a = { .unit = "" };
	const char *why;
	double half, budget;

	if (!unit || !isfinite(s->median))
		return a;
	quantity_digits(a.digits, s->median, unit);
	if (r->budget && s == &r->head && policy_budget(&budget, r->budget, &r->metric, &why))
		digits_beside(a.digits, s->median, budget, unit);
	if (fpclassify(s->median) == FP_ZERO)
		snprintf(a.digits, sizeof a.digits, "0");
	a.unit = unit_text(w, &r->metric, unit);
	if (r->test == TEST_EXACT)
		return a;
	half = fmax(s->hi - s->median, s->median - s->lo) / fabs(s->median);
	if (s->n && isfinite(s->lo) && isfinite(s->hi) && !isinf(half))
		snprintf(a.spread, sizeof a.spread, "%.0f%%",
			half > 0 ? fmin(half * 100, 9999) : 0);
	return a;
}

const char *amount_text(const struct wording *w, const struct row *r, const struct summary *s)
{
	struct amount a = amount_of(w, r, s);

	return arena_printf(w->mem, "%s%s%s%s", a.digits, a.unit, *a.spread ? " ± " : "", a.spread);
}

/* In the unit of the figures beside it, so that 196 MiB is not compared with 200MB. */
const char *amount_budget(const struct wording *w, const struct row *r)
{
	const struct unit *unit = shared_unit(r);
	char digits[QUANTITY_MAX];
	const char *why;
	double v;

	if (!unit || !policy_budget(&v, r->budget, &r->metric, &why))
		return phrase_foreign(w, r->budget);
	return arena_printf(w->mem, "%s%s", digits_beside(digits, v, r->head.median, unit),
		unit_text(w, &r->metric, unit));
}
