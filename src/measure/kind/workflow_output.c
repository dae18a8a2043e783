/* Files that stages leave: collected into the run's folder, checked, aggregated into metrics. */
#include "measure/kind/workflow.h"

#include <math.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/engine.h"
#include "workflow/data.h"

#define TABLE_BYTES_MAX ((size_t)2 << 30)

static void emit(struct sink *sink, const struct workflow_output *o, const struct stage_run *r,
	const struct run_machine *machine, const struct data_table *data)
{
	const struct workflow_metric *m = o->metrics.v;
	struct arena *mem = sink->task->context->mem;
	struct sink *sub = sink_sub(sink,
		r->stage->host.n > 1 ? arena_printf(mem, "%s/%s", o->name, r->host) : o->name);

	if (sub->result && machine)
		sub->result->machine = machine->class;
	for (size_t i = 0; i < o->metrics.n; i++) {
		const struct numbers *read = &data->v[m[i].index];
		double *column = arena_dup(mem, read->v, read->n, sizeof *column), v;

		v = m[i].aggregate == AGGREGATE_COUNT && !read->n
			? (double)data->rows
			: data_aggregate(column, read->n, m[i].aggregate);
		if (!isnan(v))
			sink_emit(sub, &m[i].metric, v * m[i].factor);
	}
}

static int read_table(struct task *t, struct sink *sink, const struct stage_run *r,
	const struct workflow_output *o, struct run_output *out, const char *path, bool partial,
	struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct data_table data;
	size_t n;
	char *text;

	if (!o->schema.columns.n)
		return 0;
	if (file_read(&text, &n, &scratch, path, TABLE_BYTES_MAX, err) < 0 ||
		data_read(&data, &scratch, o->remote_path, text, n, &o->schema, err) < 0)
		return -1;
	out->rows = data.rows;
	if (!partial)
		emit(sink, o, r, workflow_machine(t, r->host), &data);
	return 0;
}

static const char *schema_words(struct arena *mem, const struct workflow_schema *schema)
{
	const struct workflow_column *v = schema->columns.v;
	struct words out = { 0 };

	for (size_t i = 0; i < schema->columns.n; i++)
		words_printf(mem, &out, "%s %s%s%s", v[i].item.key, column_type_names[v[i].type],
			v[i].unit ? " " : "", v[i].unit ? v[i].unit : "");
	return out.n ? words_list(mem, &out) : NULL;
}

/* Where it is stored, from the folder of the pass. */
static const char *local_name(struct arena *mem, const struct stage_run *r,
	const struct workflow_output *o)
{
	return r->stage->host.n > 1 ? file_join(mem, r->host, o->local_path) : o->local_path;
}

static int collect_one(struct task *t, struct sink *sink, const struct stage_run *r,
	const struct workflow_output *o, bool partial, struct error *err)
{
	const struct workflow_state *st = t->state;
	struct arena *mem = t->context->mem;
	struct remote *remote = workflow_remote(t, r->host);
	const char *name, *to, *from;
	struct run_output out = { .name = o->name,
		.stage = r->stage->name,
		.host = r->host,
		.benchmark = t->result->id,
		.sample = t->counts ? t->samples + 1 : 0,
		.schema = schema_words(mem, &o->schema) };
	struct copied c = { 0 };
	int rc;

	if (stage_expand(&name, t, r, local_name(mem, r, o), err) < 0 ||
		stage_expand(&from, t, r, o->remote_path, err) < 0)
		return -1;
	if (!file_is_confined(name))
		return error_set(err, "local_path '%s' is not inside the run's folder", name);
	to = file_join(mem, st->folder, name);
	if (file_mkdirs_of(to, err) < 0)
		return -1;
	rc = remote ? remote_fetch(&c, remote, from, to, err)
		    : local_copy(&c, mem, stage_path(t, from), to, err);
	if (rc < 0)
		return -1;
	out.file = file_join(mem, st->subfolder, name);
	out.size = c.size;
	out.sha256 = c.sha256;
	rc = read_table(t, sink, r, o, &out, to, partial, err);
	*ARENA_PUSH(mem, &workflow_run(t)->outputs) = out;
	return rc;
}

