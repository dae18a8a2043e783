/* The decision about one metric of one benchmark. */
#ifndef BENCHCTL_DECIDE_H
#define BENCHCTL_DECIDE_H

#include "benchctl/compare.h"
#include "benchctl/psi.h"
#include "benchctl/ranktest.h"

struct judge {
	struct arena *mem;
	struct ranktest_tables ranks;
	struct psi_tables psi;
};

/* Whether every sample of the series is the same. */
bool series_is_constant(const struct series *s);

/* Fills in summaries, evidence, verdict and reason of a row whose metric and policy are set, from
 * samples that were taken at different times: rank test, threshold and budget. mem is for sentences. */
void decide_stored(struct row *r, struct arena *mem, struct judge *judge, const struct series *base,
	const struct series *head, const struct policy *policy);

/* A row with one side only: new or missing. */
void decide_single(struct row *r, struct arena *mem, const struct series *base,
	const struct series *head, const struct policy *policy);

/* What the verdict leads to under the policy. */
enum consequence consequence_of(enum verdict verdict, const struct policy *policy);

#endif
