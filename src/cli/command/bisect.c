#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/gate.h"
#include "cli/output.h"
#include "report/report.h"
#include "store/git/revisions.h"

struct bisect_flags {
	const char *good, *bad, *config;
};
#define AT(member) offsetof(struct bisect_flags, member)
static const struct option rows[] = {
	{ "good", 0, OPTION_TEXT, AT(good), .value = "REV", .help = "a commit that was fast" },
	{ "bad", 0, OPTION_TEXT, AT(bad), .value = "REV", .default_text = "HEAD",
		.help = "a later one that is slow" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration, used for every commit; default: benchctl.yaml" },
};
static const struct section section = SECTION("bisect", "", rows, struct bisect_flags);

enum answer { ANSWER_GOOD, ANSWER_BAD, ANSWER_SKIP };

struct bisection {
	struct gating g;
	struct words commits; /* good first, bad last */
	bool *skipped;
	struct checkout good; /* the side that everything is held against */
	const char *good_root;
	double threshold; /* ratio: half way between good and bad, in logarithms */
	int interrupted;
};

static const char *root_in(struct bisection *b, const struct checkout *c)
{
	const char *prefix = b->g.s.facts->prefix;

	return *prefix ? arena_printf(&b->g.s.cli->mem, "%s/%s", c->dir, prefix) : c->dir;
}

/* Checks the commit out and builds it. EXIT_MEASURE: it does not build. */
static int make(struct bisection *b, struct checkout *c, const char *commit)
{
	struct session *s = &b->g.s;
	struct arena *mem = &s->cli->mem;
	struct error err;
	int status;

	if (checkout_open(c, &s->cli->mem, s->facts->root, commit, s->suite.build, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	if (c->built)
		return EXIT_PASS;
	status = session_build_tree(s, root_in(b, c), arena_printf(mem, "build-%.8s.log", commit),
		arena_printf(mem, "%.8s", commit));
	if (status == EXIT_PASS && checkout_mark_built(c, &err) < 0)
		return cli_fail(&err, EXIT_MEASURE);
	return status;
}

/* Good beside the commit; the row of the benchmark's primary metric in c. */
static int measure_pair(struct bisection *b, const char *base, const char *head, double threshold,
	struct comparison *c)
{
	const struct compare_options options = { .gate = &b->g.s.suite.gate };
	const struct paired_base about = { 0 };
	struct stage stage = { .root = { base, head }, .threshold = threshold };
	int status = gate_stage(&b->g, &stage);

	if (status == EXIT_PASS)
		paired_compare(c, &b->g.s.cli->mem, stage.paired, &stage.base, &stage.head, &about,
			&options);
	else
		b->interrupted = status;
	return status;
}

static enum answer answer_of(const struct bisection *b, const struct row *r)
{
	double worse = row_worse(r, isnan(r->effect) ? r->change : r->effect);

	if (r->verdict == VERDICT_REGRESSION)
		return ANSWER_BAD;
	if (r->verdict == VERDICT_PASS || r->verdict == VERDICT_IMPROVEMENT)
		return ANSWER_GOOD;
	if (r->verdict == VERDICT_INCONCLUSIVE) /* the likelier one */
		return worse >= b->threshold ? ANSWER_BAD : ANSWER_GOOD;
	return ANSWER_SKIP;
}

static enum answer ask(struct bisection *b, size_t i)
{
	static const char *const words[] = {
		[ANSWER_GOOD] = "good", [ANSWER_BAD] = "bad", [ANSWER_SKIP] = "not measurable"
	};
	struct checkout c;
	struct comparison found = { 0 };
	enum answer answer = ANSWER_SKIP;
	char text[QUANTITY_MAX];
	int status = make(b, &c, b->commits.v[i]);

	if (status > 128)
		b->interrupted = status;
	if (status == EXIT_PASS)
		status = measure_pair(b, b->good_root, root_in(b, &c), b->threshold, &found);
	if (status == EXIT_PASS && found.n) {
		const struct row *r = &found.v[0];

		answer = answer_of(b, r);
		cli_note("%.10s is %s (%s%s)", b->commits.v[i], words[answer],
			percent_format(text, r->change),
			r->verdict == VERDICT_INCONCLUSIVE ? ", more likely than not" : "");
	} else if (!b->interrupted) {
		cli_note("%.10s is skipped", b->commits.v[i]);
	}
	checkout_close(&c);
	return answer;
}

/* The commit nearest to the middle that was not skipped, or 0. */
static size_t middle(const struct bisection *b, size_t low, size_t high)
{
	size_t mid = low + (high - low) / 2;

	for (size_t d = 0; d < high - low; d++) {
		if (mid + d < high && mid + d > low && !b->skipped[mid + d])
			return mid + d;
		if (mid >= d && mid - d > low && mid - d < high && !b->skipped[mid - d])
			return mid - d;
	}
	return 0;
}

/* Whether there is anything to look for, and how large it is. */
static int establish(struct bisection *b)
{
	struct comparison c = { 0 };
	struct checkout bad;
	size_t last = b->commits.n - 1;
	char text[QUANTITY_MAX];
	double worse;
	int status = make(b, &b->good, b->commits.v[0]);

	if (status != EXIT_PASS)
		return status;
	b->good_root = root_in(b, &b->good);
	status = make(b, &bad, b->commits.v[last]);
	if (status == EXIT_PASS)
		status = measure_pair(b, b->good_root, root_in(b, &bad), 0, &c);
	checkout_close(&bad);
	if (status != EXIT_PASS)
		return status;
	if (c.n == 0 || c.v[0].verdict != VERDICT_REGRESSION) {
		cli_say("%.10s does not show to be slower than %.10s: %s", b->commits.v[last],
			b->commits.v[0], c.n ? c.v[0].reason : "nothing was measured");
		return EXIT_NO_VERDICT;
	}
	worse = row_worse(&c.v[0], c.v[0].effect);
	b->threshold = sqrt(1 + worse) - 1;
	cli_note("%zu commits; bad is %s slower than good", last,
		quantity_format(text, worse, DIM_RATIO));
	return EXIT_PASS;
}

/* How much the culprit costs. */
static void print_amount(const struct bisection *b)
{
	const struct row *r = b->g.c.n ? &b->g.c.v[0] : NULL;
	char change[QUANTITY_MAX], lo[QUANTITY_MAX], hi[QUANTITY_MAX], level[QUANTITY_MAX];

	if (!r || !isfinite(r->effect))
		return;
	fprintf(b->g.s.cli->text, "%s %s: %s", r->id, r->metric.name,
		percent_format(change, r->effect));
	if (isfinite(r->effect_lo) && isfinite(r->effect_hi))
		fprintf(b->g.s.cli->text, " (%s interval %s to %s)",
			quantity_format(level, r->level, DIM_RATIO),
			percent_format(lo, r->effect_lo), percent_format(hi, r->effect_hi));
	fputs("\n\n", b->g.s.cli->text);
}

/* The culprit beside its parent, as evidence. */
static int print_culprit(struct bisection *b, size_t low, size_t high)
{
	struct session *s = &b->g.s;
	struct checkout parent, culprit;
	struct error err;
	const char *subject;
	int status;

	if (high - low > 1)
		fprintf(s->cli->text,
			"one of these %zu commits; those between could not be built:\n",
			high - low);
	for (size_t i = low + 1; i <= high; i++) {
		if (revisions_subject(&subject, s->repo, &s->cli->mem, b->commits.v[i], &err) < 0)
			return cli_fail(&err, EXIT_NO_VERDICT);
		fprintf(s->cli->text, "%.12s %s\n", b->commits.v[i], subject);
	}
	fputc('\n', s->cli->text);
	fflush(stdout);
	status = make(b, &parent, b->commits.v[low]);
	if (status == EXIT_PASS && (status = make(b, &culprit, b->commits.v[high])) == EXIT_PASS) {
		b->g.c.suite = s->suite.name;
		b->g.c.tool = BENCHCTL_VERSION;
		b->g.c.mode = "paired";
		b->g.c.base = (struct party){ .label = arena_printf(&s->cli->mem, "%.8s",
						      b->commits.v[low]),
			.commit = b->commits.v[low],
			.runs = 1,
			.host = s->host };
		b->g.c.head = (struct party){ .label = arena_printf(&s->cli->mem, "%.8s",
						      b->commits.v[high]),
			.commit = b->commits.v[high],
			.runs = 1,
			.host = s->host };
		b->g.c.duration = (double)NAN;
		/* By the policy's own threshold, as a gate between the two would. */
		status = measure_pair(b, root_in(b, &parent), root_in(b, &culprit), 0, &b->g.c);
		if (status == EXIT_PASS) {
			print_amount(b);
			status = output_reports(s->cli, &b->g.c);
		}
		checkout_close(&culprit);
	}
	checkout_close(&parent);
	return status;
}

static int search(struct bisection *b)
{
	size_t low = 0, high = b->commits.n - 1, mid;

	while ((mid = middle(b, low, high)) && !b->interrupted) {
		switch (ask(b, mid)) {
		case ANSWER_GOOD: low = mid; break;
		case ANSWER_BAD: high = mid; break;
		case ANSWER_SKIP:
		default: b->skipped[mid] = true; break;
		}
	}
	if (b->interrupted)
		return b->interrupted;
	checkout_close(&b->good);
	return print_culprit(b, low, high);
}

static int prepare(struct bisection *b, struct cli *cli)
{
	const struct bisect_flags *f = cli->flags;
	struct session *s = &b->g.s;
	struct error err;
	int status = output_check(cli);

	if (status == EXIT_PASS && (cli->args.n != 1 || !f->good)) {
		cli_say("bisect needs a benchmark and a commit that was fast; usage: benchctl "
			"bisect ID "
			"--good REV [--bad REV]");
		return EXIT_USAGE;
	}
	if (status == EXIT_PASS) {
		words_push(&cli->mem, &cli->selection.filter, cli->args.v[0]);
		status = session_configure(s, cli, f->config);
	}
	if (status == EXIT_PASS)
		status = session_open(s, true);
	if (status != EXIT_PASS)
		return status;
	if (!s->suite.build || s->suite.n != 1) {
		cli_say(s->suite.build
				? "'%s' matches %zu benchmarks; bisect takes one"
				: "bisect needs build: in the configuration, to build any commit",
			cli->args.v[0], s->suite.n);
		return EXIT_USAGE;
	}
	if (revisions_between(&b->commits, s->repo, &cli->mem, f->good, f->bad, &err) < 0)
		return cli_fail(&err, EXIT_USAGE);
	b->skipped = arena_array(&cli->mem, b->commits.n, sizeof *b->skipped);
	b->g.judge = judge_new(&cli->mem);
	s->kind = "bisect"; /* it is about many commits, so that it is no run of one */
	return session_lock_worktree(s);
}

static int run(struct cli *cli)
{
	struct bisection b = { .g.checkout.lock = -1, .good.lock = -1 };
	int status = prepare(&b, cli);

	if (status == EXIT_PASS)
		status = establish(&b);
	if (status == EXIT_PASS)
		status = search(&b);
	if (status == EXIT_PASS)
		b.g.s.run.status = RUN_OK;
	checkout_close(&b.good);
	session_close(&b.g.s);
	return status;
}

const struct cli_command bisect_command = {
	.name = "bisect",
	.args = "ID --good REV [--bad REV]",
	.summary = "find the commit that made a benchmark slower",
	.help = "  benchctl bisect parse/items=1000 --good v1.2.0\n"
		"\n"
		"Each commit on the way (first parents) is built and measured beside the good one, "
		"until the data\n"
		"tell. Commits that do not build are skipped.\n",
	.flags = &section,
	.reports = true,
	.lifecycle = true,
	.measures = true,
	.max_args = 1,
	.run = run,
};
