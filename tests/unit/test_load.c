#include "load_fixture.h"

#include <math.h>
#include <sys/prctl.h>

#include "load/response.h"
#include "load/worker.h"

static void a_closed_load_counts_what_it_sends(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/x?y=1" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&s, hello);
	p = plan_of(&s, &get);
	p.connections = 5;
	p.threads = 2;
	p.count = 1003;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_text(r.first_error, NULL);
	assert_int_equal(r.sent, 1003);
	assert_int_equal(r.completed, 1003);
	assert_int_equal(r.answered, 1003);
	assert_int_equal(r.latency->n, 1003);
	assert_int_equal(r.body_bytes, 5 * 1003);
	assert_int_equal(r.bytes_in, (sizeof HELLO - 1) * 1003);
	assert_int_equal(r.reconnects, 0);
	assert_int_equal(r.threads, 2);
	assert_int_equal(s.requests, 1003);
	assert_int_equal(s.connections, 6); /* one asks whether anybody listens */
	assert_true(r.cpu_ns > 0 && r.concurrency > 0 && r.concurrency <= 5);
	assert_contains(s.seen, "GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1:");
}

static void nobody_listens(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&s, hello);
	server_stop(&s);
	p = plan_of(&s, &get);
	assert_int_equal(load_run(&r, &p, &mem, &err), -1);
	assert_contains(err.text, "nothing accepts a connection at 127.0.0.1 port ");
	assert_contains(err.text, "Connection refused");
	p.target.socket = "/nonexistent/socket";
	assert_int_equal(load_run(&r, &p, &mem, &err), -1);
	assert_text(err.text,
		"nothing accepts a connection at the socket '/nonexistent/socket': "
		"No such file or directory");
}

static void a_lifetime_limits_connections(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&s, hello);
	p = plan_of(&s, &get);
	p.count = 10;
	p.requests_per_connection = 3;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.completed, 10);
	assert_int_equal(r.reconnects, 3);
}

/* Answers for two tenths of a second, then stalls for as long, and so on. */
static void stalls(struct server *s, int fd, unsigned nth)
{
	uint64_t began = clock_ns();

	(void)nth;
	while (request(s, fd)) {
		while ((clock_ns() - began) / 200000000 % 2)
			poll(NULL, 0, 1);
		say(fd, HELLO);
	}
}

/* In a closed load one request waits for each stall; in an open load all that are due. */
static void an_open_load_shows_a_stall(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result open, closed;
	struct error err = { 0 };

	(void)state;
	server_start(&s, stalls);
	p = plan_of(&s, &get);
	p.duration_ns = 1200000000;
	p.count = 0;
	p.timeout_ns = 10000000000;
	assert_ok(load_run(&closed, &p, &mem, &err), &err);
	p.rate = 200;
	assert_ok(load_run(&open, &p, &mem, &err), &err);
	server_stop(&s);
	assert_true(histogram_percentile(closed.latency, 90) < 50e6);
	assert_true(histogram_percentile(open.latency, 90) > 100e6);
	assert_int_equal(open.sent + open.never_sent, 240);
	assert_int_equal(open.completed, open.sent);
	assert_int_equal(open.delay->n, 240);
	assert_true(closed.delay == NULL);
}

static void silent(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	wait_for_end(fd);
}

static void silence_leaves_requests_unsent(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&s, silent);
	p = plan_of(&s, &get);
	p.rate = 1000;
	p.connections = 3;
	p.count = 100;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.sent, 3);
	assert_int_equal(r.errors[LOAD_ERROR_TIMEOUT], 3);
	assert_int_equal(r.never_sent, 97);
}

/* Requests of the warm-up do not count, and the load goes on until its time is over. */
static void the_window_follows_the_warmup(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&s, hello);
	p = plan_of(&s, &get);
	p.connections = 2;
	p.count = 0;
	p.warmup_ns = p.duration_ns = 200000000;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.window_ns, 200000000);
	assert_int_equal(r.completed, r.sent);
	assert_true(s.requests > r.sent);
	assert_true(r.concurrency > 1.8 && r.concurrency <= 2);
	assert_true(histogram_mean(r.latency) * (double)r.answered / 200e6 / r.concurrency > 0.95);
	assert_true(histogram_mean(r.latency) * (double)r.answered / 200e6 / r.concurrency < 1.05);
}

