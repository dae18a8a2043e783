/* An HTTP answer that arrives at once and in pieces: both read the same. The first byte says how
 * large the pieces are, and whether the request was HEAD. */
#include "fuzz.h"

#include "load/response.h"

enum { HEADER_MAX = 4096, BODY_MAX = 1 << 20 };

struct seen {
	uint64_t bytes, sum;
	size_t lines, statuses;
};

static void see_status(void *ctx, int status)
{
	struct seen *s = ctx;

	FUZZ_CHECK(status >= 100 && status <= 599);
	s->statuses++;
}

static void see_header(void *ctx, const char *line, size_t n)
{
	struct seen *s = ctx;

	FUZZ_CHECK(n < HEADER_MAX && !memchr(line, '\n', n));
	s->lines++;
}

static void see_body(void *ctx, const char *bytes, size_t n)
{
	struct seen *s = ctx;

	s->bytes += n;
	for (size_t i = 0; i < n; i++)
		s->sum += (uint8_t)bytes[i];
}

static size_t read_all(struct response *r, bool head, const char *bytes, size_t n, size_t piece)
{
	size_t used = 0;

	response_begin(r, head);
	while (used < n && r->state != RESPONSE_DONE && r->state != RESPONSE_FAILED) {
		size_t part = n - used < piece ? n - used : piece;
		/* A copy, so that a read past its end is found. */
		char *copy = malloc(part);
		size_t took;

		memcpy(copy, bytes + used, part);
		took = response_feed(r, copy, part);
		free(copy);
		FUZZ_CHECK(took == part || r->state == RESPONSE_DONE ||
			r->state == RESPONSE_FAILED);
		FUZZ_CHECK(took > 0 && took <= part);
		used += took;
	}
	response_end(r);
	FUZZ_CHECK(r->state == RESPONSE_DONE || (r->state == RESPONSE_FAILED && r->problem));
	return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct response_limits limits = { HEADER_MAX, BODY_MAX };
	struct fuzz_bytes b = { data, n };
	unsigned how = fuzz_byte(&b);
	struct seen seen[2] = { 0 };
	struct response r[2];
	size_t used[2];

	for (int i = 0; i < 2; i++) {
		const struct response_watch watch = { see_status, see_header, see_body, &seen[i] };

		r[i] = (struct response){ .mem = &mem, .limits = &limits, .watch = &watch };
		used[i] = read_all(&r[i], how & 1, (const char *)b.at, b.n,
			i ? 1 + how / 2 : SIZE_MAX);
		FUZZ_CHECK(r[i].state == RESPONSE_FAILED || r[i].body == seen[i].bytes);
		FUZZ_CHECK(r[i].body <= BODY_MAX);
	}
	FUZZ_CHECK(r[0].state == r[1].state && r[0].status == r[1].status);
	FUZZ_CHECK(seen[0].lines == seen[1].lines && seen[0].statuses == seen[1].statuses);
	FUZZ_CHECK(r[0].state != RESPONSE_DONE || seen[0].sum == seen[1].sum);
	if (r[0].state == RESPONSE_DONE)
		FUZZ_CHECK(used[0] == used[1] && r[0].body == r[1].body &&
			r[0].reusable == r[1].reusable);
	else
		FUZZ_SAME(r[0].problem, r[1].problem);
	return 0;
}
