/* Keeps the log of a process small: a server may write the same line for every request.
 *
 * Above LOG_LIMIT, the middle is removed: the log keeps its first half of that, a line that says
 * what is missing, and its last lines. Every writer must append (O_APPEND). */
#pragma once

#include <stdint.h>

enum { LOG_LIMIT = 64 << 20 }; /* bytes; more for a moment, where a process writes fast */

struct log_limit {
	const char *path; /* "": there is no log */
	uint64_t due;     /* clock_ns of the next look; 0: never */
};

void log_limit_begin(struct log_limit *l, const char *path);
/* Looks if it is time to. */
void log_limit_look(struct log_limit *l);
/* Looks for the last time. */
void log_limit_end(struct log_limit *l);
