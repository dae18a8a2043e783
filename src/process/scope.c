#include "process/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "process/interrupt.h"
#include "process/output_tail.h"
#include "process/sampler.h"
#include "process/spawn_wire.h"
#include "process/spawner_own.h"

enum {
	TAKE = 4 * OUTPUT_TAIL, /* bytes of output taken before anything else is looked at */
	PIPE_MAX = 1 << 20      /* bytes that a pipe can hold */
};

const char *const limit_enforcer_names[] = {
	[ENFORCER_NONE] = NULL,
	[ENFORCER_POLLING] = "looking",
	[ENFORCER_CGROUP_1] = "cgroup v1",
	[ENFORCER_CGROUP_2] = "cgroup v2",
};

struct scope {
	struct spawner *spawner;
	int socket;                         /* of its helper */
	int out, err, out_child, err_child; /* both ends of its pipes */
	bool running;
	pid_t pid;
	struct capture *keep; /* of the running command; NULL: none */
	char *log;            /* of the last command; NULL: none */
	struct output_tail out_tail, err_tail;
	struct spawn_buffer message;
	struct tree_sample samples[SAMPLES_MAX];
};

static int helper_died(struct error *err)
{
	return error_set(err,
		"benchctl's helper process was killed, perhaps by the command that it ran");
}

static void close_all(const struct scope *s)
{
	const int fds[] = { s->socket, s->out, s->err, s->out_child, s->err_child };

	fd_close_all(fds, ARRAY_SIZE(fds));
}

static int open_pipe(int *ours, int *childs)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	*ours = fds[0];
	*childs = fds[1];
	return fcntl(*ours, F_SETFL, O_NONBLOCK);
}

struct scope *scope_open(struct spawner *spawner, struct error *err)
{
	struct scope *s = calloc(1, sizeof *s);
	int pair[2], rc = -1;
	const char tag = SPAWN_SCOPE;

	if (!s)
		die_of_memory(0);
	s->spawner = spawner;
	s->socket = s->out = s->err = s->out_child = s->err_child = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		s->socket = pair[0];
		if (open_pipe(&s->out, &s->out_child) == 0 &&
			open_pipe(&s->err, &s->err_child) == 0 &&
			spawn_wire_send_fds(spawner->socket, &tag, 1,
				(const int[SPAWN_FDS]){ pair[1], s->out_child, s->err_child },
				SPAWN_FDS))
			rc = 0;
		close(pair[1]);
	}
	if (rc == 0)
		return s;
	error_set(err, "cannot open a scope for processes: %s", strerror(errno));
	close_all(s);
	free(s);
	return NULL;
}

void scope_close(struct scope *s)
{
	char rest[256];

	if (!s)
		return;
	/* The helper stops everything when it reads the end of the socket, and its own end is the
	 * end of the socket for us. */
	shutdown(s->socket, SHUT_WR);
	while (recv(s->socket, rest, sizeof rest, 0) > 0)
		;
	close_all(s);
	free(s->message.v);
	free(s->log);
	free(s);
}

pid_t scope_pid(const struct scope *s)
{
	return s->running ? s->pid : 0;
}

int scope_fd(const struct scope *s)
{
	return s->socket;
}

static void forget_output(struct scope *s, const struct command *c)
{
	free(s->log);
	s->log = c->log ? strdup(c->log) : NULL;
	s->keep = c->keep;
	s->out_tail.n = s->err_tail.n = 0;
	s->out_tail.v[0] = s->err_tail.v[0] = '\0';
	if (c->keep) {
		c->keep->n = 0;
		c->keep->over = false;
	}
	/* Runs share the pipes and their flags, which a program may have changed. */
	fcntl(s->out_child, F_SETFL, 0);
	fcntl(s->err_child, F_SETFL, 0);
}

static int request(struct scope *s, const struct command *c, size_t n, bool announce,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = s->spawner->folder;
	struct command absolute = *c;
	const struct spawn_job_terms terms = { .repeat = n,
		.announce = announce,
		.channel = c->channel ? *c->channel : -1,
		.parent = c->watch.memory_limit > 0 ? spawner_cgroup_parent(s->spawner) : NULL };

	if (folder)
		absolute.cwd = c->cwd ? file_join(&mem, folder, c->cwd) : folder;
	if (c->log)
		absolute.log = file_absolute(&mem, c->log);
	forget_output(s, &absolute);
	s->running = spawn_wire_request(s->socket, &s->message, &absolute, &terms);
	return s->running ? 0 : helper_died(err);
}

static void drain(struct scope *s, size_t max)
{
	output_tail_drain(&s->out_tail, s->out, max, s->keep);
	output_tail_drain(&s->err_tail, s->err, max, NULL);
}

