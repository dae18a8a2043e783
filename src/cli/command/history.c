#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/operand.h"
#include "cli/session.h"
#include "judge/stats/changepoint.h"
#include "judge/stats/stats.h"
#include "judge/stats/trend.h"
#include "report/spark.h"
#include "store/baseline.h"
#include "store/history.h"

struct history_flags {
	const char *config, *metric, *anchor;
};
#define AT(member) offsetof(struct history_flags, member)
static const struct option rows[] = {
	{ "metric", 'm', OPTION_TEXT, AT(metric), .value = "NAME",
		.help = "the metric; default: each benchmark's primary one" },
	{ "anchor", 0, OPTION_TEXT, AT(anchor), .value = "REV",
		.help = "a release: how far has everything crept since?" },
	{ "config", 0, OPTION_TEXT, AT(config), .value = "FILE",
		.help = "the configuration; default: benchctl.yaml" },
};
static const struct section section = SECTION("history", "", rows, struct history_flags);

enum { SPARK_WIDTH = 30 };

/* One benchmark's line through the records. */
struct line {
	const char *id;
	struct metric metric;
	double *v;
	const struct run **run; /* of each value */
	size_t n;
};

static struct line line_of(struct arena *mem, const struct run_set *set, const char *id,
	const char *metric)
{
	struct line l = { .id = id,
		.v = arena_array(mem, set->n, sizeof(double)),
		.run = arena_array(mem, set->n, sizeof(struct run *)) };

	for (size_t i = 0; i < set->n; i++) {
		const struct result *r = run_find(&set->v[i], id);
		const struct series *s = !r ? NULL
			: metric            ? result_find(r, metric)
			: r->n              ? &r->v[0]
					    : NULL;

		if (!s || s->n == 0 || (l.n && !text_equal(s->metric.unit, l.metric.unit)))
			continue;
		l.metric = s->metric;
		l.v[l.n] = stats_median(stats_sorted(mem, s->v, s->n), s->n);
		l.run[l.n++] = &set->v[i];
	}
	return l;
}

static struct changepoints shifts_of(struct arena *mem, const struct line *l)
{
	struct changepoint_tables t = { .mem = mem, .rule = changepoint_rule };
	struct changepoints found = { 0 };

	changepoint_find(&found, &t, mem, l->v, l->n);
	return found;
}

static void print_spark(struct session *s, const struct line *l)
{
	fputs(spark_line(&s->cli->mem, l->v, l->n, SPARK_WIDTH, s->cli->out.unicode), s->cli->text);
}

/* The value at the anchor, or at the nearest record before it. */
static const double *anchor_value(const struct line *l, const char *commit)
{
	for (size_t i = l->n; commit && i-- > 0;)
		if (text_equal(l->run[i]->commit, commit))
			return &l->v[i];
	return NULL;
}

static void print_overview(struct session *s, const struct line *l, const char *anchor,
	size_t width)
{
	struct changepoints shifts = shifts_of(&s->cli->mem, l);
	const double *from = anchor_value(l, anchor);
	char last[METRIC_TEXT_MAX], change[QUANTITY_MAX], trend[QUANTITY_MAX];

	fputs("  ", s->cli->text);
	text_print_safe(s->cli->text, l->id);
	fprintf(s->cli->text, "%*s %4zu  %12s %8s %8s  ", (int)(width - utf8_width(l->id)), "",
		l->n, metric_text(last, &l->metric, l->v[l->n - 1]),
		percent_format(change, stats_change(from ? *from : l->v[0], l->v[l->n - 1])),
		l->n > 1 ? percent_format(trend, trend_slope(l->v, l->n)) : "");
	print_spark(s, l);
	if (shifts.n) {
		const struct changepoint *c = &shifts.v[shifts.n - 1];

		fprintf(s->cli->text, "  shift %s at %.8s",
			percent_format(change, stats_change(c->before, c->after)),
			l->run[c->at]->commit ? l->run[c->at]->commit : "?");
	}
	fputc('\n', s->cli->text);
}

