#include "judge/share_growth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/run/stacks.h"

enum { A_FEW = 5 };
#define LEAST 0.01  /* ratio of the whole */
#define Z     2.326 /* one-sided 1% */

struct change {
	const char *name;
	double base, head; /* ratios */
};

static double share_of(const struct shares *s, const char *name)
{
	const struct share *known = TEXT_FIND(s->v, s->n, name, name);

	return known ? known->ratio : 0;
}

/* Whether chance explains that two shares differ, of n and m samples. */
static bool is_chance(const struct change *g, double n, double m)
{
	double both = (g->base * n + g->head * m) / (n + m);
	double error = sqrt(both * (1 - both) * (1 / n + 1 / m));

	return g->head - g->base < Z * error;
}

static int most_first(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	double by_x = x->head - x->base, by_y = y->head - y->base;

	return by_x > by_y ? -1 : by_x < by_y ? 1 : strcmp(x->name, y->name);
}

static const char *text_of(struct arena *mem, const struct change *v, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n && i < A_FEW; i++)
		text = arena_printf(mem, "%s%s%s %.0f%% -> %.0f%%", text, i ? ", " : "", v[i].name,
			v[i].base * 100, v[i].head * 100);
	return n ? text : NULL;
}

const char *share_growth(struct arena *mem, const struct stacks *base, const struct stacks *head,
	bool exact)
{
	const struct shares before = stacks_shares(base, mem), now = stacks_shares(head, mem);
	struct change *v = arena_array(mem, now.n + 1, sizeof *v);
	size_t n = 0;

	if (base->n == 0 || head->n == 0)
		return NULL;
	/* The largest come first, and a smaller one cannot have grown by LEAST. */
	for (size_t i = 0; i < now.n && now.v[i].ratio >= LEAST; i++) {
		const struct change g = { now.v[i].name, share_of(&before, now.v[i].name),
			now.v[i].ratio };

		if (g.head - g.base >= LEAST && (exact || !is_chance(&g, base->total, head->total)))
			v[n++] = g;
	}
	qsort(v, n, sizeof *v, most_first);
	return text_of(mem, v, n);
}
