#include "spawner_fixture.h"

#include "base/file.h"
#include "base/words.h"

/* Runs the line in the folder; the paths that it opens. */
static struct words opens_of(struct fixture *f, const char *folder, const char *line, int code)
{
	const char *const argv[] = { "/bin/sh", "-c", line, NULL };
	struct command c = command_of(f, argv);
	struct words paths = { 0 };
	struct outcome o;
	struct error err;
	char *text;
	size_t n;

	c.cwd = folder;
	c.opened_list = arena_printf(&f->mem, "%s/list", folder);
	unlink(c.opened_list);
	o = run_command(f, &c);
	assert_int_equal(o.kind, code < 0 ? OUTCOME_KILLED : OUTCOME_EXITED);
	assert_int_equal(o.code, code < 0 ? -code : code);
	assert_ok(file_read(&text, &n, &f->mem, c.opened_list, 1 << 20, &err), &err);
	for (size_t at = 0; at < n; at += strlen(text + at) + 1)
		words_push(&f->mem, &paths, text + at);
	return paths;
}

/* mark: ">" for a file that is only written. */
static bool has(struct fixture *f, const struct words *paths, const char *mark, const char *folder,
	const char *name)
{
	return words_has(paths, arena_printf(&f->mem, "%s%s/%s", mark, folder, name));
}

static void files_that_are_read_and_written(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	struct words w;

	unit_write(arena_printf(&f->mem, "%s/a", folder), "a");
	w = opens_of(f, folder, "cat a no; echo x >b; cat <b >>c; (cd /; cat /etc/passwd) >d; ls .",
		0);
	if (w.n == 0)
		skip(); /* the kernel cannot tell */
	assert_true(has(f, &w, "", folder, "a"));
	assert_true(has(f, &w, "", folder, "no"));
	assert_true(has(f, &w, "", folder, "b"));
	assert_true(has(f, &w, ">", folder, "b"));
	assert_true(has(f, &w, ">", folder, "c"));
	assert_false(has(f, &w, "", folder, "c"));
	assert_true(words_has(&w, "/etc/passwd"));
	assert_true(words_has(&w, "/usr/bin/cat") || words_has(&w, "/bin/cat"));
	assert_false(has(f, &w, "", folder, "."));
	unit_remove(folder);
}

/* Descendants that outlive the program, and ends of all kinds. */
static void the_program_ends_as_without(void **state)
{
	struct fixture *f = *state;
	const char *folder = unit_folder(&f->mem);
	const char *const argv[] = { "/bin/sh", "-c", "sleep 60; cat x", NULL };
	struct command c = command_of(f, argv);
	struct outcome o;

	opens_of(f, folder, "exit 3", 3);
	opens_of(f, folder, "kill -9 $$", -9);
	opens_of(f, folder, "trap '' TERM; kill -TERM 0; exit 4", 4);
	opens_of(f, folder, "sleep 60 & exit 5", 5);
	c.opened_list = arena_printf(&f->mem, "%s/list", folder);
	c.timeout = 0.2;
	o = run_command(f, &c);
	assert_int_equal(o.kind, OUTCOME_TIMEOUT);
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_that_are_read_and_written, start_all,
			stop_all),
		cmocka_unit_test_setup_teardown(the_program_ends_as_without, start_all, stop_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
