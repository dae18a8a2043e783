#include "judge/rule_changes.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/option/option.h"
#include "model/run/run.h"
#include "model/suite.h"

enum {
	NAMED = 3,         /* benchmarks in one sentence */
	SENTENCES_MAX = 50 /* the others are counted */
};

/* One difference, and the benchmarks that share it. */
struct group {
	struct difference difference;
	const char *names, *last;
	size_t n;
};

struct finder {
	const struct rule_sides *sides;
	struct suite_index all; /* head's */
	struct arena *mem;
	struct group *v;
	size_t n, cap, left_out;
};

static bool is_in(const struct group *g, const struct difference *d)
{
	return g->difference.loosens == d->loosens && text_equal(g->difference.name, d->name) &&
		text_equal(g->difference.base, d->base) && text_equal(g->difference.head, d->head);
}

static void add(struct finder *f, const struct difference *d, const char *subject)
{
	struct group *g = NULL;

	for (size_t i = 0; i < f->n && !g; i++)
		g = is_in(&f->v[i], d) ? &f->v[i] : NULL;
	if (!g && f->n == SENTENCES_MAX) {
		f->left_out++;
		return;
	}
	if (!g) {
		g = ARENA_PUSH(f->mem, f);
		*g = (struct group){ .difference = *d, .names = subject };
	} else if (text_equal(g->last, subject)) {
		return;
	} else if (g->n < NAMED) {
		g->names = arena_printf(f->mem, "%s, %s", g->names, subject);
	}
	g->last = subject;
	g->n++;
}

static void add_all(struct finder *f, const struct differences *all, const char *subject)
{
	for (size_t i = 0; i < all->n; i++)
		add(f, &all->v[i], subject);
}

static void say(struct finder *f, struct words *out)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct group *g = &f->v[i];
		const struct difference *d = &g->difference;
		const char *names = g->n <= NAMED
			? g->names
			: arena_printf(f->mem, "%s and %zu more", g->names, g->n - NAMED);

		words_push(f->mem, out,
			d->loosens ? arena_printf(f->mem, "this change loosens %s: %s %s -> %s",
					     names, d->name, d->base, d->head)
				   : arena_printf(f->mem,
					     "this change replaces the %s of %s: %s -> %s", d->name,
					     names, d->base, d->head));
	}
	if (f->left_out)
		words_printf(f->mem, out,
			"this change loosens or replaces %zu more benchmark rule%s", f->left_out,
			text_s(f->left_out));
}

static struct differences measured_differences(struct arena *mem, const struct suite *suite,
	const struct benchmark *base, const struct benchmark *head)
{
	struct differences all = { 0 };

	if (base->written && head->written)
		option_differences(&all, mem, suite->section.entry, base->written, head->written);
	return all;
}

bool rule_changes_same(struct arena *mem, const struct suite *suite, const struct benchmark *base,
	const struct benchmark *head)
{
	return measured_differences(mem, suite, base, head).n == 0;
}

/* A metric of one benchmark, by the names that both sides give it. */
struct judged {
	const char *base_id, *id, *metric;
	bool base_primary, primary;
};

static const char *name_of(struct finder *f, const struct judged *s)
{
	return s->primary || !*s->metric ? s->id : arena_printf(f->mem, "%s %s", s->id, s->metric);
}

/* Whether base judges it; adds the rules that head loosens. */
static bool compare_policies(struct finder *f, const struct judged *s)
{
	struct policy base = policy_for(&f->sides->base->gate, s->base_id, s->metric,
		s->base_primary);
	struct policy head = policy_for(&f->sides->head->gate, s->id, s->metric, s->primary);
	struct differences all = { 0 };

	if (base.action == ACTION_OFF && !s->base_primary)
		return false;
	option_differences(&all, f->mem, &policy_section, &base, &head);
	for (size_t i = 0; i < all.n; i++)
		if (head.action != ACTION_OFF || text_equal(all.v[i].name, "action"))
			add(f, &all.v[i], name_of(f, s));
	return true;
}

/* Results say which way is better, and whether one sample decides. */
static void compare_metrics(struct finder *f, const struct judged *s, const struct metric *base,
	const struct metric *head)
{
	if (base->better != head->better)
		add(f,
			&(struct difference){ "better direction", false, better_names[base->better],
				better_names[head->better] },
			name_of(f, s));
	if (base->exact && !head->exact)
		add(f, &(struct difference){ "exact", true, "true", "false" }, name_of(f, s));
}

static void compare_series(struct finder *f, const struct judged *s, const struct series *base,
	const struct series *head)
{
	if (compare_policies(f, s) && base && head)
		compare_metrics(f, s, &base->metric, &head->metric);
}

