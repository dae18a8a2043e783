#include "judge/paired.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/aspects.h"
#include "judge/rows.h"
#include "judge/stats/psi.h"

/* Which a rule that fails a changed shape waits for. */
enum { SHAPE_BLOCKS = (PSI_SMALLEST + SEQUENCE_BLOCK - 1) / SEQUENCE_BLOCK };

/* One judged metric of one benchmark. */
struct track {
	const char *id, *metric;
	struct sequence_rule rule;
	double share; /* of alpha, beside the other aspects */
	enum sequence_state state;
	size_t looks;           /* blocks in the last look */
	const char *witness;    /* a second metric that is asked too, or NULL */
	bool by_witness;        /* it has decided */
	struct aspects aspects; /* beside the median */
	size_t least;           /* blocks that the shape needs */
	bool done; /* nothing to wait for; later samples may change the state nevertheless */
};

struct tracks ARENA_LIST(struct track);

struct paired {
	struct arena *mem;
	struct paired_options options;
	struct judge *judge;
	struct tracks *benchmark; /* by benchmark, as measured */
	size_t n;
	const struct words *base_ids;
};

struct paired *paired_new(struct arena *mem, const struct paired_options *options, size_t n)
{
	struct paired *p = arena_alloc(mem, sizeof *p);

	*p = (struct paired){ .mem = mem,
		.options = *options,
		.judge = judge_new(mem),
		.n = n,
		.benchmark = arena_array(mem, n, sizeof *p->benchmark) };
	return p;
}

/* The suspect of the first stage that is this metric, or NULL. */
static const struct row *suspect_of(const struct comparison *c, const char *id, const char *metric)
{
	for (size_t i = 0; c && i < c->n; i++)
		if (confirm_is_suspect(&c->v[i]) && text_equal(c->v[i].id, id) &&
			text_equal(c->v[i].metric.name, metric))
			return &c->v[i];
	return NULL;
}

/* The metrics to judge, once the first samples show which metrics the result has. */
static void begin_tracks(struct paired *p, struct tracks *tracks, const struct result *base,
	const struct result *head)
{
	for (size_t i = 0; i < head->n; i++) {
		const struct metric *m = &head->v[i].metric;
		struct policy policy = policy_for(p->options.gate, head->id, m->name, i == 0);
		const struct comparison *first = p->options.suspects;
		const struct row *suspect = suspect_of(first, head->id, m->name);
		enum aspect only = suspect ? row_aspect(suspect) : ASPECT_MEDIAN;
		double alpha = 1 - policy.confidence, share = 1;
		struct aspects aspects;

		if (m->better == BETTER_NONE || (policy.action == ACTION_OFF && i > 0) ||
			(first && !suspect))
			continue;
		aspects_begin(&aspects, &policy, suspect ? &only : NULL);
		if (suspect)
			alpha = CONFIRM_ERROR /
				(double)confirm_count(first, suspect->verdict, NULL);
		else
			alpha *= share = 1 / (double)aspects_count(&aspects);
		if (p->options.threshold > 0) {
			policy.threshold = p->options.threshold;
			policy.floor = p->options.threshold / 2;
		}
		*ARENA_PUSH(p->mem, tracks) = (struct track){ .id = head->id,
			.metric = m->name,
			.share = share,
			.witness = base ? witness_of(base, head, i) : NULL,
			.aspects = aspects,
			.least = !first && policy.psi.action == ACTION_FAIL ? SHAPE_BLOCKS : 0,
			.rule = { policy.threshold, fmin(policy.floor, policy.threshold), alpha,
				PASS_ERROR, m->better == BETTER_HIGHER } };
	}
}

/* The metric where every process has reported it; NULL elsewhere. */
static const struct series *whole(const struct result *r, const char *metric)
{
	const struct series *s = result_find(r, metric);

	return s && !result_lacks(r, s) ? s : NULL;
}

/* Asks about the median after that many blocks. An earlier answer does not bind: other metrics of
 * the benchmark may have needed more blocks. Crossing the last look's bound is rarer than crossing
 * any, so the errors of the sequence hold. */
static void look_at_median(struct paired *p, struct track *t, const struct result *const sides[2],
	const struct series *const series[2], size_t blocks)
{
	if (blocks == t->looks)
		return;
	t->looks = blocks;
	if (t->witness)
		t->state = witness_look(&t->by_witness, &p->judge->sequence, &t->rule, series,
			(const struct series *[]){
				whole(sides[0], t->witness), whole(sides[1], t->witness) },
			blocks);
	else
		t->state = sequence_look(&p->judge->sequence, &t->rule, series[0]->v, series[1]->v,
			blocks);
}

