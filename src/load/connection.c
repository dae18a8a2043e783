#include "load/connection.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "load/histogram.h"
#include "load/worker.h"

/* Before the next attempt to connect, so that a server that refuses is not asked without end. */
#define PAUSE_NS UINT64_C(10000000)

void connection_close(struct worker *w, struct connection *c)
{
	if (c->state == CONNECTION_CONNECTING)
		w->connecting--;
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->state = CONNECTION_CLOSED;
	c->requests = 0;
	c->writes = false;
}

static void watch(struct worker *w, struct connection *c, int op, uint32_t events)
{
	struct epoll_event e = { .events = events, .data.ptr = c };

	if (epoll_ctl(w->epoll, op, c->fd, &e) < 0 && !w->failed) {
		w->failed = true;
		error_set(&w->fatal, "epoll cannot watch a connection: %s", strerror(errno));
	}
}

static void first_error(struct worker *w, const struct connection *c, const char *what)
{
	const struct load_request *spec = c->request->spec;

	if (!w->first.text[0])
		error_set(&w->first, "%s %.200s: %s", spec->method ? spec->method : "GET",
			spec->path, what);
}

/* The request has ended. */
static void finish(struct worker *w, struct connection *c)
{
	worker_end(w);
	c->busy = false;
	worker_free_connection(w, c);
}

static void pause_connection(struct worker *w, struct connection *c)
{
	c->state = CONNECTION_PAUSED;
	c->until = w->now + PAUSE_NS;
}

static void fail(struct worker *w, struct connection *c, enum load_error class, const char *what)
{
	if (c->counted) {
		w->result.errors[class]++;
		first_error(w, c, what);
	}
	connection_close(w, c);
	if (class == LOAD_ERROR_CONNECT)
		pause_connection(w, c);
	finish(w, c);
}

static void send_more(struct worker *w, struct connection *c)
{
	size_t left = c->out_n - c->out_at;
	ssize_t n = send(c->fd, c->out + c->out_at, left, MSG_NOSIGNAL);
	bool writes;

	if (n > 0) {
		c->out_at += (size_t)n;
		w->result.bytes_out += worker_in_window(w) ? (size_t)n : 0;
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		c->out_at = c->out_n; /* reading reports why */
	}
	writes = c->out_at < c->out_n;
	if (writes != c->writes)
		watch(w, c, EPOLL_CTL_MOD, EPOLLIN | (writes ? EPOLLOUT : 0));
	c->writes = writes;
}

static void transmit(struct worker *w, struct connection *c)
{
	const struct request *r = c->request;

	c->out = r->bytes;
	c->out_n = r->n;
	if (!r->bytes) {
		if (!c->written)
			c->written = arena_alloc(&w->mem, w->load->mix->longest);
		c->out = c->written;
		c->out_n = request_write(c->written, w->load->mix, r, c->seq);
	}
	c->out_at = 0;
	c->requests++;
	response_begin(&c->response, r->head);
	send_more(w, c);
}

