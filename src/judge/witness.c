#include "judge/aspects.h"

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/hodges.h"
#include "model/metric.h"

/* A sample on a calm moment shows it, when the others waited. */
#define BUSY 0.9 /* processors that a process uses */

static bool is_whole(const struct result *r, const struct series *s, const struct series *wall)
{
	return s && !s->figures && s->n == wall->n && !result_lacks(r, s);
}

static bool is_busy(const struct series *cpu, const struct series *wall)
{
	for (size_t i = 0; i < wall->n; i++)
		if (cpu->v[i] >= BUSY * wall->v[i])
			return true;
	return false;
}

const char *witness_of(const struct result *base, const struct result *head, size_t i)
{
	static const enum process_metric others[] = { PROCESS_WALL_NET, PROCESS_CPU };
	const char *name = process_metrics[PROCESS_WALL].name;
	const struct series *b = result_find(base, name), *h = &head->v[i];

	if (!text_equal(h->metric.name, name) || h->metric.dim != DIM_TIME || !b)
		return NULL;
	for (size_t k = 0; k < ARRAY_SIZE(others); k++) {
		const struct metric *m = &process_metrics[others[k]];
		const struct series *x = result_find(base, m->name);
		const struct series *y = result_find(head, m->name);

		if (is_whole(base, x, b) && is_whole(head, y, h) &&
			(others[k] != PROCESS_CPU || (is_busy(x, b) && is_busy(y, h))))
			return m->name;
	}
	return NULL;
}

/* Whether wall time looks slower, if only by chance, and may be slower by as much as the other. A
 * second thread that only keeps a processor busy costs no wall time. */
static bool is_slower(struct sequence_tables *t, const struct series *const wall[2],
	const struct series *const other[2], size_t blocks)
{
	enum { WALL, OTHER };
	struct hodges ratio[2];
	const struct series *const *const of[2] = { wall, other };

	for (size_t i = 0; i < ARRAY_SIZE(of); i++)
		if (!blocktest_ratio(&ratio[i], &t->tables, SEQUENCE_BLOCK, of[i][0]->v,
			    of[i][1]->v, blocks, 0.05))
			return false;
	return ratio[WALL].estimate > 1 && ratio[WALL].high >= ratio[OTHER].low;
}

enum sequence_state witness_look(bool *by_other, struct sequence_tables *t,
	const struct sequence_rule *rule, const struct series *const wall[2],
	const struct series *const other[2], size_t blocks)
{
	struct sequence_rule half = *rule;
	enum sequence_state first, second;
	bool is_cpu;

	half.alpha *= WITNESS_SHARE;
	half.beta *= WITNESS_SHARE;
	*by_other = false;
	first = sequence_look(t, &half, wall[0]->v, wall[1]->v, blocks);
	if ((first != SEQUENCE_OPEN && first != SEQUENCE_CAPPED) || !other[0] || !other[1] ||
		other[0]->n < blocks * SEQUENCE_BLOCK || other[1]->n < blocks * SEQUENCE_BLOCK)
		return first;
	second = sequence_look(t, &half, other[0]->v, other[1]->v, blocks);
	is_cpu = text_equal(other[0]->metric.name, process_metrics[PROCESS_CPU].name);
	if (second == SEQUENCE_OPEN || second == SEQUENCE_CAPPED ||
		(is_cpu && (second != SEQUENCE_WORSE || !is_slower(t, wall, other, blocks))))
		return first;
	*by_other = true;
	return second;
}
