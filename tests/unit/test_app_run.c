#include "app_fixture.h"

#include "app/recording/import.h"
#include "app/recording/run.h"

#define RUN(out, ...)                                                                              \
	app_run(out, &f->app, &f->options, &(const struct run_options){ __VA_ARGS__ }, &f->err)

static void suite(void **state)
{
	struct fixture *f = *state;
	struct recorded done;

	write_suite("true", "");
	SUCCEEDS(RUN(&done, 0));
	assert_text(done.name, "run-001");
	assert_int_equal(done.exit, EXIT_PASS);
	assert_int_equal(done.run->n, 1);
	assert_text(done.run->v[0].id, "a");
	assert_int_equal(done.run->v[0].v[0].n, 5);
	assert_false(done.run->dirty); /* no tracked file has changed */
	assert_int_equal(access("results/run-001/run.json", R_OK), 0);
	assert_false(f->app.unsaved);
}

static void one_command(void **state)
{
	struct fixture *f = *state;
	struct recorded done;
	struct command_line command = { 0 };

	words_push(&f->mem, &command.words, "exit 3");
	words_push(&f->mem, &command.names, "x");
	SUCCEEDS(RUN(&done, .commands = command));
	assert_text(done.run->v[0].id, "x");
	assert_int_equal(done.run->v[0].status, RESULT_ERROR);
	assert_int_equal(done.exit, EXIT_MEASURE);
	command.names.v[0] = "X Y";
	FAILS(EXIT_USAGE, "give one with --name", RUN(&done, .commands = command));
}

static void overrides(void **state)
{
	struct fixture *f = *state;
	struct recorded done;
	struct override *o = ARENA_PUSH(&f->mem, &f->options.overrides);

	write_suite("true", "");
	*o = (struct override){ section_find(&lifecycle_section, "runs"), "2" };
	SUCCEEDS(RUN(&done, 0));
	assert_int_equal(done.run->v[0].v[0].n, 2);
	*o = (struct override){ section_find(&lifecycle_section, "cpus"), "99999" };
	FAILS(EXIT_USAGE, "--cpus: '99999'", RUN(&done, 0));
}

static void plan(void **state)
{
	static const struct run_options dry = { .dry_run = true };
	struct fixture *f = *state;
	struct plan p;

	write_suite("true", "build: make\n");
	SUCCEEDS(app_plan(&p, &f->app, &f->options, &dry, &f->err));
	assert_int_equal(p.set.n, 1);
	assert_int_equal(p.set.v[0].status, RUN_PLANNED);
	assert_int_equal(p.actions.n, 3);
	assert_text(p.actions.v[0], "would build with: make");
	assert_text(p.actions.v[1], "would run a 5 times");
	assert_text(p.actions.v[2], "1 benchmark; nothing was run");
	assert_int_equal(access("results", F_OK), -1);
}

static void resume(void **state)
{
	struct fixture *f = *state;
	struct recorded done;

	write_suite("test -e there", "");
	unit_write(".gitignore", "results\nthere\n");
	shell(f, "git add .; git commit -qm suite");
	SUCCEEDS(RUN(&done, 0));
	assert_int_equal(done.exit, EXIT_MEASURE);
	unit_write("there", "");
	SUCCEEDS(RUN(&done, .resume = "last"));
	assert_int_equal(done.exit, EXIT_PASS);
	assert_contains(f->notes, "took the results of 0 of 1 benchmark from last");
	FAILS(EXIT_USAGE, "last is complete", RUN(&done, .resume = "last"));
	FAILS(EXIT_USAGE, "there is no run 'run-009'", RUN(&done, .resume = "run-009"));
}

static void shards(void **state)
{
	struct fixture *f = *state;
	struct recorded done;
	struct words both = { 0 };

	write_suite("true", "");
	SUCCEEDS(RUN(&done, .shard = "1/2"));
	SUCCEEDS(RUN(&done, .shard = "2/2"));
	assert_contains(f->notes, "shard 2/2: ");
	FAILS(EXIT_USAGE, "--shard: '3/2'", RUN(&done, .shard = "3/2"));
	words_push(&f->mem, &both, "1");
	FAILS(EXIT_NO_VERDICT, "nothing was merged: ", app_merge(&done, &f->app, &both, &f->err));
	words_push(&f->mem, &both, "2");
	SUCCEEDS(app_merge(&done, &f->app, &both, &f->err));
	assert_text(done.name, "run-003");
	assert_int_equal(done.run->n, 1);
}

/* What was measured is a result even where it cannot be stored. */
static void unsaved(void **state)
{
	struct fixture *f = *state;
	struct recorded done;

	write_suite("mkdir -p results/run-001/run.json/x", "");
	SUCCEEDS(RUN(&done, 0));
	assert_int_equal(done.run->n, 1);
	assert_true(f->app.unsaved);
	assert_contains(f->warnings, "results/run-001/run.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_APP(suite),
		WITH_APP(one_command),
		WITH_APP(overrides),
		WITH_APP(plan),
		WITH_APP(resume),
		WITH_APP(shards),
		WITH_APP(unsaved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
