/* A failure is one finished sentence: what, where, why, what to do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses; a documented, tested and versioned interface. */
enum exit_status {
	EXIT_PASS = 0,
	EXIT_REGRESSION = 1,
	EXIT_USAGE = 2,      /* usage or configuration */
	EXIT_MEASURE = 3,    /* a benchmark could not be measured, or a result not stored */
	EXIT_NO_VERDICT = 4, /* no baseline, incomparable, not certain enough for the policy */
	EXIT_SIGINT = 130,
	EXIT_SIGTERM = 143,
};

struct error {
	enum exit_status exit; /* EXIT_PASS: the stage that failed decides */
	char text[2048];
};

/* For a caller that does not need the reason. It exists until the end of its block. */
#define ERROR_IGNORED (&(struct error){ 0 })

/* Both return -1, so that a failing leaf can say `return error_set(err, ...)`. The text has no
 * final newline; further lines (what to do) are indented by the caller. */
__attribute__((format(printf, 2, 3))) int error_set(struct error *err, const char *fmt, ...);
__attribute__((format(printf, 3, 4))) int error_exit(struct error *err, enum exit_status status,
	const char *fmt, ...);

/* error_context puts "context: " before the sentence in err, and error_append adds text behind it.
 * Both return -1. */
__attribute__((format(printf, 2, 3))) int error_context(struct error *err, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) int error_append(struct error *err, const char *fmt, ...);

/* Sets the exit status of an error that has none yet. Returns -1. */
int error_stage(struct error *err, enum exit_status stage);
/* The error of work that a signal has ended. Returns -1. */
int error_signal(struct error *err, int signal);
bool error_is_signal(const struct error *err);
/* The exit status if two apply: an interruption first, then the first of 2, 1, 3, 4. */
int exit_worse(int a, int b);

/* For states that only a bug can reach: says so and aborts. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *fmt, ...);
/* Memory has ended: says so and ends the process with EXIT_MEASURE. Only complete files have
 * their names by then, so nothing has to be undone. bytes: the size that was asked for, or 0. */
__attribute__((noreturn)) void die_of_memory(size_t bytes);
