/* "The smallest visible change" is what shows in 4 of 5 gates: held against simulated ones. Of
 * stored runs, the first data count, before fresh ones confirm them. */
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
enum mode { PAIRED, STORED, FEW_SESSIONS, SESSIONS, MODES };
static const char *const mode_names[] = { "paired", "stored", "3 sessions", "12 sessions" };
static const struct {
	const char *name;
	shape next;
	double least[MODES];
} noises[] = { { "bell", bell, { .7, .75, .75, .75 } }, { "modes", modes, { .7, .65, .65, .75 } },
	{ "tail", tail, { .7, .65, .75, .75 } }, { "quiet", quiet, { 0, .78, .75, .75 } } };

struct lab {
	struct arena *mem;
	struct judge *judge;
	struct policy policy;
	struct rng rng;
	shape next;
	struct run_set base; /* of sessions */
	struct gate_policy *gate;
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

/* A run whose level is that of its session, which differs by 4%. */
static struct run session(struct lab *lab, double level)
{
	enum { RUNS = 10 };
	struct series s = draw(lab, RUNS, level * pow(bell(&lab->rng), .04 / .15));
	struct result *result = arena_alloc(lab->mem, sizeof *result);

	*result = (struct result){ .id = "a", .v = arena_alloc(lab->mem, sizeof s), .n = 1 };
	result->v[0] = s;
	return (struct run){ .v = result, .n = 1 };
}

static struct row session_row(struct lab *lab, double level)
{
	const struct compare_options options = { .gate = lab->gate, .sessions = true };
	struct run head = session(lab, level);
	struct comparison c = { 0 };

	lab->judge = judge_new(lab->mem); /* which remembers a base's spread by its place */
	compare_runs(&c, lab->mem, lab->judge, &lab->base, &head, &options);
	return c.v[0];
}

static bool session_gate(struct lab *lab, double level)
{
	return session_row(lab, level).verdict == VERDICT_REGRESSION;
}

static double visible_after(struct lab *lab, size_t runs)
{
	lab->base = (struct run_set){ 0 };
	for (size_t i = 0; i < runs; i++)
		*ARENA_PUSH(lab->mem, &lab->base) = session(lab, 1);
	return session_row(lab, 1).visible;
}

static double few_sessions_visible(struct lab *lab)
{
	return visible_after(lab, 3);
}

static double sessions_visible(struct lab *lab)
{
	return visible_after(lab, 12);
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
			.next = noises[i].next,
			.gate = &rules };
		double hits = 0, least = noises[i].least[mode];

		for (size_t k = 0; k < rows && least > 0; k++) {
			double loss = visible(&lab);

			for (size_t g = 0; g < GATES; g++)
				hits += gate(&lab, 1 + loss);
		}
		hits /= (double)rows * GATES;
		if (least > 0 && (hits < least || hits > .97))
			fail_msg("%s, %s: the smallest visible loss shows in %.1f%% of gates",
				mode_names[mode], noises[i].name, 100 * hits);
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

static void of_sessions(void **state)
{
	(void)state;
	shows_in_4_of_5(FEW_SESSIONS, STORED_ROWS, few_sessions_visible, session_gate);
	shows_in_4_of_5(SESSIONS, STORED_ROWS, sessions_visible, session_gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_paired_mode),
		cmocka_unit_test(in_stored_mode),
		cmocka_unit_test(of_sessions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
