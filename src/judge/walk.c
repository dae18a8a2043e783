#include "judge/walk.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

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

struct row *walk_row(struct walk *w, const struct result *r, const struct metric *metric,
	const struct policy *policy)
{
	struct row *row = ARENA_PUSH(w->mem, w->c);

	*row = (struct row){ .id = r->id,
		.metric = *metric,
		.undecided = (int)consequence_of(VERDICT_INCONCLUSIVE, policy),
		.threshold = policy->threshold,
		.floor = policy->floor,
		.confidence = policy->confidence,
		.warning = { .kind = r->warning && *r->warning ? FINDING_TEXT : FINDING_NONE,
			.text = r->warning },
		.command = r->command };
	forget_change(row);
	return row;
}

static bool units_differ(const struct metric *a, const struct metric *b)
{
	return a->dim != b->dim || !text_equal(a->unit, b->unit);
}

static bool is_empty(const struct series *s)
{
	return s->n == 0 && !s->figures;
}

static void set_incomparable(struct row *r, const struct policy *policy, struct finding why)
{
	if (r->budget)
		return;
	r->verdict = VERDICT_INCOMPARABLE;
	r->reason = why;
	r->consequence = (int)consequence_of(VERDICT_INCOMPARABLE, policy);
}

/* One metric that at least one side has. */
static void walk_series(struct walk *w, const struct result *base, const struct result *head,
	const struct series *b, const struct series *h, bool primary)
{
	const struct result *known = head ? head : base;
	const struct series *some = h ? h : b;
	/* cppcheck-suppress nullPointer; one side has it. NOLINTNEXTLINE(clang-analyzer-core.*) */
	struct policy policy = policy_for(w->options->gate, known->id, some->metric.name, primary);
	/* A name without a sample counts as absent; otherwise its loss would go unnoticed. */
	bool in_base = b && !is_empty(b), in_head = h && !is_empty(h);
	struct row *r;

	if ((policy.action == ACTION_OFF && !primary) || some->metric.better == BETTER_NONE)
		return;
	if (!in_base && !in_head)
		return;
	r = walk_row(w, known, &some->metric, &policy);
	if (!in_base || !in_head) {
		decide_single(r, w->mem, in_base ? b : NULL, in_head ? h : NULL, &policy);
		return;
	}
	w->decide(w, r, b, h, &policy);
	if (units_differ(&b->metric, &h->metric)) {
		forget_change(r);
		set_incomparable(r, &policy,
			(struct finding){ .kind = FINDING_UNITS,
				.text = b->metric.unit,
				.other = h->metric.unit });
	}
	if (w->mismatch.kind)
		set_incomparable(r, &policy, w->mismatch);
	if (base->command && head->command && !text_equal(base->command, head->command))
		r->warning = (struct finding){ .kind = FINDING_COMMAND_CHANGED,
			.text = base->command };
}

/* A benchmark that one side could not measure. If the base does not know the benchmark, that is
 * no failure. */
static void walk_failure(struct walk *w, const struct result *base, const struct result *head)
{
	static const struct metric none = { .name = "", .unit = "" };
	bool base_failed = base && base->status == RESULT_ERROR && head->status != RESULT_ERROR;
	bool new = base_failed && w->expected && !w->expected(w, head->id);
	const struct result *has = head->n ? head : base && base->n ? base : NULL;
	const struct metric *metric = has ? &has->v[0].metric : &none;
	struct policy policy = policy_for(w->options->gate, head->id, metric->name, true);
	struct row *r = walk_row(w, head, metric, &policy);
	const struct series *b = base && base->n && !is_empty(&base->v[0]) ? &base->v[0] : NULL;
	const struct series *h = head->n && !is_empty(&head->v[0]) ? &head->v[0] : NULL;

	decide_single(r, w->mem, b, b ? NULL : h, &policy);
	if (r->budget && head->status == RESULT_OK)
		return; /* a budget needs no base */
	r->budget = NULL;
	r->confirmed = false;
	r->verdict = new ? VERDICT_NEW : VERDICT_ERROR;
	if (base_failed)
		r->reason = (struct finding){ .kind = FINDING_BASE_FAILED, .text = base->reason };
	else
		r->reason = (struct finding){ .kind = head->reason ? FINDING_TEXT
								   : FINDING_NOT_MEASURED,
			.text = head->reason };
	r->consequence = (int)consequence_of((enum verdict)r->verdict, &policy);
}

void walk_missing(struct walk *w, const struct result *gone, const struct metric *metric,
	const struct policy *policy)
{
	struct row *r = walk_row(w, gone, metric, policy);

	decide_single(r, w->mem, NULL, NULL, policy);
	r->verdict = VERDICT_MISSING;
	r->reason = (struct finding){ .kind = FINDING_GONE_FROM_SUITE };
	r->consequence = (int)consequence_of(VERDICT_MISSING, policy);
}

