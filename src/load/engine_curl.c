#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/file.h"
#include "load/curl_request.h"
#include "load/worker.h"

struct slot {
	struct worker *w;
	CURL *easy;
	struct curl_slist *lines;
	const struct request *set; /* what easy sends, if that is always the same; else NULL */
	bool tried;                /* a first request has begun to connect */
	bool connected;            /* and has ended */
	size_t header;
	uint64_t body;
	bool header_too_long, body_too_long;
	char problem[CURL_ERROR_SIZE];
};

/* What the workers share. */
struct shared {
	struct curl_library lib;
	struct curl_slist *connect_to;
};

struct curl_engine {
	struct curl_library lib;
	CURLM *multi;
	struct slot *slots; /* one per connection */
};

static struct slot *slot_of(const struct worker *w, const struct connection *c)
{
	struct curl_engine *e = w->engine;

	return &e->slots[c - w->connections];
}

static size_t take_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct slot *s = ctx;
	const struct load *load = s->w->load;

	n *= one;
	if (n > load->limits.body - s->body) {
		s->body_too_long = true;
		return 0;
	}
	s->body += n;
	if (load->watch)
		load->watch->body(load->watch->ctx, bytes, n);
	return n;
}

/* One whole line, with its end. */
static size_t take_line(char *line, size_t one, size_t n, void *ctx)
{
	struct slot *s = ctx;
	const struct load *load = s->w->load;
	int status;

	n *= one;
	s->header += n;
	if (s->header > load->limits.header) {
		s->header_too_long = true;
		return 0;
	}
	if (!load->watch || n < 2)
		return n;
	if (n > 9 && memcmp(line, "HTTP/", 5) == 0 && memchr(line, ' ', 9)) {
		status = (int)strtol((char *)memchr(line, ' ', 9), NULL, 10);
		load->watch->status(load->watch->ctx, status);
	} else if (line[0] != '\r') {
		load->watch->header(load->watch->ctx, line, n - 2);
	}
	return n;
}

/* As engine_tcp does. */
static int use_tcp(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
	(void)ctx, (void)purpose;
	fd_use_tcp(fd);
	return CURL_SOCKOPT_OK;
}

/* epoll reports the descriptor plus one, because NULL is the stop. libcurl decides the type. */
/* cppcheck-suppress constParameter */
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	struct worker *w = ctx;
	struct curl_engine *e = w->engine;
	struct epoll_event watched = { .data.ptr = (void *)((uintptr_t)fd + 1) };

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	watched.events = ((what & CURL_POLL_IN) ? EPOLLIN : 0) |
		((what & CURL_POLL_OUT) ? EPOLLOUT : 0);
	epoll_ctl(w->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &watched);
	e->lib.curl_multi_assign(e->multi, fd, w);
	return 0;
}

static int set_timer(CURLM *multi, long ms, void *ctx)
{
	struct worker *w = ctx;

	(void)multi;
	w->timer = ms < 0 ? UINT64_MAX : clock_ns() + (uint64_t)ms * 1000000;
	return 0;
}

/* All requests go to the address that was found, whatever their URL. */
static struct curl_slist *connect_to(const struct curl_library *lib, const struct address *address)
{
	char host[64], port[8], text[128];
	bool ipv6 = address->at.ss_family == AF_INET6;

	if (getnameinfo((const struct sockaddr *)&address->at, address->n, host, sizeof host, port,
		    sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return NULL;
	snprintf(text, sizeof text, ipv6 ? "::[%s]:%s" : "::%s:%s", host, port);
	return lib->curl_slist_append(NULL, text);
}

static int begin(struct load *load, struct arena *mem, struct error *err)
{
	struct shared *shared = arena_alloc(mem, sizeof *shared);

	if (curl_library_open(&shared->lib, err) < 0)
		return -1;
	if (!load->plan->target.socket)
		shared->connect_to = connect_to(&shared->lib, &load->address);
	load->shared = shared;
	return 0;
}

static void end(struct load *load)
{
	struct shared *shared = load->shared;

	shared->lib.curl_slist_free_all(shared->connect_to);
	shared->lib.curl_global_cleanup();
}

static int prepare(struct worker *w, struct error *err)
{
	struct curl_engine *e = w->engine = arena_alloc(&w->mem, sizeof *e);

	e->lib = ((const struct shared *)w->load->shared)->lib;
	e->slots = arena_array(&w->mem, w->slots, sizeof *e->slots);
	e->multi = e->lib.curl_multi_init();
	if (!e->multi)
		return error_set(err, "libcurl cannot start");
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_SOCKETDATA, w);
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_TIMERDATA, w);
	/* Each slot has its own connection, with one request at a time. */
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	e->lib.curl_multi_setopt(e->multi, CURLMOPT_MAXCONNECTS, (long)w->slots);
	return 0;
}

