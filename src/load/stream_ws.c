/* WebSocket: the handshake is our own, frames are libwslay's. */
#include <errno.h>
#include <sha1.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "load/histogram.h"
#include "load/stream_peer.h"

/* PONGS: answers to pings that a server has not read. */
enum { KEY_BYTES = 16, KEY_TEXT = 25, ACCEPT_TEXT = 29, PONGS = 1000 };
#define GOODBYE_NS UINT64_C(1000000000)

enum { /* peer.seen */
	SEEN_UPGRADE = 1,
	SEEN_CONNECTION = 2,
	SEEN_ACCEPT = 4,
	SEEN_OTHER_ACCEPT = 8,
	SEEN_EXTENSION = 16,
};

static int prepare(struct stream *s, struct error *err)
{
	const char **keys = arena_array(s->mem, s->plan->connections, sizeof *keys);

	s->rng = rng_seeded(rng_fresh_seed());
	for (unsigned i = 0; i < s->plan->connections; i++) {
		uint8_t bytes[KEY_BYTES];
		char *key = arena_alloc(s->mem, KEY_TEXT);

		rng_fill(&s->rng, bytes, sizeof bytes);
		text_base64(key, bytes, sizeof bytes);
		keys[i] = key;
	}
	s->keys = (struct load_column){ "websocket-key", keys, s->plan->connections };
	return LAZY_OPEN(&s->wslay, WSLAY_FUNCTIONS, "libwslay.so.1", "libwslay1", err);
}

static bool proves(const struct peer *p, const char *value, size_t n)
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	const char *key = p->stream->keys.v[p->index];
	uint8_t digest[SHA1_DIGEST_LENGTH];
	char expected[ACCEPT_TEXT];
	SHA1_CTX sha;

	SHA1Init(&sha);
	SHA1Update(&sha, (const uint8_t *)key, strlen(key));
	SHA1Update(&sha, (const uint8_t *)guid, sizeof guid - 1);
	SHA1Final(digest, &sha);
	text_base64(expected, digest, sizeof digest);
	return n == strlen(expected) && memcmp(value, expected, n) == 0;
}

static void see_header(void *peer, const char *line, size_t n)
{
	struct peer *p = peer;
	const char *value;
	size_t length;

	if ((value = peer_header(line, n, "upgrade", &length)) &&
		response_lists(value, length, "websocket"))
		p->seen |= SEEN_UPGRADE;
	if ((value = peer_header(line, n, "connection", &length)) &&
		response_lists(value, length, "upgrade"))
		p->seen |= SEEN_CONNECTION;
	if ((value = peer_header(line, n, "sec-websocket-accept", &length)))
		p->seen |= proves(p, value, length) ? SEEN_ACCEPT : SEEN_OTHER_ACCEPT;
	if (peer_header(line, n, "sec-websocket-extensions", &length))
		p->seen |= SEEN_EXTENSION;
}

/* RFC 6455, section 4.1; NULL: the handshake is right. */
static const char *handshake_problem(unsigned seen)
{
	if (!(seen & SEEN_UPGRADE))
		return "answers the handshake without Upgrade: websocket";
	if (!(seen & SEEN_CONNECTION))
		return "answers the handshake without Connection: Upgrade";
	if (!(seen & SEEN_ACCEPT) || seen & SEEN_OTHER_ACCEPT)
		return "answers the handshake without the right Sec-WebSocket-Accept";
	if (seen & SEEN_EXTENSION)
		return "uses an extension that the handshake does not offer";
	return NULL;
}

static ssize_t receive_bytes(wslay_event_context_ptr frames, uint8_t *out, size_t n, int flags,
	void *peer)
{
	struct peer *p = peer;
	ssize_t got = -1;

	(void)flags;
	/* The budget, so that one connection cannot keep the others waiting. */
	if (!p->early_n && p->budget) {
		got = peer_receive(p);
		p->early = p->stream->buffer;
		p->early_n = got > 0 ? (size_t)got : 0;
		p->gone = got == 0 || (got < 0 && errno != EAGAIN);
		p->budget -= p->early_n < p->budget ? p->early_n : p->budget;
	}
	if (p->early_n) {
		n = n < p->early_n ? n : p->early_n;
		memcpy(out, p->early, n);
		p->early += n;
		p->early_n -= n;
		return (ssize_t)n;
	}
	p->stream->wslay.wslay_event_set_error(frames,
		p->gone ? WSLAY_ERR_CALLBACK_FAILURE : WSLAY_ERR_WOULDBLOCK);
	return -1;
}

