/* What is wrong with the outputs of a workflow, and the metrics that they make. */
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "model/run/run.h"
#include "model/workflow/workflow_checker.h"

struct workflow_column *workflow_column(const struct workflow_schema *schema, const char *name)
{
	struct workflow_column *v = schema->columns.v;

	return TEXT_FIND(v, schema->columns.n, item.key, name);
}

static bool is_number(const struct workflow_column *k)
{
	return k->type == COLUMN_INTEGER || k->type == COLUMN_FLOAT;
}

/* The metric of a column, in its base unit. */
static void make_metric(struct checker *c, struct workflow_metric *m,
	const struct workflow_column *k)
{
	const struct unit *unit = k->unit ? unit_find(k->unit) : NULL;
	enum dimension dim = unit ? unit->dim : DIM_NONE;
	bool counts = m->aggregate == AGGREGATE_COUNT;

	if (counts)
		dim = DIM_COUNT;
	m->metric = (struct metric){ .name = m->name,
		.dim = dim,
		.unit = dim != DIM_NONE ? dimension_base(dim)
			: k->unit       ? k->unit
					: "",
		.better = m->better <= BETTER_NONE ? (enum better)m->better : better_of(dim) };
	if (dim == DIM_NONE && k->unit && m->better > BETTER_NONE && strstr(k->unit, "/s"))
		m->metric.better = BETTER_HIGHER;
	m->factor = unit && !counts ? unit->factor : 1;
	if (!m->metric.name)
		m->metric.name = m->aggregate == AGGREGATE_MEDIAN
			? k->item.key
			: arena_printf(c->mem, "%s.%s", k->item.key, aggregate_names[m->aggregate]);
}

static void check_metrics(struct checker *c, struct workflow_output *o)
{
	struct workflow_metric *v = o->metrics.v;

	for (size_t i = 0; i < o->metrics.n; i++) {
		const struct workflow_column *k;

		if (!v[i].column) {
			workflow_refuse(c, "metrics: column is missing");
			continue;
		}
		k = workflow_column(&o->schema, v[i].column);
		if (!k) {
			workflow_refuse(c, "metrics: data_schema has no column '%s'", v[i].column);
			continue;
		}
		if (!is_number(k) && v[i].aggregate != AGGREGATE_COUNT)
			workflow_refuse(c, "metrics: column '%s' is not a number", v[i].column);
		v[i].index = (size_t)(k - (struct workflow_column *)o->schema.columns.v);
		make_metric(c, &v[i], k);
		for (size_t j = 0; j < i; j++)
			if (text_equal(v[j].metric.name, v[i].metric.name))
				workflow_refuse(c,
					"metrics: two metrics are called '%s'; give one of "
					"them another name",
					v[i].metric.name);
	}
}

/* The median of each number with a unit. */
static void default_metrics(struct checker *c, struct workflow_output *o)
{
	struct workflow_column *k = o->schema.columns.v;
	struct workflow_metric *v = arena_array(c->mem, o->schema.columns.n + 1, sizeof *v);
	size_t n = 0;

	for (size_t i = 0; i < o->schema.columns.n; i++) {
		if (!is_number(&k[i]) || !k[i].unit || !*k[i].unit)
			continue;
		v[n] = (struct workflow_metric){
			.column = k[i].item.key, .better = BETTER_NONE + 1, .index = i
		};
		make_metric(c, &v[n++], &k[i]);
	}
	o->metrics = (struct items){ v, n };
}

static void check_schema(struct checker *c, const struct workflow_schema *schema)
{
	static const char *const formats[] = { "unix", "unix_ms", "unix_us", "unix_ns", "rfc3339",
		"iso8601", NULL };
	const struct workflow_column *k = schema->columns.v;

	for (size_t i = 0; i < schema->columns.n; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(k[j].item.key, k[i].item.key) == 0)
				workflow_refuse(c, "data_schema: the column '%s' is listed twice",
					k[i].item.key);
		if (k[i].format &&
			(text_choice(formats, k[i].format) < 0 || k[i].type != COLUMN_TIMESTAMP))
			workflow_refuse(c,
				"data_schema: '%s' is not a format of the column '%s'; write unix, "
				"unix_ms, unix_us, unix_ns, rfc3339 or iso8601 for a timestamp",
				k[i].format, k[i].item.key);
	}
}

const char *workflow_inside_run(const struct checker *c, const char *path)
{
	const char *tidy = file_tidy(c->mem, path), *dir = file_tidy(c->mem, c->suite->output_dir);
	size_t n = strlen(dir);

	if (strncmp(tidy, dir, n) == 0 && text_starts(tidy + n, "/run-")) {
		const char *rest = strchr(tidy + n + 1, '/');

		return rest ? rest + 1 : tidy;
	}
	return path;
}

/* Whether benchctl itself writes this file in the folder of a run: one would replace the other. */
static bool is_of_run(const char *path)
{
	static const char *const files[] = { "run.json", "metadata.json", "comparison.json",
		"base.json", "confirm.json", "confirm-base.json", "build.log", "changes.patch",
		"metrics.txt", "copy.tmp", "logs", NULL };

	return text_choice(files, path) >= 0 || text_starts(path, "logs/");
}

static void check_one(struct checker *c, struct workflow_output *o)
{
	if (!o->remote_path || !*file_base(o->remote_path)) {
		workflow_refuse(c,
			"outputs: remote_path is missing; write the file that the stage makes");
		return;
	}
	o->remote_path = workflow_expand(c, "remote_path", o->remote_path);
	if (!o->name)
		o->name = arena_copy(c->mem, file_base(o->remote_path),
			strcspn(file_base(o->remote_path), "."));
	if (result_id_fault(o->name))
		workflow_refuse(c, "outputs: the name '%s' %s", o->name, result_id_fault(o->name));
	o->local_path = o->local_path ? workflow_inside_run(c, o->local_path)
				      : file_base(o->remote_path);
	if (!file_is_confined(o->local_path))
		workflow_refuse(c,
			"outputs: local_path '%s' is not inside the run's folder; write a "
			"relative path",
			o->local_path);
	o->local_path = file_tidy(c->mem, o->local_path);
	if (is_of_run(o->local_path))
		workflow_refuse(c,
			"outputs: benchctl itself writes '%s' in the run's folder; "
			"give the output another local_path",
			o->local_path);
	if (!o->schema.columns.n)
		o->schema = c->w->schema;
	check_schema(c, &o->schema);
	if (o->metrics.n)
		check_metrics(c, o);
	else
		default_metrics(c, o);
}

/* Only with the outputs before this one. */
static void check_clash(const struct checker *c, const struct workflow_output *o)
{
	for (size_t i = 0; c->outputs.v[i] != o; i++) {
		const struct workflow_output *p = c->outputs.v[i];

		if (text_equal(p->name, o->name))
			workflow_refuse(c, "outputs: the name '%s' is already on line %u", o->name,
				p->item.line);
		if (p->local_path && text_equal(p->local_path, o->local_path))
			workflow_refuse(c,
				"outputs: '%s' and '%s' are both stored as %s; "
				"give one a local_path",
				p->name, o->name, o->local_path);
	}
}

void workflow_check_outputs(struct checker *c, struct workflow_stage *s)
{
	for (size_t i = 0; i < s->outputs.n; i++) {
		struct workflow_output *o = (struct workflow_output *)s->outputs.v + i;

		c->at = &o->item;
		check_one(c, o);
		check_clash(c, o);
	}
}
