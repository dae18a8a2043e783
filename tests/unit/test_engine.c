/* The engine with kinds of benchmarks of every shape: one that only counts calls, a round of
 * requests, a kernel in this process, and a plugin. */
#include "engine_fixture.h"

#include <math.h>

#include "benchctl/plugin.h"

#undef fail /* of cmocka */

static void calls_in_order(void **state)
{
	struct fixture *f = *state;
	struct trial t;

	trial_open(&t, f, &fake_kind);
	trial_fixtures(&t);
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_text(fake_log(&f->mem, t.root[0]),
		"setup open prepare calibrate conclude prepare sample conclude "
		"prepare sample conclude prepare sample conclude close cleanup ");
	assert_int_equal(result_find(trial_result(&t, "x"), "steps")->n, 2);
	trial_close(&t);
}

/* A round of requests: one sample is a distribution of latencies and ten figures. */
static const struct metric latency = { "latency", "s", DIM_TIME, BETTER_LOWER, false };

static int round_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	static const struct benchctl_bucket buckets[] = { { 0.001, 890 }, { 0.002, 99 },
		{ 0.005, 10 }, { 0.25, 1 }, { 1, 0 } };

	(void)n, (void)err;
	for (size_t i = 0; i < 10; i++) {
		struct metric m = { arena_printf(t->context->mem, "figure.%zu", i), "1/s", DIM_RATE,
			BETTER_HIGHER, false };

		sink_emit(sink, &m, (double)i);
	}
	sink_histogram(sink, &latency, buckets, ARRAY_SIZE(buckets));
	return 1;
}

static const struct kind_hooks round_hooks = { .sample = round_sample };
static const struct kind round_kind = { .options = &fake_section,
	.resources = RESOURCE_NETWORK,
	.metrics = &latency,
	.metrics_n = 1,
	.hooks = &round_hooks };

static void a_round_of_requests(void **state)
{
	static const struct {
		const char *metric;
		double value;
	} rows[] = { { "latency", 0.001 }, { "latency.p90", 0.002 }, { "latency.p95", 0.002 },
		{ "latency.p99", 0.005 }, { "latency.p99.9", 0.005 }, { "latency.max", 0.25 },
		{ "figure.0", 0 }, { "figure.9", 9 } };
	struct fixture *f = *state;
	const struct result *r;
	struct trial t;

	trial_open(&t, f, &round_kind);
	assert_int_equal(trial_measure(&t, 1), 0);
	r = trial_result(&t, "x");
	assert_int_equal(r->n, 16);
	assert_text(r->v[0].metric.name, "latency");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct series *s = result_find(r, rows[i].metric);

		assert_row(rows[i].metric, s ? s->metric.name : NULL, rows[i].metric);
		assert_int_equal(s->n, 2);
		assert_true(fabs(s->v[1] - rows[i].value) < 1e-12);
	}
	trial_close(&t);
}

/* One process is one sample, also where it reports a metric several times or not at all. */
static int chatty_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	static const double values[][3] = { { 1, 9, 2 }, { 30, 10, 20 }, { 5, 7, 6 } };
	struct metric some = { "some", "s", DIM_TIME, BETTER_LOWER, false };

	(void)n, (void)err;
	for (size_t i = 0; i < 3; i++) {
		sink_emit(sink, &fake_metrics[0], values[t->samples][i]);
		sink_emit(sink_sub(sink, "sub"), &some, values[t->samples][i]);
	}
	if (t->samples == 1)
		sink_emit(sink, &some, 1);
	return 1;
}

static void one_process_is_one_sample(void **state)
{
	static const struct kind_hooks hooks = { .sample = chatty_sample };
	static const struct kind kind = { .options = &fake_section, .hooks = &hooks };
	static const double medians[] = { 2, 20, 6 };
	struct fixture *f = *state;
	struct result r = { .id = "x" };
	struct trial t;

	trial_open(&t, f, &kind);
	t.benchmark.life.schedule.runs = (struct range){ 3, 3 };
	assert_int_equal(trial_measure(&t, 1), 0);
	r = *trial_result(&t, "x/sub");
	assert_int_equal(r.processes, 3);
	assert_int_equal(r.v[0].n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(r.v[0].v[i] == medians[i]);
	assert_false(result_lacks(&r, &r.v[0]));
	trial_close(&t);
}

/* A kernel in this process, whose samples take less time than asking for them. */
struct bursts {
	size_t largest, calls;
};

static int kernel_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	struct bursts *b = *(struct bursts *const *)t->benchmark->options;

	(void)err;
	b->calls++;
	b->largest = n > b->largest ? n : b->largest;
	for (size_t i = 0; i < n; i++)
		sink_emit(sink, &fake_metrics[0], (double)i);
	return (int)n;
}

