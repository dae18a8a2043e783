#include "unit.h"

#include "process/which.h"

/* As execvp: an empty entry of PATH, wherever it is, means the folder in which the program runs. */
static void looks_where_path_says(void **state)
{
	static const struct {
		const char *dirs, *name, *found; /* NULL: none */
	} rows[] = {
		{ "/usr/bin", "own", NULL }, { ":/usr/bin", "own", "own" },
		{ "/usr/bin:", "own", "own" }, { "/usr/bin::/bin", "own", "own" },
		{ "", "own", "own" }, { "bin:/usr/bin", "below", "bin/below" },
		{ "/no/such/folder:/usr/bin", "env", "/usr/bin/env" },
		{ NULL, "env", "/usr/bin/env" }, { "/usr/bin", "./own", "./own" },
		{ "/usr/bin", "./text", NULL }, { ":/usr/bin", "text", NULL }, /* not executable */
		{ ":/usr/bin", "bin", NULL },                                  /* a folder */
	};
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path;

	(void)state;
	assert_int_equal(system(arena_printf(&mem,
				 "cd %s && mkdir bin && cp /bin/true own && cp own bin/below && "
				 "touch text",
				 folder)),
		0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int rc = which_find(&path, &mem, rows[i].name, folder, rows[i].dirs, ERROR_IGNORED);

		assert_row(rows[i].dirs ? rows[i].dirs : "no PATH", rc == 0 ? path : NULL,
			rows[i].found);
	}
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(looks_where_path_says) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
