#include "host/round_trip.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sort.h"
#include "host/thread_team.h"
#include "load/histogram.h"

static bool ask_stream(struct round_trip *t)
{
	return fd_write(t->to[1], t->payload, t->bytes) &&
		fd_receive(t->from[0], t->payload, t->bytes);
}

static bool answer_stream(struct round_trip *t)
{
	return fd_receive(t->to[0], t->answer, t->bytes) &&
		fd_write(t->from[1], t->answer, t->bytes);
}

static int open_pipe(struct round_trip *t)
{
	return pipe2(t->to, O_CLOEXEC) < 0 || pipe2(t->from, O_CLOEXEC) < 0 ? -1 : 0;
}

static void end_pipe(struct round_trip *t)
{
	fd_close(&t->to[1]);
}

static int open_unix(struct round_trip *t)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	t->to[1] = t->from[0] = pair[0];
	t->to[0] = t->from[1] = pair[1];
	return 0;
}

static void end_unix(struct round_trip *t)
{
	shutdown(t->to[1], SHUT_WR);
}

enum { ASK = 1, END = 2 };

static int open_eventfd(struct round_trip *t)
{
	t->to[0] = t->to[1] = eventfd(0, EFD_CLOEXEC);
	t->from[0] = t->from[1] = eventfd(0, EFD_CLOEXEC);
	return t->to[0] < 0 || t->from[0] < 0 ? -1 : 0;
}

static bool ask_eventfd(struct round_trip *t)
{
	eventfd_t v;

	return eventfd_write(t->to[1], ASK) == 0 && eventfd_read(t->from[0], &v) == 0;
}

static bool answer_eventfd(struct round_trip *t)
{
	eventfd_t v;

	return eventfd_read(t->to[0], &v) == 0 && v == ASK && eventfd_write(t->from[1], 1) == 0;
}

static void end_eventfd(struct round_trip *t)
{
	eventfd_write(t->to[1], END);
}

static void change(uint32_t *word, uint32_t to)
{
	__atomic_store_n(word, to, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* Sleeps while it is `from`; what it is then. */
static uint32_t await_change(uint32_t *word, uint32_t from)
{
	uint32_t now;

	while ((now = __atomic_load_n(word, __ATOMIC_SEQ_CST)) == from)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, from, NULL, NULL, 0);
	return now;
}

static int open_futex(struct round_trip *t)
{
	t->word = 0;
	return 0;
}

static bool ask_futex(struct round_trip *t)
{
	change(&t->word, ASK);
	return await_change(&t->word, ASK) == 0;
}

static bool answer_futex(struct round_trip *t)
{
	if (await_change(&t->word, 0) != ASK)
		return false;
	change(&t->word, 0);
	return true;
}

static void end_futex(struct round_trip *t)
{
	change(&t->word, END);
}

const struct round_trip_kind round_trip_kinds[ROUND_TRIP_KINDS] = {
	{ "pipe", true, open_pipe, ask_stream, answer_stream, end_pipe },
	{ "eventfd", false, open_eventfd, ask_eventfd, answer_eventfd, end_eventfd },
	{ "futex", false, open_futex, ask_futex, answer_futex, end_futex },
	{ "unix", true, open_unix, ask_stream, answer_stream, end_unix },
};

uint64_t round_trip_clock_cost(void)
{
	enum { READS = 101 };
	double v[READS];

	for (size_t i = 0; i < READS; i++) {
		uint64_t before = clock_ns();

		v[i] = (double)(clock_ns() - before);
	}
	sort_doubles(v, READS);
	return (uint64_t)sort_median(v, READS);
}

/* One thread of a pair. */
struct side {
	pthread_t thread;
	const struct round_trip_kind *kind;
	struct round_trip *trip;
	struct histogram *h; /* of the asker */
	uint64_t limit, clock_cost;
	bool failed;
};

static void *be_asker(void *ctx)
{
	struct side *s = ctx;
	uint64_t began = clock_ns(), now, before;

	s->kind->ask(s->trip); /* the answerer may not have started */
	do {
		before = clock_ns();
		s->failed = !s->kind->ask(s->trip);
		now = clock_ns();
		histogram_add(s->h,
			now - before > s->clock_cost ? now - before - s->clock_cost : 1);
	} while (now - began < s->limit && !s->failed);
	s->kind->end(s->trip);
	return NULL;
}

static void *be_answerer(void *ctx)
{
	const struct side *s = ctx;

	while (s->kind->answer(s->trip))
		;
	return NULL;
}

static void close_trip(const struct round_trip *t)
{
	for (size_t i = 0; i < 2; i++) {
		if (t->to[i] >= 0 && (i == 0 || t->to[1] != t->to[0]))
			close(t->to[i]);
		if (t->from[i] >= 0 && t->from[i] != t->to[0] && t->from[i] != t->to[1] &&
			(i == 0 || t->from[1] != t->from[0]))
			close(t->from[i]);
	}
	free(t->payload);
	free(t->answer);
}

static int open_trip(struct round_trip *t, const struct round_trip_kind *kind, size_t bytes)
{
	*t = (struct round_trip){ .to = { -1, -1 }, .from = { -1, -1 }, .bytes = bytes };
	t->payload = calloc(1, bytes + 1);
	t->answer = calloc(1, bytes + 1);
	errno = ENOMEM;
	return t->payload && t->answer ? kind->open(t) : -1;
}

struct pairs {
	struct arena mem;
	struct round_trip trips[ROUND_TRIP_PAIRS_MAX];
	struct side askers[ROUND_TRIP_PAIRS_MAX], answerers[ROUND_TRIP_PAIRS_MAX];
	size_t n; /* that run */
};

/* Starts the i-th pair; 0 or errno. An answerer without an asker must end. */
static int start_pair(struct pairs *p, const struct side *like, const int *cpus, size_t bytes)
{
	struct side *asker = &p->askers[p->n], *answerer = &p->answerers[p->n];
	struct round_trip *t = &p->trips[p->n];
	int rc = open_trip(t, like->kind, bytes) < 0 ? errno : 0;

	*asker = *answerer = *like;
	asker->trip = answerer->trip = t;
	asker->h = histogram_new(&p->mem);
	if (rc == 0)
		rc = thread_team_start(&answerer->thread, cpus[1], be_answerer, answerer);
	if (rc != 0) {
		close_trip(t);
		return rc;
	}
	rc = thread_team_start(&asker->thread, cpus[0], be_asker, asker);
	if (rc != 0) {
		like->kind->end(t);
		pthread_join(answerer->thread, NULL);
		close_trip(t);
		return rc;
	}
	p->n++;
	return 0;
}

int round_trip_run(const struct round_trip_kind *kind, size_t n, const int *cpus, size_t bytes,
	double time, struct histogram *h)
{
	struct pairs *p = calloc(1, sizeof *p);
	const struct side like = {
		.kind = kind, .limit = (uint64_t)(time * 1e9), .clock_cost = round_trip_clock_cost()
	};
	int rc = p ? 0 : ENOMEM;

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = start_pair(p, &like, cpus + 2 * i, bytes);
	for (size_t i = 0; p && i < p->n; i++) {
		pthread_join(p->askers[i].thread, NULL);
		pthread_join(p->answerers[i].thread, NULL);
		if (p->askers[i].failed)
			rc = EPIPE;
		histogram_merge(h, p->askers[i].h);
		close_trip(&p->trips[i]);
	}
	if (p)
		arena_free(&p->mem);
	free(p);
	errno = rc;
	return rc ? -1 : 0;
}
