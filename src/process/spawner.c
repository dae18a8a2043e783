#include "process/spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "process/interrupt.h"
#include "process/memory_place.h"
#include "process/sampler.h"
#include "process/spawn_wire.h"

enum {
	TAIL = 16384,      /* bytes kept of each stream */
	TAKE = 4 * TAIL,   /* bytes taken before anything else is looked at */
	PIPE_MAX = 1 << 20 /* bytes that a pipe can hold */
};

struct tail { /* the last bytes of a stream */
	char v[2 * TAIL + 1];
	size_t n;
};

const char *const limit_keeper_names[] = {
	[KEEPER_NONE] = NULL,
	[KEEPER_LOOKING] = "looking",
	[KEEPER_CGROUP_1] = "cgroup v1",
	[KEEPER_CGROUP_2] = "cgroup v2",
};

struct spawner {
	pid_t pid;
	int socket, signals;
	int out, err; /* the ends of the pipes that we read */
	int out_child, err_child;
	sigset_t signals_before; /* the mask that is restored */
	struct tail out_tail, err_tail;
	struct spawn_buffer message;
	bool placed; /* place is known: only what has a limit of memory needs it */
	struct memory_place place;
	char *folder; /* NULL: the one that it was started in */
	struct tree_sample samples[SAMPLES_MAX];
};

static void close_all(struct spawner *s)
{
	const int fds[] = { s->socket, s->signals, s->out, s->err, s->out_child, s->err_child };

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int open_channels(struct spawner *s, int pair[2])
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	s->socket = pair[0];
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	s->out = fds[0], s->out_child = fds[1];
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	s->err = fds[0], s->err_child = fds[1];
	fcntl(s->out, F_SETFL, O_NONBLOCK);
	fcntl(s->err, F_SETFL, O_NONBLOCK);
	return 0;
}

struct spawner *spawner_start(struct error *err)
{
	struct spawner *s = calloc(1, sizeof *s);
	int pair[2] = { -1, -1 };

	if (!s)
		die("out of memory");
	/* One by one: the helper would inherit the pages of the buffers if they were touched. */
	s->socket = s->signals = s->out = s->err = s->out_child = s->err_child = -1;
	if (interrupt_block(&s->signals_before) == 0 && (s->signals = interrupt_open()) >= 0 &&
		open_channels(s, pair) == 0 && (s->pid = fork()) >= 0) {
		if (s->pid == 0) {
			struct spawn_channel ch = { pair[1], s->out_child, s->err_child,
				open("/dev/null", O_RDWR | O_CLOEXEC) };

			close(s->socket);
			spawn_helper(&ch);
			_exit(0);
		}
		close(pair[1]);
		return s;
	}
	error_set(err, "cannot start the spawn helper: %s", strerror(errno));
	if (pair[1] >= 0)
		close(pair[1]);
	close_all(s);
	interrupt_restore(&s->signals_before);
	free(s);
	return NULL;
}

void spawner_stop(struct spawner *s)
{
	if (!s)
		return;
	shutdown(s->socket, SHUT_RDWR); /* ends the helper, whoever else holds the socket */
	close_all(s);
	while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (s->placed)
		memory_place_close(&s->place);
	interrupt_restore(&s->signals_before);
	free(s->message.v);
	free(s->folder);
	free(s);
}

void capture_free(struct capture *c)
{
	free(c->v);
	*c = (struct capture){ 0 };
}

static void keep_bytes(struct capture *c, const char *v, size_t n)
{
	if (n > c->max - c->n) {
		c->over = true;
		n = c->max - c->n;
	}
	if (n > c->room - c->n) {
		c->room = c->n + n > 2 * c->room ? c->n + n : 2 * c->room;
		c->v = realloc(c->v, c->room);
		if (!c->v)
			die("out of memory (%zu bytes)", c->room);
	}
	if (n)
		memcpy(c->v + c->n, v, n);
	c->n += n;
}

/* Takes what is there now, about max bytes at most; keeps the last TAIL, and all in `keep`. */
static void drain(int fd, struct tail *t, size_t max, struct capture *keep)
{
	size_t taken = 0;
	ssize_t got;

	while (taken < max && (got = read(fd, t->v + t->n, 2 * TAIL - t->n)) > 0) {
		if (keep)
			keep_bytes(keep, t->v + t->n, (size_t)got);
		taken += (size_t)got;
		t->n += (size_t)got;
		if (t->n > TAIL) {
			memmove(t->v, t->v + t->n - TAIL, TAIL);
			t->n = TAIL;
		}
	}
	t->v[t->n] = '\0';
}

