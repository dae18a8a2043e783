/* Baselines and the history. */
#include "app_fixture.h"

#include "app/baseline.h"
#include "app/history.h"
#include "app/recording/run.h"

#define REFRESH(out, ...)                                                                          \
	app_baseline_refresh(out, &f->app, &f->options,                                            \
		&(const struct refresh_options){ __VA_ARGS__ }, &f->err)
#define SHOW(out, ...)                                                                             \
	app_history_show(out, &f->app, &f->options,                                                \
		&(const struct history_options){ __VA_ARGS__ }, &f->err)
#define PATH "baselines/demo/pool.json"

static void commit_suite(struct fixture *f)
{
	write_suite("true", "");
	shell(f, "git add .; git commit -qm suite");
}

static void refresh(void **state)
{
	struct fixture *f = *state;
	struct refreshed r;
	struct operand o;
	struct run_set set;

	commit_suite(f);
	SUCCEEDS(REFRESH(&r, 0));
	assert_text(r.path, PATH);
	assert_null(r.commit);
	assert_int_equal(r.runs, 1);
	SUCCEEDS(REFRESH(&r, .commit = false));
	assert_int_equal(r.runs, 2);
	SUCCEEDS(REFRESH(&r, .run = "1", .replace = true));
	assert_int_equal(r.runs, 1);
	FAILS(EXIT_NO_VERDICT, "no baseline for suite 'demo'",
		app_baseline_show(&o, &f->app, NULL, NULL, &f->err));
	shell(f, "git add .; git commit -qm baseline");
	SUCCEEDS(app_baseline_show(&o, &f->app, NULL, NULL, &f->err));
	assert_int_equal(o.set.n, 1);
	SUCCEEDS(app_baseline_export(&set, &f->app, NULL, "last", &f->err));
	assert_int_equal(set.n, 1);
	assert_text(f->warnings, "");
}

static void refresh_with_a_commit(void **state)
{
	struct fixture *f = *state;
	struct refreshed r;

	commit_suite(f);
	SUCCEEDS(REFRESH(&r, .commit = true));
	assert_non_null(r.commit);
	assert_text(r.branch, "main");
	shell(f, "git cat-file -e HEAD:" PATH);
	SUCCEEDS(REFRESH(&r, .commit = true, .run = "last"));
	assert_null(r.commit); /* it is there already */
	write_suite("true", "# changed\n");
	SUCCEEDS(REFRESH(&r, .commit = true));
	assert_contains(f->warnings, "uncommitted changes");
}

/* A baseline changes only when everything was measured. */
static void refresh_fails(void **state)
{
	struct fixture *f = *state;
	struct refreshed r;

	write_suite("false", "");
	FAILS(EXIT_MEASURE, "a benchmark could not be measured", REFRESH(&r, 0));
	assert_contains(f->warnings, "a: false exited with status 1");
	assert_int_equal(access(PATH, F_OK), -1);
	unit_write("baselines", "");
	FAILS(EXIT_USAGE, "cannot write baselines", REFRESH(&r, 0));
	assert_int_equal(access("results/run-002", F_OK), -1);
}

static void record(struct fixture *f, bool expected)
{
	bool added;

	SUCCEEDS(app_history_record(&added, &f->app, NULL, NULL, &f->err));
	assert_int_equal(added, expected);
}

static void history(void **state)
{
	static const struct run_options all = { 0 };
	struct fixture *f = *state;
	struct recorded done;
	struct history h;
	bool added;

	commit_suite(f);
	FAILS(EXIT_NO_VERDICT, "this clone has no history of 'demo' on pool", SHOW(&h, 0));
	FAILS(EXIT_USAGE, "there is no run in results yet",
		app_history_record(&added, &f->app, NULL, NULL, &f->err));
	for (int i = 0; i < 3; i++) {
		shell(f, "git commit -qm next --allow-empty");
		SUCCEEDS(app_run(&done, &f->app, &f->options, &all, &f->err));
		record(f, true);
	}
	record(f, false);
	SUCCEEDS(SHOW(&h, 0));
	assert_int_equal(h.n, 1);
	assert_text(h.v[0].id, "a");
	assert_text(h.v[0].metric.name, "wall");
	assert_int_equal(h.v[0].n, 3);
	assert_null(h.anchor);
	SUCCEEDS(SHOW(&h, .id = "a", .metric = "cpu", .anchor = "HEAD"));
	assert_text(h.v[0].metric.name, "cpu");
	assert_text(h.anchor, "HEAD");
	assert_true(h.v[0].since == 0);
	FAILS(EXIT_NO_VERDICT, "the history has no record of a benchmark 'push' of this suite",
		SHOW(&h, .id = "push"));
	FAILS(EXIT_USAGE, "nowhere", SHOW(&h, .anchor = "nowhere"));
	FAILS(EXIT_MEASURE, "", app_history_sync(&f->app, NULL, NULL, true, &f->err));
}

static void runs_of_the_baseline(void **state)
{
	struct fixture *f = *state;
	struct history_import h;
	struct refreshed r;
	struct history shown;

	commit_suite(f);
	for (int i = 0; i < 2; i++)
		SUCCEEDS(REFRESH(&r, .commit = true));
	SUCCEEDS(SHOW(&shown, 0));
	assert_int_equal(shown.v[0].n, 2);
	SUCCEEDS(app_history_import(&h, &f->app, &(const struct history_import_options){ 0 },
		&f->err));
	assert_text(h.path, PATH);
	assert_int_equal(h.versions, 2);
	assert_int_equal(h.added, 2);
	assert_int_equal(h.skipped, 0);
	SUCCEEDS(app_history_import(&h, &f->app, &(const struct history_import_options){ 0 },
		&f->err));
	assert_int_equal(h.added, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_APP(refresh),
		WITH_APP(refresh_with_a_commit),
		WITH_APP(refresh_fails),
		WITH_APP(history),
		WITH_APP(runs_of_the_baseline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
