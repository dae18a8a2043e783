/* The servers of a benchmark: they start before its setup and end after its cleanup. Benchmarks
 * that name a service of the file share it as long as one of them needs it. Each side has its own,
 * from its own tree. */
#pragma once

struct error;
struct task;
struct words;

/* Builds and starts those that do not run yet, and emits `startup`. If a service has failed once,
 * each later call fails at once, without another start. */
int services_start(struct task *t, struct error *err);
/* Before a sample: starts them again if an earlier sample used them, the kind wants fresh ones, and
 * no other benchmark needs them. */
int services_renew(struct task *t, struct error *err);
/* -1 with a sentence when one of them has ended, or ends within `patience` s. when: "in sample 3".
 */
int services_check(struct task *t, const char *when, double patience, struct error *err);
/* Stops the services that no benchmark needs any more, and emits what their processes used. */
void services_stop(struct task *t);

/* The benchmark's own service, while it runs; NULL: it has none. */
const struct service_info *services_info(const struct task *t);

/* Around what is measured. */
void services_span_begin(struct task *t);
void services_span_end(struct task *t);

/* Adds BENCHCTL_PORT, BENCHCTL_URL and, for services of the file, BENCHCTL_NAME_PORT and so on. */
void services_environment(const struct task *t, struct words *env);
/* A command with {port}, {url}, {NAME.port} and {NAME.url} replaced. */
const struct words *services_expand(const struct task *t, const struct words *w);
