/* What every verb is given: memory, the helper that starts processes, and a user interface.
 *
 * A verb returns 0, or -1 with an error whose `exit` is the status that benchctl ends with. It
 * never prints and never exits. Its results live in the arena of its app. */
#ifndef BENCHCTL_APP_H
#define BENCHCTL_APP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "measure/engine.h"
#include "model/problem.h"

struct event_log;
struct spawner;

/* What a person sees while a verb is at work; each function may be NULL. */
struct app_ui {
	void (*note)(void *ctx, const char *text); /* what happens */
	void (*warn)(void *ctx, const char *text); /* what went wrong without ending the verb */
	/* How far measuring has come; p is NULL when it is over. */
	void (*progress)(void *ctx, const struct progress *p);
	void *ctx;
};

struct app {
	struct arena mem;
	struct app_ui ui;
	struct spawner *spawner;  /* NULL: the verb starts no benchmark */
	struct event_log *log;    /* NULL: there is none */
	const char *user_dir;     /* the user's folder, from the current one; NULL: they are one */
	struct problems problems; /* of the configuration, when a verb has failed because of them */
	bool unsaved;             /* a result could not be stored, and a warning says so */
};

/* To be called first, once the current folder is the one to work in. helper: start the process that
 * starts benchmarks, before anything large is loaded. */
int app_start(struct app *app, bool helper, struct error *err);
/* Returns the status, or that of a signal which nobody has taken and which may be why it failed. */
int app_end(struct app *app, int status);

__attribute__((format(printf, 2, 3))) void app_note(const struct app *app, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void app_warn(const struct app *app, const char *fmt, ...);

/* Warns that a result could not be stored; what was measured can still be judged and reported. */
void app_set_unsaved(struct app *app, const struct error *err);

/* The error and, before it, the problems of the configuration, one on each line. */
const char *app_error_text(struct app *app, const struct error *err);

#endif
