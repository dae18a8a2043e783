#include "unit.h"

#include "model/option/option.h"

static const char *const colours[] = { "red", "green", "blue", NULL };

struct inner {
	struct option_set set;
	size_t depth;
	const char *note;
};
static const struct option inner_rows[] = {
	{ "depth", 0, OPTION_COUNT, offsetof(struct inner, depth), .default_text = "3" },
	{ "note", 0, OPTION_TEXT, offsetof(struct inner, note) },
};
static const struct section inner = { .name = "inner",
	.help = "",
	.rows = inner_rows,
	.n = ARRAY_SIZE(inner_rows),
	.size = sizeof(struct inner),
	.set = offsetof(struct inner, set) };

struct all {
	bool flag;
	size_t count;
	double quantity, ratio;
	const char *text;
	int choice;
	struct range range;
	struct words words;
	struct pairs pairs;
	struct inner inner;
};
#define AT(member) offsetof(struct all, member)
static const struct option rows[] = {
	{ "flag", 0, OPTION_FLAG, AT(flag), .default_text = "true" },
	{ "count", 0, OPTION_COUNT, AT(count), .default_text = "5", .min = 2, .max = 1000 },
	{ "time", 0, OPTION_QUANTITY, AT(quantity), .dim = DIM_TIME, .default_text = "30s",
		.max = 3600 },
	{ "ratio", 0, OPTION_QUANTITY, AT(ratio), .dim = DIM_RATIO, .min = 0.5 },
	{ "text", 0, OPTION_TEXT, AT(text), .default_text = "hello" },
	{ "choice", 0, OPTION_CHOICE, AT(choice), .choices = colours, .default_text = "green" },
	{ "range", 0, OPTION_RANGE, AT(range), .default_text = "10..30", .min = 1, .max = 1000 },
	{ "words", 0, OPTION_WORDS, AT(words) },
	{ "pairs", 0, OPTION_PAIRS, AT(pairs) },
	{ "inner", 0, OPTION_SECTION, AT(inner), .section = &inner },
};
static const struct section section = SECTION("all", "", rows, struct all);

static void values_are_checked(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *option, *text, *why; /* NULL: it is good */
	} cases[] = {
		{ "flag", "true", NULL },
		{ "flag", "false", NULL },
		{ "flag", "yes", "is not a boolean; write true or false" },
		{ "flag", "True", "is not a boolean; write true or false" },
		{ "flag", "", "is not a boolean; write true or false" },
		{ "count", "2", NULL },
		{ "count", "1000", NULL },
		{ "count", "1", "is below the minimum, 2" },
		{ "count", "1001", "is above the maximum, 1000" },
		{ "count", "-1", "is not a count such as 10" },
		{ "count", "010", "is not a count such as 10" },
		{ "count", "1.5", "is not a count such as 10" },
		{ "count", "1k", "is not a count such as 10" },
		{ "count", "", "is not a count such as 10" },
		{ "count", "99999999999999999999", "is not a count such as 10" },
		{ "count", "0x10", "is not a count such as 10" },
		{ "time", "0", NULL },
		{ "time", "1h", NULL },
		{ "time", "5", "needs a time such as 30s" },
		{ "time", "-5s", "is below the minimum, 0" },
		{ "time", "2h", "is above the maximum, 3600 s" },
		{ "ratio", "50%", NULL },
		{ "ratio", "49%", "is below the minimum, 50%" },
		{ "ratio", "1e9%", NULL }, /* no upper limit */
		{ "text", "", NULL },
		{ "choice", "blue", NULL },
		{ "choice", "Blue", "is not one of red, green or blue" },
		{ "choice", "", "is not one of red, green or blue" },
		{ "range", "7", NULL },
		{ "range", "7..7", NULL },
		{ "range", "1..1000", NULL },
		{ "range", "0", "is below the minimum, 1" },
		{ "range", "1..1001", "is above the maximum, 1000" },
		{ "range", "9..7", "begins above its end; write the smaller number first" },
		{ "range", "5x", "is not a count or a range like 10..40" },
		{ "range", "10-40", "is not a count or a range like 10..40" },
		{ "range", "10..", "is not a count or a range like 10..40" },
		{ "range", "..10", "is not a count or a range like 10..40" },
		{ "range", "1..2..3", "is not a count or a range like 10..40" },
		{ "range", "1...3", "is not a count or a range like 10..40" },
		{ "range", "", "is not a count or a range like 10..40" },
		{ "words", "a b", NULL },
		{ "pairs", "K=V", NULL },
		{ "pairs", "K=", NULL },
		{ "pairs", "K=a=b", NULL },
		{ "pairs", "K", "is not of the form NAME=VALUE" },
		{ "pairs", "=V", "is not of the form NAME=VALUE" },
		{ "inner", "x", "holds several values and cannot be given as one" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct all a = { 0 };
		const struct option *o = section_find(&section, cases[i].option);

		assert_row(cases[i].text,
			option_parse(o, (char *)&a + o->offset, &mem, cases[i].text), cases[i].why);
	}
	assert_null(section_find(&section, "fla"));
}

