#include "unit.h"

#include "model/suite.h"

static void ids_are_paths(void **state)
{
	static const struct {
		const char *id;
		bool good;
	} rows[] = {
		{ "a", true },
		{ "parse/items=1000", true },
		{ "A_b.c+d:e,f@g-h/1", true },
		{ "a..b/...", true },
		{ "a..b/.c", true },
		{ "", false },
		{ "/a", false },
		{ "a/", false },
		{ "a//b", false },
		{ "-a", false },
		{ ".", false },
		{ "..", false },
		{ "a/..", false },
		{ "../a", false },
		{ "a/./b", false },
		{ "a*", false },
		{ "a\n", false },
		{ "\xc3\xa9", false },
	};
	char longest[202] = "";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!benchmark_id_fault(rows[i].id) != rows[i].good)
			fail_msg("'%s' %s", rows[i].id, benchmark_id_fault(rows[i].id));
	memset(longest, 'a', 200);
	assert_null(benchmark_id_fault(longest));
	longest[200] = 'a';
	assert_text(benchmark_id_fault(longest), "is longer than 200 characters");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(ids_are_paths) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
