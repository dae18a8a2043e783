#include "judge/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/stats.h"

const struct metric rows_no_metric = { .name = "", .unit = "" };

/* The distance between the sides is unknown. */
static void forget_change(struct row *r)
{
	r->change = r->effect = (double)NAN;
	r->effect_lo = -(double)INFINITY;
	r->effect_hi = (double)INFINITY;
	r->level = INTERVAL_LEVEL;
	r->p = r->p_worse = (double)NAN;
	r->psi = r->psi_star = r->psi_p = (double)NAN;
	r->psi_level = PSI_NONE;
	r->visible = (double)INFINITY;
	r->test = TEST_NONE;
}

struct row *rows_add(struct pairing *pair, const struct result *r, const struct metric *metric,
	const struct policy *policy)
{
	struct row *row = ARENA_PUSH(pair->mem, pair->c);

	*row = (struct row){ .id = r->id,
		.metric = *metric,
		.undecided = (int)consequence_of(VERDICT_INCONCLUSIVE, policy),
		.action = policy->action,
		.threshold = policy->threshold,
		.floor = policy->floor,
		.confidence = policy->confidence,
		.between = (double)NAN,
		.warning = { .kind = r->warning && *r->warning ? FINDING_TEXT : FINDING_NONE,
			.text = r->warning },
		.command = r->command };
	forget_change(row);
	return row;
}

static void conclude(struct row *r, enum verdict verdict, struct finding why,
	const struct policy *policy)
{
	r->verdict = (int)verdict;
	r->reason = why;
	r->consequence = (int)consequence_of(verdict, policy);
}

static bool units_differ(const struct metric *a, const struct metric *b)
{
	return a->dim != b->dim || !text_equal(a->unit, b->unit);
}

/* Squares of products, such as variances have, remain numbers. */
#define RANGE_MAX 1e75

static bool is_in_range(double v)
{
	return !(fabs(v) > RANGE_MAX) && !(fabs(v) < 1 / RANGE_MAX && fabs(v) > 0);
}

static bool series_is_in_range(const struct series *s)
{
	bool in = !s->figures || is_in_range(figures_centre(s->figures));

	for (size_t i = 0; i < s->n && in; i++)
		in = is_in_range(s->v[i]);
	return in;
}

static void set_incomparable(struct row *r, const struct policy *policy, struct finding why)
{
	if (!r->budget)
		conclude(r, VERDICT_INCOMPARABLE, why, policy);
}

/* Whether as many runs reported this metric as any other. */
static bool is_in_all(const struct result *r, const struct series *s)
{
	size_t n = r->processes;

	for (size_t i = 0; i < r->n && !r->processes; i++)
		n = series_count(&r->v[i]) > n ? series_count(&r->v[i]) : n;
	return series_count(s) >= n;
}

/* A metric that some runs of a side did not report. Those that did are no fair sample, so nothing
 * is decided; and a head that stops reporting what all of base's runs have, evades its judge. */
static void judge_some_runs(struct pairing *pair, struct row *r, const struct result *base,
	const struct result *head, const struct series *b, const struct series *h,
	const struct policy *policy)
{
	bool in_head = head && h && result_lacks(head, h),
	     in_base = base && b && result_lacks(base, b);
	const struct result *side = in_head ? head : base;
	const struct series *some = in_head ? h : b;
	bool evades = !in_base && b && is_in_all(base, b);

	if ((!in_head && !in_base) || r->budget || !base || !b || series_is_empty(b))
		return;
	forget_change(r);
	if (!evades)
		r->change = stats_change(r->base.median, r->head.median);
	conclude(r, evades ? VERDICT_MISSING : VERDICT_INCONCLUSIVE,
		(struct finding){ .kind = FINDING_SOME_RUNS,
			.n = series_count(some),
			.text = in_head ? "head" : "base",
			.other = arena_printf(pair->mem, "%zu",
				series_count(some) + result_lacks(side, some)) },
		policy);
}

/* Whatever was decided: values of two units have no ratio, nor have those out of range. */
static void refuse_unlike(struct row *r, const struct series *b, const struct series *h,
	const struct policy *policy)
{
	bool in_range = series_is_in_range(b) && series_is_in_range(h);
	bool differ = units_differ(&b->metric, &h->metric);

	if (in_range && !differ)
		return;
	forget_change(r);
	if (differ) /* there is none of head's unit */
		r->base.median = r->base.lo = r->base.hi = (double)NAN;
	set_incomparable(r, policy,
		in_range ? (struct finding){ .kind = FINDING_UNITS,
				   .text = b->metric.unit,
				   .other = h->metric.unit }
			 : (struct finding){ .kind = FINDING_RANGE });
}

