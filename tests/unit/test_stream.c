/* Streams from servers that follow the rules, and from others. */
#include "load_fixture.h"

#include <sha1.h>

#include "load/stream.h"

#define SWITCH    "HTTP/1.1 101 Switching Protocols\r\n"
#define UPGRADE   "Upgrade: WebSocket\r\n"
#define CONNECT   "Connection: keep-alive, Upgrade\r\n"
#define HANDSHAKE SWITCH UPGRADE CONNECT "Sec-WebSocket-Accept: $\r\n\r\n"
#define HI        "\x81\x02hi"

enum { NO_ERROR = -1, MESSAGES = 3 };

struct row {
	const char *name;
	const char *handshake; /* '$' becomes the right Sec-WebSocket-Accept */
	const char *answer;    /* to each message */
	size_t answer_n;
	uint64_t answers, events;
	int error;
	const char *sentence;
};

/* Literals with NUL bytes. */
#define ANSWER(text) text, sizeof(text) - 1

static const struct row rows[] = {
	{ "answers", HANDSHAKE, ANSWER(HI), 3, 0, NO_ERROR, NULL },
	{ "binary answers", HANDSHAKE, ANSWER("\x82\x02hi"), 3, 0, NO_ERROR, NULL },
	{ "interim answer", "HTTP/1.1 100 Continue\r\n\r\n" HANDSHAKE, ANSWER(HI), 3, 0, NO_ERROR,
		NULL },
	{ "frames at once", HANDSHAKE HI HI, ANSWER(HI), 3, 2, NO_ERROR, NULL },
	{ "several events", HANDSHAKE, ANSWER(HI HI), 3, 3, NO_ERROR, NULL },
	{ "a ping inside fragments", HANDSHAKE, ANSWER("\x01\x01h\x89\x01p\x80\x01i"), 3, 0,
		NO_ERROR, NULL },
	{ "an unasked pong", HANDSHAKE, ANSWER("\x8a\x00" HI), 3, 0, NO_ERROR, NULL },
	{ "a masked frame", HANDSHAKE, ANSWER("\x81\x82\x00\x00\x00\x00hi"), 0, 0,
		LOAD_ERROR_PROTOCOL, "RFC 6455 forbids" },
	{ "a reserved bit", HANDSHAKE, ANSWER("\xc1\x02hi"), 0, 0, LOAD_ERROR_PROTOCOL,
		"RFC 6455 forbids" },
	{ "a reserved frame", HANDSHAKE, ANSWER("\x83\x02hi"), 0, 0, LOAD_ERROR_PROTOCOL,
		"RFC 6455 forbids" },
	{ "a fragmented ping", HANDSHAKE, ANSWER("\x09\x01p"), 0, 0, LOAD_ERROR_PROTOCOL,
		"RFC 6455 forbids" },
	{ "a long ping", HANDSHAKE, ANSWER("\x89\x7e\x00\x7e"), 0, 0, LOAD_ERROR_PROTOCOL,
		"RFC 6455 forbids" },
	{ "a lone continuation", HANDSHAKE, ANSWER("\x80\x02hi"), 0, 0, LOAD_ERROR_PROTOCOL,
		"RFC 6455 forbids" },
	{ "text that is not UTF-8", HANDSHAKE, ANSWER("\x81\x02\xc0\x80"), 0, 0,
		LOAD_ERROR_PROTOCOL, "RFC 6455 forbids" },
	{ "an endless message", HANDSHAKE,
		ANSWER("\x81\x7f\x00\x00\x7f\xff\xff\xff\xff\xff"
		       "x"),
		0, 0, LOAD_ERROR_LENGTH, "above 16 MiB" },
	{ "a close", HANDSHAKE, ANSWER("\x88\x02\x03\xf3"), 0, 0, LOAD_ERROR_CLOSED,
		"closes the stream with status 1011 (0 of 3 messages)" },
	{ "an answer, then a close", HANDSHAKE, ANSWER(HI "\x88\x00"), 1, 0, LOAD_ERROR_CLOSED,
		"(1 of 3 messages)" },
	{ "silence", HANDSHAKE, ANSWER(""), 0, 0, LOAD_ERROR_TIMEOUT, "sends nothing within" },
	{ "no answer", "", ANSWER(""), 0, 0, LOAD_ERROR_TIMEOUT, "does not answer" },
	{ "a page", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ANSWER(""), 0, 0,
		LOAD_ERROR_STATUS, "with status 200" },
	{ "not HTTP", "hello\r\n\r\n", ANSWER(""), 0, 0, LOAD_ERROR_PROTOCOL, "HTTP/1.0" },
	{ "another key", SWITCH UPGRADE CONNECT "Sec-WebSocket-Accept: x$\r\n\r\n", ANSWER(HI), 0,
		0, LOAD_ERROR_PROTOCOL, "Sec-WebSocket-Accept" },
	{ "no key", SWITCH UPGRADE CONNECT "\r\n", ANSWER(HI), 0, 0, LOAD_ERROR_PROTOCOL,
		"Sec-WebSocket-Accept" },
	{ "no upgrade", SWITCH CONNECT "Sec-WebSocket-Accept: $\r\n\r\n", ANSWER(HI), 0, 0,
		LOAD_ERROR_PROTOCOL, "without Upgrade" },
	{ "no connection", SWITCH UPGRADE "Sec-WebSocket-Accept: $\r\n\r\n", ANSWER(HI), 0, 0,
		LOAD_ERROR_PROTOCOL, "without Connection" },
	{ "an extension",
		SWITCH UPGRADE CONNECT "Sec-WebSocket-Accept: $\r\n"
				       "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		ANSWER(HI), 0, 0, LOAD_ERROR_PROTOCOL, "an extension" },
};

static const struct row *now;
static atomic_uint unmasked, pongs, closes;

static void encode(char *out, const uint8_t *bytes, size_t n)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 6; have -= 6)
			*out++ = digits[bits >> (have - 6) & 63];
	}
	if (have) /* 20 bytes: 4 bits are left, and one sign of padding */
		*out++ = digits[bits << (6 - have) & 63];
	*out++ = '=';
	*out = '\0';
}

