#include "app/init_find.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/text.h"
#include "model/suite.h"

enum {
	DEPTH_MAX = 6,      /* levels of folders below the repository */
	PLACES_MAX = 20000, /* files and folders */
};

/* The files below here that may belong to the repository, the nearest first. */
struct place {
	const char *path; /* "a/b.c"; "." is the current folder */
	int depth;
	bool is_folder;
};
struct tree {
	struct place *v;
	size_t n, cap;
};

/* Installed programs, or data. Names that begin with a dot are skipped too. */
static bool is_foreign(const char *name)
{
	static const char *const names[] = { "node_modules", "vendor", "testdata", "venv" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return *name == '.';
}

/* Links to folders are not followed, because they may lead anywhere, also back. */
static void list_folder(struct tree *t, struct arena *mem, struct place folder)
{
	DIR *d = opendir(folder.path);
	const struct dirent *e;

	while (d && t->n < PLACES_MAX && (e = readdir(d))) {
		struct place p = { file_join(mem, folder.path, e->d_name), folder.depth + 1,
			false };
		struct stat st, behind;

		if (is_foreign(e->d_name) || lstat(p.path, &st) < 0 || stat(p.path, &behind) < 0)
			continue;
		p.is_folder = S_ISDIR(st.st_mode);
		if (p.is_folder ? p.depth <= DEPTH_MAX : S_ISREG(behind.st_mode))
			*ARENA_PUSH(mem, t) = p;
	}
	if (d)
		closedir(d);
}

static void list_tree(struct tree *t, struct arena *mem)
{
	*ARENA_PUSH(mem, t) = (struct place){ ".", 0, true };
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].is_folder)
			list_folder(t, mem, t->v[i]);
}

/* NULL: no regular file; a pipe would wait for its other end. */
static const char *read_text(struct arena *mem, const char *path)
{
	struct error err;
	struct stat st;
	char *s;
	size_t n;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	return file_read(&s, &n, mem, path, 4 << 20, &err) < 0 ? NULL : s;
}

static bool is_found(const struct finds *f, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (text_equal(f->v[i].id, id))
			return true;
	return false;
}

/* A second one of that name becomes name-2: the target bench may run the program bench. */
static bool add(struct finds *f, struct find found)
{
	const char *name = *found.id ? found.id : "program";

	found.id = name;
	for (size_t k = 2; is_found(f, found.id); k++)
		found.id = arena_printf(f->mem, "%s-%zu", name, k);
	*ARENA_PUSH(f->mem, f) = found;
	return true;
}

/* The value of `name = "..."` in the [package] table. */
static bool look_at_cargo(struct finds *f)
{
	const char *text = read_text(f->mem, "Cargo.toml");
	const char *at = text ? strstr(text, "[package]") : NULL;
	char *name;

	at = at ? strstr(at, "name") : NULL;
	at = at ? strchr(at, '"') : NULL;
	if (!at || !file_exists("src/main.rs"))
		return false;
	name = arena_copy(f->mem, at + 1, strcspn(at + 1, "\""));
	if (benchmark_id_fault(name))
		return false;
	return add(f,
		(struct find){
			.why = "the program of Cargo.toml",
			.build = "cargo build --release --quiet",
			.id = name,
			.command = arena_printf(f->mem, "./target/release/%s --version", name),
		});
}

/* scripts.bench of package.json. */
static bool look_at_npm(struct finds *f)
{
	const char *text = read_text(f->mem, "package.json"), *key;
	CLOSES_JSON struct json j = { 0 };
	const char *script = NULL;
	struct error ignored;

	if (!text)
		return false;
	json_open_text(&j, "package.json", text, strlen(text));
	json_object(&j);
	while ((key = json_key(&j))) {
		if (strcmp(key, "scripts") != 0) {
			json_skip(&j);
			continue;
		}
		json_object(&j);
		while ((key = json_key(&j))) {
			if (strcmp(key, "bench") == 0 || strcmp(key, "benchmark") == 0)
				script = arena_string(f->mem, key);
			json_skip(&j);
		}
	}
	if (json_end(&j, &ignored) < 0 || !script)
		return false;
	return add(f,
		(struct find){
			.why = "a script of package.json",
			.id = script,
			.command = arena_printf(f->mem, "npm run --silent %s", script),
		});
}

