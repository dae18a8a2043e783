/* "The smallest visible change" is what shows in 4 of 5 gates: held against simulated ones. */
#include "judge_fixture.h"

#include "judge/decide.h"
#include "judge/rows.h"

enum { SAMPLES = SEQUENCE_LOOKS * SEQUENCE_BLOCK };

typedef double (*shape)(struct rng *rng);

static double uniform(struct rng *rng)
{
	return ((double)rng_below(rng, 1000000) + .5) / 1e6;
}

/* About normal, sd .15 */
static double bell(struct rng *rng)
{
	double sum = 0;

	for (int i = 0; i < 12; i++)
		sum += uniform(rng) - .5;
	return exp(.15 * sum);
}

static double modes(struct rng *rng)
{
	return (uniform(rng) < .35 ? .8 : 1) * exp(.15 * (uniform(rng) - .5));
}

static double tail(struct rng *rng)
{
	return exp(-.2 * log(uniform(rng)));
}

/* Less than the threshold: then the shown change, of the medians, decides what is seen. */
static double quiet(struct rng *rng)
{
	return pow(bell(rng), .05);
}

/* least: the share of gates that show the loss; the approximation is normal, and most noise is not.
 * 0: not tried */
enum mode { PAIRED, STORED };
static const struct {
	const char *name;
	shape next;
	double least[2];
} noises[] = { { "bell", bell, { .7, .75 } }, { "modes", modes, { .7, .65 } },
	{ "tail", tail, { .7, .65 } }, { "quiet", quiet, { 0, .78 } } };

struct lab {
	struct arena *mem;
	struct judge *judge;
	struct policy policy;
	struct rng rng;
	shape next;
};

static struct series draw(struct lab *lab, size_t n, double level)
{
	struct series s = { .metric = judge_metric(lab->mem, "wall", "s") };

	for (size_t i = 0; i < n; i++)
		series_add(&s, lab->mem, level * lab->next(&lab->rng));
	return s;
}

static struct row row_of(const struct lab *lab)
{
	return (struct row){ .id = "a",
		.metric = judge_metric(lab->mem, "wall", "s"),
		.threshold = lab->policy.threshold,
		.floor = lab->policy.floor,
		.confidence = lab->policy.confidence,
		.between = (double)NAN };
}

static bool is_worse(struct lab *lab, double alpha, double level)
{
	const struct sequence_rule rule = { lab->policy.threshold, lab->policy.floor, alpha,
		PASS_ERROR, false };
	struct series base = draw(lab, SAMPLES, 1), head = draw(lab, SAMPLES, level);
	enum sequence_state state = SEQUENCE_OPEN;

	for (size_t b = 1; state == SEQUENCE_OPEN; b++)
		state = sequence_look(&lab->judge->sequence, &rule, base.v, head.v, b);
	return state == SEQUENCE_WORSE;
}

/* Found and confirmed. */
static bool paired_gate(struct lab *lab, double level)
{
	return is_worse(lab, 1 - lab->policy.confidence, level) &&
		is_worse(lab, CONFIRM_ERROR, level);
}

static double paired_visible(struct lab *lab)
{
	struct series base = draw(lab, SAMPLES, 1), head = draw(lab, SAMPLES, 1);
	const struct sequence_outcome capped = { SEQUENCE_CAPPED, 1 - lab->policy.confidence, 1 };
	struct row r = row_of(lab);

	decide_paired(&r, lab->mem, lab->judge, &base, &head, &lab->policy, &capped);
	return r.visible;
}

static struct row stored_row(struct lab *lab, double level)
{
	enum { RUNS = 20 };
	struct series base = draw(lab, RUNS, 1), head = draw(lab, RUNS, level);
	struct row r = row_of(lab);

	decide_stored(&r, lab->mem, lab->judge, &base, &head, &lab->policy, NULL, 0);
	return r;
}

static bool stored_gate(struct lab *lab, double level)
{
	return stored_row(lab, level).verdict == VERDICT_REGRESSION;
}

static double stored_visible(struct lab *lab)
{
	return stored_row(lab, 1).visible;
}

static void shows_in_4_of_5(enum mode mode, size_t rows, double (*visible)(struct lab *lab),
	bool (*gate)(struct lab *lab, double level))
{
	enum { GATES = 8 }; /* of each row's loss */

	for (size_t i = 0; i < ARRAY_SIZE(noises); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct gate_policy rules = judge_gate(&mem, "psi: { action: off }");
		struct lab lab = { .mem = &mem,
			.judge = judge_new(&mem),
			.policy = policy_for(&rules, "a", "wall", true),
			.rng = rng_seeded(i),
			.next = noises[i].next };
		double hits = 0, least = noises[i].least[mode];

		for (size_t k = 0; k < rows && least > 0; k++) {
			double loss = visible(&lab);

			for (size_t g = 0; g < GATES; g++)
				hits += gate(&lab, 1 + loss);
		}
		hits /= (double)rows * GATES;
		if (least > 0 && (hits < least || hits > .97))
			fail_msg("%s, %s: the smallest visible loss shows in %.1f%% of gates",
				mode == STORED ? "stored" : "paired", noises[i].name, 100 * hits);
	}
}

#ifdef __SANITIZE_ADDRESS__
enum { PAIRED_ROWS = 6, STORED_ROWS = 150 };
#else
enum { PAIRED_ROWS = 12, STORED_ROWS = 150 };
#endif

static void in_paired_mode(void **state)
{
	(void)state;
	shows_in_4_of_5(PAIRED, PAIRED_ROWS, paired_visible, paired_gate);
}

static void in_stored_mode(void **state)
{
	(void)state;
	shows_in_4_of_5(STORED, STORED_ROWS, stored_visible, stored_gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_paired_mode),
		cmocka_unit_test(in_stored_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
