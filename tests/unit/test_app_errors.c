/* What each verb fails with, and that none of them prints. */
#include "app_fixture.h"

#include "app/post/post.h"
#include "app/baseline.h"
#include "app/gate/gate.h"
#include "app/compare.h"
#include "app/history.h"
#include "app/recording/import.h"
#include "app/init/init.h"
#include "app/recording/run.h"
#include "app/view.h"

#define OPTIONS(type, ...) (&(const struct type){ __VA_ARGS__ })

#define SIDE(text)                                                                                 \
	{                                                                                          \
		.v = (const char *[]){ text, NULL }, .n = 1                                        \
	}

static void without_a_configuration(void **state)
{
	static const char expected[] = "there is no benchctl.yaml here";
	struct fixture *f = *state;
	struct app *app = &f->app;
	struct error *err = &f->err;
	struct recorded done;
	struct comparison c;
	struct history h;
	struct suite suite;
	struct operand o;

	FAILS(EXIT_USAGE, expected, app_run(&done, app, &f->options, OPTIONS(run_options, 0), err));
	assert_null(done.run);
	FAILS(EXIT_USAGE, expected, app_gate(&c, app, &f->options, OPTIONS(gate_options, 0), err));
	assert_text(c.fault, err->text);
	FAILS(EXIT_USAGE, expected,
		app_history_show(&h, app, &f->options, OPTIONS(history_options, 0), err));
	FAILS(EXIT_USAGE, expected, app_baseline_show(&o, app, NULL, NULL, err));
	FAILS(EXIT_USAGE, expected, app_validate(&suite, app, NULL, err));
}

/* One error value holds all problems of a configuration. */
static void problems(void **state)
{
	struct fixture *f = *state;
	struct comparison c;
	const char *text;

	unit_write("benchctl.yaml",
		"benchmark: { name: demo }\ndefaults: { warmpu: 2 }\nsuite:\n"
		"  - { name: x, comand: \"true\" }\n");
	FAILS(EXIT_USAGE, "2 errors; nothing was run.",
		app_gate(&c, &f->app, &f->options, OPTIONS(gate_options, 0), &f->err));
	text = app_error_text(&f->app, &f->err);
	assert_contains(text, "benchctl.yaml:2:13: unknown key 'warmpu'");
	assert_contains(text, "benchctl.yaml:4:16: unknown key 'comand'");
	assert_text(c.fault, text);
	assert_int_equal(c.exit, EXIT_USAGE);
	/* They are those of the last verb. */
	write_suite("true", "");
	FAILS(EXIT_NO_VERDICT, "no baseline",
		app_gate(&c, &f->app, &f->options, OPTIONS(gate_options, 0), &f->err));
	assert_lacks(app_error_text(&f->app, &f->err), "warmpu");
}

static void selections(void **state)
{
	struct fixture *f = *state;
	struct app *app = &f->app;
	struct selection *s = &f->options.selection;
	struct recorded done;
	struct comparison c;

	write_suite("true", "");
	write_run("run.json", "1");
	words_push(&f->mem, &s->filter, "b*");
	FAILS(EXIT_USAGE, "'b*' matches no benchmark of this suite",
		app_run(&done, app, &f->options, OPTIONS(run_options, 0), &f->err));
	FAILS(EXIT_USAGE, "--filter 'b*' matches no benchmark of run.json or run.json",
		app_compare(&c, app, &f->options,
			OPTIONS(compare_request, .base = SIDE("run.json"),
				.head = SIDE("run.json")),
			&f->err));
	*s = (struct selection){ 0 };
	words_push(&f->mem, &s->skip, "a");
	FAILS(EXIT_USAGE, "leave no benchmark",
		app_run(&done, app, &f->options, OPTIONS(run_options, 0), &f->err));
	*s = (struct selection){ 0 };
	words_push(&f->mem, &s->tag, "fast");
	shell(f, "rm benchctl.yaml");
	FAILS(EXIT_USAGE, "--tag needs a configuration",
		app_compare(&c, app, &f->options,
			OPTIONS(compare_request, .base = SIDE("run.json"),
				.head = SIDE("run.json")),
			&f->err));
}

