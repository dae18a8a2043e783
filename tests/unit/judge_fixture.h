/* Runs and rules from short texts, and comparisons as texts again, for the tests of the judge. */
#pragma once

#include "unit.h"

#include <math.h>

#include "base/rng.h"
#include "judge/compare.h"
#include "model/option/option.h"
#include "model/policy.h"

static inline void judge_fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

/* The `gate:` of a configuration. */
static inline struct gate_policy judge_gate(struct arena *mem, const char *yaml)
{
	struct problems problems = { .mem = mem };
	const struct option_start start = { .fill = judge_fill, .ctx = mem };
	struct gate_policy gate = { 0 };

	option_read_yaml(&gate, &gate_section, &start, yaml, strlen(yaml), &problems);
	for (size_t i = 0; i < problems.n; i++)
		fail_msg("%s\n%u:%u: %s", yaml, problems.v[i].line, problems.v[i].column,
			problems.v[i].text);
	return gate;
}

/* "5", "8x5": eight fives, "8~5": eight values within 1% of five, at random. */
static inline void judge_samples(struct series *s, struct arena *mem, struct rng *rng,
	const char *word)
{
	char *end;
	double v = strtod(word, &end);
	size_t n = *end ? (size_t)v : 1;
	char how = *end;

	if (how)
		v = strtod(end + 1, &end);
	if (*end)
		fail_msg("'%s' is no sample", word);
	for (size_t i = 0; i < n; i++) {
		double noise = ((double)rng_below(rng, 2000001) - 1e6) / 1e8;

		series_add(s, mem, how == '~' ? v * (1 + noise) : v);
	}
}

/* Samples without a count, with the other sign. */
static inline const char *judge_negative(struct arena *mem, const char *samples)
{
	char *rest = arena_string(mem, samples), *word;
	const char *all = "";

	while ((word = strsep(&rest, " ")))
		all = arena_printf(mem, "%s %g", all, -strtod(word, NULL));
	return all;
}

static inline struct metric judge_metric(struct arena *mem, const char *name, const char *unit)
{
	const struct unit *u = unit_find(unit);
	size_t n = strlen(name);

	return (struct metric){ .name = arena_printf(mem, "%.*s",
					(int)(strchr("+=", name[n - 1]) ? n - 1 : n), name),
		.unit = u ? dimension_base(u->dim) : arena_string(mem, unit),
		.dim = u ? u->dim : DIM_NONE,
		.better = name[n - 1] == '+' ? BETTER_HIGHER : BETTER_LOWER,
		.exact = name[n - 1] == '=' };
}

/* One line for each series: "ID METRIC UNIT SAMPLES"; METRIC+: more is better, METRIC=: it repeats
 * exactly; "ID ! REASON" and "ID ?": it failed, it was not measured. Lines end with ';'. */
static inline struct run judge_run(struct arena *mem, uint64_t seed, const char *text)
{
	struct rng rng = rng_seeded(seed);
	char *rest = arena_string(mem, text), *line;
	struct run run = { .host.class = "m" };

	while ((line = strsep(&rest, ";"))) {
		char *id, *name, *unit, *word;
		struct result *r = NULL;
		struct series *s;

		while ((id = strsep(&line, " ")) && !*id)
			;
		if (!id)
			continue;
		for (size_t i = 0; i < run.n; i++)
			r = strcmp(run.v[i].id, id) == 0 ? &run.v[i] : r;
		if (!r) {
			r = ARENA_PUSH(mem, &run);
			*r = (struct result){ .id = id };
		}
		name = strsep(&line, " ");
		if (name && strchr("!?", *name)) {
			r->status = *name == '!' ? RESULT_ERROR : RESULT_UNFINISHED;
			r->reason = line;
			continue;
		}
		unit = strsep(&line, " ");
		if (!name || !unit)
			fail_msg("'%s' is no series", text);
		{
			struct metric m = judge_metric(mem, name, unit);

			s = result_series(r, mem, &m);
		}
		while ((word = strsep(&line, " ")))
			if (*word)
				judge_samples(s, mem, &rng, word);
	}
	run_sort(&run);
	return run;
}

/* "a/wall pass none; ... = 0": the rows with their consequences, and the exit status. */
static inline const char *judge_told(struct arena *mem, const struct comparison *c)
{
	const char *all = "";

	for (size_t i = 0; i < c->n; i++)
		all = arena_printf(mem, "%s%s/%s %s %s; ", all, c->v[i].id, c->v[i].metric.name,
			verdict_names[c->v[i].verdict], consequence_names[c->v[i].consequence]);
	return arena_printf(mem, "%s= %d", all, c->exit);
}

/* Stored mode: one run against the only one there is. */
static inline struct comparison judge_compare(struct arena *mem, const char *yaml, const char *base,
	const char *head)
{
	struct comparison c = { 0 };
	struct gate_policy gate = judge_gate(mem, yaml);
	const struct compare_options options = { .gate = &gate };
	struct run b = judge_run(mem, 1, base), h = judge_run(mem, 2, head);
	const struct run_set set = { .v = &b, .n = 1 };

	compare_runs(&c, mem, judge_new(mem), &set, &h, &options);
	return c;
}