/* One metric that at least one side has. */
static void pair_series(struct pairing *pair, const struct result *base, const struct result *head,
	const struct series *b, const struct series *h, bool primary)
{
	const struct result *known = head ? head : base;
	const struct series *some = h ? h : b;
	/* cppcheck-suppress nullPointer; one side has it. NOLINTNEXTLINE(clang-analyzer-core.*) */
	struct policy policy = policy_for(pair->options->gate, known->id, some->metric.name,
		primary);
	/* A name without a sample counts as absent; otherwise its loss would go unnoticed. */
	bool in_base = b && !series_is_empty(b), in_head = h && !series_is_empty(h);
	struct row *r;

	if ((policy.action == ACTION_OFF && !primary) || some->metric.better == BETTER_NONE)
		return;
	if (!in_base && !in_head)
		return;
	r = rows_add(pair, known, &some->metric, &policy);
	if (r->warning.kind == FINDING_NONE && base && base->warning && *base->warning)
		r->warning = (struct finding){ .kind = FINDING_TEXT,
			.text = arena_printf(pair->mem, "base: %s", base->warning) };
	if (!in_base || !in_head) {
		decide_single(r, pair->mem, in_base ? b : NULL, in_head ? h : NULL, &policy);
		judge_some_runs(pair, r, base, head, b, h, &policy);
		return;
	}
	r->checks = primary && head ? head->checks : NULL;
	pair->base = base;
	pair->head = head;
	pair->decide(pair, r, b, h, &policy);
	if (policy.action != ACTION_OFF)
		doubt_apply(r, base, head);
	judge_some_runs(pair, r, base, head, b, h, &policy);
	refuse_unlike(r, b, h, &policy);
	if (pair->mismatch.kind)
		set_incomparable(r, &policy, pair->mismatch);
	if (base->command && head->command && !text_equal(base->command, head->command))
		r->warning = (struct finding){ .kind = FINDING_COMMAND_CHANGED,
			.text = base->command };
}

/* A benchmark that one side could not measure. No failure if the base does not know it. */
static void add_failure(struct pairing *pair, const struct result *base, const struct result *head)
{
	bool base_failed = base && base->status == RESULT_ERROR && head->status != RESULT_ERROR;
	bool new = base_failed && pair->expected && !pair->expected(pair, head->id);
	const struct series *b = base && base->n && !series_is_empty(&base->v[0]) ? &base->v[0]
										  : NULL;
	const struct series *h = head->n && !series_is_empty(&head->v[0]) ? &head->v[0] : NULL;
	const struct result *has = head->n ? head : base && base->n ? base : NULL;
	/* The metric of the figures that the row shows; the sides may lead with different ones. */
	const struct metric *metric = b ? &b->metric
		: h                     ? &h->metric
		: has                   ? &has->v[0].metric
					: &rows_no_metric;
	struct policy policy = policy_for(pair->options->gate, head->id, metric->name, true);
	struct row *r = rows_add(pair, head, metric, &policy);

	decide_single(r, pair->mem, b, b ? NULL : h, &policy);
	if (r->budget && head->status == RESULT_OK)
		return; /* a budget needs no base */
	r->budget = NULL;
	r->confirmed = false;
	conclude(r, new ? VERDICT_NEW : VERDICT_ERROR,
		(struct finding){ .kind = base_failed ? FINDING_BASE_FAILED
				: head->reason        ? FINDING_TEXT
						      : FINDING_NOT_MEASURED,
			.text = base_failed ? base->reason : head->reason },
		&policy);
}

void rows_add_missing(struct pairing *pair, const struct result *gone, const struct metric *metric,
	const struct policy *policy)
{
	struct row *r = rows_add(pair, gone, metric, policy);

	decide_single(r, pair->mem, NULL, NULL, policy);
	conclude(r, VERDICT_MISSING, (struct finding){ .kind = FINDING_GONE_FROM_SUITE }, policy);
}

