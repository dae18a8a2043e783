#include "unit.h"

#include "load/sse.h"

struct row {
	const char *bytes;
	const char *events; /* "type:data:id|" of each */
};

static const struct row rows[] = {
	{ "data: a\n\n", "message:a:|" },
	{ "data: a\r\n\r\n", "message:a:|" },
	{ "data: a\r\r", "message:a:|" },
	{ "data: a\r\n\rdata: b\n\r", "message:a:|message:b:|" },
	{ "data: a\n\r\ndata: b\r\r\n", "message:a:|message:b:|" },
	{ "\xef\xbb\xbf"
	  "data: a\n\n",
		"message:a:|" },
	{ "\xef\xbb\xbf\xef\xbb\xbf"
	  "data: a\n\ndata: b\n\n",
		"message:b:|" },
	{ "\n\xef\xbb\xbf"
	  "data: a\n\n",
		"" },
	{ "data: a\ndata:  b\ndata:c\n\n", "message:a\n b\nc:|" },
	{ "data\n\n", "message::|" },
	{ "data:\ndata:\n\n", "message:\n:|" },
	{ "data:\n\n", "message::|" },
	{ "event: tick\ndata: 1\n\ndata: 2\n\n", "tick:1:|message:2:|" },
	{ "event: tick\n\ndata: 2\n\n", "message:2:|" },
	{ "event:\ndata: 2\n\n", "message:2:|" },
	{ "id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "message:a:7|message:b:7|message:c:|" },
	{ ": comment\ndata: a\n:\n\n", "message:a:|" },
	{ "retry: 5\nunknown: x\nData: no\ndata : no\ndata: a\n\n", "message:a:|" },
	{ "data: a:b\n\n", "message:a:b:|" },
	{ "\n\n\n", "" },
	{ "data: whole\n\ndata: unfinished\n", "message:whole:|" },
	{ "data: unfinished", "" },
	{ "", "" },
};

static char seen[256];

static void see(void *ctx, const struct sse_event *e)
{
	size_t n = strlen(seen);

	(void)ctx;
	assert_int_equal(strlen(e->data), e->data_n);
	snprintf(seen + n, sizeof seen - n, "%s:%s:%s|", e->type, e->data, e->id);
}

/* In pieces of every size. */
static void events_are_the_same_in_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(rows[i].bytes);

		for (size_t piece = 1; piece <= n + 1; piece++) {
			FREES_ARENA struct arena mem = { 0 };
			struct sse s = { .event = see, .mem = &mem };

			seen[0] = '\0';
			for (size_t at = 0; at < n; at += piece)
				assert_int_equal(sse_feed(&s, rows[i].bytes + at,
							 piece < n - at ? piece : n - at),
					0);
			assert_row(rows[i].bytes, seen, rows[i].events);
		}
	}
}

static void an_id_with_nul_is_ignored(void **state)
{
	static const char bytes[] = "id: 1\nid: 2\0\ndata: a\n\n";
	FREES_ARENA struct arena mem = { 0 };
	struct sse s = { .event = see, .mem = &mem };

	(void)state;
	seen[0] = '\0';
	assert_int_equal(sse_feed(&s, bytes, sizeof bytes - 1), 0);
	assert_string_equal(seen, "message:a:1|");
}

/* Neither a line nor an event may grow without end. */
static void nothing_grows_without_end(void **state)
{
	static const char *const endless[] = { "x", "data: 0123456789\n" };
	static char bytes[1 << 16];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(endless); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct sse s = { .event = see, .mem = &mem };
		size_t n = strlen(endless[i]), at = 0, fed = 0;

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
		cmocka_unit_test(an_id_with_nul_is_ignored),
		cmocka_unit_test(nothing_grows_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
