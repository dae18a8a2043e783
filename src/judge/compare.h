/* A comparison: for each metric of each benchmark, the verdict with its evidence. */
#pragma once

#include "base/error.h"
#include "judge/finding.h"
#include "judge/stats/psi.h"
#include "model/metric.h"
#include "model/policy.h"
#include "model/run/run.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_REGRESSION,
	VERDICT_UNCONFIRMED, /* looks like a regression; fresh data must decide */
	VERDICT_IMPROVEMENT,
	VERDICT_INCONCLUSIVE,
	VERDICT_INCOMPARABLE,
	VERDICT_NEW,
	VERDICT_MISSING,
	VERDICT_ERROR,
	VERDICT_ACCEPTED,
	VERDICT_UNJUDGED, /* nothing of the benchmark can be judged */
	VERDICTS
};
extern const char *const verdict_names[]; /* "pass", ...; ends with NULL */

/* What a row leads to by policy. */
enum consequence { CONSEQUENCE_NONE, CONSEQUENCE_WARN, CONSEQUENCE_FAIL };
extern const char *const consequence_names[];

struct summary { /* of one side's samples, in the metric's base unit; NaN: no samples */
	size_t n;
	double median;
	double lo, hi; /* 95% interval of the median; infinite if n is too small for one */
};

extern const char *const psi_level_names[]; /* of enum psi_level */

struct aspect_seen { /* the result of a test of the tail or the spread */
	size_t n;    /* samples per side; 0: not judged */
	double p;    /* one-sided, that head is worse */
};

struct row {
	const char *id;       /* of the benchmark */
	struct metric metric; /* its name is "" if the benchmark failed before it had one */
	struct summary base, head;
	double change;               /* ratio: head's median over base's, minus 1; NaN: none */
	double effect;               /* ratio: Hodges-Lehmann estimate of the same */
	double effect_lo, effect_hi; /* its interval at `level` */
	double level;                /* ratio: 0.95 */
	double p;                    /* two-sided p; NaN: no test */
	double p_worse;              /* one-sided p that head is worse */
	const char *witness; /* the metric that decided and has the figures; NULL: the row's */
	int test;            /* enum test */
	double psi, psi_star, psi_p;         /* NaN: not computed */
	int psi_level;                       /* enum psi_level */
	struct aspect_seen seen[ASPECTS];    /* beside the median */
	double visible;                      /* ratio: smallest visible change; infinite: none */
	double threshold, floor, confidence; /* ratios: the policy's */
	double between; /* ratio: the amount by which sessions of an unchanged benchmark may differ;
			   NaN: they shared one, a prediction decided, or it repeats exactly */
	double between_gain;    /* the gain that is as likely; not stored */
	double between_sd;      /* of that difference, as a logarithm; not stored */
	const char *budget;     /* the exceeded absolute budget, as written; or NULL */
	int verdict;            /* enum verdict */
	int consequence;        /* enum consequence */
	int undecided;          /* enum consequence: the policy's if the data cannot decide */
	int action;             /* enum action: the policy's for a regression */
	bool confirmed;         /* on fresh data */
	struct finding reason;  /* why this verdict */
	struct finding warning; /* about the measurement or the acceptance */
	/* That covers a suspected loss; the reason, if it takes away a consequence. Not stored. */
	struct finding acceptance;
	const char *command;
	const char *checks;  /* the findings of the kind about head's measurement, or NULL */
	const char *profile; /* the functions whose share grew: "parse 12% -> 31%"; or NULL */
	const char *history; /* levels 1 to 8 of earlier runs and this one, oldest first; or NULL */
};

struct party {             /* one side, for readers */
	const char *label; /* "1f3c9ab (merge base with origin/main)", "results/run-017" */
	const char *run;   /* id, or NULL */
	const char *commit;
	bool dirty;
	const char *started; /* RFC 3339 */
	size_t runs;         /* in a baseline */
	struct host host;
};

struct comparison {
	const char *suite;
	const char *tool; /* version */
	const char *mode; /* "stored", "paired" */
	struct party base, head;
	double duration; /* s, of everything; NaN: not measured here */
	uint64_t seed;
	const char *reproduce; /* command line without the filter */
	bool partial;          /* interrupted */
	const char
		*fault; /* why the comparison as a whole could not be judged, in lines; or NULL */
	bool unbased;   /* there is no baseline, and the policy allows that */
	struct words rule_changes; /* sentences: how the change loosens its own rules */
	bool loosening_fails;      /* they fail the gate */
	bool unchanged;            /* head is the base, so there is nothing to judge */
	struct words notes; /* sentences about the comparison: "3 benchmarks were not selected" */
	size_t count[VERDICTS];  /* rows by verdict */
	size_t failing, warning; /* rows by consequence */
	double geomean;          /* compare_mean's change; NaN: no row, or several dimensions */
	int exit;                /* enum exit_status */
	struct row *v;           /* rows: sorted by id, the primary metric first */
	size_t n, cap;
};

