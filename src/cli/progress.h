/* The progress of measuring. On a terminal one block that is redrawn in place: a line, and below it
 * the steps of a workflow or of built-in benchmarks. Elsewhere a line from time to time, and one
 * for each step. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/app.h"
#include "base/terminal.h"

struct meter {
	struct terminal terminal;
	uint64_t last; /* clock_ns of the last line */
	size_t drawn;  /* lines on the terminal now */
	/* Time passes also while a step runs: a thread redraws what was shown last. */
	pthread_t thread;
	bool ticks, stop;
	pthread_mutex_t lock; /* of everything below, and of the terminal */
	pthread_cond_t wake;
	struct arena mem;
	struct progress now; /* a copy in mem */
	uint64_t since;      /* clock_ns, when it was shown */
};
#define METER(term)                                                                                \
	{                                                                                          \
		.terminal = (term), .lock = PTHREAD_MUTEX_INITIALIZER,                             \
		.wake = PTHREAD_COND_INITIALIZER                                                   \
	}

/* Shows it; NULL removes the block. For struct app_ui, with the meter as ctx. */
void meter_show(void *meter, const struct progress *p);

/* Other text for the terminal goes between them: the block makes place for it. */
void meter_pause(struct meter *m);
void meter_resume(struct meter *m);

/* Draws and removes the block. */
void progress_draw(struct meter *m);
void progress_erase(struct meter *m);

/* " block 2 of 8", where there are blocks. */
void progress_print_block(FILE *f, const struct progress *p);
