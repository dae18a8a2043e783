#include "app/project/project.h"

#include "base/cpus.h"
#include "base/text.h"

static bool has_tag(const struct benchmark *b, const struct words *patterns)
{
	for (size_t i = 0; i < b->tags.n; i++)
		if (words_match(patterns, b->tags.v[i]))
			return true;
	return false;
}

static void select_results(struct project *p, const struct benchmark *b)
{
	struct arena *mem = &p->app->mem;

	words_push(mem, &p->selected, b->id);
	if (benchmark_has_subs(b))
		words_printf(mem, &p->selected, "%s/*", b->id);
}

/* The results about all variants of an entry together, where all of them are left. */
static void select_groups(struct project *p, const struct suite *all)
{
	size_t k = 0, n;

	for (size_t i = 0; i < p->suite.n; i += n) {
		n = suite_variants(&p->suite, i);
		while (all->v[k].id != p->suite.v[i].id)
			k++;
		if (n == 1 || suite_variants(all, k) != n || (k && suite_variants(all, k - 1) > n))
			continue;
		for (const char *const *name = suite_group_results; *name; name++)
			words_printf(&p->app->mem, &p->selected, "%s/%s", p->suite.v[i].group,
				*name);
	}
}

static void skip_stages(struct workflow *w, const struct words *patterns)
{
	struct workflow_stage *v = w->stages.v;

	for (size_t i = 0; i < w->stages.n; i++)
		v[i].skip = v[i].skip || words_match(patterns, v[i].name);
}

int project_select(struct project *p, struct error *err)
{
	const struct selection *sel = &p->options->selection;
	bool chosen = sel->filter.n || sel->skip.n || sel->tag.n;
	const struct suite all = chosen ? project_copy(&p->app->mem, &p->suite) : p->suite;
	const char *idle;
	size_t kept = 0;

	idle = suite_filter(&p->suite, &sel->filter);
	if (idle) /* it need not have been typed as --filter: bisect takes an id */
		return error_exit(err, EXIT_USAGE, "'%s' matches no benchmark of this suite%s",
			idle, suite_hint(&all, &p->app->mem, idle));
	skip_stages(&p->suite.workflow, &sel->skip);
	for (size_t i = 0; i < p->suite.n; i++)
		if (!words_match(&sel->skip, p->suite.v[i].id) &&
			(sel->tag.n == 0 || has_tag(&p->suite.v[i], &sel->tag)))
			p->suite.v[kept++] = p->suite.v[i];
	if (kept == 0)
		return error_exit(err, EXIT_USAGE,
			"--skip and --tag leave no benchmark; nothing was run");
	p->suite.n = kept;
	if (chosen) {
		for (size_t i = 0; i < kept; i++)
			select_results(p, &p->suite.v[i]);
		select_groups(p, &all);
	}
	return 0;
}

void project_select_base(struct project *p, const struct suite *base)
{
	struct project of_base = { .app = p->app, .options = p->options };

	if (p->selected.n == 0)
		return;
	of_base.suite = project_copy(&p->app->mem, base);
	if (project_select(&of_base, ERROR_IGNORED) < 0)
		return;
	for (size_t i = 0; i < of_base.selected.n; i++) {
		const char *id = suite_name_now(&p->all, of_base.selected.v[i]);

		if (!words_has(&p->selected, id))
			words_push(&p->app->mem, &p->selected, id);
	}
}

/* NULL, or the reason why the overrides make a leak check impossible. whole: look at all of the
 * leak check's rules, although some of the variants may be left out. */
static const char *leaks_fault(struct project *p, bool whole)
{
	const struct suite *suite = &p->suite;
	const char *why = NULL;
	size_t n;

	for (size_t i = 0; i < suite->n && !why; i += n) {
		n = suite_variants(suite, i);
		why = whole ? leak_fault(&p->app->mem, &suite->v[i], n)
			    : leak_sample_fault(&p->app->mem, &suite->v[i]);
	}
	return why;
}

int project_override(struct project *p, struct error *err)
{
	bool leaks = false;
	cpu_set_t ignored;
	const char *fault;

	for (size_t i = 0; i < p->options->overrides.n; i++) {
		const struct override *o = &p->options->overrides.v[i];
		const char *why = NULL;

		leaks = leaks || text_starts(o->option->name, "leak");
		for (size_t k = 0; k < p->suite.n && !why; k++) {
			struct lifecycle *life = &p->suite.v[k].life;

			option_parse(o->option, (char *)life + o->option->offset, &p->app->mem,
				o->text);
			/* All other values were checked when the command line was read. */
			if (life->process.cpus)
				why = cpus_parse(&ignored, life->process.cpus);
		}
		if (why)
			return error_exit(err, EXIT_USAGE, "--%s: '%s' %s", o->option->name,
				o->text, why);
	}
	if (app_set_modules(&p->suite, p->app, &p->options->set, err) < 0)
		return -1;
	for (size_t k = 0; k < p->suite.n && p->options->overrides.n; k++)
		kind_drop(&p->suite.v[k], &p->app->mem);
	if (p->options->overrides.n && (fault = leaks_fault(p, leaks)))
		return error_exit(err, EXIT_USAGE, "%s", fault);
	p->whole = p->suite;
	return 0;
}
