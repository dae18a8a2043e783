#include "report/explain.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "judge/compare.h"

const char *explain_test(struct arena *mem, const struct row *r)
{
	static const char *const words[TESTS] = {
		[TEST_EXACT] = "exact",
		[TEST_MANN_WHITNEY] = "Mann-Whitney, exact",
		[TEST_MANN_WHITNEY_NORMAL] = "Mann-Whitney, normal approximation",
		[TEST_BLOCKED_RANKS] = "blocked rank tests, exact",
		[TEST_BLOCKED_MEANS] = "blocked permutations of the values, exact",
		[TEST_WELCH] = "Welch's t of means",
		[TEST_INTERVALS] = "stated intervals",
		[TEST_SHAPE] = "permutations of PSI",
		[TEST_TAIL] = "blocked scores of extreme samples, exact",
		[TEST_SPREAD] = "blocked ranks of distances from the median, exact",
		[TEST_OTHER] = "a test of another version",
	};

	if (row_is_predicted(r))
		return arena_printf(mem, "prediction%s from %zu runs",
			r->test == TEST_PREDICTION ? "" : " of the mean", r->base.n);
	return words[r->test];
}

/* $l: the row's limit, $r: the ratio as a percentage, $c: the ratio as a change, $n: n, $t: text,
 * $o: other, $u: other as the last day, $w: the metric that the change is of, where it is not the
 * row's, $a: what a pass covers, $b and $h: samples of base and head, $p: the row's confidence. */
static const char *const sentences[FINDINGS] = {
	[FINDING_TEXT] = "$t",

	[FINDING_EXACT_LOSS] =
		"all samples of each side are equal, and the loss is at or above the limit",
	[FINDING_EXACT_GAIN] = "all samples of each side are equal",
	[FINDING_EXACT_WITHIN] =
		"all samples of each side are equal, and the change is within the limit",
	[FINDING_EXACT_SAME] = "both sides are exactly equal",
	[FINDING_LOSS] = "the loss reaches the limit, and chance does not explain it",
	[FINDING_LOSS_ABOVE_LIMIT] = "the loss is above $l, and chance does not explain it",
	[FINDING_LOSS_MAY_REACH_LIMIT] = "chance does not explain the loss, which may reach $l",
	[FINDING_GAIN] = "chance does not explain the gain",
	[FINDING_WITHIN] = "the data exclude a loss of $l or more in $a",
	[FINDING_NO_CHANGE_WITHIN] =
		"no change shows, and the data exclude a loss of $l or more in $a",
	[FINDING_LOSS_WITHIN] = "there is a loss, but the data exclude a loss of $l or more in $a",
	[FINDING_LOSS_NEAR_LIMIT] = "there is a loss, but it may be less than $l",
	[FINDING_BLIND] = "the data may miss changes below $r",
	[FINDING_SUSPECTED] = "the estimate reaches the limit, but the data do not exclude chance",
	[FINDING_UNSURE] = "the data do not exclude a loss of $l",
	[FINDING_TOO_FEW] = "the data are too few or too noisy to show a loss",
	[FINDING_POWERLESS] =
		"$b and $h samples cannot show a change with $p confidence; take more",
	[FINDING_SESSIONS] = ("unchanged code differs by up to $r between sessions; store 8 runs, "
			      "or measure the base too, with build: and --against REV"),
	[FINDING_SHAPE] = "the shape of the distribution has changed",
	[FINDING_TAIL] = "the tail is worse: $n of the $o most extreme samples belong to head",
	[FINDING_SPREAD] = "the spread is larger ($c), and chance does not explain it",
	[FINDING_ASPECT_FEW] = "a loss of $l is excluded, but judge: $t needs $n runs per side",
	[FINDING_SHAPE_FEW] = "a loss of $l is excluded, but psi: needs $n runs per side",

	[FINDING_STATED_LOSS] = "the loss reaches the limit and exceeds the stated error",
	[FINDING_STATED_GAIN] = "the gain exceeds the stated error",
	[FINDING_STATED_UNSURE] = "the stated errors are too large to decide",
	[FINDING_ONE_RUN] =
		"one run per side cannot show a change; measure each side several times",
	[FINDING_SINGLE_FIGURE] =
		"one figure per side says nothing about its noise; give several runs of each side",
	[FINDING_NO_SAMPLES_KEPT] = ("no samples are kept; add the metric to gate: metrics, "
				     "then run: benchctl baseline refresh"),
	[FINDING_UNPREDICTED_LOSS] =
		"the loss reaches the limit, and the earlier runs do not predict it",
	[FINDING_UNPREDICTED_GAIN] = "the result is better than the earlier runs predict",
	[FINDING_PREDICTED] =
		"the earlier runs predict this result, and a loss of $l would have shown",

	[FINDING_ABOVE_BUDGET] = "the result exceeds the budget",
	[FINDING_BELOW_BUDGET] = "the result is below the budget",
	[FINDING_BAD_BUDGET] = "the budget '$t' $o; correct it in the gate's rules",
	[FINDING_CONFIRMED] = "confirmed on $n fresh samples: $w$c",
	[FINDING_NOT_CONFIRMED] = "fresh samples do not confirm the loss with enough certainty",
	[FINDING_GAIN_UNCONFIRMED] = "there may be a gain, but fresh samples do not confirm it",
	[FINDING_LEFT_TO_CONFIRM] = "fresh samples must confirm it: benchctl confirm",
	[FINDING_NULL_CONTROL] =
		"the machine is too noisy to decide: base against itself shows $c too",
	[FINDING_COMMON_MODE] =
		"$n of $o benchmarks are slower together, and $t: the machine may be the cause",
	[FINDING_ACCEPTED] = "accepted up to +$r$u: $t",
	[FINDING_ACCEPTED_SOME_RUNS] = "only some runs reported it; accepted up to +$r$u: $t",

	[FINDING_SAME_BYTES] = "base and head are the same bytes",
	[FINDING_NEW] = "this run has it, the baseline does not",
	[FINDING_GONE] = "the baseline has it, this run does not",
	[FINDING_GONE_FROM_SUITE] = "the base's suite has it, head's suite does not",
	[FINDING_NOT_MEASURED] = "it was not measured",
	[FINDING_NO_DIRECTION] =
		"its metrics have no direction; state whether higher or lower is better",
	[FINDING_NO_VALUES] = "it reports no metric",
	[FINDING_SOME_RUNS] = "only $n of $o runs of $t reported it; report it in every run",
	[FINDING_BASE_FAILED] = "the benchmark fails in the base: $t",
	[FINDING_UNITS] = "the unit was '$t' and is '$o'",
	[FINDING_RANGE] =
		"values above 1e75 or nearer to 0 than 1e-75 cannot be compared; change the unit",
	[FINDING_CLASSES] = "the sides ran on different machine classes: $t and $o",
	[FINDING_SCHEDULES] = "base was measured with schedule: $t, head with schedule: $o",

	[FINDING_COMMAND_CHANGED] = "the command was '$t' in the baseline",
	[FINDING_FIRST_ASPECT] = "the first samples showed a worse $t; fresh samples do not",
	[FINDING_FIRST_LOOK] = "the first samples showed $w$c; fresh samples do not",
	[FINDING_ACCEPTED_HERE] = "this change itself accepts it",
	[FINDING_ACCEPTED_SPENT] =
		"the acceptance of +$r has no effect: $o already contains that loss: $t",
	[FINDING_ACCEPTED_LESS] = "accepted only up to +$r: $t",
	[FINDING_ACCEPTED_UNIT] = "the acceptance of +$r has no effect, because the metric $o: $t",
	[FINDING_ACCEPTED_NO_SHAPE] =
		"the acceptance covers a slowdown, not another shape of the distribution: $t",
	[FINDING_DOUBT] = "$t",
	[FINDING_WITNESS] = "the figures show $t, the metric that other processes disturb less",
	[FINDING_OTHER_WORK] = "$t $o, so the sides do not do the same work",
};

