/* What is going to be measured: a shard of the suite, what an earlier run has left, how long. */
#ifndef BENCHCTL_PLAN_H
#define BENCHCTL_PLAN_H

#include "app/recording.h"

/* Leaves that shard of the suite: "2/5", or "auto" for what the CI system's variables say. */
int plan_shard(struct recording *r, const char *text, struct error *err);

/* Leaves what the stored run of that name has not measured; its results become part of this run. */
int plan_resume(struct recording *r, const char *name, struct error *err);

/* Describes the run that would be made, and what would be done for it. Runs and stores nothing. */
struct plan {
	struct run_set set; /* the run as it would be stored, without results */
	struct words would; /* sentences */
};
int plan_make(struct plan *plan, struct recording *r, struct error *err);

#endif
