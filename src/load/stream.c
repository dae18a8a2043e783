#include "load/stream.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "load/histogram.h"
#include "load/stream_peer.h"
#include "load/worker.h"

/* OPENING: handshakes at a time, so that a server's queue does not overflow. */
enum { OPENING = 64, TICK_MS = 20, BATCH = 256 };

const char *const stream_kind_names[] = { "websocket", "sse", NULL };

/* An interim answer comes before the final one. */
static void see_status(void *peer, int status)
{
	struct peer *p = peer;

	(void)status;
	p->seen = 0;
}

static void begin(struct stream *s, struct peer *p)
{
	const struct request *r = &s->mix.v[0];
	char *written = r->bytes ? NULL : arena_alloc(s->mem, s->mix.longest);
	const char *why = NULL;

	*p = (struct peer){ .stream = s, .index = s->started, .state = PEER_CONNECTING };
	s->started++;
	s->opening++;
	p->out = written ? written : r->bytes;
	p->out_n = written ? request_write(written, &s->mix, r, p->index) : r->n;
	p->watch = (struct response_watch){ see_status, s->protocol->header, s->protocol->body, p };
	p->response = (struct response){ .mem = s->mem,
		.limits = &s->limits,
		.watch = &p->watch,
		.upgrade = s->plan->kind == STREAM_WEBSOCKET };
	response_begin(&p->response, false);
	p->deadline = s->now + LOAD_CONNECT_TIMEOUT_NS;
	p->fd = s->tls ? stream_tls_fd(p, &why) : address_connect(&s->address);
	p->writes = true;
	if (p->fd < 0 || !peer_watch(p, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT))
		peer_fail(p, LOAD_ERROR_CONNECT, "accepts no connection: %s",
			why ? why : strerror(errno));
}

/* A stream ends in order: closing must not discard what the server has not read. */
static bool connected(struct peer *p)
{
	static const struct linger in_order = { 0 };
	int why = fd_connected(p->fd);

	if (why) {
		peer_fail(p, LOAD_ERROR_CONNECT, "accepts no connection: %s", strerror(why));
		return false;
	}
	setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &in_order, sizeof in_order);
	p->state = PEER_ASKING;
	p->since = clock_ns();
	p->deadline = p->since + p->stream->plan->timeout_ns;
	return true;
}

static void send_request(struct peer *p)
{
	ssize_t n = peer_send(p, p->out, p->out_n, false);

	if (n < 0 && errno != EAGAIN) {
		peer_fail(p, LOAD_ERROR_CLOSED, "ends the connection: %s", strerror(errno));
		return;
	}
	p->out += n > 0 ? n : 0;
	p->out_n -= n > 0 ? (size_t)n : 0;
	peer_wait(p, p->out_n > 0);
}

/* Line by line up to the end of the header, because what follows belongs to the protocol. */
static void read_answer(struct peer *p)
{
	size_t n = peer_read(p), used = 0;
	const char *bytes = p->stream->buffer;
	struct response *r = &p->response;

	while (used < n && (r->state == RESPONSE_STATUS || r->state == RESPONSE_HEADER)) {
		const char *end = memchr(bytes + used, '\n', n - used);
		size_t line = end ? (size_t)(end - bytes) + 1 - used : n - used;

		used += response_feed(r, bytes + used, line);
	}
	if (r->state == RESPONSE_FAILED)
		peer_fail(p, LOAD_ERROR_PROTOCOL, "%s", r->problem);
	else if (n && r->state != RESPONSE_STATUS && r->state != RESPONSE_HEADER)
		p->stream->protocol->accept(p, bytes + used, n - used);
}

static void event(struct peer *p, uint32_t events)
{
	bool reads = events & (EPOLLIN | EPOLLHUP | EPOLLERR);

	if (p->state == PEER_CONNECTING && !connected(p))
		return;
	if (events & EPOLLOUT && p->state == PEER_ASKING)
		send_request(p);
	else if (events & EPOLLOUT && p->state != PEER_ENDED)
		p->stream->protocol->write(p);
	if (reads && p->state == PEER_ASKING)
		read_answer(p);
	else if (reads && p->state != PEER_ENDED)
		p->stream->protocol->read(p);
}

static void look_at_time(struct stream *s)
{
	static const char *const waits[] = {
		[PEER_CONNECTING] = "accepts no connection",
		[PEER_ASKING] = "does not answer the request",
		[PEER_OPEN] = "sends nothing",
	};

	for (unsigned i = 0; i < s->started; i++) {
		struct peer *p = &s->peers[i];

		if (p->state == PEER_ENDED || p->state == PEER_READY || s->now < p->deadline)
			continue;
		if (p->state == PEER_CLOSING)
			peer_end(p);
		else
			peer_fail(p, LOAD_ERROR_TIMEOUT, "%s within %.3g s", waits[p->state],
				p->state == PEER_CONNECTING ? (double)LOAD_CONNECT_TIMEOUT_NS / 1e9
							    : (double)s->plan->timeout_ns / 1e9);
	}
}

