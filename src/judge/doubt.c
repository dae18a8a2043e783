#include "judge/rows.h"

#include <math.h>

#include "base/arena.h"

void doubt_apply(struct row *r, const struct result *base, const struct result *head)
{
	const char *why = head->doubt ? head->doubt : base->doubt;
	const struct finding doubt = { .kind = FINDING_DOUBT, .text = why };

	if (!why)
		return;
	if (row_is_loss(r) && !r->budget) {
		r->warning = doubt;
	} else if (r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT ||
		r->verdict == VERDICT_INCONCLUSIVE || r->verdict == VERDICT_REGRESSION) {
		confirm_doubt(r, r->undecided);
		r->reason = doubt;
		r->budget = NULL;
		r->confirmed = false;
	}
}

struct span {
	double low, high;
};

/* Of its samples, or about what is kept of them. */
static struct span span_of(const struct series *s)
{
	struct span span = { (double)INFINITY, -(double)INFINITY };
	double centre = series_centre(s), sd = s->figures ? s->figures->sd : 0;

	if (s->figures)
		return (struct span){ centre - (sd > 0 ? 3 * sd : 0),
			centre + (sd > 0 ? 3 * sd : 0) };
	for (size_t i = 0; i < s->n; i++) {
		span.low = fmin(span.low, s->v[i]);
		span.high = fmax(span.high, s->v[i]);
	}
	return span;
}

static bool differ(const struct series *b, const struct series *h)
{
	const struct span x = span_of(b), y = span_of(h);

	return x.high < y.low || y.high < x.low;
}

void doubt_other_work(struct row *rows, size_t n, struct arena *mem, const struct result *base,
	const struct result *head)
{
	for (size_t i = 0; i < head->n; i++) {
		const struct series *h = &head->v[i], *b = result_find(base, h->metric.name);
		struct finding f = { .kind = FINDING_OTHER_WORK, .text = h->metric.name };

		if (h->metric.better != BETTER_NONE || !h->metric.exact || !b || !differ(b, h))
			continue;
		f.other = arena_printf(mem, "was %s and is %s",
			metric_text(mem, &h->metric, series_centre(b)),
			metric_text(mem, &h->metric, series_centre(h)));
		for (size_t k = 0; k < n; k++)
			if (rows[k].warning.kind == FINDING_NONE)
				rows[k].warning = f;
		return;
	}
}
