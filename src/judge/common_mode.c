/* Where most of a suite is slower by a similar amount while something pressed on the machine, that
 * is the machine. A change slows its benchmarks by different amounts, or only some of them. */
#include "judge/compare.h"

#include <math.h>

#include "base/arena.h"
#include "judge/stats/stats.h"

enum { FEWEST = 4 };         /* benchmarks */
#define MOST_SHARE  0.8      /* of the judged benchmarks */
#define LIKE_SPREAD (1. / 3) /* sd of their changes by their mean, as logarithms */

static bool is_moved(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && !r->budget && r->test != TEST_EXACT &&
		!row_is_shape(r) && isfinite(r->change) && r->change > -1;
}

/* Whether the losses are alike. Logarithms of the costs. */
static bool are_alike(const double *losses, size_t n)
{
	return stats_sd(losses, n) <= LIKE_SPREAD * stats_mean(losses, n);
}

void compare_common_mode(struct comparison *c, struct arena *mem, const char *pressure)
{
	double *losses = arena_array(mem, c->n + 1, sizeof *losses);
	size_t moved = 0, judged = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];

		if (!row_is_primary(c, r) || r->test == TEST_NONE ||
			r->reason.kind == FINDING_POWERLESS)
			continue;
		judged++;
		if (is_moved(r))
			losses[moved++] = fabs(log1p(r->change));
	}
	if (!pressure || moved < FEWEST || (double)moved < MOST_SHARE * (double)judged ||
		!are_alike(losses, moved))
		return;
	for (size_t i = 0; i < c->n; i++) {
		struct row *r = &c->v[i];

		if (!is_moved(r))
			continue;
		r->verdict = VERDICT_INCONCLUSIVE; /* with the consequence of the loss */
		r->confirmed = false;
		r->reason = (struct finding){ .kind = FINDING_COMMON_MODE,
			.n = moved,
			.text = pressure,
			.other = arena_printf(mem, "%zu", judged) };
	}
	compare_conclude(c);
}
