#include "judge/compare.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/multiplicity.h"
#include "judge/rows.h"

struct judge *judge_new(struct arena *mem)
{
	struct judge *j = arena_alloc(mem, sizeof *j);

	*j = (struct judge){ .mem = mem,
		.ranks = { .mem = mem },
		.psi = { .mem = mem, .permutations = 999, .seed = 1 },
		.sequence = { .tables = { .mem = mem } },
		.changepoints = { .mem = mem, .rule = changepoint_rule } };
	return j;
}

/* A rule that has no effect here must not look kept. */
static void note_aspects(struct pairing *pair, const struct policy *policy)
{
	static const char
		*const note = "judge: benchctl judges the tail and the spread only in paired mode, "
			      "which needs build:";

	if ((policy_judges(policy, ASPECT_TAIL) || policy_judges(policy, ASPECT_SPREAD)) &&
		!words_has(&pair->c->notes, note))
		words_push(pair->mem, &pair->c->notes, note);
}

static void decide(struct pairing *pair, struct row *r, const struct series *base,
	const struct series *head, const struct policy *policy)
{
	double medians[WINDOW_MAX];
	bool means = decide_is_coarse(r, base, head);
	size_t n = window_collect(medians, policy->window, pair->ctx, r, means);
	size_t from = window_since_shift(pair->judge, medians, n);

	note_aspects(pair, policy);
	if (pair->options->sessions) {
		struct session_limit l = sessions_limit(pair->judge, pair->ctx, r,
			(const struct series *[]){ base, head }, medians + from, n - from);

		r->between = l.limit;
		r->between_gain = l.gain;
		r->between_sd = l.sd;
	}
	decide_stored(r, pair->mem, pair->judge, base, head, policy, medians + from, n - from);
}

/* Adds the metrics that head has and this result lacks, each from the newest run that has it. */
static void add_lost_metrics(struct arena *mem, struct result *r, const struct run_set *base,
	const struct result *head)
{
	const struct result before = *r;

	for (size_t i = 0; i < head->n; i++) {
		const char *metric = head->v[i].metric.name;
		size_t owner = result_has(&before, metric) || series_is_empty(&head->v[i])
			? base->n
			: run_set_owner(base, base->n, r->id, metric);

		if (owner == base->n)
			continue;
		if (r->v == before.v) {
			r->v = arena_dup(mem, before.v, before.n, sizeof *r->v);
			r->cap = before.n;
		}
		*result_series(r, mem, &head->v[i].metric) = *run_series(&base->v[owner], r->id,
			metric);
	}
}

/* The newest run. It may lack benchmarks, because only a part of the suite was measured, or
 * metrics. What head has is not new then: it comes from the newest earlier run that has it. */
static struct run newest_for(struct arena *mem, const struct run_set *base, const struct run *head)
{
	struct run all = base->n ? base->v[base->n - 1] : (struct run){ 0 };
	const struct run newest = all;

	if (base->n < 2)
		return newest;
	all.v = NULL;
	all.n = all.cap = 0;
	for (size_t i = 0; i < newest.n; i++)
		*ARENA_PUSH(mem, &all) = newest.v[i];
	for (size_t i = 0; i < head->n; i++) {
		const char *id = head->v[i].id;
		size_t owner = run_find(&newest, id) ? base->n
						     : run_set_owner(base, base->n, id, NULL);
		const struct result *r = owner < base->n ? run_find(&base->v[owner], id) : NULL;

		if (r && r->status == RESULT_OK)
			*ARENA_PUSH(mem, &all) = *r;
	}
	run_sort(&all);
	for (size_t i = 0; i < head->n; i++) {
		struct result *r = run_find(&all, head->v[i].id);

		if (r && r->status == RESULT_OK)
			add_lost_metrics(mem, r, base, &head->v[i]);
	}
	return all;
}

