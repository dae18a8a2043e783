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
	fputs("\nnext:\n"
	      "  benchctl run                          try it\n"
	      "  git add benchctl.yaml && git commit   then\n",
		cli->text);
	if (!r.build)
		fputs("  benchctl baseline refresh --commit    record the baseline; "
		      "or give build: instead\n",
			cli->text);
	fputs("  benchctl gate                         judge\n", cli->text);
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