static void print_points(struct session *s, const struct line *l)
{
	struct changepoints shifts = shifts_of(&s->cli->mem, l);
	size_t next = 0;
	char value[METRIC_TEXT_MAX], change[QUANTITY_MAX], p[QUANTITY_MAX];

	text_print_safe(s->cli->text, l->id);
	fputc(' ', s->cli->text);
	text_print_safe(s->cli->text, l->metric.name);
	fputs("  ", s->cli->text);
	print_spark(s, l);
	fputs("\n\n", s->cli->text);
	for (size_t i = 0; i < l->n; i++) {
		fprintf(s->cli->text, "  %.10s  %-20s  %12s",
			l->run[i]->commit ? l->run[i]->commit : "?",
			l->run[i]->started ? l->run[i]->started : "",
			metric_text(value, &l->metric, l->v[i]));
		if (next < shifts.n && shifts.v[next].at == i) {
			const struct changepoint *c = &shifts.v[next++];

			fprintf(s->cli->text, "  shift %s (%s)",
				percent_format(change, stats_change(c->before, c->after)),
				p_format(p, c->p));
		}
		fputc('\n', s->cli->text);
	}
	if (l->n < 2) {
		fputs("\none record; a trend needs two\n", s->cli->text);
		return;
	}
	fprintf(s->cli->text, "\ntrend %s from one record to the next; %zu shift%s of the level\n",
		percent_format(change, trend_slope(l->v, l->n)), shifts.n,
		shifts.n == 1 ? "" : "s");
}

