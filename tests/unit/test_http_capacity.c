/* The search for the highest rate that keeps limits. */
#include "unit.h"

#include "load/histogram.h"
#include "load/load.h"
#include "measure/kind/http.h"

/* A server that keeps the limits up to a rate, but for every nth try. */
struct fake {
	double capacity;
	unsigned flaky; /* 0: never */
	unsigned tries, fails_at;
};

static int attempt(void *ctx, double rate, struct error *err)
{
	struct fake *f = ctx;

	f->tries++;
	if (f->fails_at && f->tries == f->fails_at)
		return error_set(err, "the server died");
	if (f->flaky && f->tries % f->flaky == 0)
		return 0;
	return rate <= f->capacity;
}

static const struct http_capacity_options defaults = {
	.p99 = .05, .lowest = 10, .highest = 1e6, .precision = .03
};

static void the_search_ends_near_the_capacity(void **state)
{
	static const struct {
		double capacity, before, found; /* found: at least, and 3% above it at most */
		unsigned flaky, tries;          /* tries: at most */
	} rows[] = {
		{ 1000, 0, 970, 0, 20 },
		{ 10, 0, 10, 0, 20 },
		{ 5, 0, 0, 0, 2 },
		{ 1e9, 0, 1e6, 0, 20 },
		{ 1000, 1000, 970, 0, 12 },
		{ 1000, 1010, 970, 0, 12 },
		{ 500, 1000, 485, 0, 20 },
		{ 2000, 1000, 1940, 0, 16 },
		/* One stall now and then is not the server's. */
		{ 1000, 0, 970, 5, 30 },
		{ 1000, 1000, 970, 7, 20 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fake f = { .capacity = rows[i].capacity, .flaky = rows[i].flaky };
		double rate = -1;
		struct error err;

		assert_ok(http_capacity_search(&rate, &defaults, rows[i].before, attempt, &f, &err),
			&err);
		if (!(rate >= rows[i].found && rate <= rows[i].found * 1.0312) ||
			rate > rows[i].capacity || f.tries > rows[i].tries)
			fail_msg("row %zu: found %g in %u tries", i, rate, f.tries);
	}
}

static void a_rate_that_cannot_be_tried_ends_it(void **state)
{
	(void)state;
	for (unsigned k = 1; k < 12; k++) {
		struct fake f = { .capacity = 1000, .fails_at = k };
		double rate;
		struct error err;

		assert_int_equal(http_capacity_search(&rate, &defaults, 0, attempt, &f, &err), -1);
		assert_text(err.text, "the server died");
		assert_int_equal(f.tries, k);
	}
}

static void limits(void **state)
{
	static const struct {
		struct http_capacity_options o;
		uint64_t errors, never_sent;
		bool kept;
	} rows[] = {
		/* 990 answers took 10 ms, 10 took 100 ms. */
		{ { .p99 = .011 }, 0, 0, true },
		{ { .p99 = .009 }, 0, 0, false },
		{ { .p50 = .011 }, 0, 0, true },
		{ { .p50 = .009 }, 0, 0, false },
		{ { .p99 = 1 }, 1, 0, false },
		{ { .p99 = 1, .errors = .01 }, 1, 0, true },
		{ { .p99 = 1 }, 0, 1, false },
		{ { .p99 = 1, .errors = .01 }, 10, 1, false },
	};
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct load_result r = { .latency = histogram_new(&mem), .completed = 1000 };

		for (int k = 0; k < 1000; k++)
			histogram_add(r.latency, k < 990 ? 10000000 : 100000000);
		r.errors[LOAD_ERROR_STATUS] = rows[i].errors;
		r.never_sent = rows[i].never_sent;
		if (http_capacity_keeps(&rows[i].o, &r) != rows[i].kept)
			fail_msg("row %zu", i);
		r.completed = 0;
		assert_false(http_capacity_keeps(&rows[i].o, &r));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_search_ends_near_the_capacity),
		cmocka_unit_test(a_rate_that_cannot_be_tried_ends_it),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
