/* The judge on recorded noise: how often it alarms on nothing, what it sees, what it costs; beside
 *the rules that other gates use. Every simulated gate takes consecutive values of the recording,
 *from a random place on, so that autocorrelation and drift are those of the machine; base and head
 *are drawn from them in random order within blocks, and head is multiplied by 1 + effect.
 *
 *	simulate NOISE.json GATES SEED
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/error.h"
#include "benchctl/hodges.h"
#include "benchctl/multiplicity.h"
#include "benchctl/ranktest.h"
#include "benchctl/rng.h"
#include "benchctl/run.h"
#include "benchctl/sequence.h"
#include "benchctl/stats.h"

enum { SIDE_MAX = 64, FIXED = 32, BOOTSTRAPS = 999 };

struct stream { /* a recording, read from a random place on */
	const struct series *s;
	size_t at;
	struct rng *rng;
	double effect;
};

static double next(struct stream *f)
{
	f->at = (f->at + 1) % f->s->n;
	return f->s->v[f->at];
}

/* One block: consecutive values, dealt to the sides at random. */
static void take_block(struct stream *f, double *base, double *head, size_t n)
{
	size_t order[2 * SIDE_MAX], b = 0, h = 0;

	for (size_t i = 0; i < 2 * n; i++)
		order[i] = i % 2;
	rng_shuffle(f->rng, order, 2 * n);
	for (size_t i = 0; i < 2 * n; i++) {
		if (order[i])
			head[h++] = next(f) * (1 + f->effect);
		else
			base[b++] = next(f);
	}
}

struct tally {
	size_t first, confirmed; /* gates that alarmed at the first stage, and after confirmation */
	size_t within, capped;
	double runs; /* of each side, in all */
	size_t other[4];
};

/* The two stages as the gate runs them. */
static void gate(struct tally *t, struct stream *f, struct sequence_tables *tables,
	const struct sequence_rule *rule)
{
	double base[SEQUENCE_LOOKS * SEQUENCE_BLOCK], head[SEQUENCE_LOOKS * SEQUENCE_BLOCK];
	struct sequence_rule second = *rule;

	for (int stage = 0; stage < 2; stage++) {
		enum sequence_state state = SEQUENCE_OPEN;
		size_t blocks = 0;

		while (state == SEQUENCE_OPEN) {
			take_block(f, base + blocks * SEQUENCE_BLOCK,
				head + blocks * SEQUENCE_BLOCK, SEQUENCE_BLOCK);
			blocks++;
			state = sequence_look(tables, stage ? &second : rule, base, head, blocks);
		}
		t->runs += (double)(blocks * SEQUENCE_BLOCK);
		if (stage == 0) {
			t->within += state == SEQUENCE_WITHIN || state == SEQUENCE_BETTER;
			t->capped += state == SEQUENCE_CAPPED;
		}
		if (state != SEQUENCE_WORSE)
			return;
		if (stage == 0)
			t->first++;
		else
			t->confirmed++;
		second.alpha = 0.05;
	}
}

/* Bootstrap of the ratio of medians, as criterion does it: the 95% interval beyond 1. */
static int bootstrap_alarms(const double *base, const double *head, size_t n, struct rng *rng)
{
	double *ratio = malloc(BOOTSTRAPS * sizeof *ratio), b[SIDE_MAX], h[SIDE_MAX];
	int alarm;

	for (int r = 0; r < BOOTSTRAPS; r++) {
		for (size_t i = 0; i < n; i++) {
			b[i] = base[rng_below(rng, n)];
			h[i] = head[rng_below(rng, n)];
		}
		stats_sort(b, n);
		stats_sort(h, n);
		ratio[r] = stats_median(h, n) / stats_median(b, n);
	}
	stats_sort(ratio, BOOTSTRAPS);
	alarm = stats_quantile(ratio, BOOTSTRAPS, 0.025) > 1.02;
	free(ratio);
	return alarm;
}

/* What others would have said, on FIXED interleaved runs a side. */
static void others(struct tally *t, struct stream *f, struct ranktest_tables *ranks)
{
	double base[SIDE_MAX], head[SIDE_MAX];
	struct ranktest test;

	for (size_t i = 0; i < FIXED; i += SEQUENCE_BLOCK)
		take_block(f, base + i, head + i, SEQUENCE_BLOCK);
	t->other[0] += stats_mean(head, FIXED) > 1.05 * stats_mean(base, FIXED);
	t->other[3] += (size_t)bootstrap_alarms(base, head, FIXED, f->rng);
	stats_sort(base, FIXED);
	stats_sort(head, FIXED);
	ranktest_compare(&test, ranks, base, FIXED, head, FIXED);
	t->other[1] += test.p_two < 0.05 && test.p_greater < test.p_less;
	t->other[2] += test.p_two < 0.05 &&
		stats_median(head, FIXED) >= 1.02 * stats_median(base, FIXED);
}

static void simulate(const struct result *r, double effect, size_t gates, uint64_t seed)
{
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables tables = { .tables.mem = &mem };
	struct ranktest_tables ranks = { .mem = &mem };
	const struct sequence_rule rule = {
		.threshold = 0.05, .floor = 0.02, .alpha = 0.01, .beta = 0.05
	};
	struct rng rng = rng_seeded(seed);
	struct stream f = { .s = &r->v[0], .rng = &rng, .effect = effect };
	struct tally t = { 0 };
	double n = (double)gates;

	for (size_t i = 0; i < gates; i++) {
		f.at = (size_t)rng_below(&rng, f.s->n);
		gate(&t, &f, &tables, &rule);
		f.at = (size_t)rng_below(&rng, f.s->n);
		others(&t, &f, &ranks);
	}
	printf("| %s | %+.0f%% | %.2f%% | %.2f%% | %.1f%% | %.1f%% | %.1f | %.1f%% | %.1f%% | "
	       "%.1f%% | %.1f%% |\n",
		r->id, effect * 100, 100 * (double)t.first / n, 100 * (double)t.confirmed / n,
		100 * (double)t.within / n, 100 * (double)t.capped / n, t.runs / n,
		100 * (double)t.other[0] / n, 100 * (double)t.other[1] / n,
		100 * (double)t.other[2] / n, 100 * (double)t.other[3] / n);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const double effects[] = { 0, 0.02, 0.05, 0.10 };
	FREES_ARENA struct arena mem = { 0 };
	struct run_set noise;
	struct error err;

	if (argc != 4 || run_set_load(&noise, &mem, argv[1], &err) < 0) {
		fprintf(stderr, "simulate: %s\n",
			argc == 4 ? err.text : "usage: simulate NOISE.json GATES SEED");
		return 2;
	}
	puts("| noise | effect | first stage | confirmed | passed early | undecided | runs a side "
	     "| mean>5% | MW p<.05 | MW and >=2% | bootstrap >2% |\n"
	     "|---|---|---|---|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < noise.v[0].n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(effects); k++)
			simulate(&noise.v[0].v[i], effects[k],
				strtoul(argv[2], NULL, 10) * (k == 0 ? 10 : 1),
				strtoull(argv[3], NULL, 10));
	return 0;
}
