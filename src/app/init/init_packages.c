/* Packages of Rust, Python and JavaScript, and programs without any. */
#include "app/init/init_tree.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "model/suite.h"

enum { BENCHMARKS_MAX = 8 };

/* The value of `name = "..."` in the table that begins at `at`, or NULL. */
static const char *toml_name(struct arena *mem, const char *at)
{
	const char *end = strstr(at + 1, "\n["), *name = at;

	while ((name = strstr(name, "\nname")) && (!end || name < end)) {
		name += strlen("\nname");
		name += strspn(name, " \t=");
		if (*name == '"' || *name == '\'')
			return arena_copy(mem, name + 1, strcspn(name + 1, "\"'\n"));
	}
	return NULL;
}

static void add_bench(struct finds *f, const char *name, const char *import, const char *options)
{
	find_add(f,
		(struct find){
			.why = arena_printf(f->mem, "the benchmark '%s' of Cargo.toml", name),
			.build = "cargo bench --no-run --quiet",
			.id = name,
			.command = arena_printf(f->mem, "cargo bench --quiet --bench %s%s",
				words_quote_one(f->mem, name), options),
			.import = import,
		});
}

/* A benchmark of one Cargo.toml, which knows its harness. */
static void add_target(struct finds *f, const char *toml, const char *name, const char *source)
{
	const char *code = source ? tree_read(f->mem, source) : NULL;

	if (strstr(toml, "criterion"))
		add_bench(f, name, "criterion-text",
			" -- --noplot --warm-up-time 0.5 --measurement-time 1");
	else
		add_bench(f, name, code && strstr(code, "#[bench]") ? "libtest" : NULL, "");
}

/* [[bench]] tables, and the files in benches/ that cargo finds itself. */
static void add_benches(struct finds *f, const struct tree *t, const char *path)
{
	const char *toml = tree_read(f->mem, path), *at = toml, *source;
	const char *folder = arena_copy(f->mem, path, strlen(path) - strlen("Cargo.toml"));
	const struct clue files = { { arena_printf(f->mem, "%sbenches/*.rs", folder) }, { NULL } };
	size_t n = 0, most = f->n + BENCHMARKS_MAX;

	while (at && (at = strstr(at, "[[bench]]")) && f->n < most) {
		const char *name = toml_name(f->mem, at);

		at += strlen("[[bench]]");
		if (name)
			add_target(f, toml, name,
				arena_printf(f->mem, "%sbenches/%s.rs", folder, name));
	}
	while (toml && (source = tree_next(t, &files, &n)) && f->n < most) {
		const char *name = source + strlen(folder) + strlen("benches/");

		if (!strchr(name, '/'))
			add_target(f, toml, arena_copy(f->mem, name, strlen(name) - strlen(".rs")),
				source);
	}
}

bool find_cargo(struct finds *f, const struct tree *t)
{
	static const struct clue files = { { "Cargo.toml", "*/Cargo.toml" }, { NULL } };
	const char *text = tree_read(f->mem, "Cargo.toml"), *at, *path, *name;
	size_t i = 0, n = f->n;

	if (!text)
		return false;
	while ((path = tree_next(t, &files, &i)))
		add_benches(f, t, path);
	at = strstr(text, "[package]");
	name = at ? toml_name(f->mem, at) : NULL;
	if (f->n > n || !name || !tree_is_file("src/main.rs"))
		return f->n > n;
	return find_add(f,
		(struct find){
			.why = "the program of Cargo.toml",
			.build = "cargo build --release --quiet",
			.id = name,
			.command = words_quote_one(f->mem,
				arena_printf(f->mem, "./target/release/%s", name)),
		});
}

static void read_script(struct package *out, struct json *j, struct arena *mem, const char *key)
{
	const char *line;

	if (!text_starts(key, "bench") && !text_equal(key, "perf")) {
		if (text_equal(key, "build"))
			out->build = arena_string(mem, key);
		json_skip(j);
		return;
	}
	key = arena_string(mem, key);
	line = json_text(j, mem);
	if (out->n < ARRAY_SIZE(out->benchmarks)) {
		out->benchmarks[out->n][0] = key;
		out->benchmarks[out->n++][1] = line;
	}
}

bool package_read(struct package *out, struct arena *mem)
{
	const char *text = tree_read(mem, "package.json"), *key;
	CLOSES_JSON struct json j = { 0 };

	*out = (struct package){ 0 };
	if (!text)
		return false;
	json_open_text(&j, "package.json", text, strlen(text));
	json_object(&j);
	while ((key = json_key(&j))) {
		bool scripts = text_equal(key, "scripts");
		bool packages = text_equal(key, "dependencies") ||
			text_equal(key, "devDependencies") ||
			text_equal(key, "optionalDependencies");

		if (!scripts && !packages) {
			json_skip(&j);
			continue;
		}
		json_object(&j);
		while ((key = json_key(&j))) {
			out->depends = out->depends || packages;
			if (scripts)
				read_script(out, &j, mem, key);
			else
				json_skip(&j);
		}
	}
	return json_end(&j, ERROR_IGNORED) == 0;
}

/* A script that only starts node needs no npm, which takes longer than many benchmarks. */
static bool is_plain_node(const char *line)
{
	return line && text_starts(line, "node ") &&
		!line[strcspn(line, "\"'`$&|;<>()\\*?#~=%!\t\r\n")];
}

