/* A sample plugin: how long qsort takes. `make sample.so` builds it; docs/host.md says how to use
 * it. */
#include <benchctl/plugin.h>

#include <stdlib.h>
#include <time.h>

static const struct benchctl_option options[] = {
	{ "items", "1000", "numbers to sort", BENCHCTL_COUNT, 0, 1, 1e8 },
};
static const struct benchctl_metric metrics[] = {
	{ "time", "s", BENCHCTL_BETTER_LOWER, 0 },
};

struct state {
	size_t n;
	unsigned seed;
	int v[];
};

static int open_sort(void **out, const union benchctl_value *values, struct benchctl_sink *sink)
{
	size_t n = values[0].count;
	struct state *s = malloc(sizeof *s + n * sizeof *s->v);

	*out = s;
	if (!s)
		return sink->fail(sink,
			"there is not enough memory for the numbers; give fewer items");
	s->n = n;
	s->seed = 1;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int sample(void *state, uint32_t n, struct benchctl_sink *sink)
{
	struct state *s = state;
	struct timespec from, to;

	(void)n; /* one sample per call is always allowed */
	for (size_t i = 0; i < s->n; i++)
		s->v[i] = (int)((s->seed = s->seed * 1103515245 + 12345) >> 1);
	clock_gettime(CLOCK_MONOTONIC, &from);
	qsort(s->v, s->n, sizeof *s->v, compare);
	clock_gettime(CLOCK_MONOTONIC, &to);
	sink->emit(sink, &metrics[0],
		(double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9);
	return 1;
}

static int close_sort(void *state, struct benchctl_sink *sink)
{
	(void)sink;
	free(state);
	return 0;
}

static const struct benchctl_kind sort = {
	.version = BENCHCTL_PLUGIN_VERSION,
	.resources = BENCHCTL_CPU,
	.size = sizeof sort,
	.metric_size = sizeof *metrics,
	.option_size = sizeof *options,
	.name = "sort",
	.help = "how long qsort takes",
	.options = options,
	.options_n = 1,
	.metrics = metrics,
	.metrics_n = 1,
	.open = open_sort,
	.sample = sample,
	.close = close_sort,
};

const struct benchctl_kind *benchctl_plugin_v1(void)
{
	return &sort;
}
