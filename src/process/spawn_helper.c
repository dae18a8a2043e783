#include "base/file.h"
#include "process/spawn_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "process/counters.h"
#include "process/memory_cgroup.h"
#include "process/procfs.h"
#include "process/sampler.h"

enum {
	SWEEP_MS = 3000, /* for killed processes to be gone */
	SWEEP_WAIT_NS = 50000000,
	CHILDREN_MAX = 1024
};

/* Kills every child of this process that is not in the group; as a subreaper, it has a benchmark's
 * orphans, too. group: 0 for none. Whether there was one. */
static bool kill_children(pid_t group)
{
	pid_t pids[CHILDREN_MAX];
	bool any = false;

	for (size_t n = procfs_children(pids, CHILDREN_MAX); n; n--) {
		if (getpgid(pids[n - 1]) == group)
			continue;
		kill(pids[n - 1], SIGKILL);
		any = true;
	}
	return any;
}

/* Waits for SIGCHLD or another signal, which are blocked, until the deadline; 0: none. */
static void await_signal(int other, uint64_t deadline)
{
	uint64_t now = deadline ? clock_ns() : 0, left = deadline > now ? deadline - now : 0;
	const struct timespec limit = { (time_t)(left / 1000000000), (long)(left % 1000000000) };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, other);
	sigtimedwait(&set, NULL, deadline ? &limit : NULL);
}

/* Whether there are children, living or not waited for. */
static bool has_children(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 ||
		errno != ECHILD;
}

unsigned spawn_sweep(void)
{
	uint64_t began = clock_ns();
	unsigned n = 0;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0)
		;
	while (pid == 0) {
		if (clock_ns() - began > SWEEP_MS * UINT64_C(1000000))
			return n + 1; /* one is stuck in the kernel */
		kill_children(0);
		await_signal(SIGCHLD, clock_ns() + SWEEP_WAIT_NS);
		while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0)
			n++;
	}
	return n;
}

/* The earlier of two times; 0: never. */
static uint64_t earlier(uint64_t a, uint64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* Whether the child has ended, and what it has used by then; it is not waited for. The C library's
 * waitid has no place for that. */
static bool has_ended(pid_t pid, struct rusage *usage)
{
	siginfo_t info = { 0 };

	return syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOWAIT | WNOHANG, usage) < 0 ||
		info.si_pid;
}

/* Keeps the processor busy for a share of what has passed, as a slower program would. */
static uint64_t slow_down(uint64_t start, uint64_t passed, double share)
{
	uint64_t until_ns = passed + (uint64_t)((double)passed * share), now;

	do
		now = clock_ns() - start;
	while (now < until_ns);
	return now;
}

/* Whether benchctl has said something while a process runs: stop, or it has gone. flags: MSG_PEEK
 * leaves it there. */
static bool must_stop(int socket, int flags)
{
	char byte;

	return recv(socket, &byte, 1, MSG_DONTWAIT | flags) >= 0;
}

/* Notes the wall time, and how long this helper waited for a processor since it last slept; NaN:
 * the kernel does not count that. */
static void note_end(struct outcome *o, const struct spawn_channel *ch,
	const struct procfs_turns *asleep, uint64_t start, double inject)
{
	uint64_t wall = clock_ns() - start;
	struct procfs_turns awake = { 0 };

	procfs_turns(&awake, ch->turns);
	o->waited = awake.ran ? (double)(awake.waited - asleep->waited) / 1e9 : (double)NAN;
	if (inject > 0)
		wall = slow_down(start, wall, inject);
	o->wall = (double)wall / 1e9;
}

/* Waits until the process ends. Sends SIGTERM to its group when benchctl says stop or the timeout
 * is over, and SIGKILL after the grace. False when benchctl said stop. */
static bool await_end(struct spawn_channel *ch, pid_t pid, const struct spawn_job *job,
	struct sampler *sampler, struct outcome *o)
{
	struct procfs_turns asleep = { 0 };
	uint64_t start = sampler->start;
	uint64_t deadline = job->request.timeout_ns ? start + job->request.timeout_ns : 0;
	bool terminated = false, cancelled = false;

