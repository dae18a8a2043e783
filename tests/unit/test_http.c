/* The kind `http` against a small server on loopback. */
#include "engine_fixture.h"
#include "judge_fixture.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "load/histogram.h"
#include "measure/kind/http.h"
#include "model/option/option.h"

static atomic_bool busy; /* threads seem to use four processors all the time */

/* Instead of the C library's. A slow start of a thread leaves far more than the limit. */
int clock_gettime(clockid_t id, struct timespec *at)
{
	const bool pretend = id == CLOCK_THREAD_CPUTIME_ID && atomic_load(&busy);
	long rc = syscall(SYS_clock_gettime, pretend ? CLOCK_MONOTONIC : id, at);

	if (pretend) {
		at->tv_sec = 4 * at->tv_sec + 4 * at->tv_nsec / 1000000000;
		at->tv_nsec = 4 * at->tv_nsec % 1000000000;
	}
	return (int)rc;
}

struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	atomic_uint requests;
};

static void say(int fd, const char *status, const char *more, const char *body)
{
	char text[1000];

	snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n%s", status,
		strlen(body), more, body);
	send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void answer(int fd, const char *path, unsigned nth)
{
	if (strncmp(path, "/ok", 3) == 0)
		say(fd, "200 OK", "", "hello");
	else if (strncmp(path, "/slow ", 6) == 0)
		poll(NULL, 0, 10), say(fd, "200 OK", "", "hello");
	else if (strncmp(path, "/moved", 6) == 0)
		say(fd, "302 Found", "Location: /ok\x1b[2J\r\n", "");
	else if (strncmp(path, "/half", 5) == 0)
		say(fd, nth % 2 ? "500 Oh" : "200 OK", "", "hello");
	else if (strncmp(path, "/stalls", 7) == 0)
		nth ? (void)poll(NULL, 0, 300) : say(fd, "200 OK", "", "hello");
	else if (strncmp(path, "/never", 6) == 0)
		poll(NULL, 0, 100);
	else
		say(fd, "404 Not Found", "", "no \x1b[31msuch\npage");
}

static void *serve_one(void *arg)
{
	struct server *s = ((void **)arg)[0];
	int fd = (int)(intptr_t)((void **)arg)[1];
	char text[4096];
	ssize_t got;

	free(arg);
	while ((got = recv(fd, text, sizeof text - 1, 0)) > 0) {
		const char *path = memchr(text, ' ', (size_t)got);

		text[got] = '\0';
		if (!path)
			break;
		answer(fd, path + 1, atomic_fetch_add(&s->requests, 1));
		if (strncmp(path + 1, "/never", 6) == 0)
			break;
	}
	close(fd);
	return NULL;
}

static void *serve_all(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		void **job = malloc(2 * sizeof *job);
		pthread_t thread;

		job[0] = s;
		job[1] = (void *)(intptr_t)fd;
		pthread_create(&thread, NULL, serve_one, job);
		pthread_detach(thread);
	}
	return NULL;
}

static void server_start(struct server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	memset(s, 0, sizeof *s);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(s->fd, 128), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&at, &n), 0);
	s->port = ntohs(at.sin_port);
	pthread_create(&s->thread, NULL, serve_all, s);
}

static void server_stop(struct server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
}

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

/* $P in the text is the server's port. */
static const struct result *measure_http(struct trial *t, struct fixture *f, const struct server *s,
	const char *yaml, size_t sides)
{
	struct problems p = { .mem = &f->mem };
	const struct option_start start = { .fill = fill, .ctx = &f->mem };
	/* It is the only option of the entry. */
	struct http_options *o = arena_alloc(&f->mem, sizeof *o);
	const char *port = strstr(yaml, "$P");
	const char *text = port
		? arena_printf(&f->mem, "%.*s%u%s", (int)(port - yaml), yaml, s->port, port + 2)
		: yaml;

	option_read_yaml(o, &http_section, &start, text, strlen(text), &p);
	if (p.n)
		fail_msg("%s: %s", text, p.v[0].text);
	trial_open(t, f, &http_kind);
	t->metrics_file = arena_printf(&f->mem, "%s/metrics.txt", t->root[0]);
	t->benchmark.options = o;
	t->benchmark.life.schedule.warmup = 0;
	assert_int_equal(trial_measure(t, sides), 0);
	return trial_result(t, "x");
}

static double value_of(const struct result *r, enum http_metric metric)
{
	const struct series *s = result_find(r, http_metrics[metric].name);

	if (!s || s->n != 2)
		fail_msg("%s has %zu samples", http_metrics[metric].name, s ? s->n : 0);
	return s->v[1];
}

#define URL "url: 'http://127.0.0.1:$P/"

