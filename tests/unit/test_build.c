#include "spawner_fixture.h"

#include "measure/build.h"

static void a_failure_says_how(void **state)
{
	static const struct {
		const char *command, *says;
	} rows[] = {
		{ "echo broken; exit 2", "exited with status 2. Last lines of" },
		{ "kill -9 $$", "was killed by SIGKILL" },
		{ "kill -40 $$", "was killed by signal 40" },
	};
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	const char *log = arena_printf(&f->mem, "%s/log", folder);
	struct build b = { .dir = folder, .log = log };
	struct error err;
	double seconds;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		b.command = rows[i].command;
		assert_int_equal(build_run(&seconds, f->spawner, &b, &err), -1);
		assert_contains(err.text, rows[i].says);
	}
	b.command = "exit 0";
	assert_ok(build_run(&seconds, f->spawner, &b, &err), &err);
	unit_remove(folder);
}

/* A later change uses the copy again: the text of this one must have no effect there. */
static void a_copy_does_not_see_the_text_of_the_change(void **state)
{
	static const struct {
		const char *command;
		bool copy;
		int rc;
	} rows[] = {
		{ "test \"${CI_COMMIT_TITLE-none}\" = title", false, 0 },
		{ "test \"$(printenv CI_COMMIT_TITLE)\" = title", true, 0 },
		{ "env | grep '^CI_COMMIT_TI[T]LE=title'", false, 0 },
		{ "env | grep '^CI_COMMIT_TI[T]LE=$'", true, 0 },
		{ "env | grep '^CI_COMMIT_DESC'", true, -1 },
	};
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct build b = { .dir = folder, .log = arena_printf(&f->mem, "%s/log", folder) };
	struct error err;
	double seconds;

	setenv("CI_COMMIT_TITLE", "title", 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		b.command = rows[i].command;
		b.opened_list = rows[i].copy ? arena_printf(&f->mem, "%s/opens", folder) : NULL;
		if (build_run(&seconds, f->spawner, &b, &err) != rows[i].rc)
			fail_msg("row %zu: %s", i, err.text);
	}
	unsetenv("CI_COMMIT_TITLE");
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_says_how),
		cmocka_unit_test(a_copy_does_not_see_the_text_of_the_change),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
