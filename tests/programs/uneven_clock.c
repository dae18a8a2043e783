/* Preloaded into benchctl, a clock that runs too fast and too slowly by turns, like measurements on
 * a busy machine: UNEVEN_CLOCK=SEED ci/run-e2e finds scenarios whose exit status depends on
 * measured times. Durations of 8 ms are off by up to 80%, of 2 s by up to 20%; processor times by
 * up to 30%. What runs in one folder, such as one side of a gate, takes up to twice the time of
 * what runs in another. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t seed;
static uint64_t folder_since, folder_gain; /* ns, of a helper since it last started a child */
static double folder_slope;

/* Others than benchctl, such as a shell that starts it, keep the true time. */
__attribute__((constructor)) static void start(void)
{
	const char *text = getenv("UNEVEN_CLOCK");

	if (text && strncmp(program_invocation_short_name, "benchctl", strlen("benchctl")) == 0)
		seed = strtoull(text, NULL, 10) + 1;
}

/* SplitMix64's finalizer: 0 to 1, the same for the same arguments. */
static double dice(uint64_t scale, uint64_t place)
{
	uint64_t x = (seed * 0x9e3779b97f4a7c15U) ^ (scale << 56) ^ place;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
	return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

/* Random offsets at multiples of each length, straight lines between them. The slopes' sum is below
 * 1, so the clock never goes back. */
static uint64_t uneven(uint64_t ns)
{
	static const struct {
		uint64_t length;
		double slope;
	} scales[] = { { 8000000, .4 }, { 100000000, .25 }, { 2000000000, .2 } };
	double offset = 0;

	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
		uint64_t length = scales[i].length, place = ns / length;
		double part = (double)(ns % length) / (double)length;

		offset += scales[i].slope * (double)length *
			(dice(i, place) * (1 - part) + dice(i, place + 1) * part);
	}
	return ns + (uint64_t)offset;
}

/* What the folders of children have added to the clock of their helper. */
static uint64_t gain_at(uint64_t ns)
{
	return folder_gain + (uint64_t)(folder_slope * (double)(ns - folder_since));
}

static uint64_t true_ns(void)
{
	struct timespec at;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &at);
	return (uint64_t)at.tv_sec * 1000000000U + (uint64_t)at.tv_nsec;
}

/* The child of vfork shares the helper's memory. */
int execve(const char *path, char *const argv[], char *const env[])
{
	uint64_t now = true_ns(), hash = 0;
	char folder[4096] = "";

	syscall(SYS_getcwd, folder, sizeof folder);
	for (const char *p = folder; *p; p++)
		hash = hash * 31 + (unsigned char)*p;
	folder_gain = gain_at(now);
	folder_since = now;
	folder_slope = seed ? dice(8, hash) : 0;
	return (int)syscall(SYS_execve, path, argv, env);
}

int clock_gettime(clockid_t id, struct timespec *at)
{
	long rc = syscall(SYS_clock_gettime, id, at);

	if (rc == 0 && seed && id == CLOCK_MONOTONIC) {
		uint64_t ns = (uint64_t)at->tv_sec * 1000000000U + (uint64_t)at->tv_nsec;

		ns = uneven(ns) + gain_at(ns);

		*at = (struct timespec){ (time_t)(ns / 1000000000U), (long)(ns % 1000000000U) };
	}
	return (int)rc;
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *use)
{
	pid_t got = (pid_t)syscall(SYS_wait4, pid, status, options, use);

	if (got > 0 && seed && use) {
		double factor = .7 + .6 * dice(9, (uint64_t)got);
		uint64_t us = (uint64_t)(factor *
			((double)use->ru_utime.tv_sec * 1e6 + (double)use->ru_utime.tv_usec));

		use->ru_utime = (struct timeval){ (time_t)(us / 1000000U),
			(suseconds_t)(us % 1000000U) };
	}
	return got;
}