static void a_closed_load(void **state)
{
	struct fixture *f = *state;
	const struct result *r;
	struct server s;
	struct trial t;

	server_start(&s);
	r = measure_http(&t, f, &s, "{ " URL "ok', concurrency: 2, count: 200, warmup: 0 }", 1);
	if (r->status != RESULT_OK)
		fail_msg("%s", r->reason);
	assert_text(r->v[0].metric.name, "requests_per_second");
	assert_true(value_of(r, HTTP_REQUESTS_PER_SECOND) > 1);
	assert_true(value_of(r, HTTP_BYTES_PER_RESPONSE) == 5);
	assert_true(value_of(r, HTTP_ERRORS) == 0);
	assert_true(value_of(r, HTTP_RECONNECTS) == 0);
	assert_true(value_of(r, HTTP_LATENCY) > 0);
	assert_null(result_find(r, "never_sent"));
	assert_non_null(result_find(r, "latency.p99.9"));
	assert_true(series_has_shapes(result_find(r, "latency")));
	assert_false(series_has_shapes(result_find(r, "latency.p90")));
	assert_contains(r->checks, "Little's law within ");
	assert_contains(r->checks, ", 0 errors, 0 reconnects");
	/* One to look at, then two rounds. */
	assert_int_equal(atomic_load(&s.requests), 1 + 2 * 200);
	server_stop(&s);
	trial_close(&t);
}

static void an_open_load(void **state)
{
	struct fixture *f = *state;
	const struct result *r;
	struct server s;
	struct trial t;

	server_start(&s);
	r = measure_http(&t, f, &s,
		"{ " URL "slow', rate: 200/s, count: 40, concurrency: 32, warmup: 0 }", 1);
	if (r->status != RESULT_OK)
		fail_msg("%s", r->reason);
	assert_text(r->v[0].metric.name, "latency");
	assert_true(value_of(r, HTTP_LATENCY) >= 0.009);
	assert_true(value_of(r, HTTP_NEVER_SENT) >= 0);
	assert_true(value_of(r, HTTP_CLIENT_DELAY) >= 0);
	server_stop(&s);
	trial_close(&t);
}

/* Programs of their names that print what the real ones did. */
static void other_generators(void **state)
{
	static const struct {
		const char *options, *prints, *words; /* of its command, before the URL */
	} rows[] = {
		{ "tool: wrk, threads: 2, concurrency: 8, headers: { A: 'b c' }", "wrk/latency.txt",
			"wrk --latency -c 8 -t 2 --timeout 10s -d 1s -H A: b c http://127.0.0.1:" },
		{ "tool: h2load, count: 20", "h2load/summary.txt",
			"h2load --h1 -c 64 -t 1 -N 10 -n 20 --log-file=/" },
		{ "tool: oha, timeout: 1500ms", "oha/ok.json",
			"oha --no-tui --output-format json -c 64 -t 2s -w -z 1s http://" },
		{ "tool: hey, method: POST, body: '{}'", "hey/summary.txt",
			"hey -c 64 -t 10 -z 1s -m POST -d {} http://" },
		{ "tool: bombardier, duration: 3s", "bombardier/ok.json",
			"bombardier --format json --print result --latencies -c 64 -t 10s -d 3s "
			"http://" },
		{ "tool: ab, count: 99", "ab/result.txt",
			"ab -q -k -l -r -c 64 -s 10 -n 99 http://" },
	};
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem), *path = getenv("PATH");
	const char *said = arena_printf(&f->mem, "%s/said", folder);
	char *here = realpath("tests/data/import", NULL);
	struct server s;

	server_start(&s);
	setenv("PATH", arena_printf(&f->mem, "%s:%s", folder, path), 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name = arena_copy(&f->mem, rows[i].words, strcspn(rows[i].words, " "));
		const char *program = arena_printf(&f->mem, "%s/%s", folder, name);
		const struct result *r;
		struct trial t;

		unit_write(program,
			arena_printf(&f->mem,
				"#!/bin/sh\necho \"%s $*\" >%s\nfor w; do case $w in --log-file=*) "
				"cp %s/h2load/requests.tsv \"${w#*=}\";; esac; done\ncat %s/%s\n",
				name, said, here, here, rows[i].prints));
		chmod(program, 0700);
		r = measure_http(&t, f, &s,
			arena_printf(&f->mem, "{ " URL "ok', warmup: 0, %s }", rows[i].options), 1);
		assert_row(name, r->reason, NULL);
		assert_text(r->v[0].metric.name, "requests_per_second");
		assert_true(value_of(r, HTTP_REQUESTS_PER_SECOND) > 1);
		assert_true(value_of(r, HTTP_LATENCY_MEAN) > 1e-6);
		assert_true(value_of(r, HTTP_CLIENT_CPU) >= 0);
		assert_true(value_of(r, HTTP_ERRORS) == 0);
		assert_contains(r->checks, "Little's law within ");
		assert_contains(unit_read(&f->mem, said), rows[i].words);
		if (strcmp(name, "h2load") == 0) { /* the log has every request */
			assert_float_equal(value_of(r, HTTP_LATENCY_MIN), 0.002442, 1e-9);
			assert_true(result_find(r, "latency.p99.9")->n == 2);
			assert_int_not_equal(access(arena_printf(&f->mem, "%s.requests",
							    t.metrics_file),
						     F_OK),
				0);
		}
		trial_close(&t);
	}
	setenv("PATH", path, 1);
	server_stop(&s);
	unit_remove(folder);
	free(here);
}