static void start_all(struct stream *s)
{
	s->going = true;
	if (!s->protocol->start)
		return;
	s->began = clock_ns();
	for (unsigned i = 0; i < s->started; i++)
		if (s->peers[i].state == PEER_READY)
			s->protocol->start(&s->peers[i]);
}

static int loop(struct stream *s, struct error *err)
{
	struct epoll_event events[BATCH];
	uint64_t tick = 0;
	int n;

	while (s->ended < s->plan->connections && !s->result->stopped) {
		s->now = clock_ns();
		while (s->started < s->plan->connections && s->opening < OPENING)
			begin(s, &s->peers[s->started]);
		if (!s->going && !s->opening && s->started == s->plan->connections)
			start_all(s);
		n = epoll_wait(s->epoll, events, BATCH, TICK_MS);
		if (n < 0 && errno != EINTR)
			return error_set(err, "epoll fails: %s", strerror(errno));
		for (int i = 0; i < n; i++) {
			struct peer *p = events[i].data.ptr;

			if (!p)
				s->result->stopped = true;
			else if (p->state != PEER_ENDED)
				event(p, events[i].events);
		}
		if (s->now >= tick) {
			look_at_time(s);
			tick = s->now + TICK_MS * UINT64_C(1000000);
		}
	}
	return 0;
}

static int run(struct stream *s, struct error *err)
{
	struct epoll_event stop = { .events = EPOLLIN };
	CLOSES_FD int epoll = epoll_create1(EPOLL_CLOEXEC);
	int rc;

	if (epoll < 0 ||
		(s->plan->stop_fd >= 0 &&
			epoll_ctl(epoll, EPOLL_CTL_ADD, s->plan->stop_fd, &stop) < 0))
		return error_set(err, "epoll cannot be used: %s", strerror(errno));
	s->epoll = epoll;
	if (s->plan->target.tls && stream_tls_open(s, err) < 0)
		return -1;
	s->began = clock_ns();
	rc = loop(s, err);
	s->result->duration_ns = clock_ns() - s->began;
	for (unsigned i = 0; i < s->started; i++) {
		if (s->protocol->close)
			s->protocol->close(&s->peers[i]);
		peer_end(&s->peers[i]);
	}
	stream_tls_close(s);
	return rc;
}

static int check(const struct stream_plan *p, struct error *err)
{
	if (p->connections < 1 || p->connections > STREAM_CONNECTIONS_MAX)
		return error_set(err, "a stream needs 1 to %d connections, not %u",
			STREAM_CONNECTIONS_MAX, p->connections);
	if (p->messages == 0)
		return error_set(err, "a stream needs at least one message");
	if (p->kind == STREAM_WEBSOCKET && !utf8_valid(p->message, p->message_n))
		return error_set(err, "the message is not UTF-8");
	return 0;
}

/* The user's headers, and those of the protocol, which the user cannot give. */
static int make_request(struct stream *s, struct error *err)
{
	const struct stream_plan *plan = s->plan;
	struct load_request *r = arena_alloc(s->mem, sizeof *r);
	struct pairs own = { 0 };

	for (size_t i = 0; i < s->protocol->headers_n; i++)
		*ARENA_PUSH(s->mem, &own) = s->protocol->headers[i];
	*r = (struct load_request){ .weight = 1, .path = plan->path, .headers = own };
	for (size_t i = 0; i < plan->headers.n; i++) {
		if (load_header_find(&own, plan->headers.v[i].key))
			return error_set(err, "benchctl sets the header %s itself; remove it",
				plan->headers.v[i].key);
		*ARENA_PUSH(s->mem, &r->headers) = plan->headers.v[i];
	}
	s->load = (struct load_plan){ .target = plan->target,
		.requests = r,
		.requests_n = 1,
		.columns = &s->keys,
		.columns_n = s->keys.n > 0,
		.timeout_ns = LOAD_CONNECT_TIMEOUT_NS,
		.connect_timeout_ns = LOAD_CONNECT_TIMEOUT_NS };
	return request_prepare(&s->mix, &s->load, s->mem, err);
}

int stream_run(struct stream_result *out, const struct stream_plan *plan, struct arena *mem,
	struct error *err)
{
	struct stream s = {
		.plan = plan, .result = out, .mem = mem, .limits = { LOAD_HEADER_MAX, UINT64_MAX }
	};
	struct rlimit before;
	int rc;

	*out = (struct stream_result){ .latency = histogram_new(mem) };
	s.protocol = plan->kind == STREAM_EVENTS ? &stream_events : &stream_websocket;
	if (check(plan, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (s.protocol->prepare(&s, err) < 0)
		return -1;
	if (make_request(&s, err) < 0)
		return error_stage(err, EXIT_USAGE);
	if (address_find(&s.address, &s.load, err) < 0 ||
		load_allow_files(&before, plan->connections, err) < 0)
		return -1;
	s.peers = arena_array(mem, plan->connections, sizeof *s.peers);
	s.buffer = arena_alloc(mem, STREAM_BUFFER);
	rc = run(&s, err);
	setrlimit(RLIMIT_NOFILE, &before);
	return rc;
}
