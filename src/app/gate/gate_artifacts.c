/* `artifacts:` lets the gate skip a benchmark, so a change must not choose them freely. */
#include "app/gate/gate.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "judge/rule_changes.h"
#include "model/service.h"
#include "store/git/git.h"

/* However a shell would split them. */
static void split(struct words *words, struct arena *mem, const char *text)
{
	char *rest = arena_string(mem, text ? text : ""), *word;

	while ((word = strsep(&rest, " \t\n'\"=;&|<>(){},:`$")))
		if (*word)
			words_push(mem, words, word);
}

/* The words of the command and of its arguments. */
static struct words command_words(struct arena *mem, const struct benchmark *b)
{
	const struct section *s = b->kind->options;
	struct words words = { 0 };

	for (size_t i = 0; i < s->n; i++)
		split(&words, mem,
			option_text(mem, &s->rows[i], (const char *)b->options + s->rows[i].offset,
				false));
	return words;
}

/* A tool whose images belong to no folder; NULL: none is among the words. */
static const char *image_tool(const struct words *words)
{
	static const char *const tools[] = { "docker", "podman", "nerdctl", "docker-compose",
		"podman-compose", NULL };

	for (size_t i = 0; tools[i]; i++)
		if (words_has(words, tools[i]))
			return tools[i];
	return NULL;
}

void gate_note_images(struct gate_run *g)
{
	const struct suite *suite = &g->project.suite;
	struct arena *mem = &g->project.app->mem;

	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		struct words build = { 0 }, words = command_words(mem, b);

		split(&build, mem, suite->build);
		for (size_t k = 0; k < b->services_n; k++) {
			split(&build, mem, b->services[k]->build);
			split(&words, mem, words_list(mem, &b->services[k]->command));
		}
		if (!image_tool(&build) || !image_tool(&words) || words_has(&build, "--iidfile"))
			continue;
		words_printf(mem, &g->c.notes,
			"build: and %s use %s; if base and head give their images "
			"the same name, both sides run the same program: build with "
			"--iidfile image, and run $(cat image)",
			b->id, image_tool(&build));
		return;
	}
}

/* A word of the command as a path from the suite's folder. */
static const char *path_of(struct arena *mem, const struct benchmark *b, const char *word)
{
	return file_tidy(mem, file_join(mem, b->life.process.cwd, word));
}

static bool names(struct arena *mem, const struct benchmark *b, const char *file)
{
	const struct words words = command_words(mem, b);
	const char *tidy = file_tidy(mem, file);

	for (size_t i = 0; i < words.n; i++)
		if (text_equal(path_of(mem, b, words.v[i]), tidy))
			return true;
	return false;
}

bool gate_has_committed(const struct gate_run *g, const char *file)
{
	const struct project *p = &g->project;
	struct arena *mem = &p->app->mem;

	return repo_has(p->repo, "HEAD",
		file_tidy(mem, arena_printf(mem, "%s%s", p->facts->prefix, file)));
}

static int check(struct gate_run *g, const struct benchmark *b, struct error *err)
{
	const struct words *files = &b->life.schedule.artifacts;
	struct arena *mem = &g->project.app->mem;

	for (size_t i = 0; i < files->n; i++)
		if (names(mem, b, files->v[i]) || !gate_has_committed(g, files->v[i]))
			return 0;
	if (files->n == 0)
		return 0;
	return error_exit(err, EXIT_USAGE,
		"artifacts: %s cannot affect the speed of %s: its command names none "
		"of these files, and no build makes them; remove artifacts:, or list the "
		"files that the command runs",
		words_list(mem, files), b->id);
}

int gate_check_artifacts(struct gate_run *g, struct error *err)
{
	const struct suite *suite = &g->project.suite;

	for (size_t i = 0; i < suite->n; i++)
		if (check(g, &suite->v[i], err) < 0)
			return -1;
	return 0;
}