static ssize_t send_bytes(wslay_event_context_ptr frames, const uint8_t *bytes, size_t n, int flags,
	void *peer)
{
	struct peer *p = peer;
	ssize_t sent = peer_send(p, bytes, n, flags & WSLAY_MSG_MORE);

	if (sent < 0)
		p->stream->wslay.wslay_event_set_error(frames,
			errno == EAGAIN ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
	return sent;
}

static int mask(wslay_event_context_ptr frames, uint8_t *out, size_t n, void *peer)
{
	struct peer *p = peer;

	(void)frames;
	rng_fill(&p->stream->rng, out, n);
	return 0;
}

static void see_message(wslay_event_context_ptr frames, const struct wslay_event_on_msg_recv_arg *m,
	void *peer)
{
	struct peer *p = peer;

	(void)frames;
	if (m->opcode != WSLAY_TEXT_FRAME && m->opcode != WSLAY_BINARY_FRAME)
		return;
	if (!p->awaits) {
		p->stream->result->events++;
		return;
	}
	histogram_add(p->stream->result->latency, clock_ns() - p->since);
	p->stream->result->answers++;
	p->done++;
	p->awaits = false;
}

static void flush(struct peer *p)
{
	const struct wslay_library *w = &p->stream->wslay;

	if (w->wslay_event_send(p->frames) == 0)
		peer_wait(p, w->wslay_event_want_write(p->frames));
	else if (p->state == PEER_CLOSING)
		peer_end(p);
	else
		peer_fail(p, LOAD_ERROR_CLOSED, "ends the connection: %s", strerror(errno));
}

/* The next message, or goodbye. */
static void next(struct peer *p)
{
	struct stream *s = p->stream;
	struct wslay_event_msg m = { WSLAY_TEXT_FRAME, (const uint8_t *)s->plan->message,
		s->plan->message_n };

	if (p->done == s->plan->messages) /* libwslay sends a close frame before earlier pongs */
		s->wslay.wslay_event_send(p->frames);
	p->since = clock_ns();
	if (p->done == s->plan->messages) {
		p->state = PEER_CLOSING;
		p->deadline = p->since + GOODBYE_NS;
		s->wslay.wslay_event_queue_close(p->frames, WSLAY_CODE_NORMAL_CLOSURE, NULL, 0);
	} else {
		p->state = PEER_OPEN;
		p->deadline = p->since + s->plan->timeout_ns;
		p->awaits = true;
		s->result->sent++;
		if (s->wslay.wslay_event_queue_msg(p->frames, &m) != 0)
			die_of_memory(m.msg_length);
	}
	flush(p);
}

/* What the server did, if it ended the stream: true. */
static bool look_at_end(struct peer *p, int rc)
{
	const struct wslay_library *w = &p->stream->wslay;
	unsigned long long done = p->done, of = p->stream->plan->messages;
	bool closed = w->wslay_event_get_close_received(p->frames);

	if (rc == 0 && !closed && w->wslay_event_get_read_enabled(p->frames))
		return false;
	if (!p->gone)
		w->wslay_event_send(p->frames); /* our close frame */
	if (p->state == PEER_CLOSING)
		peer_end(p);
	else if (closed)
		peer_fail(p, LOAD_ERROR_CLOSED,
			"closes the stream with status %u (%llu of %llu message%s)",
			(unsigned)w->wslay_event_get_status_code_received(p->frames), done, of,
			text_s(of));
	else if (p->gone)
		peer_fail(p, LOAD_ERROR_CLOSED, "ends the connection (%llu of %llu message%s)",
			done, of, text_s(of));
	else if (w->wslay_event_get_status_code_sent(p->frames) == WSLAY_CODE_MESSAGE_TOO_BIG)
		peer_fail(p, LOAD_ERROR_LENGTH, "sends a message above %d MiB",
			STREAM_MESSAGE_MAX >> 20);
	else
		peer_fail(p, LOAD_ERROR_PROTOCOL,
			"sends frames that RFC 6455 forbids (%llu of %llu message%s)", done, of,
			text_s(of));
	return true;
}

static void read_frames(struct peer *p)
{
	const struct wslay_library *w = &p->stream->wslay;
	int rc;

	p->budget = STREAM_BUFFER;
	rc = w->wslay_event_recv(p->frames);
	if (rc == WSLAY_ERR_NOMEM)
		die_of_memory(0);
	if (look_at_end(p, rc))
		return;
	if (w->wslay_event_get_queued_msg_count(p->frames) > PONGS)
		peer_fail(p, LOAD_ERROR_PROTOCOL, "sends pings and does not read the answers");
	else if (p->state == PEER_OPEN && !p->awaits)
		next(p);
	else
		flush(p);
}

static void accept_stream(struct peer *p, const char *bytes, size_t n)
{
	static const struct wslay_event_callbacks callbacks = { .recv_callback = receive_bytes,
		.send_callback = send_bytes,
		.genmask_callback = mask,
		.on_msg_recv_callback = see_message };
	const struct wslay_library *w = &p->stream->wslay;
	const char *problem = handshake_problem(p->seen);

	if (p->response.status != 101) {
		peer_fail(p, LOAD_ERROR_STATUS, "answers the handshake with status %d",
			p->response.status);
		return;
	}
	if (problem) {
		peer_fail(p, LOAD_ERROR_PROTOCOL, "%s", problem);
		return;
	}
	if (w->wslay_event_context_client_init(&p->frames, &callbacks, p) != 0)
		die_of_memory(0);
	w->wslay_event_config_set_max_recv_msg_length(p->frames, STREAM_MESSAGE_MAX);
	peer_opened(p, PEER_READY);
	p->early = bytes;
	p->early_n = n;
	read_frames(p);
}

static void close_stream(struct peer *p)
{
	if (p->frames)
		p->stream->wslay.wslay_event_context_free(p->frames);
	p->frames = NULL;
}

static const struct pair headers[] = {
	{ "Upgrade", "websocket" },
	{ "Connection", "Upgrade" },
	{ "Sec-WebSocket-Version", "13" },
	{ "Sec-WebSocket-Key", "${websocket-key}" },
};

const struct stream_protocol stream_websocket = {
	.headers = headers,
	.headers_n = ARRAY_SIZE(headers),
	.prepare = prepare,
	.header = see_header,
	.accept = accept_stream,
	.start = next,
	.read = read_frames,
	.write = flush,
	.close = close_stream,
};
