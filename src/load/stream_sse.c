/* Server-sent events: an answer whose body does not end. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "load/histogram.h"
#include "load/stream_peer.h"

enum { SEEN_TYPE = 1 }; /* peer.seen */

static int prepare(struct stream *s, struct error *err)
{
	(void)err;
	s->result->interval = histogram_new(s->mem);
	return 0;
}

static void see_header(void *peer, const char *line, size_t n)
{
	static const char type[] = "text/event-stream";
	struct peer *p = peer;
	size_t length, type_n = sizeof type - 1;
	const char *value = peer_header(line, n, "content-type", &length);

	if (value && length >= type_n && strncasecmp(value, type, type_n) == 0 &&
		(length == type_n || strchr("; \t", value[type_n])))
		p->seen |= SEEN_TYPE;
}

static void see_event(void *ctx)
{
	struct peer *p = ctx;
	struct stream_result *r = p->stream->result;
	uint64_t now = clock_ns();

	if (p->done == p->stream->plan->messages)
		return;
	histogram_add(p->done ? r->interval : r->latency, now - p->since);
	r->events++;
	p->done++;
	p->since = now;
	p->deadline = now + p->stream->plan->timeout_ns;
}

static void see_body(void *peer, const char *bytes, size_t n)
{
	struct peer *p = peer;

	sse_feed(&p->sse, bytes, n);
}

static void feed(struct peer *p, const char *bytes, size_t n)
{
	struct response *r = &p->response;
	unsigned long long done, of = p->stream->plan->messages;

	response_feed(r, bytes, n);
	done = p->done;
	if (done == of)
		peer_end(p);
	else if (p->sse.too_long)
		peer_fail(p, LOAD_ERROR_LENGTH, "sends an event above %d MiB", SSE_MAX >> 20);
	else if (r->state == RESPONSE_FAILED)
		peer_fail(p, LOAD_ERROR_PROTOCOL, "%s", r->problem);
	else if (r->state == RESPONSE_DONE)
		peer_fail(p, LOAD_ERROR_CLOSED, "ends the stream (%llu of %llu message%s)", done,
			of, text_s(of));
}

static void accept_stream(struct peer *p, const char *bytes, size_t n)
{
	if (p->response.status != 200) {
		peer_fail(p, LOAD_ERROR_STATUS, "answers with status %d", p->response.status);
		return;
	}
	if (!(p->seen & SEEN_TYPE)) {
		peer_fail(p, LOAD_ERROR_PROTOCOL,
			"answers without Content-Type: text/event-stream");
		return;
	}
	p->sse = (struct sse){ .event = see_event, .ctx = p };
	peer_opened(p, PEER_OPEN);
	feed(p, bytes, n);
}

static void read_events(struct peer *p)
{
	size_t n = peer_read(p);

	if (n)
		feed(p, p->stream->buffer, n);
}

static void stop_writing(struct peer *p)
{
	peer_wait(p, false);
}

static const struct pair headers[] = {
	{ "Accept", "text/event-stream" },
	{ "Cache-Control", "no-store" },
};

const struct stream_protocol stream_events = {
	.headers = headers,
	.headers_n = ARRAY_SIZE(headers),
	.prepare = prepare,
	.header = see_header,
	.body = see_body,
	.accept = accept_stream,
	.read = read_events,
	.write = stop_writing,
};
