#include "unit.h"

#include "base/file.h"
#include "service/detect.h"

struct fixture {
	struct arena mem;
	const char *root;
	struct registry registry;
};

static int start(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	const struct items none = { 0 };

	f->root = unit_folder(&f->mem);
	registry_make(&f->registry, &f->mem, &none);
	*state = f;
	return 0;
}

static int stop(void **state)
{
	struct fixture *f = *state;

	unit_remove(f->root);
	arena_free(&f->mem);
	free(f);
	return 0;
}

/* Makes a folder with these files, "NAME" or "NAME=TEXT", and detects what it is: the name of the
 * framework, or the error. */
static const char *detect(struct fixture *f, const char *folder, const char *const *files,
	const char *name)
{
	const char *dir = file_join(&f->mem, f->root, folder);
	struct detected d;
	struct error err;

	assert_ok(file_mkdirs(dir, &err), &err);
	for (; files && *files; files++) {
		const char *equal = strchr(*files, '=');
		const char *file = equal ? arena_copy(&f->mem, *files, (size_t)(equal - *files))
					 : *files;

		unit_write(file_join(&f->mem, dir, file), equal ? equal + 1 : "");
	}
	if (detect_framework(&d, &f->mem, &f->registry, dir, name, &err) < 0) {
		assert_int_equal(err.exit, EXIT_USAGE);
		return arena_string(&f->mem, err.text);
	}
	assert_text(d.v[0].name, d.framework.name);
	assert_non_null(d.why);
	return d.framework.name;
}

#define FILES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void the_most_specific_wins(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *folder, *files[4], *name;
	} rows[] = {
		{ "r1", { "Cargo.toml" }, "rust" },
		{ "r2", { "Cargo.toml=axum = \"0.7\"" }, "axum-baseline" },
		{ "r3", { "Cargo.toml=taxums" }, "rust" },
		{ "r4", { "Cargo.toml=[dependencies]\nspikard = 1" }, "spikard-rust" },
		{ "p1", { "pyproject.toml" }, "python-uv" },
		{ "p2", { "pyproject.toml", "server.py" }, "python-uv" },
		{ "p3", { "server.py=import fastapi" }, "fastapi" },
		{ "p4", { "pyproject.toml=fastapi\ngranian", "server.py" }, "fastapi-granian" },
		{ "p5", { "app.py=from Robyn import Robyn" }, "robyn" },
		{ "p6", { "requirements.txt=spikard==1", "server.py" }, "spikard-python" },
		{ "p7", { "main.py" }, "python" },
		{ "n1", { "package.json" }, "node" },
		{ "n2", { "package.json=\"spikard\"", "server.ts" }, "spikard-node" },
		{ "b1", { "Gemfile" }, "ruby" },
		{ "b2", { "Gemfile=gem 'spikard'", "server.rb" }, "spikard-ruby" },
		{ "g1", { "go.mod", "main.go" }, "go" },
		{ "j1", { "pom.xml" }, "java-maven" },
		{ "w1", { "server.wasm" }, "wasm" },
		{ "c1", { "run.sh" }, "command" },
		{ "m1", { "Cargo.toml", "src.rs", "package.json", "server.js" }, "node" },
		/* The folder's name decides between equals. */
		{ "fastapi", { "server.py" }, "fastapi" },
		{ "robyn", { "server.py", "pyproject.toml" }, "robyn" },
		{ "spikard-wasm", { "app.wasm" }, "spikard-wasm" },
		{ "spikard-rust", { "Cargo.toml=spikard axum" }, "spikard-rust" },
		{ "axum-baseline", { "Cargo.toml=spikard axum" }, "axum-baseline" },
		{ "a-rust-app", { "Cargo.toml", "package.json" }, "rust" },
		/* Its own file decides over all. */
		{ "own",
			{ "framework.toml=[framework]\nname = 'x'\ncommand = './x'", "Cargo.toml" },
			"x" },
		{ "own2", { "framework.yml=framework: { name: x, command: ./x }" }, "x" },
		{ "own3", { "framework.toml=[framework]\nname = 'node'" }, "node" },
		/* Characters of patterns in the folder's name. */
		{ "w[1]*", { "x.wasm" }, "wasm" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].folder, detect(f, rows[i].folder, rows[i].files, NULL),
			rows[i].name);
}

