#include "load/worker.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "load/histogram.h"

/* A server's queue of new connections is short, and a full one costs a second. */
enum { CONNECTING_MAX = 64, EVENTS_MAX = 256 };
#define TICK_NS UINT64_C(10000000)

int worker_open(struct worker *w, const struct load *load, unsigned index, struct error *err)
{
	const struct load_plan *plan = load->plan;
	struct epoll_event stop = { .events = EPOLLIN };

	*w = (struct worker){ .load = load, .index = index, .epoll = -1, .timer = UINT64_MAX };
	w->window_end = load->window_end;
	w->slots = plan->connections / load->threads + (index < plan->connections % load->threads);
	w->quota = plan->count && !(plan->rate > 0)
		? plan->count / load->threads + (index < plan->count % load->threads)
		: UINT64_MAX;
	w->connections = arena_array(&w->mem, w->slots, sizeof *w->connections);
	w->idle = arena_array(&w->mem, w->slots, sizeof(struct connection *));
	w->buffer = arena_alloc(&w->mem, WORKER_BUFFER);
	w->result.latency = histogram_new(&w->mem);
	w->result.delay = plan->rate > 0 ? histogram_new(&w->mem) : NULL;
	for (unsigned i = 0; i < w->slots; i++)
		w->connections[i].fd = -1;
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (w->epoll < 0 ||
		(plan->stop_fd >= 0 &&
			epoll_ctl(w->epoll, EPOLL_CTL_ADD, plan->stop_fd, &stop) < 0))
		return error_set(err, "epoll cannot start: %s", strerror(errno));
	return load->engine->prepare(w, err);
}