	/* The kernel sends no SIGIO while this helper waits for the request. */
	if (must_stop(ch->socket, MSG_PEEK))
		raise(SIGIO);
	for (;;) {
		procfs_turns(&asleep, ch->turns);
		await_signal(SIGIO, earlier(ch->log.due, earlier(deadline, sampler_due(sampler))));
		log_limit_look(&ch->log);
		if (has_ended(pid, &o->usage))
			break;
		if (!cancelled && must_stop(ch->socket, 0)) {
			cancelled = true;
		} else if (sampler_look(sampler) && (!deadline || clock_ns() < deadline)) {
			continue;
		} else if (terminated || sampler->over > 0) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			terminated = true;
			deadline = 0;
			continue;
		} else {
			o->kind = OUTCOME_TIMEOUT;
		}
		if (!terminated) {
			terminated = true;
			kill(-pid, SIGTERM);
			deadline = clock_ns() + job->request.grace_ns;
		}
	}
	note_end(o, ch, &asleep, start, job->request.inject);
	return !cancelled;
}

/* The time, which the child finds in its environment if the job asks for it. */
static uint64_t stamp(struct spawn_job *job)
{
	uint64_t now = clock_epoch_ns();

	if (*job->stamp)
		snprintf(job->stamped, sizeof job->stamped, "%s=%" PRIu64, job->stamp, now);
	return now;
}

/* How the process ended, from its status as wait4 gives it and from what was seen before. */
static void sum_up(struct outcome *o, int status, struct sampler *s)
{
	bool killed = WIFSIGNALED(status);

	sampler_end(s, &o->usage);
	o->samples_n = s->n;
	o->sampling = s->cost;
	o->memory = s->over;
	o->enforcer = sampler_enforcer(s);
	o->breach = s->breach;
	if (s->over > 0) {
		o->kind = OUTCOME_OVER_MEMORY;
		o->code = killed ? WTERMSIG(status) : 0;
	} else if (o->kind != OUTCOME_TIMEOUT) {
		o->kind = killed ? OUTCOME_KILLED : OUTCOME_EXITED;
		o->code = killed ? WTERMSIG(status) : WEXITSTATUS(status);
	}
}

static void fail_to_start(struct spawn_reply *reply, enum spawn_stage stage, int error)
{
	reply->stage = stage;
	reply->outcome.kind = OUTCOME_NOT_STARTED;
	reply->outcome.code = error;
}

/* The read and write calls of the children that were waited for since the last call. */
static double take_io_operations(struct spawn_channel *ch)
{
	double before = ch->io_operations;

	ch->io_operations = procfs_children_io(&ch->io);
	return ch->io_operations - before;
}

/* Runs it once. False when it has not ended well. */
static bool run_once(struct spawn_channel *ch, struct spawn_job *job,
	const struct memory_cgroup *group, struct sampler *sampler, struct spawn_reply *reply)
{
	volatile struct spawn_launch l = { 0 };
	struct outcome *o = &reply->outcome;
	struct procfs_turns turns;
	bool go_on = false, has_turns;
	int status;
	pid_t pid;

	*reply = (struct spawn_reply){ .outcome.started = stamp(job) };
	pid = spawn_child(ch, job, group, &l);
	if (job->request.announce) {
		int32_t id = l.stage == STAGE_NONE ? pid : 0;

		fd_send(ch->socket, &id, sizeof id);
	}
	if (l.stage != STAGE_NONE)
		fail_to_start(reply, l.stage, l.error);
	if (pid < 0)
		return false;
	if (l.stage == STAGE_NONE) {
		sampler_begin(sampler, l.start_ns, job->request.sample_ns,
			job->request.memory_limit,
			l.outside || group->version == CGROUP_NONE ? NULL : group);
		sampler->shared = job->request.shared;
		go_on = await_end(ch, pid, job, sampler, o);
	}
	has_turns = go_on && spawn_turns(&turns, pid, &l, o);
	while (wait4(pid, &status, 0, &o->usage) < 0 && errno == EINTR)
		;
	o->io_operations = take_io_operations(ch) - l.reads;
	if (has_children()) {
		o->left_behind = spawn_sweep();
		take_io_operations(ch); /* theirs is not the process's */
	}
	o->waited = has_turns ? spawn_waited(&turns, &l, o) : (double)NAN;
	if (reply->stage == STAGE_NONE)
		sum_up(o, status, sampler);
	return go_on && o->kind == OUTCOME_EXITED && o->code == 0;
}