/* Gives the slot's easy handle the request of c. */
static void set_request(struct worker *w, struct connection *c, struct slot *s)
{
	const struct curl_library *lib = &((struct curl_engine *)w->engine)->lib;
	const struct request *r = c->request;

	exchange_write(w, c);
	lib->curl_easy_reset(s->easy);
	curl_plan_set(lib, s->easy, w->load->plan);
	lib->curl_easy_setopt(s->easy, CURLOPT_PRIVATE, c);
	lib->curl_easy_setopt(s->easy, CURLOPT_ERRORBUFFER, s->problem);
	lib->curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, take_body);
	lib->curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
	lib->curl_easy_setopt(s->easy, CURLOPT_HEADERFUNCTION, take_line);
	lib->curl_easy_setopt(s->easy, CURLOPT_HEADERDATA, s);
	lib->curl_easy_setopt(s->easy, CURLOPT_CONNECT_TO,
		((const struct shared *)w->load->shared)->connect_to);
	if (!w->load->plan->target.socket)
		lib->curl_easy_setopt(s->easy, CURLOPT_SOCKOPTFUNCTION, use_tcp);
	lib->curl_slist_free_all(s->lines);
	s->lines = curl_request_set(lib, s->easy, r, c->out, c->out_n);
	s->set = r->bytes ? r : NULL;
}

static void send_request(struct worker *w, struct connection *c)
{
	struct curl_engine *e = w->engine;
	struct slot *s = slot_of(w, c);
	unsigned most = w->load->plan->requests_per_connection;

	if (c->state == CONNECTION_PAUSED)
		return;
	s->w = w;
	if (!s->easy && !(s->easy = e->lib.curl_easy_init()))
		die_of_memory(0);
	if (!s->set || s->set != c->request)
		set_request(w, c, s);
	if (!s->tried)
		w->connecting++;
	s->tried = true;
	c->state = CONNECTION_OPEN;
	c->requests++;
	s->header = 0;
	s->body = 0;
	s->header_too_long = s->body_too_long = false;
	s->problem[0] = '\0';
	e->lib.curl_easy_setopt(s->easy, CURLOPT_FORBID_REUSE,
		most && c->requests % most == 0 ? 1L : 0L);
	e->lib.curl_multi_add_handle(e->multi, s->easy);
}

static curl_off_t info(const struct curl_engine *e, CURL *easy, CURLINFO which)
{
	curl_off_t v = 0;

	e->lib.curl_easy_getinfo(easy, which, &v);
	return v > 0 ? v : 0;
}

static enum load_error class_of(const struct curl_engine *e, const struct slot *s, CURLcode code)
{
	if (s->body_too_long)
		return LOAD_ERROR_LENGTH;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return info(e, s->easy, CURLINFO_PRETRANSFER_TIME_T) > 0 ? LOAD_ERROR_TIMEOUT
									 : LOAD_ERROR_CONNECT;
	if (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
		code == CURLE_GOT_NOTHING)
		return LOAD_ERROR_CLOSED;
	return info(e, s->easy, CURLINFO_PRETRANSFER_TIME_T) > 0 ? LOAD_ERROR_PROTOCOL
								 : LOAD_ERROR_CONNECT;
}