/* Shared state of comparisons: null tables and caches. In mem. */
struct judge *judge_new(struct arena *mem);

struct compare_options {
	const struct gate_policy *gate;
	const struct words *filter; /* benchmarks outside it are not missing; NULL or empty: all */
	const struct words *skip;   /* patterns of omitted benchmarks, or NULL */
	bool any_class;             /* judge although the machines differ */
	bool sessions;              /* the sides were measured at different times */
};

/* Judges head against the newest run of base that has the benchmark. Sets rows, counts and exit;
 * the caller sets suite, labels and the other members of the frame. */
void compare_runs(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *head, const struct compare_options *options);

/* Ids of the benchmarks with an unconfirmed regression or improvement. */
void compare_suspects(struct words *ids, struct arena *mem, const struct comparison *c);

/* Judges the suspects again on their fresh data: a regression or improvement remains if the fresh
 * data show it too, at 5% with Holm's correction over all suspects of its direction. Otherwise the
 * row gets the verdict of the fresh data. */
void compare_confirm(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *fresh, const struct compare_options *options);

/* A row that passes without a measurement: both sides are the same bytes. */
void compare_unchanged(struct comparison *c, struct arena *mem, const char *id);

/* A suspect that another machine must confirm; an improvement passes. */
void compare_unconfirmed(struct row *r);

/* The reverse of compare_unconfirmed: an unconfirmed row becomes a suspect again. */
void compare_suspect_again(struct comparison *c);

/* Regressions that `null`, base measured against itself, shows too become inconclusive, except
 * those of an absolute budget. */
void compare_control(struct comparison *c, const struct comparison *null);

/* Regressions become undecided, and keep their consequence, if at least 4 benchmarks and 4 of 5
 * have one, by a similar amount, under `pressure` (the rest of a sentence; NULL: none). */
void compare_common_mode(struct comparison *c, struct arena *mem, const char *pressure);

/* What an entry of the ledger has to allow for the loss of a row, up to the worse end of its
 * interval: a ratio, or from 0 (*ratio is NaN) an amount. False: no entry accepts it. */
bool compare_acceptable(double *ratio, double *amount, const struct row *r);

/* Marks the regressions that the ledger accepts; an entry may have expired before today
 * (YYYY-MM-DD). Call it again if verdicts have changed. */
struct ledger;
void compare_accept(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today);

/* Notes entries that have expired. whole: c has the whole suite; those that match nothing, too. */
void compare_note_acceptances(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today, bool whole);

/* Geometric means over the judged rows of one dimension with both sides, decided or not, like
 * benchstat. n: the number of rows; 0: all means are NaN. */
struct mean {
	double base, head; /* of medians */
	double change;     /* of the rows' changes, which are not the medians' in paired mode */
	size_t n;
};
/* None (n is 0) of metrics in opposite directions. */
struct mean compare_mean(const struct comparison *c, enum dimension dim);

/* Computes counts, geomean and exit status again from the rows. */
void compare_conclude(struct comparison *c);

/* If a whole gate has no verdict, its rows get the consequence of `action` (enum action; OFF:
 * none): if nothing is conclusive, the rows that suspect a loss with a p of at most 10%; if the
 * type of the data can never decide, all rows with such data. Any other suspected loss is a
 * warning. Call this last. */
void compare_no_verdict(struct comparison *c, int action);

/* Whether the data decide at least one primary metric; where none is judged, any metric. */
bool compare_is_conclusive(const struct comparison *c);

/* An undecided row whose estimate is a loss beyond the limit. */
bool row_is_suspicion(const struct row *r);
/* A row of a metric that only some runs of a side reported. */
bool row_is_of_some_runs(const struct row *r);
/* An undecided row whose data have a type that can never decide, such as a single figure. */
bool row_is_undecidable(const struct row *r);

/* Whether only the shape of the distribution decided the row: PSI, the tail, the spread. */
bool row_is_shape(const struct row *r);
/* Whether it is the first row of its benchmark. */
bool row_is_primary(const struct comparison *c, const struct row *r);
/* What decided the row. */
enum aspect row_aspect(const struct row *r);
/* Whether earlier runs predicted it; the row's base has their number. */
bool row_is_predicted(const struct row *r);
bool row_is_of_means(const struct row *r);
/* What a row that passes has judged: "the median and the tail". */
const char *row_covers(struct arena *mem, const struct row *r);
/* A regression, confirmed or not. */
bool row_is_loss(const struct row *r);

/* What the verdict leads to under the policy. */
enum consequence consequence_of(enum verdict verdict, const struct policy *policy);

/* The ratio by which head is worse than base, by the metric's direction; negative is better. */
double row_worse(const struct row *r, double change);
/* The loss that the row shows: infinite from 0; NaN: it shows none. */
double row_loss(const struct row *r);
/* How far better head must be to count: the threshold or, as logarithms, as far as an unchanged
 * benchmark may get worse between sessions. */
double row_gain_limit(const struct row *r);
