#include "unit.h"

#include "app/gate/gate.h"

struct answers {
	const char *text; /* of each commit: g, b, s (to be skipped), x (stop) */
	size_t asked;
};

static enum bisect_answer answer(void *ctx, size_t i)
{
	struct answers *a = ctx;

	a->asked++;
	switch (a->text[i]) {
	case 'g': return BISECT_GOOD;
	case 'b': return BISECT_BAD;
	case 's': return BISECT_SKIP;
	default: return BISECT_STOP;
	}
}

static void search(void **state)
{
	static const struct {
		const char *commits;
		bool found;
		size_t low, high, asked;
	} rows[] = {
		{ "gb", true, 0, 1, 0 },
		{ "ggb", true, 1, 2, 1 },
		{ "gbb", true, 0, 1, 1 },
		{ "ggggggggb", true, 7, 8, 3 },
		{ "gbbbbbbbb", true, 0, 1, 3 },
		{ "gggggbbbb", true, 4, 5, 3 },
		/* The culprit is one of those that cannot be measured, or the one after them. */
		{ "gsb", true, 0, 2, 1 },
		{ "ggssb", true, 1, 4, 3 },
		{ "gssbb", true, 0, 3, 3 },
		{ "gsssssb", true, 0, 6, 5 },
		{ "gxb", false, 0, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct answers a = { .text = rows[i].commits };
		size_t low, high;
		bool found = bisect_search(&low, &high, strlen(a.text), answer, &a);

		if (found != rows[i].found || low != rows[i].low || high != rows[i].high ||
			a.asked > rows[i].asked)
			fail_msg("%s: %d, %zu to %zu, asked %zu times", a.text, found, low, high,
				a.asked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
