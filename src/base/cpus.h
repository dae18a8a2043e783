/* Processors, and lists of them such as "0,2-3". */
#pragma once

#include <sched.h>

/* NULL, or the rest of an error sentence that begins with the text. */
const char *cpus_parse(cpu_set_t *set, const char *text);

/* How many this process may use. */
size_t cpus_usable(void);