/* Asks about all blocks until now. */
static void look(struct paired *p, struct track *t, const struct result *base,
	const struct result *head)
{
	const struct series *b = result_find(base, t->metric), *h = result_find(head, t->metric);
	size_t n = !b || !h ? 0 : b->n < h->n ? b->n : h->n, blocks = n / SEQUENCE_BLOCK;
	bool waits;

	/* No sample can decide about a metric that one side or some of its runs lack. */
	if ((base->n && head->n && (!b || !h)) || (b && result_lacks(base, b)) ||
		(h && result_lacks(head, h))) {
		t->state = SEQUENCE_CAPPED;
		t->done = true;
		return;
	}
	if (blocks == 0)
		return;
	look_at_median(p, t, (const struct result *[]){ base, head },
		(const struct series *[]){ b, h },
		blocks < SEQUENCE_LOOKS ? blocks : SEQUENCE_LOOKS);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a block is there */
	waits = aspects_look(&t->aspects, p->mem, &t->rule, b->v, h->v, blocks) ||
		blocks < t->least;
	/* What repeats exactly is compared exactly, at the end. */
	t->done = (t->state != SEQUENCE_OPEN && (!waits || t->state == SEQUENCE_WORSE)) ||
		(blocks >= SEQUENCE_FIRST && series_is_constant(b) && series_is_constant(h));
}

/* The result of that id among a benchmark's sub-benchmarks; the benchmark itself if it has none. */
static const struct result *part_of(const struct result *r, const char *id)
{
	return r->subs ? run_find(r->subs, id) : r;
}

size_t paired_blocks(const struct paired *p, size_t i)
{
	const struct tracks *tracks = &p->benchmark[i];
	size_t most = SEQUENCE_LOOKS;

	for (size_t k = 0; k < tracks->n; k++) {
		size_t n = aspects_blocks(&tracks->v[k].aspects);

		most = n > most ? n : most;
	}
	return most;
}

bool paired_open(struct paired *p, size_t i, const struct result *base, const struct result *head)
{
	struct tracks *tracks = &p->benchmark[i];
	bool open = false;
	size_t n;
	const struct result *parts = result_subs(head, &n);

	if (n == 0 || (n == 1 && parts->n == 0))
		return true;
	for (size_t k = 0, begun = tracks->n; begun == 0 && k < n; k++)
		begin_tracks(p, tracks, part_of(base, parts[k].id), &parts[k]);
	for (size_t k = 0; k < tracks->n; k++) {
		struct track *t = &tracks->v[k];
		const struct result *b = part_of(base, t->id), *h = part_of(head, t->id);

		if (b && h)
			look(p, t, b, h);
		open = open || (!t->done && b && h);
	}
	return open;
}

void paired_follow(struct paired *p, const struct run *base, const struct run *head)
{
	p->n = head->n;
	p->benchmark = arena_array(p->mem, p->n, sizeof *p->benchmark);
	for (size_t i = 0; i < head->n; i++) {
		const struct result *b = run_find(base, head->v[i].id);

		if (b)
			paired_open(p, i, b, &head->v[i]);
	}
}

static const struct track *find_track(const struct paired *p, const char *id, const char *metric)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct tracks *t = &p->benchmark[i];

		for (size_t k = 0; k < t->n; k++)
			if (text_equal(t->v[k].id, id) && text_equal(t->v[k].metric, metric))
				return &t->v[k];
	}
	return NULL;
}

/* The samples that the verdict about the median is of: aspects need more. */
static const struct series *first_of(struct arena *mem, const struct series *s)
{
	struct series *first = arena_alloc(mem, sizeof *first);

	*first = *s;
	if (first->n > (size_t)SEQUENCE_LOOKS * SEQUENCE_BLOCK)
		first->n = (size_t)SEQUENCE_LOOKS * SEQUENCE_BLOCK;
	return first;
}

static struct sequence_outcome outcome_of(const struct track *t, const struct policy *policy)
{
	double part = t && t->witness ? WITNESS_SHARE : 1;

	if (!t)
		return (struct sequence_outcome){ SEQUENCE_CAPPED, 1 - policy->confidence, 1 };
	return (struct sequence_outcome){ t->state, t->rule.alpha * part, t->share * part };
}

static void decide(struct pairing *pair, struct row *r, const struct series *base,
	const struct series *head, const struct policy *policy)
{
	struct paired *p = pair->ctx;
	const struct track *t = find_track(p, r->id, r->metric.name);
	const struct sequence_outcome outcome = outcome_of(t, policy);

	/* The row shows what has decided. */
	if (t && t->by_witness) {
		r->witness = t->witness;
		base = result_find(pair->base, t->witness);
		head = result_find(pair->head, t->witness);
	}
	if (t && aspects_count(&t->aspects) > 1) {
		base = first_of(pair->mem, base);
		head = first_of(pair->mem, head);
	}
	decide_paired(r, pair->mem, p->judge, base, head, policy, &outcome);
	if (t && t->by_witness && t->state != SEQUENCE_WITHIN && !r->warning.kind)
		r->warning = (struct finding){ .kind = FINDING_WITNESS, .text = t->witness };
	if (t)
		aspects_apply(r, &t->aspects, t->rule.alpha, policy);
}

