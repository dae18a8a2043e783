#include "unit.h"

#include "load/sse.h"

struct row {
	const char *bytes;
	size_t events;
};

static const struct row rows[] = {
	{ "data: a\n\n", 1 },
	{ "data: a\r\n\r\n", 1 },
	{ "data: a\r\r", 1 },
	{ "data: a\r\n\rdata: b\n\r", 2 },
	{ "data: a\n\r\ndata: b\r\r\n", 2 },
	{ "\xef\xbb\xbf"
	  "data: a\n\n",
		1 },
	{ "\xef\xbb\xbf\xef\xbb\xbf"
	  "data: a\n\ndata: b\n\n",
		1 },
	{ "\n\xef\xbb\xbf"
	  "data: a\n\n",
		0 },
	{ "data: a\ndata:  b\ndata:c\n\n", 1 },
	{ "data\n\n", 1 },
	{ "data:\ndata:\n\n", 1 },
	{ "data:\n\n", 1 },
	{ "event: tick\ndata: 1\n\ndata: 2\n\n", 2 },
	{ "event: tick\n\ndata: 2\n\n", 1 },
	{ "event:\ndata: 2\n\n", 1 },
	{ "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", 3 },
	{ ": comment\ndata: a\n:\n\n", 1 },
	{ "retry: 5\nunknown: x\nData: no\ndata : no\ndata: a\n\n", 1 },
	{ "data: a:b\n\n", 1 },
	{ "\n\n\n", 0 },
	{ "data: whole\n\ndata: unfinished\n", 1 },
	{ "data: unfinished", 0 },
	{ "", 0 },
};

static void see(void *ctx)
{
	++*(size_t *)ctx;
}

/* In pieces of every size. */
static void events_are_the_same_in_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].bytes);

		for (size_t piece = 1; piece <= n + 1; piece++) {
			size_t seen = 0;
			struct sse s = { .event = see, .ctx = &seen };

			for (size_t at = 0; at < n; at += piece)
				assert_int_equal(sse_feed(&s, rows[i].bytes + at,
							 piece < n - at ? piece : n - at),
					0);
			assert_int_equal(seen, rows[i].events);
		}
	}
}

/* Neither a line nor an event may grow without end. */
static void nothing_grows_without_end(void **state)
{
	static const char *const endless[] = { "x", "data: 0123456789\n" };
	static char bytes[1 << 16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(endless); i++) {
		size_t n = strlen(endless[i]), at = 0, fed = 0, seen = 0;
		struct sse s = { .event = see, .ctx = &seen };

		while (at + n <= sizeof bytes)
			memcpy(bytes + at, endless[i], n), at += n;
		while (fed < (size_t)SSE_MAX * 8 && sse_feed(&s, bytes, at) == 0)
			fed += at;
		assert_true(fed < (size_t)SSE_MAX * 8);
		assert_int_equal(sse_feed(&s, "\n\n", 2), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_the_same_in_pieces),
		cmocka_unit_test(nothing_grows_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
