/* Loads against servers that misbehave. */
#include "load_fixture.h"

#include <sys/un.h>

/* Servers with one fault each. They end when the client closes the connection. */

static void garbage(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "\x16\x03\x01\x02 not HTTP at all\r\n\r\n");
	wait_for_end(fd);
}

static void endless_headers(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\n");
	while (send(fd, "A: b\r\n", 6, MSG_NOSIGNAL) > 0)
		;
}

static void endless_line(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\n");
	while (send(fd, "AAAAAA", 6, MSG_NOSIGNAL) > 0)
		;
}

static void endless_body(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\n\r\n");
	while (send(fd, "hello hello hello hello", 23, MSG_NOSIGNAL) > 0)
		;
}

static void endless_interim(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	while (send(fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL) > 0)
		;
}

static void busy_then_fine(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd,
			s->requests == 1 ? "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
					 : "HTTP/1.1 204 No Content\r\n\r\n");
}

static void ends_in_mid_body(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
}

static void bad_chunk(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");
	wait_for_end(fd);
}

static void several_interim(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" HELLO);
}

static void old_and_closes(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, "HTTP/1.0 200 OK\r\n\r\nhello");
}

static void old_and_stays(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello");
}

/* The second connection of a load; the first only asks whether somebody listens. */
static void resets_on_reuse(struct server *s, int fd, unsigned nth)
{
	static const struct linger at_once = { .l_onoff = 1 };

	(void)nth;
	request(s, fd);
	say(fd, HELLO);
	request(s, fd);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void always_resets(struct server *s, int fd, unsigned nth)
{
	static const struct linger at_once = { .l_onoff = 1 };

	(void)nth;
	request(s, fd);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void byte_by_byte(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	for (const char *at = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"; *at; at++)
		if (poll(NULL, 0, 100) < 0 || send(fd, at, 1, MSG_NOSIGNAL) <= 0)
			break;
}

static void bytewise_but_in_time(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		for (const char *at = HELLO; *at; at++)
			send(fd, at, 1, MSG_NOSIGNAL);
}

static void silent(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	wait_for_end(fd);
}

static void closes_at_once(struct server *s, int fd, unsigned nth)
{
	(void)s, (void)fd, (void)nth;
}

static void says_too_much(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, HELLO "more");
	wait_for_end(fd);
}

static void answers_head(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	while (request(s, fd))
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

/* Answers before it has read the request's body, and closes. */
static void refuses_early(struct server *s, int fd, unsigned nth)
{
	(void)s, (void)nth;
	say(fd, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	shutdown(fd, SHUT_WR);
	wait_for_end(fd);
}

/* Four requests each, one after the other. errors are of one class. */
struct fault {
	const char *name;
	serve *serve;
	const char *method;
	unsigned completed, errors;
	enum load_error class;
	unsigned reconnects, retried;
	const char *first_error;
};

static const struct fault faults[] = {
	{ "garbage", garbage, "GET", 0, 4, LOAD_ERROR_PROTOCOL, 3, 0,
		"GET /: the server does not answer with HTTP/1.0 or HTTP/1.1" },
	{ "endless headers", endless_headers, "GET", 0, 4, LOAD_ERROR_PROTOCOL, 3, 0,
		"GET /: the server sends more header bytes than benchctl accepts" },
	{ "an endless line", endless_line, "GET", 0, 4, LOAD_ERROR_PROTOCOL, 3, 0,
		"GET /: the server sends more header bytes than benchctl accepts" },
	{ "an endless body", endless_body, "GET", 0, 4, LOAD_ERROR_LENGTH, 3, 0,
		"GET /: the server sends a larger body than benchctl accepts" },
	{ "endless interim answers", endless_interim, "GET", 0, 4, LOAD_ERROR_PROTOCOL, 3, 0,
		"GET /: the server sends more header bytes than benchctl accepts" },
	{ "503 then 204", busy_then_fine, "GET", 3, 1, LOAD_ERROR_STATUS, 0, 0,
		"GET /: the server answers with status 503" },
	{ "the end in mid-body", ends_in_mid_body, "GET", 0, 4, LOAD_ERROR_CLOSED, 3, 0,
		"GET /: the server closes the connection before the answer's end" },
	{ "a bad chunk", bad_chunk, "GET", 0, 4, LOAD_ERROR_PROTOCOL, 3, 0,
		"GET /: the server sends a chunk without a size" },
	{ "several interim answers", several_interim, "GET", 4, 0, 0, 0, 0, NULL },
	{ "HTTP/1.0 until close", old_and_closes, "GET", 4, 0, 0, 3, 0, NULL },
	{ "HTTP/1.0 kept alive", old_and_stays, "GET", 4, 0, 0, 0, 0, NULL },
	{ "reset on reuse", resets_on_reuse, "GET", 4, 0, 0, 3, 3, NULL },
	{ "reset on reuse, POST", resets_on_reuse, "POST", 2, 2, LOAD_ERROR_CLOSED, 1, 0,
		"POST /: the connection ends: Connection reset by peer" },
	{ "reset always", always_resets, "GET", 0, 4, LOAD_ERROR_CLOSED, 3, 0,
		"GET /: the connection ends: Connection reset by peer" },
	{ "a byte every 0.1 s", byte_by_byte, "GET", 0, 4, LOAD_ERROR_TIMEOUT, 3, 0,
		"GET /: the answer does not end in time; 0 bytes of its body arrived" },
	{ "bytes in time", bytewise_but_in_time, "GET", 4, 0, 0, 0, 0, NULL },
	{ "silence", silent, "GET", 0, 4, LOAD_ERROR_TIMEOUT, 3, 0,
		"GET /: no answer arrives in time" },
	{ "no answer", closes_at_once, "GET", 0, 4, LOAD_ERROR_CLOSED, 3, 0, "GET /: the " },
	{ "too much", says_too_much, "GET", 0, 4, LOAD_ERROR_LENGTH, 3, 0,
		"GET /: the server sends more bytes after the end of the answer" },
	{ "HEAD", answers_head, "HEAD", 4, 0, 0, 0, 0, NULL },
};

static void check_fault(const struct fault *f, bool libcurl)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/", .method = f->method };
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };
	uint64_t errors = 0;

	server_start(&s, f->serve);
	p = plan_of(&s, &get);
	p.target.libcurl = libcurl;
	p.header_max = 4000;
	p.body_max = 100000;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	for (size_t i = 0; i < LOAD_ERRORS; i++)
		errors += r.errors[i];
	if (r.sent != 4 || r.completed != f->completed || errors != f->errors ||
		r.errors[f->class] != f->errors || r.reconnects != f->reconnects ||
		r.retried != f->retried || r.latency->n != f->completed)
		fail_msg("%s%s: %u sent, %u completed, %u errors, %u of this class, %u reconnects, "
			 "%u retried; %s",
			libcurl ? "libcurl: " : "", f->name, (unsigned)r.sent,
			(unsigned)r.completed, (unsigned)errors, (unsigned)r.errors[f->class],
			(unsigned)r.reconnects, (unsigned)r.retried,
			r.first_error ? r.first_error : "");
	if (libcurl)
		return;
	if (f->first_error)
		assert_contains(r.first_error, f->first_error);
	else
		assert_row(f->name, r.first_error, NULL);
}

static void faults_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		check_fault(&faults[i], false);
}

/* libcurl sends any request again whose reused connection was reset, without saying so, and drops
 * bytes behind an answer. */
static void libcurl_counts_them_too(void **state)
{
	static const struct fault others[] = {
		{ "a bad chunk", bad_chunk, "GET", 0, 4, LOAD_ERROR_CLOSED, 3, 0, NULL },
		{ "reset on reuse", resets_on_reuse, "GET", 4, 0, 0, 3, 0, NULL },
		{ "reset on reuse, POST", resets_on_reuse, "POST", 4, 0, 0, 3, 0, NULL },
		{ "too much", says_too_much, "GET", 4, 0, 0, 3, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		const struct fault *f = &faults[i];

		for (size_t k = 0; k < ARRAY_SIZE(others); k++)
			if (strcmp(others[k].name, f->name) == 0)
				f = &others[k];
		check_fault(f, true);
	}
}

static void an_early_refusal_is_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request post = {
		.weight = 1, .method = "POST", .path = "/", .body_n = 8 << 20, .verbatim = true
	};
	struct server s;
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	post.body = arena_alloc(&mem, post.body_n);
	server_start(&s, refuses_early);
	p = plan_of(&s, &post);
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&s);
	assert_text(r.first_error, "POST /: the server answers with status 413");
	assert_int_equal(r.errors[LOAD_ERROR_STATUS], 4);
}

/* The attempt to find a listener fills the queue, and nobody ever accepts. */
static void a_full_queue_ends_in_errors(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_request get = { .weight = 1, .path = "/" };
	const char *folder = unit_folder(&mem);
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct load_plan p = plan_of(&(struct server){ .port = 80 }, &get);
	struct load_result r;
	struct error err = { 0 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	snprintf(at.sun_path, sizeof at.sun_path, "%s/socket", folder);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 0), 0);
	p.target.socket = at.sun_path;
	p.count = 2;
	p.timeout_ns = 100000000;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	assert_int_equal(r.errors[LOAD_ERROR_CONNECT], 2);
	assert_text(r.first_error, "GET /: no connection within the time limit");
	close(fd);
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_are_counted),
		cmocka_unit_test(libcurl_counts_them_too),
		cmocka_unit_test(a_full_queue_ends_in_errors),
		cmocka_unit_test(an_early_refusal_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
