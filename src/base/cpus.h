/* Lists of processors such as "0,2-3". */
#pragma once

#include <sched.h>

/* NULL, or the rest of an error sentence that begins with the text. */
const char *cpus_parse(cpu_set_t *set, const char *text);
