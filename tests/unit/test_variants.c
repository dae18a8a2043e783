/* What matrix and cases make of one benchmark. */
#include "test_suite.h"

/* "[1, 2, ...]" */
static const char *numbers(struct arena *mem, int n)
{
	size_t size = (size_t)n * 8 + 8, at = 0;
	char *list = arena_alloc(mem, size);

	for (int i = 1; i <= n; i++)
		at += (size_t)snprintf(list + at, size - at, "%s%d", i > 1 ? ", " : "[", i);
	snprintf(list + at, size - at, "]");
	return list;
}

static void matrices_are_large(void **state)
{
	static const struct {
		int a, b;
		size_t n;
		const char *problems;
	} rows[] = {
		{ 100, 100, 10000, "" },
		{ 1, 10000, 10000, "" },
		{ 300, 300, 90000, "" },
		{ 400, 400, 1,
			"2:10: matrix and cases make more than 100000 variants of this benchmark" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *yaml = arena_printf(&f->mem,
			HEAD
			"suite: [ { name: m, command: 'x ${a} ${b}', matrix: { a: %s, b: %s } } ]",
			numbers(&f->mem, rows[i].a), numbers(&f->mem, rows[i].b));
		struct suite s;

		assert_text(load(&s, f, yaml), rows[i].problems);
		assert_int_equal(s.n, rows[i].n);
		if (s.n > 1)
			assert_text(s.v[s.n - 1].id,
				arena_printf(&f->mem, "m/a=%d,b=%d", rows[i].a, rows[i].b));
	}
}

/* What several variants share is said once, whichever of them is read. */
static void problems_of_variants(void **state)
{
	static const char yaml[] = HEAD
		"suite: [ { name: m, command: x, matrix: { a: [1, 2], a: [3] }, "
		"cases: [ { name: c, evn: { A: 1 } }, { name: d } ], wrok: 3 } ]";
	struct fixture *f = *state;
	struct suite s;

	assert_text(load(&s, f, yaml),
		"2:54: duplicate key 'a' in matrix; it is already on line 2\n"
		"2:84: unknown key 'evn' in cases; did you mean 'env'?\n"
		"2:116: unknown key 'wrok' in suite; did you mean 'work'?");
}

static void a_parameter_has_values(void **state)
{
	static const char yaml[] = HEAD
		"suite: [ { name: m, command: x, matrix: { a: [1], b: [] } } ]";
	struct fixture *f = *state;
	struct suite s;

	assert_text(load(&s, f, yaml), "2:10: matrix: 'b' has no values; give at least one");
}

/* What makes variants is used by something that differs between them. */
static void variants_differ(void **state)
{
#define UNUSED(name)                                                                               \
	": matrix: the benchmark does not use '" name                                              \
	"', so it measures the same for each value; write ${" name                                 \
	"} where the value belongs, such as in the command, or remove '" name "'"
#define SAME_CASES                                                                                 \
	": cases: the cases have no env: and the benchmark does not use their names, so it "       \
	"measures the same in each; add env:, or write ${case} where the name belongs"
	static const struct {
		const char *entry, *problems;
	} rows[] = {
		{ "command: x, matrix: { a: [1, 2] }", "2:33" UNUSED("a") },
		{ "command: 'x ${a}', matrix: { a: [1, 2], b: [1, 2] }", "2:40" UNUSED("b") },
		{ "command: 'x $a $${a} ${aa}', matrix: { a: [1, 2] }", "2:50" UNUSED("a") },
		{ "command: x, tags: ['${a}'], matrix: { a: [1, 2] }", "2:49" UNUSED("a") },
		{ "command: x, matrix: { a: [1, 2], b: ['${a}'] }", "2:33" UNUSED("a") },
		{ "command: x, matrix: { a: [1] }", "" },
		{ "command: [x, -n, '${a}'], matrix: { a: [1, 2] }", "" },
		{ "command: x, env: { '${a}': 1 }, matrix: { a: [1, 2] }", "" },
		{ "command: 'x ${F}', generate: { F: { seed: '${a}' } }, matrix: { a: [1, 2] }",
			"" },
		{ "command: x, service: { command: 'y ${a}' }, matrix: { a: [1, 2] }", "" },
		{ "command: x, timeout: '${a}s', matrix: { a: [1, 2] }", "" },
		{ "comand: 'x ${a}', matrix: { a: [1, 2] }",
			"2:21: unknown key 'comand' in suite; did you mean 'command'?" },
		{ "command: x, cases: [{ name: c }, { name: d }]", "2:33" SAME_CASES },
		{ "command: x, cases: [{ name: c, env: { A: '${case}' } }, { name: d }]", "" },
		{ "command: 'x ${case}', cases: [{ name: c }, { name: d }]", "" },
		{ "command: x, cases: [{ name: c }]", "" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct suite s;

		assert_row(rows[i].entry,
			load(&s, f,
				arena_printf(&f->mem, HEAD "suite: [ { name: m, %s } ]",
					rows[i].entry)),
			rows[i].problems);
	}
	assert_text(load(&(struct suite){ 0 }, f,
			    HEAD
			    "suite: [ { name: 'm-${a}', command: x, matrix: { a: [1, 2] } } ]"),
		"2:40" UNUSED("a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(matrices_are_large, set_up, tear_down),
		cmocka_unit_test_setup_teardown(problems_of_variants, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_parameter_has_values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(variants_differ, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
