#include <math.h>

#include "base/text.h"
#include "base/words.h"
#include "cli/command/commands.h"
#include "cli/frameworks.h"
#include "cli/operand.h"
#include "cli/output.h"
#include "cli/session.h"
#include "judge/compare.h"

struct compare_flags {
	const char *config;
	struct words metric;
	bool any_class, frameworks;
};
static const struct option rows[] = {
	{ "config", 0, OPTION_TEXT, offsetof(struct compare_flags, config), .value = "FILE",
		.help = "whose gate: rules to judge by; default: benchctl.yaml, if there is one" },
	{ "metric", 0, OPTION_WORDS, offsetof(struct compare_flags, metric), .value = "PATTERN",
		.help = "judge these metrics, too, '*' for all of them; may be repeated" },
	{ "any_class", 0, OPTION_FLAG, offsetof(struct compare_flags, any_class),
		.default_text = "false",
		.help = "judge although the runs are from different machines" },
	{ "frameworks", 0, OPTION_FLAG, offsetof(struct compare_flags, frameworks),
		.default_text = "false",
		.help = "hold the results of one run against each other instead; a winner is named "
			"only where it differs from every other by more than chance" },
};
static const struct section section = SECTION("compare", "", rows, struct compare_flags);

/* Rules come from the configuration where there is one; a comparison of two files needs none. What
 * is selected are results of the two sides, whatever this suite has; only tags are the suite's. */
static int configure(struct session *s, struct cli *cli, const char *config)
{
	const struct selection asked = cli->selection;
	int status;

	if (config || session_has_config(cli)) {
		if (asked.tag.n == 0)
			cli->selection = (struct selection){ 0 };
		status = session_configure(s, cli, config);
		cli->selection = asked;
		return status;
	}
	*s = (struct session){ .cli = cli };
	suite_default(&s->suite, &cli->mem);
	if (asked.tag.n) {
		cli_say("--tag needs the configuration that has the tags; there is no "
			"benchctl.yaml here, and --config names none");
		return EXIT_USAGE;
	}
	return EXIT_PASS;
}

static bool matches_some(const char *pattern, const struct run_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->v[i].n; k++)
			if (text_glob(pattern, set->v[i].v[k].id))
				return true;
	return false;
}

/* Fills s->selected with --filter's patterns; each is of a benchmark and of its parts. */
static int select_results(struct session *s, const struct operand *base, const struct operand *head)
{
	const struct words *filter = &s->cli->selection.filter;
	struct arena *mem = &s->cli->mem;

	if (s->cli->selection.tag.n)
		return EXIT_PASS; /* the configuration has told which */
	for (size_t i = 0; i < filter->n; i++) {
		const char *parts = arena_printf(mem, "%s/*", filter->v[i]);
		const char *both[] = { filter->v[i], parts };
		bool found = false;

		for (size_t k = 0; k < ARRAY_SIZE(both); k++) {
			found = found || matches_some(both[k], &base->set) ||
				matches_some(both[k], &head->set);
			words_push(mem, &s->selected, both[k]);
		}
		if (!found) {
			cli_say("--filter '%s' matches no benchmark of %s or %s", filter->v[i],
				base->party.label, head->party.label);
			return EXIT_USAGE;
		}
	}
	return EXIT_PASS;
}

static bool has(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (text_equal(w->v[i], word))
			return true;
	return false;
}

static bool has_metric(const char *pattern, const struct run_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->v[i].n; k++)
			for (size_t m = 0; m < set->v[i].v[k].n; m++)
				if (text_glob(pattern, set->v[i].v[k].v[m].metric.name))
					return true;
	return false;
}

static int check_metrics(const struct words *asked, const struct operand *base,
	const struct operand *head)
{
	for (size_t i = 0; i < asked->n; i++)
		if (!has_metric(asked->v[i], &base->set) && !has_metric(asked->v[i], &head->set)) {
			cli_say("--metric '%s' matches no metric of %s or %s", asked->v[i],
				base->party.label, head->party.label);
			return EXIT_USAGE;
		}
	return EXIT_PASS;
}

/* What another tool has measured beside the primary metric, where no configuration says that it
 * need not be judged: so that nobody takes it for unchanged. */
