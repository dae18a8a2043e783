/* Makefiles and files of ninja. */
#include "app/init/init_tree.h"

#include <string.h>

#include "base/text.h"

enum { TARGETS_MAX = 8 };

const char *make_file(void)
{
	static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (tree_is_file(names[i]))
			return names[i];
	return "Makefile";
}

/* Adds the targets of a line "a b: c"; nothing for a recipe, an assignment or a pattern. */
static void add_targets(struct words *out, struct arena *mem, const char *line)
{
	size_t n = strcspn(line, ":=#$%\n");
	char *rest = arena_copy(mem, line, n), *word;

	if (strchr("\t .#", *line) || line[n] != ':' || line[n + 1] == '=' || line[n + 1] == ':')
		return;
	while ((word = strsep(&rest, " \t")))
		if (*word)
			words_push(mem, out, word);
}

static struct words targets_of(struct arena *mem, const char *text)
{
	struct words out = { 0 };

	while (*text) {
		add_targets(&out, mem, text);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return out;
}

static bool is_benchmark(const char *target)
{
	return text_starts(target, "bench") || text_equal(target, "perf");
}

const char *make_goal(struct arena *mem, const char *text)
{
	/* What people write first although it builds nothing. */
	static const char *const others[] = { "help", "test", "tests", "check", "clean", "run",
		"install", "lint", "format", "fmt", "dist", "docs", "ci", "deps", "setup", NULL };
	const struct words targets = targets_of(mem, text);
	bool builds = targets.n && !is_benchmark(targets.v[0]) &&
		text_choice(others, targets.v[0]) < 0;

	return builds                          ? ""
		: words_has(&targets, "all")   ? "all"
		: words_has(&targets, "build") ? "build"
					       : NULL;
}

/* Whether the Makefile only starts a tool whose results are read already. */
static bool is_covered(const struct finds *f, const char *text)
{
	static const char *const starts[][2] = { { "go ", "go test" }, { "cargo ", "cargo bench" },
		{ "npx ", "vitest" }, { "python3 ", "pytest" }, { "env ", "pytest" } };

	for (size_t i = 0; i < f->n; i++)
		for (size_t k = 0; f->v[i].import && k < ARRAY_SIZE(starts); k++)
			if (text_starts(f->v[i].command, starts[k][0]) &&
				strstr(text, starts[k][1]))
				return true;
	return false;
}

static void add_target(struct finds *f, const char *text, const char *target)
{
	const char *goal = make_goal(f->mem, text);

	find_add(f,
		(struct find){
			.why = arena_printf(f->mem, "the target '%s' of the Makefile", target),
			/* What builds nothing else builds the benchmark. */
			.build = arena_printf(f->mem, "make%s%s", !goal || *goal ? " " : "",
				goal ? goal : target),
			.id = target,
			.command = arena_printf(f->mem, "make -s %s", target),
		});
}

bool find_make(struct finds *f, const struct tree *t)
{
	static const char *const first[] = { "bench", "benchmark", "benchmarks", "perf" };
	const char *text = tree_read(f->mem, make_file());
	struct words targets = { 0 };
	size_t n = f->n;

	(void)t;
	if (!text || is_covered(f, text))
		return false;
	targets = targets_of(f->mem, text);
	for (size_t i = 0; i < ARRAY_SIZE(first); i++)
		if (words_has(&targets, first[i])) {
			add_target(f, text, first[i]);
			return true;
		}
	for (size_t i = 0; i < targets.n && f->n < n + TARGETS_MAX; i++)
		if (is_benchmark(targets.v[i]))
			add_target(f, text, targets.v[i]);
	return f->n > n;
}

/* "build bench: link bench.o" makes a program; "build bench: phony" is a target. */
bool find_ninja(struct finds *f, const struct tree *t)
{
	const char *text = tree_read(f->mem, "build.ninja"), *line = text ? text : "";
	size_t n = f->n;

	(void)t;
	while ((line = strstr(line, "build ")) && f->n < n + TARGETS_MAX) {
		const char *name = line + strlen("build "), *rule;
		size_t end = strcspn(name, ": \n");
		bool start = line == text || line[-1] == '\n';

		line = name;
		rule = name + end + strspn(name + end, ": ");
		name = arena_copy(f->mem, name, end);
		if (!start || !strcasestr(name, "bench") || strchr(name, '.') || strchr(name, '$'))
			continue;
		find_add(f,
			(struct find){
				.why = arena_printf(f->mem, "'%s' of build.ninja", name),
				.build = "ninja",
				.id = name,
				.command = arena_printf(f->mem,
					text_starts(rule, "phony") ? "ninja --quiet %s" : "./%s",
					name),
			});
	}
	return f->n > n;
}