void worker_close(struct worker *w)
{
	w->load->engine->close(w);
	fd_close(&w->epoll);
	arena_free(&w->mem);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static bool is_open_load(const struct worker *w)
{
	return w->load->plan->rate > 0;
}

static uint64_t position(const struct worker *w, uint64_t n)
{
	return w->index + n * w->load->threads;
}

/* When this worker's request n is due. */
static uint64_t due(const struct worker *w, uint64_t n)
{
	return w->load->begin + (uint64_t)load_due(w->load->plan, (double)position(w, n));
}

bool worker_in_window(const struct worker *w)
{
	return w->now >= w->load->window_begin && w->now < w->window_end;
}

/* How much of a time until now lies inside the window. */
static double inside_window(const struct worker *w, uint64_t from)
{
	uint64_t to = earlier(w->now, w->window_end);

	from = from < w->load->window_begin ? w->load->window_begin : from;
	return from < to ? (double)(to - from) : 0;
}

static void account(struct worker *w)
{
	w->in_flight_ns += (double)w->in_flight * inside_window(w, w->in_flight_since);
	w->in_flight_since = w->now;
}

void worker_begin(struct worker *w, uint64_t start)
{
	account(w);
	w->in_flight++;
	w->in_flight_ns += inside_window(w, start);
}

void worker_end(struct worker *w)
{
	account(w);
	w->in_flight--;
}

static void begin_request(struct worker *w, struct connection *c, uint64_t start)
{
	exchange_begin(w, c, w->load->plan->first + position(w, w->next++), start);
	w->quota -= c->counted;
	w->load->engine->send(w, c);
}

static bool may_begin(const struct worker *w)
{
	return w->quota > 0 && !w->failed && (is_open_load(w) || w->now < w->window_end);
}

void worker_free_connection(struct worker *w, struct connection *c)
{
	if (c->state == CONNECTION_PAUSED)
		return;
	if (is_open_load(w))
		w->idle[w->idle_n++] = c;
	else if (may_begin(w))
		begin_request(w, c, w->now);
}

static struct connection *free_connection(struct worker *w)
{
	if (w->idle_n > 0)
		return w->idle[--w->idle_n];
	if (w->opened < w->slots && w->connecting < CONNECTING_MAX)
		return &w->connections[w->opened++];
	return NULL;
}

/* Begins the requests that are due, as far as there are connections. After the window's end this
 * happens once more: being late is the generator's fault and no reason to leave a request out. */
static void begin_due(struct worker *w)
{
	struct connection *c;

	while (due(w, w->noticed) <= w->now && due(w, w->noticed) < w->window_end) {
		uint64_t at = due(w, w->noticed++);

		if (at >= w->load->window_begin)
			histogram_add(w->result.delay, w->now - at);
	}
	while (may_begin(w) && w->next < w->noticed && (c = free_connection(w)))
		begin_request(w, c, due(w, w->next));
	if (w->now >= w->window_end)
		w->quota = 0;
}

/* The connections that the ramp allows by now. */
static unsigned allowed(const struct worker *w)
{
	uint64_t ramp = w->load->plan->ramp_ns, passed = w->now - w->load->begin;

	return passed >= ramp ? w->slots
			      : 1 + (unsigned)((double)w->slots * (double)passed / (double)ramp);
}

/* Opens the connections of a closed load, a few at a time. */
static void begin_closed(struct worker *w)
{
	while (w->opened < w->slots && w->opened < allowed(w) && w->connecting < CONNECTING_MAX &&
		may_begin(w))
		begin_request(w, &w->connections[w->opened++], w->now);
}

static void look_at_window(struct worker *w)
{
	if (!w->began && w->now >= w->load->window_begin) {
		w->began = true;
		w->cpu_begin = clock_thread_ns();
	}
	if (!w->ended && w->now >= w->window_end) {
		w->ended = true;
		w->cpu_end = clock_thread_ns();
	}
}

static void look_at_times(struct worker *w)
{
	uint64_t timeout = w->load->plan->timeout_ns;

	if (w->now < w->tick)
		return;
	w->tick = w->now + (timeout / 16 < TICK_NS ? timeout / 16 + 1 : TICK_NS);
	for (unsigned i = 0; i < w->opened; i++)
		w->load->engine->tick(w, &w->connections[i]);
}

/* When to stop waiting for events of connections. */
static uint64_t wake(const struct worker *w)
{
	uint64_t at = earlier(w->tick, w->timer);

	if (!w->began)
		at = earlier(at, w->load->window_begin);
	if (!w->ended)
		at = earlier(at, w->window_end);
	if (is_open_load(w) && w->now < w->window_end)
		at = earlier(at, due(w, w->noticed));
	return at;
}

/* Older C libraries and kernel headers lack it. */
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif

static int wait_for(struct worker *w, struct epoll_event *events, uint64_t at)
{
	uint64_t left = at > w->now ? at - w->now : 0;
	struct timespec t = { (time_t)(left / 1000000000), (long)(left % 1000000000) };
	int n = (int)syscall(SYS_epoll_pwait2, w->epoll, events, EVENTS_MAX, &t, NULL, 0);

	/* Kernels before 5.11; below a millisecond the loop is busy, and so on time. */
	if (n < 0 && (errno == ENOSYS || errno == EPERM))
		n = epoll_wait(w->epoll, events, EVENTS_MAX, (int)(left / 1000000));
	return n;
}

static void turn(struct worker *w)
{
	struct epoll_event events[EVENTS_MAX];
	int n = wait_for(w, events, wake(w));

	w->now = clock_ns();
	look_at_window(w);
	for (int i = 0; i < n; i++) {
		if (events[i].data.ptr)
			w->load->engine->event(w, events[i].data.ptr, events[i].events);
		else
			w->result.stopped = true;
	}
	look_at_times(w);
	if (w->timer <= w->now)
		w->load->engine->timeout(w);
	if (is_open_load(w))
		begin_due(w);
	else
		begin_closed(w);
}

/* Requests that were due and did not find a connection before the end. */
static uint64_t left_over(const struct worker *w)
{
	uint64_t n = 0;

	for (uint64_t i = w->next; i < w->noticed; i++)
		n += due(w, i) >= w->load->window_begin;
	return n;
}

static void count_rest(struct worker *w)
{
	for (unsigned i = 0; i < w->opened; i++)
		w->result.unfinished += w->connections[i].busy && w->connections[i].counted;
	w->now = clock_ns();
	if (w->window_end > w->now)
		w->window_end = w->now;
	account(w);
	look_at_window(w);
	if (is_open_load(w))
		w->result.never_sent = left_over(w);
}

void *worker_run(void *worker)
{
	struct worker *w = worker;

	prctl(PR_SET_TIMERSLACK, 1UL);
	w->now = clock_ns();
	w->tick = w->now + TICK_NS;
	while (!w->failed && !w->result.stopped && (w->in_flight > 0 || may_begin(w)))
		turn(w);
	count_rest(w);
	return NULL;
}
