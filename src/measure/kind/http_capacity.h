/* The highest rate at which a server keeps its limits. */
#pragma once

#include "model/option/option.h"

struct load_result;

struct http_capacity_options {
	struct option_set set;
	double p50, p99;        /* s; 0: no limit */
	double errors;          /* ratio, with requests that were never sent */
	double lowest, highest; /* 1/s */
	double precision;       /* ratio */
};
extern const struct section http_capacity_section;

/* NULL, or what is wrong with them, as a sentence. */
const char *http_capacity_fault(const struct http_capacity_options *o);
bool http_capacity_keeps(const struct http_capacity_options *o, const struct load_result *r);

/* Tries a rate: 1: it keeps the limits, 0: it does not, -1: it could not be tried. */
typedef int capacity_try(void *ctx, double rate, struct error *err);

/* Raises or lowers the rate from `before` by a quarter, or from the lowest by doubling where before
 * is 0, until one keeps the limits and the next does not; then halves the distance until it is
 * within the precision. A rate that does not keep the limits is tried again: it fails if it fails
 * twice. *rate: the highest that has kept them; 0: not even the lowest. */
int http_capacity_search(double *rate, const struct http_capacity_options *o, double before,
	capacity_try *attempt, void *ctx, struct error *err);