/* In ns since the epoch; 0: it is not a regular file. */
static long long changed_at(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	return (long long)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

/* The files of this tree that differ from the base and that the base's build reads, as far as that
 * is known, but for the configuration. */
static struct words changed_sources(const struct gate_run *g)
{
	const struct project *p = &g->project;
	struct arena *mem = &p->app->mem;
	const struct git_call call = { .args = GIT_ARGS("diff", "--no-ext-diff", "-z",
					       "--name-only", g->base.commit) };
	const char *configuration = file_real(mem, p->suite.path);
	struct words changed = { 0 }, sources = { 0 }, read;

	checkout_read_files(&read, &g->checkout, mem);
	if (git_words(&changed, repo_git(p->repo), mem, ERROR_IGNORED, &call) < 0)
		return sources;
	for (size_t i = 0; i < changed.n; i++)
		if ((!read.n || words_has(&read, changed.v[i])) &&
			!text_equal(file_real(mem, file_join(mem, p->facts->root, changed.v[i])),
				configuration))
			words_push(mem, &sources, changed.v[i]);
	return sources;
}

/* Adds the files that the command names, that head's build left as they were, and that the base's
 * build makes too. seen: the files that earlier commands name. */
static void add_left(struct words *left, struct words *seen, const struct gate_run *g,
	const struct benchmark *b)
{
	struct arena *mem = &g->project.app->mem;
	const struct words words = command_words(mem, b);

	for (size_t i = 0; i < words.n; i++) {
		const char *path = path_of(mem, b, words.v[i]);
		long long changed = *path && *path != '/' ? changed_at(path) : 0;

		if (!changed || changed >= g->builds_began || words_has(seen, path))
			continue;
		words_push(mem, seen, path);
		if (file_same(file_join(mem, g->checkout.suite, path), path) &&
			!gate_has_committed(g, path))
			words_push(mem, left, path);
	}
}

void gate_note_left_program(struct gate_run *g)
{
	const struct suite *suite = &g->project.suite;
	struct arena *mem = &g->project.app->mem;
	struct words left = { 0 }, seen = { 0 }, sources = { 0 };

	for (size_t i = 0; i < suite->n; i += suite_variants(suite, i))
		add_left(&left, &seen, g, &suite->v[i]);
	if (left.n)
		sources = changed_sources(g);
	for (size_t i = 0; i < left.n; i++)
		for (size_t k = 0; k < sources.n; k++)
			if (changed_at(file_join(mem, g->project.facts->root, sources.v[k])) >
				changed_at(left.v[i])) {
				words_printf(mem, &g->c.notes,
					"both sides run the same %s: head's build did not make it "
					"again, although %s differs from the base and is newer; "
					"if the program depends on that file, let build: make it "
					"again (make -B)",
					left.v[i], sources.v[k]);
				return;
			}
}

/* Whether the file, if it is there, is in this tree and not behind a link to another place. */
static bool is_inside(struct arena *mem, const char *tree, const char *file)
{
	const char *path = file_real(mem, file);

	return !path || file_is_below(path, file_real(mem, tree));
}

/* A file that the command names and that differs, although the artifacts do not; NULL: none. */
static const char *other_file(const struct gate_run *g, const struct benchmark *b)
{
	struct arena *mem = &g->project.app->mem;
	const struct words words = command_words(mem, b);

	for (size_t i = 0; i < words.n; i++) {
		const char *path = path_of(mem, b, words.v[i]);

		if (*path && *path != '/' && file_exists(path) && !file_is_dir(path) &&
			!file_same(file_join(mem, g->checkout.suite, path), path))
			return path;
	}
	return NULL;
}

int gate_same_artifacts(struct gate_run *g, const struct benchmark *base,
	const struct benchmark *head, struct error *err)
{
	const struct words *files = &head->life.schedule.artifacts;
	struct arena *mem = &g->project.app->mem;
	bool same = files->n > 0;
	const char *other;

	for (size_t i = 0; i < files->n; i++) {
		const char *before = file_join(mem, g->checkout.suite, files->v[i]);

		if (!is_inside(mem, g->checkout.dir, before) ||
			!is_inside(mem, g->project.facts->root, files->v[i]))
			return error_exit(err, EXIT_USAGE,
				"artifacts: %s of %s is a symbolic link out of its "
				"tree, so both sides could use the same file",
				files->v[i], head->id);
		same = same && file_same(before, files->v[i]);
	}
	if (!same || !base || !rule_changes_same(mem, &g->project.suite, base, head))
		return 0;
	other = other_file(g, head);
	if (other)
		words_printf(mem, &g->c.notes,
			"%s was measured although its artifacts are the same: its command "
			"names %s, which differs",
			head->id, other);
	return other ? 0 : 1;
}
