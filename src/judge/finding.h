/* What the judge found, as data. report/explain.h makes the sentences. */
#pragma once

#include <stddef.h>

#define FINDING_VALUE(value, word) value,

/* How a row was decided, and the word for it in files. */
#define TESTS_OF(F)                                                                                \
	F(TEST_NONE, "none")                                                                       \
	F(TEST_EXACT, "exact")               /* both sides repeat exactly */                       \
	F(TEST_MANN_WHITNEY, "mann-whitney") /* exact */                                           \
	F(TEST_MANN_WHITNEY_NORMAL, "mann-whitney-normal")                                         \
	F(TEST_BLOCKED_RANKS, "blocked-ranks")                                                     \
	F(TEST_BLOCKED_MEANS, "blocked-means") /* of coarse values */                              \
	F(TEST_PREDICTION, "prediction") /* from as many runs as the row's base has samples */     \
	F(TEST_PREDICTION_MEANS, "prediction-of-means") /* the same of coarse values */            \
	F(TEST_WELCH, "welch")                                                                     \
	F(TEST_INTERVALS, "intervals") /* that both sides stated */                                \
	F(TEST_SHAPE, "shape")         /* permutations of PSI */                                   \
	F(TEST_TAIL, "tail")           /* stats/aspecttest.h */                                    \
	F(TEST_SPREAD, "spread")                                                                   \
	F(TEST_OTHER, "other") /* of a file that only has words for it */
enum test { TESTS_OF(FINDING_VALUE) TESTS };
extern const char *const test_names[]; /* "exact", ...; ends with NULL */

/* The reason for a row's verdict, or a warning about it. The limit, the confidence, the budget and
 * the numbers of samples are in the row. Files contain the word of a finding. */
