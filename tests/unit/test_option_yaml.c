#include "unit.h"

#include "model/option/option.h"

static const char *const colours[] = { "red", "green", NULL };

struct leaf {
	struct item item;
	struct option_set set;
	size_t count;
	const char *text;
	struct words words;
};
static const struct option leaf_rows[] = {
	{ "count", 0, OPTION_COUNT, offsetof(struct leaf, count), .default_text = "1" },
	{ "text", 0, OPTION_TEXT, offsetof(struct leaf, text) },
	{ "words", 0, OPTION_WORDS, offsetof(struct leaf, words) },
};
static const struct section leaf = { .name = "leaf",
	.rows = leaf_rows,
	.n = ARRAY_SIZE(leaf_rows),
	.size = sizeof(struct leaf),
	.set = offsetof(struct leaf, set) };

struct inner {
	struct items map;
};
static const struct option inner_rows[] = {
	{ "map", 0, OPTION_MAP, offsetof(struct inner, map), .section = &leaf },
};
static const struct section inner = SECTION("inner", "", inner_rows, struct inner);

struct root {
	bool flag;
	size_t count;
	double time, ratio;
	const char *text;
	int choice;
	struct range range;
	struct words words;
	struct pairs pairs;
	struct inner inner;
	struct items list, map;
};
#define AT(member) offsetof(struct root, member)
static const struct option rows[] = {
	{ "flag", 0, OPTION_FLAG, AT(flag) },
	{ "count", 0, OPTION_COUNT, AT(count), .default_text = "5" },
	{ "time", 0, OPTION_QUANTITY, AT(time), .dim = DIM_TIME },
	{ "ratio", 0, OPTION_QUANTITY, AT(ratio), .dim = DIM_RATIO },
	{ "text", 0, OPTION_TEXT, AT(text) },
	{ "choice", 0, OPTION_CHOICE, AT(choice), .choices = colours },
	{ "range", 0, OPTION_RANGE, AT(range) },
	{ "words", 0, OPTION_WORDS, AT(words) },
	{ "pairs", 0, OPTION_PAIRS, AT(pairs) },
	{ "inner", 0, OPTION_SECTION, AT(inner), .section = &inner },
	{ "list", 0, OPTION_LIST, AT(list), .max = 1e4, .section = &leaf },
	{ "map", 0, OPTION_MAP, AT(map), .section = &leaf },
};
static const struct section root = SECTION("the file", "", rows, struct root);

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

static void read_into(struct root *r, struct problems *p, const char *text, size_t n)
{
	const struct option_start start = { .fill = fill, .ctx = p->mem };

	*r = (struct root){ 0 };
	option_read_yaml(r, &root, &start, text, n, p);
}

/* All problems, one a line; "" where there are none. */
static const char *problems_of(struct arena *mem, const char *text, size_t n)
{
	struct problems p = { .mem = mem };
	const char *all = "";
	struct root r;

	read_into(&r, &p, text, n);
	for (size_t i = 0; i < p.n; i++)
		all = arena_printf(mem, "%s%s%u:%u: %s", all, i ? "\n" : "", p.v[i].line,
			p.v[i].column, p.v[i].text);
	return all;
}