static void failed(struct worker *w, struct connection *c, CURLcode code)
{
	struct curl_engine *e = w->engine;
	struct slot *s = slot_of(w, c);
	enum load_error class = class_of(e, s, code);

	exchange_failed(w, c, class,
		s->body_too_long ? "the server sends a larger body than benchctl accepts"
			: s->header_too_long
			? "the server sends more header bytes than benchctl accepts"
			: s->problem[0] ? s->problem
					: e->lib.curl_easy_strerror(code));
	if (class == LOAD_ERROR_CONNECT)
		exchange_pause(w, c);
}

static void count_traffic(struct worker *w, struct connection *c, struct slot *s)
{
	struct curl_engine *e = w->engine;
	long opened = 0, sent = 0;

	if (!s->connected)
		w->connecting--;
	s->connected = true;
	e->lib.curl_easy_getinfo(s->easy, CURLINFO_NUM_CONNECTS, &opened);
	e->lib.curl_easy_getinfo(s->easy, CURLINFO_REQUEST_SIZE, &sent);
	if (worker_in_window(w)) {
		w->result.bytes_in += s->header + s->body;
		w->result.bytes_out += (uint64_t)info(e, s->easy, CURLINFO_SIZE_UPLOAD_T) +
			(uint64_t)sent;
		w->result.reconnects += opened > 0 && c->was_open;
	}
	c->was_open = c->was_open || opened > 0;
}

/* Whether the server has not agreed to the protocol of the plan. */
static bool is_older(const struct worker *w, CURL *easy)
{
	const struct curl_engine *e = w->engine;
	long version = CURL_HTTP_VERSION_2_0;

	if (w->load->plan->target.protocol == LOAD_HTTP_2)
		e->lib.curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
	return version < CURL_HTTP_VERSION_2_0;
}

static void complete(struct worker *w, CURL *easy, CURLcode code)
{
	struct curl_engine *e = w->engine;
	struct connection *c = NULL;
	long status = 0;

	e->lib.curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&c);
	count_traffic(w, c, slot_of(w, c));
	if (code == CURLE_OK && is_older(w, easy)) {
		exchange_failed(w, c, LOAD_ERROR_PROTOCOL,
			"the server answers with HTTP/1 instead of HTTP/2");
	} else if (code == CURLE_OK) {
		e->lib.curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
		exchange_answered(w, c, (int)status, slot_of(w, c)->body, false);
	} else {
		failed(w, c, code);
	}
	e->lib.curl_multi_remove_handle(e->multi, easy);
	exchange_end(w, c);
}

static void act(struct worker *w, curl_socket_t fd, int events)
{
	struct curl_engine *e = w->engine;
	CURLMsg *message;
	int left;

	e->lib.curl_multi_socket_action(e->multi, fd, events, &left);
	w->now = clock_ns();
	while ((message = e->lib.curl_multi_info_read(e->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			complete(w, message->easy_handle, message->data.result);
}

static void event(struct worker *w, void *data, uint32_t events)
{
	act(w, (curl_socket_t)((uintptr_t)data - 1),
		((events & EPOLLIN) ? CURL_CSELECT_IN : 0) |
			((events & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
			((events & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0));
}

static void timeout(struct worker *w)
{
	w->timer = UINT64_MAX;
	act(w, CURL_SOCKET_TIMEOUT, 0);
}

static void tick(struct worker *w, struct connection *c)
{
	if (c->state != CONNECTION_PAUSED || c->until > w->now)
		return;
	c->state = CONNECTION_CLOSED;
	worker_free_connection(w, c);
}

static void close_all(struct worker *w)
{
	struct curl_engine *e = w->engine;

	if (!e || !e->multi)
		return;
	for (unsigned i = 0; i < w->slots; i++) {
		struct slot *s = &e->slots[i];

		if (s->easy && w->connections[i].busy)
			e->lib.curl_multi_remove_handle(e->multi, s->easy);
		if (s->easy)
			e->lib.curl_easy_cleanup(s->easy);
		e->lib.curl_slist_free_all(s->lines);
	}
	e->lib.curl_multi_cleanup(e->multi);
}

const struct engine engine_curl = {
	.begin = begin,
	.end = end,
	.prepare = prepare,
	.send = send_request,
	.event = event,
	.tick = tick,
	.timeout = timeout,
	.close = close_all,
};
