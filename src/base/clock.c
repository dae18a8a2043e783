#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/rng.h"

static uint64_t now(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

uint64_t clock_ns(void)
{
	return now(CLOCK_MONOTONIC);
}

uint64_t clock_epoch_ns(void)
{
	return now(CLOCK_REALTIME);
}

uint64_t clock_thread_ns(void)
{
	return now(CLOCK_THREAD_CPUTIME_ID);
}

void clock_sleep(double seconds)
{
	double whole = floor(seconds);

	if (seconds > 0)
		nanosleep(&(struct timespec){ (time_t)whole, (long)((seconds - whole) * 1e9) },
			NULL);
}

void clock_back_off(unsigned nth, uint64_t first_us, uint64_t longest_us)
{
	struct rng rng = rng_seeded(rng_fresh_seed());
	uint64_t limit = nth < 32 ? first_us << nth : longest_us;

	clock_sleep((double)rng_below(&rng, limit < longest_us ? limit : longest_us) / 1e6);
}

double clock_timeval(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

double clock_seconds(uint64_t since_ns)
{
	return (double)(clock_ns() - since_ns) / 1e9;
}

const char *clock_rfc3339_ms(char out[CLOCK_RFC3339_MAX], uint64_t epoch_ns)
{
	time_t t = (time_t)(epoch_ns / 1000000000U);
	unsigned ms = (unsigned)(epoch_ns / 1000000U % 1000U);
	struct tm tm;
	size_t n;

	gmtime_r(&t, &tm);
	n = strftime(out, CLOCK_RFC3339_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + n, CLOCK_RFC3339_MAX - n, ".%03uZ", ms);
	return out;
}

char *clock_rfc3339(struct arena *mem, uint64_t epoch_ns)
{
	char text[CLOCK_RFC3339_MAX];

	return arena_printf(mem, "%.19sZ", clock_rfc3339_ms(text, epoch_ns));
}

const char *clock_today(struct arena *mem)
{
	return arena_printf(mem, "%.10s", clock_rfc3339(mem, clock_epoch_ns()));
}

const char *clock_text(struct arena *mem, double seconds)
{
	long whole = lround(seconds);

	if (seconds < 1)
		return arena_printf(mem, "%.0f ms", seconds * 1e3);
	if (seconds < 59.95)
		return arena_printf(mem, "%.1f s", seconds);
	if (whole < 3600)
		return arena_printf(mem, "%ld min %ld s", whole / 60, whole % 60);
	return arena_printf(mem, "%ld h %ld min", whole / 3600, whole % 3600 / 60);
}
