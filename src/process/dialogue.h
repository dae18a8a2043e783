/* A program that answers questions over pipes until it is closed.
 *
 * All that wait give up after `patience` of silence, and at once when a signal is held
 * (interrupt.h). A dialogue that fails is closed; the next one starts the program again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct error;
struct proc;

struct dialogue {
	const char *name; /* in messages */
	double patience;  /* s */
	uint64_t until;   /* clock_ns at which a wait ends in any case; 0: none */
	pid_t pid;        /* 0: not running */
	bool finished;    /* its input has ended */
	int in, out, err, interrupt;
	char buf[16384]; /* received and not yet read: from at to n */
	size_t at, n;
};

/* Starts the program in its own process group, with argv, cwd and env of p. -1 with errno. */
int dialogue_open(struct dialogue *d, struct arena *mem, const struct proc *p);
/* Kills the program: one that still has work to do does not belong here. */
void dialogue_close(struct dialogue *d);

int dialogue_send(struct dialogue *d, const char *data, size_t n, struct error *err);
/* Ends its input: the program ends by itself, after the answers that are left to read. */
void dialogue_finish(struct dialogue *d);
/* The next line without its newline, at most sizeof d->buf bytes long, in mem; NULL: err. */
char *dialogue_line(struct dialogue *d, struct arena *mem, struct error *err);
/* At least one byte and at most n; how many, or -1. */
ssize_t dialogue_some(struct dialogue *d, char *to, size_t n, struct error *err);
/* Exactly n bytes. */
int dialogue_read(struct dialogue *d, char *to, size_t n, struct error *err);

/* Closes it; the message is what the program wrote to standard error, or else strerror(reason);
 * reason 0: the program has ended. Returns -1. */
int dialogue_fail(struct dialogue *d, int reason, struct error *err);
