#include "benchctl/compare.h"

#include <math.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/multiplicity.h"
#include "benchctl/text.h"
#include "decide.h"

#define CONFIRM_ERROR 0.05 /* of all confirmations together */

struct comparing {
	struct comparison *c;
	struct arena *mem;
	struct judge *judge;
	const struct compare_options *options;
	const char *mismatch; /* why nothing can be compared; NULL: it can */
};

struct judge *judge_new(struct arena *mem)
{
	struct judge *j = arena_alloc(mem, sizeof *j);

	*j = (struct judge){ .mem = mem, .ranks = { .mem = mem },
		.psi = { .mem = mem, .permutations = 999, .seed = 1 } };
	return j;
}

static struct row *add_row(struct comparing *k, const struct result *r, const struct metric *metric,
	const struct policy *policy)
{
	struct row *row = ARENA_PUSH(k->mem, k->c);

	*row = (struct row){ .id = r->id, .metric = *metric, .change = (double)NAN,
		.effect = (double)NAN, .effect_lo = -INFINITY, .effect_hi = INFINITY,
		.level = 0.95, .p = (double)NAN, .psi = (double)NAN, .psi_star = (double)NAN,
		.psi_p = (double)NAN, .visible = INFINITY, .threshold = policy->threshold,
		.floor = policy->floor, .confidence = policy->confidence, .reason = "",
		.warning = r->warning, .command = r->command };
	return row;
}

static const char *units_differ(struct comparing *k, const struct metric *a, const struct metric *b)
{
	if (a->dim == b->dim && text_equal(a->unit, b->unit))
		return NULL;
	return arena_printf(k->mem, "the unit was '%s' and is '%s'", a->unit, b->unit);
}

/* One metric that at least one side has. */
static void compare_series(struct comparing *k, const struct result *base, const struct result *head,
	const struct series *b, const struct series *h, bool primary)
{
	const struct series *some = h ? h : b;
	struct policy policy = policy_for(k->options->gate, head ? head->id : base->id,
		some->metric.name, primary);
	const char *why;
	struct row *r;

	if ((policy.action == ACTION_OFF && !primary) || some->metric.better == BETTER_NONE)
		return;
	if ((b && b->n == 0) || (h && h->n == 0))
		return;
	r = add_row(k, head ? head : base, &some->metric, &policy);
	if (!b || !h) {
		decide_single(r, k->mem, b, h, &policy);
		return;
	}
	decide_stored(r, k->mem, k->judge, b, h, &policy);
	why = k->mismatch ? k->mismatch : units_differ(k, &b->metric, &h->metric);
	if (why && !r->budget) {
		r->verdict = VERDICT_INCOMPARABLE;
		r->reason = why;
		r->consequence = consequence_of(VERDICT_INCOMPARABLE, &policy);
	}
	if (base->command && head->command && !text_equal(base->command, head->command))
		r->warning = arena_printf(k->mem, "the command was '%s' in the baseline",
			base->command);
}

static void add_failure(struct comparing *k, const struct result *base, const struct result *head)
{
	static const struct metric none = { .name = "", .unit = "" };
	const struct result *has = head->n ? head : base && base->n ? base : NULL;
	const struct metric *metric = has ? &has->v[0].metric : &none;
	struct policy policy = policy_for(k->options->gate, head->id, metric->name, true);
	struct row *r = add_row(k, head, metric, &policy);
	const struct series *b = base && base->n ? &base->v[0] : NULL;

	decide_single(r, k->mem, b && b->n ? b : NULL, NULL, &policy);
	r->verdict = VERDICT_ERROR;
	r->reason = head->reason ? head->reason : "not measured";
	r->consequence = CONSEQUENCE_FAIL;
}

static void compare_results(struct comparing *k, const struct result *base,
	const struct result *head)
{
	if (head && head->status != RESULT_OK) {
		add_failure(k, base, head);
		return;
	}
	for (size_t i = 0; head && i < head->n; i++)
		compare_series(k, base, head,
			base ? result_find(base, head->v[i].metric.name) : NULL, &head->v[i],
			i == 0);
	for (size_t i = 0; base && i < base->n; i++)
		if (!head || !result_find(head, base->v[i].metric.name))
			compare_series(k, base, head, &base->v[i], NULL, i == 0);
}