static const char *parameter(struct arena *mem, const struct row *r, const struct finding *f,
	char name)
{
	switch (name) {
	case 'l': return quantity_text(mem, r->threshold, DIM_RATIO);
	case 'p': return quantity_text(mem, r->confidence, DIM_RATIO);
	case 'r': return f->limit ? f->limit : quantity_text(mem, f->ratio, DIM_RATIO);
	case 'c': return isnan(f->ratio) ? "a loss from 0" : percent_text(mem, f->ratio);
	case 'a': return row_covers(mem, r);
	case 'n': return arena_printf(mem, "%zu", f->n);
	case 'b': return arena_printf(mem, "%zu", r->base.n);
	case 'h': return arena_printf(mem, "%zu", r->head.n);
	case 'w': return f->text ? arena_printf(mem, "%s ", f->text) : "";
	case 'o': return f->other ? f->other : "";
	case 'u': return f->other ? arena_printf(mem, " until %s", f->other) : "";
	case 't':
	default: return f->text ? f->text : "";
	}
}

const char *explain_finding(struct arena *mem, const struct row *r, const struct finding *f)
{
	const char *rest = sentences[f->kind], *text = "";

	if (f->n && row_is_undecidable(r) && f->kind != FINDING_NO_SAMPLES_KEPT)
		rest = "$n stored runs are too few to show how much one run varies; store 8";
	for (; rest && *rest;) {
		size_t n = strcspn(rest, "$");

		text = arena_printf(mem, "%s%.*s%s", text, (int)n, rest,
			rest[n] ? parameter(mem, r, f, rest[n + 1]) : "");
		rest += rest[n] ? n + 2 : n;
	}
	return *text ? text : NULL;
}
