/* Stages on hosts: one pass through all of them is one sample. */
#include "measure/kind/workflow.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/engine.h"
#include "process/interrupt.h"

static const struct section section = {
	.name = "workflow", .help = "", .size = sizeof(struct workflow_case), .set = NO_SET
};

struct workflow_state *workflow_state(const struct task *t)
{
	return t->state;
}

struct run *workflow_run(const struct task *t)
{
	return t->context->measurement->side[t->side].run;
}

/* A script with the line ends of Windows asks the kernel for an interpreter whose name ends with a
 * carriage return. */
static int check_script(const struct task *t, const struct workflow_stage *s, struct error *err)
{
	const char *path = stage_path(t, s->script);
	CLOSES_FD int fd = file_open(path, err);
	char line[4096];
	ssize_t n;
	const char *end;

	if (fd < 0)
		return error_context(err, "stage '%s': script", s->name);
	n = read(fd, line, sizeof line);
	end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (end && end > line && end[-1] == '\r')
		return error_set(err,
			"stage '%s': %s has the line ends of Windows, which no shell accepts; "
			"remove them: sed -i 's/\\r$//' %s",
			s->name, path, words_quote_one(t->context->mem, path));
	return 0;
}

static int probe(struct task *t, struct error *err)
{
	struct arena *mem = t->context->mem;
	struct workflow_state *st = arena_alloc(mem, sizeof *st);
	const struct workflow *w;
	const struct items *all[2];

	t->state = st;
	st->of = t->benchmark->options;
	w = st->of->workflow;
	all[0] = &w->stages;
	all[1] = &w->cleanup;
	for (size_t k = 0; k < ARRAY_SIZE(all); k++)
		for (size_t i = 0; i < all[k]->n; i++) {
			const struct workflow_stage *s = (const struct workflow_stage *)all[k]->v +
				i;

			for (size_t j = 0; j < s->host.n && !s->skip; j++)
				if (workflow_host(w, s->host.v[j]))
					return error_set(err,
						"stage '%s': this version runs "
						"stages on local only, not on %s",
						s->name, s->host.v[j]);
			if (s->script && !s->skip && check_script(t, s, err) < 0)
				return -1;
		}
	t->result->command = arena_printf(mem, "benchctl run %s%s%s",
		words_quote_one(mem, t->context->measurement->suite->path),
		st->of->name ? " --case " : "", st->of->name ? st->of->name : "");
	return 0;
}

/* Where this pass keeps its files: in the run's folder itself where it is the only one. */
static int enter_folder(struct task *t, struct error *err)
{
	struct workflow_state *st = t->state;
	const struct measurement *m = t->context->measurement;
	const struct schedule *schedule = &t->benchmark->life.schedule;
	struct arena *mem = t->context->mem;
	const char *below = "";

	if (m->sides > 1)
		below = t->side ? "head" : "base";
	if (st->of->name)
		below = file_join(mem, below, st->of->name);
	if (m->block || schedule->warmup || schedule->runs.max > 1)
		below = file_join(mem, below,
			t->counts ? arena_printf(mem, "sample-%zu", t->samples + 1) : "warm-up");
	st->below = below;
	st->folder = file_absolute(mem, m->dir ? m->dir : "");
	if (*below)
		st->folder = file_join(mem, st->folder, below);
	return file_mkdirs(file_join(mem, st->folder, "logs"), err);
}

static int run_stages(struct task *t, struct sink *sink, struct error *err)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *v = w->stages.v;

	for (size_t i = 0; i < w->stages.n; i++)
		for (size_t k = 0; k < v[i].host.n; k++) {
			if (task_interrupted(t->context))
				return error_set(err, "interrupted before stage '%s'", v[i].name);
			if (v[i].skip) {
				const struct stage_run r = {
					.stage = &v[i], .host = v[i].host.v[k], .began = clock_ns()
				};

				stage_record(t, &r, STAGE_SKIPPED, NULL);
				continue;
			}
			if (stage_check_running(t, err) < 0 ||
				stage_run(t, sink, &v[i], v[i].host.v[k], false, err) < 0)
				return -1;
		}
	return stage_check_running(t, err);
}

/* Keeps the first error; a later one is a warning. */
static int both(struct task *t, int rc, struct error *err, int next, const struct error *other)
{
	if (next >= 0)
		return rc;
	if (rc >= 0) {
		*err = *other;
		return -1;
	}
	t->result->warning = arena_string(t->context->mem, other->text);
	return rc;
}

static int clean_up(struct task *t, struct sink *sink, int rc, struct error *err)
{
	const struct workflow *w = workflow_state(t)->of->workflow;
	const struct workflow_stage *v = w->cleanup.v;
	struct error other = { 0 };

	while (workflow_state(t)->running.n)
		rc = both(t, rc, err, stage_stop_last(t, sink, &other), &other);
	for (size_t i = 0; i < w->cleanup.n; i++)
		for (size_t k = 0; k < v[i].host.n && !v[i].skip; k++)
			rc = both(t, rc, err,
				stage_run(t, sink, &v[i], v[i].host.v[k], true, &other), &other);
	return rc;
}

static int sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	uint64_t began = clock_ns();
	int rc = enter_folder(t, err);

	(void)n;
	if (rc < 0)
		return -1;
	rc = run_stages(t, sink, err);
	task_interrupted(t->context); /* or nothing of the cleanup would run */
	if (rc == 0)
		sink_emit(sink, &process_metrics[PROCESS_WALL], clock_seconds(began));
	return clean_up(t, sink, rc, err) < 0 ? -1 : 1;
}

static bool has_subs(const void *options)
{
	const struct workflow_case *c = options;

	return workflow_has_metrics(c->workflow);
}

static const struct kind_refusal refuses[] = {
	{ "input", "stages", NULL },
	{ "output", "stages", NULL },
	{ "sample", "stages", NULL },
	{ "leak", "stages", NULL },
	{ "leak_over", "stages", NULL },
	{ "leak_limit", "stages", NULL },
	{ "counters", "stages", NULL },
	{ "profile", "stages", NULL },
	{ "profiler", "stages", NULL },
	{ "work", "stages", NULL },
	{ "scaling", "stages", NULL },
};

static const struct kind_hooks hooks = { .probe = probe, .sample = sample };

const struct kind workflow_kind = {
	.options = &section,
	.resources = RESOURCE_ANY,
	.is_process = true,
	.timed_outside = true,
	.metrics = process_metrics,
	.metrics_n = 1,
	.refuses = refuses,
	.refuses_n = ARRAY_SIZE(refuses),
	.has_subs = has_subs,
	.hooks = &hooks,
};