static void say_handshake(int fd, const char *seen)
{
	const char *key = strcasestr(seen, "sec-websocket-key: ") + 19, *dollar;
	uint8_t digest[SHA1_DIGEST_LENGTH];
	char accept[40], text[512];
	SHA1_CTX sha;

	SHA1Init(&sha);
	SHA1Update(&sha, (const uint8_t *)key, strcspn(key, "\r"));
	SHA1Update(&sha, (const uint8_t *)"258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
	SHA1Final(digest, &sha);
	encode(accept, digest, sizeof digest);
	dollar = strchr(now->handshake, '$');
	snprintf(text, sizeof text, "%.*s%s%s",
		dollar ? (int)(dollar - now->handshake) : (int)strlen(now->handshake),
		now->handshake, dollar ? accept : "", dollar ? dollar + 1 : "");
	say(fd, text);
}

/* One frame of at most 125 bytes; its first byte, or -1. */
static int read_frame(int fd)
{
	uint8_t b[131];

	if (recv(fd, b, 2, MSG_WAITALL) != 2)
		return -1;
	if (!(b[1] & 0x80))
		atomic_fetch_add(&unmasked, 1);
	if (recv(fd, b + 2, 4u + (b[1] & 0x7f), MSG_WAITALL) != 4 + (b[1] & 0x7f))
		return -1;
	return b[0];
}

static void websocket(struct server *s, int fd, unsigned nth)
{
	char text[SEEN_MAX];
	int frame;

	(void)nth;
	if (!request_into(text, s, fd))
		return;
	say_handshake(fd, text);
	while ((frame = read_frame(fd)) >= 0) {
		if (frame == 0x8a)
			atomic_fetch_add(&pongs, 1);
		if (frame == 0x88) {
			atomic_fetch_add(&closes, 1);
			break;
		}
		if (frame == 0x81)
			send(fd, now->answer, now->answer_n, MSG_NOSIGNAL);
	}
}

static struct stream_plan plan_for(const struct server *s, enum stream_kind kind)
{
	return (struct stream_plan){ .kind = kind,
		.target = { .host = "127.0.0.1", .port = s->port },
		.path = "/${seq}",
		.connections = 1,
		.messages = MESSAGES,
		.message = "hello",
		.message_n = 5,
		.timeout_ns = 300000000,
		.stop_fd = -1 };
}

static void servers_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct stream_result r;
		struct stream_plan plan;
		struct server s;
		struct error err;

		now = &rows[i];
		atomic_store(&pongs, 0);
		server_start(&s, websocket);
		plan = plan_for(&s, STREAM_WEBSOCKET);
		if (now->error == NO_ERROR)
			plan.timeout_ns = 20000000000;
		assert_ok(stream_run(&r, &plan, &mem, &err), &err);
		server_stop(&s);
		if (r.answers != now->answers || r.events != now->events ||
			load_errors(r.errors) != (now->error != NO_ERROR))
			fail_msg("%s: %d answers, %d events; %s", now->name, (int)r.answers,
				(int)r.events, r.first_error);
		assert_int_equal(r.latency->n, r.answers);
		if (now->error != NO_ERROR) {
			assert_contains(r.first_error, now->sentence);
			assert_int_equal(r.errors[now->error], 1);
		}
		assert_int_equal(pongs, strstr(now->name, "inside") ? MESSAGES : 0);
		assert_contains(s.seen, "GET /0 HTTP/1.1\r\n");
	}
	assert_int_equal(unmasked, 0);
	assert_true(closes > 0);
}

