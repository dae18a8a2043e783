/* Comparisons made by hand, for the tests of reports. */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "judge/compare.h"
#include "report/report.h"

#define NONE ((double)NAN)

static const struct metric fixture_wall = { "wall", "s", DIM_TIME, BETTER_LOWER, false };
static const struct metric fixture_p99 = { "p99", "s", DIM_TIME, BETTER_LOWER, false };
static const struct metric fixture_rss = { "peak_rss", "B", DIM_SIZE, BETTER_LOWER, false };
static const struct metric fixture_rate = { "requests", "1/s", DIM_RATE, BETTER_HIGHER, false };

static inline struct finding fixture_text(const char *text)
{
	return (struct finding){ .kind = FINDING_TEXT, .text = text };
}

static inline void fixture_frame(struct comparison *c)
{
	*c = (struct comparison){ .suite = "parser",
		.tool = "0.1.0",
		.mode = "paired",
		.duration = 118,
		.seed = 1234567890123456789U,
		.reproduce = "benchctl gate --against 1f3c9ab",
		.base = { .label = "1f3c9ab (merge base with origin/main)",
			.commit = "1f3c9ab0a7d5a1d1a0ffee1f3c9ab0a7d5a1d1a0",
			.runs = 12,
			.started = "2026-01-30T08:15:00Z",
			.host = { .class = "x86_64-xeon-2c",
				.cpu = "Intel Xeon @ 2.20GHz",
				.arch = "x86_64",
				.cores = 2,
				.memory = (size_t)8 << 30,
				.kernel = "Linux 6.1.0",
				.os = "Debian GNU/Linux 12",
				.digest = "aa",
				.governor = "performance",
				.virtualization = "virtual machine" } },
		.head = { .label = "results/run-017",
			.run = "run-017",
			.commit = "8e21c04ad15ea5e8e21c04ad15ea5e8e21c04ad1",
			.runs = 1,
			.started = "2026-01-31T12:00:00Z",
			.host = { .class = "x86_64-xeon-2c",
				.cpu = "Intel Xeon @ 2.20GHz",
				.arch = "x86_64",
				.cores = 2,
				.memory = (size_t)8 << 30,
				.kernel = "Linux 6.5.0",
				.os = "Debian GNU/Linux 12",
				.digest = "bb",
				.governor = "performance",
				.virtualization = "virtual machine" } } };
}

static inline struct summary fixture_side(size_t n, double median, double half)
{
	return (struct summary){ n, median, median * (1 - half), median * (1 + half) };
}

static inline struct row *fixture_row(struct comparison *c, struct arena *mem, const char *id,
	const struct metric *metric, int verdict, int consequence)
{
	struct row *r = ARENA_PUSH(mem, c);
	const struct summary nothing = { 0, NONE, NONE, NONE };

	*r = (struct row){ .id = id,
		.metric = *metric,
		.base = nothing,
		.head = nothing,
		.change = NONE,
		.effect = NONE,
		.effect_lo = NONE,
		.effect_hi = NONE,
		.level = NONE,
		.p = NONE,
		.psi = NONE,
		.psi_star = NONE,
		.psi_p = NONE,
		.visible = HUGE_VAL,
		.threshold = NONE,
		.floor = NONE,
		.confidence = NONE,
		.between = NONE,
		.verdict = verdict,
		.consequence = consequence };
	return r;
}

/* Both sides with their statistics; the interval lies `half` around the change. */
static inline struct row *fixture_pair(struct comparison *c, struct arena *mem, const char *id,
	const struct metric *metric, int verdict, int consequence, double base, double head,
	size_t n, double half, double p)
{
	struct row *r = fixture_row(c, mem, id, metric, verdict, consequence);

	r->base = fixture_side(n, base, 0.012);
	r->head = fixture_side(n, head, 0.008);
	r->change = r->effect = head / base - 1;
	r->effect_lo = r->change - half;
	r->effect_hi = r->change + half;
	r->level = 0.95;
	r->p = p;
	r->test = TEST_MANN_WHITNEY;
	r->visible = 0.021;
	r->threshold = 0.05;
	r->floor = 0.02;
	r->confidence = 0.99;
	return r;
}