static void what_cannot_be_measured(void **state)
{
	static const struct {
		const char *yaml, *reason;
	} rows[] = {
		{ "{ url: 'http://127.0.0.1:1/', duration: 10ms }",
			"before the first round, GET / failed: nothing accepts" },
		{ "{ " URL "x' }",
			"before the first round, the answer to GET /x has status 404 instead of a "
			"status from 200 to 299; it has 17 bytes that begin: "
			"no \\x1b[31msuch\\npage; if this status is right, write expect_status: 404" },
		{ "{ " URL "ok', expect_status: [204, 404] }",
			"has status 200 instead of 204 or 404; it has 5 bytes that begin: hello" },
		{ "{ " URL "moved' }",
			"has status 302 instead of a status from 200 to 299; it has an empty body; "
			"the server redirects to /ok\\x1b[2J, but benchctl does not follow redirects" },
		{ "{ " URL "ok', expect_length: 6 }",
			"has 5 bytes instead of expect_length: 6; it has 5 bytes that begin: hello" },
		{ "{ " URL "never', timeout: 200ms }",
			"before the first round, GET /never failed: " },
		{ "{ " URL "half', count: 100, concurrency: 1, warmup: 0 }",
			"of 100 requests failed in sample 1 (50 had another status), more than max_errors: 0%; "
			"the first: " },
		{ "{ " URL "half', count: 100, concurrency: 1, warmup: 0, max_errors: 49% }",
			"more than max_errors: 49%" },
		{ "{ " URL "stalls', timeout: 100ms, duration: 50ms, warmup: 20ms }",
			"no request was sent and answered in the 0.05 s in sample 1; the first error: "
			"GET /stalls: no answer arrives in time" },
	};
	struct fixture *f = *state;
	struct server s;

	server_start(&s);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct result *r;
		struct trial t;

		atomic_store(&s.requests, 0);
		r = measure_http(&t, f, &s, rows[i].yaml, 1);
		assert_row(rows[i].yaml, result_status_names[r->status], "error");
		assert_contains(r->reason, rows[i].reason);
		trial_close(&t);
	}
	server_stop(&s);
}

static void errors_that_are_allowed(void **state)
{
	struct fixture *f = *state;
	const struct result *r;
	struct server s;
	struct trial t;

	server_start(&s);
	r = measure_http(&t, f, &s,
		"{ " URL "half', count: 100, concurrency: 1, warmup: 0, max_errors: 50% }", 1);
	if (r->status != RESULT_OK)
		fail_msg("%s", r->reason);
	assert_true(value_of(r, HTTP_ERRORS) == .5);
	assert_contains(r->checks, ", 100 errors, ");
	server_stop(&s);
	trial_close(&t);
}

/* A template is tried with two values. */
static void templates_are_tried_twice(void **state)
{
	struct fixture *f = *state;
	struct server s;
	struct trial t;

	server_start(&s);
	measure_http(&t, f, &s,
		"{ " URL "', requests: [{ path: '/ok/${seq}' }, { path: /ok }],"
		" count: 10, concurrency: 1, warmup: 0 }",
		1);
	assert_int_equal(atomic_load(&s.requests), 3 + 2 * 10);
	server_stop(&s);
	trial_close(&t);
}

/* One running server says nothing about two trees. */
static void sides_need_servers_of_their_own(void **state)
{
	struct fixture *f = *state;
	const struct result *r;
	struct server s;
	struct trial t;

	server_start(&s);
	r = measure_http(&t, f, &s, "{ " URL "ok', count: 10 }", 2);
	assert_int_equal(r->status, RESULT_ERROR);
	assert_contains(r->reason, "names one server for both sides");
	assert_int_equal(atomic_load(&s.requests), 0);
	server_stop(&s);
	trial_close(&t);
}

/* A round as the load might report it: 1 s, 1000 answers that each took 10 ms, on 10
 * connections. */
static struct load_result round_of(struct arena *mem)
{
	struct load_result r = { .latency = histogram_new(mem),
		.sent = 1000,
		.completed = 1000,
		.answered = 1000,
		.window_ns = 1000000000,
		.cpu_ns = 300000000,
		.threads = 1,
		.concurrency = 10 };

	for (int i = 0; i < 1000; i++)
		histogram_add(r.latency, 10000000);
	return r;
}

