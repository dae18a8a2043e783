/* --log-json: the events of the benchmarks, one line of JSON per event. */
#pragma once

#include "app/app.h"
#include "measure/event.h"

/* Opens the file ("-": standard error; NULL: no log) as app->log. */
int event_log_open(struct app *app, const char *path, struct error *err);

/* Receives the events of one measurement; the first of two sides is called base. Ignores them
 * without a log. */
struct event_listener event_log_listener(struct app *app, const char *run_id, size_t sides);

/* Warns if the log is incomplete; the measurement stays valid. */
void event_log_close(struct app *app);
