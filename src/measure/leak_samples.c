
#include "base/arena.h"
#include "base/error.h"
#include "measure/task.h"
#include "process/spawner.h"

static bool wants(const struct benchmark *b, enum leak_over over)
{
	return b->life.process.leak != LEAK_OFF && leak_over(b) == over;
}

/* An empty trace of n points, which the result keeps. */
static void begin_trace(const struct task *t, double **at, double **v, size_t n)
{
	struct arena *mem = t->context->mem;

	*at = arena_array(mem, n, sizeof **at);
	*v = arena_array(mem, n, sizeof **v);
	*ARENA_PUSH(mem, &t->result->leak_samples) = (struct trace){ *at, *v, n };
}

void leak_samples_add(const struct task *t, const struct outcome *o)
{
	double *at, *v;

	if (!wants(t->benchmark, LEAK_OVER_TIME))
		return;
	begin_trace(t, &at, &v, o->samples_n);
	for (size_t i = 0; i < o->samples_n; i++) {
		at[i] = o->samples[i].at;
		v[i] = t->benchmark->life.process.leak == LEAK_FDS ? o->samples[i].fds
								   : o->samples[i].rss;
	}
}

static const struct series *reported(const struct task *t)
{
	return result_find(t->result, t->benchmark->life.process.leak == LEAK_FDS ? "fds" : "rss");
}

size_t leak_samples_reported(const struct task *t)
{
	const struct series *s = wants(t->benchmark, LEAK_OVER_REPORTS) ? reported(t) : NULL;

	return s ? s->n : 0;
}

int leak_samples_add_reported(struct task *t, size_t from, struct error *err)
{
	bool fds = t->benchmark->life.process.leak == LEAK_FDS;
	const struct series *s;
	double *at, *v;
	size_t n;

	if (!wants(t->benchmark, LEAK_OVER_REPORTS))
		return 0;
	s = reported(t);
	n = s ? s->n - from : 0;
	if (s && s->metric.dim != (fds ? DIM_COUNT : DIM_SIZE))
		return error_set(err,
			"leak_over: reports: the unit of %s is '%s'; report this metric in %s",
			s->metric.name, s->metric.unit, fds ? "1" : "B");
	begin_trace(t, &at, &v, n);
	for (size_t i = 0; i < n; i++) {
		at[i] = (double)i + 1;
		v[i] = s->v[from + i];
	}
	return 0;
}
