/* Lists of processors such as "0,2-3". */
#ifndef BENCHCTL_CPUS_H
#define BENCHCTL_CPUS_H

#include <sched.h>

/* NULL, or the rest of an error sentence that begins with the text. */
const char *cpus_parse(cpu_set_t *set, const char *text);

#endif
