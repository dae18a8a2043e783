/* The gate, in stored mode and in paired mode, and the second stage that both share. */
#ifndef BENCHCTL_GATE_H
#define BENCHCTL_GATE_H

#include "cli/operand.h"
#include "cli/session.h"
#include "judge/compare.h"
#include "judge/paired.h"
#include "model/ledger.h"
#include "store/base.h"
#include "store/checkout.h"

struct gating {
	struct session s;
	struct base base;      /* the commit that is judged against; commit NULL: a file or a run */
	struct operand stored; /* the baseline, in stored mode */
	struct checkout checkout; /* of base, in paired mode; .dir NULL: not made yet */
	const char *base_root;    /* where the base's benchmarks run */
	struct ledger ledger;     /* what is accepted */
	struct judge *judge;
	struct comparison c;
	bool null_control;
	const char
		*emit_confirm; /* file to leave suspicions in, instead of settling them; or NULL */
	bool alone;    /* the head is measured against itself: there is no base to check out */
	double inject; /* ratio by which the head is slowed down on purpose */
};

/* Measure, judge and settle suspicions into g->c. Return EXIT_PASS whatever the verdict; 128 +
 * signal after an interruption, with what there is in g->c; or another status after saying what is
 * wrong. */
int gate_stored(struct gating *g);
int gate_paired(struct gating *g);

/* Checks the base out and builds it, once. Returns an exit status; what is wrong was said. */
int gate_need_base(struct gating *g);

/* Measures the benchmarks with these ids (NULL: all) on base and head side by side until the data
 * tell. head and base get the samples, sorted; *p is what has followed them. */
struct stage {
	const struct words *ids;
	const struct comparison *suspects;
	double alpha;        /* 0: the policy's */
	bool base_twice;     /* base against itself */
	const char *root[2]; /* of base and head; NULL: the base's checkout, and this tree */
	double threshold;    /* ratio, instead of the policy's; 0: the policy's */
	size_t blocks;       /* so many of each benchmark, whatever they tell; 0: until they tell */
	struct run base, head;
	struct paired *paired;
};
int gate_stage(struct gating *g, struct stage *stage);

/* Stores both runs; the head's becomes the session's. Returns an exit status. */
int gate_keep(struct gating *g, const struct stage *stage);

/* The second stage, in paired mode, of what is suspect in g->c; and the null control where wanted.
 */
int gate_settle(struct gating *g);

/* Counts, duration, all reports, and the comparison kept beside the run. What the gate ended with,
 * an exit status, is what the reports of an interrupted one name. Returns EXIT_PASS whatever the
 * verdict, which is in g->c.exit; or EXIT_MEASURE after saying what could not be written. */
int gate_report(struct gating *g, int ended);

#endif
