#include "app/gate/gate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "model/host.h"
#include "process/opened_files.h"
#include "process/spawner.h"
#include "store/git/git.h"

#define TIME_SHARE 0.05 /* of time_budget */
enum { ENDS_BYTES = 4 << 20, WHOLE_BYTES = 256 << 20 };

/* Of a large file that has not changed since `began` (0: unknown), its ends and its size decide.
 * NULL: it cannot be read. */
static const char *digest_of(struct arena *mem, const char *path, struct shared_file *f,
	long long began)
{
	FREES_ARENA struct arena scratch = { 0 };
	CLOSES_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char *data;
	size_t n;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return NULL;
	f->changed = (long long)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	f->whole = f->whole || (began && f->changed >= began);
	n = st.st_size < (f->whole ? WHOLE_BYTES : 2 * ENDS_BYTES) ? (size_t)st.st_size
								   : 2 * ENDS_BYTES;
	data = arena_alloc(&scratch, n + 1);
	if (n == (size_t)st.st_size ? pread(fd, data, n, 0) < 0
				    : pread(fd, data, ENDS_BYTES, 0) < 0 ||
				pread(fd, data + ENDS_BYTES, ENDS_BYTES, st.st_size - ENDS_BYTES) <
					0)
		return NULL;
	return arena_printf(mem, "%lld %s", (long long)st.st_size, digest_hex(&scratch, data, n));
}

/* Below a hidden folder of the user, such as ~/.cache, where programs keep state. */
static bool is_hidden(struct arena *mem, const char *path)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	return (cache && file_is_below(path, cache)) ||
		(home && text_starts(path, arena_printf(mem, "%s/.", home)));
}

/* NAME.so, NAME.so.1.2 */
static bool is_library(const char *path)
{
	for (const char *so = strstr(path, ".so"); so; so = strstr(so + 1, ".so"))
		if ((!so[3] || so[3] == '.') && !strchr(so, '/'))
			return true;
	return false;
}

static bool is_code(const char *path, const struct stat *st)
{
	static const char *const ends[] = { ".py", ".pth", ".js", ".mjs", ".cjs", ".node", ".jar",
		".class", ".rb", ".pl", ".pm", ".lua", ".php", ".wasm", ".dll", NULL };
	const char *dot = strrchr(path, '.');

	return (st->st_mode & 0111) || is_library(path) || (dot && text_choice(ends, dot) >= 0);
}

/* Of the system or of git, or state that programs keep for themselves. */
static bool is_state(struct arena *mem, const char *path, const struct stat *st)
{
	return strstr(path, "/.git/") || strstr(path, "/__pycache__/") ||
		file_is_below(path, "/proc") || file_is_below(path, "/sys") ||
		(is_hidden(mem, path) && !is_code(path, st));
}

/* Where the path leads now, without links; itself, where there is nothing. */
static const char *resolve(struct arena *mem, const char *path)
{
	const char *real = file_real(mem, path);

	return real ? real : file_tidy(mem, path);
}

static bool is_in_base(const struct gate_run *g, const char *path)
{
	return file_is_below(path, resolve(&g->project.app->mem, g->checkout.dir));
}

/* Whether the file can belong to a program outside of the base. */
static bool may_be_shared(const struct gate_run *g, const char *real)
{
	struct arena *mem = &g->project.app->mem;
	struct stat st = { 0 };

	if (stat(real, &st) == 0 && !S_ISREG(st.st_mode))
		return false;
	return !file_is_below(real, file_absolute(mem, g->project.suite.output_dir)) &&
		!is_state(mem, real, &st);
}

/* A path outside may lead into the base now and elsewhere after head's build. So may a link in the
 * base, to what is not there yet. */
static void add_file(struct shared_files *files, struct gate_run *g, const char *path)
{
	struct arena *mem = &g->project.app->mem;
	const char *real = resolve(mem, path);
	struct shared_file file = { .path = path };

	if (is_in_base(g, real) ? is_in_base(g, path) && file_exists(real)
				: !may_be_shared(g, real))
		return;
	file.digest = digest_of(mem, real, &file, g->builds_began);
	*ARENA_PUSH(mem, files) = file;
}

/* A setup runs once per side, so that both sides read what the last one has written. */
static bool is_set_up(const struct gate_run *g, const char *path)
{
	const char *real = resolve(&g->project.app->mem, path);

	return file_exists(real) && !is_in_base(g, real) && may_be_shared(g, real);
}

static bool is_tracked(const struct gate_run *g, const char *path)
{
	struct arena *mem = &g->project.app->mem;
	const struct git_call call = { .args = GIT_ARGS("ls-files", "--error-unmatch", "--",
					       file_join(mem, g->project.facts->root, path)) };
	struct proc_answer a;

	return git_run(&a, repo_git(g->project.repo), mem, &call, ERROR_IGNORED) == 0 &&
		a.status == 0;
}

/* Data in a hidden folder of the tree, such as .pytest_cache, where programs keep state. */
static bool is_kept_state(const char *path, const char *name)
{
	const char *hidden = *name == '.' ? name : strstr(name, "/.");
	struct stat st;

	return hidden && strchr(hidden + 1, '/') && stat(path, &st) == 0 && !is_code(path, &st);
}

/* Notes a file that the base's benchmarks look for, and that the user's tree alone has: no commit
 * and no build of the base brings it. Returns whether the path is one. */
