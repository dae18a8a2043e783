#include "unit.h"

#include "base/cpus.h"

static const char *list(struct arena *mem, const cpu_set_t *set)
{
	const char *out = "";

	for (size_t i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, set))
			out = arena_printf(mem, "%s %zu", out, i);
	return out;
}

static void lists_are_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *cpus; /* NULL: refused */
	} rows[] = {
		{ "0", " 0" },
		{ "1023", " 1023" },
		{ "0,2-3", " 0 2 3" },
		{ "3,1", " 1 3" },
		{ "2-2", " 2" },
		{ "1,1,1-2", " 1 2" },
		{ "007", " 7" },
		{ "", NULL },
		{ "-1", NULL },
		{ "1-", NULL },
		{ "1--2", NULL },
		{ "3-1", NULL },
		{ "1,", NULL },
		{ ",1", NULL },
		{ "1,,2", NULL },
		{ "1 2", NULL },
		{ " 1", NULL },
		{ "all", NULL },
		{ "1024", NULL },
		{ "0-1024", NULL },
		{ "18446744073709551615", NULL },
		{ "18446744073709551616", NULL },
		{ "0-99999999999999999999999", NULL },
		{ "0x1", NULL },
		{ "1-2-3", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cpu_set_t set;
		const char *why = cpus_parse(&set, rows[i].text);

		assert_row(rows[i].text, why ? NULL : list(&mem, &set), rows[i].cpus);
		if (why)
			assert_text(why, "is not a list of processors such as 1 or 0,2-3");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
