#include "unit.h"

#include "load/response.h"

enum { HEADER_MAX = 200, BODY_MAX = 1000 };

/* What a server sends until it closes the connection. */
struct row {
	const char *bytes;
	bool head;
	int status;
	uint64_t body;
	bool reusable;
	size_t rest; /* bytes behind the answer */
	const char *problem;
};

#define OK   "HTTP/1.1 200 OK\r\n"
#define LONG "0123456789012345678901234567890123456789"

static const struct row rows[] = {
	{ OK "Content-Length: 5\r\n\r\nhello", .status = 200, .body = 5, .reusable = true },
	{ OK "Content-Length: 0\r\n\r\n", .status = 200, .reusable = true },
	{ OK "content-LENGTH:5\r\n\r\nhello", .status = 200, .body = 5, .reusable = true },
	{ "HTTP/1.1 200\nContent-Length: 2\n\nhi", .status = 200, .body = 2, .reusable = true },
	{ OK "Content-Length: 5\r\n\r\nhelloHTTP", .status = 200, .body = 5, .reusable = true,
		.rest = 4 },
	{ OK "Content-Length: 5, 5\r\nContent-Length: 5\r\n\r\nhello", .status = 200, .body = 5,
		.reusable = true },
	{ OK "Content-Length: 5\r\nConnection: close\r\n\r\nhello", .status = 200, .body = 5 },
	{ OK "Content-Length: 5\r\nConnection: a, Close ,keep-alive\r\n\r\nhello", .status = 200,
		.body = 5 },
	{ OK "X: y\r\n continued\r\nContent-Length: 1\r\n\r\nx", .status = 200, .body = 1,
		.reusable = true },
	{ "HTTP/1.1 503 Busy\r\nContent-Length: 1\r\n\r\nx", .status = 503, .body = 1,
		.reusable = true },
	/* no body, whatever the header lines announce */
	{ OK "Content-Length: 5\r\n\r\n", .head = true, .status = 200, .reusable = true },
	{ OK "Transfer-Encoding: chunked\r\n\r\n", .head = true, .status = 200, .reusable = true },
	{ "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", .status = 204, .reusable = true },
	{ "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .status = 304,
		.reusable = true },
	/* interim answers */
	{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 9"
	  "\r\n\r\n" OK "Content-Length: 2\r\n\r\nhi",
		.status = 200, .body = 2, .reusable = true },
	{ "HTTP/1.1 101 Switching Protocols\r\n\r\n", .status = 101,
		.problem = "switches to a protocol that the request does not ask for" },
	/* chunks */
	{ OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\n\r\n",
		.status = 200, .body = 11, .reusable = true },
	{ OK "Transfer-Encoding: gzip, chunked\r\n\r\nA \r\n0123456789\r\n00\r\nT: r\r\nU: s\r\n\r\n",
		.status = 200, .body = 10, .reusable = true },
	{ OK "Content-Length: 99\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
		.status = 200, .body = 1, .reusable = true },
	{ OK "Transfer-Encoding: chunked\r\n\r\nx\r\n", .status = 200,
		.problem = "sends a chunk without a size" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n-1\r\n", .status = 200,
		.problem = "sends a chunk without a size" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n1z\r\n", .status = 200,
		.problem = "sends a chunk size that is not a number" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n", .status = 200,
		.problem = "sends a chunk size that is too large" },
	{ OK "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", .status = 200,
		.problem = "announces a larger body than benchctl accepts" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n", .status = 200, .body = 2,
		.problem = "sends a chunk that is longer than its size" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", .status = 200, .body = 3,
		.problem = "closes the connection before the answer's end" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", .status = 200, .body = 5,
		.problem = "closes the connection before the answer's end" },
	{ OK "Transfer-Encoding: chunked, gzip\r\n\r\n", .status = 200,
		.problem = "sends a Transfer-Encoding that does not end with chunked" },
	{ OK "Transfer-Encoding: chunked\r\n\r\nfff\r\n" LONG LONG LONG LONG LONG LONG LONG LONG
			LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG LONG
				LONG LONG "!",
		.status = 200, .problem = "announces a larger body than benchctl accepts" },
	/* until the end of the connection */
	{ OK "\r\nhello", .status = 200, .body = 5 },
	{ OK "Transfer-Encoding: gzip\r\n\r\nhello", .status = 200, .body = 5 },
	{ "HTTP/1.0 200 OK\r\n\r\nhello", .status = 200, .body = 5 },
	{ "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", .status = 200, .body = 5 },
	{ "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello",
		.status = 200, .body = 5, .reusable = true },
	/* endings that are too early */
	{ "", .problem = "closes the connection without an answer" },
	{ OK, .status = 200, .problem = "closes the connection before the answer's end" },
	{ OK "Content-Length: 5\r\n\r\nhell", .status = 200, .body = 4,
		.problem = "closes the connection before the answer's end" },
	/* not HTTP */
	{ "\r\n" OK "\r\n", .problem = "does not answer with HTTP/1.0 or HTTP/1.1" },
	{ "220 smtp ready\r\n", .problem = "does not answer with HTTP/1.0 or HTTP/1.1" },
	{ "HTTP/2.0 200 OK\r\n\r\n", .problem = "does not answer with HTTP/1.0 or HTTP/1.1" },
	{ "HTTP/1.1 2x0 OK\r\n\r\n", .problem = "answers with a status that is not a number" },
	{ "HTTP/1.1 2000\r\n\r\n", .status = 200,
		.problem = "answers with a status that HTTP does not have" },
	{ "HTTP/1.1 099 Low\r\n\r\n", .status = 99,
		.problem = "answers with a status that HTTP does not have" },
	{ OK "no colon\r\n\r\n", .status = 200, .problem = "sends a header line without a name" },
	{ OK "Content-Length : 5\r\n\r\n", .status = 200,
		.problem = "sends a header line without a name" },
	{ OK "Content-Length: 5\r\n 6\r\n\r\n", .status = 200,
		.problem = "sends a folded header line, which is ambiguous" },
	{ OK "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", .status = 200,
		.problem = "sends two different values of Content-Length" },
	{ OK "Content-Length: +5\r\n\r\n", .status = 200,
		.problem = "sends a Content-Length that is not a number" },
	{ OK "Content-Length:\r\n\r\n", .status = 200,
		.problem = "sends a Content-Length that is not a number" },
	{ OK "Content-Length: 18446744073709551616\r\n\r\n", .status = 200,
		.problem = "sends a Content-Length that is not a number" },
	/* limits */
	{ OK "Content-Length: 1001\r\n\r\n", .status = 200,
		.problem = "announces a larger body than benchctl accepts" },
	{ OK "A: " LONG LONG LONG LONG LONG "\r\n", .status = 200,
		.problem = "sends more header bytes than benchctl accepts" },
	{ OK "Transfer-Encoding: chunked\r\n\r\n0;" LONG LONG LONG LONG LONG "\r\n", .status = 200,
		.problem = "sends more header bytes than benchctl accepts" },
};

