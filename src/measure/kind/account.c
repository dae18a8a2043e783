#include "measure/kind/account.h"

#include <math.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/sort.h"
#include "base/text.h"
#include "measure/task.h"
#include "measure/program.h"

const struct metric counter_metrics[COUNTERS] = {
	[COUNTER_INSTRUCTIONS] = { "counter.instructions", "1", DIM_COUNT, BETTER_LOWER },
	[COUNTER_CYCLES] = { "counter.cycles", "1", DIM_COUNT, BETTER_LOWER },
	[COUNTER_BRANCHES] = { "counter.branches", "1", DIM_COUNT, BETTER_LOWER },
	[COUNTER_BRANCH_MISSES] = { "counter.branch_misses", "1", DIM_COUNT, BETTER_LOWER },
	[COUNTER_CACHE_MISSES] = { "counter.cache_misses", "1", DIM_COUNT, BETTER_LOWER },
};

enum { SHELL_WARMUP = 3, SHELL_RUNS = 21 };

void account_read(double v[PROCESS_METRICS], const struct outcome *o,
	const struct shell_cost *shell)
{
	enum { KIB = 1024, BLOCK = 512 }; /* what getrusage counts in */
	const struct rusage *u = &o->usage;

	v[PROCESS_WALL] = fmax(0, o->wall - shell->wall);
	v[PROCESS_WALL_NET] = fmax(0, o->wall - o->waited - shell->wall);
	if (isnan(o->waited))
		v[PROCESS_WALL_NET] = (double)NAN;
	v[PROCESS_USER] = fmax(0, clock_timeval(u->ru_utime) - shell->user);
	v[PROCESS_SYS] = fmax(0, clock_timeval(u->ru_stime) - shell->sys);
	v[PROCESS_CPU] = v[PROCESS_USER] + v[PROCESS_SYS];
	v[PROCESS_CPU_UTILIZATION] = v[PROCESS_WALL] > 0 ? v[PROCESS_CPU] / v[PROCESS_WALL] : 0;
	v[PROCESS_CPU_UTILIZATION] = (double)llround(v[PROCESS_CPU_UTILIZATION] * 1e9) / 1e9;
	v[PROCESS_PEAK_RSS] = (double)u->ru_maxrss * KIB;
	v[PROCESS_SWITCHES_VOLUNTARY] = (double)u->ru_nvcsw;
	v[PROCESS_SWITCHES_INVOLUNTARY] = (double)u->ru_nivcsw;
	v[PROCESS_FAULTS_MINOR] = (double)u->ru_minflt;
	v[PROCESS_FAULTS_MAJOR] = (double)u->ru_majflt;
	v[PROCESS_READ] = (double)u->ru_inblock * BLOCK;
	v[PROCESS_WRITTEN] = (double)u->ru_oublock * BLOCK;
	v[PROCESS_IO_OPERATIONS] = o->io_operations;
}

/* Times an empty command in the shell of p. */
static int measure_shell(struct shell_cost *cost, struct task *t, const struct program *p,
	struct error *err)
{
	const char *const argv[] = { p->shell, "-c", "", NULL };
	const struct program idle = { p->path, argv, p->env, p->shell, p->shell, "shell" };
	double wall[SHELL_RUNS], user[SHELL_RUNS], sys[SHELL_RUNS];
	struct outcome o;

	for (int i = -SHELL_WARMUP; i < SHELL_RUNS; i++) {
		if (program_run(&idle, t, &o, 1, err) < 0 ||
			program_verdict(&idle, t, &o, "while benchctl measured its start-up", err) <
				0)
			return -1;
		if (i < 0)
			continue;
		wall[i] = o.wall;
		user[i] = clock_timeval(o.usage.ru_utime);
		sys[i] = clock_timeval(o.usage.ru_stime);
	}
	sort_doubles(wall, SHELL_RUNS);
	sort_doubles(user, SHELL_RUNS);
	sort_doubles(sys, SHELL_RUNS);
	*cost = (struct shell_cost){ p->shell, sort_median(wall, SHELL_RUNS),
		sort_median(user, SHELL_RUNS), sort_median(sys, SHELL_RUNS) };
	return 0;
}

int account_shell(struct shell_cost *cost, struct task *t, const struct program *p,
	struct error *err)
{
	struct measure_context *context = t->context;
	const struct shell_cost *known = TEXT_FIND(context->v, context->n, shell, p->shell);

	if (known) {
		*cost = *known;
		return 0;
	}
	if (measure_shell(cost, t, p, err) < 0)
		return -1;
	*ARENA_PUSH(context->mem, context) = *cost;
	return 0;
}