int stage_collect(struct task *t, struct sink *sink, struct stage_run *r, bool partial,
	struct error *err)
{
	const struct workflow_output *v = r->stage->outputs.v;
	int rc = 0;

	for (size_t i = 0; i < r->stage->outputs.n; i++) {
		if (collect_one(t, sink, r, &v[i], partial, rc == 0 ? err : ERROR_IGNORED) == 0 ||
			rc < 0)
			continue;
		error_context(err, "stage '%s' on %s: output '%s'", r->stage->name, r->host,
			v[i].name);
		rc = -1;
	}
	return rc;
}

/* Whether two records are about this pass of that stage. */
#define IS_OF(t, r, v)                                                                             \
	(text_equal((v)->benchmark, (t)->result->id) && (v)->sample == (t)->samples + 1 &&         \
		text_equal((v)->host, (r)->host))

static const struct run_output *earlier_output(const struct task *t, const struct stage_run *r,
	const struct workflow_output *o)
{
	const struct run *earlier = t->context->measurement->earlier;

	for (size_t i = 0; i < earlier->outputs.n; i++) {
		const struct run_output *v = &earlier->outputs.v[i];

		if (IS_OF(t, r, v) && text_equal(v->stage, r->stage->name) &&
			text_equal(v->name, o->name) && v->file && file_is_confined(v->file))
			return v;
	}
	return NULL;
}

static const struct run_stage *earlier_stage(const struct task *t, const struct stage_run *r)
{
	const struct run *earlier = t->context->measurement->earlier;

	for (size_t i = 0; i < earlier->stages.n; i++) {
		const struct run_stage *v = &earlier->stages.v[i];

		if (IS_OF(t, r, v) && text_equal(v->name, r->stage->name) && v->status == STAGE_OK)
			return v;
	}
	return NULL;
}

/* Copies the file of the earlier run; false: it is not there, or another one. */
static bool bring(const struct task *t, const struct run_output *v)
{
	const struct measurement *m = t->context->measurement;
	struct arena *mem = t->context->mem;
	const char *to = file_join(mem, m->dir, v->file);
	struct copied c = { 0 };

	return file_mkdirs_of(to, ERROR_IGNORED) == 0 &&
		local_copy(&c, mem, file_join(mem, m->earlier_dir, v->file), to, ERROR_IGNORED) ==
		0 &&
		text_equal(c.sha256, v->sha256);
}

int stage_resume(struct task *t, struct sink *sink, const struct workflow_stage *stage,
	const char *host, struct error *err)
{
	struct workflow_state *st = t->state;
	const struct measurement *m = t->context->measurement;
	struct stage_run r = { .stage = stage, .host = host };
	const struct workflow_output *o = stage->outputs.v;
	struct arena *mem = t->context->mem;
	const struct run_stage *before;

	if (!st->resumes || stage->background)
		return 0;
	before = earlier_stage(t, &r);
	st->resumes = before != NULL;
	for (size_t i = 0; i < stage->outputs.n && st->resumes; i++) {
		const struct run_output *v = earlier_output(t, &r, &o[i]);

		st->resumes = v && bring(t, v);
	}
	if (!st->resumes)
		return 0;
	for (size_t i = 0; i < stage->outputs.n; i++) {
		struct run_output out = *earlier_output(t, &r, &o[i]);

		if (read_table(t, sink, &r, &o[i], &out, file_join(mem, m->dir, out.file), false,
			    err) < 0)
			return -1;
		*ARENA_PUSH(mem, &workflow_run(t)->outputs) = out;
	}
	st->resumed += before->duration;
	stage_record(t, &r, STAGE_SKIPPED,
		arena_printf(mem, "it ended in %s", m->earlier->id ? m->earlier->id : "that run"));
	return 1;
}
