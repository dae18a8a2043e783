#include "judge/rows.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/words.h"
#include "model/run/run.h"

#define SHIFT_LEAST  0.05 /* a smaller one is not worth a sentence */
#define SHIFT_ERRORS 3    /* and it must be this many standard errors from none */
enum { VISITS_MIN = 5 };  /* behind a median */

/* Of the median of a normal distribution with these quartiles. */
#define MEDIAN_ERROR(spread, n) (1.2533 * (spread) / 1.349 / sqrt((double)(n)))

static bool is_known(const struct run_canary *c)
{
	return c->n >= VISITS_MIN && c->median > 0 && isfinite(c->median) && c->spread >= 0 &&
		c->kernel && c->code;
}

static const struct run_canary *find(const struct run *run, const struct run_canary *like)
{
	return TEXT_FIND(run->canary.v, run->canary.n, kernel, like->kernel);
}

struct shift { /* as logarithms */
	double sum, variance;
	size_t n, other_code; /* kernels */
	const char *list;     /* "cpu 8% slower, ..." */
};

/* "8% slower", of a logarithm of times. */
static const char *speed(struct arena *mem, double change)
{
	double whole = round(100 * expm1(fabs(change)));

	return arena_printf(mem, "%.0f%% %s", whole, change < 0 ? "faster" : "slower");
}

static struct shift shift_between(struct arena *mem, const struct run *base, const struct run *head)
{
	struct shift s = { .list = "" };

	for (size_t i = 0; i < head->canary.n; i++) {
		const struct run_canary *h = &head->canary.v[i], *b = find(base, h);
		double change;

		if (!b || !is_known(h) || !is_known(b))
			continue;
		if (!text_equal(b->code, h->code)) {
			s.other_code++;
			continue;
		}
		change = log(h->median / b->median);
		s.sum += change;
		s.variance += pow(MEDIAN_ERROR(h->spread, h->n), 2) +
			pow(MEDIAN_ERROR(b->spread, b->n), 2);
		s.n++;
		s.list = arena_printf(mem, "%s%s %.20s %s", s.list, *s.list ? "," : "", h->kernel,
			speed(mem, change));
	}
	return s;
}

static void note_shift(struct words *notes, struct arena *mem, const struct shift *s)
{
	double change = s->n ? s->sum / (double)s->n : 0;
	double error = s->n ? sqrt(s->variance) / (double)s->n : 0;

	if (s->n == 0 && s->other_code)
		words_push(mem, notes,
			"the code of the canary has changed since the baseline was measured, so "
			"the canary cannot show a change of the machine's speed");
	if (fabs(change) < log1p(SHIFT_LEAST) || fabs(change) < SHIFT_ERRORS * error)
		return;
	words_printf(mem, notes,
		"the machine was %s than when the baseline was measured (canary):%s; "
		"benchctl corrects no verdict for this",
		speed(mem, change), s->list);
}

/* In the order of the blocks, so each benchmark may come several times. */
static void note_blocks(struct words *notes, struct arena *mem, const struct run *run)
{
	enum { NAMED = 5 };
	const char *list = "";
	size_t n = run->shifted.n;

	for (size_t i = 0; i < n && i < NAMED; i++) {
		const struct run_shift *s = &run->shifted.v[i];

		if (s->benchmark && s->change > -1)
			list = arena_printf(mem, "%s%s%.80s block %zu %s", list, i ? ", " : "",
				s->benchmark, s->block, speed(mem, log1p(s->change)));
	}
	if (n)
		words_printf(mem, notes,
			"%zu block%s ran at another machine speed (canary): %s%s; both sides "
			"of a block share it",
			n, text_s(n), list,
			n > NAMED ? arena_printf(mem, " and %zu more", n - NAMED) : "");
}

void machine_shift_note(struct words *notes, struct arena *mem, const struct run *base,
	const struct run *head)
{
	struct shift s = shift_between(mem, base, head);

	if (text_equal(base->host.class, head->host.class))
		note_shift(notes, mem, &s);
	if (base->shifted.n) /* the other side has the same */
		note_blocks(notes, mem, head);
}
