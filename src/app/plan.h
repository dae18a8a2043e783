/* The plan of a measurement: a shard of the suite, the rest of an earlier run, the time. */
#ifndef BENCHCTL_PLAN_H
#define BENCHCTL_PLAN_H

#include "app/recording.h"

/* Keeps that shard of the suite: "2/5", or "auto" for the CI system's variables. */
int plan_shard(struct recording *r, const char *text, struct error *err);

/* Keeps what the stored run of that name has not measured; its results become part of this run. */
int plan_resume(struct recording *r, const char *name, struct error *err);

/* Describes the run and its steps. Runs and stores nothing. */
struct plan {
	struct run_set set; /* the run as it would be stored, without results */
	struct words would; /* sentences */
};
int plan_make(struct plan *plan, struct recording *r, struct error *err);

#endif
