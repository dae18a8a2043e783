/* The family `network`: what two ends of a connection can do. */
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/text.h"
#include "host/families.h"
#include "host/peer.h"
#include "host/thread_team.h"
#include "load/histogram.h"

enum option_row {
	OPTION_TESTS,
	OPTION_PEER,
	OPTION_STREAMS,
	OPTION_PAYLOAD,
	OPTION_DATAGRAMS,
	OPTION_TIME,
	OPTION_RETRY,
	OPTION_PATIENCE
};
static const struct benchctl_option options[] = {
	[OPTION_TESTS] = { "tests", "all", "tests to run: tcp, latency, connect, udp, or all",
		BENCHCTL_TEXT },
	[OPTION_PEER] = { "peer", "auto",
		"HOST:PORT of a `benchctl peer`; auto: benchctl starts a peer on this machine",
		BENCHCTL_TEXT },
	[OPTION_STREAMS] = { "streams", "1",
		"connections of the test tcp that send at the same time", BENCHCTL_COUNT, 0, 1,
		64 },
	[OPTION_PAYLOAD] = { "payload", "64B", "bytes of a request and of its response",
		BENCHCTL_SIZE, 0, 1, 65536 },
	[OPTION_DATAGRAMS] = { "datagrams", "1000",
		"datagrams of 1200 B in one sample of the test udp", BENCHCTL_COUNT, 0, 1, 1e6 },
	[OPTION_TIME] = { "time", "50ms",
		"how long tcp, latency, connect and udp each run for one sample", BENCHCTL_TIME, 0,
		1e-4, 60 },
	[OPTION_RETRY] = { "retry", "2s", "how long benchctl retries to connect", BENCHCTL_TIME, 0,
		0, 600 },
	[OPTION_PATIENCE] = { "patience", "5s", "how long the peer may be silent", BENCHCTL_TIME, 0,
		1e-3, 600 },
};
static const struct benchctl_metric metrics[] = { { "bandwidth", "B/s", BENCHCTL_BETTER_HIGHER,
	0 } };
static const struct benchctl_metric latency = { "latency", "s", BENCHCTL_BETTER_LOWER, 0 },
				    rate = { "rate", "1/s", BENCHCTL_BETTER_HIGHER, 0 },
				    loss = { "loss", "ratio", BENCHCTL_BETTER_LOWER, 0 };

enum { CHUNK = 1 << 17, DATAGRAM = 1200 };

struct state {
	struct arena mem;
	struct network_link link;
	struct peer *own; /* NULL: the peer is elsewhere */
	unsigned tests;
	size_t streams, payload;
	uint64_t datagrams;
	double time;
	struct histogram *h;
	char *chunk;
	int fds[64];
	struct team_work work[64];
};

/* The connection of a part was lost: it may be tried again. Or the other end is not a peer. */
enum { LOST = 1, WRONG };

static void send_chunk(struct team_work *w)
{
	const struct state *s = w->ctx;

	w->failed = !fd_send(s->fds[w->thread], s->chunk, CHUNK);
}

/* Sends on all streams, then asks each how much has arrived. */
static int stream(struct state *s, double *bytes)
{
	const struct thread_team team = { .n = s->streams, .time = s->time };

	for (size_t i = 0; i < s->streams; i++)
		s->work[i].ctx = s;
	if (thread_team_run(&team, send_chunk, s->work) < 0)
		return LOST;
	*bytes = 0;
	for (size_t i = 0; i < s->streams; i++) {
		uint64_t got;

		shutdown(s->fds[i], SHUT_WR);
		if (s->work[i].failed || !fd_receive(s->fds[i], &got, sizeof got))
			return LOST;
		if (be64toh(got) != s->work[i].repetitions * CHUNK)
			return WRONG;
		*bytes += (double)be64toh(got);
	}
	return 0;
}

