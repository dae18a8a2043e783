#include "app/compare.h"

#include <math.h>
#include <string.h>

#include "app/operand.h"
#include "base/text.h"

/* Whether a result of one of the sides or, with metrics, a metric of one matches. */
static bool matches_some(const char *pattern, const struct operand *const sides[2], bool metrics)
{
	for (size_t s = 0; s < 2; s++)
		for (size_t i = 0; i < sides[s]->set.n; i++)
			for (size_t k = 0; k < sides[s]->set.v[i].n; k++) {
				const struct result *r = &sides[s]->set.v[i].v[k];

				if (!metrics && text_glob(pattern, r->id))
					return true;
				for (size_t m = 0; metrics && m < r->n; m++)
					if (text_glob(pattern, r->v[m].metric.name))
						return true;
			}
	return false;
}

/* Adds --filter's patterns to p->selected; each names a benchmark and its sub-benchmarks. */
static int select_results(struct project *p, const struct words *filter,
	const struct operand *const sides[2], struct error *err)
{
	struct arena *mem = &p->app->mem;

	for (size_t i = 0; i < filter->n; i++) {
		const char *both[] = { filter->v[i], arena_printf(mem, "%s/*", filter->v[i]) };
		bool found = false;

		for (size_t k = 0; k < ARRAY_SIZE(both); k++) {
			found = found || matches_some(both[k], sides, false);
			words_push(mem, &p->selected, both[k]);
		}
		if (!found)
			return error_exit(err, EXIT_USAGE,
				"--filter '%s' matches no benchmark of %s or %s", filter->v[i],
				sides[0]->party.label, sides[1]->party.label);
	}
	return 0;
}

static int check_metrics(const struct words *asked, const struct operand *const sides[2],
	struct error *err)
{
	for (size_t i = 0; i < asked->n; i++)
		if (!matches_some(asked->v[i], sides, true))
			return error_exit(err, EXIT_USAGE,
				"--metric '%s' matches no metric of %s or %s", asked->v[i],
				sides[0]->party.label, sides[1]->party.label);
	return 0;
}

/* Without a configuration, names the metrics of another tool that are not judged, lest they pass
 * for unchanged. */
static void note_unjudged(struct comparison *c, struct project *p, const struct run *head)
{
	enum { NAMED_MAX = 6 };
	struct arena *mem = &p->app->mem;
	struct words left = { 0 };

	for (size_t i = 0; i < head->n; i++)
		for (size_t k = 1; k < head->v[i].n && left.n < NAMED_MAX; k++) {
			const struct metric *m = &head->v[i].v[k].metric;

			if (m->better != BETTER_NONE && !metric_is_own(m->name) &&
				!words_has(&left, m->name) &&
				policy_for(&p->suite.gate, head->v[i].id, m->name, false).action ==
					ACTION_OFF)
				words_push(mem, &left, m->name);
		}
	if (left.n)
		words_printf(mem, &c->notes,
			"these metrics are not judged: %s%s; to judge a metric, add --metric NAME",
			words_list(mem, &left), left.n == NAMED_MAX ? ", ..." : "");
}

/* Notes the machines that the files name. Other hardware is another class of machine. */
static void compare_machines(struct comparison *c, struct arena *mem, struct operand *base,
	struct operand *head)
{
	const char *of_base = import_machine_text(mem, &base->answer.machine);
	const char *of_head = import_machine_text(mem, &head->answer.machine);
	const char *other = base->differs ? base->differs : head->differs ? head->differs : of_head;
	bool same = import_same_machine(&base->answer.machine, &head->answer.machine);

	if (!import_same_hardware(&base->answer.machine, &head->answer.machine)) {
		operand_run(base)->host.class = of_base;
		operand_run(head)->host.class = of_head;
	}
	if (!same || base->differs || head->differs)
		words_printf(mem, &c->notes, "these files are from two machines: %s and %s",
			base->differs || !head->differs ? of_base : of_head,
			same ? other : of_head);
}

/* Whether one of base's runs is head's: a revision without a refresh has the baseline of the one
 * before. */
static bool is_same_run(const struct operand *base, const struct operand *head)
{
	const struct run *h = operand_run(head);

	if (base->path && head->path && text_equal(base->path, head->path))
		return true;
	for (size_t i = 0; i < base->set.n; i++)
		if (h->seed && run_same(&base->set.v[i], h))
			return true;
	return false;
}

/* Each file is one sample, which readers of n should know. */
static void note_files(struct comparison *c, struct arena *mem, const struct compare_request *r)
{
	if (r->base.n > 1 || r->head.n > 1)
		words_printf(mem, &c->notes,
			"each file counts as one sample: %zu file%s of base, %zu of head",
			r->base.n, text_s(r->base.n), r->head.n);
}

/* This comparison's command line, for a shell. */
static const char *reproduce(struct arena *mem, const struct compare_request *r)
{
	struct words line = { 0 };

	words_push(mem, &line, "benchctl");
	words_push(mem, &line, "compare");
	/* The operands of the command line go on behind base's. */
	for (size_t i = 0; i < r->base.n; i++)
		words_push(mem, &line, r->base.v[i]);
	if (r->base.n > 1 || r->head.n > 1)
		words_push(mem, &line, "--");
	words_add(mem, &line, r->head.v);
	if (r->config)
		words_add(mem, &line, (const char *const[]){ "--config", r->config, NULL });
	for (size_t i = 0; i < r->metric.n; i++)
		words_add(mem, &line, (const char *const[]){ "--metric", r->metric.v[i], NULL });
	if (r->any_class)
		words_push(mem, &line, "--any-class");
	return words_quote(mem, line.v, line.n);
}

