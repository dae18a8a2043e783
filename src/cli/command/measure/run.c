#include "app/compare.h"
#include "app/recording/run.h"
#include "base/file.h"
#include "cli/cli.h"
#include "report/escape.h"
#include "report/run_table.h"
#include "report/table.h"

#define AT(member) offsetof(struct run_options, member)
static const struct option rows[] = {
	{ "name", 'n', OPTION_WORDS, AT(commands.names), .needs = "--", .value = "ID",
		.help = "id of the command after --; may be repeated, once per command" },
	{ "parameter_list", 'L', OPTION_WORDS, AT(commands.parameters), .needs = "--",
		.two_words = true, .value = "NAME A,B,...",
		.help = "run each command that contains {NAME} once per value, with the "
			"value in place of {NAME}; may be repeated: runs all combinations" },
	{ "export_json", 0, OPTION_TEXT, AT(export_json), .value = "FILE",
		.help = "write the results to FILE in the format of hyperfine" },
	{ "external_config", 0, OPTION_TEXT, AT(external_config), .needs = "workload",
		.value = "FILE",
		.help = "run the frameworks of this file over the External Benchmark Protocol" },
	{ "workload", 0, OPTION_TEXT, AT(workload), .needs = "external_config", .value = "FILE",
		.help = "JSON file that describes the work of the frameworks" },
	{ "tests", 0, OPTION_WORDS, AT(tests), .value = "NAME,...",
		.help = "run built-in benchmarks of the machine instead of a configuration: "
			"cpu, memory, disk, network, syscall" },
	{ "threads", 0, OPTION_TEXT, AT(threads), .value = "N",
		.help = "threads of built-in benchmarks; the same as --set threads=N" },
	{ "peer", 0, OPTION_TEXT, AT(peer), .value = "HOST:PORT",
		.help = "the `benchctl peer` that the network benchmark connects to; "
			"the same as --set network.peer=HOST:PORT" },
	{ "affinity", 0, OPTION_FLAG, AT(affinity), .default_text = "true",
		.help = "pin the threads of built-in benchmarks; --no-affinity: do not pin "
			"them" },
	{ "max_parallel", 0, OPTION_COUNT, AT(max_parallel), .default_text = "0", .max = 64,
		.value = "N",
		.help = "measure up to N benchmarks at the same time, "
			"if they use different resources; 1: one after the other; "
			"default: schedule: of the configuration" },
	{ "allow_conflict", 0, OPTION_FLAG, AT(allow_conflict), .default_text = "false",
		.help = "with --max-parallel or schedule: parallel: "
			"benchmarks that use the same resources may run at the same time" },
	{ "shard", 0, OPTION_TEXT, AT(shard), .value = "I/N|auto",
		.help = "measure only the I-th of N shards, balanced by the times in the baseline; "
			"auto: the shard that the CI system names" },
	{ "resume", 0, OPTION_TEXT, AT(resume), .value = "RUN",
		.help = "measure only the benchmarks that failed or are missing in RUN; keep "
			"the other results of RUN" },
	{ "output_dir", 0, OPTION_TEXT, AT(output_dir), .value = "DIR",
		.help = "folder for the run, instead of the configured one; "
			"the tasks of a cluster job can share one folder" },
	{ "app_dir", 0, OPTION_TEXT, AT(application.app_dir), .value = "DIR",
		.help = "start the server of the application in DIR and send it requests" },
	{ "framework", 0, OPTION_TEXT, AT(application.framework), .needs = "app_dir",
		.value = "NAME",
		.help = "with --app-dir: framework of the application; default: benchctl "
			"detects it" },
	{ "port", 0, OPTION_COUNT, AT(application.port), .needs = "app_dir", .min = 1, .max = 65535,
		.value = "N", .help = "with --app-dir: the server's port; default: a free one" },
	{ "variant", 0, OPTION_TEXT, AT(application.variant), .needs = "app_dir", .value = "NAME",
		.help = "with --app-dir: a label that the server gets as $BENCHCTL_VARIANT "
			"and that the run records" },
	{ "fixture", 0, OPTION_WORDS, AT(application.fixture), .needs = "app_dir", .value = "FILE",
		.help = "with --app-dir: send the request of this request fixture and check "
			"the answer; a file, a folder, or a name in testing_data; may be "
			"repeated" },
	{ "suite", 0, OPTION_TEXT, AT(application.suite), .needs = "app_dir", .value = "NAME",
		.help = "with --app-dir: synthetic requests: all, json-bodies, path-params, "
			"query-params, forms, streaming, or one of them such as json-small" },
	{ "path", 0, OPTION_TEXT, AT(application.path), .needs = "app_dir", .value = "PATH",
		.help = "with --app-dir: path of the request; default: /" },
	{ "concurrency", 0, OPTION_COUNT, AT(application.concurrency), .needs = "app_dir", .min = 1,
		.max = 100000, .value = "N", .help = "with --app-dir: connections; default: 64" },
	{ "rate", 0, OPTION_QUANTITY, AT(application.rate), .needs = "app_dir", .dim = DIM_RATE,
		.min = 1e-3, .max = 1e8, .value = "RATE",
		.help = "with --app-dir: requests per second, such as 2000/s" },
	{ "duration", 0, OPTION_QUANTITY, AT(application.duration), .needs = "app_dir",
		.dim = DIM_TIME, .min = 1e-3, .max = 86400, .default_text = "1s", .value = "TIME",
		.help = "with --app-dir: length of a round, which is one sample" },
	{ "warmup_time", 0, OPTION_QUANTITY, AT(application.warmup), .needs = "app_dir",
		.dim = DIM_TIME, .max = 3600, .default_text = "200ms", .value = "TIME",
		.help = "with --app-dir: length of the warm-up before each round" },
	{ "dry_run", 0, OPTION_FLAG, AT(dry_run),
		.help = "measure nothing; list the commands and print the run without results" },
};
static const struct section section = SECTION("run", "", rows, struct run_options);

