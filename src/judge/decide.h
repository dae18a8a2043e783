/* The decision about one metric of one benchmark; shared by the files of the judge. */
#pragma once

#include "base/arena.h"
#include "judge/compare.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/psi.h"
#include "judge/stats/ranktest.h"
#include "judge/stats/sequence.h"

#define PASS_ERROR 0.05 /* of saying "not worse by the threshold" */
/* An interval of a change excludes with PASS_ERROR at each end, so it agrees with every verdict. */
#define INTERVAL_LEVEL (1 - 2 * PASS_ERROR)
#define MEDIAN_LEVEL   0.95 /* of the interval of one side's median */
#define POWER          0.8  /* with which the smallest visible change shows */
#define DF_NORMAL      1e6  /* degrees of freedom of a normal distribution */

struct judge {
	struct arena *mem;
	struct ranktest_tables ranks;
	struct psi_tables psi;
	struct sequence_tables sequence;
	struct changepoint_tables changepoints;
	struct session_spreads { /* by metric */
		struct session_spread {
			const struct run *of; /* the first of the set */
			const char *metric;
			double variance;
		} * v;
		size_t n, cap;
	} spreads;
};

/* One comparison while it is being made. */
struct sides {
	struct row *row;
	struct judge *judge;
	const struct policy *policy;
	const struct series *base_series, *head_series; /* in the order they were taken */
	struct arena *mem;                              /* of the row's texts */
	const double *base, *head;                      /* sorted */
	size_t m, n;
	bool higher; /* more is better */
	struct arena scratch;
};

/* Puts the summaries of both sides into the row. */
struct sides decide_begin(struct row *r, struct arena *mem, struct judge *judge,
	const struct series *base, const struct series *head, const struct policy *policy);
/* The decision where every sample of each side is the same; false, and nothing done, elsewhere. */
bool decide_constant(struct sides *s);
/* No decision where a side is one run of a tool; false elsewhere. */
bool decide_one_run(struct sides *s);
/* The decision about figures that repeat exactly; summaries are there. */
void decide_exactly(struct sides *s);
/* The decision where at least one side is figures, not samples; false elsewhere. */
bool decide_figures(struct sides *s);
/* The smallest loss that counts: the threshold, or what unchanged sessions may differ by. */
double decide_limit(const struct sides *s);
/* Fails a row whose head is beyond the absolute budgets of its policy; verdict.c. */
void decide_budgets(struct row *r, struct arena *mem, const struct policy *policy);
/* Whether the change, to one side, reaches that. NaN: from 0, more than any ratio. */
bool decide_counts(double change, double least);
/* The allowed error of calling an unchanged benchmark faster. Fresh data repeat the session and its
 * base, so they make no gain more certain: the first data have all of the error of both. */
double decide_gain_error(const struct sides *s);

/* No decision about a loss that sessions may explain; false elsewhere. */
bool decide_sessions(struct sides *s);
/* Whether means are compared: both sides are coarse (meantest.h), and suffice for the rank test. */
bool decide_is_coarse(const struct row *r, const struct series *base, const struct series *head);
/* The decision about coarse samples; false elsewhere. */
bool decide_coarse(struct sides *s);
/* Whether all samples of one side are beyond all of the other. */
bool decide_apart(const struct sides *s);
bool decide_below_0(const struct sides *s);
/* stats_cannot_lose, of the samples. least: of what is compared beside them. */
bool decide_cannot_lose(const struct sides *s, double least);
/* The loss; infinite, which is none, if values that are not negative cannot lose so much. */
double decide_possible(const struct sides *s, double loss);
/* The smallest loss, at least `limit`, that shows with POWER, as a share of the mean of base.
 * Larger values vary more, unless some are below 0: the variance of a count is its mean. Sessions
 * differ, too. error: of the change without any loss. INFINITY: sessions differ by so much that
 * none shows so often. */
double decide_visible_share(const struct sides *s, double error, double df, double limit);
/* The smallest loss of the mean that samples show with POWER. */
double decide_visible_mean(const struct sides *s);
/* The row's figures become means, with their change. */
void decide_means(struct sides *s);
void decide_verdict(struct sides *s, enum verdict v, enum finding_kind why);
/* The decision about two sets of samples. */
void decide_samples(struct sides *s);
/* Inconclusive, with the reason; the estimate and what is visible are there. */
void decide_leave_open(struct sides *s);
/* Moves an end of the row's interval to where the verdict has decided: tests and intervals treat
 * ties in different ways. within: a loss of the threshold is excluded. */
void decide_agree(struct sides *s, bool within);
/* The smallest loss that data with an interval of INTERVAL_LEVEL from low to high (ratios) would
 * show with POWER, if the shown change must reach `least` to count. sd_shown: the standard
 * deviation of its logarithm; 0: it is the estimate that the interval is of. */
double decide_visible(const struct sides *s, double low, double high, double least,
	double sd_shown);
/* Shape, budgets, consequence. block: samples of a side in a block, or 0. */
void decide_end(struct sides *s, size_t block);

enum { WINDOW_MIN = 8, WINDOW_MAX = 1000 }; /* runs that a prediction takes */

/* The loss by which an unchanged benchmark may differ between sessions, estimated from the spread
 * of earlier runs of this benchmark and of all others with the metric. NaN: there are enough runs
 * for a prediction. gain: the gain that is as likely. sd: of the difference of two sessions, as
 * distances (prediction.h). sides: base's and head's samples; medians: of the row's metric, n of
 * them. */
struct session_limit {
	double limit, gain, sd;
};
struct session_limit sessions_limit(struct judge *judge, const struct run_set *base,
	const struct row *r, const struct series *const sides[2], const double *medians, size_t n);

/* What a clock hides of the spread between sessions, as the sd of distances (prediction.h): half a
 * step of the values that the sides show, and no more than is assumed without any session. 0: no
 * clock rounds the metric. n: at least 1. */
double sessions_hidden_spread(const struct metric *m, const struct series *const sides[2],
	const double *medians, size_t n);

/* Samples that were taken at different times. Enough earlier runs since the last shift of the
 * level, whose medians these n are, oldest first: prediction. Else samples against base's. */
void decide_stored(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy, const double *medians, size_t n);

/* Medians or means of the row's metric in the newest max runs that have it, oldest first. */
size_t window_collect(double *medians, size_t max, const struct run_set *base, const struct row *r,
	bool means);
/* The index of the first median after the last shift of the level. */
size_t window_since_shift(struct judge *judge, const double *medians, size_t n);
/* False, and nothing decided, where there are too few. */
bool decide_window(struct sides *s, const double *medians, size_t k);

/* The result of the looks after each block. */
struct sequence_outcome {
	enum sequence_state state;
	double alpha; /* the error of calling an unchanged side worse that these looks had */
	double share; /* its share of the error that others, such as a witness, have too */
};

/* Samples that were taken in blocks. */
void decide_paired(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy,
	const struct sequence_outcome *outcome);

/* A row with one side only: new or missing. */
void decide_single(struct row *r, struct arena *mem, const struct series *base,
	const struct series *head, const struct policy *policy);

/* The median with its interval; ascending. */
struct summary summary_of_sorted(const double *sorted, size_t n);
struct summary summary_of_figures(const struct figures *f);
/* That of its samples, or else the figure of another tool. s: or NULL. */
struct summary summary_of_series(const struct series *s);

bool series_is_constant(const struct series *s);