static void parse(struct all *a, struct arena *mem, const char *option, const char *text)
{
	const struct option *o = section_find(&section, option);

	assert_text(option_parse(o, (char *)a + o->offset, mem, text), NULL);
}

static void values_are_stored(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct all a = { 0 };

	(void)state;
	section_defaults(&section, &a, &mem);
	assert_true(a.flag);
	assert_int_equal(a.count, 5);
	assert_true(a.quantity == 30);
	assert_text(a.text, "hello");
	assert_int_equal(a.choice, 1);
	assert_int_equal(a.range.min, 10);
	assert_int_equal(a.range.max, 30);
	assert_int_equal(a.words.n, 0);
	assert_int_equal(a.inner.depth, 3);
	assert_null(a.inner.note);
	parse(&a, &mem, "range", "7");
	assert_int_equal(a.range.min, 7);
	assert_int_equal(a.range.max, 7);
	parse(&a, &mem, "words", "one line");
	assert_int_equal(a.words.n, 1);
	assert_true(a.words.scalar);
	assert_text(a.words.v[0], "one line");
	parse(&a, &mem, "pairs", "K=1");
	parse(&a, &mem, "pairs", "L=2");
	parse(&a, &mem, "pairs", "K=3=4");
	assert_int_equal(a.pairs.n, 2);
	assert_text(a.pairs.v[0].key, "K");
	assert_text(a.pairs.v[0].value, "3=4");
	assert_text(a.pairs.v[1].value, "2");
}

/* Structs made from the same defaults do not see each other's pairs. */
static void pairs_are_not_shared(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct pairs first = { 0 }, second;

	(void)state;
	pairs_set(&first, &mem, "K", "1");
	second = first;
	pairs_set(&second, &mem, "K", "2");
	pairs_set(&second, &mem, "L", "3");
	assert_int_equal(first.n, 1);
	assert_text(first.v[0].value, "1");
	assert_int_equal(second.n, 2);
	assert_text(second.v[0].value, "2");
}

static void sections_join(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct section *const parts[] = { &inner, &section };
	size_t at[2];
	const struct section *joined = section_join(&mem, "both", "", parts, 2, at);
	const struct option *note = section_find(joined, "note"),
			    *text = section_find(joined, "text");
	char *dst = arena_alloc(&mem, joined->size);

	(void)state;
	assert_int_equal(joined->n, inner.n + section.n);
	assert_true(joined->size >= inner.size + section.size);
	assert_int_equal(at[0], 0);
	assert_true(at[1] >= inner.size && at[1] % 16 == 0);
	assert_int_equal(joined->set, inner.set);
	section_defaults(joined, dst, &mem);
	assert_null(option_parse(note, dst + note->offset, &mem, "a"));
	assert_null(option_parse(text, dst + text->offset, &mem, "b"));
	assert_text(((struct inner *)(void *)(dst + at[0]))->note, "a");
	assert_text(((struct all *)(void *)(dst + at[1]))->text, "b");
	assert_int_equal(((struct inner *)(void *)dst)->depth, 3);
}

static void only_given_rows_are_laid_over(void **state)
{
	struct all a = { .count = 1, .text = "old", .inner = { .depth = 1, .note = "old" } };
	struct all b = { .count = 2, .text = "new", .inner = { .depth = 2, .note = "new" } };
	struct option_set set = { { 0 } };

	(void)state;
	section_overlay(&section, &a, &b, &set);
	assert_int_equal(a.count, 1);
	option_mark(&set, 4); /* text */
	option_mark(&set, 9); /* inner, of which only the note was given */
	option_mark(&b.inner.set, 1);
	assert_true(option_given(&set, 4));
	assert_false(option_given(&set, 5));
	section_overlay(&section, &a, &b, &set);
	assert_int_equal(a.count, 1);
	assert_text(a.text, "new");
	assert_int_equal(a.inner.depth, 1);
	assert_text(a.inner.note, "new");
}

static void sets_hold_every_row(void **state)
{
	struct option_set set = { { 0 } };

	(void)state;
	for (size_t i = 0; i < OPTIONS_MAX; i += 3)
		option_mark(&set, i);
	for (size_t i = 0; i < OPTIONS_MAX; i++)
		assert_int_equal(option_given(&set, i), i % 3 == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_checked),
		cmocka_unit_test(values_are_stored),
		cmocka_unit_test(pairs_are_not_shared),
		cmocka_unit_test(sections_join),
		cmocka_unit_test(only_given_rows_are_laid_over),
		cmocka_unit_test(sets_hold_every_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
