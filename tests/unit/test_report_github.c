#include "comparison_fixture.h"

#include "base/text.h"

static const struct report_style style;

static size_t errors, warnings, notices;

/* One well-formed command a line and nothing else: ::KIND title=...::message */
static void look(const char *line)
{
	const char *title, *message;

	errors += text_starts(line, "::error title=");
	warnings += text_starts(line, "::warning title=");
	notices += text_starts(line, "::notice title=");
	assert_true(text_starts(line, "::error title=") || text_starts(line, "::warning title=") ||
		text_starts(line, "::notice title="));
	title = strchr(line, '=') + 1;
	message = strstr(title, "::");
	assert_non_null(message);
	for (; title < message; title++)
		assert_true(*title != ',' && *title != ':');
	for (const char *p = message; (p = strchr(p, '%')); p++)
		assert_true(text_starts(p, "%25") || text_starts(p, "%0A"));
	assert_null(strstr(line, "##["));
	assert_null(strpbrk(line, "\r\033"));
	assert_true(strlen(message) - 2 < 4096);
	assert_true(utf8_valid(line, strlen(line)));
}

static void count(struct arena *mem, const struct comparison *c)
{
	errors = warnings = notices = 0;
	fixture_lines(fixture_render(mem, &github_reporter, c, &style), look);
}

static void golden(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_zoo(&c, &mem);
	fixture_golden("zoo.github", fixture_render(&mem, &github_reporter, &c, &style));
	count(&mem, &c);
	assert_int_equal(errors, c.failing);
	assert_int_equal(warnings, c.warning);
	assert_int_equal(notices, 2);
}

static void ten_of_a_kind(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *text;

	(void)state;
	fixture_many(&c, &mem, 322); /* 46 of them fail */
	assert_int_equal(c.failing, 46);
	count(&mem, &c);
	assert_int_equal(errors, 10);
	text = fixture_render(&mem, &github_reporter, &c, &style);
	assert_non_null(strstr(text, "::… and 37 more; "));
	c.n = 70; /* ten, and no aggregate */
	compare_conclude(&c);
	count(&mem, &c);
	assert_int_equal(errors, 10);
	assert_null(strstr(fixture_render(&mem, &github_reporter, &c, &style), " more; "));
}

static void hostile_names_issue_no_commands(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_hostile(&c, &mem);
	count(&mem, &c);
	assert_int_equal(errors, 2);
	fixture_all_verdicts(&c, &mem);
	count(&mem, &c);
}

static void long_messages_end_between_escapes(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	for (size_t shift = 0; shift < 8; shift++) {
		char *reason = arena_alloc(&mem, 40000);

		memset(reason, 'x', shift);
		for (size_t i = 0; i < 3000; i++)
			memcpy(reason + shift + 4 * i, i % 120 == 119 ? "%%\n%" : "%é%", 4);
		fixture_frame(&c);
		fixture_row(&c, &mem, "a", &fixture_wall, VERDICT_ERROR, CONSEQUENCE_FAIL)
			->reason = fixture_text(reason);
		compare_conclude(&c);
		count(&mem, &c);
		assert_int_equal(errors, 1);
	}
}

static void an_exit_status_is_explained(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_frame(&c);
	compare_conclude(&c);
	assert_string_equal(fixture_render(&mem, &github_reporter, &c, &style),
		"::error title=benchctl::❔ no verdict: nothing was compared\n");
	fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE, 1, 1, 9, .1, .5);
	compare_conclude(&c);
	assert_string_equal(fixture_render(&mem, &github_reporter, &c, &style), "");
}

/* The value of a key in the file of outputs, as a runner would read it. */
static const char *output(struct arena *mem, const char *text, const char *key)
{
	const char *prefix = arena_printf(mem, "%s<<", key), *end, *at = text;
	char *delimiter;

	while (!text_starts(at, prefix)) {
		at = strchr(at, '\n');
		assert_non_null(at);
		at++;
	}
	at += strlen(prefix);
	delimiter = arena_printf(mem, "\n%.*s\n", (int)strcspn(at, "\n"), at);
	at = strchr(at, '\n') + 1;
	end = strstr(at - 1, delimiter);
	assert_non_null(end);
	return arena_copy(mem, at, (size_t)(end - at));
}

static char *outputs_of(struct arena *mem, const struct comparison *c)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	github_outputs(m.f, c);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

static void outputs_can_be_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *text;

	(void)state;
	fixture_gate(&c, &mem);
	text = outputs_of(&mem, &c);
	assert_string_equal(output(&mem, text, "verdict"), "regression");
	assert_string_equal(output(&mem, text, "exit"), "1");
	assert_string_equal(output(&mem, text, "headline"),
		"❌ 1 of 4 benchmarks regressed: parse/items=1000 +11.6%");
	assert_string_equal(output(&mem, text, "rows"), "5");
	assert_string_equal(output(&mem, text, "failing"), "1");
	assert_string_equal(output(&mem, text, "count_pass"), "3");
	assert_string_equal(output(&mem, text, "count_regression"), "1");
	assert_string_equal(output(&mem, text, "count_accepted"), "0");
	assert_string_not_equal(text, outputs_of(&mem, &c)); /* delimiters are random */
	fixture_hostile(&c, &mem);
	text = outputs_of(&mem, &c);
	assert_string_equal(output(&mem, text, "verdict"), "regression");
	assert_string_equal(output(&mem, text, "headline"), report_headline(&mem, &c));
}

static void every_report_has_its_name(void **state)
{
	static const char *const names[] = { "text", "markdown", "junit", "json", "github" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_non_null(reporter_find(names[i]));
		assert_string_equal(reporter_find(names[i])->name, names[i]);
	}
	assert_null(reporter_find("html "));
	assert_null(reporter_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(ten_of_a_kind),
		cmocka_unit_test(hostile_names_issue_no_commands),
		cmocka_unit_test(long_messages_end_between_escapes),
		cmocka_unit_test(an_exit_status_is_explained),
		cmocka_unit_test(outputs_can_be_read),
		cmocka_unit_test(every_report_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
