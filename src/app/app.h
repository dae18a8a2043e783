/* What every verb receives: memory, the helper that starts processes, and a user interface.
 * A verb returns 0, or -1 with an error whose `exit` is benchctl's exit status. It never prints
 * and never exits. Its results are in its app's arena. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "measure/engine.h"
#include "model/option/problem.h"

struct comparison;

/* What the user sees while a verb works; each function may be NULL. */
struct app_ui {
	void (*note)(void *ctx, const char *text); /* what happens */
	void (*warn)(void *ctx, const char *text); /* what failed, although the verb goes on */
	/* The progress of measuring; p is NULL at the end. */
	void (*progress)(void *ctx, const struct progress *p);
	void *ctx;
};

struct app {
	struct arena mem;
	struct app_ui ui;
	struct spawner *spawner;  /* NULL: the verb starts no benchmark */
	struct event_log *log;    /* NULL: there is none */
	const char *user_dir;     /* the user's folder, from the current one; NULL: they are one */
	struct problems problems; /* errors of the configuration, if they ended a verb */
	bool unsaved;             /* a result could not be stored, and a warning says so */
};

/* Call this first, in the working folder. helper: start the process that starts benchmarks,
 * before anything large is loaded. */
int app_start(struct app *app, bool helper, struct error *err);
/* Returns the status, or that of an unhandled signal, which may be the reason for the failure. */
int app_end(struct app *app, int status);

__attribute__((format(printf, 2, 3))) void app_note(const struct app *app, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void app_warn(const struct app *app, const char *fmt, ...);

/* The last line of a file to which another process writes; "" if it has no line. */
const char *app_last_line(struct arena *mem, const char *path);

/* Warns that benchctl could not store a result; it still judges and reports the measurements. */
void app_set_unsaved(struct app *app, const struct error *err);

/* The error and, before it, the problems of the configuration, one per line. */
const char *app_error_text(struct app *app, const struct error *err);

/* The names of a configuration that nobody has to name, ending with NULL. */
extern const char *const location_names[];
/* The name of the configuration in this folder or the nearest one above it, up to the
 * repository's root, and that folder; NULL: there is none. */
const char *location_find(struct app *app, const char **folder);

/* Changes to that folder. Later commands run there too. */
int location_enter(struct app *app, const char *folder, struct error *err);

/* Converts a path from the user's folder to one from the current folder. "-" stays "-". */
const char *location_path(struct app *app, const char *path);

/* `benchctl demo`: a repository whose last commit makes one benchmark slower, and its gate. */

/* folder: where the repository is made and stays; NULL: a temporary one. 0 if the gate fails as it
 * should; c is its comparison. Also on failure, c can be reported if it has a mode. */
int app_demo(struct comparison *c, struct app *app, const char *folder, struct error *err);

/* `benchctl peer`: the other end of the built-in benchmark `network`. */

/* Listens at HOST:PORT until a signal, which is the error. listening: called with the address. */
int app_peer(const char *address, void (*listening)(void *ctx, const char *address), void *ctx,
	struct error *err);