void compare_runs(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *head, const struct compare_options *options)
{
	struct run_set earlier = *base;
	const struct run newest = newest_for(mem, base, head);
	struct pairing pair = { .c = c,
		.mem = mem,
		.judge = judge,
		.options = options,
		.decide = decide,
		.ctx = &earlier,
		.apart = true };

	rows_pair(&pair, &newest, head);
}

bool confirm_is_suspect(const struct row *r)
{
	return ((r->verdict == VERDICT_REGRESSION && r->consequence != CONSEQUENCE_NONE) ||
		       r->verdict == VERDICT_IMPROVEMENT) &&
		!r->confirmed && r->test != TEST_NONE && r->test != TEST_EXACT &&
		r->test != TEST_SHAPE;
}

size_t confirm_count(const struct comparison *c, int verdict, const bool *but)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += confirm_is_suspect(&c->v[i]) && c->v[i].verdict == verdict && !(but && but[i]);
	return n;
}

bool confirm_is_certain(const struct row *suspect, const struct row *again)
{
	return again->verdict == suspect->verdict && again->test == TEST_EXACT;
}

void confirm_doubt(struct row *r, int undecided)
{
	r->verdict = VERDICT_INCONCLUSIVE;
	r->consequence = undecided == CONSEQUENCE_FAIL ? CONSEQUENCE_FAIL : CONSEQUENCE_WARN;
}

/* Who may be better is not worse. */
static void pass_unconfirmed(struct row *r)
{
	r->verdict = VERDICT_PASS;
	r->reason = (struct finding){ .kind = FINDING_GAIN_UNCONFIRMED };
}

/* Of a benchmark that could not be measured; its one row is that of another metric. */
static const struct row *failure_of(const struct comparison *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].verdict == VERDICT_ERROR && text_equal(c->v[i].id, id))
			return &c->v[i];
	return NULL;
}

void confirm_lacks(struct row *r, const struct comparison *fresh)
{
	const struct row *failure = failure_of(fresh, r->id);

	if (failure) {
		r->verdict = failure->verdict;
		r->consequence = failure->consequence;
		r->reason = failure->reason;
	} else if (r->verdict == VERDICT_IMPROVEMENT) {
		pass_unconfirmed(r);
	} else {
		confirm_doubt(r, r->undecided);
		r->reason = (struct finding){ .kind = FINDING_NOT_CONFIRMED };
	}
}

/* The metric whose change r has, if `beside` has that of another; else NULL. */
static const char *other_metric(const struct row *r, const struct row *beside)
{
	const char *of = r->witness ? r->witness : r->metric.name;

	return text_equal(of, beside->witness ? beside->witness : beside->metric.name) ? NULL : of;
}

void confirm_apply(struct row *first, struct row *again, bool confirmed)
{
	if (confirmed) {
		first->confirmed = true;
		if (row_aspect(first) != ASPECT_MEDIAN)
			return; /* the change of the median says nothing about it */
		first->reason = (struct finding){ .kind = FINDING_CONFIRMED,
			.n = again->head.n,
			.ratio = again->change,
			.text = other_metric(again, first) };
		return;
	}
	if (first->verdict == VERDICT_REGRESSION)
		again->warning = row_aspect(first) == ASPECT_MEDIAN
			? (struct finding){ .kind = FINDING_FIRST_LOOK,
				  .ratio = first->change,
				  .text = other_metric(first, again) }
			: (struct finding){ .kind = FINDING_FIRST_ASPECT,
				  .text = aspect_names[row_aspect(first)] };
	if (again->verdict == VERDICT_IMPROVEMENT && again->test != TEST_EXACT)
		pass_unconfirmed(again);
	if (again->verdict == VERDICT_REGRESSION &&
		!again->budget) { /* significant alone, but not among all suspects */
		confirm_doubt(again, again->undecided);
		again->reason = (struct finding){ .kind = FINDING_NOT_CONFIRMED };
	}
	*first = *again;
}

