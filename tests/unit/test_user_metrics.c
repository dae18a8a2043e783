#include "unit.h"

#include <sys/stat.h>

#include "measure/task.h"
#include "measure/user_metrics.h"

struct fixture {
	struct arena mem;
	const char *folder, *path;
	struct measure_context context;
	struct result result;
	struct task task;
};

static int set_up(void **state)
{
	static const struct benchmark benchmark;
	struct fixture *f = calloc(1, sizeof *f);

	f->folder = unit_folder(&f->mem);
	f->path = arena_printf(&f->mem, "%s/metrics.txt", f->folder);
	f->context = (struct measure_context){ .mem = &f->mem, .metrics_file = f->path };
	f->task = (struct task){
		.context = &f->context, .benchmark = &benchmark, .result = &f->result
	};
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	unit_remove(f->folder);
	arena_free(&f->mem);
	free(f);
	return 0;
}

static const char *take(struct fixture *f, const char *text)
{
	struct error err;

	unit_write(f->path, text);
	return user_metrics_take(&f->task, &err) < 0 ? arena_string(&f->mem, err.text) : NULL;
}

static void good_lines(void **state)
{
	struct fixture *f = *state;
	const struct series *s;

	assert_text(take(f,
			    "# a comment\n\nsize 3 MiB\nscore 1.5 points better=higher\r\n"
			    "size 4 MiB\nops 10 ops/s\ncalls 12 1 better=exact\n"
			    "a/b-c.d -1e3 furlongs better=lower"),
		NULL);
	assert_int_equal(f->result.n, 5);
	s = result_find(&f->result, "size");
	assert_int_equal(s->n, 2);
	assert_true(s->v[0] == 3 << 20 && s->v[1] == 4 << 20);
	assert_text(s->metric.unit, "B");
	assert_int_equal(s->metric.better, BETTER_LOWER);
	s = result_find(&f->result, "score");
	assert_text(s->metric.unit, "points");
	assert_int_equal(s->metric.better, BETTER_HIGHER);
	s = result_find(&f->result, "ops");
	assert_text(s->metric.unit, "1/s");
	assert_int_equal(s->metric.better, BETTER_HIGHER);
	s = result_find(&f->result, "calls");
	assert_true(s->metric.exact);
	assert_int_equal(s->metric.better, BETTER_LOWER);
	s = result_find(&f->result, "a/b-c.d");
	assert_true(s->v[0] == -1000);
	assert_int_equal(access(f->path, F_OK), -1);

	/* The next run's go behind them. */
	assert_text(take(f, "score 2 points better=higher\n"), NULL);
	assert_int_equal(result_find(&f->result, "score")->n, 2);
}

static void bad_lines(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "score 1 p\nscore\n",
			"line 2: 'score': a line needs a name, a value and a unit" },
		{ "score 1\n", "line 1: 'score 1': a line needs" },
		{ "score twelve points\n", "the value is not a decimal number" },
		{ "score nan points\n", "the value is not a decimal number" },
		{ "score inf points\n", "the value is not a decimal number" },
		{ "score 0x10 points\n", "the value is not a decimal number" },
		{ "score 1e999 points\n", "the value is not a decimal number" },
		{ "score 1e308 h\n", "the value is too large" },
		{ "size -1 MiB\n", "the value is negative" },
		{ "wall 1 s\n", "benchctl measures a metric of that name" },
		{ "tree.rss.peak 1 B\n", "benchctl measures a metric of that name" },
		{ "a|b 1 s\n", "characters other than" },
		{ "score 1 points higher\n", "only better=lower" },
		{ "score 1 points better=larger\n", "only better=lower" },
		{ "score 1 points better=higher x y\n", "too many words" },
		{ "score 1 s\nscore 1 MiB\n", "line 2: 'score 1 MiB': the unit differs from" },
		{ "score 1 a\nscore 1 b\n", "the unit differs from" },
		{ "score 1 s\nscore 1 s better=higher\n", "better= differs from" },
		{ "score 1 s\nscore 1 s better=exact\n", "better= differs from" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		f->result = (struct result){ 0 };
		assert_contains(take(f, rows[i].text), rows[i].says);
		assert_int_equal(access(f->path, F_OK), -1);
	}
}

static void bounds(void **state)
{
	struct fixture *f = *state;
	const char *text = "";
	char *large = arena_alloc(&f->mem, 70000);
	struct error err;

	for (int i = 0; i < 100; i++)
		text = arena_printf(&f->mem, "%sname%d 1 s\n", text, i);
	assert_text(take(f, text), NULL);
	assert_text(take(f, text), NULL);
	assert_contains(take(f, "another 1 s\n"), "more than 100 metrics");

	memset(large, '\n', 65536);
	assert_text(take(f, large), NULL);
	large[65536] = '\n';
	assert_contains(take(f, large), "more than 64 KiB");

	/* What stands there in place of a file. */
	assert_int_equal(mkfifo(f->path, 0600), 0);
	assert_int_equal(user_metrics_take(&f->task, &err), -1);
	assert_contains(err.text, "no longer a regular file");
	assert_int_equal(symlink("/dev/zero", f->path), 0);
	assert_int_equal(user_metrics_take(&f->task, &err), -1);
	assert_int_equal(user_metrics_take(&f->task, &err), 0);

	/* What stays would count again for the next sample. */
	assert_int_equal(mkdir(f->path, 0700), 0);
	assert_int_equal(user_metrics_clear(f->task.context, &err), -1);
	assert_contains(err.text, "so the next run would report these metrics again");
	assert_int_equal(rmdir(f->path), 0);
	assert_int_equal(user_metrics_clear(f->task.context, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bounds, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
