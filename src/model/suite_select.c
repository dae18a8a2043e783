#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/suite.h"

bool benchmark_has_subs(const struct benchmark *b)
{
	return b->kind && b->kind->has_subs && b->kind->has_subs(b->options);
}

bool benchmark_owns(const struct benchmark *b, const char *result_id)
{
	size_t n = strlen(b->id);

	if (strncmp(b->id, result_id, n) != 0)
		return false;
	return !result_id[n] || (result_id[n] == '/' && benchmark_has_subs(b));
}

struct benchmark benchmark_quiet(const struct benchmark *b, size_t runs)
{
	struct benchmark quiet = *b;

	quiet.life.schedule.warmup = 0;
	quiet.life.schedule.runs = (struct range){ 1, runs };
	quiet.life.schedule.cooldown = 0;
	quiet.life.process.counters = COUNTERS_OFF;
	quiet.life.process.leak = LEAK_OFF;
	return quiet;
}

const char *const suite_group_results[] = { "scaling", "leak", NULL };

/* Whether the pattern is the id of the results about all variants of the benchmark. */
static bool is_of_group(const struct benchmark *b, const char *pattern)
{
	size_t n = b->parameters.n ? strlen(b->group) : 0;

	if (n == 0 || strncmp(b->group, pattern, n) != 0 || pattern[n] != '/')
		return false;
	return text_choice(suite_group_results, pattern + n + 1) >= 0;
}

const char *suite_filter(struct suite *s, const struct words *patterns)
{
	bool *wanted = calloc(s->n + 1, sizeof *wanted);
	const char *idle = NULL;
	size_t kept = 0;

	if (!wanted)
		die_of_memory(0);
	for (size_t p = 0; p < patterns->n; p++) {
		bool hit = false;

		for (size_t i = 0; i < s->n; i++) {
			if (text_glob(patterns->v[p], s->v[i].id) ||
				benchmark_owns(&s->v[i], patterns->v[p]) ||
				is_of_group(&s->v[i], patterns->v[p]))
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
		sum += s->v[i].life.schedule.max_time;
	if (s->time_budget <= 0 || sum <= s->time_budget)
		return 0;
	for (size_t i = 0; i < s->n; i++)
		s->v[i].life.schedule.max_time *= s->time_budget / sum;
	return sum;
}

size_t suite_variants(const struct suite *s, size_t i)
{
	size_t n = 1;

	while (i + n < s->n && strcmp(s->v[i + n].group, s->v[i].group) == 0)
		n++;
	return n;
}

double benchmark_parameter(const struct benchmark *b, const char *name)
{
	const struct pair *only = b->parameters.v;
	char *end;
	double v;

	if (b->parameters.n != 1 || (name && strcmp(only->key, name) != 0))
		return (double)NAN;
	v = strtod(only->value, &end);
	return *end || !*only->value || !isfinite(v) ? (double)NAN : v;
}

/* Ids and names become paths. */
static bool has_dots_alone(const char *id)
{
	for (const char *part = id; part; part = strchr(part, '/')) {
		size_t n;

		part += *part == '/';
		n = strcspn(part, "/");
		if ((n == 1 || n == 2) && strspn(part, ".") >= n)
			return true;
	}
	return false;
}

const char *benchmark_id_fault(const char *id)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_./=+:,@-";

	if (!*id)
		return "is empty";
	if (strlen(id) > 200)
		return "is longer than 200 characters";
	if (id[strspn(id, allowed)])
		return "has characters other than letters, digits and _ . / = + : , @ -";
	if (*id == '/' || id[strlen(id) - 1] == '/' || strstr(id, "//"))
		return "has an empty part between its slashes";
	if (has_dots_alone(id))
		return "has a part that is only '.' or '..'";
	return *id == '-' ? "begins with '-'" : NULL;
}

const char *suite_name_fault(const char *name)
{
	return strchr(name, '/') ? "has a '/'" : benchmark_id_fault(name);
}

const char *suite_name_now(const struct suite *s, const char *id)
{
	const struct pair *p = TEXT_FIND(s->renamed.v, s->renamed.n, key, id);

	return p ? p->value : id;
}

struct suite_index suite_index(struct arena *mem, const struct suite *s, const struct suite *now)
{
	struct suite_index index = { arena_array(mem, s->n, sizeof *index.v), s->n };

	for (size_t i = 0; i < s->n; i++)
		index.v[i] = (struct suite_named){
			now ? suite_name_now(now, s->v[i].id) : s->v[i].id, &s->v[i]
		};
	if (s->n)
		qsort(index.v, s->n, sizeof *index.v, sort_by_text);
	return index;
}

const struct benchmark *suite_index_find(const struct suite_index *index, const char *id)
{
	const struct suite_named *found = NULL;

	if (index->n)
		found = bsearch(&id, index->v, index->n, sizeof *index->v, sort_by_text);
	return found ? found->benchmark : NULL;
}

const char *suite_hint(const struct suite *s, struct arena *mem, const char *id)
{
	enum { A_FEW = 6 };
	struct nearest near = nearest_begin(id);
	struct words ids = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		nearest_offer(&near, s->v[i].id);
		if (ids.n < A_FEW)
			words_push(mem, &ids, s->v[i].id);
	}
	if (near.best || s->n == 0)
		return nearest_hint(&near, mem);
	return arena_printf(mem, "; it has %s%s", words_list(mem, &ids),
		s->n > ids.n ? arena_printf(mem, " and %zu more", s->n - ids.n) : "");
}
