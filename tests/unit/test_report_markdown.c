#include "comparison_fixture.h"

#include "base/text.h"

static char *markdown_of(struct arena *mem, void (*make)(struct comparison *c, struct arena *mem),
	size_t limit)
{
	const struct report_style style = { .limit = limit };
	struct comparison c;

	make(&c, mem);
	return fixture_render(mem, &markdown_reporter, &c, &style);
}

static void make_green(struct comparison *c, struct arena *mem)
{
	struct row *r;

	fixture_frame(c);
	for (int i = 0; i < 4; i++) {
		r = fixture_pair(c, mem, arena_printf(mem, "b%d", i), &fixture_wall, VERDICT_PASS,
			CONSEQUENCE_NONE, 0.1, 0.1, 20, 0.01, 0.5);
		r->reason = (struct finding){ .kind = FINDING_WITHIN };
	}
	compare_conclude(c);
}

static void make_many(struct comparison *c, struct arena *mem)
{
	fixture_many(c, mem, 10000);
}

static void make_empty(struct comparison *c, struct arena *mem)
{
	(void)mem;
	fixture_frame(c);
	compare_conclude(c);
}

static size_t pipes(const char *line)
{
	size_t n = 0;

	for (const char *p = line; *p; p++)
		n += *p == '|' && (p == line || p[-1] != '\\');
	return n;
}

/* What is open at a line's end must be closed at the document's. */
struct shape {
	size_t columns; /* of the table that is open; 0: none */
	bool fence;
	int details, tables, rows;
};

static void look(struct shape *s, const char *line)
{
	if (s->fence || text_starts(line, "```")) {
		s->fence = s->fence ? !text_starts(line, "```") : true;
		assert_int_equal(s->columns, 0);
		return;
	}
	if (*line == '|') {
		s->tables += s->columns == 0;
		s->rows++;
		s->columns = s->columns ? s->columns : pipes(line);
		assert_int_equal(pipes(line), s->columns);
		assert_int_equal(line[strlen(line) - 1], '|');
		return;
	}
	assert_int_equal(pipes(line), 0);
	if (s->columns)
		assert_string_equal(line, ""); /* which ends it */
	s->columns = 0;
	s->details += text_starts(line, "<details>") ? 1 : text_starts(line, "</details>") ? -1 : 0;
}

static struct shape shape_of(const char *text)
{
	FREES_ARENA struct arena mem = { 0 };
	char *rest = arena_string(&mem, text), *line;
	struct shape s = { 0 };

	assert_true(utf8_valid(text, strlen(text)));
	while ((line = strsep(&rest, "\n")))
		look(&s, line);
	assert_false(s.fence);
	assert_int_equal(s.details, 0);
	assert_int_equal(s.columns, 0);
	return s;
}

static void golden(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	fixture_golden("gate.md", markdown_of(&mem, fixture_gate, 0));
	fixture_golden("zoo.md", markdown_of(&mem, fixture_zoo, 0));
	fixture_golden("green.md", markdown_of(&mem, make_green, 0));
}

static void tables_are_well_formed(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_int_equal(shape_of(markdown_of(&mem, fixture_gate, 0)).tables, 4);
	shape_of(markdown_of(&mem, fixture_zoo, 0));
	shape_of(markdown_of(&mem, fixture_all_verdicts, 0));
	shape_of(markdown_of(&mem, make_empty, 0));
	shape_of(markdown_of(&mem, fixture_hostile, 0));
}

static void limits_are_kept(void **state)
{
	static const size_t limits[] = { 1 << 20, 65536, 20000, 5000, 3000, 2000, 1000, 500, 150,
		10 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const char *many = markdown_of(&mem, make_many, limits[i]);
		const char *hostile = markdown_of(&mem, fixture_hostile, limits[i]);

		assert_true(strlen(many) <= limits[i]);
		assert_true(strlen(hostile) <= limits[i]);
		if (limits[i] < 500)
			continue;
		shape_of(many);
		shape_of(hostile);
		assert_true(text_starts(many, "### ❌ 1429 of 10000 benchmarks regressed: "));
		if (limits[i] > 2000)
			assert_non_null(strstr(many, " more rows did not fit here; "));
	}
}

