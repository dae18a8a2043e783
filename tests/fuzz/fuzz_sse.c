/* Server-sent events that arrive at once and in pieces: both read the same. The first byte says how
 * large the pieces are. */
#include "fuzz.h"

#include "load/sse.h"

struct seen {
	size_t events;
	uint64_t sum;
};

static void add(struct seen *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->sum = s->sum * 31 + (uint8_t)text[i];
	s->sum = s->sum * 31 + n;
}

static void see(void *ctx, const struct sse_event *e)
{
	struct seen *s = ctx;

	FUZZ_CHECK(*e->type && !strpbrk(e->type, "\r\n") && !strpbrk(e->id, "\r\n"));
	FUZZ_CHECK(e->data[e->data_n] == '\0' && (!e->data_n || !memchr(e->data, '\r', e->data_n)));
	s->events++;
	add(s, e->type, strlen(e->type));
	add(s, e->data, e->data_n);
	add(s, e->id, strlen(e->id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fuzz_bytes b = { data, n };
	size_t piece = 1 + fuzz_byte(&b);
	struct seen seen[2] = { 0 };

	for (int i = 0; i < 2; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct sse s = { .event = see, .ctx = &seen[i], .mem = &mem };

		for (size_t at = 0; at < b.n;) {
			size_t part = i && piece < b.n - at ? piece : b.n - at;
			/* A copy, so that a read past its end is found. */
			char *copy = malloc(part);

			memcpy(copy, b.at + at, part);
			FUZZ_CHECK(sse_feed(&s, copy, part) == 0);
			free(copy);
			at += part;
		}
	}
	FUZZ_CHECK(seen[0].events == seen[1].events && seen[0].sum == seen[1].sum);
	FUZZ_CHECK(seen[0].events <= b.n / 2);
	return 0;
}
