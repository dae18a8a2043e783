/* Would it help stored mode to correct by the canary? Sessions have a machine factor, which the
 * canary sees, and which benchmarks share as far as they are coupled. Judged as they are, divided
 * by the canary, and by the canary to a power that fits the stored runs. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "base/sort.h"
#include "judge/compare.h"
#include "judge/stats/stats.h"
#include "model/policy.h"
#include "model/run/run.h"
#include "bench.h"

enum { SUITE = 3, RUNS = 10, STORED = 12, FITTED_FROM = 8 };
#define OWN_NOISE 0.01 /* of the canary's median, as a logarithm */

enum correction { AS_IT_IS, DIVIDED, FITTED, CORRECTIONS };

struct world {
	const struct series *noise;     /* of every benchmark */
	const struct run_set *recorded; /* sessions, instead of the model; NULL: none */
	struct rng *rng;
	double spread, coupling; /* sd of the levels, as logarithms; their correlation */
	double effect;
	size_t stored;
	enum correction correction;
};

struct session {
	double level[SUITE], canary;
	const struct run *run; /* recorded; NULL: of the model */
};

static double canary_of(const struct run *run)
{
	double sum = 0;

	for (size_t i = 0; i < run->canary.n; i++)
		sum += log(run->canary.v[i].median);
	return exp(sum / (double)run->canary.n);
}

/* Sessions of one gate; recorded ones are drawn without repetition. */
static void draw(struct session *v, size_t n, const struct world *w)
{
	FREES_ARENA struct arena mem = { 0 };
	size_t all = w->recorded ? w->recorded->n : 0;
	size_t *order = arena_array(&mem, all + 1, sizeof *order);
	double own = sqrt(1 - w->coupling * w->coupling);

	for (size_t i = 0; i < all; i++)
		order[i] = i;
	rng_shuffle(w->rng, order, all);
	for (size_t k = 0; k < n; k++) {
		double machine = bench_normal(w->rng);

		v[k] = (struct session){ .canary = exp(w->spread * machine +
						 OWN_NOISE * bench_normal(w->rng)) };
		for (size_t i = 0; i < SUITE; i++)
			v[k].level[i] = exp(w->spread *
				(w->coupling * machine + own * bench_normal(w->rng)));
		if (all) {
			v[k].run = &w->recorded->v[order[k]];
			v[k].canary = canary_of(v[k].run);
		}
	}
}

/* The run of a session, or its second half: fresh samples. */
static struct run measure(struct arena *mem, const struct world *w, const struct session *s,
	bool fresh)
{
	static const char *const ids[SUITE] = { "a", "b", "c" };
	struct run run = { .v = arena_array(mem, SUITE, sizeof *run.v), .n = SUITE };

	for (size_t i = 0; i < SUITE; i++) {
		const struct series *from = s->run ? &s->run->v[i].v[0] : w->noise;
		size_t n = s->run ? from->n / 2 : RUNS,
		       at = s->run ? fresh * n : (size_t)rng_below(w->rng, from->n);
		struct series *series;

		run.v[i].id = ids[i];
		series = result_series(&run.v[i], mem, &process_metrics[PROCESS_WALL]);
		for (size_t k = 0; k < n; k++)
			series_add(series, mem,
				from->v[(at + k) % from->n] * (s->run ? 1 : s->level[i]));
	}
	return run;
}

/* The slope of a benchmark's level over the canary's, in the stored runs. */
static double slope_of(const struct run *runs, const struct session *s, size_t n, size_t i)
{
	double x = 0, y = 0, xx = 0, xy = 0;

	for (size_t k = 0; k < n; k++) {
		x += log(s[k].canary) / (double)n;
		y += log(series_centre(&runs[k].v[i].v[0])) / (double)n;
	}
	for (size_t k = 0; k < n; k++) {
		double far = log(s[k].canary) - x;

		xx += far * far;
		xy += far * (log(series_centre(&runs[k].v[i].v[0])) - y);
	}
	return xx > 0 ? xy / xx : 0;
}

static void scale(struct run *run, size_t i, double factor)
{
	struct series *s = &run->v[i].v[0];

	for (size_t k = 0; k < s->n; k++)
		s->v[k] *= factor;
}

/* Runs of the stored sessions, then head's, then fresh ones of the same session. */
static void correct(struct run *runs, const struct session *s, const struct world *w)
{
	for (size_t i = 0; i < SUITE && w->correction != AS_IT_IS; i++) {
		double power = w->correction == DIVIDED ? 1 : slope_of(runs, s, w->stored, i);

		for (size_t k = 0; k < w->stored + 2; k++)
			scale(&runs[k], i, pow(s[k < w->stored ? k : w->stored].canary, -power));
	}
}

struct alarms {
	size_t slower, rows;
};

