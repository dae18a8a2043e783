/* Shared by the importers of web load generators. */
#pragma once

#include <math.h>

#include "import/importer.h"
#include "import/read/lines.h"

/* In the words of load generators. A rate or a percentile is one sample of its process; latencies
 * behind a mean are known only as figures. */
#define WEB_LATENCY "latency"
#define WEB_RATE    "requests_per_second"
#define WEB_BYTES   "bytes_per_second"

enum { WEB_PERCENTILES_MAX = 32 };

struct web { /* one summary; NaN: absent */
	struct figures latency;
	double rate, bytes;
	size_t n; /* percentiles of the latency */
	struct {
		double percent, value;
	} p[WEB_PERCENTILES_MAX];
	const char *failure; /* or NULL */
};
#define WEB_NONE                                                                                   \
	{                                                                                          \
		.latency = NO_FIGURES, .rate = (double)NAN, .bytes = (double)NAN                   \
	}
/* If a percentile appears twice, the first counts; NaN: absent. */
void web_percentile(struct web *w, double percent, double value);
/* Adds the summary as the result of that name, and begins the next. */
void web_add(struct import *in, const char *id, struct web *w);

/* Adds a request: its duration or, if its status is not a success, the failure. line: for that. */
void web_request(struct import *in, struct result *r, double duration, const char *unit,
	struct part status, size_t line);

/* "10.43KB", in B; K, M and G are powers of 1024, as in wrk and h2load. */
bool web_size(struct part p, double *v);

/* Whether an answer of that status is a success: 2xx or 3xx. */
bool web_success(size_t status);