static void every_problem_has_its_place(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *problems;
	} cases[] = {
		{ "{}", "" },
		{ "---\n{}\n...\n", "" },
		{ "# nothing but this\n{}", "" },
		{ "~", "" },
		{ "", "1:1: the file is empty" },
		{ "# only a comment\n", "1:1: the file is empty" },
		{ "hello", "1:1: the file needs a map of options" },
		{ "- a", "1:1: the file needs a map of options" },
		{ "{}\n---\n{}", "3:1: a second YAML document; one file holds one configuration" },
		{ "cuont: 1", "1:1: unknown key 'cuont' in the file; did you mean 'count'?" },
		{ "\n\n  zebra: 1", "3:3: unknown key 'zebra' in the file" },
		{ "count: 1\ntext: a\ncount: 2",
			"3:1: duplicate key 'count' in the file; it is already on line 1" },
		{ "? [a]\n: 1", "1:3: a key needs a single value, not a list" },
		{ "~: 1", "1:1: a key has no value" },
		/* Scalars. */
		{ "flag: true", "" },
		{ "flag: yes",
			"1:7: flag: 'yes' is not a boolean; "
			"write true or false (YAML versions disagree about yes, no, on and off)" },
		{ "flag: TRUE",
			"1:7: flag: 'TRUE' is not a boolean; "
			"write true or false (YAML versions disagree about yes, no, on and off)" },
		{ "flag: 1", "1:7: flag: '1' is not a boolean; write true or false" },
		{ "count: 010",
			"1:8: count: '010' is not a count such as 10 (a leading zero means octal "
			"to some YAML readers)" },
		{ "count: 0x10",
			"1:8: count: '0x10' is not a count such as 10 (a leading zero means octal "
			"to some YAML readers)" },
		{ "count: ten", "1:8: count: 'ten' is not a count such as 10" },
		{ "count: 1.0", "1:8: count: '1.0' is not a count such as 10" },
		{ "count: '7'", "" },
		{ "count:", "1:7: count has no value" },
		{ "count: ~", "1:8: count has no value" },
		{ "count: null", "1:8: count has no value" },
		{ "count: [1]", "1:8: count needs a single value, not a list" },
		{ "count: {a: 1}", "1:8: count needs a single value, not a map" },
		{ "time: 5", "1:7: time: '5' needs a time such as 500ms, 30s or 1m30s" },
		{ "time: 1:30", "1:7: time: '1:30' needs a time such as 500ms, 30s or 1m30s" },
		{ "ratio: 5", "1:8: ratio: '5' needs a percentage such as 5%" },
		{ "ratio: 5%", "" },
		{ "ratio: .inf", "1:8: ratio: '.inf' needs a percentage such as 5%" },
		{ "text: ''", "" },
		{ "text: 'null'", "" },
		{ "text: \"a\\0b\"", "1:7: text contains a NUL character" },
		{ "choice: blue", "1:9: choice: 'blue' is not one of red or green" },
		{ "range: 5..1",
			"1:8: range: '5..1' begins above its end; write the smaller number first" },
		/* Containers. */
		{ "words: [a, b]", "" },
		{ "words: [a, [b], {c: d}, ~]",
			"1:12: words needs a single value, not a list\n"
			"1:17: words needs a single value, not a map\n"
			"1:25: words has no value" },
		{ "words: {a: b}", "1:8: words needs a single value, not a map" },
		{ "pairs: {A: 1, B: ''}", "" },
		{ "pairs:", "" },
		{ "pairs: [A]", "1:8: pairs needs a map of names to values" },
		{ "pairs: A=1", "1:8: pairs needs a map of names to values" },
		{ "pairs: {A: [1], B: }",
			"1:12: A needs a single value, not a list\n"
			"1:20: B has no value" },
		{ "pairs: {A: 1, A: 2}",
			"1:15: duplicate key 'A' in pairs; it is already on line 1" },
		{ "pairs: {'': 1, 'A=B': 2}",
			"1:9: pairs: '' is not a name; it is empty or has a '='\n"
			"1:16: pairs: 'A=B' is not a name; it is empty or has a '='" },
		{ "inner: 1", "1:8: inner needs a map of options" },
		{ "inner:", "" },
		{ "inner: {map: {a: {cout: 1}}}",
			"1:19: unknown key 'cout' in leaf; did you mean 'count'?" },
		{ "list: {}", "1:7: list needs a list, each element beginning with '- '" },
		{ "list: a", "1:7: list needs a list, each element beginning with '- '" },
		{ "list:", "" },
		{ "list: [{count: 1}, 5]",
			"1:20: leaf: each element needs a map of options, such as { count: 1 }" },
		{ "list:\n  - count: x\n    text: y\n  - cuont: 1\n",
			"2:12: count: 'x' is not a count such as 10\n"
			"4:5: unknown key 'cuont' in leaf; did you mean 'count'?" },
		{ "map: []", "1:6: map needs a map" },
		{ "map: {a: , b: {count: 2}}", "" },
		{ "map: {a: 5}", "1:10: leaf: 'a' needs a map of options, such as { count: 1 }" },
		{ "map: {a: {}, a: {}}",
			"1:14: duplicate key 'a' in map; it is already on line 1" },
		{ "map: {[a]: {}}", "1:7: map needs a single value, not a list" },
		/* All of them at once, in the order of the table. */
		{ "zebra: 1\nratio: 5\ncount: x\n",
			"1:1: unknown key 'zebra' in the file\n"
			"3:8: count: 'x' is not a count such as 10\n"
			"2:8: ratio: '5' needs a percentage such as 5%" },
		/* Columns count characters. */
		{ "{text: \xc3\xa9\xe2\x82\xac, zebra: 1}",
			"1:12: unknown key 'zebra' in the file" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].text, problems_of(&mem, cases[i].text, strlen(cases[i].text)),
			cases[i].problems);
}

