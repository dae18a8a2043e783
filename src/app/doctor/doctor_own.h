/* Shared by the files of doctor/. */
#pragma once

#include "host/machine.h"
#include "measure/contention.h"

/* What was measured; NaN where it could not be. */
struct doctor_measures {
	struct contention before, after; /* around the work */
	double passed;                   /* s */
	double spread;                   /* ratio: p95 of the same work above its median */
	double ramp;                     /* ratio: the first 20 ms above the last */
	double sibling;      /* ratio: the same work beside a busy sibling, above it alone */
	double clock;        /* s: one reading of the clock */
	double sync;         /* s: one write of 4 KiB with fsync */
	const char *busiest; /* other process that used most of a processor; NULL: none */
	double busiest_share;
};

struct doctor {
	struct arena *mem;
	const char *root;
	struct machine_cpus cpus;
	struct doctor_measures measures;
};

void doctor_measure(struct doctor *d);
