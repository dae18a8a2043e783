#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "load/load.h"
#include "load/response.h"
#include "load/worker.h"

struct probe {
	struct load_answer *answer;
	struct arena *mem;
	char *body;
};

/* An interim answer comes before the final one. */
static void see_status(void *ctx, int status)
{
	struct probe *p = ctx;

	p->answer->status = status;
	p->answer->headers.n = 0;
}

static void see_header(void *ctx, const char *line, size_t n)
{
	struct probe *p = ctx;
	char *name = arena_copy(p->mem, line, n), *value = strchr(name, ':');

	if (!value)
		return;
	*value++ = '\0';
	*ARENA_PUSH(p->mem, &p->answer->headers) = (struct pair){ name,
		value + strspn(value, " \t") };
}

static void see_body(void *ctx, const char *bytes, size_t n)
{
	struct probe *p = ctx;
	struct load_answer *a = p->answer;
	size_t room = LOAD_KEPT_BODY - a->body_n, kept = n < room ? n : room;

	memcpy(p->body + a->body_n, bytes, kept);
	a->body_n += kept;
	a->length += n;
}

int load_probe(struct load_answer *out, const struct load_plan *plan, size_t index,
	struct arena *mem, struct error *err)
{
	const struct load_request *spec = &plan->requests[index];
	struct load_request request = *spec;
	struct load_plan one = *plan;
	struct probe p = { .answer = out, .mem = mem };
	const struct response_watch watch = { see_status, see_header, see_body, &p };
	struct load_result r;

	*out = (struct load_answer){ 0 };
	p.body = arena_alloc(mem, LOAD_KEPT_BODY + 1);
	request.check_length = false;
	one.requests = &request;
	one.requests_n = one.connections = one.threads = 1;
	one.count = 1;
	one.rate = 0;
	one.ramp_ns = one.warmup_ns = one.duration_ns = 0;
	if (load_watched(&r, &one, &watch, mem, err) < 0)
		return -1;
	if (r.stopped)
		return error_set(err, "interrupted before the first response arrived");
	if (!r.completed && !r.errors[LOAD_ERROR_STATUS])
		return error_set(err, "%s", r.first_error ? r.first_error : "no answer arrives");
	out->expected = r.completed && (!spec->check_length || out->length == spec->length);
	out->body = p.body;
	return 0;
}
