#include "comparison_fixture.h"

#include <unistd.h>

static char *json_of(struct arena *mem, const struct comparison *c)
{
	const struct report_style style = { 0 };

	return fixture_render(mem, &json_reporter, c, &style);
}

static int load(struct comparison *c, struct arena *mem, const char *text, struct error *err)
{
	char path[] = "/tmp/benchctl-json-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	rc = comparison_load(c, mem, path, err);
	unlink(path);
	return rc;
}

static void same_reports(struct arena *mem, const struct comparison *a, const struct comparison *b)
{
	const struct report_style style = { .unicode = true, .columns = 100 };

	for (size_t i = 0; reporters[i]; i++)
		assert_string_equal(fixture_render(mem, reporters[i], a, &style),
			fixture_render(mem, reporters[i], b, &style));
}

/* Every report is the same from the original and from what was read back. */
static void nothing_is_lost(void **state)
{
	static void (*const makers[])(struct comparison * c, struct arena * mem) = { fixture_gate,
		fixture_zoo, fixture_all_verdicts };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c, back;
		struct error err;

		makers[i](&c, &mem);
		if (load(&back, &mem, json_of(&mem, &c), &err) < 0)
			fail_msg("%s", err.text);
		same_reports(&mem, &c, &back);
	}
}

static void absent_numbers_come_back_absent(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;
	const char *text;

	(void)state;
	fixture_frame(&c);
	c.duration = NONE;
	fixture_row(&c, &mem, "a", &fixture_wall, VERDICT_NEW, CONSEQUENCE_NONE)
		->head = (struct summary){ 1, 0.1, -HUGE_VAL, HUGE_VAL };
	compare_conclude(&c);
	text = json_of(&mem, &c);
	assert_null(strstr(text, "null"));
	assert_null(strstr(text, "\"visible\""));
	assert_int_equal(load(&back, &mem, text, &err), 0);
	assert_true(isinf(back.v->visible));
	assert_true(isnan(back.v->p) && isnan(back.v->base.median) && isnan(back.v->head.lo));
	assert_true(isnan(back.duration) && isnan(back.geomean));
	assert_int_equal(back.v->head.n, 1);
	same_reports(&mem, &c, &back);
}

/* Nothing parses sentences: they are data only where a file has nothing else. */
static void sentences_are_not_read_back(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;
	char *text;

	(void)state;
	fixture_gate(&c, &mem);
	text = json_of(&mem, &c);
	assert_int_equal(load(&back, &mem, text, &err), 0);
	assert_int_equal(back.v[1].test, TEST_MANN_WHITNEY);
	assert_int_equal(back.v[1].reason.kind, FINDING_BLIND);
	for (char *p = text; (p = strstr(p, "\"evidence\"")); p++)
		p[1] = 'E'; /* a file of an earlier version */
	assert_int_equal(load(&back, &mem, text, &err), 0);
	assert_int_equal(back.v[1].test, TEST_OTHER);
	assert_int_equal(back.v[1].reason.kind, FINDING_TEXT);
	assert_string_equal(back.v[1].reason.text, "the data may miss changes below 7%");
	assert_int_equal(back.v[1].warning.kind, FINDING_NONE);
}

static void figures_are_exact(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;

	(void)state;
	fixture_gate(&c, &mem);
	c.seed = UINT64_MAX;
	c.v[0].head.median = 0.1 + 0.2;
	c.v[0].p = 5e-324;
	assert_int_equal(load(&back, &mem, json_of(&mem, &c), &err), 0);
	assert_true(back.seed == UINT64_MAX);
	for (size_t i = 0; i < c.n; i++) {
		assert_memory_equal(&c.v[i].head, &back.v[i].head, sizeof c.v[i].head);
		assert_memory_equal(&c.v[i].p, &back.v[i].p, sizeof c.v[i].p);
		assert_memory_equal(&c.v[i].effect_lo, &back.v[i].effect_lo, sizeof(double));
	}
}

static void one_line_for_each_row(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *text;
	size_t n = 0;

	(void)state;
	fixture_zoo(&c, &mem);
	text = json_of(&mem, &c);
	while ((text = strstr(text, "\n  {\"id\": "))) {
		text++;
		n++;
	}
	assert_int_equal(n, c.n);
}

static void hostile_names_are_read_back(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;
	const char *text;

	(void)state;
	fixture_hostile(&c, &mem);
	/* Its rows are not in the order of real ones, and are told so. */
	text = json_of(&mem, &c);
	assert_int_equal(load(&back, &mem, text, &err), -1);
	assert_non_null(strstr(err.text, "not sorted"));
	c.v[0].id = "!";
	c.v[1].id = "\"\\\n\t\x01\x7f";
	c.v[2].id = "]]> \xe2\x80\xae <b>";
	c.v[3].id = "\xf0\x9f\x98\x80";
	assert_int_equal(load(&back, &mem, json_of(&mem, &c), &err), 0);
	for (size_t i = 0; i < c.n; i++)
		assert_string_equal(back.v[i].id, c.v[i].id);
}