static const struct kind_hooks kernel_hooks = { .sample = kernel_sample };
static const struct kind kernel_kind = { .options = &fake_section,
	.resources = RESOURCE_CPU,
	.metrics = fake_metrics,
	.metrics_n = 1,
	.hooks = &kernel_hooks };

static void a_kernel_in_bursts(void **state)
{
	struct fixture *f = *state;
	struct bursts b = { 0 }, *at = &b;
	struct trial t;

	trial_open(&t, f, &kernel_kind);
	t.benchmark.options = &at;
	t.benchmark.life.schedule.warmup = 2;
	t.benchmark.life.schedule.runs = (struct range){ 12, 12 };
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_int_equal(trial_result(&t, "x")->v[0].n, 12);
	assert_int_equal(b.largest, 3);
	assert_int_equal(b.calls, 2 + 4);

	/* What runs around each sample leaves none in a row. */
	b = (struct bursts){ 0 };
	fake_command(&t, &t.benchmark.life.fixtures.conclude, "conclude");
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_int_equal(trial_result(&t, "x")->v[0].n, 12);
	assert_int_equal(b.largest, 1);
	trial_close(&t);
}

/* A plugin: the contract of the public header in the engine's words. */
struct plugin_sink {
	struct benchctl_sink face;
	struct sink *to;
	struct plugin_sink *sub;
};
struct plugin_state {
	const struct benchctl_kind *plugin;
	union benchctl_value value;
	void *state;
	struct plugin_sink sink, sub;
};

static struct metric metric_of(const struct benchctl_metric *m)
{
	const struct unit *unit = unit_find(m->unit);

	return (struct metric){ m->name, m->unit, unit ? unit->dim : DIM_NONE,
		(enum better)m->better, m->exact };
}

static void plugin_emit(struct benchctl_sink *s, const struct benchctl_metric *m, double value)
{
	struct metric metric = metric_of(m);

	sink_emit(((struct plugin_sink *)s)->to, &metric, value);
}

static void plugin_histogram(struct benchctl_sink *s, const struct benchctl_metric *m,
	const struct benchctl_bucket *v, size_t n)
{
	struct metric metric = metric_of(m);

	sink_histogram(((struct plugin_sink *)s)->to, &metric, v, n);
}

static struct benchctl_sink *plugin_sub(struct benchctl_sink *s, const char *name)
{
	struct plugin_sink *p = (struct plugin_sink *)s;

	p->sub->to = sink_sub(p->to, name);
	return &p->sub->face;
}

static int plugin_fail(struct benchctl_sink *s, const char *sentence)
{
	sink_fail(((struct plugin_sink *)s)->to, "%s", sentence);
	return -1;
}

static struct benchctl_sink *plugin_sink(struct plugin_state *p, struct sink *to)
{
	p->sink = p->sub = (struct plugin_sink){ { sizeof(struct benchctl_sink), p, plugin_emit,
							 plugin_histogram, plugin_sub,
							 plugin_fail },
		to, &p->sub };
	return &p->sink.face;
}

static int plugin_open(struct task *t, struct error *err)
{
	struct plugin_state *p = t->state = *(struct plugin_state *const *)t->benchmark->options;

	sink_begin(&t->sink, t, true);
	if (p->plugin->open(&p->state, &p->value, plugin_sink(p, &t->sink)) == 0)
		return 0;
	return sink_end(&t->sink, err);
}

static int plugin_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	struct plugin_state *p = t->state;
	int got = p->plugin->sample(p->state, (uint32_t)n, plugin_sink(p, sink));

	return got < 0 ? sink_end(sink, err) : got;
}

static int plugin_close(struct task *t, struct error *err)
{
	struct plugin_state *p = t->state;

	(void)err;
	return p->plugin->close(p->state, plugin_sink(p, &t->sink));
}

static const struct kind_hooks plugin_hooks = {
	.open = plugin_open, .sample = plugin_sample, .close = plugin_close
};
static const struct kind plugin_kind = { .options = &fake_section, .hooks = &plugin_hooks };

/* From here on it is what somebody else would write. */
static const struct benchctl_metric stranger_metrics[] = { { "bandwidth", "1/s",
	BENCHCTL_BETTER_HIGHER, 0 } };

