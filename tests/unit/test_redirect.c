#include "unit.h"

#include <sys/stat.h>

#include "base/words.h"
#include "measure/redirect.h"

struct fixture {
	struct arena mem;
	const char *folder;
	struct redirect r;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	static const char *const folders[] = { "from", "from/src", "from/venv", "from/copy", "to",
		"to/src", "to/copy" };

	f->folder = unit_folder(&f->mem);
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		assert_int_equal(mkdir(arena_printf(&f->mem, "%s/%s", f->folder, folders[i]), 0777),
			0);
	unit_write(arena_printf(&f->mem, "%s/from/src/a", f->folder), "head");
	unit_write(arena_printf(&f->mem, "%s/to/src/a", f->folder), "base");
	unit_write(arena_printf(&f->mem, "%s/from/only", f->folder), "head");
	assert_int_equal(symlink("from", arena_printf(&f->mem, "%s/link", f->folder)), 0);
	f->r.from = arena_printf(&f->mem, "%s/from", f->folder);
	f->r.to = arena_printf(&f->mem, "%s/to", f->folder);
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

/* Every % is the folder of the test. */
static const char *in(struct fixture *f, const char *pattern)
{
	const char *out = "";

	for (size_t n; *pattern; pattern += n + (pattern[n] == '%')) {
		n = strcspn(pattern, "%");
		out = arena_printf(&f->mem, "%s%.*s%s", out, (int)n, pattern,
			pattern[n] == '%' ? f->folder : "");
	}
	return out;
}

static void paths_of_the_tree(void **state)
{
	static const char *const rows[][2] = {
		{ "%/from", "%/to" },
		{ "%/from/", "%/to/" },
		{ "%/from/src/a", "%/to/src/a" },
		{ "LIB=%/from/src", "LIB=%/to/src" },
		{ "P=/usr/lib:%/from/src:%/from", "P=/usr/lib:%/to/src:%/to" },
		{ "cc -I%/from/src -L%/from '%/from/src/a';x",
			"cc -I%/to/src -L%/to '%/to/src/a';x" },
		{ "-Wl,-rpath,%/from/src", "-Wl,-rpath,%/to/src" },
		{ "file://%/from/src", "file://%/to/src" },
		{ "cat %/from/${x}", "cat %/to/${x}" },
		/* By a link, and by the way round. */
		{ "%/link/src/a", "%/to/src/a" },
		{ "%/link", "%/to" },
		{ "%/to/../link/src", "%/to/src" },
		/* The copy lacks it. */
		{ "%/from/venv/bin:%/from/only", "%/from/venv/bin:%/from/only" },
		{ "%/from/none", "%/from/none" },
		/* Elsewhere. */
		{ "%/fromage", "%/fromage" },
		{ "/usr/bin/env a/b", "/usr/bin/env a/b" },
		{ "a%/from/src", "a%/from/src" },
		{ "%/to/src", "%/to/src" },
		{ "src/a", "src/a" },
		{ "", "" },
		{ "/", "/" },
		/* About the user. */
		{ "HOME=%/from", "HOME=%/from" },
		{ "XDG_CACHE_HOME=%/from", "XDG_CACHE_HOME=%/from" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_text(redirect_text(&f->mem, &f->r, in(f, rows[i][0])), in(f, rows[i][1]));
}

static void a_copy_inside_the_tree(void **state)
{
	struct fixture *f = *state;
	const struct redirect inside = { f->r.from, in(f, "%/from/copy") };

	assert_text(redirect_text(&f->mem, &inside, inside.to), inside.to);
	assert_text(redirect_text(&f->mem, &inside, f->r.from), inside.to);
}

static void nothing_to_redirect(void **state)
{
	const struct redirect none = { 0 };
	struct fixture *f = *state;
	struct words w = { .scalar = true }, same;

	words_push(&f->mem, &w, in(f, "cat %/from/src/a"));
	same = redirect_words(&f->mem, &none, &w);
	assert_true(same.scalar && same.n == 1);
	assert_string_equal(same.v[0], w.v[0]);
	assert_text(redirect_words(&f->mem, &f->r, &w).v[0], in(f, "cat %/to/src/a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths_of_the_tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_copy_inside_the_tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_to_redirect, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
