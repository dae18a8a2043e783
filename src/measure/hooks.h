/* The commands around a benchmark's runs, the same for every kind that runs programs. */
#ifndef BENCHCTL_HOOKS_H
#define BENCHCTL_HOOKS_H

#include "measure/program.h"

struct hooks {
	struct program setup, prepare, conclude, cleanup;
};

/* Finds setup. */
int hooks_probe(struct hooks *h, struct task *t, struct error *err);
/* Finds the others, where they are not found yet; setup may be what makes them. */
int hooks_find(struct hooks *h, struct task *t, struct error *err);
/* Finds and runs cleanup, also where setup has failed. */
int hooks_end(struct hooks *h, struct task *t, struct error *err);

#endif