static int measure_tcp(struct state *s, struct benchctl_sink *sink)
{
	double bytes = 0, passed;
	uint64_t began;
	uint32_t ignored;
	size_t n = 0;
	int rc;

	while (n < s->streams) {
		s->fds[n] = network_link_open(&s->link, PEER_SINK, &ignored, sink);
		if (s->fds[n] < 0)
			break;
		n++;
	}
	began = clock_ns();
	rc = n == s->streams ? stream(s, &bytes) : -1;
	passed = clock_seconds(began);
	while (n)
		close(s->fds[--n]);
	if (rc == 0)
		sink->emit(sink, &metrics[0], bytes / passed);
	return rc;
}

static int measure_latency(struct state *s, struct benchctl_sink *sink)
{
	uint32_t ignored;
	CLOSES_FD int fd = network_link_open(&s->link, PEER_ECHO, &ignored, sink);
	int rc = 0;
	unsigned char mark = 0;
	uint64_t began = clock_ns(), limit = (uint64_t)(s->time * 1e9), before, now;

	if (fd < 0)
		return -1;
	do {
		*s->chunk = (char)++mark;
		before = clock_ns();
		if (!fd_send(fd, s->chunk, s->payload) || !fd_receive(fd, s->chunk, s->payload))
			rc = LOST;
		now = clock_ns();
		if (rc == 0 && *s->chunk != (char)mark)
			rc = WRONG;
		histogram_add(s->h, now - before);
	} while (now - began < limit && rc == 0);
	if (rc == 0)
		family_histogram(sink, &latency, s->h, 1);
	return rc;
}

static int measure_connect(struct state *s, struct benchctl_sink *sink)
{
	uint64_t began = clock_ns(), limit = (uint64_t)(s->time * 1e9), before, now, n = 0;

	do {
		int fd;

		before = clock_ns();
		fd = network_link_connect(&s->link);
		now = clock_ns();
		if (fd < 0)
			return LOST;
		close(fd);
		histogram_add(s->h, now - before);
		n++;
	} while (now - began < limit);
	sink->emit(sink, &rate, (double)n / ((double)(now - began) * 1e-9));
	family_histogram(sink, &latency, s->h, 1);
	return 0;
}

/* Evenly over the time, so that the loss is that of the way and not of a full buffer. */
static void send_datagrams(const struct state *s, int udp)
{
	uint64_t began = clock_ns();
	double pause = s->time / (double)s->datagrams;

	for (uint64_t i = 0; i < s->datagrams; i++) {
		while (clock_seconds(began) < (double)i * pause)
			;
		if (send(udp, s->chunk, DATAGRAM, 0) < 0 && errno != ENOBUFS)
			return;
	}
}

static int measure_udp(struct state *s, struct benchctl_sink *sink)
{
	uint32_t port = 0;
	CLOSES_FD int fd = network_link_open(&s->link, PEER_UDP, &port, sink);
	CLOSES_FD int udp = -1;
	uint64_t got = 0;
	bool counted = false;

	if (fd < 0)
		return -1;
	udp = network_link_udp(&s->link, port);
	if (udp >= 0) {
		send_datagrams(s, udp);
		counted = fd_send(fd, "", 1) && fd_receive(fd, &got, sizeof got);
	}
	if (!counted)
		return LOST;
	got = be64toh(got);
	sink->emit(sink, &loss, got < s->datagrams ? 1 - (double)got / (double)s->datagrams : 0);
	return 0;
}

enum { TESTS = 4 };
static const struct test {
	const char *name;
	int (*measure)(struct state *s, struct benchctl_sink *sink);
} tests[TESTS] = {
	{ "tcp", measure_tcp },
	{ "latency", measure_latency },
	{ "connect", measure_connect },
	{ "udp", measure_udp },
};