/* The gate of the specification: one regression among four. */
static inline void fixture_gate(struct comparison *c, struct arena *mem)
{
	struct row *r;

	fixture_frame(c);
	r = fixture_pair(c, mem, "api/list", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE,
		2.051e-3, 2.049e-3, 40, 0.01, 0.522);
	r->reason = (struct finding){ .kind = FINDING_NO_CHANGE_WITHIN };
	r = fixture_pair(c, mem, "api/list", &fixture_p99, VERDICT_INCONCLUSIVE, CONSEQUENCE_NONE,
		4.1e-3, 4.02e-3, 40, 0.08, 0.448);
	r->visible = 0.07;
	r->reason = (struct finding){ .kind = FINDING_BLIND, .ratio = 0.07 };
	r = fixture_pair(c, mem, "parse/items=10", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE,
		1.2e-3, 1.19e-3, 8, 0.02, 0.312);
	r->reason = (struct finding){ .kind = FINDING_NO_CHANGE_WITHIN };
	r = fixture_pair(c, mem, "parse/items=1000", &fixture_wall, VERDICT_REGRESSION,
		CONSEQUENCE_FAIL, 0.1182, 0.1319, 24, 0.0145, 0.00012);
	r->confirmed = true;
	r->psi = 0.62, r->psi_star = 0.41, r->psi_p = 0.002, r->psi_level = PSI_MAJOR;
	r->reason = (struct finding){ .kind = FINDING_CONFIRMED, .n = 24, .ratio = 0.118 };
	r->command = "./bench parse --items 1000";
	r = fixture_pair(c, mem, "parse/small", &fixture_wall, VERDICT_PASS, CONSEQUENCE_NONE,
		12.41e-3, 12.44e-3, 16, 0.012, 0.61);
	r->reason = (struct finding){ .kind = FINDING_NO_CHANGE_WITHIN };
	compare_conclude(c);
}

