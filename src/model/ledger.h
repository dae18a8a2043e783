/* The accept ledger: accepted slowdowns. Committed as <baseline_dir>/accepted.json. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

struct error;
struct json;

struct accepted {
	const char *suite;     /* NULL: any */
	const char *benchmark; /* id or pattern */
	const char *metric;    /* name or pattern; NULL: the primary one */
	double max;            /* ratio: the loss that is accepted; or 0 */
	const char *amount;    /* instead: the loss in a unit of the metric, "2", "10ms"; or NULL */
	const char *reason;
	const char *commit;  /* that was checked out at the time; or NULL */
	const char *base;    /* commit that the loss was accepted against; or NULL */
	const char *expires; /* YYYY-MM-DD, the last day; or NULL */
	bool added;          /* by the change under judgement */
	/* How many of the newest runs of the base contain the loss: beside them, the acceptance is
	 * spent. spent_at: the oldest of these commits. */
	size_t spent;
	const char *spent_at;
	bool bounded; /* an older run does not contain it */
};

enum { LEDGER_MAX = 1000 }; /* of max, as of a threshold */

struct ledger ARENA_LIST(struct accepted);

/* Checked like every file from outside; max is written as "+12%". Entries are added to l. */
int ledger_read(struct ledger *l, struct arena *mem, struct json *j, struct error *err);
/* Sorted, one line group per entry: the same entries give the same bytes. */
void ledger_write(FILE *f, struct ledger *l);

/* Replaces the entry with the same suite, benchmark and metric, or adds one. */
void ledger_set(struct ledger *l, struct arena *mem, const struct accepted *a);
/* Whether both accept the same step: for the same results, against the same base. */
bool ledger_is_same(const struct accepted *a, const struct accepted *b);
/* Adds the entries of `head` that `base` lacks, as additions of the change. */
void ledger_add_new(struct ledger *base, struct arena *mem, const struct ledger *head);

/* Sets the entry's max or amount. False: text is neither a percentage above 0 nor an amount. */
bool ledger_limit(struct accepted *a, struct arena *mem, const char *text);
/* "+12%", "+2" */
const char *ledger_limit_text(struct arena *mem, const struct accepted *a);

/* NULL, or the reason why the date is invalid, as the rest of a sentence. */
const char *ledger_date_fault(const char *date);
