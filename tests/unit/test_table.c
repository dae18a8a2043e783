#include "unit.h"

#include <stdlib.h>

#include "base/file.h"
#include "report/table.h"

static const char *printed(struct arena *mem, const struct table *t, size_t width)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	table_print(m.f, t, width);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

static struct table filled(struct arena *mem, size_t longest)
{
	static const char *const columns[] = { "name", ">value", "none", "" };
	struct table t = {
		.mem = mem, .columns = columns, .width = 4, .indent = 1, .longest = longest
	};

	TABLE_ADD(&t, "a", "1 \xc2\xb5s", NULL, "x")->tail = "as long as it likes";
	table_add_line(&t, "   about a\n");
	TABLE_ADD(&t, "longer", "10.25 ms");
	TABLE_ADD(&t, "bare")->tail = "failed";
	return t;
}

static void columns_are_as_wide_as_their_cells(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct table t = filled(&mem, 0);

	(void)state;
	assert_text(printed(&mem, &t, 0),
		" name       value\n"
		" a           1 \xc2\xb5s  x  as long as it likes\n"
		"   about a\n"
		" longer  10.25 ms\n"
		" bare    failed\n");
}

static void tables_are_empty_or_long(void **state)
{
	enum { ROWS = 5000 };
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "", ">");
	const char *all;

	(void)state;
	assert_text(printed(&mem, &t, 0), "");
	for (size_t i = 0; i < ROWS; i++)
		TABLE_ADD(&t, arena_printf(&mem, "%04zu", i), "x");
	all = printed(&mem, &t, 0);
	assert_int_equal(strlen(all), ROWS * strlen("0000  x\n"));
	for (size_t i = 0; i < ROWS; i++)
		assert_int_equal(strtoul(all + i * strlen("0000  x\n"), NULL, 10), i);
}

static void long_names_have_their_own_lines(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct table t = filled(&mem, 5);

	(void)state;
	assert_text(printed(&mem, &t, 0),
		" name     value\n"
		" a         1 \xc2\xb5s  x  as long as it likes\n"
		"   about a\n"
		" longer\n"
		"       10.25 ms\n"
		" bare  failed\n");
	assert_text(printed(&mem, &t, 17),
		" name\n"
		"      value\n"
		" a\n"
		"       1 \xc2\xb5s  x  as long as it likes\n"
		"   about a\n"
		" longer\n"
		"   10.25 ms\n"
		" bare\n"
		"   failed\n");
}

static void headings_without_a_value_take_no_line(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 1, "", ">value");

	(void)state;
	TABLE_ADD(&t, "a")->tail = "failed";
	assert_text(printed(&mem, &t, 0), " a  failed\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_their_cells),
		cmocka_unit_test(tables_are_empty_or_long),
		cmocka_unit_test(long_names_have_their_own_lines),
		cmocka_unit_test(headings_without_a_value_take_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
