#include "process/spawn_wire.h"

#include <math.h>

#include "base/clock.h"
#include "base/file.h"

/* s of processor time */
static double used(const struct outcome *o)
{
	return clock_timeval(o->usage.ru_utime) + clock_timeval(o->usage.ru_stime);
}

bool spawn_turns(struct procfs_turns *turns, pid_t pid, const volatile struct spawn_launch *l,
	const struct outcome *o)
{
	static const double start_and_end = 60e-6; /* s; 45 us on a virtual machine */
	double since_made = o->wall + (double)(l->start_ns - l->begin_ns) / 1e9;
	double idle = since_made - o->waited - used(o);
	int schedstat;
	bool said;

	if (o->usage.ru_nvcsw <= 1 && idle >= 0 && idle < start_and_end) {
		*turns = (struct procfs_turns){ (uint64_t)(used(o) * 1e9), l->waited_ns };
		return true;
	}
	schedstat = procfs_open(pid, "/schedstat");
	said = procfs_turns(turns, schedstat);
	fd_close(&schedstat);
	return said;
}

double spawn_waited(const struct procfs_turns *turns, const volatile struct spawn_launch *l,
	const struct outcome *o)
{
	static const double others = 0.01, rounding = 50e-6; /* a ratio, and s */
	double wait = (double)(turns->waited - l->waited_ns) / 1e9 + o->waited;

	if (o->left_behind || turns->waited < l->waited_ns || wait > o->wall ||
		fabs(used(o) - (double)turns->ran / 1e9) > others * used(o) + rounding)
		return (double)NAN;
	return wait;
}