enum event { EVENT_REPLY, EVENT_TIMEOUT, EVENT_SIGNAL };

/* Collects output until the helper replies. signals: -1 for deaf. seconds below 0: no limit. */
static enum event await_event(struct scope *s, double seconds, int signals)
{
	struct pollfd fds[] = { { s->running ? s->socket : -1, POLLIN, 0 }, { s->out, POLLIN, 0 },
		{ s->err, POLLIN, 0 }, { signals, POLLIN, 0 } };
	uint64_t began = clock_ns();

	for (;;) {
		double left = seconds < 0 ? -1 : seconds - clock_seconds(began);
		int ms = seconds < 0 ? -1 : left > 0 ? (int)(left * 1000) + 1 : 0;
		bool ready = poll(fds, ARRAY_SIZE(fds), ms) > 0;

		if (ready && (fds[1].revents || fds[2].revents))
			drain(s, TAKE);
		if (ready && fds[0].revents)
			return EVENT_REPLY;
		if (ready && fds[3].revents)
			return EVENT_SIGNAL;
		if (seconds >= 0 && left <= 0)
			return EVENT_TIMEOUT;
	}
}

/* The outcomes that the helper replies; their number, or -1 if there are more than max. */
static int receive_outcomes(struct scope *s, struct outcome *o, size_t max)
{
	static const char *const stages[] = {
		[STAGE_NONE] = "",
		[STAGE_SPAWN] = "start a process",
		[STAGE_LOG] = "open its log",
		[STAGE_CWD] = SPAWNER_STAGE_CWD,
		[STAGE_INPUT] = SPAWNER_STAGE_INPUT,
		[STAGE_CPUS] = "use its processors",
		[STAGE_EXEC] = SPAWNER_STAGE_EXEC,
	};
	struct spawn_reply reply;
	size_t n = 0;

	s->running = false;
	do {
		if (n == max || !fd_receive(s->socket, &reply, sizeof reply))
			return -1;
		o[n] = reply.outcome;
		o[n++].stage = stages[reply.stage];
	} while (!reply.last);
	if (reply.outcome.samples_n > SAMPLES_MAX ||
		!fd_receive(s->socket, s->samples, reply.outcome.samples_n * sizeof *s->samples))
		return -1;
	drain(s, PIPE_MAX);
	for (size_t i = 0; i < n; i++) {
		o[i].samples = s->samples;
		o[i].out = s->out_tail.v;
		o[i].err = s->err_tail.v;
		o[i].out_n = s->out_tail.n;
		o[i].err_n = s->err_tail.n;
	}
	return (int)n;
}

int scope_burst(struct scope *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err)
{
	const char cancel = SPAWN_STOP;
	int signal = 0, done;

	if (request(s, c, n, false, err) < 0)
		return -1;
	while (await_event(s, -1, signal ? -1 : s->spawner->signals) == EVENT_SIGNAL) {
		signal = interrupt_take();
		if (signal)
			fd_send(s->socket, &cancel, 1);
	}
	done = receive_outcomes(s, o, n);
	if (done < 0)
		return helper_died(err);
	if (signal) { /* that benchctl got ended the last one */
		o[done - 1].kind = OUTCOME_INTERRUPTED;
		o[done - 1].code = signal;
	}
	return done;
}

int scope_start(struct scope *s, const struct command *c, struct error *err)
{
	int32_t pid;

	if (request(s, c, 1, true, err) < 0)
		return -1;
	if (!fd_receive(s->socket, &pid, sizeof pid))
		return helper_died(err);
	s->pid = pid;
	return 0;
}

int scope_wait(struct outcome *o, struct scope *s, double seconds, struct error *err)
{
	switch (await_event(s, seconds, s->spawner->signals)) {
	case EVENT_TIMEOUT: return SCOPE_RUNNING;
	case EVENT_SIGNAL: return SCOPE_INTERRUPTED;
	case EVENT_REPLY:
	default: break;
	}
	return receive_outcomes(s, o, 1) < 0 ? helper_died(err) : SCOPE_ENDED;
}

int scope_stop(struct outcome *o, struct scope *s)
{
	const char stop = SPAWN_STOP;

	if (!s->running)
		return -1;
	fd_send(s->socket, &stop, 1);
	await_event(s, -1, -1);
	return receive_outcomes(s, o, 1) < 0 ? -1 : 0;
}

const char *scope_tail(struct arena *mem, const struct scope *s, size_t lines)
{
	const struct output_tail *t = s->err_tail.n ? &s->err_tail : &s->out_tail;

	return s->log ? last_lines_of(mem, s->log, lines) : last_lines(mem, t->v, t->n, lines);
}
