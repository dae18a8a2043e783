#include "judge/decide.h"

#include <math.h>

#include "base/text.h"

const char *const verdict_names[] = { "pass", "regression", "unconfirmed", "improvement",
	"inconclusive", "incomparable", "new", "missing", "error", "accepted", "not-judged", NULL };
const char *const consequence_names[] = { "none", "warn", "fail", NULL };
const char *const psi_level_names[] = { "none", "moderate", "major", "insufficient", NULL };
#define NAME(value, word) [value] = (word),
const char *const test_names[] = { TESTS_OF(NAME)[TESTS] = NULL };
const char *const finding_names[] = { FINDINGS_OF(NAME)[FINDINGS] = NULL };

enum consequence consequence_of(enum verdict verdict, const struct policy *policy)
{
	static const enum consequence of_action[] = { CONSEQUENCE_FAIL, CONSEQUENCE_WARN,
		CONSEQUENCE_NONE };

	if (verdict == VERDICT_REGRESSION || verdict == VERDICT_UNCONFIRMED)
		return of_action[policy->action];
	if (verdict == VERDICT_INCONCLUSIVE && policy->action != ACTION_OFF)
		return of_action[policy->inconclusive];
	if (verdict == VERDICT_NEW)
		return of_action[policy->new];
	if (verdict == VERDICT_MISSING)
		return of_action[policy->missing];
	return verdict == VERDICT_INCOMPARABLE || verdict == VERDICT_ERROR ? CONSEQUENCE_FAIL
									   : CONSEQUENCE_NONE;
}

double row_worse(const struct row *r, double change)
{
	return r->metric.better == BETTER_LOWER     ? change
		: r->metric.better == BETTER_HIGHER ? -change
						    : 0;
}

double row_loss(const struct row *r)
{
	double from = r->base.median, to = r->head.median;

	if (isnan(r->change) && fpclassify(from) == FP_ZERO && (to < 0 || to > 0))
		return row_worse(r, copysign((double)INFINITY, to));
	return row_worse(r, r->change);
}

double row_gain_limit(const struct row *r)
{
	return isnan(r->between) ? r->threshold : fmax(r->threshold, r->between_gain);
}

bool row_is_primary(const struct comparison *c, const struct row *r)
{
	return r == c->v || !text_equal(r[-1].id, r->id);
}

bool row_is_shape(const struct row *r)
{
	return r->test == TEST_SHAPE || row_aspect(r) != ASPECT_MEDIAN;
}

enum aspect row_aspect(const struct row *r)
{
	return r->test == TEST_TAIL      ? ASPECT_TAIL
		: r->test == TEST_SPREAD ? ASPECT_SPREAD
					 : ASPECT_MEDIAN;
}

bool row_is_predicted(const struct row *r)
{
	return r->test == TEST_PREDICTION || r->test == TEST_PREDICTION_MEANS;
}

bool row_is_of_means(const struct row *r)
{
	return r->test == TEST_BLOCKED_MEANS || r->test == TEST_WELCH ||
		r->test == TEST_PREDICTION_MEANS;
}

const char *row_covers(struct arena *mem, const struct row *r)
{
	const char *text = row_is_of_means(r) ? "the mean" : "the median";

	for (size_t i = ASPECT_TAIL; i < ASPECTS; i++)
		if (r->seen[i].n)
			text = arena_printf(mem, "%s and the %s", text, aspect_names[i]);
	return text;
}

bool row_is_loss(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION || r->verdict == VERDICT_UNCONFIRMED;
}

bool row_is_suspicion(const struct row *r)
{
	double worse = row_loss(r);

	return r->verdict == VERDICT_INCONCLUSIVE && r->action == ACTION_FAIL &&
		r->reason.kind != FINDING_NULL_CONTROL && r->reason.kind != FINDING_ACCEPTED &&
		r->reason.kind != FINDING_ACCEPTED_SOME_RUNS && worse > 0 && worse >= r->threshold;
}

bool row_is_of_some_runs(const struct row *r)
{
	return r->reason.kind == FINDING_SOME_RUNS || r->reason.kind == FINDING_ACCEPTED_SOME_RUNS;
}

bool row_is_undecidable(const struct row *r)
{
	static const int kinds[] = { FINDING_SINGLE_FIGURE, FINDING_ONE_RUN,
		FINDING_NO_SAMPLES_KEPT };

	if (r->verdict != VERDICT_INCONCLUSIVE)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (r->reason.kind == kinds[i])
			return true;
	return r->reason.kind == FINDING_POWERLESS && (r->base.n == 1 || r->head.n == 1);
}

/* Whether the row's data were compared with a baseline, with any result. */
static bool is_judged(const struct row *r)
{
	return row_is_loss(r) || r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT ||
		r->verdict == VERDICT_INCONCLUSIVE || r->verdict == VERDICT_ACCEPTED;
}

/* A regression is the answer that the user needs, so it precedes what could not be measured,
 * which precedes what could not be decided. A gate that judged nothing does not pass. */
static enum exit_status exit_of(const struct comparison *c)
{
	bool regression = false, error = false, judged = false;

	for (size_t i = 0; i < c->n; i++) {
		bool fails = c->v[i].consequence == CONSEQUENCE_FAIL;

		regression = regression || (fails && c->v[i].verdict == VERDICT_REGRESSION);
		error = error || (fails && c->v[i].verdict == VERDICT_ERROR);
		judged = judged || is_judged(&c->v[i]);
	}
	if (regression || (c->loosening_fails && c->rule_changes.n))
		return EXIT_REGRESSION;
	if (error)
		return EXIT_MEASURE;
	return c->failing || !(judged || c->unbased || c->unchanged) ? EXIT_NO_VERDICT : EXIT_PASS;
}

