#include "model/parallel.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/suite.h"

/* In the order of the bits of enum resource. */
static const char *const names_of_resources[] = { "cpu", "memory", "disk", "network", NULL };

void parallel_read_resources(struct benchmark *b, const struct words *names,
	struct problems *problems)
{
	for (size_t i = 0; i < names->n; i++) {
		struct nearest near = nearest_begin(names->v[i]);
		int which = text_choice(names_of_resources, names->v[i]);

		for (size_t k = 0; names_of_resources[k]; k++)
			nearest_offer(&near, names_of_resources[k]);
		if (which >= 0)
			b->resources |= 1U << which;
		else
			problem_at(problems, &b->item,
				"resources: '%s' is not one of: cpu, memory, disk, network%s",
				names->v[i], nearest_hint(&near, problems->mem));
	}
}

static unsigned resources_of(const struct benchmark *b)
{
	if (b->resources)
		return b->resources;
	return b->kind->uses ? b->kind->uses(b->options) : b->kind->resources;
}

bool parallel_is_alone(const struct benchmark *b)
{
	return b->kind->has_stages || b->life.process.leak != LEAK_OFF;
}

static bool share_a_server(const struct benchmark *a, const struct benchmark *b)
{
	for (size_t i = 0; i < a->services_n; i++)
		for (size_t k = 0; k < b->services_n; k++)
			if (a->services[i] == b->services[k])
				return true;
	return false;
}

bool parallel_allows(const struct suite *s, const struct benchmark *a, const struct benchmark *b)
{
	return !parallel_is_alone(a) && !parallel_is_alone(b) && !share_a_server(a, b) &&
		(s->allow_conflict || !(resources_of(a) & resources_of(b)));
}

const char *parallel_fault(struct arena *mem, const struct suite *s)
{
	if (s->schedule != SCHEDULE_PARALLEL || s->n < 2)
		return NULL;
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = i + 1; k < s->n; k++)
			if (parallel_allows(s, &s->v[i], &s->v[k]))
				return NULL;
	return arena_printf(mem,
		"schedule: parallel has no effect, because the %zu benchmarks use "
		"the same resources; give each benchmark its own, such as resources: "
		"[disk], or allow conflicts: allow_conflict: true, --allow-conflict",
		s->n);
}
