/* What a baseline keeps of its runs. Each refresh rewrites the file, and git keeps every version.
 */
#pragma once

#include <stddef.h>

struct arena;
struct gate;
struct run_set;

/* The run whose samples of a benchmark are kept: the newest in which the benchmark succeeded, or
 * the newest that has it. The set must have it. */
size_t run_set_owner(const struct run_set *set, const char *id);

/* The owner of a benchmark keeps the samples of metrics that the gate judges and of the primary
 * metric, and number, median and standard deviation of the others. Other runs keep medians, which
 * is what a prediction needs; of the canary too. Numbers are rounded to a thousandth of their range
 * or finer, with 6 significant digits at most; integers and what repeats exactly are not rounded.
 */
void run_set_reduce(struct run_set *set, struct arena *mem, const struct gate *gate);
