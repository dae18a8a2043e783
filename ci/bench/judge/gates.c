/* The gate on recorded noise: false alarms, detection, runs. Every simulated gate takes consecutive
 * values of the recording from a random position on, so autocorrelation and drift are the
 * machine's. Each block assigns its values to base and head in random order; head is multiplied by
 * 1 + effect. */
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/rows.h"
#include "judge/stats/sequence.h"
#include "judge/stats/stats.h"
#include "model/run/run.h"
#include "bench.h"

enum { FIXED = 32, SAMPLES = SEQUENCE_LOOKS * SEQUENCE_BLOCK }; /* runs per side */

struct stream { /* a recording, read from a random place on */
	const struct series *s;
	size_t at;
	struct rng *rng;
	double effect;
};

static void rewind_to_random(struct stream *f)
{
	f->at = (size_t)rng_below(f->rng, f->s->n);
}

static double next(struct stream *f)
{
	f->at = (f->at + 1) % f->s->n;
	return f->s->v[f->at];
}

static void take_block(struct stream *f, double *base, double *head)
{
	size_t order[2 * SEQUENCE_BLOCK], b = 0, h = 0;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		order[i] = i % 2;
	rng_shuffle(f->rng, order, ARRAY_SIZE(order));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		if (order[i])
			head[h++] = next(f) * (1 + f->effect);
		else
			base[b++] = next(f);
	}
}

struct tally {
	size_t gates, fixed; /* simulated; with the rules of others beside */
	size_t first, slower, faster, passed, capped, suspected;
	double runs; /* of each side, in all */
	size_t other[RULES];
};

static const struct sequence_rule usual = {
	.threshold = 0.05, .floor = 0.02, .alpha = 0.01, .beta = 0.05
};

struct blocks {
	double base[SAMPLES], head[SAMPLES];
	size_t n; /* of blocks */
};

/* Blocks until the rule decides. */
static enum sequence_state stage(struct blocks *b, struct stream *f, struct sequence_tables *tables,
	const struct sequence_rule *rule)
{
	enum sequence_state state = SEQUENCE_OPEN;

	for (b->n = 0; state == SEQUENCE_OPEN;) {
		take_block(f, b->base + b->n * SEQUENCE_BLOCK, b->head + b->n * SEQUENCE_BLOCK);
		b->n++;
		state = sequence_look(tables, rule, b->base, b->head, b->n);
	}
	return state;
}

/* Whether a suite of this benchmark alone would have no verdict: compare_no_verdict. */
static bool is_suspected(const struct blocks *b, struct sequence_tables *tables)
{
	struct sequence_evidence e;

	return sequence_evidence(&e, tables, &usual, b->base, b->head, b->n, SEQUENCE_CAPPED) &&
		e.estimate >= 1 + usual.threshold && e.p_worse <= 0.10;
}

/* Both stages, as the gate runs them for a suite with one suspect. */
static void gate(struct tally *t, struct stream *f, struct sequence_tables *tables)
{
	struct sequence_rule again = usual;
	enum sequence_state state;
	struct blocks b;

	rewind_to_random(f);
	t->gates++;
	state = stage(&b, f, tables, &usual);
	t->runs += (double)b.n * SEQUENCE_BLOCK;
	t->passed += state == SEQUENCE_WITHIN;
	t->capped += state == SEQUENCE_CAPPED;
	t->suspected += state == SEQUENCE_CAPPED && is_suspected(&b, tables);
	if (state != SEQUENCE_WORSE && state != SEQUENCE_BETTER)
		return;
	t->first += state == SEQUENCE_WORSE;
	again.alpha = CONFIRM_ERROR;
	if (stage(&b, f, tables, &again) == state)
		*(state == SEQUENCE_WORSE ? &t->slower : &t->faster) += 1;
	t->runs += (double)b.n * SEQUENCE_BLOCK;
}

/* The decisions of other rules on FIXED interleaved runs per side. */
static void others(struct tally *t, struct stream *f)
{
	double base[FIXED], head[FIXED];

	rewind_to_random(f);
	t->fixed++;
	for (size_t i = 0; i < FIXED; i += SEQUENCE_BLOCK)
		take_block(f, base + i, head + i);
	for (size_t r = 0; r < RULES; r++)
		t->other[r] += rules[r].alarms(base, head, FIXED, f->rng);
}

static double percent(size_t part, size_t all)
{
	return 100 * (double)part / (double)all;
}

static void print_row(const char *id, double effect, const struct tally *t)
{
	printf("| %s | %+.0f%% | %.2f%% | %.2f%% | %.2f%% | %.1f%% | %.1f%% | %.1f%% | %.1f |", id,
		effect * 100, percent(t->first, t->gates), percent(t->slower, t->gates),
		percent(t->faster, t->gates), percent(t->passed, t->gates),
		percent(t->capped, t->gates), percent(t->suspected, t->gates),
		t->runs / (double)t->gates);
	for (size_t r = 0; r < RULES; r++)
		printf(" %.1f%% |", percent(t->other[r], t->fixed));
	putchar('\n');
	fflush(stdout);
}

static void print_noise(const struct run *noise)
{
	puts("| recording | samples | median | sd / mean | MAD sd / median | autocorrelation |\n"
	     "|---|---|---|---|---|---|");
	for (size_t i = 0; i < noise->n; i++) {
		FREES_ARENA struct arena mem = { 0 };
		const struct series *s = &noise->v[i].v[0];
		const double *sorted = sort_copy(&mem, s->v, s->n);
		double median = sort_median(sorted, s->n);

		printf("| %s | %zu | %.1f ms | %.1f%% | %.1f%% | %.2f |\n", noise->v[i].id, s->n,
			1e3 * median, 100 * stats_sd(s->v, s->n) / stats_mean(s->v, s->n),
			100 * STATS_MAD_SD * stats_mad(sorted, s->n) / median,
			stats_autocorrelation(s->v, s->n));
	}
	putchar('\n');
}

void bench_gates(const struct run *noise, size_t gates, uint64_t seed)
{
	static const double effects[] = { 0, 0.02, 0.05, 0.10, 0.20, 0.40 };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables tables = { .tables.mem = &mem };

	print_noise(noise);
	printf("| noise | effect | first stage | slower | faster | passed | undecided | exit 4 "
	       "| runs per side |");
	for (size_t r = 0; r < RULES; r++)
		printf(" %s |", rules[r].name);
	puts("\n|---|---|---|---|---|---|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < noise->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(effects); k++) {
			struct rng rng = rng_seeded(seed);
			struct stream f = { &noise->v[i].v[0], 0, &rng, effects[k] };
			struct tally t = { 0 };

			for (size_t g = 0; g < gates * (k == 0 ? 10 : 1); g++)
				gate(&t, &f, &tables);
			for (size_t g = 0; g < gates; g++)
				others(&t, &f);
			print_row(noise->v[i].id, effects[k], &t);
		}
	putchar('\n');
}