/* text with the first `from` replaced. */
static char *edited(struct arena *mem, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return arena_printf(mem, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void what_is_wrong_is_refused(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} table[] = {
		{ "\"comparison\"", "\"run\"", "not a comparison of benchctl" },
		{ "\"schema\": 1", "\"schema\": 2", "written by a newer benchctl" },
		{ "\"exit\": 1", "\"exit\": 0", "rows fail, and \"exit\" is 0" },
		{ "\"exit\": 1", "\"exit\": 256", "not an exit status" },
		{ " \"exit\": 1,\n", "", "not a comparison of benchctl" },
		{ "\"failing\": 1", "\"failing\": 0", "counts do not match the rows" },
		{ "\"pass\": 3", "\"pass\": 4", "counts do not match the rows" },
		{ "\"accepted\": 0", "\"adopted\": 0", "\"adopted\" is not a verdict" },
		{ "\"verdict\": \"pass\"", "\"verdict\": \"fine\"", "unknown value \"fine\"" },
		{ "\"verdict\": \"pass\", ", "", "without a \"verdict\"" },
		{ "\"id\": \"api/list\", ", "", "without an \"id\"" },
		{ "\"metric\": \"wall\", ", "", "has no metric" },
		{ "\"metric\": \"p99\"", "\"metric\": \"wall\"", "appears twice" },
		{ "\"id\": \"api/list\"", "\"id\": \"zoo\"", "not sorted" },
		{ "\"p\": 0.522", "\"p\": 1e999", "too large" },
		{ "\"p\": 0.522", "\"p\": NaN", "expected a number" },
		{ "\"n\": 40", "\"n\": -1", "not a whole number" },
		{ "\"confirmed\": false", "\"confirmed\": 0", "expected true or false" },
		{ "\"rows\": [", "\"rows\": {", "expected an array" },
		{ "\"suite\": \"parser\"", "\"suite\": \"parser\", \"suite\": \"x\"",
			"duplicate key" },
	};
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	const char *text;

	(void)state;
	fixture_gate(&c, &mem);
	text = json_of(&mem, &c);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct error err = { 0 };

		assert_int_equal(load(&back, &mem, edited(&mem, text, table[i].from, table[i].to),
					 &err),
			-1);
		if (!strstr(err.text, table[i].says))
			fail_msg("%s: %s", table[i].says, err.text);
	}
}

static void no_cut_is_taken_for_a_whole(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;
	char *text;

	(void)state;
	fixture_gate(&c, &mem);
	text = json_of(&mem, &c);
	for (size_t n = strlen(text) - 2; n > 0; n = n > 97 ? n - 97 : 0) {
		text[n] = '\0';
		assert_int_equal(load(&back, &mem, text, &err), -1);
	}
	assert_int_equal(comparison_load(&back, &mem, "/nonexistent/file", &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/file: No such file"));
}

static void what_is_unknown_is_skipped(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;

	(void)state;
	fixture_gate(&c, &mem);
	assert_int_equal(load(&back, &mem,
				 edited(&mem, json_of(&mem, &c), "{\"id\"",
					 "{\"later\": [{\"x\": 1}], \"id\""),
				 &err),
		0);
	same_reports(&mem, &c, &back);
}

static void programs_find_the_outcome(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;
	const char *text;

	(void)state;
	fixture_gate(&c, &mem);
	text = json_of(&mem, &c);
	assert_non_null(strstr(text, "\n \"outcome\": \"regression\",\n"));
	assert_non_null(strstr(text,
		"\n \"headline\": \"❌ 1 of 4 benchmarks regressed: parse/items=1000 +11.6%\",\n"));
}

static void a_pass_says_what_it_covers(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c;

	(void)state;
	fixture_gate(&c, &mem);
	c.n = 1;
	c.v[0].verdict = VERDICT_PASS;
	c.v[0].test = TEST_MANN_WHITNEY;
	assert_non_null(strstr(json_of(&mem, &c), "\"covers\": [\"median\"]"));
	c.v[0].test = TEST_WELCH;
	assert_non_null(strstr(json_of(&mem, &c), "\"covers\": [\"mean\"]"));
}

static void large_files_are_quick(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct comparison c, back;
	struct error err;

	(void)state;
	fixture_many(&c, &mem, 10000);
	assert_int_equal(load(&back, &mem, json_of(&mem, &c), &err), 0);
	assert_int_equal(back.n, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost),
		cmocka_unit_test(absent_numbers_come_back_absent),
		cmocka_unit_test(sentences_are_not_read_back),
		cmocka_unit_test(figures_are_exact),
		cmocka_unit_test(one_line_for_each_row),
		cmocka_unit_test(hostile_names_are_read_back),
		cmocka_unit_test(what_is_wrong_is_refused),
		cmocka_unit_test(no_cut_is_taken_for_a_whole),
		cmocka_unit_test(what_is_unknown_is_skipped),
		cmocka_unit_test(programs_find_the_outcome),
		cmocka_unit_test(a_pass_says_what_it_covers),
		cmocka_unit_test(large_files_are_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
