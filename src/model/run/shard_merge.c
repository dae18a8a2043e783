#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "model/run/shard.h"

static const char *or_none(const char *s)
{
	return s ? s : "none";
}

static const char *name_of(const struct run *r)
{
	return r->id ? r->id : "a run without an id";
}

static int refuse(struct error *err, const struct run *a, const struct run *b, const char *what,
	const char *x, const char *y)
{
	return error_set(err,
		"%s and %s do not belong together: the %s of one is %s, of the other %s",
		name_of(a), name_of(b), what, or_none(x), or_none(y));
}

/* Members that must be equal in all runs. */
static int check_kin(const struct run *a, const struct run *b, struct error *err)
{
	static const char *const trees[] = { "as committed", "changed" };
	const struct {
		const char *what, *of_a, *of_b;
	} members[] = {
		{ "suite", a->suite, b->suite },
		{ "commit", a->commit, b->commit },
		{ "digest of the configuration", a->config_digest, b->config_digest },
		{ "class of machine", a->host.class, b->host.class },
		{ "schedule", a->schedule, b->schedule },
		{ "tree", trees[a->dirty], trees[b->dirty] },
	};

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (!text_equal(members[i].of_a, members[i].of_b))
			return refuse(err, a, b, members[i].what, members[i].of_a, members[i].of_b);
	return 0;
}

/* Each shard must exist; a duplicate shows by its benchmarks. */
static int check_complete(struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err)
{
	struct shard first = { 0 }, shard;
	bool *seen;

	for (size_t i = 0; i < n; i++) {
		const char *text = runs[i]->shard;

		if (runs[i]->status == RUN_INTERRUPTED || runs[i]->status >= RUN_RUNNING)
			return error_set(err, "%s is not complete (%s); measure that shard again",
				name_of(runs[i]), run_status_names[runs[i]->status]);
		if (!text || shard_parse(&shard, text))
			return error_set(err,
				"%s is not a shard; only runs of benchctl run --shard are merged",
				name_of(runs[i]));
		if (i == 0)
			first = shard;
		if (shard.n != first.n)
			return refuse(err, runs[0], runs[i], "shard", runs[0]->shard, text);
	}
	seen = arena_array(mem, first.n + 1, sizeof *seen);
	for (size_t i = 0; i < n; i++)
		if (!shard_parse(&shard, runs[i]->shard))
			seen[shard.i] = true;
	for (size_t k = 1; k <= first.n; k++)
		if (!seen[k])
			return error_set(err, "shard %zu/%zu is missing; all %zu are needed", k,
				first.n, first.n);
	return 0;
}

static bool same_series(const struct series *a, const struct series *b)
{
	return strcmp(a->metric.name, b->metric.name) == 0 && a->n == b->n &&
		(a->n == 0 || memcmp(a->v, b->v, a->n * sizeof *a->v) == 0);
}

static bool same_result(const struct result *a, const struct result *b)
{
	if (a->status != b->status || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!same_series(&a->v[i], &b->v[i]))
			return false;
	return true;
}

/* Merges results that several runs have; drops those after the first if they are equal. */
static int drop_repeats(struct run *run, struct error *err)
{
	size_t kept = 0;

	run_sort(run);
	for (size_t i = 0; i < run->n; i++) {
		if (kept && strcmp(run->v[kept - 1].id, run->v[i].id) == 0) {
			if (same_result(&run->v[kept - 1], &run->v[i]))
				continue;
			return error_set(err,
				"'%s' was measured by two shards with different results; "
				"were they divided by different baselines?",
				run->v[i].id);
		}
		run->v[kept++] = run->v[i];
	}
	run->n = kept;
	return 0;
}

int shard_merge(struct run *out, struct arena *mem, const struct run *const *runs, size_t n,
	struct error *err)
{
	const char *warning = NULL;

	for (size_t i = 1; i < n; i++)
		if (check_kin(runs[0], runs[i], err) < 0)
			return -1;
	if (check_complete(mem, runs, n, err) < 0)
		return -1;
	*out = *runs[0];
	out->shard = NULL;
	out->v = NULL;
	out->n = out->cap = 0;
	out->canary.v = NULL; /* each machine has its own */
	out->canary.n = out->canary.cap = 0;
	for (size_t i = 0; i < n; i++) {
		const struct run *r = runs[i];

		for (size_t k = 0; k < r->n; k++)
			*ARENA_PUSH(mem, out) = r->v[k];
		if (r->status != RUN_OK)
			out->status = r->status;
		if (out->started && r->started && strcmp(r->started, out->started) < 0)
			out->started = r->started;
		if (out->finished && r->finished && strcmp(r->finished, out->finished) > 0)
			out->finished = r->finished;
		if (r->duration > out->duration)
			out->duration = r->duration;
		if (r->warning)
			warning = arena_printf(mem, "%s%sshard %s: %s", warning ? warning : "",
				warning ? "; " : "", r->shard, r->warning);
	}
	out->warning = warning;
	return drop_repeats(out, err);
}