static void all_connections_send(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct stream_result r;
	struct stream_plan plan;
	struct server s;
	struct error err;

	(void)state;
	now = &rows[0];
	server_start(&s, websocket);
	plan = plan_for(&s, STREAM_WEBSOCKET);
	plan.connections = 100;
	plan.timeout_ns = 20000000000;
	assert_ok(stream_run(&r, &plan, &mem, &err), &err);
	server_stop(&s);
	if (r.opened != 100)
		fail_msg("%zu opened: %s", (size_t)r.opened,
			r.first_error ? r.first_error : "no error");
	assert_int_equal(r.sent, 100 * MESSAGES);
	assert_int_equal(r.answers, 100 * MESSAGES);
	assert_int_equal(load_errors(r.errors), 0);
	assert_int_equal(s.connections, 101); /* one to find the address */
}

/* Server-sent events. */

#define EVENTS "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"

struct event_row {
	const char *answer;
	uint64_t events;
	int error;
	const char *sentence;
};

static const struct event_row event_rows[] = {
	{ EVENTS "\r\ndata: a\n\ndata: b\r\n\r\ndata: c\r\r", 3, NO_ERROR, NULL },
	{ EVENTS "\r\ndata\n\ndata\n\ndata\n\ndata\n\n", 3, NO_ERROR, NULL },
	{ EVENTS
		"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n6\r\ndata: \r\n3\r\nb\n\n\r\n"
		"9\r\ndata: c\n\n\r\n0\r\n\r\n",
		3, NO_ERROR, NULL },
	{ EVENTS "\r\ndata: a\n\ndata: b\n\ndata: unfinished\n", 2, LOAD_ERROR_CLOSED,
		"ends the stream (2 of 3 messages)" },
	{ EVENTS "Content-Length: 9\r\n\r\ndata: a\n\n", 1, LOAD_ERROR_CLOSED,
		"ends the stream (1 of 3 messages)" },
	{ EVENTS "Content-Length: 99\r\n\r\ndata: a\n\n", 1, LOAD_ERROR_CLOSED,
		"before the answer's end (1 of 3 messages)" },
	{ EVENTS "Transfer-Encoding: chunked\r\n\r\nno size\r\n", 0, LOAD_ERROR_PROTOCOL,
		"a chunk" },
	{ "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\ndata: a\n\n", 0, LOAD_ERROR_PROTOCOL,
		"text/event-stream" },
	{ "HTTP/1.1 200 OK\r\nContent-Type: text/event-streams\r\n\r\ndata: a\n\n", 0,
		LOAD_ERROR_PROTOCOL, "text/event-stream" },
	{ "HTTP/1.1 204 No Content\r\n\r\n", 0, LOAD_ERROR_STATUS, "with status 204" },
	{ "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", 0, LOAD_ERROR_STATUS,
		"with status 500" },
	{ "", 0, LOAD_ERROR_CLOSED, "without an answer" },
};
static const struct event_row *now_events;

