/* --log-json: what happens to the benchmarks, a line of JSON for each event. */
#ifndef BENCHCTL_EVENT_LOG_H
#define BENCHCTL_EVENT_LOG_H

#include "cli/cli.h"

struct event_sink;

/* Opens what the command line names, before anything is measured: cli->log. Returns EXIT_PASS, or
 * the exit status after having said what is wrong. */
int event_log_open(struct cli *cli);

/* To be told of one measurement. sides: those of the measurement, of which the first of two is
 * called base. Takes no event where there is no log. */
struct event_sink event_log_sink(struct cli *cli, const char *run_id, size_t sides);

/* Says when the log lacks lines: that is no reason to have measured in vain. */
void event_log_close(struct cli *cli);

#endif
