/* The findings of a benchmark's kind about its own measurement. */
#pragma once

#include <stddef.h>

struct arena;
struct result;
struct row;

/* A doubt can hide a loss, but cannot cause one. So a pass, a gain or an exceeded budget becomes
 * inconclusive, and a loss keeps its verdict with a warning. */
void doubt_apply(struct row *r, const struct result *base, const struct result *head);

/* An exact metric without a better direction says how much is done. If no value of one side equals
 * one of the other, the n rows of the benchmark get a warning. */
void doubt_other_work(struct row *rows, size_t n, struct arena *mem, const struct result *base,
	const struct result *head);
