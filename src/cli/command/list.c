#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/operand.h"
#include "cli/output.h"
#include "report/run_table.h"
#include "store/runs.h"

struct list_flags {
	const char *output_dir;
	bool json;
};
static const struct option list_rows[] = {
	{ "output_dir", 0, OPTION_TEXT, offsetof(struct list_flags, output_dir), .value = "DIR",
		.help = "where runs are stored; default: what the configuration says, or results" },
	{ "json", 0, OPTION_FLAG, offsetof(struct list_flags, json), .default_text = "false",
		.help = "as JSON" },
};
static const struct section list_section = SECTION("list", "", list_rows, struct list_flags);

static void print_row(FILE *out, const struct stored_run *r)
{
	const struct run *m = &r->run;
	char took[CLOCK_TEXT_MAX] = "";

	fprintf(out, "%-9s ", r->id);
	if (r->fault) {
		fprintf(out, "unreadable: %s\n", r->fault);
		return;
	}
	if (m->finished)
		clock_text(took, m->duration);
	fprintf(out, "%-11s %-20s %-13s %.10s%s  %s\n", run_status_names[m->status],
		m->started ? m->started : "", took, m->commit ? m->commit : "-",
		m->dirty ? "+" : " ", m->suite ? m->suite : "");
}

static void print_json(const struct stored_runs *runs)
{
	struct json_out o = json_out_to(stdout, 1);

	json_out_array(&o);
	for (size_t i = 0; i < runs->n; i++) {
		const struct run *m = &runs->v[i].run;

		json_out_object(&o);
		json_out_key(&o, "id");
		json_out_string(&o, runs->v[i].id);
		json_out_key(&o, "status");
		json_out_string(&o, runs->v[i].fault ? "unreadable" : run_status_names[m->status]);
		json_out_key(&o, "suite");
		json_out_string(&o, m->suite);
		json_out_key(&o, "started");
		json_out_string(&o, m->started);
		json_out_key(&o, "duration");
		json_out_number(&o, m->duration);
		json_out_key(&o, "commit");
		json_out_string(&o, m->commit);
		json_out_key(&o, "dirty");
		json_out_bool(&o, m->dirty);
		json_out_close(&o);
	}
	json_out_close(&o);
	json_out_end(&o);
}

static int run_list(struct cli *cli)
{
	const struct list_flags *flags = cli->flags;
	struct stored_runs runs;
	struct session s;
	struct error err;

	session_look(&s, cli, flags->output_dir);
	if (runs_list(&runs, &cli->mem, s.suite.output_dir, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	if (flags->json)
		print_json(&runs);
	else if (runs.n == 0)
		fprintf(cli->text, "no runs in %s\n", s.suite.output_dir);
	else
		for (size_t i = 0; i < runs.n; i++)
			print_row(cli->text, &runs.v[i]);
	return EXIT_PASS;
}

const struct cli_command list_command = {
	.name = "list",
	.args = "",
	.summary = "the stored runs",
	.help = "  benchctl list\n",
	.flags = &list_section,
	.run = run_list,
};

struct show_flags {
	bool json;
};
static const struct option show_rows[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct show_flags, json), .default_text = "false",
		.help = "as JSON, in the format of run.json, with every sample" },
};
static const struct section show_section = SECTION("show", "", show_rows, struct show_flags);

static int run_show(struct cli *cli)
{
	const struct show_flags *flags = cli->flags;
	const struct report_style style = output_style(cli);
	struct session s;
	struct operand o;
	int status;

	session_look(&s, cli, NULL);
	status = operand_load(&o, &s, cli->args.n ? cli->args.v[0] : "last");
	if (status == EXIT_PASS && flags->json)
		run_set_write(stdout, &o.set);
	for (size_t i = 0; status == EXIT_PASS && !flags->json && i < o.set.n; i++)
		run_details(cli->text, &o.set.v[i], &style);
	session_close(&s);
	return status;
}

const struct cli_command show_command = {
	.name = "show",
	.args = "[RUN | FILE]",
	.summary = "the results of a stored run, with every metric",
	.help = "  benchctl show run-017\n"
		"  benchctl show last --json\n",
	.flags = &show_section,
	.max_args = 1,
	.run = run_show,
};