static bool runs(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Executable files in the usual folders, or here with a name such as bench. */
static bool look_at_files(struct finds *f)
{
	static const char *const folders[] = { "bench", "benches", "benchmark", "benchmarks",
		"build", "." };
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		DIR *d = opendir(folders[i]);
		const struct dirent *e;

		while (d && f->n < 8 && (e = readdir(d))) {
			char *path = arena_printf(f->mem, "%s/%s", folders[i], e->d_name);

			if (!runs(path) || (i >= 4 && !strcasestr(e->d_name, "bench")))
				continue;
			if (benchmark_id_fault(e->d_name))
				continue;
			any = add(f,
				(struct find){
					.why = arena_printf(f->mem, "the program %s", path),
					.id = text_slug(f->mem, e->d_name),
					.command = strcmp(folders[i], ".") == 0
						? path
						: arena_printf(f->mem, "./%s", path),
				});
		}
		if (d)
			closedir(d);
	}
	return any;
}

/* A file whose path matches one of the patterns contains the words; NULL: it exists. Words that
 * begin with a newline are the beginning of a line. */
struct clue {
	const char *files[6];
	const char *words;
};

/* How to find one tool's benchmarks. Rows of one tool are consecutive, and the first match
 * counts: a tool's results say more than the time of a program. */
struct row {
	const char *tool;
	struct clue clues[2];              /* all hold */
	struct find find;                  /* the entry to write */
	bool (*look)(struct finds *finds); /* instead, to read a name; false: nothing there */
};

#define MAKE_TARGET(name)                                                                          \
	{                                                                                          \
		.tool = "make", .clues = { { { "Makefile" }, "\n" name ":" } },                    \
		.find = {                                                                          \
			.why = "the target '" name "' of the Makefile",                            \
			.id = (name),                                                              \
			.command = "make -s " name,                                                \
		},                                                                                 \
	}

static const struct row table[] = {
	MAKE_TARGET("bench"),
	MAKE_TARGET("benchmark"),
	MAKE_TARGET("benchmarks"),
	MAKE_TARGET("perf"),
	{ .tool = "cargo", .look = look_at_cargo },
	{ .tool = "go",
		.clues = { { { "go.mod" }, NULL }, { { "*_test.go" }, "\nfunc Benchmark" } },
		.find = { .why = "the benchmarks of the Go packages",
			.build = "go build ./...",
			.id = "go",
			.command = "go test ./... -run '^$' -bench . -benchtime 100ms -count 1",
			.import = "go-test" } },
	{ .tool = "go",
		.clues = { { { "go.mod" }, NULL }, { { "main.go" }, NULL } },
		.find = { .why = "the program of go.mod",
			.build = "go build -o bench-program .",
			.id = "program",
			.command = "./bench-program --help" } },
	{ .tool = "pytest",
		.clues = { { { "pyproject.toml", "requirements*.txt", "setup.cfg" },
			"pytest-benchmark" } },
		.find = { .why = "the tests that use pytest-benchmark",
			.id = "pytest",
			.command = "python3 -m pytest -q --benchmark-only --benchmark-max-time=0.1 "
				   "--benchmark-json=pytest-benchmark.json",
			.import = "pytest-benchmark",
			.file = "pytest-benchmark.json" } },
	{ .tool = "npm",
		.clues = { { { "package.json" }, "vitest" },
			{ { "*.bench.ts", "*.bench.js", "*.bench.mts", "*.bench.mjs" }, NULL } },
		.find = { .why = "the benchmarks of vitest",
			.id = "vitest",
			.command = "npx --no-install vitest bench --run "
				   "--outputJson vitest-bench.json",
			.import = "vitest",
			.file = "vitest-bench.json" } },
	{ .tool = "npm", .look = look_at_npm },
	{ .tool = "programs", .look = look_at_files },
};

static bool has_words(const char *path, const char *words)
{
	FREES_ARENA struct arena scratch = { 0 };
	const char *text = read_text(&scratch, path);

	return text && (strstr(text, words) || (*words == '\n' && text_starts(text, words + 1)));
}

static bool matches(const struct clue *c, const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(c->files) && c->files[i]; i++)
		if (text_glob(c->files[i], path))
			return !c->words || has_words(path, c->words);
	return false;
}

static bool holds(const struct clue *c, const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->v[i].is_folder && matches(c, t->v[i].path))
			return true;
	return false;
}

static bool try_row(const struct row *r, const struct tree *t, struct finds *finds)
{
	for (size_t i = 0; i < ARRAY_SIZE(r->clues); i++)
		if (r->clues[i].files[0] && !holds(&r->clues[i], t))
			return false;
	return r->look ? r->look(finds) : add(finds, r->find);
}

void init_find(struct finds *finds)
{
	FREES_ARENA struct arena mem = { 0 };
	struct tree tree = { 0 };
	const char *done = NULL;

	list_tree(&tree, &mem);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (!text_equal(table[i].tool, done) && try_row(&table[i], &tree, finds))
			done = table[i].tool;
}
