#include "comparison_fixture.h"

#include "base/text.h"

static const struct report_style wide = { .unicode = true, .columns = 120 };
static const struct report_style normal = { .unicode = true, .columns = 80 };
static const struct report_style narrow = { .unicode = true, .columns = 40 };
static const struct report_style plain = { .columns = 100 };

static char *text_of(struct arena *mem, void (*make)(struct comparison *c, struct arena *mem),
	const struct report_style *style)
{
	struct comparison c;

	make(&c, mem);
	return fixture_render(mem, &text_reporter, &c, style);
}

static void golden(void **state)
{
	static const struct {
		const char *name;
		void (*make)(struct comparison *c, struct arena *mem);
		const struct report_style *style;
	} table[] = { { "gate-120.txt", fixture_gate, &wide },
		{ "gate-80.txt", fixture_gate, &normal }, { "gate-40.txt", fixture_gate, &narrow },
		{ "zoo-120.txt", fixture_zoo, &wide },
		{ "zoo-100-ascii.txt", fixture_zoo, &plain } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		FREES_ARENA struct arena mem = { 0 };

		fixture_golden(table[i].name, text_of(&mem, table[i].make, table[i].style));
	}
}

/* Commands are whole, so that they can be copied; and the last line says everything. */
static bool may_be_long(const char *line)
{
	return text_starts(line, "    again: ") || text_starts(line, "    accept: ") ||
		strstr(line, " exit ");
}

static void at_most_80(const char *line)
{
	assert_true(may_be_long(line) || utf8_width(line) <= 80);
}

static void at_most_40(const char *line)
{
	assert_true(may_be_long(line) || utf8_width(line) <= 40);
}

static void at_most_60(const char *line)
{
	assert_true(may_be_long(line) || utf8_width(line) <= 60);
}

static void fits_its_terminal(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style tiny = { .unicode = true, .columns = 20 },
				  middle = { .unicode = true, .columns = 60 };

	(void)state;
	fixture_lines(text_of(&mem, fixture_gate, &normal), at_most_80);
	fixture_lines(text_of(&mem, fixture_zoo, &normal), at_most_80);
	fixture_lines(text_of(&mem, fixture_gate, &narrow), at_most_40);
	fixture_lines(text_of(&mem, fixture_gate, &middle), at_most_60);
	fixture_lines(text_of(&mem, fixture_zoo, &middle), at_most_60);
	assert_string_equal(text_of(&mem, fixture_gate, &tiny),
		text_of(&mem, fixture_gate, &narrow));
}

/* Nothing that a terminal, or a CI system that reads its log, would take for a command. */
static void harmless(const char *line)
{
	const char *first = line + strspn(line, " \t");
	uint32_t cp;

	assert_false(text_starts(first, "::"));
	assert_null(strstr(line, " ::")); /* which a narrower terminal would have put there */
	assert_null(strstr(line, "##["));
	for (size_t len, n = strlen(line); n; line += len, n -= len) {
		len = utf8_next(line, n, &cp);
		assert_true(len && text_harmless(cp));
	}
}

static void ascii(const char *line)
{
	for (; *line; line++)
		assert_in_range(*line, ' ', '~');
}

static void hostile_names_stay_text(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style endless = { .unicode = true };
	const char *text = text_of(&mem, fixture_hostile, &normal);
	char bars[10001];

	(void)state;
	fixture_lines(text, harmless);
	fixture_lines(text_of(&mem, fixture_hostile, &narrow), harmless);
	fixture_lines(text_of(&mem, fixture_hostile, &endless), harmless);
	fixture_lines(text_of(&mem, fixture_hostile, &plain), ascii);
	memset(bars, '|', 10000);
	bars[10000] = '\0';
	assert_non_null(strstr(text, bars)); /* whole, however long */
}

static void one_long_name_does_not_widen_the_table(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct report_style endless = { .unicode = true };
	struct comparison c;
	char name[] =
		"a name that is longer than a third of any terminal people have, and then still "
		"longer, so that it takes a line of its own";

	(void)state;
	fixture_gate(&c, &mem);
	c.v[4].id = name;
	fixture_lines(fixture_render(&mem, &text_reporter, &c, &normal), harmless);
	assert_non_null(strstr(fixture_render(&mem, &text_reporter, &c, &wide),
		"longer, so that it takes a line of its own\n                   "));
	assert_non_null(strstr(fixture_render(&mem, &text_reporter, &c, &endless), name));
	assert_non_null(strstr(fixture_render(&mem, &text_reporter, &c, &endless),
		"\n  api/list             2.05 ms ± 1%"));
}

