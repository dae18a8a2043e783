#include "unit.h"

#include "base/file.h"
#include "base/text.h"

static void equal_and_starts(void **state)
{
	(void)state;
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal(NULL, ""));
	assert_false(text_equal("a", NULL));
	assert_true(text_equal("a", "a"));
	assert_true(text_starts("abc", "ab"));
	assert_true(text_starts("abc", ""));
	assert_false(text_starts("ab", "abc"));
}

static void every_scalar_value_survives_utf8(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char s[4];
		uint32_t back = 0;
		size_t n;

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		n = utf8_encode(s, cp);
		if (utf8_next(s, n, &back) != n || back != cp || utf8_next(s, n - 1, &back) != 0)
			fail_msg("U+%04X", cp);
	}
}

static void bad_utf8_is_refused(void **state)
{
	static const char *const bad[] = {
		"\x80", /* a continuation alone */
		"\xbf",
		"\xc0\x80", /* overlong */
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80", /* surrogates */
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xff",
		"\xc3", /* cut short */
		"\xe2\x82",
		"\xf0\x9f\x98",
		"\xc3(", /* no continuation */
		"\xe2\x82(",
	};
	uint32_t cp;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		if (utf8_next(bad[i], strlen(bad[i]), &cp) != 0)
			fail_msg("row %zu", i);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_int_equal(utf8_width("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
}

static void harmful_text_is_escaped(void **state)
{
	static const struct {
		const char *text, *printed;
	} rows[] = {
		{ "", "" },
		{ "plain \xc3\xa9\xf0\x9f\x98\x80", "plain \xc3\xa9\xf0\x9f\x98\x80" },
		{ "a\nb\tc\rd", "a\\nb\\tc\\x0dd" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "\x7f", "\\x7f" },
		{ "\xc2\x9b"
		  "31m",
			"\\x9b31m" }, /* CSI as one C1 character */
		{ "\xe2\x80\xae"
		  "evil",
			"\\u202eevil" }, /* right to left override */
		{ "\xe2\x81\xa6", "\\u2066" },
		{ "\xd8\x9c", "\\u061c" }, /* Arabic letter mark */
		{ "\xe2\x80\xa8", "\\u2028" },
		{ "\xe2\x80\x8b", "\\u200b" },
		{ "\xef\xbb\xbf", "\\ufeff" },
		{ "\xef\xbf\xbe", "\\ufffe" },
		{ "\xef\xbf\xb9", "\\ufff9" },      /* interlinear annotation */
		{ "\xf3\xa0\x81\x81", "\\ue0041" }, /* tag characters are invisible */
		{ "ok\xff\xfe", "ok\\xff\\xfe" },
		{ "\xe2\x82", "\\xe2\\x82" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_MEMORY_FILE struct memory_file m = { 0 };

		memory_file_open(&m);
		text_print_safe(m.f, rows[i].text);
		memory_file_end(&m);
		assert_row(rows[i].printed, m.data, rows[i].printed);
	}
}

static void lines_hold_no_commands(void **state)
{
	static const struct {
		const char *line;
		size_t n;
		const char *printed;
	} rows[] = {
		{ "a # b ## c :: d", 15, "a # b ## c :: d" },
		{ "::error::x", 10, "\\x3a:error::x" },
		{ "\t ::stop", 8, "\\t \\x3a:stop" },
		{ "a ##[group]b", 12, "a \\x23#[group]b" },
		{ "###vso[x]", 9, "#\\x23#vso[x]" },
		{ "a\0b", 3, "a\\x00b" },
		{ "begun and more", 5, "begun" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_MEMORY_FILE struct memory_file m = { 0 };

		memory_file_open(&m);
		text_print_line(m.f, rows[i].line, rows[i].n);
		memory_file_end(&m);
		assert_row(rows[i].printed, m.data, rows[i].printed);
	}
}

static void globs(void **state)
{
	(void)state;
	assert_true(text_glob("*", "a/b"));
	assert_true(text_glob("db/*", "db/a/b"));
	assert_true(text_glob("p?rse", "parse"));
	assert_true(text_glob("[a-c]x", "bx"));
	assert_false(text_glob("db/*", "web/a"));
	assert_false(text_glob("", "a"));
}

static void words_of_lists_are_found(void **state)
{
	static const struct {
		const char *list, *separators, *word;
		bool there;
	} rows[] = {
		{ "cpu,memory", ",", "memory", true },
		{ "cpu,memory", ",", "cpu", true },
		{ "cpu,memory", ",", "mem", false },
		{ "cpuset cpu io\n", " \n", "CPU", true },
		{ "cpuset io", " ", "cpu", false },
		{ ",,x", ",", "x", true },
		{ "x y", ",", "y", false },
		{ "", ",", "x", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(text_lists(rows[i].list, strlen(rows[i].list), rows[i].separators,
					 rows[i].word),
			rows[i].there);
	assert_false(text_lists("a,bc", 3, ",", "bc")); /* the end is where n says */
}

static void near_words_are_found(void **state)
{
	static const char *const candidates[] = { "threshold", "floor", "confidence", "metrics",
		"max", "min", "runs", "timeout" };
	static const struct {
		const char *word, *meant;
	} rows[] = {
		{ "thresold", "threshold" },
		{ "treshhold", "threshold" },
		{ "confidnce", "confidence" },
		{ "metric", "metrics" },
		{ "conf", "confidence" }, /* a prefix, however much is missing */
		{ "ru", NULL },           /* too short to guess */
		{ "mxa", "max" },
		{ "timout", "timeout" },
		{ "import", NULL }, /* timeout is half of it away */
		{ "elephant", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nearest n = nearest_begin(rows[i].word);

		for (size_t k = 0; k < ARRAY_SIZE(candidates); k++)
			nearest_offer(&n, candidates[k]);
		assert_row(rows[i].word, n.best, rows[i].meant);
	}
}

static void slugs(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *slug;
	} rows[] = {
		{ "", "" },
		{ "AMD EPYC 7B13", "amd-epyc-7b13" },
		{ "  a  b  ", "a-b" },
		{ "a/b\\c", "a-b-c" },
		{ "v1.2_x", "v1.2_x" },
		{ "..", "" },
		{ "../../etc", "..-..-etc" },
		{ ".hidden", ".hidden" },
		{ "a...", "a" },
		{ "\xc3\xa9t\xc3\xa9", "t" },
		{ "-x-", "x" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text, text_slug(&mem, rows[i].text), rows[i].slug);
}

static void hints_and_replacements(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct nearest n = nearest_begin("treshold");

	(void)state;
	assert_text(nearest_hint(&n, &mem), "");
	nearest_offer(&n, "threshold");
	assert_text(nearest_hint(&n, &mem), "; did you mean 'threshold'?");
	assert_text(text_replace(arena_string(&mem, "_a__b_"), '_', '-'), "-a--b-");
	assert_text(text_replace(arena_string(&mem, ""), '_', '-'), "");
	assert_text(text_drop(arena_string(&mem, "\ra\r\rb\r"), '\r'), "ab");
	assert_true(text_has_one("a lock", (const char *const[]){ "key", "lock", NULL }));
	assert_false(text_has_one("a lock", (const char *const[]){ "key", NULL }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_and_starts),
		cmocka_unit_test(every_scalar_value_survives_utf8),
		cmocka_unit_test(bad_utf8_is_refused),
		cmocka_unit_test(harmful_text_is_escaped),
		cmocka_unit_test(lines_hold_no_commands),
		cmocka_unit_test(globs),
		cmocka_unit_test(words_of_lists_are_found),
		cmocka_unit_test(near_words_are_found),
		cmocka_unit_test(slugs),
		cmocka_unit_test(hints_and_replacements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