static void dial(struct worker *w, struct connection *c)
{
	c->fd = address_connect(&w->load->address);
	if (c->fd >= 0) {
		c->state = CONNECTION_CONNECTING;
		c->until = w->now + w->load->plan->connect_timeout_ns;
		w->connecting++;
		watch(w, c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
	} else if (errno == EAGAIN) { /* the queue of a Unix socket is full */
		pause_connection(w, c);
	} else {
		fail(w, c, LOAD_ERROR_CONNECT, strerror(errno));
	}
}

void connection_request(struct worker *w, struct connection *c, uint64_t seq, uint64_t start)
{
	c->seq = seq;
	c->start = start;
	c->request = request_draw(w->load->mix, seq);
	c->busy = true;
	c->retried = false;
	c->deadline = w->now + w->load->plan->timeout_ns;
	c->counted = start >= w->load->window_begin && start < w->window_end;
	w->result.sent += c->counted;
	worker_begin(w, start);
	if (c->state == CONNECTION_OPEN)
		transmit(w, c);
	else if (c->state == CONNECTION_CLOSED)
		dial(w, c);
}

/* What is wrong with a complete answer: LOAD_ERRORS if nothing, else what has a sentence. */
static enum load_error assess(char *what, size_t size, const struct connection *c, bool rest)
{
	const struct load_request *spec = c->request->spec;
	const struct response *r = &c->response;

	if (!request_expects(spec, r->status)) {
		snprintf(what, size, "the server answers with status %d", r->status);
		return LOAD_ERROR_STATUS;
	}
	if (spec->check_length && r->body != spec->length) {
		snprintf(what, size, "the body has %" PRIu64 " bytes instead of %" PRIu64, r->body,
			spec->length);
		return LOAD_ERROR_LENGTH;
	}
	if (rest) {
		snprintf(what, size, "the server sends bytes behind the end of the answer");
		return LOAD_ERROR_LENGTH;
	}
	return LOAD_ERRORS;
}

/* rest: the server has sent more than the answer. */
static void answered(struct worker *w, struct connection *c, bool rest)
{
	unsigned most = w->load->plan->requests_per_connection;
	const struct response *r = &c->response;
	char what[120];
	enum load_error class = assess(what, sizeof what, c, rest);

	if (class == LOAD_ERRORS) {
		w->result.answered += worker_in_window(w);
		if (c->counted) {
			histogram_add(w->result.latency, w->now - c->start);
			w->result.completed++;
			w->result.body_bytes += r->body;
		}
	} else if (c->counted) {
		w->result.errors[class]++;
		first_error(w, c, what);
	}
	if (!r->reusable || rest || c->out_at < c->out_n || (most && c->requests >= most))
		connection_close(w, c);
	finish(w, c);
}

static void broken(struct worker *w, struct connection *c)
{
	char what[200];

	snprintf(what, sizeof what, "the server %s", c->response.problem);
	fail(w, c, c->response.too_long ? LOAD_ERROR_LENGTH : LOAD_ERROR_PROTOCOL, what);
}

static bool may_retry(const struct connection *c)
{
	return c->requests > 1 && response_untouched(&c->response) && c->request->idempotent &&
		!c->retried;
}

static void retry(struct worker *w, struct connection *c)
{
	c->retried = true;
	w->result.retried += c->counted;
	connection_close(w, c);
	dial(w, c);
}

/* The connection of a request has ended. why: an errno, or 0 if the server closed it. */
static void lost(struct worker *w, struct connection *c, int why)
{
	char what[200];

	if (!why)
		response_end(&c->response);
	if (c->response.state == RESPONSE_DONE) {
		answered(w, c, false);
	} else if (may_retry(c)) {
		retry(w, c);
	} else {
		snprintf(what, sizeof what, "%s%s", why ? "the connection ends: " : "the server ",
			why ? strerror(why) : c->response.problem);
		fail(w, c, LOAD_ERROR_CLOSED, what);
	}
}

static void take(struct worker *w, struct connection *c, size_t n)
{
	size_t used = response_feed(&c->response, w->buffer, n);

	w->result.bytes_in += worker_in_window(w) ? n : 0;
	if (c->response.state == RESPONSE_DONE)
		answered(w, c, used < n);
	else if (c->response.state == RESPONSE_FAILED)
		broken(w, c);
}

static void receive(struct worker *w, struct connection *c)
{
	ssize_t n = recv(c->fd, w->buffer, WORKER_BUFFER, 0);
	int why = n < 0 ? errno : 0;

	if (why == EAGAIN || why == EINTR)
		return;
	w->now = clock_ns();
	if (!c->busy) /* closed, or bytes that no request asks for */
		connection_close(w, c);
	else if (n <= 0)
		lost(w, c, why);
	else
		take(w, c, (size_t)n);
}

static void connected(struct worker *w, struct connection *c)
{
	int why = 0;
	socklen_t size = sizeof why;

	if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &why, &size) < 0)
		why = errno;
	if (why) {
		fail(w, c, LOAD_ERROR_CONNECT, strerror(why));
		return;
	}
	w->connecting--;
	c->state = CONNECTION_OPEN;
	c->writes = true;
	w->result.reconnects += c->was_open && worker_in_window(w);
	c->was_open = true;
	transmit(w, c);
}

void connection_event(struct worker *w, struct connection *c, uint32_t events)
{
	if (c->state == CONNECTION_CONNECTING) {
		connected(w, c);
		return;
	}
	if (c->state == CONNECTION_OPEN && (events & EPOLLOUT) && c->out_at < c->out_n)
		send_more(w, c);
	if (c->state == CONNECTION_OPEN && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		receive(w, c);
}

void connection_tick(struct worker *w, struct connection *c)
{
	if (c->state == CONNECTION_PAUSED && c->until <= w->now) {
		c->state = CONNECTION_CLOSED;
		if (c->busy)
			dial(w, c);
		else
			worker_free_connection(w, c);
	} else if (c->busy && c->deadline <= w->now) {
		fail(w, c, LOAD_ERROR_TIMEOUT, "no answer arrives in time");
	} else if (c->state == CONNECTION_CONNECTING && c->until <= w->now) {
		fail(w, c, LOAD_ERROR_CONNECT, "no connection within the time limit");
	}
}
