#include "app/init/init.h"

#include "app/init/init_tree.h"
#include "base/arena.h"
#include "base/text.h"
#include "model/suite.h"

bool find_add(struct finds *f, struct find found)
{
	const char *name = found.id;

	/* A name from a hostile file must not become more than a name. */
	if (benchmark_id_fault(name))
		return false;
	if (TEXT_FIND(f->v, f->n, command, found.command))
		return true;
	for (size_t k = 2; TEXT_FIND(f->v, f->n, id, found.id); k++)
		found.id = arena_printf(f->mem, "%s-%zu", name, k);
	*ARENA_PUSH(f->mem, f) = found;
	return true;
}

/* How to find one tool's benchmarks. Rows of one tool are consecutive, and the first match
 * counts: a tool's results say more than the time of a program. */
struct row {
	const char *tool;
	struct clue clues[2];                                    /* all hold */
	struct find find;                                        /* the entry to write */
	bool (*look)(struct finds *finds, const struct tree *t); /* instead, to read names */
};

static const struct row table[] = {
	{ .tool = "cargo", .look = find_cargo },
	{ .tool = "go",
		.clues = { { { "go.mod" }, { NULL } },
			{ { "*_test.go" }, { "\nfunc Benchmark" } } },
		.find = { .why = "the benchmarks of the Go packages",
			.build = "go build ./...",
			.id = "go",
			.command = "go test ./... -run '^$' -bench . -benchtime 100ms -count 1",
			.import = "go-test" } },
	{ .tool = "go",
		.clues = { { { "go.mod" }, { NULL } }, { { "main.go" }, { NULL } } },
		.find = { .why = "the program of go.mod",
			.build = "go build -o bench-program .",
			.id = "program",
			.command = "./bench-program --help" } },
	{ .tool = "pytest", .look = find_pytest },
	{ .tool = "npm",
		.clues = { { { "package.json" }, { "vitest" } },
			{ { "*.bench.ts", "*.bench.js", "*.bench.mts", "*.bench.mjs" },
				{ NULL } } },
		.find = { .why = "the benchmarks of vitest",
			.id = "vitest",
			.command = "npx --no-install vitest bench --run "
				   "--outputJson vitest-bench.json",
			.import = "vitest",
			.file = "vitest-bench.json" } },
	{ .tool = "npm", .look = find_npm },
	{ .tool = "cmake", .look = find_cmake },
	{ .tool = "meson", .look = find_meson },
	{ .tool = "zig", .look = find_zig },
	{ .tool = "make", .look = find_make },
	{ .tool = "ninja", .look = find_ninja },
	{ .tool = "programs", .look = find_programs },
};

static bool try_row(const struct row *r, const struct tree *t, struct finds *finds)
{
	for (size_t i = 0; i < ARRAY_SIZE(r->clues); i++)
		if (r->clues[i].files[0] && !tree_holds(t, &r->clues[i]))
			return false;
	return r->look ? r->look(finds, t) : find_add(finds, r->find);
}

void init_find(struct finds *finds)
{
	FREES_ARENA struct arena mem = { 0 };
	struct tree tree = { 0 };
	const char *done = NULL;

	tree_list(&tree, &mem);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (!text_equal(table[i].tool, done) && try_row(&table[i], &tree, finds))
			done = table[i].tool;
	find_build(finds);
}