/* Collects what the processes print until the helper replies; the number of replies. */
static int await_replies(struct spawner *s, struct capture *keep, struct spawn_reply *replies,
	int *signal)
{
	struct pollfd fds[] = { { s->socket, POLLIN, 0 }, { s->out, POLLIN, 0 },
		{ s->err, POLLIN, 0 }, { s->signals, POLLIN, 0 } };
	const char cancel = SPAWN_CANCEL;
	int n = 0;

	*signal = 0;
	for (;;) {
		if (poll(fds, 4, -1) < 0)
			continue;
		if (fds[1].revents)
			drain(s->out, &s->out_tail, TAKE, keep);
		if (fds[2].revents)
			drain(s->err, &s->err_tail, TAKE, NULL);
		if (fds[3].revents && (*signal = interrupt_take())) {
			spawn_wire_send(s->socket, &cancel, 1);
			fds[3].fd = -1;
		}
		if (fds[0].revents)
			break;
	}
	do
		if (!spawn_wire_receive(s->socket, &replies[n], sizeof *replies))
			return -1;
	while (!replies[n++].last);
	if (replies[n - 1].samples > SAMPLES_MAX ||
		!spawn_wire_receive(s->socket, s->samples,
			replies[n - 1].samples * sizeof *s->samples))
		return -1;
	drain(s->out, &s->out_tail, PIPE_MAX, keep);
	drain(s->err, &s->err_tail, PIPE_MAX, NULL);
	return n;
}

static void explain(struct outcome *o, const struct spawn_reply *r, int signal)
{
	static const char *const stages[] = {
		[STAGE_NONE] = "",
		[STAGE_SPAWN] = "start a process",
		[STAGE_CWD] = SPAWNER_STAGE_CWD,
		[STAGE_INPUT] = SPAWNER_STAGE_INPUT,
		[STAGE_CPUS] = "use its processors",
		[STAGE_EXEC] = SPAWNER_STAGE_EXEC,
	};

	o->stage = stages[r->stage];
	if (signal) {
		o->kind = OUTCOME_INTERRUPTED;
		o->code = signal;
	} else if (r->stage != STAGE_NONE) {
		o->kind = OUTCOME_NOT_STARTED;
		o->code = r->error;
	} else if (r->over_memory > 0) {
		o->kind = OUTCOME_OVER_MEMORY;
		o->code = WIFSIGNALED(r->status) ? WTERMSIG(r->status) : 0;
	} else if (r->timed_out) {
		o->kind = OUTCOME_TIMEOUT;
	} else if (WIFEXITED(r->status)) {
		o->kind = OUTCOME_EXITED;
		o->code = WEXITSTATUS(r->status);
	} else {
		o->kind = OUTCOME_KILLED;
		o->code = WTERMSIG(r->status);
	}
}

void spawner_enter(struct spawner *s, const char *folder)
{
	free(s->folder);
	s->folder = strdup(folder);
	if (!s->folder)
		die("out of memory");
}

static bool request(struct spawner *s, const struct command *c, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct command there = *c;

	if (s->folder)
		there.cwd = c->cwd ? file_join(&mem, s->folder, c->cwd) : s->folder;
	if (c->watch.memory_limit > 0 && !s->placed) {
		memory_place_open(&s->place);
		s->placed = true;
	}
	return spawn_wire_request(s->socket, &s->message, &there, &s->place, n);
}

int spawner_burst(struct spawner *s, const struct command *c, struct outcome *o, size_t n,
	struct error *err)
{
	struct spawn_reply replies[SPAWNER_BURST];
	int signal, done = -1;

	s->out_tail.n = s->err_tail.n = 0;
	if (c->keep) {
		c->keep->n = 0;
		c->keep->over = false;
	}
	/* The pipes are shared from run to run, and so are their flags, which a program may have
	 * changed. */
	fcntl(s->out_child, F_SETFL, 0);
	fcntl(s->err_child, F_SETFL, 0);
	if (request(s, c, n))
		done = await_replies(s, c->keep, replies, &signal);
	if (done < 0)
		return error_set(err, "the spawn helper has died; nothing more can be measured");
	for (int i = 0; i < done; i++) {
		const struct spawn_reply *r = &replies[i];

		o[i] = (struct outcome){ .wall = (double)r->wall_ns / 1e9,
			.started = r->started_ns,
			.usage = r->usage,
			.io_operations = r->io_operations,
			.memory = r->over_memory,
			.keeper = r->keeper,
			.breach = r->breach,
			.samples = s->samples,
			.samples_n = r->samples,
			.sampling = r->sampling,
			.left_behind = r->left_behind,
			.out = s->out_tail.v,
			.err = s->err_tail.v,
			.out_n = s->out_tail.n,
			.err_n = s->err_tail.n };
		memcpy(o[i].counters, r->counters, sizeof r->counters);
		explain(&o[i], r, i + 1 == done ? signal : 0);
	}
	return done;
}

int spawner_run(struct spawner *s, const struct command *c, struct outcome *o, struct error *err)
{
	return spawner_burst(s, c, o, 1, err) < 0 ? -1 : 0;
}
