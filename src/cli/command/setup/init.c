#include "app/init/init.h"

#include "cli/cli.h"

static const struct option rows[] = {
	{ "force", 0, OPTION_FLAG, 0, .help = "overwrite an existing benchctl.yaml" },
};

/* They lead to a gate that can judge. */
static void print_steps(FILE *f, const struct init_result *r)
{
	fputs("\nnext:\n", f);
	if (!r->in_repo)
		fputs("  git init                              for the gate\n", f);
	if (r->finds.n == 0)
		fputs("  # replace the example in benchctl.yaml by your own command\n", f);
	fputs("  benchctl run                          try it\n", f);
	fprintf(f, "  git add benchctl.yaml%s && git commit -m benchmarks\n",
		r->ignored.n ? " .gitignore" : "");
	if (r->finds.build) {
		fputs("  benchctl gate --against HEAD          judge what you change next\n", f);
		return;
	}
	fputs(r->detached ? "  benchctl baseline refresh             "
			    "record a baseline; not needed with build:\n"
			    "  git add baselines && git commit -m baseline\n"
			  : "  benchctl baseline refresh --commit    "
			    "record a baseline; not needed with build:\n",
		f);
	fputs("  benchctl gate --against HEAD          judge\n", f);
}

static int run(struct cli *cli, struct error *err)
{
	const bool *force = cli->flags;
	struct init_result r;

	if (app_init(&r, &cli->app, *force, err) < 0)
		return -1;
	fputs("wrote benchctl.yaml:\n", cli->text);
	for (size_t i = 0; i < r.finds.n; i++)
		fprintf(cli->text, "  %-20s %s\n", r.finds.v[i].id, r.finds.v[i].why);
	if (r.finds.n == 0)
		fputs("  found no benchmark; the file has an example for you to replace\n",
			cli->text);
	fprintf(cli->text, "  %-20s %s\n", "build:",
		r.finds.build ? r.finds.build : "unknown; name the command that builds any commit");
	for (size_t i = 0; i < r.finds.notes.n; i++)
		fprintf(cli->text, "note: %s\n", r.finds.notes.v[i]);
	for (size_t i = 0; i < r.ignored.n; i++)
		fprintf(cli->text, "added %s to .gitignore\n", r.ignored.v[i]);
	print_steps(cli->text, &r);
	return EXIT_PASS;
}

const struct cli_command init_command = {
	.name = "init",
	.args = "",
	.summary = "write a commented benchctl.yaml for this repository",
	.help = "  benchctl init\n"
		"\n"
		"Guesses what builds the repository (CMake, meson, cargo, go, zig, make, ninja,\n"
		"npm and others) and what measures it: bench targets of these, Go's and Rust's\n"
		"benchmarks, pytest-benchmark, vitest, bench scripts of package.json, programs\n"
		"and scripts in bench/ or benchmarks/. The benchctl.yaml that it writes runs at\n"
		"once.\n",
	.flags = CLI_FLAGS("init", rows, bool),
	.run = run,
};