static void note_unjudged(struct comparison *c, const struct session *s, const struct run *head)
{
	enum { NAMED_MAX = 6 };
	struct arena *mem = &s->cli->mem;
	struct words left = { 0 };
	const char *names = "";

	for (size_t i = 0; i < head->n; i++)
		for (size_t k = 1; k < head->v[i].n && left.n < NAMED_MAX; k++) {
			const struct metric *m = &head->v[i].v[k].metric;

			if (m->better != BETTER_NONE && !metric_is_own(m->name) &&
				!has(&left, m->name) &&
				policy_for(&s->suite.gate, head->v[i].id, m->name, false).action ==
					ACTION_OFF)
				words_push(mem, &left, m->name);
		}
	for (size_t i = 0; i < left.n; i++)
		names = arena_printf(mem, "%s%s%s", names, i ? ", " : "", left.v[i]);
	if (left.n)
		words_push(mem, &c->notes,
			arena_printf(mem, "not judged: %s%s; --metric NAME has it judged", names,
				left.n == NAMED_MAX ? ", ..." : ""));
}

/* The same comparison again, to be pasted into a shell. */
static const char *reproduce(struct arena *mem, const struct compare_flags *f, const char *a,
	const char *b)
{
	struct words line = { 0 };

	words_push(mem, &line, "benchctl");
	words_push(mem, &line, "compare");
	words_push(mem, &line, a);
	words_push(mem, &line, b);
	if (f->config) {
		words_push(mem, &line, "--config");
		words_push(mem, &line, f->config);
	}
	for (size_t i = 0; i < f->metric.n; i++) {
		words_push(mem, &line, "--metric");
		words_push(mem, &line, f->metric.v[i]);
	}
	if (f->any_class)
		words_push(mem, &line, "--any-class");
	return words_quote(mem, line.v, line.n);
}

static int judge(struct session *s, const struct compare_flags *f, const char *a, const char *b)
{
	const struct compare_options options = { .gate = &s->suite.gate,
		.filter = &s->selected,
		.skip = &s->cli->selection.skip,
		.any_class = f->any_class };
	struct arena *mem = &s->cli->mem;
	struct operand base, head;
	struct comparison c;
	int status = operand_load(&base, s, a);

	if (status == EXIT_PASS)
		status = operand_load(&head, s, b);
	if (status == EXIT_PASS)
		status = select_results(s, &base, &head);
	if (status == EXIT_PASS)
		status = check_metrics(&f->metric, &base, &head);
	if (status != EXIT_PASS)
		return status;
	c = (struct comparison){ .suite = head.set.suite,
		.tool = BENCHCTL_VERSION,
		.mode = "stored",
		.base = base.party,
		.head = head.party,
		.duration = (double)NAN,
		.reproduce = reproduce(mem, f, a, b) };
	compare_runs(&c, mem, judge_new(mem), &base.set, &head.set.v[head.set.n - 1], &options);
	if (c.n && !f->config && !session_has_config(s->cli))
		note_unjudged(&c, s, &head.set.v[head.set.n - 1]);
	return cli_worse(output_reports(s->cli, &c), c.exit);
}

static int compare(struct cli *cli, const struct compare_flags *f, const char *a, const char *b)
{
	struct session s = { 0 };
	int status = output_check(cli);

	if (status == EXIT_PASS)
		status = configure(&s, cli, f->config);
	if (status == EXIT_PASS && f->metric.n)
		gate_name_metrics(&s.suite.gate, &cli->mem, &f->metric);
	if (status == EXIT_PASS)
		status = judge(&s, f, a, b);
	session_close(&s);
	return status;
}

int compare_baseline(struct cli *cli)
{
	static const struct compare_flags none = { 0 };

	if (cli->args.n != 3) {
		cli_say("baseline compare needs a run and a baseline; usage: benchctl baseline "
			"compare RUN BASE");
		return EXIT_USAGE;
	}
	return compare(cli, &none, cli->args.v[2], cli->args.v[1]);
}

static int run(struct cli *cli)
{
	const struct compare_flags *flags = cli->flags;

	if (flags->frameworks)
		return compare_frameworks(cli);
	if (cli->args.n != 2) {
		cli_say("compare needs two sides, base first; usage: benchctl compare A B");
		return EXIT_USAGE;
	}
	return compare(cli, flags, cli->args.v[0], cli->args.v[1]);
}

const struct cli_command compare_command = {
	.name = "compare",
	.args = "A B | --frameworks [RUN]",
	.summary = "judge B against A: files, stored runs or revisions; nothing is measured",
	.help = "  benchctl compare run-001 run-002\n"
		"  benchctl compare v1.2.0 last\n"
		"  benchctl compare old.json new.json\n"
		"  benchctl compare old.txt new.txt --metric allocs/op --metric B/op\n"
		"  benchctl compare --frameworks last\n",
	.flags = &section,
	.selects = true,
	.reports = true,
	.max_args = 2,
	.run = run,
};
