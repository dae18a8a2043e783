#include "spawn_wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "benchctl/error.h"
#include "benchctl/spawner.h"

bool spawn_wire_send(int fd, const void *data, size_t n)
{
	for (const char *p = data; n;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

bool spawn_wire_receive(int fd, void *data, size_t n)
{
	for (char *p = data; n;) {
		ssize_t got = recv(fd, p, n, MSG_WAITALL);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static char *room_for(struct spawn_buffer *b, size_t need)
{
	if (need > b->room) {
		free(b->v);
		b->v = malloc(need);
		b->room = need;
		if (!b->v)
			die("out of memory (%zu bytes)", need);
	}
	return b->v;
}

static void put(char **p, const char *s)
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

	for (*n = 0; v[*n]; ++*n)
		bytes += strlen(v[*n]) + 1;
	return bytes;
}

bool spawn_wire_request(int fd, struct spawn_buffer *buffer, const struct command *c, size_t repeat)
{
	struct spawn_request q = { .has_cwd = c->cwd,
		.has_input = c->input,
		.has_stamp = c->stamp,
		.pinned = c->cpus,
		.output = c->output,
		.repeat = (uint32_t)repeat,
		.timeout_ns = (uint64_t)(c->timeout * 1e9),
		.inject = c->inject };
	char *p;

	q.bytes = strlen(c->path) + 1 + (c->cwd ? strlen(c->cwd) : 0) + 1 +
		(c->input ? strlen(c->input) : 0) + 1 +
		(c->ends_burst ? strlen(c->ends_burst) : 0) + 1 +
		(c->stamp ? strlen(c->stamp) : 0) + 1;
	q.bytes += bytes_of(c->argv, &q.argc);
	q.bytes += bytes_of(c->env, &q.envc);
	if (c->cpus)
		q.cpus = *c->cpus;
	p = room_for(buffer, 1 + sizeof q + q.bytes);
	*p++ = SPAWN_REQUEST;
	p = mempcpy(p, &q, sizeof q);
	put(&p, c->path);
	put(&p, c->cwd);
	put(&p, c->input);
	put(&p, c->ends_burst);
	put(&p, c->stamp);
	for (uint32_t i = 0; i < q.argc; i++)
		put(&p, c->argv[i]);
	for (uint32_t i = 0; i < q.envc; i++)
		put(&p, c->env[i]);
	return spawn_wire_send(fd, buffer->v, 1 + sizeof q + q.bytes);
}

static char *take_string(char **p)
{
	char *s = *p;

	*p += strlen(s) + 1;
	return s;
}

/* The strings and, before them, the two pointer arrays share one buffer. */
bool spawn_wire_job(int fd, struct spawn_job *job)
{
	struct spawn_request *q = &job->request;
	size_t pointers;
	char tag, *p;

	do
		if (!spawn_wire_receive(fd, &tag, 1))
			return false;
	while (tag != SPAWN_REQUEST);
	if (!spawn_wire_receive(fd, q, sizeof *q))
		return false;
	pointers = ((size_t)q->argc + q->envc + 3) * sizeof(char *);
	p = room_for(&job->strings, pointers + q->bytes);
	job->argv = (char **)(void *)p;
	job->env = job->argv + q->argc + 1;
	p += pointers;
	if (!spawn_wire_receive(fd, p, q->bytes))
		return false;
	job->path = take_string(&p);
	job->cwd = take_string(&p);
	job->input = take_string(&p);
	job->ends_burst = take_string(&p);
	job->stamp = take_string(&p);
	for (uint32_t i = 0; i < q->argc; i++)
		job->argv[i] = take_string(&p);
	job->argv[q->argc] = NULL;
	for (uint32_t i = 0; i < q->envc; i++)
		job->env[i] = take_string(&p);
	job->env[q->envc] = q->has_stamp ? job->stamped : NULL;
	job->env[q->envc + 1] = NULL;
	return true;
}
