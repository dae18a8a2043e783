/* The commands around a benchmark's runs, the same for every kind that runs programs. */
#ifndef BENCHCTL_FIXTURES_H
#define BENCHCTL_FIXTURES_H

#include "measure/program.h"

struct fixture_programs {
	struct program setup, prepare, conclude, cleanup;
};

/* Finds setup. */
int fixtures_probe(struct fixture_programs *h, struct task *t, struct error *err);
/* Finds the others, where they are not found yet; setup may be what makes them. */
int fixtures_find(struct fixture_programs *h, struct task *t, struct error *err);
/* Finds and runs cleanup, also where setup has failed. */
int fixtures_end(struct fixture_programs *h, struct task *t, struct error *err);

#endif
