#include "process/spawn_wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/file.h"
#include "process/cgroup.h"

#define GRACE 0.5 /* s, where the command says nothing */
/* Bytes of strings (the kernel takes far fewer for one process); strings before the arguments. */
enum { REQUEST_MAX = 64 << 20, FIXED = 9 };

bool spawn_wire_send_fds(int fd, const void *data, size_t n, const int *fds, size_t n_fds)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(SPAWN_FDS * sizeof(int))];
	} control = { 0 };
	struct iovec part = { (void *)(uintptr_t)data, n };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t sent;

	if (n_fds) {
		struct cmsghdr *c = &control.align;

		m.msg_control = control.bytes;
		m.msg_controllen = CMSG_SPACE(n_fds * sizeof *fds);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n_fds * sizeof *fds);
		memcpy(CMSG_DATA(c), fds, n_fds * sizeof *fds);
	}
	do
		sent = sendmsg(fd, &m, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent > 0 && fd_send(fd, (const char *)data + sent, n - (size_t)sent);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): recvmsg writes it. */
bool spawn_wire_tag(int fd, unsigned char *tag, int fds[SPAWN_FDS])
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(SPAWN_FDS * sizeof(int))];
	} control;
	struct iovec part = { tag, 1 };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes };
	struct cmsghdr *c;
	ssize_t got;

	for (size_t i = 0; i < SPAWN_FDS; i++)
		fds[i] = -1;
	do
		got = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	c = got == 1 ? CMSG_FIRSTHDR(&m) : NULL;
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
		c->cmsg_len <= CMSG_LEN(SPAWN_FDS * sizeof *fds))
		memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
	return got == 1;
}

static char *room_for(struct spawn_buffer *b, size_t need)
{
	if (need > b->room) {
		free(b->v);
		b->v = malloc(need);
		b->room = need;
		if (!b->v)
			die_of_memory(need);
	}
	return b->v;
}

static void append_string(char **p, const char *s)
{
	size_t n = s ? strlen(s) : 0;

	if (n)
		memcpy(*p, s, n);
	(*p)[n] = '\0';
	*p += n + 1;
}

static size_t bytes_of(const char *const *v, uint32_t *n)
{
	size_t bytes = 0;

	for (*n = 0; v && v[*n]; ++*n)
		bytes += strlen(v[*n]) + 1;
	return bytes;
}

bool spawn_wire_request(int fd, struct spawn_buffer *buffer, const struct command *c,
	const struct spawn_job_terms *terms)
{
	char *p, limit[32];
	const char *const fixed[FIXED] = { c->path, c->cwd, c->input, c->log, c->ends_burst,
		c->stamp, terms->parent ? terms->parent->path : NULL, limit, c->opened_list };
	struct spawn_request q = { .pinned = c->cpus != NULL,
		.announce = terms->announce,
		.has_channel = terms->channel >= 0,
		.cgroup = terms->parent ? (uint8_t)terms->parent->version : CGROUP_NONE,
		.output = c->output,
		.repeat = (uint32_t)terms->repeat,
		.timeout_ns = (uint64_t)(c->timeout * 1e9),
		.burst_ns = (uint64_t)(c->burst_time * 1e9),
		.grace_ns = (uint64_t)((c->grace > 0 ? c->grace : GRACE) * 1e9),
		.sample_ns = (uint64_t)(c->watch.sample * 1e9),
		.shared = c->watch.shared,
		.memory_limit = c->watch.memory_limit,
		.counters = c->watch.counters,
		.serve = c->serve,
		.inject = c->inject };

	snprintf(limit, sizeof limit, "%.0f", c->watch.memory_limit);
	for (size_t i = 0; i < FIXED; i++)
		q.bytes += (fixed[i] ? strlen(fixed[i]) : 0) + 1;
	q.bytes += bytes_of(c->argv, &q.argc);
	q.bytes += bytes_of(c->env, &q.envc);
	if (c->cpus)
		q.cpus = *c->cpus;
	p = room_for(buffer, 1 + sizeof q + q.bytes);
	*p++ = SPAWN_REQUEST;
	p = mempcpy(p, &q, sizeof q);
	for (size_t i = 0; i < FIXED; i++)
		append_string(&p, fixed[i]);
	for (uint32_t i = 0; i < q.argc; i++)
		append_string(&p, c->argv[i]);
	for (uint32_t i = 0; i < q.envc; i++)
		append_string(&p, c->env[i]);
	return spawn_wire_send_fds(fd, buffer->v, 1 + sizeof q + q.bytes, &terms->channel,
		q.has_channel);
}

/* Reads n strings that end before `end`; v has room for a NULL. False when there are fewer. */
static bool take_strings(char **v, size_t n, char **p, const char *end)
{
	for (size_t i = 0; i < n; i++) {
		char *nul = memchr(*p, '\0', (size_t)(end - *p));

		if (!nul)
			return false;
		v[i] = *p;
		*p = nul + 1;
	}
	v[n] = NULL;
	return true;
}

static bool is_sane(const struct spawn_request *q)
{
	return q->bytes <= REQUEST_MAX && q->argc <= q->bytes && q->envc <= q->bytes &&
		q->repeat >= 1 && q->repeat <= SPAWNER_BURST && q->cgroup <= CGROUP_2;
}

/* The strings and, before them, the two pointer arrays share one buffer. */
bool spawn_wire_job(int fd, struct spawn_job *job)
{
	struct spawn_request *q = &job->request;
	const char **const into[FIXED] = { &job->path, &job->cwd, &job->input, &job->log,
		&job->ends_burst, &job->stamp, &job->group, &job->limit, &job->opened_list };
	size_t pointers;
	char *p, *end, *fixed[FIXED + 1];
	unsigned char tag;
	int fds[SPAWN_FDS];

	do
		if (!spawn_wire_tag(fd, &tag, fds))
			return false;
	while (tag != SPAWN_REQUEST);
	job->channel = fds[0];
	if (!fd_receive(fd, q, sizeof *q) || !is_sane(q) || q->has_channel != (job->channel >= 0))
		return false;
	pointers = ((size_t)q->argc + q->envc + 3) * sizeof(char *);
	p = room_for(&job->strings, pointers + q->bytes);
	job->argv = (char **)(void *)p;
	job->env = job->argv + q->argc + 1;
	p += pointers;
	end = p + q->bytes;
	if (!fd_receive(fd, p, q->bytes))
		return false;
	if (!take_strings(fixed, FIXED, &p, end) || !take_strings(job->argv, q->argc, &p, end) ||
		!take_strings(job->env, q->envc, &p, end))
		return false;
	for (size_t i = 0; i < FIXED; i++)
		*into[i] = fixed[i];
	job->env[q->envc] = *job->stamp ? job->stamped : NULL;
	job->env[q->envc + 1] = NULL;
	return true;
}