static void gate(struct alarms *sum, const struct world *w)
{
	FREES_ARENA struct arena mem = { 0 };
	struct gate_policy usual = { 0 };
	const struct compare_options options = { .gate = &usual, .sessions = true };
	struct session sessions[STORED + 1];
	struct run runs[STORED + 2];
	struct run_set base = { .v = runs, .n = w->stored };
	struct comparison c = { 0 };
	struct judge *judge = judge_new(&mem);

	section_defaults(&gate_section, &usual, &mem);
	draw(sessions, w->stored + 1, w);
	for (size_t k = 0; k < w->stored + 2; k++)
		runs[k] = measure(&mem, w, &sessions[k < w->stored ? k : w->stored], k > w->stored);
	correct(runs, sessions, w);
	for (size_t i = 0; i < SUITE; i++) {
		scale(&runs[w->stored], i, 1 + w->effect);
		scale(&runs[w->stored + 1], i, 1 + w->effect);
	}
	compare_runs(&c, &mem, judge, &base, &runs[w->stored], &options);
	compare_confirm(&c, &mem, judge, &base, &runs[w->stored + 1], &options);
	sum->slower += c.count[VERDICT_REGRESSION];
	sum->rows += c.n;
}

/* The same gates with each correction, and each size of loss. */
static void print_row(const struct world *w, const char *name, size_t gates, uint64_t seed)
{
	static const double effects[] = { 0, 0.10, 0.20, 0.30 };

	printf("| %s | %zu |", name, w->stored);
	for (size_t e = 0; e < ARRAY_SIZE(effects); e++) {
		for (int how = 0; how < CORRECTIONS; how++) {
			struct rng rng = rng_seeded(seed);
			struct world own = *w;
			struct alarms sum = { 0 };

			own.rng = &rng;
			own.effect = effects[e];
			own.correction = (enum correction)how;
			if (how == FITTED && w->stored < FITTED_FROM) {
				printf(" / -");
				continue;
			}
			for (size_t g = 0; g < gates * (e == 0 ? 4 : 1); g++)
				gate(&sum, &own);
			printf(e == 0 ? "%s%.2f%%" : "%s%.0f%%", how ? " / " : " ",
				100 * (double)sum.slower / (double)sum.rows);
		}
		fputs(" |", stdout);
	}
	putchar('\n');
	fflush(stdout);
}

static void print_heading(void)
{
	puts("| levels of sessions | stored runs | slower at +0%: as they are / divided / fitted "
	     "| +10% | +20% | +30% |\n|---|---|---|---|---|---|");
}

static void stored_model(const struct run *noise, size_t gates, uint64_t seed)
{
	static const double spreads[] = { 0.03, 0.06, 0.10 }, couplings[] = { 0, 0.5, 1 };
	static const size_t stored[] = { 1, 4, STORED };
	char name[80];

	print_heading();
	for (size_t i = 0; i < ARRAY_SIZE(spreads); i++)
		for (size_t k = 0; k < ARRAY_SIZE(couplings); k++)
			for (size_t n = 0; n < ARRAY_SIZE(stored); n++) {
				const struct world w = { .noise = &noise->v[0].v[0],
					.spread = spreads[i],
					.coupling = couplings[k],
					.stored = stored[n] };

				snprintf(name, sizeof name, "%.0f%%, coupling %.1f",
					100 * spreads[i], couplings[k]);
				print_row(&w, name, gates, seed);
			}
	putchar('\n');
}

/* Recorded sessions: how a benchmark's level goes with the canary's. */
static void print_coupling(const struct run_set *set)
{
	FREES_ARENA struct arena mem = { 0 };
	struct session *s = arena_array(&mem, set->n, sizeof *s);
	double *x = arena_array(&mem, set->n, sizeof *x), *y = arena_array(&mem, set->n, sizeof *y);

	puts("| benchmark | sessions | sd of levels | sd of the canary | slope | sd divided "
	     "| sd fitted |\n|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < SUITE; i++) {
		double slope;

		for (size_t k = 0; k < set->n; k++)
			s[k].canary = canary_of(&set->v[k]);
		slope = slope_of(set->v, s, set->n, i);
		printf("| %s | %zu |", set->v[0].v[i].id, set->n);
		for (int column = 0; column < 4; column++) {
			const double powers[] = { 0, 0, 1, slope };

			for (size_t k = 0; k < set->n; k++) {
				x[k] = log(s[k].canary);
				y[k] = log(series_centre(&set->v[k].v[i].v[0])) -
					powers[column] * x[k];
			}
			if (column == 2)
				printf(" %.2f |", slope);
			printf(" %.1f%% |", 100 * stats_sd(column == 1 ? x : y, set->n));
		}
		putchar('\n');
	}
	putchar('\n');
}

static void stored_recorded(const struct run_set *set, size_t gates, uint64_t seed)
{
	static const size_t stored[] = { 1, 4, STORED };

	print_coupling(set);
	print_heading();
	for (size_t n = 0; n < ARRAY_SIZE(stored); n++) {
		const struct world w = { .recorded = set, .stored = stored[n] };

		print_row(&w, "recorded", gates, seed);
	}
	putchar('\n');
}

void bench_canary(const struct run *noise, const struct run_set *recorded, size_t gates,
	uint64_t seed)
{
	stored_model(noise, gates, seed);
	if (recorded->n > STORED)
		stored_recorded(recorded, gates, seed);
}