bool find_npm(struct finds *f, const struct tree *t)
{
	struct package p;

	(void)t;
	if (!package_read(&p, f->mem))
		return false;
	for (size_t i = 0; i < p.n; i++) {
		const char *name = p.benchmarks[i][0], *line = p.benchmarks[i][1];

		find_add(f,
			(struct find){
				.why = arena_printf(f->mem, "the script '%s' of package.json",
					name),
				.id = name,
				.command = is_plain_node(line)
					? line
					: arena_printf(f->mem, "npm run --silent %s",
						  words_quote_one(f->mem, name)),
			});
		/* The others are often its parts. */
		if (text_equal(name, "bench") || text_equal(name, "benchmark"))
			break;
	}
	return p.n > 0;
}

static const struct clue pytest_files = { { "test_*.py", "*_test.py", "*/test_*.py", "*/bench_*.py",
						  "*/benchmark_*.py" },
	{ "(benchmark)", "(benchmark,", ", benchmark" } };

/* What to give pytest: the only folder that has benchmarks, and files there that it would not
 * collect itself; "": everything. */
static const char *pytest_place(struct finds *f, const struct tree *t)
{
	const char *folder = NULL, *odd = NULL, *path;
	size_t at = 0;

	while ((path = tree_next(t, &pytest_files, &at))) {
		const char *parent = file_folder(f->mem, path), *name = file_base(path);

		if (folder && !text_equal(folder, parent))
			return "";
		folder = parent;
		if (text_starts(name, "bench"))
			odd = text_starts(name, "bench_") ? "bench_*.py" : "benchmark_*.py";
	}
	if (!folder || (!*folder && !odd))
		return "";
	return arena_printf(f->mem, " %s%s%s", words_quote_one(f->mem, *folder ? folder : "."),
		odd ? "/" : "", odd ? odd : "");
}

bool find_pytest(struct finds *f, const struct tree *t)
{
	static const struct clue listed = { { "pyproject.toml", "requirements*.txt", "setup.cfg",
						    "tox.ini", "setup.py", "Pipfile" },
		{ "pytest-benchmark", "pytest_benchmark" } };
	static const struct clue source = { { "src/*/__init__.py" }, { NULL } };

	if (!tree_holds(t, &listed) && !tree_holds(t, &pytest_files))
		return false;
	return find_add(f,
		(struct find){
			.why = "the tests that use pytest-benchmark",
			.build = "true",
			.id = "pytest",
			.command = arena_printf(f->mem,
				"%spython3 -m pytest -q --benchmark-only --benchmark-max-time=0.1 "
				"--benchmark-json=pytest-benchmark.json%s",
				tree_holds(t, &source) ? "env PYTHONPATH=src " : "",
				pytest_place(f, t)),
			.import = "pytest-benchmark",
			.file = "pytest-benchmark.json",
		});
}

/* Scripts that need not be executable. */
static const char *interpreter_of(const char *name)
{
	static const char *const known[][2] = { { "*.py", "python3" }, { "*.js", "node" },
		{ "*.mjs", "node" }, { "*.cjs", "node" }, { "*.rb", "ruby" }, { "*.php", "php" },
		{ "*.pl", "perl" }, { "*.sh", "sh" }, { "*.lua", "lua" } };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (text_glob(known[i][0], name))
			return known[i][1];
	return NULL;
}

static bool is_script(const char *path)
{
	char head[2] = "";
	CLOSES_FILE FILE *file = fopen(path, "re");

	return file && fread(head, 1, sizeof head, file) == sizeof head &&
		memcmp(head, "#!", 2) == 0;
}

/* Whether a command that was found starts this file, as a script of package.json does. */
static bool is_started(const struct finds *f, const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < f->n; i++) {
		const char *command = f->v[i].command;

		for (const char *at = command; (at = strstr(at, path)); at++) {
			const char *before = at - command > 2 && at[-1] == '/' && at[-2] == '.'
				? at - 2
				: at;

			if ((before == command || before[-1] == ' ') && (!at[n] || at[n] == ' '))
				return true;
		}
	}
	return false;
}

static void add_program(struct finds *f, const char *folder, const char *name, bool any)
{
	const char *path = file_join(f->mem, folder, name), *with = interpreter_of(name), *quoted;
	bool runs = access(path, X_OK) == 0, named = strcasestr(name, "bench");

	if (benchmark_id_fault(name) || !tree_is_file(path) || (!any && !named) ||
		(!runs && (!with || *name == '_')) || is_started(f, path))
		return;
	quoted = words_quote_one(f->mem, arena_printf(f->mem, "./%s", path));
	find_add(f,
		(struct find){
			.why = arena_printf(f->mem, "the program %s", path),
			.id = text_slug(f->mem, name),
			.command = runs ? quoted : arena_printf(f->mem, "%s %s", with, quoted),
			.compiled = runs && !is_script(path),
		});
}

/* Programs and scripts in the usual folders, or here with a name such as bench. */
bool find_programs(struct finds *f, const struct tree *t)
{
	static const char *const folders[] = { "bench", "benches", "benchmark", "benchmarks",
		"build", "." };
	size_t n = f->n;

	(void)t;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		struct words names = { 0 };

		file_names(&names, f->mem, folders[i]);
		for (size_t k = 0; k < names.n && f->n < BENCHMARKS_MAX; k++)
			add_program(f, folders[i], names.v[k], i < 4);
	}
	return f->n > n;
}
