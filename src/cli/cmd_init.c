#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "benchctl/file.h"
#include "benchctl/json_read.h"
#include "benchctl/suite.h"
#include "benchctl/text.h"
#include "commands.h"
#include "cli.h"

struct init_flags {
	bool force;
};
static const struct option rows[] = {
	{ "force", 0, OPTION_FLAG, offsetof(struct init_flags, force), .standard = "false",
		.help = "overwrite a benchctl.yaml that is there" },
};
static const struct section section = SECTION("init", "", rows, struct init_flags);

/* What the repository seems to offer. */
struct find {
	const char *why;   /* "the target bench of Makefile" */
	const char *build; /* NULL: nothing to build */
	const char *id, *command;
	const char *import; /* format of what the command prints; NULL: the command is timed */
};
struct finds {
	struct arena *mem;
	struct find *v;
	size_t n, cap;
};

static const char *read_text(struct arena *mem, const char *path)
{
	struct error err;
	char *s;
	size_t n;

	return file_read(&s, &n, mem, path, 4 << 20, &err) < 0 ? NULL : s;
}

static bool is_found(const struct finds *f, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (text_equal(f->v[i].id, id))
			return true;
	return false;
}

/* A second one of that name becomes name-2: the target bench may well run the program bench. */
static struct find *add(struct finds *f, const char *why, const char *build, const char *id,
	const char *command)
{
	const char *name = id;
	struct find *added;

	for (size_t k = 2; is_found(f, name); k++)
		name = arena_printf(f->mem, "%s-%zu", id, k);
	added = ARENA_PUSH(f->mem, f);
	*added = (struct find){ why, build, name, command, NULL };
	return added;
}

/* A line that begins with "bench:" or "benchmark:". */
static void look_at_makefile(struct finds *f)
{
	static const char *const targets[] = { "bench", "benchmark", "benchmarks", "perf" };
	const char *text = read_text(f->mem, "Makefile");

	for (size_t i = 0; text && i < ARRAY_SIZE(targets); i++) {
		char *line = arena_printf(f->mem, "\n%s:", targets[i]);

		if (!strstr(text, line) && !text_starts(text, line + 1))
			continue;
		add(f, arena_printf(f->mem, "the target '%s' of the Makefile", targets[i]), NULL,
			targets[i], arena_printf(f->mem, "make -s %s", targets[i]));
		return;
	}
}

/* The value of `name = "..."` in the [package] table. */
static void look_at_cargo(struct finds *f)
{
	const char *text = read_text(f->mem, "Cargo.toml");
	const char *at = text ? strstr(text, "[package]") : NULL;
	char *name;

	at = at ? strstr(at, "name") : NULL;
	at = at ? strchr(at, '"') : NULL;
	if (!at || !file_exists("src/main.rs"))
		return;
	name = arena_copy(f->mem, at + 1, strcspn(at + 1, "\""));
	if (benchmark_id_fault(name))
		return;
	add(f, "the program of Cargo.toml", "cargo build --release --quiet", name,
		arena_printf(f->mem, "./target/release/%s --version", name));
}

/* Whether a file here whose name matches has that text. */
static bool is_written(struct arena *mem, const char *pattern, const char *words)
{
	DIR *d = opendir(".");
	const struct dirent *e;
	bool found = false;

	while (d && !found && (e = readdir(d))) {
		const char *text = text_glob(pattern, e->d_name) ? read_text(mem, e->d_name) : NULL;

		found = text && strstr(text, words);
	}
	if (d)
		closedir(d);
	return found;
}

/* Its own benchmarks, as they tell more than the time of a program. */
static void look_at_go(struct finds *f)
{
	if (!file_exists("go.mod"))
		return;
	if (is_written(f->mem, "*_test.go", "\nfunc Benchmark"))
		add(f, "the benchmarks of the Go package", "go build ./...", "go",
			"go test -run - -bench . -benchtime 100ms")
			->import = "go-test";
	else if (file_exists("main.go"))
		add(f, "the program of go.mod", "go build -o bench-program .", "program",
			"./bench-program --help");
}

/* scripts.bench of package.json. */
static void look_at_npm(struct finds *f)
{
	const char *text = read_text(f->mem, "package.json"), *key;
	CLOSES_JSON struct json j = { 0 };
	const char *script = NULL;
	struct error ignored;

	if (!text)
		return;
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
	if (json_end(&j, &ignored) == 0 && script)
		add(f, "a script of package.json", NULL, script,
			arena_printf(f->mem, "npm run --silent %s", script));
}

