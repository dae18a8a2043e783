/* What the judge found, as data. report/explain.h makes the sentences. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* How a row was decided. */
enum test {
	TEST_NONE,
	TEST_EXACT,        /* both sides repeat exactly */
	TEST_MANN_WHITNEY, /* exact */
	TEST_MANN_WHITNEY_NORMAL,
	TEST_BLOCKED_RANKS,
	TEST_BLOCKED_MEANS, /* of coarse values */
	TEST_PREDICTION,    /* from as many runs as the row's base has samples */
	TEST_WELCH,
	TEST_INTERVALS, /* that both sides stated */
	TEST_SHAPE,     /* permutations of PSI */
	TEST_TAIL,      /* stats/aspecttest.h */
	TEST_SPREAD,
	TEST_OTHER, /* of a file that only has words for it */
	TESTS
};
extern const char *const test_names[]; /* "exact", ...; ends with NULL */

/* Why a row has its verdict, or what a reader should know about it. The limit, the confidence, the
 * budget and the numbers of samples are the row's. */
enum finding_kind {
	FINDING_NONE,
	FINDING_TEXT, /* text: a sentence from outside the judge */

	FINDING_EXACT_LOSS,
	FINDING_EXACT_GAIN,
	FINDING_EXACT_WITHIN,
	FINDING_EXACT_SAME,
	FINDING_LOSS,
	FINDING_LOSS_ABOVE_LIMIT,
	FINDING_LOSS_MAY_REACH_LIMIT,
	FINDING_GAIN,
	FINDING_WITHIN,           /* a loss of the limit or more is excluded */
	FINDING_NO_CHANGE_WITHIN, /* the same, and no change shows */
	FINDING_LOSS_WITHIN,      /* the same, and there is a loss */
	FINDING_LOSS_NEAR_LIMIT,  /* a loss for certain, but maybe below the limit */
	FINDING_BLIND,            /* ratio: the smallest change that would show in 4 of 5 cases */
	FINDING_SUSPECTED,        /* the estimate is beyond the limit, but chance is not excluded */
	FINDING_UNSURE,
	FINDING_TOO_FEW,
	FINDING_POWERLESS, /* no difference between so few samples would be significant */
	FINDING_SESSIONS,  /* ratio: sessions of an unchanged benchmark may differ by as much */
	FINDING_SHAPE,
	FINDING_TAIL,       /* n of `other` samples far beyond the others are head's */
	FINDING_SPREAD,     /* ratio: by which head's spread is larger */
	FINDING_ASPECT_FEW, /* text: the aspect that too few samples leave open; n: what it needs */

	FINDING_STATED_LOSS, /* by more than the errors that the figures state */
	FINDING_STATED_GAIN,
	FINDING_STATED_UNSURE,
	FINDING_SINGLE_FIGURE,
	FINDING_ONE_RUN,          /* of a tool on a side */
	FINDING_NO_SAMPLES_KEPT,  /* by a baseline, of a metric that was not judged then */
	FINDING_UNPREDICTED_LOSS, /* outside what earlier runs predict */
	FINDING_UNPREDICTED_GAIN,
	FINDING_PREDICTED, /* of earlier versions */

	FINDING_ABOVE_BUDGET,
	FINDING_BELOW_BUDGET,
	FINDING_BAD_BUDGET, /* text: "max: 3 apples"; other: why */
	FINDING_CONFIRMED,  /* n: fresh samples; ratio: their change */
	FINDING_NOT_CONFIRMED,
	FINDING_GAIN_UNCONFIRMED,
	FINDING_LEFT_TO_CONFIRM,
	FINDING_NULL_CONTROL, /* ratio: the change of base against itself */
	FINDING_COMMON_MODE,  /* n of `other` benchmarks are slower; text: what pressed on them */
	FINDING_ACCEPTED,     /* ratio: up to; text: why; other: last day, or NULL */

	FINDING_SAME_BYTES,
	FINDING_NEW,
	FINDING_GONE, /* from the run */
	FINDING_GONE_FROM_SUITE,
	FINDING_NOT_MEASURED,
	FINDING_NO_DIRECTION, /* of all its metrics */
	FINDING_NO_VALUES,
	FINDING_SOME_RUNS,   /* text: the side; n: its runs that have the metric; other: all */
	FINDING_BASE_FAILED, /* text: why */
	FINDING_UNITS,       /* text: the base's; other: the head's */
	FINDING_CLASSES,     /* of machines; the same */
	FINDING_SCHEDULES,   /* text: the base's; other: the head's */

	FINDING_COMMAND_CHANGED,   /* text: the base's */
	FINDING_FIRST_LOOK,        /* ratio: a change that fresh data do not show */
	FINDING_FIRST_ASPECT,      /* text: what they do not show */
	FINDING_ACCEPTED_HERE,     /* by the change itself */
	FINDING_ACCEPTED_LESS,     /* ratio: up to; text: why */
	FINDING_ACCEPTED_NO_SHAPE, /* text: why */
	FINDING_ACCEPTED_SPENT,    /* ratio: up to; text: why; other: commit that has the loss */
	FINDING_DOUBT,             /* text: why the measurement may hide a loss */
	FINDING_WITNESS,           /* text: the metric that decided */
	FINDING_OTHER_WORK,        /* text: a metric that differs; other: from what to what */
	FINDINGS
};
extern const char *const finding_names[]; /* "loss", ...; ends with NULL */

struct finding {
	int kind; /* enum finding_kind */
	size_t n;
	double ratio;
	const char *text, *other;
	const char *limit; /* instead of ratio: "2"; or NULL */
};

bool finding_equal(const struct finding *a, const struct finding *b);
