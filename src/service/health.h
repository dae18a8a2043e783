/* Whether a server is ready: one try of its checks. */
#pragma once

#include <stdint.h>

#include "service/service.h"

struct health {
	const struct service_spec *spec; /* its checks, host, folder and timeout of an answer */
	unsigned port;
	const char *const *env;
	struct spawner *spawner;
	int ended;        /* readable when the server has ended */
	uint64_t started; /* CLOCK_REALTIME, ns */
	struct arena *mem;
	/* What a try leaves: */
	const char *address; /* that has answered or, before, the first: "127.0.0.1", "[::1]" */
	const char *last;    /* why the last check has failed, as the rest of a sentence */
	int answer;          /* status of the last answer of all tries; 0: none */
};

enum health_state { HEALTH_NOT_YET, HEALTH_READY, HEALTH_STOPPED /* the server or a signal */ };

/* Tries each check once, until one passes. */
enum health_state health_try(struct health *h);

/* Whether one of the checks begins with that: "process", "command:". */
bool health_has(const struct health *h, const char *kind);