static int stranger_open(void **state, const union benchctl_value *values,
	struct benchctl_sink *sink)
{
	static int devices;

	if (values[0].count == 0)
		return sink->fail(sink, "there is no device; plug one in");
	*state = &devices;
	devices = 1;
	return 0;
}

static int stranger_sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	static const struct benchctl_bucket buckets[] = { { 0.5, 3 }, { 2, 1 } };
	static const struct benchctl_metric wait = { "wait", "s", BENCHCTL_BETTER_LOWER, 0 };

	for (uint32_t i = 0; i < n; i++) {
		sink->emit(sink, &stranger_metrics[0], 100);
		sink->histogram(sink, &wait, buckets, 2);
	}
	sink->emit(sink->sub(sink, "copy"), &stranger_metrics[0], 50);
	sink = sink->sub(sink, "triad");
	sink->fail(sink, "not on this device");
	return *(int *)state == 1 ? (int)n : -1;
}

static int stranger_close(void *state, struct benchctl_sink *sink)
{
	(void)sink;
	*(int *)state = 0;
	return 0;
}

static const struct benchctl_kind stranger = { .version = BENCHCTL_PLUGIN_VERSION,
	.resources = BENCHCTL_MEMORY,
	.size = sizeof stranger,
	.metric_size = sizeof *stranger_metrics,
	.option_size = sizeof(struct benchctl_option),
	.name = "stranger",
	.help = "what a device can do",
	.metrics = stranger_metrics,
	.metrics_n = 1,
	.open = stranger_open,
	.sample = stranger_sample,
	.close = stranger_close };

static void a_plugin(void **state)
{
	struct fixture *f = *state;
	struct plugin_state p = { .plugin = &stranger, .value.count = 1 }, *at = &p;
	struct trial t;

	_Static_assert((int)BENCHCTL_BETTER_NONE == (int)BETTER_NONE &&
			(int)BENCHCTL_BETTER_HIGHER == (int)BETTER_HIGHER &&
			(int)BENCHCTL_NETWORK == (int)RESOURCE_NETWORK,
		"one vocabulary");
	trial_open(&t, f, &plugin_kind);
	t.benchmark.options = &at;
	assert_int_equal(trial_measure(&t, 1), 0);
	/* What it has measured in subs replaces what it has measured as a whole. */
	assert_int_equal(t.run[0].n, 2);
	assert_true(trial_result(&t, "x/copy")->v[0].v[1] == 50);
	assert_int_equal(trial_result(&t, "x/copy")->v[0].metric.better, BETTER_HIGHER);
	assert_int_equal(trial_result(&t, "x/triad")->status, RESULT_ERROR);
	assert_text(trial_result(&t, "x/triad")->reason, "not on this device");

	p.value.count = 0;
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_text(trial_result(&t, "x")->reason, "there is no device; plug one in");
	trial_close(&t);
}

/* A kind that puts what a row of the table says into its sink. */
struct sinking {
	const char *sub, *unit;
	double first, second;
	int got;
};

static int sinking_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	const struct sinking *s = t->benchmark->options;
	struct metric m = { "m", t->samples ? s->unit : "s", DIM_TIME, BETTER_LOWER, false };

	(void)n, (void)err;
	if (s->sub)
		sink = sink_sub(sink, s->sub);
	sink_emit(sink, &m, t->samples ? s->second : s->first);
	return s->got;
}

static const struct kind_hooks sinking_hooks = { .sample = sinking_sample };
static const struct kind sinking_kind = { .options = &fake_section, .hooks = &sinking_hooks };