static void tell_events(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	if (request(s, fd))
		say(fd, now_events->answer);
}

static void events_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(event_rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct stream_result r;
		struct stream_plan plan;
		struct server s;
		struct error err;

		now_events = &event_rows[i];
		server_start(&s, tell_events);
		plan = plan_for(&s, STREAM_EVENTS);
		plan.timeout_ns = 20000000000;
		assert_ok(stream_run(&r, &plan, &mem, &err), &err);
		server_stop(&s);
		if (r.events != now_events->events)
			fail_msg("row %zu: %d events; %s", i, (int)r.events, r.first_error);
		assert_int_equal(r.latency->n, r.events > 0);
		assert_int_equal(r.interval->n, r.events ? r.events - 1 : 0);
		assert_int_equal(load_errors(r.errors), now_events->error != NO_ERROR);
		if (now_events->error != NO_ERROR) {
			assert_int_equal(r.errors[now_events->error], 1);
			assert_contains(r.first_error, now_events->sentence);
		}
		assert_contains(s.seen, "Accept: text/event-stream\r\n");
	}
}

/* A server that sends no more events than that. */
static void quiet(struct server *s, int fd, unsigned nth)
{
	(void)nth;
	request(s, fd);
	say(fd, EVENTS "\r\ndata: a\n\n: comment\n");
	wait_for_end(fd);
}

static void silence_ends_at_the_timeout(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct stream_result r;
	struct stream_plan plan;
	struct server s;
	struct error err;

	(void)state;
	server_start(&s, quiet);
	plan = plan_for(&s, STREAM_EVENTS);
	assert_ok(stream_run(&r, &plan, &mem, &err), &err);
	server_stop(&s);
	assert_int_equal(r.events, 1);
	assert_int_equal(r.errors[LOAD_ERROR_TIMEOUT], 1);
}

static void bad_plans_are_refused(void **state)
{
	static struct pair own = { "upgrade", "x" }, split = { "A", "b\r\nC: d" };
	FREES_ARENA struct arena mem = { 0 };
	const struct server none = { .port = 1 };
	struct stream_plan good = plan_for(&none, STREAM_WEBSOCKET), plans[5];
	struct stream_result r;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		plans[i] = good;
	plans[0].connections = 0;
	plans[1].messages = 0;
	plans[2].message = "\xff", plans[2].message_n = 1;
	plans[3].headers = (struct pairs){ &own, 1 };
	plans[4].headers = (struct pairs){ &split, 1 };
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++) {
		err = (struct error){ 0 };
		assert_int_equal(stream_run(&r, &plans[i], &mem, &err), -1);
		assert_int_equal(err.exit, EXIT_USAGE);
	}
	err = (struct error){ 0 };
	assert_int_equal(stream_run(&r, &good, &mem, &err), -1);
	assert_contains(err.text, "nothing accepts a connection");
	assert_int_equal(err.exit, EXIT_PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servers_are_told_apart),
		cmocka_unit_test(all_connections_send),
		cmocka_unit_test(events_are_counted),
		cmocka_unit_test(silence_ends_at_the_timeout),
		cmocka_unit_test(bad_plans_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
