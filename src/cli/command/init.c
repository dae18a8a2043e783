#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/command/commands.h"
#include "cli/init_find.h"

struct init_flags {
	bool force;
};
static const struct option rows[] = {
	{ "force", 0, OPTION_FLAG, offsetof(struct init_flags, force), .default_text = "false",
		.help = "overwrite a benchctl.yaml that is there" },
};
static const struct section section = SECTION("init", "", rows, struct init_flags);

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

static void print_benchmark(FILE *f, const struct find *found)
{
	fprintf(f, "  - { name: %s, command: \"%s\"", found->id, found->command);
	if (found->file)
		fprintf(f, ", import: { format: %s, file: %s }", found->import, found->file);
	else if (found->import)
		fprintf(f, ", import: %s", found->import);
	fprintf(f, " }   # %s\n", found->why);
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
		print_benchmark(f, &finds->v[i]);
	if (finds->n == 0)
		fputs("  # Nothing here looked like a benchmark; this one shows how it works.\n"
		      "  - { name: git-status, command: \"git status --porcelain\" }\n",
			f);
}

static bool is_ignored(struct arena *mem, const char *text, const char *what)
{
	const char *lines = arena_printf(mem, "\n%s", text);

	return strstr(lines, arena_printf(mem, "\n%s", what)) ||
		strstr(lines, arena_printf(mem, "\n/%s", what));
}

/* Adds it to .gitignore, unless it is there, and says so. */
static int ignore(struct cli *cli, const char *what, struct error *err)
{
	struct arena *mem = &cli->mem;
	const char *line = arena_printf(mem, "%s\n", what);
	char *text = arena_string(mem, "");
	size_t n = 0;

	if (file_exists(".gitignore") && file_read(&text, &n, mem, ".gitignore", 4 << 20, err) < 0)
		return -1;
	if (is_ignored(mem, text, what))
		return 0;
	if (n && text[n - 1] != '\n')
		line = arena_printf(mem, "\n%s", line);
	if (file_append(".gitignore", line, strlen(line), err) < 0)
		return -1;
	fprintf(cli->text, "added %s to .gitignore\n", what);
	return 0;
}

/* results/ holds every run; neither it nor what the tools report is meant to be committed. */
static int ignore_all(struct cli *cli, const struct finds *finds, struct error *err)
{
	int rc;

	if (!file_exists(".git"))
		return 0;
	rc = ignore(cli, "results/", err);
	for (size_t i = 0; rc == 0 && i < finds->n; i++)
		if (finds->v[i].file)
			rc = ignore(cli, finds->v[i].file, err);
	return rc;
}

static int write_config(struct cli *cli, const struct finds *finds)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct error err;

	memory_file_open(&m);
	print_config(m.f, suite_name(&cli->mem), finds);
	memory_file_end(&m);
	if (file_write("benchctl.yaml", m.data, m.n, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	fputs("wrote benchctl.yaml:\n", cli->text);
	for (size_t i = 0; i < finds->n; i++)
		fprintf(cli->text, "  %-20s %s\n", finds->v[i].id, finds->v[i].why);
	if (finds->n == 0)
		fputs("  an example; nothing here looked like a benchmark\n", cli->text);
	if (ignore_all(cli, finds, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
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
	init_find(&finds);
	return write_config(cli, &finds);
}

const struct cli_command init_command = {
	.name = "init",
	.args = "",
	.summary = "write a commented benchctl.yaml for this repository",
	.help = "  benchctl init\n"
		"\n"
		"Looks for a bench target in the Makefile, Cargo.toml, Go's benchmarks in any "
		"package,\n"
		"pytest-benchmark, vitest's benchmarks, a bench script of package.json and "
		"programs in\n"
		"bench/ or benchmarks/, and writes a benchctl.yaml that runs at once.\n",
	.flags = &section,
	.run = run,
};