/* The records or, where there are none, the past of the committed baseline. */
static int load(struct session *s, struct run_set *set)
{
	struct arena *mem = &s->cli->mem;
	struct words unread = { 0 };
	struct error err;

	if (history_load(set, s->repo, mem, s->suite.name, s->host.class, &unread, &err) < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	for (size_t i = 0; i < unread.n; i++)
		cli_say("left out of the history: %s", unread.v[i]);
	if (set->n)
		return EXIT_PASS;
	if (history_of_baseline(set, s->repo, mem,
		    baseline_path(mem, s->facts->prefix, s->suite.baseline_dir, s->suite.name,
			    s->host.class),
		    s->suite.name, &err) < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	if (set->n == 0) {
		cli_say("no history of '%s' on %s yet; begin one: benchctl history record",
			s->suite.name, s->host.class);
		return EXIT_NO_VERDICT;
	}
	return EXIT_PASS;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds what `id` (NULL: anything) means of the benchmark. One that imports a report is recorded as
 * its parts, whose names only the records know. */
static void pick(struct words *ids, struct arena *mem, const struct run_set *set,
	const struct benchmark *b, const char *id)
{
	bool whole = !id || text_glob(id, b->id);
	struct words parts = { 0 };

	if (!benchmark_has_subs(b)) {
		if (whole)
			words_push(mem, ids, b->id);
		return;
	}
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < set->v[i].n; k++) {
			const char *part = set->v[i].v[k].id;

			if (benchmark_owns(b, part) && (whole || text_glob(id, part)))
				words_push(mem, &parts, part);
		}
	if (parts.n)
		qsort(parts.v, parts.n, sizeof *parts.v, by_text);
	for (size_t i = 0; i < parts.n; i++)
		if (i == 0 || strcmp(parts.v[i - 1], parts.v[i]) != 0)
			words_push(mem, ids, parts.v[i]);
}

/* All of them below a heading, as wide as the longest id. */
static void print_table(struct session *s, const struct line *v, size_t n, const char *anchor,
	const char *anchor_name)
{
	size_t width = 32;

	for (size_t i = 0; i < n; i++)
		if (utf8_width(v[i].id) > width)
			width = utf8_width(v[i].id);
	fprintf(s->cli->text, "  %-*s %4s  %12s %8s %8s\n", (int)width, "", "n", "last",
		anchor ? anchor_name : "in all", "trend");
	for (size_t i = 0; i < n; i++)
		print_overview(s, &v[i], anchor, width);
}

static int show(struct session *s, const struct history_flags *f, const char *id)
{
	struct arena *mem = &s->cli->mem;
	const char *anchor = NULL;
	struct words ids = { 0 };
	struct run_set set;
	struct line *lines;
	struct error err;
	size_t n = 0;
	int status = load(s, &set), rc;

	if (status != EXIT_PASS)
		return status;
	if (f->anchor && (rc = repo_resolve(&anchor, s->repo, f->anchor, &err)) != 0) {
		if (rc > 0)
			repo_no_revision(s->repo, f->anchor, &err);
		return cli_fail(&err, EXIT_USAGE);
	}
	for (size_t i = 0; i < s->suite.n; i++)
		pick(&ids, mem, &set, &s->suite.v[i], id);
	lines = arena_array(mem, ids.n + 1, sizeof *lines);
	for (size_t i = 0; i < ids.n; i++) {
		lines[n] = line_of(mem, &set, ids.v[i], f->metric);
		n += lines[n].n > 0;
	}
	if (n == 0) {
		cli_say("the history has nothing on '%s'", id ? id : s->suite.name);
		return EXIT_NO_VERDICT;
	}
	for (size_t i = 0; id && i < n; i++)
		print_points(s, &lines[i]);
	if (!id)
		print_table(s, lines, n, anchor, f->anchor);
	return EXIT_PASS;
}

/* One median of each metric: a data file of all samples for each commit has made repositories huge.
 */
static struct run reduced(struct arena *mem, const struct run *run)
{
	struct run out = *run;

	out.v = arena_array(mem, run->n, sizeof *out.v);
	out.n = out.cap = 0;
	for (size_t i = 0; i < run->n; i++) {
		struct result *r = &out.v[out.n];

		if (run->v[i].status != RESULT_OK)
			continue;
		*r = (struct result){ .id = run->v[i].id };
		for (size_t k = 0; k < run->v[i].n; k++) {
			const struct series *s = &run->v[i].v[k];

			if (s->n && s->metric.better != BETTER_NONE)
				result_add(r, mem, &s->metric,
					stats_median(stats_sorted(mem, s->v, s->n), s->n));
		}
		out.n++;
	}
	return out;
}

static int record(struct session *s, const struct run *run, size_t *added)
{
	struct run small = reduced(&s->cli->mem, run);
	struct error err;
	int rc = history_record(s->repo, &s->cli->mem, &small, &err);

	if (rc < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	*added += rc == 0;
	return EXIT_PASS;
}

static int record_named(struct session *s, const char *name)
{
	struct operand o;
	size_t added = 0;
	int status = operand_load(&o, s, name ? name : "last");

	if (status == EXIT_PASS)
		status = record(s, &o.set.v[o.set.n - 1], &added);
	if (status == EXIT_PASS)
		fprintf(s->cli->text, "%s\n",
			added ? "recorded; share it with: benchctl history push"
			      : "it is recorded already");
	return status;
}

static int import_past(struct session *s)
{
	struct arena *mem = &s->cli->mem;
	const char *path = baseline_path(mem, s->facts->prefix, s->suite.baseline_dir,
		s->suite.name, s->host.class);
	struct run_set set;
	struct error err;
	size_t added = 0, skipped = 0;

	if (history_of_baseline(&set, s->repo, mem, path, s->suite.name, &err) < 0)
		return cli_fail(&err, EXIT_NO_VERDICT);
	for (size_t i = 0; i < set.n; i++) {
		if (!set.v[i].commit || set.v[i].dirty)
			skipped++;
		else if (record(s, &set.v[i], &added) != EXIT_PASS)
			return EXIT_NO_VERDICT;
	}
	fprintf(s->cli->text,
		"%zu versions of %s: %zu recorded, %zu without a clean commit left out\n", set.n,
		path, added, skipped);
	return EXIT_PASS;
}

static int sync_history(struct session *s, const char *verb, const char *remote)
{
	struct error err;
	int rc;

	if (!remote)
		remote = "origin";
	rc = strcmp(verb, "push") == 0 ? history_push(s->repo, &s->cli->mem, remote, &err)
				       : history_fetch(s->repo, &s->cli->mem, remote, &err);
	return rc < 0 ? cli_fail(&err, EXIT_MEASURE) : EXIT_PASS;
}

static int run(struct cli *cli)
{
	const struct history_flags *f = cli->flags;
	const char *verb = cli->args.n ? cli->args.v[0] : "";
	const char *name = cli->args.n > 1 ? cli->args.v[1] : NULL;
	struct session s = { 0 };
	int status = session_configure(&s, cli, f->config);

	if (status == EXIT_PASS)
		status = session_open(&s, true);
	if (status != EXIT_PASS)
		return status;
	if (strcmp(verb, "record") == 0)
		status = record_named(&s, name);
	else if (strcmp(verb, "push") == 0 || strcmp(verb, "fetch") == 0)
		status = sync_history(&s, verb, name);
	else if (strcmp(verb, "import") == 0)
		status = import_past(&s);
	else
		status = show(&s, f, *verb ? verb : NULL);
	session_close(&s);
	return status;
}

const struct cli_command history_command = {
	.name = "history",
	.args = "[ID] | record [RUN] | push [REMOTE] | fetch [REMOTE] | import",
	.summary = "the trend over commits: record it, share it, look at it",
	.help = "  benchctl history                     all benchmarks, with their last shift\n"
		"  benchctl history parse/small         one benchmark, commit by commit\n"
		"  benchctl history --anchor v1.0       what has crept in since that release\n"
		"  benchctl history record && benchctl history push\n"
		"\n"
		"Records live under refs/benchctl/history, which is only ever added to. Without "
		"any, the past\n"
		"of the committed baseline is shown; import makes records of it.\n",
	.flags = &section,
	.selects = true,
	.max_args = 2,
	.run = run,
};
