#include "load/stream_peer.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"

void peer_end(struct peer *p)
{
	struct stream *s = p->stream;

	if (p->state == PEER_ENDED)
		return;
	s->opening -= p->state == PEER_CONNECTING || p->state == PEER_ASKING;
	s->ended++;
	p->state = PEER_ENDED;
	if (s->tls)
		stream_tls_end(p);
	else if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

ssize_t peer_receive(const struct peer *p)
{
	ssize_t got;

	if (p->stream->tls)
		return stream_tls_recv(p, p->stream->buffer, STREAM_BUFFER);
	do
		got = recv(p->fd, p->stream->buffer, STREAM_BUFFER, 0);
	while (got < 0 && errno == EINTR);
	return got;
}

ssize_t peer_send(const struct peer *p, const void *bytes, size_t n, bool more)
{
	ssize_t sent;

	if (p->stream->tls)
		return stream_tls_send(p, bytes, n);
	do
		sent = send(p->fd, bytes, n, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
	while (sent < 0 && errno == EINTR);
	return sent;
}

void peer_fail(struct peer *p, enum load_error class, const char *fmt, ...)
{
	struct stream_result *r = p->stream->result;
	char text[300];

	if (p->state == PEER_ENDED)
		return;
	TEXT_FORMAT(text, fmt);
	r->errors[class]++;
	if (!r->first_error)
		r->first_error = arena_printf(p->stream->mem, "connection %u: the server %s",
			p->index + 1, text);
	peer_end(p);
}

size_t peer_read(struct peer *p)
{
	ssize_t n = peer_receive(p);

	if (n > 0)
		return (size_t)n;
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n < 0) {
		peer_fail(p, LOAD_ERROR_CLOSED, "ends the connection: %s", strerror(errno));
		return 0;
	}
	response_end(&p->response);
	peer_fail(p, LOAD_ERROR_CLOSED, "%s (%llu of %llu message%s)",
		p->response.problem ? p->response.problem : "ends the stream",
		(unsigned long long)p->done, (unsigned long long)p->stream->plan->messages,
		text_s(p->stream->plan->messages));
	return 0;
}

const char *peer_header(const char *line, size_t n, const char *name, size_t *value_n)
{
	size_t at = strlen(name);

	if (n <= at || line[at] != ':' || strncasecmp(line, name, at) != 0)
		return NULL;
	at++;
	while (at < n && (line[at] == ' ' || line[at] == '\t'))
		at++;
	while (n > at && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	*value_n = n - at;
	return line + at;
}

bool peer_watch(struct peer *p, int op, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = p };

	return epoll_ctl(p->stream->epoll, op, p->fd, &e) == 0;
}

void peer_wait(struct peer *p, bool writes)
{
	if (p->state == PEER_ENDED || writes == p->writes)
		return;
	p->writes = writes;
	if (!peer_watch(p, EPOLL_CTL_MOD, EPOLLIN | (writes ? EPOLLOUT : 0)))
		peer_fail(p, LOAD_ERROR_CONNECT, "cannot be watched: %s", strerror(errno));
}

void peer_opened(struct peer *p, enum peer_state state)
{
	p->stream->opening--;
	p->stream->result->opened++;
	p->state = state;
}