static size_t occurrences(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text++)
		n++;
	return n;
}

static void many_rows_are_summarised_but_no_failing_one(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *text;

	(void)state;
	fixture_many(&c, &mem, 10000);
	text = fixture_render(&mem, &text_reporter, &c, &wide);
	assert_int_equal(occurrences(text, "  REGRESSION"), c.count[VERDICT_REGRESSION]);
	assert_int_equal(occurrences(text, "  pass"), 0);
	assert_non_null(strstr(text, "\n  8571 more passed; --report json=FILE has every row.\n"));
	assert_int_equal(occurrences(text, " wall is "), 20);
	assert_non_null(strstr(text, "\n  --report json=FILE describes 1409 more like these.\n"));
	c = (struct comparison){ 0 };
	fixture_many(&c, &mem, 50);
	text = fixture_render(&mem, &text_reporter, &c, &wide);
	assert_int_equal(occurrences(text, "  pass"), c.count[VERDICT_PASS]);
}

static void anything_can_be_rendered(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { 0 };

	(void)state;
	fixture_lines(text_of(&mem, fixture_all_verdicts, &normal), harmless);
	fixture_lines(fixture_render(&mem, &text_reporter, &c, &normal), harmless);
	fixture_frame(&c);
	compare_conclude(&c);
	assert_string_equal(fixture_render(&mem, &text_reporter, &c, &normal),
		"\nnothing was compared · 1 min 58 s · results/run-017 · exit 4\n");
}

/* A figure without an error is no small sample; and what a tool calls its metric is quoted. */
static void remarks_and_commands_fit_the_row(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { 0 };
	struct metric odd = fixture_wall;
	const char *text;
	struct row *r;

	(void)state;
	odd.name = "p99 of $(all)*";
	fixture_frame(&c);
	r = fixture_pair(&c, &mem, "figure", &fixture_wall, VERDICT_INCONCLUSIVE, CONSEQUENCE_NONE,
		0.1, 0.103, 1, 0, NONE);
	r->visible = HUGE_VAL;
	r->reason = (struct finding){ .kind = FINDING_SINGLE_FIGURE };
	fixture_pair(&c, &mem, "named", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE, 1, 1, 10,
		0.01, 0.5);
	fixture_pair(&c, &mem, "named", &odd, VERDICT_REGRESSION, CONSEQUENCE_FAIL, 1, 1.2, 10,
		0.01, 0.001);
	compare_conclude(&c);
	text = fixture_render(&mem, &text_reporter, &c, &wide);
	assert_non_null(strstr(text,
		"one figure per side says nothing about its noise; give several"));
	assert_null(strstr(text, "too few samples"));
	assert_non_null(strstr(text, "accept named --metric 'p99 of $(all)\\*' --max +"));
}

/* From 0 there is no percentage to accept. */
static void a_loss_from_0_is_accepted_by_its_amount(void **state)
{
	static const struct {
		struct metric metric;
		double head;
		const char *limit;
	} rows[] = {
		{ { "n", "1", DIM_COUNT, BETTER_LOWER, false }, 2, "--metric n --max +3 " },
		{ { "n", "items", DIM_NONE, BETTER_LOWER, false }, 2500.5,
			"--metric n --max +2521 " },
		{ { "p99", "s", DIM_TIME, BETTER_LOWER, false }, .0021,
			"--metric p99 --max +3ms " },
		{ { "failed", "1", DIM_RATIO, BETTER_LOWER, false }, .02, "accept a --max +3% " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 };
		struct row *r;

		fixture_frame(&c);
		r = fixture_pair(&c, &mem, "a", &rows[i].metric, VERDICT_REGRESSION,
			CONSEQUENCE_FAIL, 0, rows[i].head, 10, 0.01, 0.001);
		r->change = r->effect = r->effect_lo = r->effect_hi = NONE;
		compare_conclude(&c);
		assert_non_null(strstr(fixture_render(&mem, &text_reporter, &c, &wide),
			rows[i].limit));
	}
}

