#include <stdio.h>
#include <string.h>

#include "benchctl/file.h"
#include "benchctl/ledger.h"
#include "benchctl/text.h"
#include "accepted.h"
#include "commands.h"
#include "session.h"

struct accept_flags {
	const char *metric, *reason, *expires, *config;
	double max;
};
#define AT(member) offsetof(struct accept_flags, member)
static const struct option rows[] = {
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: the benchmark's primary one" },
	{ "max", 0, OPTION_QUANTITY, AT(max), .dim = DIM_RATIO, .max = 1000, .value = "PERCENT",
		.help = "how much worse than the baseline is accepted, such as +12%" },
	{ "reason", 0, OPTION_TEXT, AT(reason), .value = "TEXT",
		.help = "why; shown in every report" },
	{ "expires", 0, OPTION_TEXT, AT(expires), .value = "YYYY-MM-DD",
		.help = "the last day on which it is accepted" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml" },
};
static const struct section section = SECTION("accept", "", rows, struct accept_flags);

static int check(struct cli *cli, const struct accept_flags *f)
{
	const char *today = accepted_today(&cli->mem), *why;

	if (cli->args.n != 1)
		cli_say("accept needs the id of a benchmark, or a pattern");
	else if (f->max <= 0)
		cli_say("accept needs --max, such as --max +12%%");
	else if (!f->reason || !*f->reason)
		cli_say("accept needs --reason: people will want to know why");
	else if (f->expires && (why = ledger_date_fault(f->expires)))
		cli_say("--expires: '%s' %s", f->expires, why);
	else if (f->expires && strcmp(f->expires, today) < 0)
		cli_say("--expires: %s is over, today is %s (UTC); nothing would be accepted",
			f->expires, today);
	else
		return EXIT_PASS;
	return EXIT_USAGE;
}

static int write_ledger(struct session *s, const struct accepted *a)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct arena *mem = &s->cli->mem;
	const char *path = file_join(mem, s->suite.baseline_dir, "accepted.json");
	struct ledger ledger = { 0 };
	struct error err;

	if (accepted_here(&ledger, mem, path, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	ledger_set(&ledger, mem, a);
	memory_file_open(&m);
	ledger_write(m.f, &ledger);
	memory_file_end(&m);
	if (file_mkdirs(s->suite.baseline_dir, &err) < 0 || file_write(path, m.data, m.n, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	fprintf(s->cli->text,
		"%s now accepts %s; it counts once it is committed, and is shown in every report:\n"
		"  git add %s && git commit\n",
		path, a->benchmark, words_quote_one(mem, path));
	return EXIT_PASS;
}

static int run(struct cli *cli)
{
	const struct accept_flags *f = cli->flags;
	struct session s = { 0 };
	bool known = false;
	int status = check(cli, f);

	if (status == EXIT_PASS)
		status = session_configure(&s, cli, f->config);
	if (status == EXIT_PASS)
		status = session_open(&s, false);
	if (status != EXIT_PASS)
		return status;
	for (size_t i = 0; i < s.suite.n; i++)
		known = known || text_glob(cli->args.v[0], s.suite.v[i].id) ||
			benchmark_owns(&s.suite.v[i], cli->args.v[0]);
	if (!known) {
		cli_say("'%s' matches no benchmark of the suite '%s'", cli->args.v[0],
			s.suite.name);
		status = EXIT_USAGE;
	} else {
		const struct accepted a = { .suite = s.suite.name,
			.benchmark = cli->args.v[0],
			.metric = f->metric,
			.max = f->max,
			.reason = f->reason,
			.commit = s.facts ? s.facts->head : NULL,
			.expires = f->expires };

		status = write_ledger(&s, &a);
	}
	session_close(&s);
	return status;
}

const struct cli_command accept_command = {
	.name = "accept",
	.args = "ID",
	.summary = "accept a slowdown on purpose, up to a limit, with a reason",
	.help = "  benchctl accept parse/items=1000 --max +12% --reason \"checks its input now\"\n"
		"\n"
		"The entry goes into <baseline_dir>/accepted.json. What the base commit has "
		"counts; what a\n"
		"change adds counts too, and is shown as added by that change.\n",
	.flags = &section,
	.max_args = 1,
	.run = run,
};
