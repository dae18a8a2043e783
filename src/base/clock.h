/* Time: a monotonic clock to measure with, UTC to write down. */
#pragma once

#include <stdint.h>
#include <sys/time.h>

struct arena;

uint64_t clock_ns(void);                 /* CLOCK_MONOTONIC */
uint64_t clock_epoch_ns(void);           /* CLOCK_REALTIME */
double clock_seconds(uint64_t since_ns); /* from a clock_ns value until now */
double clock_timeval(struct timeval t);  /* in s */
uint64_t clock_thread_ns(void);          /* CLOCK_THREAD_CPUTIME_ID */
void clock_sleep(double seconds);        /* not at all unless they are more than 0 */
/* Sleeps for a random time below first_us, doubled with each further attempt (nth, from 0), at most
 * longest_us: exponential, with full jitter (Brooker, "Exponential Backoff And Jitter", 2015). */
void clock_back_off(unsigned nth, uint64_t first_us, uint64_t longest_us);

/* RFC 3339 in UTC with whole seconds: 2026-01-31T12:00:00Z. */
char *clock_rfc3339(struct arena *mem, uint64_t epoch_ns);

/* The date in UTC: 2026-01-31. */
const char *clock_today(struct arena *mem);

/* The same with milliseconds: 2026-01-31T12:00:00.123Z. */
enum { CLOCK_RFC3339_MAX = 32 };
const char *clock_rfc3339_ms(char out[CLOCK_RFC3339_MAX], uint64_t epoch_ns);

/* "1 min 58 s", "14.2 s", "350 ms"; for people. */
const char *clock_text(struct arena *mem, double seconds);
