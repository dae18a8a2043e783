#include "report/urgency.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/sort.h"
#include "report/phrase.h"

/* The rows that need action first. */
static int urgency(const struct row *r)
{
	static const int of[VERDICTS] = { [VERDICT_REGRESSION] = 9,
		[VERDICT_ERROR] = 8,
		[VERDICT_MISSING] = 7,
		[VERDICT_UNCONFIRMED] = 6,
		[VERDICT_INCOMPARABLE] = 5,
		[VERDICT_INCONCLUSIVE] = 4,
		[VERDICT_ACCEPTED] = 3,
		[VERDICT_IMPROVEMENT] = 2,
		[VERDICT_NEW] = 1 };

	return r->consequence * VERDICTS + of[r->verdict];
}

double urgency_loss(const struct row *r)
{
	double worse = row_worse(r, r->change);

	return isnan(worse) ? HUGE_VAL : worse;
}

static int by_urgency(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order = SORT_ORDER(urgency(y), urgency(x));

	order = order ? order : SORT_ORDER(urgency_loss(y), urgency_loss(x));
	return order ? order : SORT_ORDER(x, y);
}

struct sorted_rows urgency_sort(struct arena *mem, const struct comparison *c)
{
	struct sorted_rows s = { .news = arena_array(mem, c->n, sizeof(struct row *)),
		.rest = arena_array(mem, c->n, sizeof(struct row *)) };

	for (size_t i = 0; i < c->n; i++) {
		if (phrase_is_reported(&c->v[i]))
			s.news[s.news_n++] = &c->v[i];
		else
			s.rest[s.rest_n++] = &c->v[i];
	}
	if (s.news_n)
		qsort(s.news, s.news_n, sizeof *s.news, by_urgency);
	return s;
}