void compare_suspects(struct words *ids, struct arena *mem, const struct comparison *c)
{
	*ids = (struct words){ 0 };
	for (size_t i = 0; i < c->n; i++)
		if (confirm_is_suspect(&c->v[i]) &&
			!(ids->n && text_equal(ids->v[ids->n - 1], c->v[i].id)))
			words_push(mem, ids, c->v[i].id);
}

bool confirm_shows(const struct row *first, const struct row *again)
{
	if (isnan(again->change) || row_is_predicted(again))
		return again->verdict == first->verdict;
	if (first->verdict == VERDICT_REGRESSION)
		return row_worse(again, again->change) >= fmax(first->threshold, first->between);
	return -row_worse(again, again->change) >= row_gain_limit(first);
}

double confirm_p(const struct row *first, const struct row *again)
{
	double p = again->p_worse;

	if (isnan(p)) /* exact values and intervals have none */
		return again->verdict == first->verdict ? 0 : 1;
	if (first->verdict == VERDICT_IMPROVEMENT)
		p = row_worse(again, again->change) < 0 ? again->p / 2 : 1;
	return p;
}

static void confirm_all(struct comparison *c, struct arena *mem, const struct comparison *second,
	int verdict)
{
	struct row **first = arena_array(mem, c->n, sizeof(struct row *));
	struct row **again = arena_array(mem, c->n, sizeof(struct row *));
	double *p = arena_array(mem, c->n, sizeof *p);
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct row *r = &c->v[i];

		if (r->verdict != verdict || !confirm_is_suspect(r))
			continue;
		first[n] = r;
		again[n] = rows_find(second, r);
		p[n] = again[n] ? confirm_p(r, again[n]) : 1;
		if (!again[n])
			confirm_lacks(r, second);
		n += again[n] != NULL;
	}
	multiplicity_holm(p, p, n);
	for (size_t i = 0; i < n; i++)
		confirm_apply(first[i], again[i],
			p[i] <= CONFIRM_ERROR && confirm_shows(first[i], again[i]));
}

void compare_confirm(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *fresh, const struct compare_options *options)
{
	struct comparison second = { 0 };

	compare_runs(&second, mem, judge, base, fresh, options);
	/* Gains first: a suspected loss may turn out as one, which is not confirmed then. */
	confirm_all(c, mem, &second, VERDICT_IMPROVEMENT);
	confirm_all(c, mem, &second, VERDICT_REGRESSION);
	compare_conclude(c);
}

void compare_unchanged(struct comparison *c, struct arena *mem, const char *id)
{
	static const struct policy none = { .action = ACTION_FAIL };
	struct pairing pair = { .c = c, .mem = mem };
	const struct result result = { .id = id };
	struct row *r = rows_add(&pair, &result, &process_metrics[PROCESS_WALL], &none);

	decide_single(r, mem, NULL, NULL, &none);
	r->verdict = VERDICT_PASS;
	r->reason = (struct finding){ .kind = FINDING_SAME_BYTES };
	r->consequence = CONSEQUENCE_NONE;
}

void compare_unconfirmed(struct row *r)
{
	if (!confirm_is_suspect(r))
		return;
	if (r->verdict == VERDICT_IMPROVEMENT) {
		pass_unconfirmed(r);
		return;
	}
	r->verdict = VERDICT_UNCONFIRMED;
	r->reason = (struct finding){ .kind = FINDING_LEFT_TO_CONFIRM };
}

void compare_suspect_again(struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].verdict == VERDICT_UNCONFIRMED)
			c->v[i].verdict = VERDICT_REGRESSION;
}

void compare_control(struct comparison *c, const struct comparison *null)
{
	for (size_t i = 0; i < c->n; i++) {
		struct row *r = &c->v[i];
		const struct row *same = rows_find(null, r);

		if (r->budget || !row_is_loss(r) || !same || same->verdict != VERDICT_REGRESSION ||
			same->budget)
			continue;
		confirm_doubt(r, same->undecided);
		r->reason = (struct finding){ .kind = FINDING_NULL_CONTROL, .ratio = same->change };
	}
	compare_conclude(c);
}
