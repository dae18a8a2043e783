/* The progress of measuring: a line that is rewritten on a terminal; elsewhere a line from time
 * to time. */
#pragma once

#include <stdint.h>

#include "base/terminal.h"

struct progress;

struct meter {
	struct terminal terminal;
	bool drawn;
	uint64_t last; /* clock_ns of the last line */
};

/* Shows it; NULL removes the line. For struct app_ui, with the meter as ctx. */
void meter_show(void *meter, const struct progress *p);
