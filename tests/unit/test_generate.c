#include "unit.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/file.h"
#include "measure/fixtures.h"
#include "model/suite.h"

static struct data data_in(struct arena *mem, const char *folder, size_t size)
{
	return (struct data){ .path = arena_printf(mem, "%s/data/x", folder),
		.kind = DATA_TEXT,
		.size = (double)size,
		.seed = 1 };
}

static void makes_it_once(void **state)
{
	struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct data d = data_in(&mem, folder, 5000);
	struct stat first, second;
	struct error err;

	(void)state;
	assert_ok(generate_file(&d, &err), &err);
	assert_int_equal(stat(d.path, &first), 0);
	assert_int_equal(first.st_size, 5000);
	assert_ok(generate_file(&d, &err), &err);
	assert_int_equal(stat(d.path, &second), 0);
	assert_true(first.st_ino == second.st_ino);
	/* What has another size is not what its name says. */
	assert_int_equal(truncate(d.path, 4999), 0);
	assert_ok(generate_file(&d, &err), &err);
	assert_int_equal(stat(d.path, &second), 0);
	assert_int_equal(second.st_size, 5000);
	unit_remove(folder);
	arena_free(&mem);
}

/* In a container the process that was killed while it wrote had the same number. */
static void a_rest_is_no_obstacle(void **state)
{
	struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct data d = data_in(&mem, folder, 6000);
	struct error err;

	(void)state;
	assert_ok(file_mkdirs(arena_printf(&mem, "%s/data", folder), &err), &err);
	assert_ok(file_write(arena_printf(&mem, "%s.%ld", d.path, (long)getpid()), "x", 1, &err),
		&err);
	assert_ok(generate_file(&d, &err), &err);
	unit_remove(folder);
	arena_free(&mem);
}

static void a_full_disk_leaves_nothing(void **state)
{
	struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct data d = data_in(&mem, folder, 1 << 20);
	struct rlimit before, small;
	struct error err;
	int next = dup(0), after;

	(void)state;
	close(next);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 4096;
	setrlimit(RLIMIT_FSIZE, &small);
	assert_int_equal(generate_file(&d, &err), -1);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_contains(err.text, "File too large");
	after = dup(0);
	close(after);
	assert_int_equal(after, next);
	unit_remove(folder);
	arena_free(&mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_it_once),
		cmocka_unit_test(a_rest_is_no_obstacle),
		cmocka_unit_test(a_full_disk_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
