#include "judge/finding.h"

#include "base/text.h"

const char *const test_names[] = {
	[TEST_NONE] = "none",
	[TEST_EXACT] = "exact",
	[TEST_MANN_WHITNEY] = "mann-whitney",
	[TEST_MANN_WHITNEY_NORMAL] = "mann-whitney-normal",
	[TEST_BLOCKED_RANKS] = "blocked-ranks",
	[TEST_PREDICTION] = "prediction",
	[TEST_WELCH] = "welch",
	[TEST_INTERVALS] = "intervals",
	[TEST_SHAPE] = "shape",
	[TEST_OTHER] = "other",
	[TESTS] = NULL,
};

const char *const finding_names[] = {
	[FINDING_NONE] = "none",
	[FINDING_TEXT] = "text",
	[FINDING_EXACT_LOSS] = "exact-loss",
	[FINDING_EXACT_GAIN] = "exact-gain",
	[FINDING_EXACT_WITHIN] = "exact-within",
	[FINDING_EXACT_SAME] = "exact-same",
	[FINDING_LOSS] = "loss",
	[FINDING_LOSS_ABOVE_LIMIT] = "loss-above-limit",
	[FINDING_LOSS_MAY_REACH_LIMIT] = "loss-may-reach-limit",
	[FINDING_GAIN] = "gain",
	[FINDING_WITHIN] = "within",
	[FINDING_NO_CHANGE_WITHIN] = "no-change-within",
	[FINDING_LOSS_WITHIN] = "loss-within",
	[FINDING_LOSS_NEAR_LIMIT] = "loss-near-limit",
	[FINDING_BLIND] = "blind",
	[FINDING_TOO_FEW] = "too-few",
	[FINDING_POWERLESS] = "powerless",
	[FINDING_SHAPE] = "shape",
	[FINDING_STATED_LOSS] = "stated-loss",
	[FINDING_STATED_GAIN] = "stated-gain",
	[FINDING_STATED_UNSURE] = "stated-unsure",
	[FINDING_SINGLE_FIGURE] = "single-figure",
	[FINDING_ONE_RUN] = "one-run",
	[FINDING_NO_SAMPLES_KEPT] = "no-samples-kept",
	[FINDING_UNPREDICTED_LOSS] = "unpredicted-loss",
	[FINDING_UNPREDICTED_GAIN] = "unpredicted-gain",
	[FINDING_PREDICTED] = "predicted",
	[FINDING_ABOVE_BUDGET] = "above-budget",
	[FINDING_BELOW_BUDGET] = "below-budget",
	[FINDING_BAD_BUDGET] = "bad-budget",
	[FINDING_CONFIRMED] = "confirmed",
	[FINDING_NOT_CONFIRMED] = "not-confirmed",
	[FINDING_LEFT_TO_CONFIRM] = "left-to-confirm",
	[FINDING_NULL_CONTROL] = "null-control",
	[FINDING_ACCEPTED] = "accepted",
	[FINDING_SAME_BYTES] = "same-bytes",
	[FINDING_NEW] = "new",
	[FINDING_GONE] = "gone",
	[FINDING_GONE_FROM_SUITE] = "gone-from-suite",
	[FINDING_NOT_MEASURED] = "not-measured",
	[FINDING_SOME_RUNS] = "some-runs",
	[FINDING_BASE_FAILED] = "base-failed",
	[FINDING_UNITS] = "units",
	[FINDING_CLASSES] = "classes",
	[FINDING_COMMAND_CHANGED] = "command-changed",
	[FINDING_FIRST_LOOK] = "first-look",
	[FINDING_ACCEPTED_HERE] = "accepted-here",
	[FINDING_ACCEPTED_LESS] = "accepted-less",
	[FINDING_ACCEPTED_NO_SHAPE] = "accepted-no-shape",
	[FINDING_ACCEPTED_SPENT] = "accepted-spent",
	[FINDING_DOUBT] = "doubt",
	[FINDING_OTHER_WORK] = "other-work",
	[FINDINGS] = NULL,
};

bool finding_equal(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind && a->n == b->n && text_equal(a->text, b->text) &&
		text_equal(a->other, b->other) && !(a->ratio < b->ratio) && !(a->ratio > b->ratio);
}