/* Whether benchctl measured it, which takes time; an import does not say when it was measured. */
static bool is_measured(const struct run *r)
{
	return r->started && r->finished && !text_equal(r->started, r->finished);
}

/* Whether the level of an unchanged benchmark may differ, because the sides were measured at
 * different times. Several runs per side show that themselves. */
static bool sessions_differ(const struct compare_request *r, const struct operand *base,
	const struct operand *head)
{
	const struct run *b = operand_run(base), *h = operand_run(head);

	if (!text_equal(base->set.kind, "run"))
		return true;
	return r->base.n == 1 && r->head.n == 1 && is_measured(b) && is_measured(h) &&
		!text_equal(b->started, h->started);
}

static int judge(struct comparison *c, struct project *p, const struct selection *selection,
	const struct compare_request *r, struct error *err)
{
	struct compare_options options = { .gate = &p->suite.gate,
		.filter = &p->selected,
		.skip = &selection->skip,
		.any_class = r->any_class };
	struct arena *mem = &p->app->mem;
	struct operand base, head;
	const struct operand *const sides[] = { &base, &head };

	if (r->metric.n)
		policy_name_metrics(&p->suite.gate, mem, &r->metric);
	if (operand_load_sides(&base, &head, p, &r->base, &r->head, err) < 0)
		return -1;
	/* With tags the configuration has already selected. */
	if (!selection->tag.n && select_results(p, &selection->filter, sides, err) < 0)
		return -1;
	if (check_metrics(&r->metric, sides, err) < 0)
		return -1;
	*c = (struct comparison){ .suite = head.set.suite,
		.tool = BENCHCTL_VERSION,
		.mode = "stored",
		.base = base.party,
		.head = head.party,
		.duration = (double)NAN,
		.reproduce = reproduce(mem, r) };
	note_files(c, mem, r);
	if (r->base.n == 1 && r->head.n == 1 && is_same_run(&base, &head))
		words_push(mem, &c->notes,
			"head is a run of the base, so it is compared with itself; name two runs");
	compare_machines(c, mem, &base, &head);
	options.sessions = sessions_differ(r, &base, &head);
	compare_runs(c, mem, judge_new(mem), &base.set, operand_run(&head), &options);
	compare_no_verdict(c, p->suite.gate.no_verdict);
	if (c->n && !p->suite.path)
		note_unjudged(c, p, operand_run(&head));
	return 0;
}

int app_compare(struct comparison *c, struct app *app, const struct project_options *project,
	const struct compare_request *request, struct error *err)
{
	CLOSES_PROJECT struct project p = { 0 };
	const struct selection *selection = &project->selection;
	struct project_options all = *project;

	/* The selection is over results of the two sides; only tags belong to the suite. */
	if (!selection->tag.n)
		all.selection = (struct selection){ 0 };
	else if (!request->config && !project_has_config(app))
		return error_exit(err, EXIT_USAGE,
			"--tag needs a configuration with tags, and this folder has "
			"no benchctl.yaml; name one with --config FILE");
	if (project_load_any(&p, app, &all, request->config, err) < 0)
		return -1;
	return judge(c, &p, selection, request, err);
}

/* Adds the results of that name: an id or a pattern of ids, or the framework of their servers. */
static int add_named(struct words *only, struct arena *mem, const struct run *run, const char *name,
	struct error *err)
{
	const struct words pattern = { .v = &name, .n = 1 };
	size_t before = only->n;

	for (size_t i = 0; i < run->n; i++)
		if (words_match(&pattern, run->v[i].id))
			words_push(mem, only, run->v[i].id);
	for (size_t i = 0; i < run->services.n; i++)
		if (text_equal(run->services.v[i].framework, name))
			words_push(mem, only, run->services.v[i].name);
	return only->n > before
		? 0
		: error_exit(err, EXIT_USAGE,
			  "--frameworks: the run has no result and no framework named '%s'", name);
}

void app_compare_commands(struct framework_comparisons *out, struct app *app, const struct run *run)
{
	static const struct words all = { 0 };

	framework_comparison_run(out, &app->mem, judge_new(&app->mem), run,
		process_metrics[PROCESS_WALL].name, &all, &all);
}

int app_compare_frameworks(struct framework_comparisons *out, const char **label, struct app *app,
	const struct selection *selection, const char *run, struct error *err)
{
	bool many = run && strchr(run, ',');
	char *list = many ? arena_string(&app->mem, run) : NULL;
	struct words only = { 0 };
	CLOSES_PROJECT struct project p = { 0 };
	struct arena *mem = &app->mem;
	struct operand o;

	if (!many)
		only = selection->filter;
	project_look(&p, app, NULL);
	if (operand_load(&o, &p, run && !list ? run : "last", err) < 0)
		return -1;
	while (list)
		if (add_named(&only, mem, operand_run(&o), strsep(&list, ","), err) < 0)
			return -1;
	*label = o.party.label;
	framework_comparison_run(out, mem, judge_new(mem), operand_run(&o), NULL, &only,
		&selection->skip);
	if (out->n == 0)
		return error_exit(err, EXIT_USAGE,
			"%s: no two of the selected results have samples of the same metric",
			*label);
	return 0;
}
