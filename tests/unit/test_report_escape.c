#include "comparison_fixture.h"

#include "report/escape.h"

#include "base/text.h"

struct sample {
	const char *raw, *escaped;
};

static void check(const struct sample *pairs, size_t n,
	char *(*escape)(struct arena *, const char *))
{
	for (size_t i = 0; i < n; i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_string_equal(escape(&mem, pairs[i].raw), pairs[i].escaped);
	}
}

static void lines(void **state)
{
	static const struct sample pairs[] = { { "", "" }, { "parse/items=10", "parse/items=10" },
		{ "a\nb\tc", "a\\nb\\tc" }, { "\x1b[31m", "\\x1b[31m" }, { "\xff", "\\xff" },
		{ "größe µs 😀", "größe µs 😀" }, { "\xe2\x80\xae", "\\u202e" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" }, { "\xef\xbf\xbe", "\\ufffe" },
		{ "\x7f\xc2\x85", "\\x7f\\x85" }, { "::error::x", "\\x3a:error::x" },
		{ "  ::x", "  \\x3a:x" }, { "a::b # ## [c]", "a::b # ## [c]" },
		{ "a##[b] ##vso[c] ###[d]", "a\\x23#[b] \\x23#vso[c] #\\x23#[d]" } };

	(void)state;
	check(pairs, ARRAY_SIZE(pairs), escape_line);
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) { /* what is harmless stays as it is */
		FREES_ARENA struct arena mem = { 0 };

		assert_string_equal(escape_line(&mem, pairs[i].escaped), pairs[i].escaped);
	}
}

static void xml(void **state)
{
	static const struct sample pairs[] = { { "a\nb", "a\nb" }, { "a\x01\nb", "a\\x01\nb" },
		{ "]]> <&\"", "]]> <&\"" }, { "\xef\xbf\xbe", "\\ufffe" }, { "\xff\n", "\\xff\n" },
		{ "::a\n::b", "\\x3a:a\n\\x3a:b" } };

	(void)state;
	check(pairs, ARRAY_SIZE(pairs), escape_lines);
}

static void markdown(void **state)
{
	static const struct sample pairs[] = { { "118 ms ± 1%", "118 ms ± 1%" },
		{ "snake_case and _this_", "snake_case and &#95;this&#95;" },
		{ "a|b`c\\", "a&#124;b&#96;c&#92;" }, { "<b>&amp;", "&#60;b&#62;&#38;amp;" },
		{ "[x](http://y) ![z]", "&#91;x&#93;(http&#58;//y) !&#91;z&#93;" },
		{ "*a* ~b~ $c$", "&#42;a&#42; &#126;b&#126; &#36;c&#36;" },
		{ "@team #12 # a@b.de", "@&#8203;team #&#8203;12 # a@&#8203;b.de" },
		{ "www.x.de", "www&#46;x.de" }, { "a\nb", "a<br>b" }, { "\x1b", "&#92;x1b" },
		/* GitHub links ids of commits and numbers of issues. */
		{ "at 1f3c9ab", "at 1&#8203;f3c9ab" }, { "deadbee.", "d&#8203;eadbee." },
		{ "gh-12 GH-x", "g&#8203;h-12 GH-x" }, { "1234567", "1234567" },
		{ "xdeadbeef", "xdeadbeef" }, { "\u202e", "&#92;u202e" } };

	(void)state;
	check(pairs, ARRAY_SIZE(pairs), escape_markdown);
}

static void markdown_code(void **state)
{
	static const struct sample pairs[] = { { "", "" },
		{ "parse/items=10 [x]", "`parse/items=10 [x]`" },
		{ "*a* _b_ ~c~", "`*a* _b_ ~c~`" }, { "a|b", "<code>a&#124;b</code>" },
		{ " a", "<code> a</code>" }, { "`", "<code>&#96;</code>" },
		{ "a\n", "<code>a&#92;n</code>" } };

	(void)state;
	check(pairs, ARRAY_SIZE(pairs), escape_markdown_code);
}

static void github(void **state)
{
	static const struct sample data[] = { { "50% a: b, c", "50%25 a: b, c" },
		{ "a\nb", "a%0Ab" }, { "a\rb", "a\\x0db" }, { "##[error]", "\\x23#[error]" },
		{ "###[x", "#\\x23#[x" } };
	static const struct sample property[] = { { "50% a: b, c", "50%25 a%3A b%2C c" },
		{ "a\nb", "a%0Ab" }, { "::x::", "\\x3a%3Ax%3A%3A" }, { "##[x", "\\x23#[x" } };

	(void)state;
	check(data, ARRAY_SIZE(data), escape_github);
	check(property, ARRAY_SIZE(property), escape_github_property);
}

static void terminal(void **state)
{
	static const struct {
		const char *raw, *unicode, *ascii;
	} table[] = { { "118 ms ± 1% · ∞ µs…", "118 ms ± 1% · ∞ µs…", "118 ms +- 1% - inf us..." },
		{ "ö😀", "ö😀", "\\u00f6\\U0001f600" },
		{ "::a ::b c::d", "\\x3a:a \\x3a:b c::d", "\\x3a:a \\x3a:b c::d" },
		{ "a##[b", "a\\x23#[b", "a\\x23#[b" }, { "a\nb", "a\\nb", "a\\nb" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };

		assert_string_equal(escape_terminal(&mem, table[i].raw, true), table[i].unicode);
		assert_string_equal(escape_terminal(&mem, table[i].raw, false), table[i].ascii);
	}
}

static void shortening(void **state)
{
	static const struct {
		const char *raw;
		size_t max;
		const char *shortened;
	} table[] = { { "abcdefghij", 0, "abcdefghij" }, { "abcdefghij", 10, "abcdefghij" },
		{ "abcdefghij", 9, "abcde…hij" }, { "äöüßäöüß", 6, "äöü…üß" }, { "abc", 1, "…" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *s = escape_shorten(&mem, table[i].raw, table[i].max);

		assert_string_equal(s, table[i].shortened);
		assert_true(table[i].max == 0 || utf8_width(s) <= table[i].max);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(xml),
		cmocka_unit_test(markdown),
		cmocka_unit_test(markdown_code),
		cmocka_unit_test(github),
		cmocka_unit_test(terminal),
		cmocka_unit_test(shortening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
