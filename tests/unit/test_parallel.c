/* Which benchmarks may run at the same time. */
#include "unit.h"

#include "measure/kinds.h"
#include "model/parallel.h"
#include "model/suite.h"

struct text_file {
	const char *text;
};

static int read_text(void *ctx, char **text, size_t *n, struct arena *mem, const char *path,
	size_t max, struct error *err)
{
	const struct text_file *file = ctx;

	(void)path, (void)max, (void)err;
	*text = arena_printf(mem, "%s", file->text);
	*n = strlen(*text);
	return 0;
}

/* The suite of these benchmarks; the problems, each on a line. */
static const char *load(struct suite *s, struct arena *mem, const char *header,
	const char *benchmarks)
{
	struct text_file file = { arena_printf(mem,
		"benchmark: { name: s, schedule: parallel%s }\nservices: { db: { command: x } }\n"
		"suite: [ %s ]\n",
		header, benchmarks) };
	const struct suite_source source = { read_text, &file };
	struct problems p = { .mem = mem };
	const char *text = "";
	struct error err;

	assert_ok(suite_load(s, mem, "benchctl.yaml", &source, kinds, &p, &err), &err);
	for (size_t i = 0; i < p.n; i++)
		text = arena_printf(mem, "%s%s\n", text, p.v[i].text);
	return text;
}

#define ONE "{ name: a, command: x, resources: [disk]"
#define TWO "{ name: b, command: x, resources: [cpu, memory]"
#define CPU "{ name: a, builtin: cpu }"

static const struct {
	const char *header, *benchmarks;
	bool together;
} pairs[] = {
	{ "", ONE " }, " TWO " }", true },
	{ "", "{ name: a, command: x }, " TWO " }", false }, /* a command may use everything */
	{ ", allow_conflict: true", "{ name: a, command: x }, " TWO " }", true },
	{ "", CPU ", { name: b, builtin: disk }", true },
	{ "", CPU ", { name: b, builtin: memory }", false },
	{ "", "{ name: a, builtin: disk }, " TWO " }", true },
	{ "", "{ name: a, plugin: p }, " TWO " }", false },
	{ "", "{ name: a, http: { url: 'http://h/' } }, { name: b, builtin: network }", false },
	{ "", "{ name: a, http: { url: 'http://h/' } }, { name: b, builtin: disk }", true },
	{ "", ONE ", service: db }, " TWO " }", true },
	{ "", ONE ", service: db }, " TWO ", service: db }", false },
	{ ", allow_conflict: true", ONE ", service: db }, " TWO ", service: db }", false },
	{ ", allow_conflict: true", ONE ", leak: rss }, " TWO " }", false },
};

static void resources_keep_benchmarks_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct suite s;
		const char *why;

		assert_row(pairs[i].benchmarks,
			load(&s, &mem, pairs[i].header, pairs[i].benchmarks), "");
		assert_int_equal(s.n, 2);
		assert_int_equal(parallel_allows(&s, &s.v[0], &s.v[1]), pairs[i].together);
		assert_int_equal(parallel_allows(&s, &s.v[1], &s.v[0]), pairs[i].together);
		why = parallel_fault(&mem, &s);
		assert_int_equal(!why, pairs[i].together);
		if (why)
			assert_contains(why, "schedule: parallel has no effect");
		s.schedule = SCHEDULE_SEQUENTIAL;
		assert_null(parallel_fault(&mem, &s));
		s.n = 1; /* nothing to run beside it is no mistake */
		s.schedule = SCHEDULE_PARALLEL;
		assert_null(parallel_fault(&mem, &s));
	}
}

static void wrong_resources_are_said(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct suite s;

	(void)state;
	assert_text(load(&s, &mem, "",
			    "{ name: a, command: x, resources: [disc] }, "
			    "{ name: b, builtin: cpu, resources: [disk] }"),
		"resources: 'disc' is not one of: cpu, memory, disk, network; "
		"did you mean 'disk'?\n"
		"'resources' has no effect on a benchmark with 'builtin'; remove it\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resources_keep_benchmarks_apart),
		cmocka_unit_test(wrong_resources_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