/* A connection that is lost in the middle is made once more. */
static int run_test(struct state *s, const struct test *t, struct benchctl_sink *sink)
{
	struct benchctl_sink *sub;
	int rc;

	for (int tries = 0; tries < 2; tries++) {
		memset(s->h, 0, sizeof *s->h);
		sub = sink->sub(sink, t->name);
		rc = t->measure(s, sub);
		if (rc == 0)
			family_note(sub, "peer %s, %zu stream%s, %zu B, %" PRIu64 " %s",
				s->link.peer, s->streams, text_s(s->streams), s->payload,
				s->link.retries, s->link.retries == 1 ? "retry" : "retries");
		if (rc == WRONG)
			return family_fail(sub, "%s does not answer as a benchctl peer during %s",
				s->link.peer, t->name);
		if (rc != LOST)
			return rc;
		s->link.retries++;
	}
	return family_fail(sink->sub(sink, t->name), "the peer %s hangs up or is silent during %s",
		s->link.peer, t->name);
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)n;
	for (size_t i = 0; i < TESTS; i++)
		if (s->tests >> i & 1)
			run_test(s, &tests[i], sink);
	return 1;
}

static int close_network(void *state, struct benchctl_sink *sink)
{
	struct state *s = state;

	(void)sink;
	if (s->own)
		peer_stop(s->own);
	arena_free(&s->mem);
	free(s);
	return 0;
}

static int choose_tests(unsigned *chosen, const char *text, struct benchctl_sink *sink)
{
	return family_choose(chosen, "tests", text, tests, TESTS, sizeof *tests, sink);
}

static int read_place(struct peer_place *place, const char *peer, struct benchctl_sink *sink)
{
	return peer_place_read(place, peer)
		? 0
		: family_fail(sink, "peer: '%s' is not HOST:PORT, such as 192.168.1.2:%d", peer,
			  PEER_PORT);
}

static int check_network(const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct peer_place place;
	unsigned chosen;

	if (choose_tests(&chosen, v[OPTION_TESTS].text, sink) < 0)
		return -1;
	return strcmp(v[OPTION_PEER].text, "auto") == 0
		? 0
		: read_place(&place, v[OPTION_PEER].text, sink);
}

static int reach(struct state *s, const char *peer, struct benchctl_sink *sink)
{
	struct error err;
	CLOSES_FD int fd = -1;
	uint32_t ignored;

	if (strcmp(peer, "auto") == 0) {
		s->own = peer_start("127.0.0.1:0", &err);
		if (!s->own)
			return sink->fail(sink, err.text);
		peer = peer_address(s->own);
	}
	s->link.peer = peer;
	if (read_place(&s->link.place, peer, sink) < 0)
		return -1;
	fd = network_link_open(&s->link, PEER_NOTHING, &ignored, sink);
	return fd < 0 ? -1 : 0;
}

static int open_network(void **out, const union benchctl_value *v, struct benchctl_sink *sink)
{
	struct state *s = family_state(out, sizeof *s);
	struct rng rng = rng_seeded(1);

	s->chunk = arena_alloc(&s->mem, CHUNK);
	rng_fill(&rng, s->chunk, CHUNK); /* no page of zeros, which all caches have */
	s->streams = v[OPTION_STREAMS].count;
	s->payload = (size_t)v[OPTION_PAYLOAD].number;
	s->datagrams = v[OPTION_DATAGRAMS].count;
	s->time = v[OPTION_TIME].number;
	s->link.retry = v[OPTION_RETRY].number;
	s->link.timeout = (unsigned)(v[OPTION_PATIENCE].number * 1000);
	s->h = histogram_new(&s->mem);
	if (choose_tests(&s->tests, v[OPTION_TESTS].text, sink) == 0 &&
		reach(s, v[OPTION_PEER].text, sink) == 0)
		return 0;
	close_network(s, sink);
	return -1;
}

const struct benchctl_kind network_family = {
	FAMILY("network", "throughput, latency, connections and loss between two ends", options,
		metrics),
	.resources = BENCHCTL_NETWORK,
	.check = check_network,
	.open = open_network,
	.sample = sample,
	.close = close_network,
};