static void what_is_no_yaml_is_explained(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *problems;
	} cases[] = {
		{ "a: b: c",
			"1:5: mapping values are not allowed in this context; is the line indented like its neighbours? a text with ': ' needs quotes" },
		{ "a: [1, 2",
			"2:1: did not find expected ',' or ']' while parsing a flow sequence; is a bracket or a quote missing?" },
		{ "a: \"b", "1:6: found unexpected end of stream while scanning a quoted scalar" },
		{ "\tcount: 1", "1:1: the line is indented by a tab; YAML needs spaces" },
		{ "inner:\n  count: 1\n \ttext: b",
			"3:2: the line is indented by a tab; YAML needs spaces" },
		{ "text: @b",
			"1:7: found character that cannot start any token while scanning for the "
			"next token; this text needs quotes" },
		{ "count: 1\n bad", "1:8: count: '1 bad' is not a count such as 10" },
		{ "count: 1\nbad", "3:1: could not find expected ':' while scanning a simple key" },
		{ "a: *b", "1:4: there is no anchor '&b' above" },
		{ "a: &b x\nb: [&b y]", "2:5: the anchor '&b' is already on line 1" },
		{ "{}\n--- [", "2:5: a second YAML document; one file holds one configuration" },
		{ "text: \xff", "1:1: not valid at byte 6: invalid leading UTF-8 octet" },
		{ "text: \x01", "1:1: not valid at byte 6: control characters are not allowed" },
		{ "%YAML 3.0\n--- {}", "1:1: found incompatible YAML document" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_row(cases[i].text, problems_of(&mem, cases[i].text, strlen(cases[i].text)),
			cases[i].problems);
	assert_contains(problems_of(&mem, "a\0b", 3), "not valid at byte 1");
}

static void values_arrive(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char text[] = "list:\n"
				   "  - { count: 7, text: one }\n"
				   "  -\n"
				   "  - words: [a, 'b c']\n"
				   "map:\n"
				   "  first: { words: a b }\n"
				   "  second:\n"
				   "pairs: { A: 1, B: 'x y' }\n"
				   "time: 1m30s\n"
				   "ratio: 7%\n"
				   "choice: green\n"
				   "range: 3..4\n"
				   "flag: true\n"
				   "inner: { map: { deep: { count: 9 } } }\n"
				   "text: |\n"
				   "  line one\n"
				   "  line two\n";
	struct problems p = { .mem = &mem };
	const struct leaf *l;
	struct root r;

	(void)state;
	read_into(&r, &p, text, strlen(text));
	assert_int_equal(p.n, 0);
	assert_true(r.flag && r.time == 90 && r.ratio == 0.07 && r.choice == 1);
	assert_int_equal(r.count, 5); /* the default */
	assert_int_equal(r.range.min, 3);
	assert_int_equal(r.range.max, 4);
	assert_text(r.text, "line one\nline two\n");
	assert_int_equal(r.pairs.n, 2);
	assert_text(r.pairs.v[1].key, "B");
	assert_text(r.pairs.v[1].value, "x y");
	assert_int_equal(r.list.n, 3);
	l = r.list.v;
	assert_int_equal(l[0].count, 7);
	assert_text(l[0].text, "one");
	assert_null(l[0].item.key);
	assert_int_equal(l[0].item.line, 2);
	assert_int_equal(l[0].item.column, 5);
	assert_true(option_given(&l[0].set, 0) && option_given(&l[0].set, 1));
	assert_false(option_given(&l[0].set, 2));
	assert_int_equal(l[1].count, 1);
	assert_false(option_given(&l[1].set, 0));
	assert_int_equal(l[2].words.n, 2);
	assert_false(l[2].words.scalar);
	assert_text(l[2].words.v[1], "b c");
	assert_null(l[2].words.v[2]);
	assert_int_equal(r.map.n, 2);
	l = r.map.v;
	assert_text(l[0].item.key, "first");
	assert_int_equal(l[0].item.line, 6);
	assert_int_equal(l[0].item.column, 3);
	assert_true(l[0].words.scalar);
	assert_text(l[0].words.v[0], "a b");
	assert_text(l[1].item.key, "second");
	l = r.inner.map.v;
	assert_text(l[0].item.key, "deep");
	assert_int_equal(l[0].count, 9);
}

static void aliases_work(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char text[] = "map: { a: &x { count: 3 }, b: *x }\nlist: [ *x, *x ]\n";
	struct problems p = { .mem = &mem };
	struct root r;

	(void)state;
	read_into(&r, &p, text, strlen(text));
	assert_int_equal(p.n, 0);
	assert_int_equal(((struct leaf *)r.map.v)[1].count, 3);
	assert_int_equal(((struct leaf *)r.list.v)[1].count, 3);
}

/* A list of n elements, each with an anchor of its own. */
static const char *anchored(struct arena *mem, size_t n)
{
	struct bytes all = { 0 };

	arena_append(mem, &all, "a: [", 4);
	for (size_t i = 0; i < n; i++) {
		const char *element = arena_printf(mem, "&a%zu x,", i);

		arena_append(mem, &all, element, strlen(element));
	}
	arena_append(mem, &all, "]", 2);
	return all.v;
}

static void anchors_are_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *text = anchored(&mem, 300);

	(void)state;
	assert_contains(problems_of(&mem, text, strlen(text)), "more than 256 anchors");
}

