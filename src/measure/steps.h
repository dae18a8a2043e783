/* The current steps of a workflow or of the built-in benchmarks, for progress and for the log of
 * events. */
#pragma once

struct measure_context;
struct step;
struct task;

void steps_clear(struct measure_context *c);
/* The step of that name and host, which is added where there is none. Valid until the next one is
 * added. */
struct step *steps_find(struct measure_context *c, const char *name, const char *host);

/* Marks it, for progress and the log. A step that pauses may begin again; its time goes on. */
void steps_begin(const struct task *t, struct step *s, const char *log);
void steps_pause(struct step *s);
void steps_end(const struct task *t, struct step *s, int status);
