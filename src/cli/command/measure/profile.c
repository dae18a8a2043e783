#include "app/recording/profile.h"
#include "base/text.h"
#include "cli/cli.h"
#include "report/table.h"

enum { FUNCTIONS = 15 };

static void print(struct cli *cli, const struct profile *p)
{
	struct arena *mem = &cli->app.mem;
	struct table t = TABLE(mem, 0, ">share", "function");
	const struct shares shares = stacks_shares(&p->stacks, mem);

	for (size_t i = 0; i < shares.n && i < FUNCTIONS && shares.v[i].ratio >= 0.005; i++)
		TABLE_ADD(&t, arena_printf(mem, "%.1f%%", shares.v[i].ratio * 100),
			shares.v[i].name);
	fprintf(cli->text, "%s by %s, %.0f %s%s:\n", p->id, p->profiler, p->stacks.total, p->unit,
		text_s((uint64_t)(p->stacks.total + .5)));
	table_print(cli->text, &t, cli->style.columns);
	fprintf(cli->text, "flame graph: %s/head.svg\n", p->folder);
}

static int run(struct cli *cli, struct error *err)
{
	const struct config_flags *flags = cli->flags;
	struct profiled done = { 0 };

	if (cli_arg(cli, 0))
		words_push(&cli->app.mem, &cli->project.selection.filter, cli_arg(cli, 0));
	if (app_profile(&done, &cli->app, &cli->project, flags->config, err) < 0)
		return -1;
	for (size_t i = 0; i < done.n && !cli->quiet; i++)
		if (done.v[i].profiler)
			print(cli, &done.v[i]);
	return EXIT_PASS;
}

const struct cli_command profile_command = {
	.name = "profile",
	.args = "[ID]",
	.summary = "run benchmarks under a profiler and show which functions take the time",
	.help = "  benchctl profile parse/small\n"
		"  benchctl profile --profiler valgrind\n"
		"\n"
		"Measures nothing. Writes folded stacks and a flame graph of each benchmark to\n"
		"results/profile-NNN/profile. A share is a function's own work, without the work\n"
		"of the functions that it calls.\n",
	.flags = &config_flags_section,
	.selects = true,
	.lifecycle = true,
	.without = "warmup runs max_time cooldown canary sample leak leak_over leak_limit counters "
		   "memory_limit profile", /* it takes no samples */
	.measures = true,
	.max_args = 1,
	.run = run,
};