static void as_much_as_fits(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = markdown_of(&mem, make_many, 0);

	(void)state;
	assert_in_range(strlen(text), 60000, 65536);
	assert_in_range(shape_of(text).rows, 200, 10000);
	assert_in_range(strlen(markdown_of(&mem, make_many, 1 << 20)), 1000000, 1 << 20);
}

static void hostile_names_stay_text(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	/* All that a reader's browser or GitHub's filters would act on. */
	static const char *const forbidden[] = { "@team", "<script", "](http", "http://",
		"www.evil", "\033", "\xe2\x80\xae", "\xff", "[x]", "[31m" };
	char *text = markdown_of(&mem, fixture_hostile, 0), *fence, *end;

	(void)state;
	fence = strstr(text, "```sh\n"); /* code is not read, and ends where it should */
	end = fence ? strstr(fence + 6, "\n```\n") : NULL;
	assert_non_null(end);
	assert_ptr_equal(strchr(fence + 6, '\n'), end);
	memset(fence, ' ', (size_t)(end - fence));
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		if (strstr(text, forbidden[i]))
			fail_msg("%s", forbidden[i]);
	assert_null(strstr(text, " #1"));
	assert_non_null(strstr(text, "<code>a&#124;b</code>"));
}

static void fences_are_longer_than_what_they_hold(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style style = { 0 };
	struct comparison c;

	(void)state;
	fixture_gate(&c, &mem);
	c.reproduce = "```` \n```";
	assert_non_null(strstr(fixture_render(&mem, &markdown_reporter, &c, &style),
		"\n`````sh\n```` \\n``` --filter parse/items=1000\n`````\n"));
}

static void green_is_one_line_and_a_fold(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	assert_true(text_starts(markdown_of(&mem, make_green, 0),
		"✅ 4 benchmarks, no regression\n\n<details><summary>4 rows, environment</summary>\n"));
}

static void several_filters_for_a_few(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style style = { 0 };
	struct comparison c = { 0 };

	(void)state;
	fixture_many(&c, &mem, 12);
	c.v[3].id = "group/000/it's [x]*"; /* is a pattern, and needs quotes */
	assert_non_null(strstr(fixture_render(&mem, &markdown_reporter, &c, &style),
		"\nbenchctl gate --against 1f3c9ab --filter group/000/bench=000010 --filter "
		"'group/000/it'\\''s \\[x]\\*'\n"));
}

static void one_filter_for_a_benchmark(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style style = { 0 };
	struct comparison c;

	(void)state;
	fixture_frame(&c);
	for (int i = 0; i < 3; i++) /* the worst and the best are of one benchmark */
		fixture_pair(&c, &mem, i < 2 ? "a" : "b", i == 1 ? &fixture_p99 : &fixture_wall,
			VERDICT_REGRESSION, CONSEQUENCE_FAIL, 1, (double[]){ 1.3, 1.1, 1.2 }[i], 20,
			0.01, 0.001);
	compare_conclude(&c);
	assert_non_null(strstr(fixture_render(&mem, &markdown_reporter, &c, &style),
		"\nbenchctl gate --against 1f3c9ab --filter a --filter b\n"));
}

/* In a shell, as the value of an option and as an argument. */
static void filters_are_never_options(void **state)
{
	static const char *const rows[][2] = {
		{ "-rf --help", "'\\-rf --help'" },
		{ "::error::x", "'\\::error::x'" },
		{ "a-b::c", "a-b::c" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct report_style style = { 0 };
		struct comparison c;
		const char *text;

		fixture_frame(&c);
		fixture_pair(&c, &mem, rows[i][0], &fixture_wall, VERDICT_REGRESSION,
			CONSEQUENCE_FAIL, 1, 1.2, 20, 0.01, 0.001);
		compare_conclude(&c);
		text = fixture_render(&mem, &markdown_reporter, &c, &style);
		assert_non_null(strstr(text, arena_printf(&mem, " --filter %s\n", rows[i][1])));
		assert_non_null(strstr(text, arena_printf(&mem, "accept %s --max", rows[i][1])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(tables_are_well_formed),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(as_much_as_fits),
		cmocka_unit_test(hostile_names_stay_text),
		cmocka_unit_test(fences_are_longer_than_what_they_hold),
		cmocka_unit_test(green_is_one_line_and_a_fold),
		cmocka_unit_test(several_filters_for_a_few),
		cmocka_unit_test(one_filter_for_a_benchmark),
		cmocka_unit_test(filters_are_never_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
