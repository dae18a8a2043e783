#include "process/spawn_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "process/memory_cgroup.h"
#include "process/opened_files.h"

/* A pipe would wait for its other end, or end before the second sample. */
static int open_input(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	if (!S_ISREG(st.st_mode) && !S_ISCHR(st.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	return fcntl(fd, F_SETFL, 0) < 0 ? -1 : fd;
}

/* In the child, between vfork and execve: system calls only. Returns where it failed. */
static enum spawn_stage prepare_child(const struct spawn_channel *ch, const struct spawn_job *job)
{
	const struct spawn_request *q = &job->request;
	sigset_t none;
	int in = ch->null, out = q->output == OUTPUT_NULL ? ch->null : ch->out, err = ch->err;
	int log = -1;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (*job->cwd && chdir(job->cwd) < 0)
		return STAGE_CWD;
	if (job->channel >= 0) {
		in = job->channel;
	} else if (*job->input) {
		in = open_input(job->input);
		if (in < 0)
			return STAGE_INPUT;
	}
	if (*job->log) {
		log = open(job->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
		if (log < 0)
			return STAGE_LOG;
	}
	if (q->pinned && sched_setaffinity(0, sizeof q->cpus, &q->cpus) < 0)
		return STAGE_CPUS;
	if (dup2(in, STDIN_FILENO) < 0)
		return STAGE_SPAWN;
	if (log >= 0)
		out = err = log;
	if ((log >= 0 || q->output != OUTPUT_INHERIT) &&
		(dup2(out, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0))
		return STAGE_SPAWN;
	return STAGE_NONE;
}

/* Notes how long the child has waited for a processor since it was made, where that can matter:
 * asking the kernel costs 20 us, and a quick launch has waited less than this. */
static void note_wait(volatile struct spawn_launch *l)
{
	enum { QUICK_NS = 100000 };
	struct procfs_turns turns = { 0 };
	int schedstat;

	if (clock_ns() - l->begin_ns < QUICK_NS)
		return;
	schedstat = procfs_open(getpid(), "/schedstat");
	l->reads = procfs_turns(&turns, schedstat);
	fd_close(&schedstat);
	l->waited_ns = turns.waited;
}

/* The life of the child up to execve. It changes only the launch record and its kernel state. */
__attribute__((noinline)) static _Noreturn void be_child(const struct spawn_channel *ch,
	const struct spawn_job *job, const struct memory_cgroup *join,
	volatile struct spawn_launch *l)
{
	if (join)
		l->outside = !memory_cgroup_join(join);
	l->stage = prepare_child(ch, job);
	if (l->stage == STAGE_NONE) {
		note_wait(l);
		l->start_ns = clock_ns();
		if (*job->opened_list)
			opened_files_exec(job->opened_list, job->path, job->argv, job->env);
		if (job->request.serve)
			_exit(job->request.serve(STDIN_FILENO));
		execve(job->path, job->argv, job->env);
		l->stage = STAGE_EXEC;
	}
	l->error = errno;
	_exit(127);
}

pid_t spawn_child(const struct spawn_channel *ch, const struct spawn_job *job,
	const struct memory_cgroup *group, volatile struct spawn_launch *l)
{
	bool forks = *job->opened_list ||
		job->request.serve; /* the child lives on without execve */
	pid_t pid;

	l->begin_ns = clock_ns();
	pid = forks ? -1 : memory_cgroup_vfork(group);
	if (pid == 0)
		be_child(ch, job, NULL, l);
	if (pid < 0) {
		/* NOLINTNEXTLINE(clang-analyzer-security.insecureAPI.vfork) */
		pid = forks ? fork() : vfork();
		if (pid == 0)
			be_child(ch, job, group->version == CGROUP_NONE ? NULL : group, l);
	}
	if (pid < 0) {
		l->stage = STAGE_SPAWN;
		l->error = errno;
	}
	/* Emulators (qemu-user, valgrind) make it a fork; the record then stays in the child. */
	if (pid > 0 && l->stage == STAGE_NONE && l->start_ns == 0)
		l->start_ns = clock_ns();
	return pid;
}
