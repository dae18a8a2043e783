#include <stdlib.h>
#include <string.h>

#include "benchctl/error.h"
#include "benchctl/suite.h"
#include "benchctl/text.h"

bool benchmark_has_parts(const struct benchmark *b)
{
	return b->kind && b->kind->has_parts && b->kind->has_parts(b->options);
}

bool benchmark_owns(const struct benchmark *b, const char *result_id)
{
	size_t n = strlen(b->id);

	if (strncmp(b->id, result_id, n) != 0)
		return false;
	return !result_id[n] || (result_id[n] == '/' && benchmark_has_parts(b));
}

const char *suite_filter(struct suite *s, const struct words *patterns)
{
	bool *wanted = calloc(s->n + 1, sizeof *wanted);
	const char *idle = NULL;
	size_t kept = 0;

	if (!wanted)
		die("out of memory");
	for (size_t p = 0; p < patterns->n; p++) {
		bool hit = false;

		for (size_t i = 0; i < s->n; i++) {
			if (text_glob(patterns->v[p], s->v[i].id) ||
				benchmark_owns(&s->v[i], patterns->v[p]))
				hit = wanted[i] = true;
		}
		if (!hit)
			idle = patterns->v[p];
	}
	for (size_t i = 0; i < s->n; i++)
		if (patterns->n == 0 || wanted[i])
			s->v[kept++] = s->v[i];
	s->n = kept;
	free(wanted);
	return idle;
}

double suite_share_budget(struct suite *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->v[i].life.max_time;
	if (s->time_budget <= 0 || sum <= s->time_budget)
		return 0;
	for (size_t i = 0; i < s->n; i++)
		s->v[i].life.max_time *= s->time_budget / sum;
	return sum;
}
