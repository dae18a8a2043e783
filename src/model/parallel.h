/* `schedule: parallel`: which benchmarks may run at the same time. */
#pragma once

#include <stdbool.h>

struct arena;
struct benchmark;
struct problems;
struct suite;
struct words;

/* Sets the resources that `resources:` names; notes names that are none. */
void parallel_read_resources(struct benchmark *b, const struct words *names,
	struct problems *problems);

/* Whether it always runs by itself: stages and traces of leaks stay in one process. */
bool parallel_is_alone(const struct benchmark *b);
/* Whether the two may run at the same time. allow_conflict of the suite lifts the rule of
 * resources, but two never share a server. */
bool parallel_allows(const struct suite *s, const struct benchmark *a, const struct benchmark *b);

/* NULL, or why `schedule: parallel` has no effect on the suite, as a sentence. */
const char *parallel_fault(struct arena *mem, const struct suite *s);