static void an_alias_inside_itself_ends(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char list[] = "list: &a [ *a ]", map[] = "inner: &a { map: { x: *a } }";

	(void)state;
	assert_text(problems_of(&mem, list, strlen(list)),
		"1:7: leaf: each element needs a map of options, such as { count: 1 }");
	assert_contains(problems_of(&mem, map, strlen(map)), "unknown key 'map' in leaf");
}

/* 2,000 times 2,000 words from 20 KB. */
static void expansion_is_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	enum { MANY = 2000 };
	char *text = arena_alloc(&mem, MANY * 32), *s = text;

	(void)state;
	s = stpcpy(s, "list:\n - words: &w [a");
	for (int i = 1; i < MANY; i++)
		s = stpcpy(s, ",a");
	s = stpcpy(s, "]\n");
	for (int i = 1; i < MANY; i++)
		s = stpcpy(s, " - words: *w\n");
	assert_text(problems_of(&mem, text, strlen(text)),
		"2:11: the file expands to more than 1048576 values");
}

static void long_texts_are_cut(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	char *text = arena_alloc(&mem, 5000);

	(void)state;
	memset(text, 'a', 4000);
	memcpy(text, "count: ", 7);
	assert_in_range(strlen(problems_of(&mem, text, strlen(text))), 900, 1100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_problem_has_its_place),
		cmocka_unit_test(what_is_no_yaml_is_explained),
		cmocka_unit_test(values_arrive),
		cmocka_unit_test(aliases_work),
		cmocka_unit_test(anchors_are_limited),
		cmocka_unit_test(an_alias_inside_itself_ends),
		cmocka_unit_test(expansion_is_limited),
		cmocka_unit_test(long_texts_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
