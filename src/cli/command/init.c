#include "app/init.h"

#include "cli/cli.h"

struct init_flags {
	bool force;
};
static const struct option rows[] = {
	{ "force", 0, OPTION_FLAG, offsetof(struct init_flags, force), .default_text = "false",
		.help = "overwrite an existing benchctl.yaml" },
};
static const struct section section = SECTION("init", "", rows, struct init_flags);

/* They lead to a gate that passes. */
static void print_steps(FILE *f, const struct init_result *r)
{
	fputs("\nnext:\n", f);
	if (!r->in_repo)
		fputs("  git init                              for the gate\n", f);
	fputs("  benchctl run                          try it\n", f);
	fprintf(f, "  git add benchctl.yaml%s && git commit -m benchmarks\n",
		r->ignored.n ? " .gitignore" : "");
	if (r->build) {
		fputs("  benchctl gate --allow-missing-baseline\n"
		      "                                        once; then judge: benchctl gate\n",
			f);
		return;
	}
	fputs(r->detached ? "  benchctl baseline refresh             "
			    "record the baseline; or give build: instead\n"
			    "  git add baselines && git commit -m baseline\n"
			  : "  benchctl baseline refresh --commit    "
			    "record the baseline; or give build: instead\n",
		f);
	fputs("  benchctl gate --against HEAD          judge\n", f);
}

static int run(struct cli *cli, struct error *err)
{
	const struct init_flags *flags = cli->flags;
	struct init_result r;

	if (app_init(&r, &cli->app, flags->force, err) < 0)
		return -1;
	fputs("wrote benchctl.yaml:\n", cli->text);
	for (size_t i = 0; i < r.finds.n; i++)
		fprintf(cli->text, "  %-20s %s\n", r.finds.v[i].id, r.finds.v[i].why);
	if (r.finds.n == 0)
		fputs("  an example; no benchmark was found\n", cli->text);
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
		"Looks for a bench target in the Makefile, "
		"Cargo.toml, Go's benchmarks in any package,\n"
		"pytest-benchmark, "
		"vitest's benchmarks, a bench script of package.json and programs in\n"
		"bench/ or benchmarks/, and writes a benchctl.yaml that runs at once.\n",
	.flags = &section,
	.run = run,
};
