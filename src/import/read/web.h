/* What the importers of web load generators share. */
#ifndef BENCHCTL_IMPORT_WEB_H
#define BENCHCTL_IMPORT_WEB_H

#include "import/importer.h"
#include "import/read/lines.h"

/* As load generators call them. A rate or a percentile is one sample of its process; the latencies
 * behind a mean are only known as figures. */
#define WEB_LATENCY "latency"
#define WEB_RATE    "requests_per_second"
#define WEB_BYTES   "bytes_per_second"

enum { WEB_PERCENTILES_MAX = 32 };

struct web { /* one summary; NaN: not said */
	struct figures latency;
	double rate, bytes;
	size_t n; /* percentiles of the latency */
	struct {
		double percent, value;
	} p[WEB_PERCENTILES_MAX];
	const char *failure; /* or NULL */
};
struct web web_new(void);
/* Of a percentile that is said twice the first counts. */
void web_percentile(struct web *w, double percent, double value);
/* "FAILURE" is added behind what has failed already. */
void web_failure(struct web *w, struct arena *mem, const char *failure);
/* Adds what was said as the result of that name. */
int web_add(struct import *in, const char *id, const struct web *w, struct error *err);

/* "44.05ms", "10.43KB", "1.20k"; K, M and G of bytes are powers of 1024, as wrk and h2load print
 * them. Values in the base unit. */
bool web_time(struct part p, double *v);
bool web_size(struct part p, double *v);

/* Whether an answer of that status is a success: 2xx or 3xx. */
bool web_success(size_t status);

#endif
