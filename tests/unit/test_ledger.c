#include "unit.h"

#include <math.h>

#include "base/file.h"
#include "base/json_read.h"
#include "model/ledger.h"

static int read_text(struct ledger *l, struct arena *mem, const char *text, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	json_open_text(&j, "accepted.json", text, strlen(text));
	return ledger_read(l, mem, &j, err);
}

static const char *written(struct arena *mem, struct ledger *l)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	ledger_write(m.f, l);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

#define ENTRY(fields) "{\"schema\": 1, \"accepted\": [{" fields "}]}"
#define GOOD          "\"benchmark\": \"a\", \"max\": \"+12%\", \"reason\": \"r\""

static void every_entry_is_checked(void **state)
{
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ ENTRY(GOOD), NULL },
		{ "{}", NULL },
		{ "{\"schema\": 1, \"accepted\": []}", NULL },
		{ ENTRY(GOOD ", \"later\": {\"x\": [1]}"), NULL },
		{ ENTRY(GOOD ", \"expires\": \"2026-12-31\""), NULL },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"12%\", \"reason\": \"r\""), NULL },
		{ "", "expected an object, found the end of the file" },
		{ "[]", "expected an object" },
		{ "{\"schema\": 2, \"accepted\": []}", "written by a newer benchctl" },
		{ "{\"accepted\": {}}", "expected an array" },
		{ ENTRY("\"max\": \"+12%\", \"reason\": \"r\""), "without a \"benchmark\"" },
		{ ENTRY("\"benchmark\": \"\", \"max\": \"+12%\", \"reason\": \"r\""),
			"without a \"benchmark\"" },
		{ ENTRY("\"benchmark\": \"a\", \"reason\": \"r\""), "without a \"max\"" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"+12%\""), "without a \"reason\"" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"+12%\", \"reason\": \"\""),
			"without a \"reason\"" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"0%\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"-5%\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"12 apples\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"-2\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"0\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"2\", \"reason\": \"r\""), NULL },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"+10 ms\", \"reason\": \"r\""), NULL },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"1e999%\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"nan%\", \"reason\": \"r\""),
			"needs a percentage" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": \"+1e300%\", \"reason\": \"r\""),
			"above the maximum" },
		{ ENTRY("\"benchmark\": \"a\", \"max\": 0.12, \"reason\": \"r\""),
			"expected a string" },
		{ ENTRY(GOOD ", \"expires\": \"\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-13-01\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-00-01\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-01-00\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-02-29\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-01-32\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"2026-01-01T00\""), "is not a date" },
		{ ENTRY(GOOD ", \"expires\": \"tomorrow\""), "is not a date" },
		{ ENTRY(GOOD) "x", "text after the end of the document" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct ledger l = { 0 };
		struct error err = { 0 };
		int rc = read_text(&l, &mem, rows[i].text, &err);

		if (!rows[i].fault)
			assert_ok(rc, &err);
		else if (rc == 0)
			fail_msg("accepted: %s", rows[i].text);
		else
			assert_contains(err.text, rows[i].fault);
	}
}

static void what_is_written_is_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ledger l = { 0 }, back = { 0 };
	static const struct accepted entries[] = {
		{ .benchmark = "b", .max = .05, .reason = "one \"quoted\"\n" },
		{ .benchmark = "a", .metric = "wall", .max = .1, .reason = "two" },
		{ .benchmark = "a", .max = 1.5, .reason = "three", .expires = "2026-12-31" },
		{ .suite = "s",
			.benchmark = "*",
			.max = .333333,
			.reason = "four",
			.commit = "abc" },
		{ .suite = "t", .benchmark = "a", .amount = "10ms", .reason = "five" },
	};
	struct error err = { 0 };
	const char *text;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		ledger_set(&l, &mem, &entries[i]);
	text = written(&mem, &l);
	assert_ok(read_text(&back, &mem, text, &err), &err);
	assert_text(written(&mem, &back), text);
	assert_int_equal(back.n, 5);
	assert_text(back.v[4].amount, "10ms");
	assert_text(back.v[0].benchmark, "a"); /* NULL sorts first */
	assert_null(back.v[0].metric);
	assert_text(back.v[0].expires, "2026-12-31");
	assert_text(back.v[1].metric, "wall");
	assert_text(back.v[2].reason, "one \"quoted\"\n");
	assert_text(back.v[3].commit, "abc");
	/* The limit that somebody has written is the one that holds. */
	assert_true(fabs(back.v[0].max - 1.5) < 1e-12 && fabs(back.v[3].max - .333333) < 1e-12);
}

static void one_entry_for_each_key(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct ledger l = { 0 };
	const struct accepted first = { .benchmark = "a", .max = .1, .reason = "old" };
	const struct accepted again = { .benchmark = "a", .max = .2, .reason = "new" };
	const struct accepted other = { .benchmark = "a", .metric = "wall", .max = .3 };

	(void)state;
	ledger_set(&l, &mem, &first);
	ledger_set(&l, &mem, &other);
	ledger_set(&l, &mem, &again);
	assert_int_equal(l.n, 2);
	assert_text(l.v[0].reason, "new");
	assert_true(l.v[0].max == .2);
}

/* What the change itself has added, or made wider, is marked. */
static void additions_are_marked(void **state)
{
	static const struct {
		struct accepted head;
		bool added;
	} rows[] = {
		{ { .benchmark = "a", .max = .1, .expires = "2026-12-31" }, false },
		{ { .benchmark = "a", .max = .1, .expires = "2026-12-31", .reason = "other" },
			false },
		{ { .benchmark = "a", .max = .2, .expires = "2026-12-31" }, true },
		{ { .benchmark = "a", .max = .1, .expires = "2027-12-31" }, true },
		{ { .benchmark = "a", .max = .1 }, true },
		{ { .benchmark = "b", .max = .1, .expires = "2026-12-31" }, true },
		{ { .benchmark = "a", .metric = "wall", .max = .1, .expires = "2026-12-31" },
			true },
		{ { .suite = "s", .benchmark = "a", .max = .1, .expires = "2026-12-31" }, true },
		{ { .benchmark = "a", .max = .1, .base = "abc", .expires = "2026-12-31" }, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct accepted known = {
			.benchmark = "a", .max = .1, .expires = "2026-12-31"
		};
		struct accepted head = rows[i].head;
		struct ledger base = { 0 }, of_head = { .v = &head, .n = 1 };

		ledger_set(&base, &mem, &known);
		ledger_add_new(&base, &mem, &of_head);
		assert_int_equal(base.n, rows[i].added ? 2 : 1);
		assert_false(base.v[0].added);
		if (rows[i].added)
			assert_true(base.v[1].added);
	}
}

static void there_are_not_too_many(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *list = "{" GOOD "}", *text;
	struct ledger l = { 0 };
	struct error err;

	(void)state;
	for (int i = 0; i < 9; i++) {
		text = arena_printf(&mem, "{\"accepted\": [%s]}", list);
		assert_ok(read_text(&l, &mem, text, &err), &err);
		l = (struct ledger){ 0 };
		list = arena_printf(&mem, "%s, %s", list, list);
	}
	text = arena_printf(&mem, "{\"accepted\": [%s, %s]}", list, list);
	assert_int_equal(read_text(&l, &mem, text, &err), -1);
	assert_non_null(strstr(err.text, "1000 entries or more; remove expired entries"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry_is_checked),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(one_entry_for_each_key),
		cmocka_unit_test(additions_are_marked),
		cmocka_unit_test(there_are_not_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
