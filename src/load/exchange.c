#include "load/worker.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "load/histogram.h"

#define PAUSE_NS UINT64_C(10000000)

void exchange_begin(struct worker *w, struct connection *c, uint64_t seq, uint64_t start)
{
	c->seq = seq;
	c->start = start;
	c->request = request_draw(w->load->mix, seq);
	c->busy = true;
	c->retried = false;
	c->deadline = w->now + w->load->plan->timeout_ns;
	c->counted = start >= w->load->window_begin && start < w->window_end;
	w->result.begun++;
	w->result.sent += c->counted;
	worker_begin(w, start);
}

void exchange_write(struct worker *w, struct connection *c)
{
	const struct request *r = c->request;

	if (!r->bytes && !c->written)
		c->written = arena_alloc(&w->mem, w->load->mix->longest);
	c->out = r->bytes ? r->bytes : c->written;
	c->out_n = r->bytes ? r->n : request_write(c->written, w->load->mix, r, c->seq);
	c->out_at = 0;
}

void exchange_end(struct worker *w, struct connection *c)
{
	worker_end(w);
	c->busy = false;
	worker_free_connection(w, c);
}

void exchange_pause(struct worker *w, struct connection *c)
{
	c->state = CONNECTION_PAUSED;
	c->until = w->now + PAUSE_NS;
}

void exchange_failed(struct worker *w, struct connection *c, enum load_error class,
	const char *what)
{
	const struct load_request *spec = c->request->spec;

	/* An error of the warm-up explains a round without answers. */
	if (!w->first.text[0] || (c->counted && !load_errors(w->result.errors)))
		error_set(&w->first, "%s %.200s: %s", spec->method ? spec->method : "GET",
			spec->path, what);
	w->result.errors[class] += c->counted;
}

void exchange_answered(struct worker *w, struct connection *c, int status, uint64_t body, bool rest)
{
	const struct load_request *spec = c->request->spec;
	char what[120];

	if (!request_expects(spec, status)) {
		snprintf(what, sizeof what, "the server answers with status %d", status);
		exchange_failed(w, c, LOAD_ERROR_STATUS, what);
		return;
	}
	if (spec->check_length && body != spec->length) {
		snprintf(what, sizeof what, "the body has %" PRIu64 " byte%s instead of %" PRIu64,
			body, text_s(body), spec->length);
		exchange_failed(w, c, LOAD_ERROR_LENGTH, what);
		return;
	}
	if (rest) {
		exchange_failed(w, c, LOAD_ERROR_LENGTH,
			"the server sends more bytes after the end of the answer");
		return;
	}
	w->result.answered += worker_in_window(w);
	if (c->counted) {
		histogram_add(w->result.latency, w->now - c->start);
		w->result.completed++;
		w->result.body_bytes += body;
	}
}