static void rounds_that_cannot_be_believed(void **state)
{
	static const struct {
		const char *what, *doubt; /* its beginning; NULL: none */
		uint64_t cpu_ns;
		unsigned threads;
		double concurrency;
		size_t bad; /* of 5 rounds */
	} rows[] = {
		{ "good", NULL, 300000000, 1, 10, 5 },
		{ "busy client", "the client was the limit: it used 95%", 950000000, 1, 10, 5 },
		{ "busy client, 3 rounds", "the client was the limit: it used 69%", 950000000, 1,
			10, 3 },
		{ "busy client, 2 rounds", NULL, 950000000, 1, 10, 2 },
		{ "two threads", NULL, 950000000, 2, 10, 5 },
		{ "within 2%", NULL, 300000000, 1, 9.8, 5 },
		/* Up to 2% more may be requests that cross the ends of the window. */
		{ "Little's law", "mean latency times throughput misses the concurrency by 11.1%",
			300000000, 1, 9, 5 },
		{ "Little's law", "mean latency times throughput misses the concurrency by 50.0%",
			300000000, 1, 20, 5 },
		{ "Little's law, 2 rounds", NULL, 300000000, 1, 20, 2 },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct http_checks c = { 0 };
		const char *doubt;

		for (size_t k = 0; k < 5; k++) {
			struct load_result r = round_of(&mem);

			if (k < rows[i].bad) {
				r.cpu_ns = rows[i].cpu_ns;
				r.threads = rows[i].threads;
				r.concurrency = rows[i].concurrency;
			}
			http_checks_add(&c, &r);
		}
		doubt = http_checks_doubt(&c, &mem);
		assert_row(rows[i].what,
			doubt && rows[i].doubt
				? arena_printf(&mem, "%.*s", (int)strlen(rows[i].doubt), doubt)
				: doubt,
			rows[i].doubt);
	}
}

/* From the client's clock to the verdict. */
static void a_limited_client_decides_nothing(void **state)
{
	struct fixture *f = *state;
	struct arena *mem = &f->mem;
	const struct gate_policy gate = judge_gate(mem, "inconclusive: fail");
	const struct compare_options options = { .gate = &gate };
	const char *yaml = "{ " URL "slow', concurrency: 4, count: 8, warmup: 0 }";
	struct server s;

	server_start(&s);
	for (int i = 0; i < 2; i++) {
		struct comparison c = { 0 };
		struct trial base, head;
		struct run_set set = { .v = &base.run[0], .n = 1 };

		atomic_store(&busy, i == 1);
		assert_text(measure_http(&base, f, &s, yaml, 1)->reason, NULL);
		assert_text(measure_http(&head, f, &s, yaml, 1)->reason, NULL);
		compare_runs(&c, mem, judge_new(mem), &set, &head.run[0], &options);
		assert_text(c.v[0].metric.name, "requests_per_second");
		if (!i) {
			assert_int_not_equal(c.v[0].reason.kind, FINDING_DOUBT);
		} else {
			assert_int_equal(c.v[0].verdict, VERDICT_INCONCLUSIVE);
			assert_int_equal(c.v[0].consequence, CONSEQUENCE_FAIL);
			assert_contains(c.v[0].reason.text, "the client was the limit: it used ");
		}
		trial_close(&base);
		trial_close(&head);
	}
	atomic_store(&busy, false);
	server_stop(&s);
}

static void an_empty_round_is_no_sample(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_result r = round_of(&mem);
	struct error err;

	(void)state;
	assert_ok(http_round_fault(&r, 0, "in sample 1", &err), &err);
	r.answered = r.completed = 0;
	assert_int_equal(http_round_fault(&r, 1, "in sample 1", &err), -1);
	assert_contains(err.text, "no request was sent and answered in the 1 s in sample 1");
	r.completed = 2; /* both after the end */
	assert_int_equal(http_round_fault(&r, 1, "in sample 1", &err), -1);
	assert_contains(err.text, "no request was sent and answered in the 1 s in sample 1");
	r.completed = 0;
	r.never_sent = 7;
	assert_int_equal(http_round_fault(&r, 1, "in sample 1", &err), -1);
	assert_contains(err.text, "does not keep up with the rate");
	assert_contains(err.text, "7 found no free connection");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_closed_load),
		cmocka_unit_test(an_open_load),
		cmocka_unit_test(other_generators),
		cmocka_unit_test(what_cannot_be_measured),
		cmocka_unit_test(errors_that_are_allowed),
		cmocka_unit_test(templates_are_tried_twice),
		cmocka_unit_test(sides_need_servers_of_their_own),
		cmocka_unit_test(rounds_that_cannot_be_believed),
		cmocka_unit_test(a_limited_client_decides_nothing),
		cmocka_unit_test(an_empty_round_is_no_sample),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