/* One row of every verdict there is, and then some. */
static inline void fixture_zoo(struct comparison *c, struct arena *mem)
{
	static const struct metric none = { .name = "", .unit = "" };
	static const struct metric allocs = { "allocs", "allocs/op", DIM_NONE, BETTER_LOWER, true };
	struct row *r;

	fixture_frame(c);
	c->head.dirty = true;
	words_push(mem, &c->notes, "3 benchmarks of the baseline were not selected");
	r = fixture_pair(c, mem, "accepted/slower", &fixture_wall, VERDICT_ACCEPTED,
		CONSEQUENCE_NONE, 0.5, 0.54, 30, 0.01, 0.0001);
	r->reason = (struct finding){ .kind = FINDING_ACCEPTED,
		.ratio = 0.12,
		.text = "checks every input",
		.other = "2026-03-01" };
	r = fixture_row(c, mem, "broken/exit", &none, VERDICT_ERROR, CONSEQUENCE_FAIL);
	r->reason = fixture_text("./bench exited with status 139 (SIGSEGV) in sample 3 of 10. "
				 "Last lines of its stderr:\n  bench: bad input");
	r->command = "./bench --broken";
	r = fixture_pair(c, mem, "budget/rss", &fixture_rss, VERDICT_REGRESSION, CONSEQUENCE_FAIL,
		190e6, 205e6, 10, 0.01, 0.003);
	r->budget = "200MB";
	r->confirmed = true;
	r->reason = (struct finding){ .kind = FINDING_ABOVE_BUDGET };
	r = fixture_pair(c, mem, "exact/allocs", &allocs, VERDICT_PASS, CONSEQUENCE_NONE, 1204,
		1204, 1, 0, NONE);
	r->test = TEST_EXACT;
	r->visible = 0;
	r->base.lo = r->head.lo = -HUGE_VAL;
	r->base.hi = r->head.hi = HUGE_VAL;
	r->reason = (struct finding){ .kind = FINDING_EXACT_SAME };
	r = fixture_row(c, mem, "gone", &fixture_wall, VERDICT_MISSING, CONSEQUENCE_FAIL);
	r->base = fixture_side(10, 0.25, 0.02);
	r->reason = (struct finding){ .kind = FINDING_GONE };
	r = fixture_pair(c, mem, "http/rate", &fixture_rate, VERDICT_REGRESSION, CONSEQUENCE_WARN,
		152000, 131000, 20, 0.02, 0.0004);
	r->head.n = 18;
	r->reason = (struct finding){ .kind = FINDING_LOSS };
	r->warning = fixture_text("the load generator used 97% of its core");
	r = fixture_pair(c, mem, "improved", &fixture_wall, VERDICT_IMPROVEMENT, CONSEQUENCE_NONE,
		999e-6, 0.8e-3, 20, 0.0001, 0.0001);
	r->reason = (struct finding){ .kind = FINDING_GAIN };
	r = fixture_row(c, mem, "new/one", &fixture_wall, VERDICT_NEW, CONSEQUENCE_NONE);
	r->head = fixture_side(12, 3.2e-6, 0.02);
	r->reason = (struct finding){ .kind = FINDING_NEW };
	r = fixture_pair(c, mem, "other/machine", &fixture_wall, VERDICT_INCOMPARABLE,
		CONSEQUENCE_FAIL, 0.1, 0.2, 10, 0.02, NONE);
	r->reason = (struct finding){
		.kind = FINDING_CLASSES, .text = "x86_64-xeon-2c", .other = "arm64-4c"
	};
	r = fixture_pair(c, mem, "shape/drifts", &fixture_wall, VERDICT_PASS, CONSEQUENCE_WARN, 0.1,
		0.1005, 60, 0.01, 0.2);
	r->psi = 0.39, r->psi_star = 0.28, r->psi_p = 0.004, r->psi_level = PSI_MAJOR;
	r->reason = (struct finding){ .kind = FINDING_NO_CHANGE_WITHIN };
	r = fixture_pair(c, mem, "unsure/few", &fixture_wall, VERDICT_INCONCLUSIVE,
		CONSEQUENCE_FAIL, 0.1, 0.103, 3, 0.01, 0.2);
	r->base.lo = r->head.lo = -HUGE_VAL;
	r->base.hi = r->head.hi = HUGE_VAL;
	r->visible = HUGE_VAL;
	r->reason = (struct finding){ .kind = FINDING_POWERLESS };
	r = fixture_pair(c, mem, "unsure/looks", &fixture_wall, VERDICT_UNCONFIRMED,
		CONSEQUENCE_FAIL, 0.1, 0.108, 10, 0.02, 0.004);
	r->reason = (struct finding){ .kind = FINDING_LEFT_TO_CONFIRM };
	r = fixture_pair(c, mem, "zero", &fixture_rss, VERDICT_REGRESSION, CONSEQUENCE_FAIL, 0,
		4096, 5, 0, NONE);
	r->change = r->effect = r->effect_lo = r->effect_hi = NONE;
	r->test = TEST_EXACT;
	r->reason = (struct finding){ .kind = FINDING_EXACT_LOSS };
	compare_conclude(c);
}

#define HOSTILE_NAME                                                                               \
	"a|b`c\\|[x](http://evil) <script>alert(1)</script> @team #1 ]]> \"q\"\n"                  \
	"::error::boo ##[error]x \033[31m \xff\xfe \xe2\x80\xae*b* ${{x}} www.evil.com "           \
	"::warning::y"