static bool run_counted(struct spawn_channel *ch, struct spawn_job *job,
	const struct memory_cgroup *group, struct sampler *sampler, struct counters *counters,
	struct spawn_reply *reply)
{
	bool go_on;

	log_limit_begin(&ch->log, job->log);
	go_on = run_once(ch, job, group, sampler, reply);
	log_limit_end(&ch->log);
	if (job->request.counters)
		counters_take(counters, reply->outcome.counters);
	return go_on;
}

/* Whether its time is over, or the file that ends it is there. */
static bool ends_burst(const struct spawn_job *job, uint64_t began)
{
	return (job->request.burst_ns && clock_ns() - began >= job->request.burst_ns) ||
		(*job->ends_burst && access(job->ends_burst, F_OK) == 0);
}

/* Runs a job, in its control group where it has one, and replies. False when benchctl has gone. */
static bool run_job(struct spawn_channel *ch, struct spawn_job *job, struct sampler *sampler,
	struct counters *counters)
{
	struct spawn_reply replies[SPAWNER_BURST];
	struct memory_cgroup group;
	uint64_t began = clock_ns();
	size_t n = 0;

	memory_cgroup_make(&group, job->request.cgroup, job->group, job->limit);
	/* Closed when not wanted, because open counters slow every child down. */
	counters_set(counters, job->request.counters);
	while (run_counted(ch, job, &group, sampler, counters, &replies[n]) &&
		n + 1 < job->request.repeat && !ends_burst(job, began))
		replies[n++].outcome.samples_n = 0;
	replies[n].last = true;
	memory_cgroup_remove(&group);
	fd_close(&job->channel);
	return fd_send(ch->socket, replies, (n + 1) * sizeof *replies) &&
		fd_send(ch->socket, sampler->v, replies[n].outcome.samples_n * sizeof *sampler->v);
}

/* The life of the helper of a scope; returns when the scope is closed, or benchctl has gone. */
static void serve(struct spawn_channel *ch)
{
	struct spawn_job job = { 0 };
	struct sampler sampler = { 0 };
	struct counters counters = { 0 };

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "benchctl-scope");
	/* What benchctl says while a process runs is SIGIO. */
	fcntl(ch->socket, F_SETOWN, getpid());
	fcntl(ch->socket, F_SETFL, O_ASYNC);
	ch->turns = procfs_open(getpid(), "/schedstat");
	procfs_io_open(&ch->io);
	take_io_operations(ch);
	while (spawn_wire_job(ch->socket, &job) && run_job(ch, &job, &sampler, &counters))
		;
	counters_set(&counters, false);
	free(job.strings.v);
	free(sampler.v);
	spawn_sweep();
}

/* Kills what a killed helper of a scope has left behind: the other helpers are in this group. */
static void end_orphans(void)
{
	uint64_t deadline = clock_ns() + SWEEP_MS * UINT64_C(1000000);

	while (kill_children(getpgrp()) && clock_ns() < deadline)
		await_signal(SIGCHLD, clock_ns() + SWEEP_WAIT_NS);
}

void spawn_first_helper(int socket)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), fds[SPAWN_FDS];
	unsigned char tag;
	sigset_t set;

	/* Away from the terminal once, so that no child can be stopped by it. A session for each
	 * child would also be a scheduling group for each, which costs 20 us. */
	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "benchctl-spawn");
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	signal(SIGPIPE,
		SIG_DFL); /* for the children: benchctl ignores both, and here all are blocked */
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGCHLD, SIG_IGN); /* the kernel reaps the helpers of scopes */
	while (spawn_wire_tag(socket, &tag, fds)) {
		struct spawn_channel ch = { .socket = fds[0],
			.out = fds[1],
			.err = fds[2],
			.null = null,
			.turns = -1,
			.io = { -1, -1 } };

		if (tag == SPAWN_SCOPE && fork() == 0) {
			signal(SIGCHLD, SIG_DFL);
			close(socket);
			serve(&ch);
			_exit(0);
		}
		fd_close_all(fds, SPAWN_FDS);
		kill_children(getpgrp());
	}
	end_orphans();
}
