/* Round trips between two threads: how fast they answer each other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct histogram;

/* Two threads and what is between them. */
struct round_trip {
	int to[2], from[2]; /* to the answerer and back: [0] is read, [1] is written */
	uint32_t word;      /* of the futex */
	char *payload;      /* of the asker */
	char *answer;       /* of the answerer */
	size_t bytes;
};

struct round_trip_kind {
	const char *name;
	bool has_payload;
	int (*open)(struct round_trip *t);    /* -1 with errno */
	bool (*ask)(struct round_trip *t);    /* sends, and waits for the answer */
	bool (*answer)(struct round_trip *t); /* waits, and sends back; false: the end */
	void (*end)(struct round_trip *t);    /* no more is asked */
};

enum { ROUND_TRIP_KINDS = 4 };
extern const struct round_trip_kind round_trip_kinds[ROUND_TRIP_KINDS];

/* Runs n pairs at once for `time` s; the i-th asks on processor cpus[2*i] and answers on
 * cpus[2*i+1]; -1 is any. Adds each round trip, without the cost of the clock. -1 with errno. */
enum { ROUND_TRIP_PAIRS_MAX = 64 };
int round_trip_run(const struct round_trip_kind *kind, size_t n, const int *cpus, size_t bytes,
	double time, struct histogram *h);

/* The median cost of reading the clock, in ns. */
uint64_t round_trip_clock_cost(void);