static void operands(void **state)
{
	struct fixture *f = *state;
	struct app *app = &f->app;
	struct error *err = &f->err;
	struct comparison c;
	struct runs_beside others;
	struct run_set set;

	write_suite("true", "");
	write_run("run.json", "1");
	FAILS(EXIT_USAGE, "'nothing' is neither a file, nor a run in results, nor a revision",
		app_compare(&c, app, &f->options,
			OPTIONS(compare_request, .base = SIDE("run.json"), .head = SIDE("nothing")),
			err));
	FAILS(EXIT_USAGE, "--metric 'x*' matches no metric",
		app_compare(&c, app, &f->options,
			OPTIONS(compare_request, .base = SIDE("run.json"), .head = SIDE("run.json"),
				.metric = { (const char *[]){ "x*", NULL }, 1, 2, false }),
			err));
	FAILS(EXIT_USAGE, "there is no such comparison",
		app_load_comparison(&c, app, NULL, "run-007", err));
	FAILS(EXIT_USAGE, "neither a file", app_show(&set, &others, app, "run-007", err));
	FAILS(EXIT_USAGE, "there is no run in results yet",
		app_baseline_export(&set, app, NULL, NULL, err));
	SUCCEEDS(app_show(&set, &others, app, "run.json", err));
	assert_int_equal(set.n, 1);
}

static void outside_a_repository(void **state)
{
	struct fixture *f = *state;
	struct app *app = &f->app;
	struct refreshed r;
	struct history h;
	struct bisected b;

	shell(f, "rm -rf .git");
	write_suite("true", "build: 'true'\n");
	FAILS(EXIT_NO_VERDICT, "not in a git repository",
		app_baseline_refresh(&r, app, &f->options, OPTIONS(refresh_options, 0), &f->err));
	FAILS(EXIT_NO_VERDICT, "not in a git repository",
		app_history_show(&h, app, &f->options, OPTIONS(history_options, 0), &f->err));
	FAILS(EXIT_NO_VERDICT, "not in a git repository",
		app_bisect(&b, app, &f->options,
			OPTIONS(bisect_options, .id = "a", .good = "HEAD~1", .bad = "HEAD"),
			&f->err));
}

static void requests(void **state)
{
	struct fixture *f = *state;
	struct app *app = &f->app;
	struct error *err = &f->err;
	struct init_result init;
	struct recorded done;
	struct bisected b;
	const char *path;

	write_suite("true", "");
	FAILS(EXIT_USAGE, "accept needs --max",
		app_accept(&path, app, OPTIONS(accept_options, .id = "a", .reason = "x"), err));
	FAILS(EXIT_USAGE, "'b' matches no benchmark",
		app_accept(&path, app,
			OPTIONS(accept_options, .id = "b", .max = "1%", .reason = "x"), err));
	FAILS(EXIT_USAGE, "bisect needs a benchmark",
		app_bisect(&b, app, &f->options, OPTIONS(bisect_options, .id = "a"), err));
	FAILS(EXIT_USAGE, "bisect builds commits",
		app_bisect(&b, app, &f->options,
			OPTIONS(bisect_options, .id = "a", .good = "HEAD", .bad = "HEAD"), err));
	FAILS(EXIT_USAGE, "there is a benchctl.yaml here already",
		app_init(&init, app, false, err));
	FAILS(EXIT_USAGE, "import needs at least one file",
		app_import(&done, app, OPTIONS(import_options, .format = "auto"), err));
	FAILS(EXIT_USAGE, "merge needs the runs of all shards",
		app_merge(&done, app, &(const struct words){ 0 }, err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_APP(without_a_configuration),
		WITH_APP(problems),
		WITH_APP(selections),
		WITH_APP(operands),
		WITH_APP(outside_a_repository),
		WITH_APP(requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
