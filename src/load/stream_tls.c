#include <errno.h>

#include "base/arena.h"
#include "base/error.h"
#include "load/curl_request.h"
#include "load/stream_peer.h"

/* CONNECTING: handshakes at a time, so that a server's queue does not overflow. */
enum { CONNECTING = 64, POLL_MS = 1000 };

struct stream_tls {
	struct curl_library lib;
	CURLM *multi;
	struct secure {
		CURL *easy;
		char problem[CURL_ERROR_SIZE];
		CURLcode code; /* of its connecting */
	} * v;
};

static void begin(struct stream *s, struct secure *one)
{
	const struct curl_library *lib = &s->tls->lib;

	one->easy = lib->curl_easy_init();
	if (!one->easy)
		die_of_memory(0);
	curl_plan_set(lib, one->easy, &s->load);
	lib->curl_easy_setopt(one->easy, CURLOPT_CONNECT_ONLY, 1L);
	lib->curl_easy_setopt(one->easy, CURLOPT_FRESH_CONNECT, 1L);
	lib->curl_easy_setopt(one->easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	lib->curl_easy_setopt(one->easy, CURLOPT_ERRORBUFFER, one->problem);
	lib->curl_easy_setopt(one->easy, CURLOPT_PRIVATE, one);
	lib->curl_multi_add_handle(s->tls->multi, one->easy);
}

/* How many have ended by now. */
static unsigned take_ended(const struct stream_tls *tls)
{
	unsigned n = 0;
	CURLMsg *message;
	int left;

	while ((message = tls->lib.curl_multi_info_read(tls->multi, &left))) {
		struct secure *one = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		tls->lib.curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&one);
		one->code = message->data.result;
		n++;
	}
	return n;
}

static void connect_all(struct stream *s)
{
	struct curl_waitfd stop = { .fd = s->plan->stop_fd, .events = CURL_WAIT_POLLIN };
	struct stream_tls *tls = s->tls;
	unsigned begun = 0, ended = 0, n = s->plan->connections;
	int running;

	while (ended < n && !s->result->stopped) {
		while (begun < n && begun - ended < CONNECTING)
			begin(s, &tls->v[begun++]);
		tls->lib.curl_multi_perform(tls->multi, &running);
		ended += take_ended(tls);
		if (ended < begun)
			tls->lib.curl_multi_poll(tls->multi, &stop, stop.fd >= 0, POLL_MS, NULL);
		s->result->stopped = stop.revents != 0;
	}
}

int stream_tls_open(struct stream *s, struct error *err)
{
	struct stream_tls *tls = arena_alloc(s->mem, sizeof *tls);

	if (curl_library_open(&tls->lib, err) < 0)
		return -1;
	tls->multi = tls->lib.curl_multi_init();
	if (!tls->multi)
		return error_set(err, "libcurl cannot start");
	tls->lib.curl_multi_setopt(tls->multi, CURLMOPT_MAXCONNECTS,
		(long)s->plan->connections + 1);
	tls->v = arena_array(s->mem, s->plan->connections, sizeof *tls->v);
	s->tls = tls;
	connect_all(s);
	return 0;
}

void stream_tls_close(struct stream *s)
{
	struct stream_tls *tls = s->tls;

	if (!tls)
		return;
	for (unsigned i = 0; i < s->plan->connections; i++) {
		if (!tls->v[i].easy)
			continue;
		tls->lib.curl_multi_remove_handle(tls->multi, tls->v[i].easy);
		tls->lib.curl_easy_cleanup(tls->v[i].easy);
	}
	tls->lib.curl_multi_cleanup(tls->multi);
	tls->lib.curl_global_cleanup();
}

static struct secure *of(const struct peer *p)
{
	return &p->stream->tls->v[p->index];
}

int stream_tls_fd(const struct peer *p, const char **why)
{
	const struct curl_library *lib = &p->stream->tls->lib;
	const struct secure *one = of(p);
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (one->code == CURLE_OK)
		lib->curl_easy_getinfo(one->easy, CURLINFO_ACTIVESOCKET, &fd);
	*why = one->problem[0] ? one->problem : lib->curl_easy_strerror(one->code);
	return fd;
}

/* Closes the connection at once, because its handle alone knows it. */
void stream_tls_end(const struct peer *p)
{
	struct secure *one = of(p);

	if (!one->easy)
		return;
	p->stream->tls->lib.curl_multi_remove_handle(p->stream->tls->multi, one->easy);
	p->stream->tls->lib.curl_easy_cleanup(one->easy);
	one->easy = NULL;
}

static ssize_t done(CURLcode code, const size_t *n)
{
	if (code == CURLE_OK)
		return (ssize_t)*n;
	errno = code == CURLE_AGAIN ? EAGAIN : ECONNRESET;
	return -1;
}

ssize_t stream_tls_recv(const struct peer *p, void *out, size_t n)
{
	size_t got = 0;

	return done(p->stream->tls->lib.curl_easy_recv(of(p)->easy, out, n, &got), &got);
}

ssize_t stream_tls_send(const struct peer *p, const void *bytes, size_t n)
{
	size_t sent = 0;

	return done(p->stream->tls->lib.curl_easy_send(of(p)->easy, bytes, n, &sent), &sent);
}