static void a_ramp_comes_before_the_window(void **state)
{
	static const struct {
		double n, due; /* at 1000/s with a ramp of 1 s: 500 requests */
	} rows[] = { { 0, 0 }, { 125, 5e8 }, { 320, 8e8 }, { 500, 1e9 }, { 600, 1.1e9 } };
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct load_plan p = { .rate = 1000, .ramp_ns = 1000000000 };
	struct server s;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_true(fabs(load_due(&p, rows[i].n) - rows[i].due) < 1);
	server_start(&s, hello);
	p = plan_of(&s, &get);
	p.rate = 1000;
	p.ramp_ns = 100000000; /* 50 requests */
	p.count = 60;
	p.duration_ns = 0;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	assert_int_equal(r.sent + r.never_sent, 60);
	assert_true(r.begun + r.never_sent > 60 && r.begun + r.never_sent <= 110);
	p.rate = 0;
	p.connections = 4;
	p.count = 0;
	p.duration_ns = 50000000;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.window_ns, 50000000);
	assert_true(r.begun > r.sent);
}

static void a_load_can_be_stopped(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };
	int stop[2];

	(void)state;
	assert_int_equal(pipe(stop), 0);
	assert_int_equal(write(stop[1], "x", 1), 1);
	server_start(&s, silent);
	p = plan_of(&s, &get);
	p.stop_fd = stop[0];
	p.timeout_ns = 1000000000000;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_true(r.stopped);
	assert_int_equal(r.sent, r.unfinished);
	close(stop[0]);
	close(stop[1]);
}

static void several_interim(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" HELLO);
}

static void ends_in_mid_body(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
}

static void a_probe_shows_the_answer(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/", .check_length = true, .length = 5 };
	struct server s;
	struct load_plan p;
	struct load_answer a;
	struct error err = { 0 };

	(void)state;
	server_start(&s, several_interim);
	p = plan_of(&s, &get);
	assert_ok(load_probe(&a, &p, 0, &mem, &err), &err);
	assert_true(a.expected);
	get.length = 6;
	assert_ok(load_probe(&a, &p, 0, &mem, &err), &err);
	server_stop(&s);
	assert_false(a.expected);
	assert_int_equal(a.status, 200);
	assert_int_equal(a.length, 5);
	assert_text(a.body, "hello");
	assert_text(load_header_find(&a.headers, "content-length")->value, "5");
	assert_null(load_header_find(&a.headers, "link"));
	server_start(&s, ends_in_mid_body);
	p.target.port = s.port;
	assert_int_equal(load_probe(&a, &p, 0, &mem, &err), -1);
	server_stop(&s);
	assert_text(err.text, "GET /: the server closes the connection before the answer's end");
}

/* What a load has in memory after so many answers. */
enum { FEW = 1000, MANY = 10 * FEW };
struct growth {
	size_t n, few, many; /* few, many: bytes */
};

/* Resident memory of this process that is no file's. */
static size_t own_memory(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	char line[200];
	size_t kib = 0;

	assert_non_null(f);
	while (fgets(line, sizeof line, f) && sscanf(line, "Anonymous: %zu", &kib) != 1)
		;
	fclose(f);
	assert_true(kib > 0);
	return kib << 10;
}

static void see_status(void *ctx, int status)
{
	struct growth *g = ctx;

	assert_int_equal(status, 200);
	if (++g->n == FEW)
		g->few = own_memory();
	else if (g->n == MANY)
		g->many = own_memory();
}

static void see_bytes(void *ctx, const char *bytes, size_t n)
{
	(void)ctx, (void)bytes, (void)n;
}

/* Only the histogram may touch more of its memory. */
static void a_long_load_needs_no_more_memory(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/${seq}" };
	struct growth g = { 0 };
	const struct response_watch watch = { see_status, see_bytes, see_bytes, &g };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* the sanitizer keeps what is freed, and touches more of its own memory */
#endif
	server_start(&s, hello);
	p = plan_of(&s, &get);
	p.count = MANY;
	assert_ok(load_watched(&r, &p, &watch, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.completed, MANY);
	assert_true(g.many <= g.few + sizeof(struct histogram));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* The first, because free memory of others would hide growth. */
		cmocka_unit_test(a_long_load_needs_no_more_memory),
		cmocka_unit_test(a_closed_load_counts_what_it_sends),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(a_lifetime_limits_connections),
		cmocka_unit_test(an_open_load_shows_a_stall),
		cmocka_unit_test(silence_leaves_requests_unsent),
		cmocka_unit_test(the_window_follows_the_warmup),
		cmocka_unit_test(a_ramp_comes_before_the_window),
		cmocka_unit_test(a_load_can_be_stopped),
		cmocka_unit_test(a_probe_shows_the_answer),
	};

	/* A huge page would hide growth, or be one. */
	prctl(PR_SET_THP_DISABLE, 1UL, 0UL, 0UL, 0UL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
