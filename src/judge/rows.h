/* Pairs the results of two runs and makes a row of each metric that either has. */
#pragma once

#include "judge/compare.h"
#include "judge/decide.h"

struct pairing {
	struct comparison *c;
	struct arena *mem;
	struct judge *judge;
	const struct compare_options *options;
	struct finding mismatch; /* why nothing can be compared */
	/* The decision where both sides have samples. */
	void (*decide)(struct pairing *pair, struct row *r, const struct series *base,
		const struct series *head, const struct policy *policy);
	/* Whether the base ought to be able to run the benchmark; NULL: it ought. */
	bool (*expected)(const struct pairing *pair, const char *id);
	void *ctx;
	bool apart; /* decide() changes nothing but the row, the notes, the arena and the judge, and
		       its answer depends on none of them: threads may share the work */
	const struct result *base, *head; /* whose metric is being decided */
};

/* Both runs are sorted by id. */
void rows_pair(struct pairing *pair, const struct run *base, const struct run *head);
/* The rows of one benchmark; NULL: the side does not have it. */
void rows_pair_results(struct pairing *pair, const struct result *base, const struct result *head);

extern const struct metric rows_no_metric; /* of a row without one */

/* A new row with nothing in it but what the result and the policy say. */
struct row *rows_add(struct pairing *pair, const struct result *r, const struct metric *metric,
	const struct policy *policy);

bool rows_selected(const struct pairing *pair, const char *id);
void rows_add_missing(struct pairing *pair, const struct result *gone, const struct metric *metric,
	const struct policy *policy);

/* The row of the same benchmark and metric, or NULL. */
struct row *rows_find(const struct comparison *c, const struct row *like);

/* The second stage for suspects. */
#define CONFIRM_ERROR 0.05 /* of all confirmations combined */

/* An unconfirmed regression or improvement by a test of samples. */
bool confirm_is_suspect(const struct row *r);
/* How many suspects have this verdict: they share CONFIRM_ERROR. but: rows to skip, or NULL. */
size_t confirm_count(const struct comparison *c, int verdict, const bool *but);
/* Whether fresh data of an exact metric show what the suspect does. */
bool confirm_is_certain(const struct row *suspect, const struct row *again);
/* The fresh data's p of what the suspect shows. */
double confirm_p(const struct row *first, const struct row *again);
/* Whether fresh data show as large a change: a prediction must fail twice running. */
bool confirm_shows(const struct row *suspect, const struct row *again);

/* Makes the row inconclusive, with at least a warning; undecided: the policy's consequence. */
void confirm_doubt(struct row *r, int undecided);

/* A suspect without fresh data: the fresh rows may say why the benchmark has none. */
void confirm_lacks(struct row *r, const struct comparison *fresh);

/* first becomes a confirmed regression or improvement, or gets the verdict of the fresh data in
 * `again`, which are not confirmed themselves. */
void confirm_apply(struct row *first, struct row *again, bool confirmed);

/* The findings of a benchmark's kind about its own measurement. */

/* A doubt can hide a loss, but cannot cause one. So a pass, a gain or an exceeded budget becomes
 * inconclusive, and a loss keeps its verdict with a warning. */
void doubt_apply(struct row *r, const struct result *base, const struct result *head);

/* An exact metric without a better direction says how much is done. If no value of one side equals
 * one of the other, the n rows of the benchmark get a warning. */
void doubt_other_work(struct row *rows, size_t n, struct arena *mem, const struct result *base,
	const struct result *head);

/* How the machine's speed has changed between two runs, by the canary that ran in both. Adds a
 * sentence for readers; nothing is decided by it. base and head: may be of one measurement, which
 * then says which blocks ran on a shifted machine. */
void machine_shift_note(struct words *notes, struct arena *mem, const struct run *base,
	const struct run *head);

/* Sorts by id; the order of a benchmark's metrics stays. */
void rows_sort(struct comparison *c, struct arena *mem);