static bool note_only_here(struct gate_run *g, const char *path)
{
	struct arena *mem = &g->project.app->mem;
	const char *real = resolve(mem, path), *name, *here;

	if (!is_in_base(g, real) || file_exists(real))
		return false;
	name = file_inside(mem, resolve(mem, g->checkout.dir), real);
	here = file_join(mem, g->project.facts->root, name);
	if (!file_exists(here) || !may_be_shared(g, here) || is_kept_state(here, name) ||
		is_tracked(g, name))
		return false;
	words_printf(mem, &g->c.notes,
		"the base's benchmarks look for %s, which only this worktree has; if the file "
		"affects the speed, commit it or let build: make it",
		name);
	return true;
}

/* The files in the list: those that were only read and, if a setup ran, the others. */
static void add_files(struct shared_files *files, struct gate_run *g, const char *list, bool setup,
	bool head_is_built)
{
	struct arena *mem = &g->project.app->mem;
	struct words read = { 0 }, written = { 0 };

	opened_files_read(&read, &written, mem, list);
	for (size_t i = 0; i < read.n; i++)
		add_file(files, g, read.v[i]);
	for (size_t i = 0; i < read.n && !head_is_built; i++)
		if (note_only_here(g, read.v[i]))
			break;
	for (size_t i = 0; i < written.n && setup; i++)
		if (is_set_up(g, written.v[i])) {
			words_printf(mem, &g->c.notes,
				"the base's benchmarks write and read %s, which is "
				"outside of the base's folder; if setup: writes this "
				"file, both sides read the version of the last setup",
				written.v[i]);
			return;
		}
}

int gate_shared_look(struct shared_files *files, struct gate_run *g, const struct words *ids,
	struct error *err)
{
	const struct suite *suite = &g->project.suite;
	const char *list = recording_opened_list(&g->recording);
	const struct benchmark *forms = gate_base_form(g, suite);
	uint64_t began = clock_ns();
	bool looked = false, setup = false;
	int rc = 0;

	*files = (struct shared_files){ 0 };
	for (size_t i = 0, step; i < suite->n && rc == 0; i += step) {
		step = ids ? 1 : suite_variants(suite, i);
		struct benchmark one = benchmark_quiet(forms ? &forms[i] : &suite->v[i], 1);
		struct suite alone = *suite;
		struct run run = { .commit = g->base.commit };
		struct side side = gate_side(g, &g->checkout, &run);

		if (ids ? !one.life.schedule.artifacts.n || !words_has(ids, suite->v[i].id)
			: one.life.schedule.artifacts.n > 0)
			continue;
		if (looked && clock_seconds(began) > TIME_SHARE * suite->time_budget)
			break;
		if (one.life.process.output == OUTPUT_INHERIT)
			one.life.process.output = OUTPUT_NULL;
		alone.v = &one;
		alone.n = 1;
		looked = true;
		setup = setup || one.life.fixtures.setup.n;
		rc = recording_list_opened(&g->recording, &alone, &side, list, err);
	}
	if (!looked)
		return 0;
	add_files(files, g, list, setup, ids != NULL);
	unlink(list);
	checkout_tidy(&g->checkout, &g->project.app->mem);
	return rc;
}

/* A file in head's tree. The same bytes in the base do no harm, nor does what no build and no
 * commit makes: a virtual environment, data. */
static bool is_heads_own(const struct gate_run *g, const char *relative, const char *real,
	bool differs)
{
	const char *base_path = file_join(&g->project.app->mem, g->checkout.dir, relative);

	if (file_exists(base_path))
		return !file_same(base_path, real);
	return differs || is_tracked(g, relative);
}

static int refuse(const char *real, bool inside, struct error *err)
{
	if (inside)
		return error_exit(err, EXIT_MEASURE,
			"base and head would run the same program: the base's "
			"benchmarks read %s of this worktree\n"
			"  name the file by a path relative to the suite's folder, "
			"and let build: install into the folder in which build: runs",
			real);
	return error_exit(err, EXIT_MEASURE,
		"base and head would run the same program: the base's benchmarks "
		"read %s, which head's build has changed\n"
		"  let build: install into the folder in which build: runs, and run "
		"the program from there",
		real);
}

int gate_shared_check(const struct shared_files *files, struct gate_run *g, struct error *err)
{
	struct arena *mem = &g->project.app->mem;
	const char *build_output = NULL;
	int build_again = 0;

	for (size_t i = 0; i < files->n; i++) {
		const struct shared_file *f = &files->v[i];
		const char *real = resolve(mem, f->path), *now;
		const char *relative = file_inside(mem, g->project.facts->root, real);
		struct shared_file second = *f;
		bool differs, rewritten;

		now = digest_of(mem, real, &second, 0);
		differs = !text_equal(now, f->digest);
		if (!now || is_in_base(g, real) || !may_be_shared(g, real))
			continue;
		rewritten = second.changed != f->changed;
		if (!relative && g->checkout.built_at && (differs || rewritten))
			build_again = 1;
		else if (relative ? is_heads_own(g, relative, real, differs) : differs)
			return refuse(real, relative, err);
		else if (!relative && second.changed >= g->builds_began && !rewritten)
			build_output = real;
	}
	if (build_output && !build_again) /* only what is certain is refused */
		words_printf(mem, &g->c.notes,
			"a build wrote %s, and the base's benchmarks read it; "
			"if head's benchmarks read it too, both sides run the same program",
			build_output);
	return build_again;
}