/* All metrics that either result has. */
static void compare_results(struct finder *f, struct judged s, const struct result *base,
	const struct result *head)
{
	for (size_t i = 0; head && i < head->n; i++) {
		const struct series *other = base ? result_find(base, head->v[i].metric.name)
						  : NULL;

		s.metric = head->v[i].metric.name;
		s.primary = i == 0;
		s.base_primary = other ? other == base->v : s.primary;
		compare_series(f, &s, other, &head->v[i]);
	}
	for (size_t i = 0; base && i < base->n; i++) {
		s.metric = base->v[i].metric.name;
		s.primary = s.base_primary = i == 0;
		if (!head || !result_find(head, s.metric))
			compare_series(f, &s, &base->v[i], NULL);
	}
}

/* The results of that id; false: neither run has one. */
static bool compare_result_of(struct finder *f, const struct benchmark *base,
	const struct benchmark *head, const char *id)
{
	const struct rule_sides *s = f->sides;
	const struct result *before = s->base_run ? run_find(s->base_run, id) : NULL;
	const struct result *now = s->head_run ? run_find(s->head_run, id) : NULL;

	if (!(before && before->n) && !(now && now->n))
		return false;
	compare_results(f,
		(struct judged){ .id = id,
			.base_id = arena_printf(f->mem, "%s%s", base->id, id + strlen(head->id)) },
		before, now);
	return true;
}

/* The results of one benchmark, or of its parts; false: there are none. */
static bool compare_runs_of(struct finder *f, const struct benchmark *base,
	const struct benchmark *head)
{
	const struct run *runs[] = { f->sides->head_run, f->sides->base_run };
	bool any = compare_result_of(f, base, head, head->id);

	for (size_t k = 0; k < ARRAY_SIZE(runs) && benchmark_has_subs(head); k++)
		for (size_t i = 0; runs[k] && i < runs[k]->n; i++) {
			const char *id = runs[k]->v[i].id;

			if (benchmark_owns(head, id) && !text_equal(id, head->id) &&
				!(k && runs[0] && run_find(runs[0], id)))
				any = compare_result_of(f, base, head, id) || any;
		}
	return any;
}

/* Whether it is the primary one of those that a kind declares. */
static bool leads(const struct benchmark *b, size_t i)
{
	return b->metric ? text_equal(b->metric, b->kind->metrics[i].name) : i == 0;
}

static void compare_declared(struct finder *f, const struct benchmark *base,
	const struct benchmark *head)
{
	const struct kind *kind = base->kind;
	struct judged s = { base->id, head->id, "", true, true };

	if (!kind || kind != head->kind || kind->metrics_n == 0)
		compare_policies(f, &s);
	for (size_t i = 0; kind && kind == head->kind && i < kind->metrics_n; i++) {
		s.metric = kind->metrics[i].name;
		s.base_primary = leads(base, i);
		s.primary = leads(head, i);
		compare_policies(f, &s);
	}
}

/* Also where head has no such benchmark: what follows from that is a rule too. */
static void compare_benchmark(struct finder *f, const struct benchmark *base)
{
	const struct suite *suite = f->sides->all;
	const char *id = suite_name_now(suite, base->id);
	const struct benchmark *head = suite_index_find(&f->all, id);
	struct differences all;

	if (!words_select(f->sides->selected, NULL, id))
		return;
	if (!head) {
		compare_policies(f, &(struct judged){ base->id, id, "", true, true });
		return;
	}
	all = measured_differences(f->mem, suite, base, head);
	add_all(f, &all, id);
	if (!compare_runs_of(f, base, head))
		compare_declared(f, base, head);
}

/* Rows for all benchmarks together. */
static void compare_suites(struct finder *f)
{
	const struct suite *base = f->sides->base, *head = f->sides->head;
	struct section rest = gate_section;
	struct differences all = { 0 };

	if (head->section.root)
		option_differences(&all, f->mem, head->section.root, base, head);
	rest.rows += policy_section.n;
	rest.n -= policy_section.n;
	option_differences(&all, f->mem, &rest, &base->gate, &head->gate);
	add_all(f, &all, "the suite");
}

void rule_changes_find(struct words *out, struct arena *mem, const struct rule_sides *sides)
{
	struct finder f = { .sides = sides, .all = suite_index(mem, sides->all, NULL), .mem = mem };

	compare_suites(&f);
	for (size_t i = 0; i < sides->base->n; i++)
		compare_benchmark(&f, &sides->base->v[i]);
	say(&f, out);
}