/* A benchmark that only head can run and base lacks: all its metrics are new, and their budgets
 * apply. */
static bool walk_new(struct walk *w, const struct result *base, const struct result *head)
{
	size_t from = w->c->n;

	if (!base || !head || base->status != RESULT_ERROR || head->status != RESULT_OK ||
		!w->expected || w->expected(w, head->id))
		return false;
	for (size_t i = 0; i < head->n; i++)
		walk_series(w, NULL, head, NULL, &head->v[i], i == 0);
	for (size_t i = from; i < w->c->n; i++)
		if (w->c->v[i].verdict == VERDICT_NEW)
			w->c->v[i].reason = (struct finding){ .kind = FINDING_BASE_FAILED,
				.text = base->reason };
	return true;
}

static void walk_results(struct walk *w, const struct result *base, const struct result *head)
{
	if (walk_new(w, base, head))
		return;
	if (head && (head->status != RESULT_OK || (base && base->status != RESULT_OK))) {
		walk_failure(w, base, head);
		return;
	}
	for (size_t i = 0; head && i < head->n; i++)
		walk_series(w, base, head, base ? result_find(base, head->v[i].metric.name) : NULL,
			&head->v[i], i == 0);
	for (size_t i = 0; base && i < base->n; i++)
		if (!head || !result_find(head, base->v[i].metric.name))
			walk_series(w, base, head, &base->v[i], NULL, i == 0);
}

bool walk_selected(const struct walk *w, const char *id)
{
	const struct compare_options *o = w->options;

	for (size_t i = 0; o->skip && i < o->skip->n; i++)
		if (text_glob(o->skip->v[i], id))
			return false;
	if (!o->filter || o->filter->n == 0)
		return true;
	for (size_t i = 0; i < o->filter->n; i++)
		if (text_glob(o->filter->v[i], id))
			return true;
	return false;
}

static void note_mismatch(struct walk *w, const struct run *base, const struct run *head)
{
	if (!base->host.class || !head->host.class || w->options->any_class ||
		text_equal(base->host.class, head->host.class))
		return;
	w->mismatch = (struct finding){ .kind = FINDING_CLASSES,
		.text = base->host.class,
		.other = head->host.class };
	words_push(w->mem, &w->c->notes,
		arena_printf(w->mem, "the sides ran on different classes of machine: %s and %s",
			base->host.class, head->host.class));
}

/* Contention during the measurement. Sides that were measured together share it. */
static void note_contention(struct walk *w, const struct run *base, const struct run *head)
{
	struct words *notes = &w->c->notes;

	if (head->warning)
		words_push(w->mem, notes,
			arena_printf(w->mem, "during this measurement, %s", head->warning));
	if (base->warning && !text_equal(base->warning, head->warning))
		words_push(w->mem, notes,
			arena_printf(w->mem, "when the baseline was measured, %s", base->warning));
}

/* If the kernel enforces the limit, it limits the file cache too. */
static void note_memory_limit(struct walk *w, const struct run *base, const struct run *head)
{
	const char *before = base->memory_limit_by, *now = head->memory_limit_by;

	if (before && now && !text_equal(before, now))
		words_push(w->mem, &w->c->notes,
			arena_printf(w->mem,
				"%s enforced memory_limit here, %s in the baseline; "
				"file access may differ in speed",
				now, before));
}

void walk_runs(struct walk *w, const struct run *base, const struct run *head)
{
	size_t i = 0, j = 0, left_out = 0;

	note_mismatch(w, base, head);
	note_contention(w, base, head);
	note_memory_limit(w, base, head);
	while (i < base->n || j < head->n) {
		int order = i == base->n ? 1
			: j == head->n   ? -1
					 : strcmp(base->v[i].id, head->v[j].id);
		const struct result *x = order <= 0 ? &base->v[i++] : NULL;
		const struct result *y = order >= 0 ? &head->v[j++] : NULL;

		if (walk_selected(w, order <= 0 ? x->id : y->id))
			walk_results(w, x, y);
		else
			left_out++;
	}
	if (left_out)
		words_push(w->mem, &w->c->notes,
			arena_printf(w->mem, "%zu benchmark%s of the baseline %s not selected",
				left_out, left_out == 1 ? "" : "s",
				left_out == 1 ? "was" : "were"));
	compare_conclude(w->c);
}

struct row *walk_find(const struct comparison *c, const struct row *like)
{
	for (size_t i = 0; i < c->n; i++)
		if (text_equal(c->v[i].id, like->id) &&
			text_equal(c->v[i].metric.name, like->metric.name))
			return &c->v[i];
	return NULL;
}
