#include "base/pairs.h"

#include <string.h>

#include "base/arena.h"
#include "base/words.h"

void pairs_set(struct pairs *p, struct arena *mem, const char *key, const char *value)
{
	struct pair *fresh = arena_array(mem, p->n + 1, sizeof *fresh);
	size_t i;

	if (p->n)
		memcpy(fresh, p->v, p->n * sizeof *fresh);
	for (i = 0; i < p->n && strcmp(fresh[i].key, key) != 0; i++)
		;
	fresh[i] = (struct pair){ key, value };
	p->v = fresh;
	p->cap = p->n + 1;
	p->n += i == p->n;
}

/* The value of the key that text begins with, as "{key}"; *n is the length of that. */
static const char *value_at(const char *text, const struct pairs *values, size_t *n)
{
	for (size_t i = 0; i < values->n; i++) {
		size_t k = strlen(values->v[i].key);

		if (strncmp(text + 1, values->v[i].key, k) == 0 && text[k + 1] == '}') {
			*n = k + 2;
			return values->v[i].value;
		}
	}
	return NULL;
}

const char *pairs_fill(struct arena *mem, const char *text, const struct pairs *values, bool quote)
{
	struct bytes out = { 0 };
	size_t plain, n;

	for (; text[plain = strcspn(text, "{")]; text += plain + n) {
		const char *value;

		n = 1;
		value = value_at(text + plain, values, &n);
		value = !value ? "{" : quote ? words_quote_one(mem, value) : value;
		arena_append(mem, &out, text, plain);
		arena_append(mem, &out, value, strlen(value));
	}
	if (out.n == 0)
		return text;
	arena_append(mem, &out, text, plain + 1);
	return out.v;
}

struct words pairs_fill_words(struct arena *mem, const struct words *w, const struct pairs *values)
{
	struct words out = { .scalar = w->scalar };

	for (size_t i = 0; i < w->n; i++)
		words_push(mem, &out, pairs_fill(mem, w->v[i], values, w->scalar));
	return out;
}
