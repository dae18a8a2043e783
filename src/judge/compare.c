#include "benchctl/compare.h"

#include <math.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/multiplicity.h"
#include "benchctl/text.h"
#include "confirm.h"
#include "walk.h"

struct judge *judge_new(struct arena *mem)
{
	struct judge *j = arena_alloc(mem, sizeof *j);

	*j = (struct judge){ .mem = mem, .ranks = { .mem = mem },
		.psi = { .mem = mem, .permutations = 999, .seed = 1 },
		.sequence = { .tables = { .mem = mem } } };
	return j;
}

static void decide(struct walk *w, struct row *r, const struct series *base,
	const struct series *head, const struct policy *policy)
{
	decide_stored(r, w->mem, w->judge, base, head, policy);
}

void compare_runs(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *head, const struct compare_options *options)
{
	static const struct run none = { 0 };
	struct walk w = { .c = c, .mem = mem, .judge = judge, .options = options,
		.decide = decide };

	walk_runs(&w, base->n ? &base->v[base->n - 1] : &none, head);
}

void compare_suspects(struct words *ids, struct arena *mem, const struct comparison *c)
{
	*ids = (struct words){ 0 };
	for (size_t i = 0; i < c->n; i++)
		if (confirm_is_suspect(&c->v[i]) &&
			!(ids->n && text_equal(ids->v[ids->n - 1], c->v[i].id)))
			words_push(mem, ids, c->v[i].id);
}

void compare_confirm(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *fresh, const struct compare_options *options)
{
	struct comparison second = { 0 };
	struct row **first = arena_array(mem, c->n, sizeof(struct row *));
	struct row **again = arena_array(mem, c->n, sizeof(struct row *));
	double *p = arena_array(mem, c->n, sizeof *p);
	size_t n = 0;

	compare_runs(&second, mem, judge, base, fresh, options);
	for (size_t i = 0; i < c->n; i++) {
		struct row *r = confirm_is_suspect(&c->v[i]) ? walk_find(&second, &c->v[i]) : NULL;

		if (!r)
			continue;
		first[n] = &c->v[i];
		again[n] = r;
		p[n++] = isnan(r->p) ? 1 : r->p;
	}
	multiplicity_holm(p, p, n);
	for (size_t i = 0; i < n; i++)
		confirm_settle(mem, first[i], again[i],
			p[i] <= CONFIRM_ERROR &&
				row_worse(again[i], again[i]->change) >= first[i]->threshold);
	compare_conclude(c);
}
