/* The levels of a history between its change points. */
#pragma once

#include "base/arena.h"
#include "report/history_table.h"

struct level {
	size_t from, to; /* records: from <= i < to */
	double median;
	double lo, hi; /* 95% of further records are likely in between; lo > hi: too few records */
};
struct levels ARENA_LIST(struct level);
struct levels levels_of(struct arena *mem, const struct history_line *l);