/* Every foreign text is hostile, and some are long. */
static inline void fixture_hostile(struct comparison *c, struct arena *mem)
{
	char *epic = arena_alloc(mem, 10001);
	struct metric m = { HOSTILE_NAME, HOSTILE_NAME, DIM_NONE, BETTER_LOWER, false };
	static const int verdicts[] = { VERDICT_REGRESSION, VERDICT_ERROR, VERDICT_PASS,
		VERDICT_NEW };

	fixture_frame(c);
	memset(epic, '|', 10000);
	c->suite = c->tool = c->mode = c->reproduce = HOSTILE_NAME;
	c->base.label = c->head.label = c->base.commit = c->head.commit = HOSTILE_NAME;
	c->base.run = c->head.run = c->base.started = c->head.started = HOSTILE_NAME;
	c->base.host.class = c->base.host.cpu = c->head.host.kernel = HOSTILE_NAME;
	words_push(mem, &c->notes, HOSTILE_NAME);
	for (size_t i = 0; i < ARRAY_SIZE(verdicts); i++) {
		const char *ids[] = { "::error::x", HOSTILE_NAME, "a|b", epic };
		struct row *r = fixture_pair(c, mem, ids[i], &m, verdicts[i],
			verdicts[i] == VERDICT_REGRESSION || verdicts[i] == VERDICT_ERROR
				? CONSEQUENCE_FAIL
				: CONSEQUENCE_NONE,
			1, 1.2, 20, 0.01, 0.001);

		r->reason = r->warning = fixture_text(HOSTILE_NAME);
		r->command = HOSTILE_NAME;
		r->budget = i == 0 ? HOSTILE_NAME : NULL;
	}
	compare_conclude(c);
}

/* n rows in an order as of real ids; every seventh regresses. */
static inline void fixture_many(struct comparison *c, struct arena *mem, size_t n)
{
	fixture_frame(c);
	for (size_t i = 0; i < n; i++) {
		bool bad = i % 7 == 3;
		struct row *r = fixture_pair(c, mem,
			arena_printf(mem, "group/%03zu/bench=%06zu", i / 100, i), &fixture_wall,
			bad ? VERDICT_REGRESSION : VERDICT_PASS,
			bad ? CONSEQUENCE_FAIL : CONSEQUENCE_NONE, 0.01 * (double)(i % 100 + 1),
			0.01 * (double)(i % 100 + 1) * (bad ? 1.1 + (double)(i % 13) / 100 : 1.001),
			20, 0.01, bad ? 0.0001 : 0.5);

		r->reason = fixture_text("a reason such as the judge gives");
	}
	compare_conclude(c);
}

/* The report as a string in mem. */
static inline char *fixture_render(struct arena *mem, const struct reporter *reporter,
	const struct comparison *c, const struct report_style *style)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };

	memory_file_open(&m);
	reporter->render(m.f, c, style);
	memory_file_end(&m);
	return arena_copy(mem, m.data, m.n);
}

/* Compares with tests/golden/reports/NAME, which GOLDEN=update writes anew for eyes to check. */
static inline void fixture_golden(const char *name, const char *actual)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *path = file_join(&mem, "tests/golden/reports", name), *mode = getenv("GOLDEN");
	struct error err = { 0 };
	char *expected;
	size_t n;

	if (mode && strcmp(mode, "update") == 0) {
		assert_int_equal(file_write(path, actual, strlen(actual), &err), 0);
		return;
	}
	if (file_read(&expected, &n, &mem, path, 1 << 20, &err) < 0)
		fail_msg("%s", err.text);
	if (strcmp(expected, actual) != 0)
		print_message("%s", actual);
	assert_string_equal(actual, expected);
}

/* Calls look with the next line, without its newline, until there is none. */
static inline size_t fixture_lines(const char *text, void (*look)(const char *line))
{
	FREES_ARENA struct arena mem = { 0 };
	char *rest = arena_string(&mem, text), *line;
	size_t n = 0;

	for (; (line = strsep(&rest, "\n")) && (rest || *line); n++)
		look(line);
	return n;
}

/* Verdicts and consequences in every combination, with figures and without any. */
static inline void fixture_all_verdicts(struct comparison *c, struct arena *mem)
{
	fixture_frame(c);
	for (int bare = 0; bare < 2; bare++) {
		for (int v = 0; v < VERDICTS; v++) {
			for (int k = CONSEQUENCE_NONE; k <= CONSEQUENCE_FAIL; k++) {
				const char *id = arena_printf(mem, "%d/%02d/%d", bare, v, k);

				if (bare)
					fixture_row(c, mem, id, &fixture_wall, v, k);
				else
					fixture_pair(c, mem, id, &fixture_wall, v, k, 0.1, 0.12, 20,
						0.01, 0.001)
						->reason = fixture_text("a reason");
			}
		}
	}
	compare_conclude(c);
}