static void check(const struct row *row, size_t piece)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct response_limits limits = { HEADER_MAX, BODY_MAX };
	struct response r = { .mem = &mem, .limits = &limits };
	size_t n = strlen(row->bytes), used = 0;

	response_begin(&r, row->head);
	while (used < n && r.state != RESPONSE_DONE && r.state != RESPONSE_FAILED)
		used += response_feed(&r, row->bytes + used, piece < n - used ? piece : n - used);
	response_end(&r);
	assert_row(row->bytes, r.problem, row->problem);
	assert_int_equal(r.state, row->problem ? RESPONSE_FAILED : RESPONSE_DONE);
	assert_int_equal(r.status, row->status);
	if (row->problem)
		return;
	if (r.body != row->body || r.reusable != row->reusable || n - used != row->rest)
		fail_msg("%s: %llu bytes, %sreusable, %zu behind", row->bytes,
			(unsigned long long)r.body, r.reusable ? "" : "not ", n - used);
}

static void answers_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		check(&rows[i], SIZE_MAX);
		for (size_t piece = 1; piece < 8; piece++)
			check(&rows[i], piece);
	}
}

/* Any number of chunks passes, although their lines exceed the limit of header lines together. */
static void many_chunks_pass(void **state)
{
	static const char start[] = OK "Transfer-Encoding: chunked\r\n\r\n";
	FREES_ARENA struct arena mem = { 0 };
	const struct response_limits limits = { HEADER_MAX, BODY_MAX };
	struct response r = { .mem = &mem, .limits = &limits };

	(void)state;
	response_begin(&r, false);
	response_feed(&r, start, sizeof start - 1);
	for (int i = 0; i < BODY_MAX; i++)
		response_feed(&r, "1\r\nx\r\n", 6);
	response_feed(&r, "0\r\n\r\n", 5);
	assert_text(r.problem, NULL);
	assert_int_equal(r.state, RESPONSE_DONE);
	assert_int_equal(r.body, BODY_MAX);
}

static void see(void *ctx, const char *bytes, size_t n)
{
	char *text = ctx, *end = text + strlen(text);

	memcpy(end, bytes, n);
	memcpy(end + n, "|", 2);
}

static void see_status(void *ctx, int status)
{
	char text[8];

	snprintf(text, sizeof text, "%d", status);
	see(ctx, text, strlen(text));
}

static void watchers_see_lines_and_bodies(void **state)
{
	static const char bytes[] = OK
		"A: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\nyou"
		"\r\n0\r\nT: trailer\r\n\r\n";
	FREES_ARENA struct arena mem = { 0 };
	const struct response_limits limits = { HEADER_MAX, BODY_MAX };
	char seen[200] = "";
	const struct response_watch watch = { see_status, see, see, seen };
	struct response r = { .mem = &mem, .limits = &limits, .watch = &watch };

	(void)state;
	response_begin(&r, false);
	assert_false(r.touched);
	response_feed(&r, bytes, sizeof bytes - 1);
	assert_true(r.touched);
	assert_text(seen, "200|A: b|Transfer-Encoding: chunked|hi|you|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_read),
		cmocka_unit_test(many_chunks_pass),
		cmocka_unit_test(watchers_see_lines_and_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