static void main_is_the_file_that_is_there(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *folder, *files[4], *main;
	} rows[] = {
		{ "a", { "package.json={ \"main\": \"./lib/web.js\" }", "lib/web.js", "server.js" },
			"lib/web.js" },
		{ "b", { "package.json={ \"main\": \"gone.js\" }", "server.js" }, "server.js" },
		{ "c", { "package.json={ \"main\": \"../a/server.js\" }", "app.js" }, "app.js" },
		{ "d", { "package.json={ \"main\": [\"x\"] }", "x", "index.js" }, "index.js" },
		{ "e", { "package.json={ \"main\": \"lib\" }", "lib/web.js" }, "server.ts" },
		{ "f", { "package.json={ \"main\"", "main.js" }, "main.js" },
		{ "g", { "server.mjs" }, "server.mjs" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *dir = file_join(&f->mem, f->root,
			file_join(&f->mem, "m", rows[i].folder));
		struct detected d;
		struct error err;

		assert_ok(file_mkdirs(file_join(&f->mem, dir, "lib"), &err), &err);
		detect(f, file_join(&f->mem, "m", rows[i].folder), rows[i].files, NULL);
		assert_ok(detect_framework(&d, &f->mem, &f->registry, dir, NULL, &err), &err);
		assert_row(rows[i].folder, d.main, rows[i].main);
	}
}

static void an_error_names_what_it_means(void **state)
{
	struct fixture *f = *state;
	const char *text;

	text = detect(f, "both", FILES("Cargo.toml", "package.json", "Gemfile"), NULL);
	assert_contains(text, "may be one of several frameworks");
	assert_contains(text, "\n  rust (Cargo.toml)");
	assert_contains(text, "\n  node (package.json)");
	assert_contains(text, "\n  ruby (Gemfile)");
	text = detect(f, "empty", NULL, NULL);
	assert_contains(text, "found no framework in");
	assert_contains(text, "Cargo.toml, ");
	assert_contains(text, "framework.toml");
	text = detect(f, "folders", NULL, "nope");
	assert_contains(text, "framework not found: nope (known: spikard-rust, ");
	text = detect(f, "twice", FILES("framework.toml", "framework.yaml"), NULL);
	assert_contains(text, "both exist");
	text = detect(f, "nothing", FILES("framework.toml=[framework]\nname = 'x'"), NULL);
	assert_contains(text, "[framework] has no command");
	text = detect(f, "broken", FILES("framework.toml=[framework]\nname = x\nnam = 1"), NULL);
	assert_contains(text, "/framework.toml:2:8: ");
}

static void a_folder_is_no_file(void **state)
{
	struct fixture *f = *state;
	const char *dir = file_join(&f->mem, f->root, "dir");
	struct error err;

	assert_ok(file_mkdirs(file_join(&f->mem, dir, "Cargo.toml"), &err), &err);
	assert_ok(file_mkdirs(file_join(&f->mem, dir, "src/main.rs"), &err), &err);
	assert_contains(detect(f, "dir", NULL, NULL), "found no framework in");
}

static void a_missing_folder_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct detected d;
	struct error err;

	assert_int_equal(detect_framework(&d, &f->mem, &f->registry, "/no/such", NULL, &err), -1);
	assert_contains(err.text, "/no/such does not exist");
}

static void own_rows_add_and_replace(void **state)
{
	struct fixture *f = *state;
	struct framework own[2];
	const struct items items = { own, 2 };
	struct registry r;
	struct error err;

	for (size_t i = 0; i < 2; i++) {
		framework_default(&own[i], &f->mem, NULL);
		own[i].item.key = i ? "mine" : "node";
		own[i].build = "make";
		option_mark(&own[i].given,
			(size_t)(section_find(&framework_section, "build") -
				framework_section.rows));
	}
	registry_make(&r, &f->mem, &items);
	assert_int_equal(r.n, f->registry.n + 1);
	assert_text(registry_find(&r, "node", &f->mem, &err)->build, "make");
	assert_text(registry_find(&r, "node", &f->mem, &err)->language, "Node");
	assert_text(registry_find(&r, "mine", &f->mem, &err)->cwd, "{app_dir}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_specific_wins),
		cmocka_unit_test(main_is_the_file_that_is_there),
		cmocka_unit_test(an_error_names_what_it_means),
		cmocka_unit_test(a_folder_is_no_file),
		cmocka_unit_test(a_missing_folder_is_an_error),
		cmocka_unit_test(own_rows_add_and_replace),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
