/* Simulated gates of all kinds: whatever the data, no row contradicts itself. */
#include "judge_fixture.h"

#include <glob.h>

#include "judge/paired.h"
#include "report/report.h"
#include "row_truth.h"

/* A value of side k, whose level is 1 for base. */
typedef double (*shape)(struct rng *rng, double level);

static double uniform(struct rng *rng)
{
	return (double)(rng_below(rng, 1000000) + 1) / 1e6;
}

static double bell(struct rng *rng, double level)
{
	double sum = 0;

	for (int i = 0; i < 6; i++)
		sum += uniform(rng) - .5;
	return level * exp(.06 * sum);
}

static double wide(struct rng *rng, double level)
{
	return level * exp(.5 * (uniform(rng) - .5));
}

static double modes(struct rng *rng, double level)
{
	return level * (uniform(rng) < .5 ? 1 : 1.2) * exp(.02 * uniform(rng));
}

static double tail(struct rng *rng, double level)
{
	return level * exp(-.2 * log(uniform(rng)));
}

static double ticks(struct rng *rng, double level)
{
	return floor(level * (8 + 4 * uniform(rng)));
}

static double same(struct rng *rng, double level)
{
	(void)rng;
	return level;
}

static double two_valued(struct rng *rng, double level)
{
	return level * (uniform(rng) < .8 ? 1 : 2);
}

static double mostly_zero(struct rng *rng, double level)
{
	return uniform(rng) < .8 ? 0 : floor(level * 3);
}

static double negative(struct rng *rng, double level)
{
	return bell(rng, level) - 3;
}

static double about_zero(struct rng *rng, double level)
{
	return level - .5 - uniform(rng);
}

static double an_outlier(struct rng *rng, double level)
{
	return level * (uniform(rng) < .96 ? bell(rng, 1) : 1000);
}

static double ticks_and_an_outlier(struct rng *rng, double level)
{
	return uniform(rng) < .96 ? floor(level * (8 + 4 * uniform(rng))) : 5000;
}

static const shape shapes[] = { bell, wide, modes, tail, ticks, same, two_valued, mostly_zero,
	negative, about_zero, an_outlier, ticks_and_an_outlier };
static const double levels[] = { .7, .93, .98, 1, 1.03, 1.06, 1.12, 1.5, 4.4 };

static struct series *add_series(struct result *r, struct arena *mem, const char *name)
{
	struct metric m = judge_metric(mem, name, "s");

	return result_series(r, mem, &m);
}

struct case_of {
	const char *name; /* metric; "rate+": more is better */
	shape next;
	double level;
};

static void fill(struct series *s, struct arena *mem, struct rng *rng, const struct case_of *k,
	double level, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double v = k->next(rng, level);

		series_add(s, mem, k->name[4] == '+' ? k->next == mostly_zero ? 3 - v : 1 / v : v);
	}
}

static void check(const struct comparison *c, const char *what, size_t i)
{
	for (size_t k = 0; k < c->n; k++) {
		const struct row *r = &c->v[k];
		const char *wrong = row_contradiction(r);

		if (wrong)
			fail_msg("%s %zu: %s: %s, %s, change %g in %g to %g, limit %g, p %g %g, "
				 "visible %g",
				what, i, wrong, verdict_names[r->verdict],
				finding_names[r->reason.kind], r->change, r->effect_lo,
				r->effect_hi, r->threshold, r->p, r->p_worse, r->visible);
	}
}

static struct case_of case_number(size_t i)
{
	return (struct case_of){ i % 2 ? "wall" : "rate+", shapes[i % ARRAY_SIZE(shapes)],
		levels[i * 7 % ARRAY_SIZE(levels)] };
}

/* Two metrics: the first decides at once, the second keeps the benchmark open. Some have a second
 * witness, and some end early. */
static void paired_rows(void **state)
{
#ifdef __SANITIZE_ADDRESS__
	enum { GATES = 6, METRICS = 3 };
#else
	enum { GATES = 36, METRICS = 3 };
#endif
	(void)state;
	for (size_t i = 0; i < GATES; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct rng rng = rng_seeded(i);
		struct gate_policy gate = judge_gate(&mem, "metrics: { other: {} }");
		const struct paired_options options = { .gate = &gate };
		const struct compare_options compare = { .gate = &gate };
		struct paired *p = paired_new(&mem, &options, 1);
		const struct case_of one = case_number(i), two = { "other", wide, 1 },
				     net = { "wall_net", bell, 1 };
		struct result side[2] = { { .id = "a" }, { .id = "a" } };
		struct series *s[2][METRICS];
		struct comparison c = { 0 };
		size_t blocks = i % 4 ? SEQUENCE_LOOKS : SEQUENCE_FIRST + i / 4 % 3;
		bool open = true;

		for (size_t k = 0; k < 2; k++) {
			add_series(&side[k], &mem, one.name);
			add_series(&side[k], &mem, two.name);
			add_series(&side[k], &mem, i % 3 ? "more" : "wall_net");
			for (size_t m = 0; m < METRICS; m++)
				s[k][m] = &side[k].v[m];
		}
		for (size_t b = 0; open && b < blocks; b++) {
			for (size_t k = 0; k < 2; k++) {
				fill(s[k][0], &mem, &rng, &one, k ? one.level : 1, SEQUENCE_BLOCK);
				fill(s[k][1], &mem, &rng, &two, 1, SEQUENCE_BLOCK);
				fill(s[k][2], &mem, &rng, &net, k ? one.level : 1, SEQUENCE_BLOCK);
			}
			open = paired_open(p, 0, &side[0], &side[1]);
		}
		{
			struct run base = { .v = &side[0], .n = 1 };
			struct run head = { .v = &side[1], .n = 1 };

			paired_compare(&c, &mem, p, &base, &head, NULL, &compare);
		}
		check(&c, "paired", i);
	}
}