/* Only a configuration and an application have benchmarks to select; only the former has build:. */
#define SELECTION "filter case skip tag"
static const struct cli_idle idle[] = {
	{ "dry_run", "export_json log_json" },
	{ "app_dir", "no_build" },
	{ "--", SELECTION " no_build" },
	{ "tests", SELECTION " no_build" },
	{ "external_config", SELECTION " no_build" },
	{ NULL, NULL },
};

static void print_steps(FILE *out, const struct plan *plan)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 0, "stage", "host");

	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct plan_step *s = &plan->steps.v[i];

		TABLE_ADD(&t, escape_terminal(&mem, s->stage, true),
			escape_terminal(&mem, s->host, true))
			->tail = escape_terminal(&mem, s->command, true);
	}
	table_print(out, &t, 0);
}

static int show_plan(struct cli *cli, struct error *err)
{
	struct plan plan;

	if (app_plan(&plan, &cli->app, &cli->project, cli->flags, err) < 0)
		return -1;
	if (plan.steps.n)
		print_steps(cli->text, &plan);
	else
		run_set_write(cli->document, &plan.set);
	for (size_t i = 0; i < plan.actions.n; i++)
		cli_say("%s", plan.actions.v[i]);
	return EXIT_PASS;
}

static void show(struct cli *cli, const struct recorded *done, bool commands)
{
	struct framework_comparisons all;

	run_table(cli->text, done->run, done->name, commands ? RUN_TABLE_COMMANDS : RUN_TABLE_SUITE,
		&cli->style);
	if (!commands)
		return;
	app_compare_commands(&all, &cli->app, done->run);
	if (all.n) {
		fputc('\n', cli->text);
		framework_report_text(cli->text, &all, done->name, &cli->style);
	}
}

static int export(struct cli *cli, const struct recorded *done, struct error *err)
{
	const struct run_options *o = cli->flags;
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	hyperfine_write(m.f, done->run, done->suite, o->commands.words.n && !o->commands.names.n);
	return output_bytes(cli, o->export_json, &m, err);
}

static int run(struct cli *cli, struct error *err)
{
	struct run_options *o = cli->flags;
	struct recorded done;
	int rc;

	o->config = cli_arg(cli, 0);
	o->commands.words = cli->after;
	if (o->threads)
		words_printf(&cli->app.mem, &cli->project.set, "threads=%s", o->threads);
	if (o->peer)
		words_printf(&cli->app.mem, &cli->project.set, "network.peer=%s", o->peer);
	if (!o->affinity)
		words_push(&cli->app.mem, &cli->project.set, "affinity=false");
	if (o->dry_run)
		return show_plan(cli, err);
	if (output_check_path(cli, o->export_json, err) < 0)
		return -1;
	rc = app_run(&done, &cli->app, &cli->project, o, err);
	if (done.run && !cli->quiet)
		show(cli, &done, o->commands.words.n);
	if (done.run && rc == 0 && o->export_json)
		rc = export(cli, &done, err);
	return rc < 0 ? -1 : (int)done.exit;
}

const struct cli_command run_command = {
	.name = "run",
	.args = "[CONFIG | --tests NAME,... | --app-dir DIR | "
		"--external-config FILE --workload FILE | -- COMMAND... [-- COMMAND...]...]",
	.summary = "measure the suite or one command, and store the run without judging it",
	.help = "  benchctl run                        the suite of benchctl.yaml\n"
		"  benchctl run --runs 50 -- ./a.out   one command\n"
		"  benchctl run -- ./a.out -- ./b.out  which one is faster, and by how much\n"
		"  benchctl run -L n 10,100,1000 -- './a.out {n}'\n"
		"  benchctl run --tests cpu,memory     what this machine can do\n"
		"  benchctl run --external-config frameworks.json --workload workload.json\n"
		"  benchctl run --app-dir . --fixture json_bodies/01_simple\n"
		"  benchctl run --app-dir . --suite json-bodies\n"
		"\n"
		"The run is stored under results/run-NNN; benchctl compare judges two of them.\n"
		"A command with a -- inside is one word in quotes: -- 'git log -- src'.\n",
	.flags = &section,
	.idle = idle,
	.selects = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.dashes = DASHES_BEGIN_WORDS,
	.run = run,
};
