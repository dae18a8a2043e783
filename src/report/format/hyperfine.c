#include "report/report.h"

#include "base/arena.h"
#include "base/json_write.h"
#include "base/sort.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "model/suite.h"

static void mean_of(struct json_out *o, const char *key, const struct result *r, const char *metric)
{
	const struct series *s = result_find(r, metric);

	if (s && s->n)
		json_out_number(o, key, stats_mean(s->v, s->n));
}

static void summary(struct json_out *o, const struct result *r, const struct series *wall)
{
	FREES_ARENA struct arena mem = { 0 };
	const double *sorted = sort_copy(&mem, wall->v, wall->n);
	size_t n = wall->n;

	json_out_number(o, "mean", stats_mean(sorted, n));
	json_out_number(o, "stddev", stats_sd(sorted, n));
	json_out_number(o, "median", stats_quantile(sorted, n, 0.5));
	mean_of(o, "user", r, "user");
	mean_of(o, "system", r, "sys");
	json_out_number(o, "min", sorted[0]);
	json_out_number(o, "max", sorted[n - 1]);
}

static void add(struct json_out *o, const struct benchmark *b, const struct result *r,
	const char *name)
{
	const struct series *wall = result_find(r, "wall"), *memory = result_find(r, "peak_rss");

	json_out_object(o, NULL);
	json_out_string(o, "command", name);
	summary(o, r, wall);
	json_out_numbers(o, "times", wall->v, wall->n);
	if (memory && memory->n)
		json_out_numbers(o, "memory_usage_byte", memory->v, memory->n);
	if (!b->life.process.ignore_failure) { /* others are not kept */
		json_out_array(o, "exit_codes");
		for (size_t i = 0; i < wall->n; i++)
			json_out_u64(o, NULL, 0);
		json_out_close(o);
	}
	if (b->parameters.n) {
		json_out_object(o, "parameters");
		for (size_t i = 0; i < b->parameters.n; i++)
			json_out_string(o, b->parameters.v[i].key, b->parameters.v[i].value);
		json_out_close(o);
	}
	json_out_close(o);
}

void hyperfine_write(FILE *out, const struct run *run, const struct suite *suite, bool by_command)
{
	struct json_out o = json_out_to(out, 3);

	json_out_object(&o, NULL);
	json_out_array(&o, "results");
	for (size_t i = 0; i < suite->n; i++) {
		const struct benchmark *b = &suite->v[i];
		const struct result *r = run_find(run, b->id);
		const struct series *wall = r ? result_find(r, "wall") : NULL;

		if (wall && wall->n && r->status == RESULT_OK)
			add(&o, b, r, by_command && r->command ? r->command : b->id);
	}
	json_out_end(&o);
}
