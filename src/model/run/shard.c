#include "model/run/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"
#include "model/suite.h"

/* CI systems that number equal jobs. */
static const struct numbering {
	const char *index, *count;
	const char *first; /* the variable with the first number; NULL: it is `base` */
	size_t base;
} numberings[] = {
	/* For GitHub's matrices: env: { BENCHCTL_SHARD_INDEX: ${{ strategy.job-index }}, ... } */
	{ "BENCHCTL_SHARD_INDEX", "BENCHCTL_SHARD_TOTAL", NULL, 0 },
	{ "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, 1 },                         /* GitLab */
	{ "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", NULL, 0 },                 /* CircleCI */
	{ "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", NULL, 0 }, /* Buildkite */
	{ "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", NULL, 0 },                /* Kubernetes */
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", 0 }, /* Slurm */
};

/* A whole number of at most 9 digits; -1: invalid. */
static long number(const char *s)
{
	size_t n = s ? strspn(s, "0123456789") : 0;

	return n && n < 10 && !s[n] ? strtol(s, NULL, 10) : -1;
}

const char *shard_parse(struct shard *shard, const char *text)
{
	const char *slash = strchr(text, '/');
	char first[10] = "";
	long i, n;

	if (slash && (size_t)(slash - text) < sizeof first)
		memcpy(first, text, (size_t)(slash - text));
	i = number(first);
	n = slash ? number(slash + 1) : -1;
	if (i < 1 || n < 1 || i > n || n > SHARDS_MAX)
		return "is neither auto nor a shard such as 2/5, which is the second of five";
	*shard = (struct shard){ (size_t)i, (size_t)n };
	return NULL;
}

const char *shard_variables(struct arena *mem)
{
	const char *list = "";

	for (size_t k = 0; k < ARRAY_SIZE(numberings); k++)
		list = arena_printf(mem, "%s%s%s and %s", list, k ? "; " : "", numberings[k].index,
			numberings[k].count);
	return list;
}

int shard_from_environment(struct shard *shard, const char **source, struct error *err)
{
	for (size_t k = 0; k < ARRAY_SIZE(numberings); k++) {
		const struct numbering *v = &numberings[k];
		const char *index = getenv(v->index), *count = getenv(v->count);
		long first = v->first ? number(getenv(v->first)) : (long)v->base;
		long i = number(index) - first, n = number(count);

		if (!index || !*index)
			continue;
		*source = v->index;
		if (i < 0 || first < 0 || n < 1 || i >= n || n > SHARDS_MAX)
			return error_set(err,
				"%s is '%s' and %s is '%s', which names no shard; set both",
				v->index, index, v->count, count ? count : "");
		*shard = (struct shard){ (size_t)i + 1, (size_t)n };
		return 0;
	}
	return error_set(err,
		"no environment variable holds the number of this shard; write --shard I/N");
}

struct benchmark_cost {
	size_t at; /* in the suite */
	const char *id;
	double cost;
};

/* The longest first; equals by id, so the order of the file does not matter. */
static int longest_first(const void *a, const void *b)
{
	const struct benchmark_cost *x = a, *y = b;
	int order = SORT_ORDER(y->cost, x->cost);

	return order ? order : strcmp(x->id, y->id);
}

static double median_known(struct arena *mem, const double *cost, size_t n)
{
	double *known = arena_array(mem, n + 1, sizeof *known);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (isfinite(cost[i]))
			known[k++] = cost[i];
	sort_doubles(known, k);
	return k ? sort_median(known, k) : 1;
}

void shard_select(struct suite *suite, struct arena *mem, struct shard shard, const double *cost)
{
	struct benchmark_cost *pieces = arena_array(mem, suite->n, sizeof *pieces);
	double *load = arena_array(mem, shard.n, sizeof *load);
	bool *mine = arena_array(mem, suite->n, sizeof *mine);
	double usual = median_known(mem, cost, suite->n);
	size_t kept = 0;

	for (size_t i = 0; i < suite->n; i++)
		pieces[i] = (struct benchmark_cost){ i, suite->v[i].id,
			isfinite(cost[i]) ? cost[i] : usual };
	if (suite->n)
		qsort(pieces, suite->n, sizeof *pieces, longest_first);
	for (size_t i = 0; i < suite->n; i++) {
		size_t least = 0;

		for (size_t k = 1; k < shard.n; k++)
			if (load[k] < load[least])
				least = k;
		load[least] += pieces[i].cost;
		mine[pieces[i].at] = least + 1 == shard.i;
	}
	for (size_t i = 0; i < suite->n; i++)
		if (mine[i])
			suite->v[kept++] = suite->v[i];
	suite->n = kept;
}
