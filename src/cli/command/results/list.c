#include "app/view.h"

#include "base/clock.h"
#include "cli/cli.h"
#include "report/table.h"

struct list_flags {
	const char *output_dir;
	bool json;
};
static const struct option list_rows[] = {
	CLI_OUTPUT_DIR(offsetof(struct list_flags, output_dir)),
	{ "json", 0, OPTION_FLAG, offsetof(struct list_flags, json), .help = "as JSON" },
};

static void print_table(FILE *out, const struct stored_runs *runs)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "", "", "", "", "", "");

	for (size_t i = 0; i < runs->n; i++) {
		const struct run *m = &runs->v[i].run;

		if (runs->v[i].fault)
			TABLE_ADD(&t, runs->v[i].id)->tail = arena_printf(&mem, "unreadable: %s",
				runs->v[i].fault);
		else
			TABLE_ADD(&t, runs->v[i].id, run_status_names[m->status], m->started,
				m->finished ? clock_text(&mem, m->duration) : NULL,
				arena_printf(&mem, "%.10s%s", m->commit ? m->commit : "-",
					m->dirty ? "+" : ""),
				m->suite);
	}
	table_print(out, &t, 0);
}

static int run(struct cli *cli, struct error *err)
{
	const struct list_flags *flags = cli->flags;
	struct stored_runs runs;
	const char *dir;

	if (app_list(&runs, &dir, &cli->app, flags->output_dir, err) < 0)
		return -1;
	if (flags->json)
		app_list_write(cli->document, &runs);
	else if (runs.n == 0)
		fprintf(cli->text, "no runs in %s\n", dir);
	else
		print_table(cli->text, &runs);
	return EXIT_PASS;
}

const struct cli_command list_command = {
	.name = "list",
	.args = "",
	.summary = "list the stored runs",
	.help = "  benchctl list\n",
	.flags = CLI_FLAGS("list", list_rows, struct list_flags),
	.run = run,
};