static bool runs(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Executable files in the usual folders, or here with a telling name. */
static void look_at_files(struct finds *f)
{
	static const char *const folders[] = { "bench", "benches", "benchmark", "benchmarks",
		"build", "." };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		DIR *d = opendir(folders[i]);
		const struct dirent *e;

		while (d && f->n < 8 && (e = readdir(d))) {
			char *path = arena_printf(f->mem, "%s/%s", folders[i], e->d_name);

			if (!runs(path) || (i >= 4 && !strcasestr(e->d_name, "bench")))
				continue;
			if (benchmark_id_fault(e->d_name))
				continue;
			add(f, arena_printf(f->mem, "the program %s", path), NULL,
				text_slug(f->mem, e->d_name),
				strcmp(folders[i], ".") == 0 ? path
							     : arena_printf(f->mem, "./%s", path));
		}
		if (d)
			closedir(d);
	}
}

static const char *suite_name(struct arena *mem)
{
	char *here = getcwd(NULL, 0);
	const char *slash = here ? strrchr(here, '/') : NULL;
	const char *name = text_slug(mem, slash ? slash + 1 : "");

	free(here);
	return *name ? name : "suite";
}

/* The first that builds something, or NULL. */
static const char *build_of(const struct finds *finds)
{
	for (size_t i = 0; i < finds->n; i++)
		if (finds->v[i].build)
			return finds->v[i].build;
	return NULL;
}

static void print_config(FILE *f, const char *name, const struct finds *finds)
{
	const char *build = build_of(finds);

	fprintf(f,
		"# What benchctl measures and when it fails. Every key: benchctl schema "
		"--markdown\n"
		"benchmark: { name: %s }\n\n"
		"# How to build any commit. With it, base and head can be measured side by side.\n"
		"%sbuild: %s\n\n"
		"# defaults: { warmup: 1, runs: 10..30, timeout: 2min }\n\n"
		"gate:\n"
		"  threshold: 5%%          # smallest slowdown that fails\n"
		"  # metrics: { peak_rss: { threshold: 10%% } }   # judge memory too\n\n"
		"suite:\n",
		name, build ? "" : "# ", build ? build : "make");
	for (size_t i = 0; i < finds->n; i++)
		fprintf(f, "  - { name: %s, command: \"%s\"%s%s }   # %s\n", finds->v[i].id,
			finds->v[i].command, finds->v[i].import ? ", import: " : "",
			finds->v[i].import ? finds->v[i].import : "", finds->v[i].why);
	if (finds->n == 0)
		fputs("  # Nothing here looked like a benchmark; this one shows how it works.\n"
		      "  - { name: git-status, command: \"git status --porcelain\" }\n",
			f);
}

/* results/ holds every run; it is not meant to be committed. */
static int ignore_results(struct arena *mem, bool *added, struct error *err)
{
	const char *text = read_text(mem, ".gitignore"), *line = "results/\n";

	*added = false;
	if (text &&
		(text_starts(text, "results/") || text_starts(text, "/results/") ||
			strstr(text, "\nresults/") || strstr(text, "\n/results/")))
		return 0;
	if (text && *text && text[strlen(text) - 1] != '\n')
		line = "\nresults/\n";
	*added = true;
	return file_append(".gitignore", line, strlen(line), err);
}

static int write_config(struct cli *cli, const struct finds *finds)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct error err;
	bool ignored = false;

	memory_file_open(&m);
	print_config(m.f, suite_name(&cli->mem), finds);
	memory_file_end(&m);
	if (file_write("benchctl.yaml", m.data, m.n, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	if (file_exists(".git") && ignore_results(&cli->mem, &ignored, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	fputs("wrote benchctl.yaml:\n", cli->text);
	for (size_t i = 0; i < finds->n; i++)
		fprintf(cli->text, "  %-20s %s\n", finds->v[i].id, finds->v[i].why);
	if (finds->n == 0)
		fputs("  an example; nothing here looked like a benchmark\n", cli->text);
	if (ignored)
		fputs("added results/ to .gitignore\n", cli->text);
	fputs("\nnext:\n"
	      "  benchctl run                          try it\n"
	      "  git add benchctl.yaml && git commit   then\n",
		cli->text);
	if (!build_of(finds))
		fputs("  benchctl baseline refresh --commit    record what it should be; or give "
		      "build: instead\n",
			cli->text);
	fputs("  benchctl gate                         judge\n", cli->text);
	return EXIT_PASS;
}

static int run(struct cli *cli)
{
	const struct init_flags *flags = cli->flags;
	struct finds finds = { .mem = &cli->mem };

	if (file_exists("benchctl.yaml") && !flags->force) {
		cli_say("there is a benchctl.yaml here already; --force overwrites it");
		return EXIT_USAGE;
	}
	look_at_makefile(&finds);
	look_at_cargo(&finds);
	look_at_go(&finds);
	look_at_npm(&finds);
	look_at_files(&finds);
	return write_config(cli, &finds);
}

const struct cli_command init_command = {
	.name = "init",
	.args = "",
	.summary = "write a commented benchctl.yaml for this repository",
	.help = "  benchctl init\n"
		"\n"
		"Looks for a bench target in the Makefile, Cargo.toml, go.mod, package.json and "
		"programs in\n"
		"bench/ or benchmarks/, and writes a benchctl.yaml that runs at once.\n",
	.flags = &section,
	.run = run,
};
