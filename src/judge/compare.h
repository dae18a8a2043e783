/* A comparison: for each metric of each benchmark what was found, and the verdict with its
 * evidence. It is the one struct that every report is made from. */
#ifndef BENCHCTL_COMPARE_H
#define BENCHCTL_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "judge/stats/psi.h"
#include "model/metric.h"
#include "model/policy.h"
#include "model/run.h"

struct arena;
struct judge;

enum verdict {
	VERDICT_PASS,
	VERDICT_REGRESSION,
	VERDICT_UNCONFIRMED, /* looks like a regression; fresh data must tell */
	VERDICT_IMPROVEMENT,
	VERDICT_INCONCLUSIVE,
	VERDICT_INCOMPARABLE,
	VERDICT_NEW,
	VERDICT_MISSING,
	VERDICT_ERROR,
	VERDICT_ACCEPTED,
	VERDICTS
};
extern const char *const verdict_names[]; /* "pass", ...; ends with NULL */

/* What a row leads to, after policy. */
enum consequence { CONSEQUENCE_NONE, CONSEQUENCE_WARN, CONSEQUENCE_FAIL };
extern const char *const consequence_names[];

struct summary { /* of one side's samples, in the metric's base unit; NaN where there is none */
	size_t n;
	double median;
	double lo, hi; /* 95% interval of the median; infinite when n is too small for one */
};

extern const char *const psi_level_names[]; /* of enum psi_level */

struct row {
	const char *id;       /* of the benchmark */
	struct metric metric; /* its name is "" where the benchmark failed before it had one */
	struct summary base, head;
	double change;               /* ratio: head's median over base's, less 1; NaN: none */
	double effect;               /* ratio: Hodges-Lehmann estimate of the same */
	double effect_lo, effect_hi; /* its interval at `level` */
	double level;                /* ratio: 0.95 */
	double p;                    /* that chance alone makes them differ so much; NaN: no test */
	double p_worse;              /* that it makes head look so much worse: half of the matter */
	const char *test;            /* "Mann-Whitney, exact"; NULL: none */
	double psi, psi_star, psi_p; /* NaN: not computed */
	int psi_level;               /* enum psi_level */
	double visible; /* ratio: smallest change this data could have shown; infinite: none */
	double threshold, floor, confidence; /* ratios: the policy's */
	const char *budget;                  /* the absolute budget it broke, as written; or NULL */
	int verdict;                         /* enum verdict */
	int consequence;                     /* enum consequence */
	int undecided;       /* enum consequence: the policy's where the data cannot decide */
	bool confirmed;      /* on fresh data */
	const char *reason;  /* why this verdict: one sentence without a full stop */
	const char *warning; /* about the measurement; or NULL */
	const char *command;
	const char *history; /* levels 1 to 8 of earlier runs and this one, oldest first; or NULL */
};

struct party {             /* one side, for people */
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
	const char *reproduce;   /* command line without the filter */
	bool partial;            /* interrupted */
	const char *fault;       /* what kept the whole from being judged, in lines; or NULL */
	bool unbased;            /* there is no baseline, and that was allowed */
	struct words notes;      /* sentences about the whole: "3 benchmarks were not selected" */
	size_t count[VERDICTS];  /* rows by verdict */
	size_t failing, warning; /* rows by consequence */
	double geomean; /* compare_mean's change; NaN: no row has one, or they are of several kinds
			 */
	int exit;       /* enum exit_status */
	struct row *v;  /* rows: sorted by id, the primary metric first */
	size_t n, cap;
};

/* Where comparisons keep what they share: null tables and caches. Lives in mem. */
struct judge *judge_new(struct arena *mem);

struct compare_options {
	const struct gate *gate;
	const struct words *filter; /* benchmarks outside it are not missing; NULL or empty: all */
	const struct words *skip;   /* patterns of those that are left out, or NULL */
	bool any_class;             /* judge although the machines differ */
};

/* Judges head against the newest run of base, or for what that lacks the newest that has it. Rows,
 * counts and exit are filled in; suite, labels and the rest of the frame are the caller's. */
void compare_runs(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *head, const struct compare_options *options);

/* Ids of the benchmarks with a row that is a regression and has not been confirmed. */
void compare_suspects(struct words *ids, struct arena *mem, const struct comparison *c);

/* Judges the suspects anew on fresh data of theirs: a regression stands when the fresh data show it
 * too, at 5% with Holm's correction over all that are confirmed together. Otherwise the row becomes
 * what the fresh data say. */
void compare_confirm(struct comparison *c, struct arena *mem, struct judge *judge,
	const struct run_set *base, const struct run *fresh, const struct compare_options *options);

/* A row that passes without a measurement: both sides are the same bytes. */
void compare_unchanged(struct comparison *c, struct arena *mem, const char *id);

/* A suspect that is left for another machine to confirm. */
void compare_unconfirmed(struct row *r);

/* The other way round: what was left unconfirmed is a suspect again. */
void compare_suspect_again(struct comparison *c);

/* Regressions that show in `null` too, where base was held against itself, become inconclusive; but
 * not those of an absolute budget. */
void compare_control(struct comparison *c, struct arena *mem, const struct comparison *null);

/* Regressions that the ledger accepts become so. Entries that have expired before today
 * (YYYY-MM-DD) or match nothing are noted. */
struct ledger;
void compare_accept(struct comparison *c, struct arena *mem, const struct ledger *ledger,
	const char *today);

/* Geometric means over the judged rows of one dimension that have both sides, decided or not, as
 * benchstat has them. n: how many rows; of none all are NaN. */
struct mean {
	double base, head; /* of medians */
	double change;     /* of the rows' changes, which in paired mode are not the medians' */
	size_t n;
};
struct mean compare_mean(const struct comparison *c, enum dimension dim);

/* Counts, geomean and exit status anew from the rows. */
void compare_conclude(struct comparison *c);

/* Whether the row is what it is because of the shape of its distribution alone. */
bool row_is_shape(const struct row *r);

/* ratio by which head is worse than base: change with the metric's direction; negative is better.
 */
double row_worse(const struct row *r, double change);

#endif
