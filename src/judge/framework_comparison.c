#include "judge/framework_comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "base/text.h"
#include "judge/decide.h"
#include "judge/stats/hodges.h"
#include "judge/stats/multiplicity.h"

/* A result with the samples that it is judged by. */
struct candidate {
	struct framework_result c;
	const double *sorted;
	size_t n;
	bool higher;
};

static bool takes_part(const struct result *r, const struct words *only, const struct words *but)
{
	return r->status == RESULT_OK && words_select(only, but, r->id);
}

static int best_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = SORT_ORDER(x->c.summary.median, y->c.summary.median);

	if (order == 0)
		return strcmp(x->c.id, y->c.id);
	return x->higher ? -order : order;
}

/* Only the data show which is best, so the correction is for all pairs that might contain it. */
static void weigh(struct framework_comparison *c, struct candidate *e, struct judge *judge)
{
	FREES_ARENA struct arena scratch = { 0 };
	size_t pairs = c->n * (c->n - 1) / 2, k = 0;
	double *p = arena_array(&scratch, pairs, sizeof *p);
	struct ranktest t;
	struct hodges h;

	for (size_t i = 0; i < c->n; i++) {
		for (size_t j = i + 1; j < c->n; j++) {
			ranktest_compare(&t, &judge->ranks, e[i].sorted, e[i].n, e[j].sorted,
				e[j].n);
			p[k++] = t.p_two;
		}
	}
	multiplicity_holm(p, p, pairs);
	c->won = true;
	for (size_t i = 0; i < c->n; i++) {
		c->v[i] = e[i].c;
		if (i == 0)
			continue;
		c->v[i].p = p[i - 1]; /* the pairs of the first come first */
		c->won = c->won && c->v[i].p <= FRAMEWORK_ERROR;
		if (!(e->sorted[0] > 0) ||
			!hodges_ratio(&h, &judge->ranks, e->sorted, e->n, e[i].sorted, e[i].n,
				1 - INTERVAL_LEVEL))
			continue;
		c->v[i].ratio = h.estimate;
		c->v[i].lo = h.low;
		c->v[i].hi = h.high;
	}
}

static void compare_frameworks(struct framework_comparisons *out, struct arena *mem,
	struct judge *judge, const struct run *run, const struct metric *metric,
	const struct words *only, const struct words *but)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct candidate *e = arena_array(&scratch, run->n, sizeof *e);
	struct framework_comparison *c;
	size_t n = 0;

	for (size_t i = 0; i < run->n; i++) {
		const struct result *r = &run->v[i];
		const struct series *s = result_find(r, metric->name);

		if (!takes_part(r, only, but) || !s || s->n == 0 || s->metric.dim != metric->dim ||
			!text_equal(s->metric.unit, metric->unit))
			continue;
		e[n] = (struct candidate){ .sorted = sort_copy(&scratch, s->v, s->n),
			.n = s->n,
			.higher = metric->better == BETTER_HIGHER };
		e[n].c = (struct framework_result){ .id = r->id,
			.summary = summary_of_sorted(e[n].sorted, s->n),
			.ratio = (double)NAN,
			.lo = (double)NAN,
			.hi = (double)NAN,
			.p = (double)NAN };
		n++;
	}
	if (n < 2)
		return;
	qsort(e, n, sizeof *e, best_first);
	c = ARENA_PUSH(mem, out);
	*c = (struct framework_comparison){
		.metric = *metric, .v = arena_array(mem, n, sizeof *c->v), .n = n, .cap = n
	};
	e[0].c.ratio = 1;
	weigh(c, e, judge);
}

void framework_comparison_run(struct framework_comparisons *out, struct arena *mem,
	struct judge *judge, const struct run *run, const char *metric, const struct words *only,
	const struct words *but)
{
	struct words names = { 0 };

	*out = (struct framework_comparisons){ 0 };
	for (size_t i = 0; i < run->n; i++) {
		if (run->v[i].status != RESULT_OK && words_select(only, but, run->v[i].id))
			words_push(mem, &out->absent, run->v[i].id);
		for (size_t k = 0; takes_part(&run->v[i], only, but) && k < run->v[i].n; k++) {
			const struct metric *m = &run->v[i].v[k].metric;

			if (m->better == BETTER_NONE || words_has(&names, m->name) ||
				(metric && strcmp(m->name, metric) != 0))
				continue;
			words_push(mem, &names, m->name);
			compare_frameworks(out, mem, judge, run, m, only, but);
		}
	}
}
