/* SIGINT, SIGTERM and SIGHUP as events to wait for.
 *
 * While they are blocked, the kernel holds the one that has arrived until somebody takes it. Every
 * wait of src/process ends when one is held; the caller that decides what to do takes it. */
#pragma once

#include <pthread.h>
#include <signal.h>

/* Blocks them, except an ignored SIGHUP (nohup). An ignored SIGINT is blocked, and so obeyed, too:
 * scripts start background commands with it. *before: for interrupt_restore. */
void interrupt_block(sigset_t *before);
/* Blocks those that are not ignored, so that they arrive when the mask is *before again. */
void interrupt_delay(sigset_t *before);
/* Drops the signals that nobody has taken, and restores the mask. */
void interrupt_restore(const sigset_t *before);

/* The signal that is held, or 0. interrupt_take also removes it. */
int interrupt_pending(void);
int interrupt_take(void);
/* Sleeps; a signal ends the sleep and is taken. Returns it, or 0. */
int interrupt_sleep(double seconds);

/* Ends the process with 128 + the signal when one has been held for PATIENCE and nobody has taken
 * it: the process is in a call that does not return, such as a write to a pipe that nobody reads.
 * Forks made after this do not have the watch. */
struct interrupt_watch {
	pthread_t thread;
	int signals, stop; /* descriptors; stop is -1: there is no watch */
};
void interrupt_watch_start(struct interrupt_watch *w, int fd); /* of interrupt_open */
void interrupt_watch_stop(struct interrupt_watch *w);

/* A descriptor that is readable while a blocked signal is held; -1 with errno. */
int interrupt_open(void);
