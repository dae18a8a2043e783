#include "judge/rows.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/threads.h"

static const char *schedule_of(const struct run *r)
{
	return r->schedule ? r->schedule : "sequential";
}

static void note_mismatch(struct pairing *pair, const struct run *base, const struct run *head)
{
	if (!text_equal(base->schedule, head->schedule))
		pair->mismatch = (struct finding){ .kind = FINDING_SCHEDULES,
			.text = schedule_of(base),
			.other = schedule_of(head) };
	if (!base->host.class || !head->host.class || pair->options->any_class ||
		text_equal(base->host.class, head->host.class))
		return;
	pair->mismatch = (struct finding){ .kind = FINDING_CLASSES,
		.text = base->host.class,
		.other = head->host.class };
	words_printf(pair->mem, &pair->c->notes,
		"the sides ran on different machine classes: %s and %s", base->host.class,
		head->host.class);
}

/* Contention during the measurement. Sides that were measured together share it. */
static void note_contention(struct pairing *pair, const struct run *base, const struct run *head)
{
	struct words *notes = &pair->c->notes;

	if (head->warning)
		words_printf(pair->mem, notes,
			"the machine was busy: results are less certain (%s)", head->warning);
	if (base->warning && !text_equal(base->warning, head->warning))
		words_printf(pair->mem, notes,
			"the machine was busy when the baseline was measured (%s)", base->warning);
}

/* If the kernel enforces the limit, it limits the file cache too. */
static void note_memory_limit(struct pairing *pair, const struct run *base, const struct run *head)
{
	const char *before = base->memory_limit_by, *now = head->memory_limit_by;

	if (before && now && !text_equal(before, now))
		words_printf(pair->mem, &pair->c->notes,
			"%s enforced memory_limit in this run, but %s in the "
			"baseline; the speed of file access may differ",
			now, before);
}

/* The results of one benchmark; NULL: the side has none. */
struct result_pair {
	const struct result *base, *head;
};

/* What the threads share. */
struct division {
	const struct pairing *whole;
	struct result_pairs ARENA_LIST(struct result_pair) pairs;
	size_t portion;                   /* pairs that are judged in one go */
	struct comparison *part;          /* rows and notes of each portion */
	struct arena mem[THREADS_MAX];    /* of these, by worker */
	struct arena tables[THREADS_MAX]; /* of the judges */
	struct judge *judge[THREADS_MAX];
};

/* Lists the selected benchmarks; returns how many are not. */
static size_t list_pairs(struct division *d, struct arena *mem, const struct run *base,
	const struct run *head)
{
	size_t i = 0, j = 0, left_out = 0;

	while (i < base->n || j < head->n) {
		int order = i == base->n ? 1
			: j == head->n   ? -1
					 : strcmp(base->v[i].id, head->v[j].id);
		const struct result *x = order <= 0 ? &base->v[i++] : NULL;
		const struct result *y = order >= 0 ? &head->v[j++] : NULL;

		if (rows_selected(d->whole, order <= 0 ? x->id : y->id))
			*ARENA_PUSH(mem, &d->pairs) = (struct result_pair){ x, y };
		else
			left_out++;
	}
	return left_out;
}

static void pair_portion(void *ctx, size_t worker, size_t i)
{
	struct division *d = ctx;
	struct pairing pair = *d->whole;
	size_t from = i * d->portion, rest = d->pairs.n - from;
	size_t n = rest < d->portion ? rest : d->portion;
	struct comparison *c = &d->part[i];

	pair.mem = &d->mem[worker];
	pair.judge = d->judge[worker];
	pair.c = c;
	c->v = arena_array(pair.mem, n, sizeof *c->v); /* most have one row */
	c->cap = n;
	for (const struct result_pair *k = d->pairs.v + from; k < d->pairs.v + from + n; k++)
		rows_pair_results(&pair, k->base, k->head);
}

/* Puts the portions behind one another, behind what the comparison has. */
static void gather(struct comparison *c, struct arena *mem, const struct comparison *part,
	size_t parts)
{
	size_t n = c->n;
	struct row *v;

	for (size_t i = 0; i < parts; i++)
		n += part[i].n;
	v = arena_array(mem, n, sizeof *v);
	if (c->n)
		memcpy(v, c->v, c->n * sizeof *v);
	for (size_t i = 0; i < parts; i++) {
		memcpy(v + c->n, part[i].v, part[i].n * sizeof *v);
		c->n += part[i].n;
		for (size_t k = 0; k < part[i].notes.n; k++)
			if (!words_has(&c->notes, part[i].notes.v[k]))
				words_push(mem, &c->notes, part[i].notes.v[k]);
	}
	c->v = v;
	c->cap = n;
}

/* Judges the portions, in threads if there are many rows that depend on nothing else. */
static void pair_all(struct division *d, struct arena *scratch)
{
	enum { PORTION = 64, MANY = 256 };
	const struct pairing *whole = d->whole;
	size_t n = d->pairs.n, parts;
	size_t workers = threads_count(whole->apart && n >= MANY ? THREADS_MAX : 1);

	d->portion = whole->apart || n == 0 ? PORTION : n;
	parts = (n + d->portion - 1) / d->portion;
	d->part = arena_array(scratch, parts, sizeof *d->part);
	for (size_t i = 0; i < workers; i++)
		d->judge[i] = i ? judge_new(&d->tables[i]) : whole->judge;
	threads_share(parts, workers, pair_portion, d);
	for (size_t i = 0; i < workers; i++) {
		arena_adopt(whole->mem, &d->mem[i]);
		arena_free(&d->tables[i]);
	}
	gather(whole->c, whole->mem, d->part, parts);
}

void rows_pair(struct pairing *pair, const struct run *base, const struct run *head)
{
	FREES_ARENA struct arena scratch = { 0 };
	struct division d = { .whole = pair };
	size_t left_out;

	note_mismatch(pair, base, head);
	note_contention(pair, base, head);
	note_memory_limit(pair, base, head);
	machine_shift_note(&pair->c->notes, pair->mem, base, head);
	left_out = list_pairs(&d, &scratch, base, head);
	pair_all(&d, &scratch);
	if (left_out)
		words_printf(pair->mem, &pair->c->notes,
			"%zu benchmark%s of the baseline %s not selected", left_out,
			text_s(left_out), left_out == 1 ? "was" : "were");
	compare_conclude(pair->c);
}
