#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/accepted.h"
#include "cli/command/commands.h"
#include "cli/session.h"
#include "model/ledger.h"
#include "store/baseline.h"
#include "store/runs.h"

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
	const char *today = clock_today(&cli->mem), *why;

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

/* What is known to have been measured: the last run, and the committed baseline. */
static size_t known_runs(struct session *s, const struct run *runs[2])
{
	struct arena *mem = &s->cli->mem;
	const char *dir = runs_find(mem, s->suite.output_dir, "last");
	const char *paths[] = { dir ? file_join(mem, dir, "run.json") : NULL,
		baseline_path(mem, "", s->suite.baseline_dir, s->suite.name, s->host.class) };
	struct error ignored;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct run_set set = { 0 };

		if (paths[i] && file_exists(paths[i]) &&
			run_set_load(&set, mem, paths[i], &ignored) == 0 && set.n &&
			text_equal(set.v[set.n - 1].suite, s->suite.name))
			runs[n++] = &set.v[set.n - 1];
	}
	return n;
}

/* Whether some result that id names has the metric (NULL: any); what else there is goes to near.
 * Nothing that is known refutes it: true as well. */
static bool is_yielded(struct session *s, const char *id, const char *metric, struct nearest *near)
{
	const struct run *runs[2];
	size_t n = known_runs(s, runs);
	bool refuted = false;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < runs[i]->n; k++) {
			const struct result *r = &runs[i]->v[k];
			bool named = text_glob(id, r->id);

			if (named && (!metric || result_find(r, metric)))
				return true;
			for (size_t j = 0; named && j < r->n; j++)
				nearest_offer(near, r->v[j].metric.name);
			for (size_t j = 0; !metric && j < s->suite.n; j++) {
				if (!benchmark_owns(&s->suite.v[j], r->id) ||
					!benchmark_owns(&s->suite.v[j], id))
					continue;
				nearest_offer(near, r->id);
				refuted = true;
			}
			refuted = refuted || (named && r->n);
		}
	}
	return !refuted;
}

/* Refuses what nothing can come of. */
static int check_subject(struct session *s, const char *id, const char *metric)
{
	struct nearest near = nearest_begin(id), parts = near,
		       metrics = nearest_begin(metric ? metric : "");
	bool matches = false, owned = false;

	for (size_t i = 0; i < s->suite.n; i++) {
		matches = matches || text_glob(id, s->suite.v[i].id);
		owned = owned || benchmark_owns(&s->suite.v[i], id);
		nearest_offer(&near, s->suite.v[i].id);
	}
	if (!matches && !owned)
		cli_say("'%s' matches no benchmark of the suite '%s'%s", id, s->suite.name,
			nearest_hint(&near, &s->cli->mem));
	else if (!matches && !is_yielded(s, id, NULL, &parts))
		cli_say("'%s' is nothing that its benchmark has yielded%s", id,
			nearest_hint(&parts, &s->cli->mem));
	else if (metric && !is_yielded(s, id, metric, &metrics))
		cli_say("'%s' yields no metric '%s'%s", id, metric,
			nearest_hint(&metrics, &s->cli->mem));
	else
		return EXIT_PASS;
	return EXIT_USAGE;
}

static int run(struct cli *cli)
{
	const struct accept_flags *f = cli->flags;
	struct session s = { 0 };
	int status = check(cli, f);

	if (status == EXIT_PASS)
		status = session_configure(&s, cli, f->config);
	if (status == EXIT_PASS)
		status = session_open(&s, false);
	if (status != EXIT_PASS)
		return status;
	status = check_subject(&s, cli->args.v[0], f->metric);
	if (status == EXIT_PASS) {
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
