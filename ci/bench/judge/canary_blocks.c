/* Would it help paired mode to leave out blocks that the canary marks? The machine may shift in a
 * block, at any sample, and stays there; base and head share its factor. */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rng.h"
#include "judge/stats/sequence.h"
#include "model/run/run.h"
#include "bench.h"

struct world {
	const struct series *noise;
	struct rng *rng;
	double spread; /* sd of the machine's factor, as a logarithm */
	double effect;
};

enum { MOST = SEQUENCE_LOOKS * SEQUENCE_BLOCK };
enum marks { KEEP_ALL, DROP_SHIFTED, DROP_CHANGED, MARKS };
#define SHIFT_RATE  0.3  /* of blocks */
#define SHIFT_LEAST 0.10 /* that marks a block */

static void shift_in_block(double *machine, double *base, double *head, const struct world *w,
	size_t *at)
{
	size_t order[2 * SEQUENCE_BLOCK], b = 0, h = 0;
	size_t when = bench_uniform(w->rng) < SHIFT_RATE
		? (size_t)rng_below(w->rng, ARRAY_SIZE(order))
		: ARRAY_SIZE(order);

	for (size_t i = 0; i < ARRAY_SIZE(order); i++)
		order[i] = i % 2;
	rng_shuffle(w->rng, order, ARRAY_SIZE(order));
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		double v;

		if (i == when)
			*machine = w->spread * bench_normal(w->rng);
		*at = (*at + 1) % w->noise->n;
		v = w->noise->v[*at] * exp(*machine);
		if (order[i])
			head[h++] = v * (1 + w->effect);
		else
			base[b++] = v;
	}
}

/* Whether the gate's first stage calls head slower; at most SEQUENCE_LOOKS blocks are measured. */
static bool paired_gate(const struct world *w, enum marks marks, struct sequence_tables *tables)
{
	static const struct sequence_rule usual = {
		.threshold = 0.05, .floor = 0.02, .alpha = 0.01, .beta = 0.05
	};
	size_t at = (size_t)rng_below(w->rng, w->noise->n), kept = 0;
	double base[MOST], head[MOST], machine = 0;

	for (size_t n = 0; n < SEQUENCE_LOOKS; n++) {
		double before = machine;
		enum sequence_state state;

		shift_in_block(&machine, base + kept * SEQUENCE_BLOCK, head + kept * SEQUENCE_BLOCK,
			w, &at);
		if ((marks == DROP_SHIFTED && fabs(machine) >= log1p(SHIFT_LEAST)) ||
			(marks == DROP_CHANGED && fabs(machine - before) >= log1p(SHIFT_LEAST)))
			continue;
		state = sequence_look(tables, &usual, base, head, ++kept);
		if (state != SEQUENCE_OPEN)
			return state == SEQUENCE_WORSE;
	}
	return false;
}

void bench_canary_blocks(const struct run *noise, size_t gates, uint64_t seed)
{
	static const double spreads[] = { 0.06, 0.10, 0.20 }, effects[] = { 0, 0.05, 0.10 };
	FREES_ARENA struct arena mem = { 0 };
	struct sequence_tables tables = { .tables.mem = &mem };

	puts("| shifts | effect | slower: all blocks | without blocks on a shifted machine "
	     "| without blocks in which the machine shifted |\n|---|---|---|---|---|");
	for (size_t i = 0; i < ARRAY_SIZE(spreads); i++)
		for (size_t e = 0; e < ARRAY_SIZE(effects); e++) {
			printf("| %.0f%% | %+.0f%% |", 100 * spreads[i], 100 * effects[e]);
			for (int marks = 0; marks < MARKS; marks++) {
				struct rng rng = rng_seeded(seed);
				const struct world w = { .noise = &noise->v[0].v[0],
					.rng = &rng,
					.spread = spreads[i],
					.effect = effects[e] };
				size_t all = gates * (e == 0 ? 10 : 1), slower = 0;

				for (size_t g = 0; g < all; g++)
					slower += paired_gate(&w, (enum marks)marks, &tables);
				printf(" %.2f%% |", 100 * (double)slower / (double)all);
			}
			putchar('\n');
			fflush(stdout);
		}
	putchar('\n');
}
