/* A second witness of wall time. On a busy machine, wall time is mostly waiting for a processor,
 * which says nothing about the program. Other times that the kernel counts have less noise. */
#pragma once

#include "judge/stats/sequence.h"
#include "model/run/run.h"

/* The share of each witness of the errors, so that their sum stays. */
#define WITNESS_SHARE 0.5

/* The second metric to ask about metric i of head, chosen from the first samples: wall_net of
 * single processes; cpu of trees and threads where processors are busy all the time; NULL: none. */
const char *witness_of(const struct result *base, const struct result *head, size_t i);

/* Asks both after that many blocks; rule has the errors of both combined. *by_other: the second one
 * has decided. Wall time decides where it can. cpu only shows a loss, and only one that wall time
 * may have: using more processors at once is not a loss. */
enum sequence_state witness_look(bool *by_other, struct sequence_tables *t,
	const struct sequence_rule *rule, const struct series *const wall[2],
	const struct series *const other[2], size_t blocks);