#define FINDINGS_OF(F)                                                                             \
	F(FINDING_NONE, "none")                                                                    \
	F(FINDING_TEXT, "text") /* text: a sentence from outside the judge */                      \
	F(FINDING_EXACT_LOSS, "exact-loss")                                                        \
	F(FINDING_EXACT_GAIN, "exact-gain")                                                        \
	F(FINDING_EXACT_WITHIN, "exact-within")                                                    \
	F(FINDING_EXACT_SAME, "exact-same")                                                        \
	F(FINDING_LOSS, "loss")                                                                    \
	F(FINDING_LOSS_ABOVE_LIMIT, "loss-above-limit")                                            \
	F(FINDING_LOSS_MAY_REACH_LIMIT, "loss-may-reach-limit")                                    \
	F(FINDING_GAIN, "gain")                                                                    \
	F(FINDING_WITHIN, "within") /* a loss of the limit or more is excluded */                  \
	F(FINDING_NO_CHANGE_WITHIN, "no-change-within") /* the same, and no change shows */        \
	F(FINDING_LOSS_WITHIN, "loss-within")           /* the same, and there is a loss */        \
	/* a loss for certain, but maybe below the limit */                                        \
	F(FINDING_LOSS_NEAR_LIMIT, "loss-near-limit")                                              \
	F(FINDING_BLIND, "blind") /* ratio: the smallest change that would show in 4 of 5 cases */ \
	/* the estimate is beyond the limit, but chance is not excluded */                         \
	F(FINDING_SUSPECTED, "suspected")                                                          \
	F(FINDING_UNSURE, "unsure")                                                                \
	F(FINDING_TOO_FEW, "too-few")                                                              \
	/* no difference between so few samples would be significant */                            \
	F(FINDING_POWERLESS, "powerless")                                                          \
	/* ratio: the amount by which sessions of an unchanged benchmark may differ */             \
	F(FINDING_SESSIONS, "sessions")                                                            \
	F(FINDING_SHAPE, "shape")                                                                  \
	F(FINDING_TAIL, "tail")     /* n of `other` samples far beyond the others are head's */    \
	F(FINDING_SPREAD, "spread") /* ratio: by which head's spread is larger */                  \
	/* text: the aspect that too few samples leave open; n: what it needs */                   \
	F(FINDING_ASPECT_FEW, "too-few-for-aspect")                                                \
	F(FINDING_SHAPE_FEW, "too-few-for-shape") /* n: what psi: needs */                         \
	F(FINDING_STATED_LOSS, "stated-loss") /* by more than the errors that the figures state */ \
	F(FINDING_STATED_GAIN, "stated-gain")                                                      \
	F(FINDING_STATED_UNSURE, "stated-unsure")                                                  \
	F(FINDING_SINGLE_FIGURE, "single-figure")                                                  \
	F(FINDING_ONE_RUN, "one-run") /* of a tool on a side */                                    \
	/* by a baseline, of a metric that was not judged then */                                  \
	F(FINDING_NO_SAMPLES_KEPT, "no-samples-kept")                                              \
	F(FINDING_UNPREDICTED_LOSS, "unpredicted-loss") /* outside what earlier runs predict */    \
	F(FINDING_UNPREDICTED_GAIN, "unpredicted-gain")                                            \
	F(FINDING_PREDICTED, "predicted") /* of earlier versions */                                \
	F(FINDING_ABOVE_BUDGET, "above-budget")                                                    \
	F(FINDING_BELOW_BUDGET, "below-budget")                                                    \
	F(FINDING_BAD_BUDGET, "bad-budget") /* text: "max: 3 apples"; other: why */                \
	/* n: fresh samples; ratio: their change; text: not of the row's metric, but of this */    \
	F(FINDING_CONFIRMED, "confirmed")                                                          \
	F(FINDING_NOT_CONFIRMED, "not-confirmed")                                                  \
	F(FINDING_GAIN_UNCONFIRMED, "gain-unconfirmed")                                            \
	F(FINDING_LEFT_TO_CONFIRM, "left-to-confirm")                                              \
	F(FINDING_NULL_CONTROL, "null-control") /* ratio: the change of base against itself */     \
	/* n of `other` benchmarks are slower; text: what pressed on them */                       \
	F(FINDING_COMMON_MODE, "common-mode")                                                      \
	F(FINDING_ACCEPTED, "accepted") /* ratio: up to; text: why; other: last day, or NULL */    \
	/* the same, of a metric that only some runs reported */                                   \
	F(FINDING_ACCEPTED_SOME_RUNS, "accepted-some-runs")                                        \
	F(FINDING_SAME_BYTES, "same-bytes")                                                        \
	F(FINDING_NEW, "new")                                                                      \
	F(FINDING_GONE, "gone") /* from the run */                                                 \
	F(FINDING_GONE_FROM_SUITE, "gone-from-suite")                                              \
	F(FINDING_NOT_MEASURED, "not-measured")                                                    \
	F(FINDING_NO_DIRECTION, "no-direction") /* of all its metrics */                           \
	F(FINDING_NO_VALUES, "no-values")                                                          \
	/* text: the side; n: its runs that have the metric; other: all */                         \
	F(FINDING_SOME_RUNS, "some-runs")                                                          \
	F(FINDING_BASE_FAILED, "base-failed")         /* text: why */                              \
	F(FINDING_UNITS, "units")                     /* text: the base's; other: the head's */    \
	F(FINDING_RANGE, "range")                     /* a side has values beyond RANGE_MAX */     \
	F(FINDING_CLASSES, "classes")                 /* of machines; the same */                  \
	F(FINDING_SCHEDULES, "schedules")             /* text: the base's; other: the head's */    \
	F(FINDING_COMMAND_CHANGED, "command-changed") /* text: the base's */                       \
	/* ratio: a change that fresh data do not show; text: as above */                          \
	F(FINDING_FIRST_LOOK, "first-look")                                                        \
	F(FINDING_FIRST_ASPECT, "first-aspect")   /* text: what they do not show */                \
	F(FINDING_ACCEPTED_HERE, "accepted-here") /* by the change itself */                       \
	F(FINDING_ACCEPTED_LESS, "accepted-less") /* ratio: up to; text: why */                    \
	/* ratio: up to; text: why; other: what is wrong with the unit */                          \
	F(FINDING_ACCEPTED_UNIT, "accepted-unit")                                                  \
	F(FINDING_ACCEPTED_NO_SHAPE, "accepted-no-shape") /* text: why */                          \
	/* ratio: up to; text: why; other: commit that has the loss */                             \
	F(FINDING_ACCEPTED_SPENT, "accepted-spent")                                                \
	F(FINDING_DOUBT, "doubt")     /* text: why the measurement may hide a loss */              \
	F(FINDING_WITNESS, "witness") /* text: the metric that decided */                          \
	/* text: a metric that differs; other: from what to what */                                \
	F(FINDING_OTHER_WORK, "other-work")
enum finding_kind { FINDINGS_OF(FINDING_VALUE) FINDINGS };
extern const char *const finding_names[]; /* "loss", ...; ends with NULL */

struct finding {
	int kind; /* enum finding_kind */
	size_t n;
	double ratio;
	const char *text, *other;
	const char *limit; /* instead of ratio: "2"; or NULL */
};
