/* One load for ci/bench/load.sh: load-bench HOST PORT CONNECTIONS SECONDS RATE [curl]. Prints
 * requests per second, microseconds of processor time per request, p50, p99 in microseconds,
 * errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "load/histogram.h"
#include "load/load.h"

int main(int argc, char **argv)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct load_result r;
	struct error err = { 0 };
	struct load_plan p = { .requests = &get, .requests_n = 1, .stop_fd = -1 };
	uint64_t errors = 0;

	if (argc < 6)
		return 2;
	p.target.host = argv[1];
	p.target.port = (uint16_t)strtoul(argv[2], NULL, 10);
	p.connections = (unsigned)strtoul(argv[3], NULL, 10);
	p.duration_ns = (uint64_t)(strtod(argv[4], NULL) * 1e9);
	p.rate = strtod(argv[5], NULL);
	p.target.libcurl = argc > 6;
	if (load_run(&r, &p, &mem, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		errors += r.errors[i];
	printf("%.0f %.3f %.1f %.1f %llu\n", (double)r.answered * 1e9 / (double)r.window_ns,
		(double)r.cpu_ns / 1e3 / (double)(r.answered ? r.answered : 1),
		histogram_percentile(r.latency, 50) / 1e3,
		histogram_percentile(r.latency, 99) / 1e3,
		(unsigned long long)(errors + r.never_sent));
	return 0;
}
