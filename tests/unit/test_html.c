#include "report/html.h"

#include "base/arena.h"
#include "base/file.h"
#include "site/picture.h"
#include "unit.h"

static void test_texts_stay_texts(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	const char *volatile none = NULL;
	struct html h = { .mem = &mem };

	(void)state;
	memory_file_open(&m);
	h.f = m.f;
	html_put(&h, "<a title=\"%s\">%s</a>|%.10s|%zu|%d|%g|%.1f|%%|%s|", "\"><script>",
		"a&b'\x1b", "0123456789abc", (size_t)7, -2, 0.125, 2.26, none);
	memory_file_end(&m);
	assert_string_equal(m.data,
		"<a title=\"&#34;&#62;&#60;script&#62;\">a&#38;b&#39;\\x1b</a>|0123456789|7|-2|"
		"0.125|2.3|%||");
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text, *address;
	} cases[] = { { "parse/items=1000", "parse/items=1000" },
		{ "a b\"<>#?%", "a%20b%22%3C%3E%23%3F%25" }, { "\xc3\xa9\n", "%C3%A9%0A" },
		{ "", "" } };
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(html_address(&mem, cases[i].text), cases[i].address);
}

static void test_axes_have_round_steps(void **state)
{
	static const struct {
		double lo, hi, step;
		const char *unit, *first;
	} cases[] = { { .0118, .0132, .0005, "ms", "12" }, { 100, 100, 1, "s", "98" },
		{ 0, 0, .2, "ns", "0" }, { 1e-6, 3e-6, 5e-7, "µs", "1" } };
	const struct metric wall = { .name = "wall", .unit = "s", .dim = DIM_TIME };
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct axis a = axis_of(&wall, cases[i].lo, cases[i].hi, 0, 100);

		assert_true(a.lo <= cases[i].lo && a.hi >= cases[i].hi);
		assert_true(axis_at(&a, a.lo) <= 0 && axis_at(&a, a.hi) >= 100);
		assert_true(a.step > cases[i].step * .999 && a.step < cases[i].step * 1.001);
		assert_string_equal(a.unit, cases[i].unit);
		assert_string_equal(axis_text(&mem, &a, a.first), cases[i].first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_texts_stay_texts),
		cmocka_unit_test(test_addresses), cmocka_unit_test(test_axes_have_round_steps) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