static void stored_rows(void **state)
{
	enum { COMPARISONS = 600 };
	static const char *const rules[] = { "{}", "threshold: 0%", "confidence: 99.9%",
		"threshold: 120%" };

	(void)state;
	for (size_t i = 0; i < COMPARISONS; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct rng rng = rng_seeded(i);
		struct gate_policy gate = judge_gate(&mem, rules[i / 7 % ARRAY_SIZE(rules)]);
		const struct compare_options options = { .gate = &gate, .sessions = i % 2 };
		const struct case_of one = case_number(i / 2);
		size_t runs = i % 3 ? 1 + i % 7 : 8 + i % 5, n = 1 + (size_t)rng_below(&rng, 24);
		struct run_set set = { 0 };
		struct result now = { .id = "a" };
		struct run head = { .v = &now, .n = 1 };
		struct comparison c = { 0 };

		for (size_t k = 0; k < runs; k++) {
			struct result *r = arena_alloc(&mem, sizeof *r);

			*r = (struct result){ .id = "a" };
			fill(add_series(r, &mem, one.name), &mem, &rng, &one, 1, n);
			*ARENA_PUSH(&mem, &set) = (struct run){ .v = r, .n = 1 };
		}
		fill(add_series(&now, &mem, one.name), &mem, &rng, &one, one.level,
			1 + (size_t)rng_below(&rng, 24));
		compare_runs(&c, &mem, judge_new(&mem), &set, &head, &options);
		check(&c, "stored", i);
	}
}

/* Recorded gates and comparisons. */
static void recorded_rows(void **state)
{
	glob_t files;
	size_t rows = 0;

	(void)state;
	assert_int_equal(glob("tests/data/rows/*.json", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct comparison c;
		struct error err;

		assert_ok(comparison_load(&c, &mem, files.gl_pathv[i], &err), &err);
		check(&c, files.gl_pathv[i], i);
		rows += c.n;
	}
	globfree(&files);
	assert_true(rows >= 12);
}

/* What the check itself must see. */
static void contradictions_show(void **state)
{
	static const struct row sound = { .metric.better = BETTER_LOWER,
		.verdict = VERDICT_PASS,
		.reason.kind = FINDING_WITHIN,
		.test = TEST_BLOCKED_RANKS,
		.change = .01,
		.effect = .01,
		.effect_lo = -.01,
		.effect_hi = .03,
		.threshold = .05,
		.confidence = .99,
		.p = .5,
		.p_worse = .25 };
	struct row r = sound;

	(void)state;
	assert_null(row_contradiction(&r));
	r.effect_hi = .06;
	assert_text(row_contradiction(&r), "it passes, and the interval reaches beyond the limit");
	r = sound;
	r.verdict = VERDICT_REGRESSION;
	assert_text(row_contradiction(&r), "it is a loss, and p does not reach the confidence");
	r = sound;
	r.verdict = VERDICT_INCONCLUSIVE;
	r.reason = (struct finding){ .kind = FINDING_BLIND, .ratio = .005 };
	assert_text(row_contradiction(&r), "it cannot show less than it shows");
	r.reason.kind = FINDING_UNSURE;
	r.change = r.effect = .06;
	r.effect_hi = .09;
	assert_text(row_contradiction(&r),
		"it suspects a loss, and there is none, or the opposite");
	r.p = r.p_worse = .001;
	assert_text(row_contradiction(&r), "it is undecided, and p reaches the confidence");
	r = sound;
	r.reason.kind = FINDING_LOSS;
	assert_text(row_contradiction(&r), "its reason belongs to another verdict");
	r.reason.kind = FINDING_NO_CHANGE_WITHIN;
	r.effect_lo = .005;
	assert_text(row_contradiction(&r),
		"no change shows, and the interval contains only changes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paired_rows),
		cmocka_unit_test(stored_rows),
		cmocka_unit_test(recorded_rows),
		cmocka_unit_test(contradictions_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