/* A benchmark that only head can run and has: all its metrics are new, and their budgets apply. */
static bool add_new(struct pairing *pair, const struct result *base, const struct result *head)
{
	size_t from = pair->c->n;

	if (!base || !head || base->status != RESULT_ERROR || head->status != RESULT_OK ||
		!pair->expected || pair->expected(pair, head->id))
		return false;
	for (size_t i = 0; i < head->n; i++)
		pair_series(pair, NULL, head, NULL, &head->v[i], i == 0);
	for (size_t i = from; i < pair->c->n; i++)
		if (pair->c->v[i].verdict == VERDICT_NEW)
			pair->c->v[i].reason = (struct finding){ .kind = FINDING_BASE_FAILED,
				.text = base->reason };
	return true;
}

static bool has_values(const struct result *r)
{
	for (size_t i = 0; r && i < r->n; i++)
		if (!series_is_empty(&r->v[i]))
			return true;
	return false;
}

static struct summary summary_of_result(const struct result *r)
{
	return summary_of_series(has_values(r) ? &r->v[0] : NULL);
}

/* A benchmark without a metric to judge has a row that says so, and its loss is noticed. */
static void add_unjudged(struct pairing *pair, const struct result *base, const struct result *head)
{
	const struct result *known = has_values(head) ? head : has_values(base) ? base : NULL;
	const struct metric *metric = known ? &known->v[0].metric : &rows_no_metric;
	const char *id = head ? head->id : base ? base->id : NULL;
	struct policy policy = policy_for(pair->options->gate, id, metric->name, true);
	struct row *r;

	if (base && base->status != RESULT_OK)
		return; /* nothing is lost */
	if (!has_values(head) && (has_values(base) || !head)) {
		rows_add_missing(pair, base, metric, &policy);
		return;
	}
	r = rows_add(pair, head, metric, &policy);
	r->base = summary_of_result(base);
	r->head = summary_of_result(head);
	r->verdict = VERDICT_UNJUDGED;
	r->reason = (struct finding){ .kind = !known ? FINDING_NO_VALUES
			: known->reason              ? FINDING_TEXT
						     : FINDING_NO_DIRECTION,
		.text = known ? known->reason : NULL };
}

/* Machines behind ssh, which the class of the run says nothing about. */
static struct finding other_machine(const struct pairing *pair, const struct result *base,
	const struct result *head)
{
	if (pair->mismatch.kind || pair->options->any_class || !base || !head || !base->machine ||
		!head->machine || text_equal(base->machine, head->machine))
		return pair->mismatch;
	return (struct finding){
		.kind = FINDING_CLASSES, .text = base->machine, .other = head->machine
	};
}

static void pair_series_of(struct pairing *pair, const struct result *base,
	const struct result *head)
{
	for (size_t i = 0; head && i < head->n; i++)
		pair_series(pair, base, head,
			base ? result_find(base, head->v[i].metric.name) : NULL, &head->v[i],
			i == 0);
	for (size_t i = 0; base && i < base->n; i++)
		if (!head || !result_find(head, base->v[i].metric.name))
			pair_series(pair, base, head, &base->v[i], NULL, i == 0);
}

void rows_pair_results(struct pairing *pair, const struct result *base, const struct result *head)
{
	const struct finding whole = pair->mismatch;
	size_t from = pair->c->n;

	if (add_new(pair, base, head))
		return;
	if (head && (head->status != RESULT_OK || (base && base->status != RESULT_OK))) {
		add_failure(pair, base, head);
		return;
	}
	pair->mismatch = other_machine(pair, base, head);
	pair_series_of(pair, base, head);
	pair->mismatch = whole;
	if (pair->c->n == from)
		add_unjudged(pair, base, head);
	if (base && head && pair->c->n > from)
		doubt_other_work(&pair->c->v[from], pair->c->n - from, pair->mem, base, head);
}

bool rows_selected(const struct pairing *pair, const char *id)
{
	return words_select(pair->options->filter, pair->options->skip, id);
}

struct row *rows_find(const struct comparison *c, const struct row *like)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_equal(c->v[i].id, like->id) &&
			text_equal(c->v[i].metric.name, like->metric.name))
			return &c->v[i];
	return NULL;
}

static int by_id(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;
	int order = strcmp((*x)->id, (*y)->id);

	return order ? order : (*x > *y) - (*x < *y);
}

void rows_sort(struct comparison *c, struct arena *mem)
{
	const struct row **order = arena_array(mem, c->n, sizeof(struct row *));
	struct row *sorted = arena_array(mem, c->n, sizeof *sorted);

	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->v[i];
	qsort(order, c->n, sizeof *order, by_id);
	for (size_t i = 0; i < c->n; i++)
		sorted[i] = *order[i];
	c->v = sorted;
	c->cap = c->n;
}
