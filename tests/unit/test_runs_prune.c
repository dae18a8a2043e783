#include "unit.h"

#include <sys/stat.h>

#include "model/suite.h"
#include "store/removal.h"
#include "store/runs.h"

/* A folder with metadata and a file of 1000 bytes, of a run that started in that second. */
static void make_run(struct arena *mem, const char *folder, const char *name, unsigned at)
{
	const char *dir = arena_printf(mem, "%s/%s", folder, name);
	const char *metadata = arena_printf(mem,
		"{\"id\": \"%s\", \"started\": \"2026-01-01T00:%02u:%02uZ\"}", name, at / 60,
		at % 60);

	assert_int_equal(mkdir(dir, 0777), 0);
	unit_write(arena_printf(mem, "%s/metadata.json", dir), metadata);
	unit_write(arena_printf(mem, "%s/run.json", dir),
		arena_printf(mem, "%*s", 1000 - (int)strlen(metadata), ""));
}

static bool exists(struct arena *mem, const char *folder, const char *name)
{
	return access(arena_printf(mem, "%s/%s", folder, name), F_OK) == 0;
}

static void the_oldest_go_first(void **state)
{
	static const char *const names[] = { "run-001", "bisect-001", "run-999", "run-1000" };
	static const unsigned times[] = { 10, 11, 12, 12 };
	static const struct {
		size_t keep;
		double max_size;
		size_t kept; /* of the names, from the last */
	} rows[] = {
		{ 0, 0, 4 },
		{ 4, 4000, 4 },
		{ 3, 0, 3 },
		{ 1, 0, 1 },
		{ 0, 3999, 3 },
		{ 0, 1, 1 },
		{ 2, 3000, 2 },
		{ 3, 2000, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (int dry_run = 1; dry_run >= 0; dry_run--) {
			FREES_ARENA struct arena mem = { 0 };
			const char *folder = unit_folder(&mem);
			const struct results_policy policy = { rows[i].keep, rows[i].max_size };
			struct removals list = { .dry_run = dry_run };

			/* When the files were written does not count. */
			for (size_t k = ARRAY_SIZE(names); k-- > 0;)
				make_run(&mem, folder, names[k], times[k]);
			runs_prune(&list, &mem, folder, &policy);
			assert_int_equal(list.n, ARRAY_SIZE(names) - rows[i].kept);
			for (size_t k = 0; k < list.n; k++)
				assert_true(list.v[k].size == 1000);
			for (size_t k = 0; k < ARRAY_SIZE(names); k++)
				assert_int_equal(exists(&mem, folder, names[k]),
					dry_run || k >= list.n);
			unit_remove(folder);
		}
	}
}

static void what_is_held_or_foreign_stays(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	const struct results_policy policy = { .keep = 1 };
	struct removals list = { 0 };

	(void)state;
	make_run(&mem, folder, "run-001", 1);
	make_run(&mem, folder, "run-002", 2);
	make_run(&mem, folder, "run-003", 3);
	make_run(&mem, folder, "run-005", 1);
	make_run(&mem, folder, "notes", 1);
	assert_int_equal(mkdir(arena_printf(&mem, "%s/run-000", folder), 0777), 0);
	assert_int_equal(symlink("run-003", arena_printf(&mem, "%s/run-004", folder)), 0);
	make_run(&mem, folder, "train-01", 1);
	unit_write(arena_printf(&mem, "%s/train-01/metadata.json", folder), "{\"epochs\": 9}");
	make_run(&mem, folder, "copy-1", 1);
	unit_write(arena_printf(&mem, "%s/copy-1/metadata.json", folder),
		"{\"id\": \"run-001\", \"started\": \"2026-01-01T00:00:01Z\"}");
	runs_hold(arena_printf(&mem, "%s/run-001", folder));
	runs_hold(arena_printf(&mem, "%s/run-005/run.json", folder));
	runs_prune(&list, &mem, folder, &policy);
	assert_int_equal(list.n, 1);
	assert_true(exists(&mem, folder, "run-001") && !exists(&mem, folder, "run-002"));
	assert_true(exists(&mem, folder, "run-005"));
	assert_true(exists(&mem, folder, "run-003/run.json") && exists(&mem, folder, "run-004"));
	assert_true(exists(&mem, folder, "train-01") && exists(&mem, folder, "copy-1"));
	assert_true(exists(&mem, folder, "notes") && exists(&mem, folder, "run-000"));
	runs_prune(&list, &mem, "/nonexistent", &policy);
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_go_first),
		cmocka_unit_test(what_is_held_or_foreign_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