static void refuses_what_is_no_sample(void **state)
{
	static const struct {
		struct sinking sinking;
		const char *id, *reason;
	} rows[] = {
		{ { NULL, "s", 1, 2, 1 }, "x", NULL },
		{ { "a/b", "s", 1, 2, 1 }, "x/a/b", NULL },
		{ { NULL, "s", 1, (double)NAN, 1 }, "x", "m of x is not a finite number" },
		{ { NULL, "s", (double)INFINITY, 1, 1 }, "x", "m of x is not a finite number" },
		{ { NULL, "B", 1, 1, 1 }, "x",
			"m of x has the unit 'B' now, but had the unit 's' before" },
		{ { "a", "B", 1, 1, 1 }, "x/a",
			"m of x/a has the unit 'B' now, but had the unit 's' before" },
		{ { "a	b", "s", 1, 1, 1 }, "x", "the name 'x/a	b' has control characters" },
		{ { NULL, "s", 1, 1, 0 }, "x", "no sample was taken in sample 1" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trial t;

		trial_open(&t, f, &sinking_kind);
		t.benchmark.life.schedule.warmup = 0;
		t.benchmark.options = &rows[i].sinking;
		assert_int_equal(trial_measure(&t, 1), 0);
		assert_row(rows[i].id, trial_result(&t, rows[i].id)->reason, rows[i].reason);
		trial_close(&t);
	}
}

/* What means better or worse is scaled on the side that is slowed down; the wall time of processes,
 * which are slowed themselves, is not (test_spawner). */
static void slows_a_side_down(void **state)
{
	static const struct sinking one = { NULL, "s", 1, 1, 1 }, sub = { "a", "s", 1, 1, 1 };
	struct kind outside = sinking_kind;
	const struct {
		const struct kind *kind;
		const struct sinking *sinking;
		const char *id;
		double value;
	} rows[] = {
		{ &sinking_kind, &one, "x", 1.5 },
		{ &outside, &one, "x", 1.5 },
		{ &outside, &sub, "x/a", 1.5 },
	};
	struct fixture *f = *state;

	outside.timed_outside = true;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trial t;

		trial_open(&t, f, rows[i].kind);
		t.inject = 0.5;
		t.benchmark.options = rows[i].sinking;
		assert_int_equal(trial_measure(&t, 1), 0);
		assert_true(trial_result(&t, rows[i].id)->v[0].v[0] == rows[i].value);
		trial_close(&t);
	}
}

/* Values below 0 get worse in the same direction as others. */
static void every_injected_value_is_worse(void **state)
{
	static const struct {
		enum better better;
		double value, injected;
	} rows[] = {
		{ BETTER_LOWER, 4, 5 },
		{ BETTER_LOWER, -5, -4 },
		{ BETTER_LOWER, 0, 0 },
		{ BETTER_HIGHER, 5, 4 },
		{ BETTER_HIGHER, -4, -5 },
		{ BETTER_NONE, -4, -4 },
	};
	const struct task t = { .inject = .25 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct metric m = { .name = "m", .better = rows[i].better };

		assert_true(fabs(sink_injected(&t, &m, rows[i].value) - rows[i].injected) < 1e-12);
	}
}

/* Metrics of one's own come from the file, whatever the kind; those of a warm-up are dropped. */
static int reporting_sample(struct task *t, struct sink *sink, size_t n, struct error *err)
{
	(void)n, (void)err;
	unit_write(t->context->metrics_file, t->counts ? "hits 7 1\n" : "misses 3 1\n");
	sink_emit(sink, &fake_metrics[0], 1);
	return 1;
}

static const struct kind_hooks reporting_hooks = { .sample = reporting_sample };
static const struct kind reporting_kind = {
	.options = &fake_section, .metrics = fake_metrics, .metrics_n = 1, .hooks = &reporting_hooks
};

static void user_metrics_of_any_kind(void **state)
{
	struct fixture *f = *state;
	struct trial t;

	trial_open(&t, f, &reporting_kind);
	t.metrics_file = arena_printf(&f->mem, "%s/metrics.txt", t.root[0]);
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_int_equal(trial_result(&t, "x")->n, 2);
	assert_int_equal(result_find(trial_result(&t, "x"), "hits")->n, 2);
	trial_close(&t);
}

static void generates_for_any_kind(void **state)
{
	struct fixture *f = *state;
	struct data data = { .size = 100, .kind = DATA_ZEROS, .seed = 1 };
	struct trial t;

	trial_open(&t, f, &fake_kind);
	data.path = arena_printf(&f->mem, "%s/data/zeros", t.root[0]);
	t.benchmark.data = (struct items){ &data, 1 };
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_int_equal(access(data.path, R_OK), 0);

	data.path = "/dev/null/zeros";
	assert_int_equal(trial_measure(&t, 1), 0);
	assert_int_equal(trial_result(&t, "x")->status, RESULT_ERROR);
	assert_contains(trial_result(&t, "x")->reason, "/dev/null");
	trial_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_in_order),
		cmocka_unit_test(a_round_of_requests),
		cmocka_unit_test(one_process_is_one_sample),
		cmocka_unit_test(a_kernel_in_bursts),
		cmocka_unit_test(a_plugin),
		cmocka_unit_test(refuses_what_is_no_sample),
		cmocka_unit_test(slows_a_side_down),
		cmocka_unit_test(every_injected_value_is_worse),
		cmocka_unit_test(user_metrics_of_any_kind),
		cmocka_unit_test(generates_for_any_kind),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
