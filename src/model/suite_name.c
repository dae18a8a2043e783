/* Valid names of benchmarks and suites. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/suite.h"

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
	if (nearest_end(&near) || s->n == 0)
		return nearest_hint(&near, mem);
	return arena_printf(mem, "; it has %s%s", words_list(mem, &ids),
		s->n > ids.n ? arena_printf(mem, " and %zu more", s->n - ids.n) : "");
}
