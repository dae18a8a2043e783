/* Waits for other processes that use the same resource. */
#pragma once

#include <stdint.h>

/* Sleeps for a random time below first_us, doubled with each further attempt (nth, from 0), at
 * most longest_us: exponential, with full jitter (Brooker, "Exponential Backoff And Jitter",
 * 2015). */
void backoff_sleep(unsigned nth, uint64_t first_us, uint64_t longest_us);