static bool has_mean(const struct row *r)
{
	return is_judged(r) && !row_is_of_some_runs(r) && isfinite(r->change) && r->change > -1 &&
		r->base.median > 0 && r->head.median > 0;
}

struct mean compare_mean(const struct comparison *c, enum dimension dim)
{
	enum better better = BETTER_NONE;
	struct mean sum = { 0 };
	double n;

	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];

		if (r->metric.dim != dim || !has_mean(r))
			continue;
		if (sum.n && r->metric.better != better)
			return (struct mean){ 0 };
		better = r->metric.better;
		sum.base += log(r->base.median);
		sum.head += log(r->head.median);
		sum.change += log1p(r->change);
		sum.n++;
	}
	n = (double)sum.n;
	return (struct mean){ exp(sum.base / n), exp(sum.head / n), expm1(sum.change / n), sum.n };
}

/* A mean over times and rates together means nothing. */
static double mean_of_all(const struct comparison *c)
{
	const struct metric *kind = NULL;

	for (size_t i = 0; i < c->n; i++) {
		const struct metric *m = &c->v[i].metric;

		if (!has_mean(&c->v[i]))
			continue;
		kind = kind ? kind : m;
		if (m->dim != kind->dim || m->better != kind->better)
			return (double)NAN;
	}
	return kind ? compare_mean(c, kind->dim).change : (double)NAN;
}

bool compare_is_conclusive(const struct comparison *c)
{
	bool has_primary = false, primary = false, any = false;

	for (size_t i = 0; i < c->n; i++) {
		bool decided = c->v[i].verdict != VERDICT_INCONCLUSIVE;

		if (!is_judged(&c->v[i]) || c->v[i].action == ACTION_OFF)
			continue;
		any = any || decided;
		if (row_is_primary(c, &c->v[i])) {
			has_primary = true;
			primary = primary || decided;
		}
	}
	return has_primary ? primary : any;
}

/* Noise around no change also has estimates beyond the limit, but seldom such a p. */
#define SUSPICION_ERROR 0.10
#define SINGLE_LIMIT    0.35 /* a loss of one sample that is more than the noise of most */

/* A suspicion that neither noise nor another session explains well. */
static bool is_strong(const struct row *r)
{
	/* Two samples per side have no such p, however large the loss. */
	double least = ranktest_smallest_p(r->base.n, r->head.n) + 1e-9;
	bool single = !row_is_predicted(r) && (r->base.n == 1 || r->head.n == 1);
	double limit = single ? fmax(r->between, SINGLE_LIMIT) : r->between;

	return !row_is_of_some_runs(r) && !(r->p_worse > fmax(SUSPICION_ERROR, least)) &&
		!(row_loss(r) < limit);
}

static void lead_to(struct row *r, enum consequence least)
{
	if (r->consequence >= (int)least)
		return;
	if (r->acceptance.kind)
		r->reason = r->acceptance;
	else
		r->consequence = (int)least;
}

void compare_no_verdict(struct comparison *c, int action)
{
	enum consequence whole = action == ACTION_FAIL ? CONSEQUENCE_FAIL : CONSEQUENCE_WARN;
	bool conclusive = compare_is_conclusive(c), decidable = false;

	for (size_t i = 0; i < c->n; i++)
		decidable = decidable ||
			(c->v[i].verdict == VERDICT_INCONCLUSIVE && !row_is_undecidable(&c->v[i]));
	for (size_t i = 0; i < c->n && action != ACTION_OFF; i++) {
		struct row *r = &c->v[i];

		if (!conclusive && !decidable && r->action == ACTION_FAIL && row_is_undecidable(r))
			lead_to(r, whole);
		else if (row_is_suspicion(r))
			lead_to(r, conclusive || !is_strong(r) ? CONSEQUENCE_WARN : whole);
	}
	compare_conclude(c);
}

void compare_conclude(struct comparison *c)
{
	for (size_t i = 0; i < VERDICTS; i++)
		c->count[i] = 0;
	c->failing = c->warning = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];

		c->count[r->verdict]++;
		c->failing += r->consequence == CONSEQUENCE_FAIL;
		c->warning += r->consequence == CONSEQUENCE_WARN;
	}
	c->geomean = mean_of_all(c);
	c->exit = (int)exit_of(c);
}

static void break_budget(struct row *r, const char *budget, enum finding_kind why)
{
	r->verdict = VERDICT_REGRESSION;
	r->confirmed = true; /* there is nothing to compare again */
	r->budget = budget;
	r->reason = (struct finding){ .kind = (int)why };
}

/* An absolute budget applies without any baseline. An unreadable budget must not look kept; but a
 * pattern's budget applies only to the rows in its unit. */
static void check_budget(struct row *r, struct arena *mem, const char *budget, bool is_max,
	bool exact)
{
	const char *why;
	double limit;

	if (!budget)
		return;
	if (!policy_budget(&limit, budget, &r->metric, &why)) {
		if (r->budget || (!exact && policy_budget_of_others(budget)))
			return;
		r->verdict = VERDICT_ERROR;
		r->reason = (struct finding){ .kind = FINDING_BAD_BUDGET,
			.text = arena_printf(mem, "%s: %s", is_max ? "max" : "min", budget),
			.other = why };
	} else if (is_max && r->head.median > limit) {
		break_budget(r, budget, FINDING_ABOVE_BUDGET);
	} else if (!is_max && r->head.median < limit) {
		break_budget(r, budget, FINDING_BELOW_BUDGET);
	}
}

void decide_budgets(struct row *r, struct arena *mem, const struct policy *policy)
{
	if (policy->action == ACTION_OFF || isnan(r->head.median))
		return;
	check_budget(r, mem, policy->max, true, policy->max_exact);
	check_budget(r, mem, policy->min, false, policy->min_exact);
}