/* Files of one folder differ at their ends. */
static void paths_show_their_ends(void **state)
{
	static const char *const rows[][2] = {
		{ "/builds/team/results/old.json", "  …/results/old.json  " },
		{ "/builds/a-very-long-folder-name/b.json", "  …/b.json  " },
		{ "a-very-long-name-of-a-file.json", "  a-very-long-n…e.json  " },
		{ "results/b.json", "  results/b.json  " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c = { 0 };

		fixture_frame(&c);
		fixture_pair(&c, &mem, "a", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE, 1, 1, 10,
			0.01, 0.5);
		c.base.commit = c.head.commit = c.base.run = NULL;
		c.base.label = rows[i][0];
		compare_conclude(&c);
		assert_non_null(strstr(fixture_render(&mem, &text_reporter, &c, &normal),
			arena_printf(&mem, "base%s", rows[i][1] + 1)));
	}
}

static void colour_only_where_it_is_wanted(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct report_style bright = { .unicode = true, .colour = true, .columns = 120 };
	const char *text = text_of(&mem, fixture_gate, &bright);

	(void)state;
	assert_non_null(strstr(text, "\033[1;31mREGRESSION\033[0m"));
	assert_int_equal(occurrences(text, "\033[") % 2, 0);
	assert_null(strchr(text_of(&mem, fixture_gate, &wide), '\033'));
}

/* Beyond the verdicts' own colours, as many as Benjamini and Hochberg allow: of four p-values,
 * .0124 and .02 are below their shares of .05 and .04 is not. */
static void small_changes_that_are_no_chance_have_colour(void **state)
{
	static const struct {
		const char *id, *shown;
		double head, p;
	} rows[] = {
		{ "a", "\033[33m+2.0%\033[0m", 1.02, .0124 },
		{ "b", "\033[32m-3.0%\033[0m", .97, .02 },
		{ "c", " +4.0% ", 1.04, .04 },
		{ "d", " +1.0% ", 1.01, .5 },
	};
	const struct report_style bright = { .unicode = false, .colour = true, .columns = 120 };
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c = { 0 };
	const char *text;

	(void)state;
	fixture_frame(&c);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		fixture_pair(&c, &mem, rows[i].id, &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE, 1,
			rows[i].head, 10, 0.01, rows[i].p);
	fixture_row(&c, &mem, "e", &fixture_wall, VERDICT_NEW, CONSEQUENCE_NONE); /* no p */
	compare_conclude(&c);
	text = fixture_render(&mem, &text_reporter, &c, &bright);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strstr(text, rows[i].shown))
			fail_msg("%s: not as expected in\n%s", rows[i].id, text);
}

static void a_limit_cuts_whole_lines(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct report_style style = { .unicode = true, .columns = 80, .limit = 1000 };
	const char *text = text_of(&mem, fixture_zoo, &style);
	const char *whole = text_of(&mem, fixture_zoo, &normal);
	size_t cut = (size_t)(strstr(text, " more lines did not fit") - text);

	(void)state;
	assert_true(strlen(text) <= 1000);
	while (text[cut] != '\n')
		cut--;
	assert_memory_equal(text, whole, cut);
	assert_int_equal(whole[cut - 1], '\n');
	assert_non_null(strstr(text, " more lines did not fit.\n\n3 regressions, 1 error, "));
	style.limit = 1;
	assert_non_null(strstr(text_of(&mem, fixture_zoo, &style), " exit 1\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(fits_its_terminal),
		cmocka_unit_test(hostile_names_stay_text),
		cmocka_unit_test(one_long_name_does_not_widen_the_table),
		cmocka_unit_test(many_rows_are_summarised_but_no_failing_one),
		cmocka_unit_test(anything_can_be_rendered),
		cmocka_unit_test(remarks_and_commands_fit_the_row),
		cmocka_unit_test(a_loss_from_0_is_accepted_by_its_amount),
		cmocka_unit_test(paths_show_their_ends),
		cmocka_unit_test(colour_only_where_it_is_wanted),
		cmocka_unit_test(small_changes_that_are_no_chance_have_colour),
		cmocka_unit_test(a_limit_cuts_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