static bool expected(const struct pairing *pair, const char *id)
{
	const struct paired *p = pair->ctx;

	return p->base_ids && words_has(p->base_ids, id);
}

/* Benchmarks of the base's suite that head's suite lacks. Those with samples of the base have got
 * their rows as a pair. */
static void add_missing(struct pairing *pair, const struct words *base_ids, const struct run *base,
	const struct run *head)
{
	for (size_t i = 0; base_ids && i < base_ids->n; i++) {
		struct policy policy = policy_for(pair->options->gate, base_ids->v[i], "", true);
		const struct result gone = { .id = base_ids->v[i] };
		const struct result *measured = run_find(base, gone.id);

		if (run_find(head, gone.id) || (measured && measured->n && measured->v[0].n) ||
			!rows_selected(pair, gone.id))
			continue;
		rows_add_missing(pair, &gone, &rows_no_metric, &policy);
	}
}

static struct pairing pairing_of(struct comparison *c, struct arena *mem, struct paired *p,
	const struct compare_options *options)
{
	return (struct pairing){ .c = c,
		.mem = mem,
		.judge = p->judge,
		.options = options,
		.decide = decide,
		.ctx = p };
}

void paired_compare(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct words *base_ids,
	const struct compare_options *options)
{
	struct pairing pair = pairing_of(c, mem, p, options);

	pair.expected = expected;
	p->base_ids = base_ids;
	rows_pair(&pair, base, head);
	add_missing(&pair, base_ids, base, head);
	rows_sort(c, mem); /* c may have had rows before */
	compare_conclude(c);
}

/* Whether the metric's fresh data are as improbable as this: their blocks cross the bound at a
 * look. Figures and few starts of a server have no look. */
static bool holds_again(struct paired *p, const struct row *first, const struct row *row,
	const struct run *base, const struct run *head, double alpha)
{
	const struct track *t = find_track(p, first->id, first->metric.name);
	const struct result *x = run_find(base, first->id), *y = run_find(head, first->id);
	struct track again = { 0 };

	if (!row || !x || !y)
		return false;
	if (t && row_aspect(first) != ASPECT_MEDIAN)
		return aspects_worse(&t->aspects, alpha) == row_aspect(first);
	if (t) {
		again = *t;
		again.looks = 0;
		again.state = SEQUENCE_OPEN;
		again.rule.alpha = alpha;
		look(p, &again, x, y);
	}
	if (again.looks >= SEQUENCE_FIRST)
		return again.state ==
			(first->verdict == VERDICT_REGRESSION ? SEQUENCE_WORSE : SEQUENCE_BETTER);
	return confirm_p(first, row) <= alpha && confirm_shows(first, row);
}

void paired_confirm(struct comparison *c, struct arena *mem, struct paired *p,
	const struct run *base, const struct run *head, const struct compare_options *options)
{
	struct comparison second = { 0 };
	struct pairing pair = pairing_of(&second, mem, p, options);
	struct row **again = arena_array(mem, c->n, sizeof(struct row *));
	bool *holds = arena_array(mem, c->n, sizeof *holds);

	/* The base has run all suspects before, so none can be new. */
	rows_pair(&pair, base, head);
	for (size_t i = 0; i < c->n; i++)
		if (confirm_is_suspect(&c->v[i]))
			again[i] = rows_find(&second, &c->v[i]);
	/* Holm: each confirmed one leaves a larger share of the error to the others. */
	for (bool more = true; more;) {
		size_t losses = confirm_count(c, VERDICT_REGRESSION, holds);
		size_t gains = confirm_count(c, VERDICT_IMPROVEMENT, holds);

		more = false;
		for (size_t i = 0; i < c->n; i++) {
			bool loss = c->v[i].verdict == VERDICT_REGRESSION;

			if (holds[i] || !confirm_is_suspect(&c->v[i]))
				continue;
			holds[i] = holds_again(p, &c->v[i], again[i], base, head,
				CONFIRM_ERROR / (double)(loss ? losses : gains));
			more = more || holds[i];
		}
	}
	for (size_t i = 0; i < c->n; i++) {
		if (again[i])
			confirm_apply(&c->v[i], again[i],
				holds[i] || confirm_is_certain(&c->v[i], again[i]));
		else if (confirm_is_suspect(&c->v[i])) /* no fresh run reported the metric */
			confirm_lacks(&c->v[i], &second);
	}
	compare_conclude(c);
}
