/* What the kind of a benchmark has found out about its own measurement. */
#pragma once

#include <stddef.h>

struct arena;
struct result;
struct row;

/* A measurement in doubt may hide a loss, but it makes none: a pass, a gain or an exceeded budget
 * becomes inconclusive, and a loss keeps its verdict with a warning. */
void doubt_apply(struct row *r, const struct result *base, const struct result *head);

/* An exact metric without a better direction says how much is done. If no value of one side equals
 * one of the other, the n rows of the benchmark get a warning. */
void doubt_other_work(struct row *rows, size_t n, struct arena *mem, const struct result *base,
	const struct result *head);
