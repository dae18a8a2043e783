/* What is wrong with the plots of a workflow. */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/workflow/workflow_checker.h"

const struct words *workflow_plot_values(const struct workflow_plot *p)
{
	const bool across = text_equal(workflow_plot_types[p->type], "time_series") ||
		text_equal(workflow_plot_types[p->type], "scatter");

	return p->y.n || across ? &p->y : &p->x;
}

/* By its name or its file; NULL: the source is a path. */
static const struct workflow_output *find_output(const struct checker *c, const char *source)
{
	for (size_t i = 0; i < c->outputs.n; i++) {
		const struct workflow_output *o = c->outputs.v[i];

		if (text_equal(o->name, source) || text_equal(o->local_path, source) ||
			text_equal(o->local_path, arena_printf(c->mem, "%s.csv", source)))
			return o;
	}
	return NULL;
}

/* The output that the plot shows; NULL: it shows a file. A name with a dot or a slash is one. */
static const struct workflow_output *check_source(struct checker *c, struct workflow_plot *p)
{
	const struct outputs *all = &c->outputs;
	const struct workflow_output *o;
	struct nearest near;

	if (!p->source && all->n == 1)
		p->source = all->v[0]->name;
	if (!p->source || !*p->source) {
		workflow_refuse(c,
			"the plot '%s' names no source, and there are %zu outputs; "
			"add source: with the name of one",
			p->name, all->n);
		return NULL;
	}
	o = find_output(c, p->source);
	if (o || strpbrk(p->source, "./") || !all->n || file_exists(p->source))
		return o;
	near = nearest_begin(p->source);
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i]->name)
			nearest_offer(&near, all->v[i]->name);
	workflow_refuse(c, "the plot '%s': there is no output '%s'%s", p->name, p->source,
		nearest_hint(&near, c->mem));
	return NULL;
}

/* "latency", or its header with the unit: "latency (ms)". */
static const struct workflow_column *find_column(const struct checker *c,
	const struct workflow_schema *schema, const char *name)
{
	const size_t n = strcspn(name, "(");

	return n && name[n]
		? workflow_column(schema, arena_copy(c->mem, name, n - (name[n - 1] == ' ')))
		: workflow_column(schema, name);
}

static void check_columns(struct checker *c, const struct workflow_plot *p,
	const struct workflow_output *o, const struct words *names, bool numbers)
{
	for (size_t i = 0; i < names->n && o->schema.columns.n; i++) {
		const struct workflow_column *k = find_column(c, &o->schema, names->v[i]);

		if (!k)
			workflow_refuse(c,
				"the plot '%s': the data_schema of '%s' has no column '%s'",
				p->name, o->name, names->v[i]);
		else if (numbers && k->type == COLUMN_STRING)
			workflow_refuse(c, "the plot '%s': the column '%s' of '%s' is text",
				p->name, names->v[i], o->name);
	}
}

static void check_plot(struct checker *c, struct workflow_plot *p)
{
	const struct words *values = workflow_plot_values(p);
	const struct workflow_output *o = check_source(c, p);

	if (!values->n)
		workflow_refuse(c, "the plot '%s' names no column for y", p->name);
	if (text_equal(workflow_plot_types[p->type], "scatter") && !p->x.n)
		workflow_refuse(c, "the plot '%s' is a scatter plot, but names no column for x",
			p->name);
	if (o) {
		if (values != &p->x)
			check_columns(c, p, o, &p->x, false);
		check_columns(c, p, o, values, true);
	}
	if (!p->export_path)
		return;
	p->export_path = workflow_inside_run(c, p->export_path);
	if (!file_is_confined(p->export_path))
		workflow_refuse(c,
			"the plot '%s': export_path '%s' is not inside the run's folder; "
			"write a relative path",
			p->name, p->export_path);
}

void workflow_check_plots(struct checker *c)
{
	struct workflow_plot *v = c->w->plots.v;

	for (size_t i = 0; i < c->w->plots.n; i++) {
		c->at = &v[i].item;
		c->what = "plots";
		if (!v[i].name) {
			workflow_refuse(c, "a plot without a name");
			continue;
		}
		for (size_t k = 0; k < i; k++)
			if (text_equal(v[k].name, v[i].name))
				workflow_refuse(c, "the name '%s' is already on line %u", v[i].name,
					v[k].item.line);
		check_plot(c, &v[i]);
	}
}
