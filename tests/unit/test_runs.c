#include "unit.h"

#include <math.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/runs.h"

static void each_run_gets_a_folder_of_its_own(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *results = file_join(&mem, folder, "new/results"), *dir, *id;
	struct error err;

	(void)state;
	assert_ok(runs_create(&dir, &id, &mem, results, "run", &err), &err);
	assert_text(id, "run-001");
	assert_text(dir, file_join(&mem, results, "run-001"));
	assert_true(file_is_dir(dir));
	assert_ok(runs_create(&dir, &id, &mem, results, "run", &err), &err);
	assert_text(id, "run-002");
	/* The next is behind the highest, whatever is missing before it; other names do not count.
	 */
	assert_int_equal(mkdir(file_join(&mem, results, "run-1200"), 0777), 0);
	assert_int_equal(mkdir(file_join(&mem, results, "run-9999x"), 0777), 0);
	assert_ok(runs_create(&dir, &id, &mem, results, "run", &err), &err);
	assert_text(id, "run-1201");
	unit_remove(folder);
}

/* Both have seen the same highest number; only mkdir can tell who is first. */
static void a_folder_that_is_there_is_nobodys_to_take(void **state)
{
	enum { PROCESSES = 6, EACH = 20 };
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *dir, *id;
	struct error err;
	int status;

	(void)state;
	for (int i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid > 0)
			continue;
		for (int k = 0; k < EACH; k++)
			if (runs_create(&dir, &id, &mem, folder, "run", &err) < 0 ||
				mkdir(file_join(&mem, dir, "mine"), 0777) < 0)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_ok(runs_create(&dir, &id, &mem, folder, "run", &err), &err);
	assert_text(id, "run-121");
	unit_remove(folder);
}

static void runs_are_listed_by_number(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const struct run run = { .suite = "s", .status = RUN_OK, .shell = (double)NAN };
	struct stored_runs list;
	struct error err;

	(void)state;
	assert_ok(runs_list(&list, &mem, file_join(&mem, folder, "none"), &err), &err);
	assert_int_equal(list.n, 0);
	assert_int_equal(mkdir(file_join(&mem, folder, "run-1000"), 0777), 0);
	assert_int_equal(mkdir(file_join(&mem, folder, "run-999"), 0777), 0);
	assert_ok(runs_save(file_join(&mem, folder, "run-999"), &run, &err), &err);
	assert_ok(runs_list(&list, &mem, folder, &err), &err);
	assert_int_equal(list.n, 2);
	assert_text(list.v[0].id, "run-999");
	assert_null(list.v[0].fault);
	assert_text(list.v[0].run.suite, "s");
	assert_text(list.v[1].id, "run-1000");
	assert_contains(list.v[1].fault, "metadata.json");
	unit_remove(folder);
}

/* A run that nobody holds has been killed. */
static void killed_runs_are_not_running(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *killed = file_join(&mem, folder, "run-001");
	const struct run run = { .suite = "s", .status = RUN_RUNNING, .shell = (double)NAN };
	const char *dir, *id;
	struct stored_runs list;
	struct error err;

	(void)state;
	assert_int_equal(mkdir(killed, 0777), 0);
	assert_ok(runs_begin(killed, &run, &err), &err);
	assert_ok(runs_create(&dir, &id, &mem, folder, "run", &err), &err);
	assert_ok(runs_begin(dir, &run, &err), &err);
	assert_ok(runs_list(&list, &mem, folder, &err), &err);
	assert_int_equal(list.v[0].run.status, RUN_INTERRUPTED);
	assert_int_equal(list.v[1].run.status, RUN_RUNNING);
	unit_remove(folder);
}

static void runs_are_found_by_name_and_number(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const char *nine = file_join(&mem, folder, "run-009");
	const struct {
		const char *name, *dir;
	} rows[] = { { "run-009", nine }, { "9", nine }, { "009", nine }, { "last", nine },
		{ "run-010", NULL }, { "0", NULL }, { "", NULL }, { "9x", NULL }, { "run-", NULL },
		{ "../run-009", NULL } };

	(void)state;
	assert_null(runs_find(&mem, folder, "last"));
	assert_int_equal(mkdir(nine, 0777), 0);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].name, runs_find(&mem, folder, rows[i].name), rows[i].dir);
	unit_remove(folder);
}

/* The next run would not be the last one: whoever asks for that would get another's. */
static void the_last_number_is_nobodys(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *dir, *id;
	struct error err;

	(void)state;
	assert_int_equal(mkdir(file_join(&mem, folder, "run-999999998"), 0777), 0);
	assert_ok(runs_create(&dir, &id, &mem, folder, "run", &err), &err);
	assert_text(id, "run-999999999");
	assert_int_equal(runs_create(&dir, &id, &mem, folder, "run", &err), -1);
	assert_non_null(strstr(err.text, "run-999999999 leaves no number"));
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_run_gets_a_folder_of_its_own),
		cmocka_unit_test(a_folder_that_is_there_is_nobodys_to_take),
		cmocka_unit_test(runs_are_listed_by_number),
		cmocka_unit_test(runs_are_found_by_name_and_number),
		cmocka_unit_test(killed_runs_are_not_running),
		cmocka_unit_test(the_last_number_is_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
