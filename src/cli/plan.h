/* What is going to be measured: a shard of the suite, what an earlier run has left, how long. */
#ifndef BENCHCTL_PLAN_H
#define BENCHCTL_PLAN_H

struct session;

/* Each returns EXIT_PASS, or the exit status after having said what is wrong. The session is open.
 */

/* Leaves that shard of the suite: "2/5", or "auto" for what the CI system's variables say. */
int plan_shard(struct session *s, const char *text);

/* Leaves what the stored run of that name has not measured; its results become this run's. */
int plan_resume(struct session *s, const char *name);

/* Prints the run as it would be stored, without results, on standard output and what would be run
 * on standard error. Runs and stores nothing. */
int plan_show(struct session *s);

#endif
