#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "load/worker.h"

static void disconnect(struct worker *w, struct connection *c)
{
	if (c->state == CONNECTION_CONNECTING)
		w->connecting--;
	fd_close(&c->fd);
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

static void fail(struct worker *w, struct connection *c, enum load_error class, const char *what)
{
	exchange_failed(w, c, class, what);
	disconnect(w, c);
	if (class == LOAD_ERROR_CONNECT)
		exchange_pause(w, c);
	exchange_end(w, c);
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
	exchange_write(w, c);
	c->requests++;
	response_begin(&c->response, c->request->head);
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
		exchange_pause(w, c);
	} else {
		fail(w, c, LOAD_ERROR_CONNECT, strerror(errno));
	}
}

static void send_request(struct worker *w, struct connection *c)
{
	if (c->state == CONNECTION_OPEN)
		transmit(w, c);
	else if (c->state == CONNECTION_CLOSED)
		dial(w, c);
}

/* rest: the server has sent more than the answer. */
static void answered(struct worker *w, struct connection *c, bool rest)
{
	unsigned most = w->load->plan->requests_per_connection;
	const struct response *r = &c->response;

	exchange_answered(w, c, r->status, r->body, rest);
	if (!r->reusable || rest || c->out_at < c->out_n || (most && c->requests >= most))
		disconnect(w, c);
	exchange_end(w, c);
}

static void broken(struct worker *w, struct connection *c)
{
	char what[200];

	snprintf(what, sizeof what, "the server %s", c->response.problem);
	fail(w, c, c->response.too_long ? LOAD_ERROR_LENGTH : LOAD_ERROR_PROTOCOL, what);
}

static bool may_retry(const struct connection *c)
{
	return c->requests > 1 && !c->response.touched && c->request->idempotent && !c->retried;
}

static void retry(struct worker *w, struct connection *c)
{
	c->retried = true;
	w->result.retried += c->counted;
	disconnect(w, c);
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

static void feed_response(struct worker *w, struct connection *c, size_t n)
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
		disconnect(w, c);
	else if (n <= 0)
		lost(w, c, why);
	else
		feed_response(w, c, (size_t)n);
}

static void connected(struct worker *w, struct connection *c)
{
	int why = fd_connected(c->fd);

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

static void event(struct worker *w, void *data, uint32_t events)
{
	struct connection *c = data;

	if (c->state == CONNECTION_CONNECTING) {
		connected(w, c);
		return;
	}
	if (c->state == CONNECTION_OPEN && (events & EPOLLOUT) && c->out_at < c->out_n)
		send_more(w, c);
	if (c->state == CONNECTION_OPEN && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		receive(w, c);
}

static void late(struct worker *w, struct connection *c)
{
	char what[100] = "no answer arrives in time";

	if (c->response.touched)
		snprintf(what, sizeof what,
			"the answer does not end in time; %" PRIu64 " byte%s of its body arrived",
			c->response.body, text_s(c->response.body));
	fail(w, c, LOAD_ERROR_TIMEOUT, what);
}

static void tick(struct worker *w, struct connection *c)
{
	if (c->busy && c->deadline <= w->now && c->state == CONNECTION_OPEN) {
		late(w, c);
	} else if ((c->busy && c->deadline <= w->now) ||
		(c->state == CONNECTION_CONNECTING && c->until <= w->now)) {
		fail(w, c, LOAD_ERROR_CONNECT, "no connection within the time limit");
	} else if (c->state == CONNECTION_PAUSED && c->until <= w->now) {
		c->state = CONNECTION_CLOSED;
		if (c->busy)
			dial(w, c);
		else
			worker_free_connection(w, c);
	}
}

static int prepare(struct worker *w, struct error *err)
{
	(void)err;
	for (unsigned i = 0; i < w->slots; i++) {
		struct response *r = &w->connections[i].response;

		r->mem = &w->mem;
		r->limits = &w->load->limits;
		r->watch = w->load->watch;
	}
	return 0;
}

static void close_all(struct worker *w)
{
	for (unsigned i = 0; i < w->slots; i++)
		disconnect(w, &w->connections[i]);
}

const struct engine engine_tcp = {
	.prepare = prepare,
	.send = send_request,
	.event = event,
	.tick = tick,
	.close = close_all,
};