static bool selected(const struct compare_options *o, const char *id)
{
	if (!o->filter || o->filter->n == 0)
		return true;
	for (size_t i = 0; i < o->filter->n; i++)
		if (text_glob(o->filter->v[i], id))
			return true;
	return false;
}

static void note_mismatch(struct comparing *k, const struct run *base, const struct run *head)
{
	if (base->host.class && head->host.class &&
		!text_equal(base->host.class, head->host.class) && !k->options->any_class)
		k->mismatch = arena_printf(k->mem,
			"measured on different classes of machine: %s and %s", base->host.class,
			head->host.class);
}

/* Both runs are sorted by id, so that one pass pairs them. */
void compare_runs(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *head, const struct compare_options *options)
{
	struct comparing k = { .c = c, .mem = mem, .judge = judge, .options = options };
	static const struct run none = { 0 };
	const struct run *b = base->n ? &base->v[base->n - 1] : &none;
	size_t i = 0, j = 0, left_out = 0;

	note_mismatch(&k, b, head);
	while (i < b->n || j < head->n) {
		int order = i == b->n ? 1 : j == head->n ? -1 : strcmp(b->v[i].id, head->v[j].id);
		const struct result *x = order <= 0 ? &b->v[i++] : NULL;
		const struct result *y = order >= 0 ? &head->v[j++] : NULL;

		if (selected(options, x ? x->id : y->id))
			compare_results(&k, x, y);
		else
			left_out++;
	}
	if (left_out)
		words_push(mem, &c->notes,
			arena_printf(mem, "%zu benchmark%s of the baseline %s not selected",
				left_out, left_out == 1 ? "" : "s", left_out == 1 ? "was" : "were"));
	if (k.mismatch)
		words_push(mem, &c->notes, k.mismatch);
	compare_conclude(c);
}

static bool is_suspect(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && !r->confirmed && r->test &&
		r->consequence != CONSEQUENCE_NONE && strcmp(r->test, "exact") != 0;
}

void compare_suspects(struct words *ids, struct arena *mem, const struct comparison *c)
{
	*ids = (struct words){ 0 };
	for (size_t i = 0; i < c->n; i++)
		if (is_suspect(&c->v[i]) && !(ids->n && text_equal(ids->v[ids->n - 1], c->v[i].id)))
			words_push(mem, ids, c->v[i].id);
}

static struct row *find_row(const struct comparison *c, const struct row *like)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_equal(c->v[i].id, like->id) &&
			text_equal(c->v[i].metric.name, like->metric.name))
			return &c->v[i];
	return NULL;
}

static void settle(struct comparing *k, struct row *first, struct row *again, double p_adjusted)
{
	char text[QUANTITY_MAX];

	if (p_adjusted <= CONFIRM_ERROR && row_worse(again, again->change) >= first->threshold) {
		first->confirmed = true;
		first->reason = arena_printf(k->mem, "confirmed on %zu fresh samples: %s",
			again->head.n, percent_format(text, again->change));
		return;
	}
	again->warning = arena_printf(k->mem, "a first look had shown %s; fresh data do not",
		percent_format(text, first->change));
	if (again->verdict == VERDICT_REGRESSION) { /* significant alone, not among so many */
		again->verdict = VERDICT_INCONCLUSIVE;
		again->reason = "the slowdown is not confirmed with enough certainty";
		again->consequence = CONSEQUENCE_WARN;
	}
	*first = *again;
}

void compare_confirm(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *fresh, const struct compare_options *options)
{
	struct comparing k = { .c = c, .mem = mem, .judge = judge, .options = options };
	struct comparison second = { 0 };
	struct row **first = arena_array(mem, c->n, sizeof(struct row *));
	struct row **again = arena_array(mem, c->n, sizeof(struct row *));
	double *p = arena_array(mem, c->n, sizeof *p);
	size_t n = 0;

	compare_runs(&second, mem, judge, base, fresh, options);
	for (size_t i = 0; i < c->n; i++) {
		struct row *r = is_suspect(&c->v[i]) ? find_row(&second, &c->v[i]) : NULL;

		if (!r)
			continue;
		first[n] = &c->v[i];
		again[n] = r;
		p[n++] = isnan(r->p) ? 1 : r->p;
	}
	multiplicity_holm(p, p, n);
	for (size_t i = 0; i < n; i++)
		settle(&k, first[i], again[i], p[i]);
	compare_conclude(c);
}
