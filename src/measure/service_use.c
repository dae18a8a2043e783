#include "measure/service_use.h"

#include "base/clock.h"
#include "measure/kind/account.h"
#include "measure/services.h"
#include "measure/task.h"
#include "process/spawner.h"

void services_span_begin(struct task *t)
{
	struct task_services *all = t->services;

	if (all && t->counts)
		*ARENA_PUSH(t->context->mem, &all->spans) = (struct span){ clock_epoch_ns(), 0 };
}

void services_span_end(struct task *t)
{
	struct task_services *all = t->services;

	if (all && t->counts && all->spans.n)
		all->spans.v[all->spans.n - 1].to = clock_epoch_ns();
}

/* The samples that lie in the spans, without the time between the spans. Returns how many. */
static size_t cut(struct tree_sample *out, const struct outcome *o, uint64_t started,
	const struct spans *spans)
{
	double skipped = 0, idle = 0; /* s, and s of processors */
	size_t n = 0, k = 0;
	bool inside = false;

	for (size_t i = 0; i < o->samples_n; i++) {
		const struct tree_sample *s = &o->samples[i];
		const struct tree_sample before = i ? o->samples[i - 1] : (struct tree_sample){ 0 };
		uint64_t at = started + (uint64_t)(s->at * 1e9);

		while (k < spans->n && spans->v[k].to < at)
			k++;
		if (k == spans->n)
			break;
		if (at < spans->v[k].from) {
			inside = false;
			continue;
		}
		if (!inside) {
			const struct tree_sample last = n ? out[n - 1] : (struct tree_sample){ 0 };

			skipped = before.at - last.at;
			idle = before.cpu - last.cpu;
		}
		inside = true;
		out[n] = *s;
		out[n].at -= skipped;
		out[n++].cpu -= idle;
	}
	return n;
}

static void emit(const struct running *r, const struct service_use *use, const struct outcome *o,
	struct tree_sample *samples)
{
	const uint64_t started = o->started;
	const struct spans *spans = &use->spans;
	struct task *t = use->task;
	struct outcome part = *o;
	size_t n = spans->n ? cut(samples, o, started, spans) : 0;

	/* Short samples may lie between all those of the processes. */
	if (spans->n && !n) {
		struct span whole = { spans->v[0].from, spans->v[spans->n - 1].to };

		n = cut(samples, o, started, &(const struct spans){ &whole, 1, 1 });
	}
	if (!n)
		return;
	part.samples = samples;
	part.samples_n = n;
	part.wall = samples[n - 1].at;
	part.sampling = o->sampling * (double)n / (double)o->samples_n;
	sink_begin(&t->sink, t, true);
	tree_metrics_emit(&t->sink, use->own ? "service" : r->name, &part);
}

void service_use_emit(struct running *r, const struct outcome *o)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct tree_sample *samples = arena_array(&scratch, o->samples_n, sizeof *samples);

	for (size_t i = 0; i < r->uses.n; i++)
		emit(r, &r->uses.v[i], o, samples);
	r->uses.n = 0;
}
