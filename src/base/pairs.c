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
	const char *out = "";

	for (;;) {
		size_t plain = strcspn(text, "{"), n = 1;
		const char *value;

		if (!text[plain])
			return *out ? arena_printf(mem, "%s%s", out, text) : text;
		value = value_at(text + plain, values, &n);
		out = arena_printf(mem, "%s%.*s%s", out, (int)plain, text,
			!value          ? "{"
				: quote ? words_quote_one(mem, value)
					: value);
		text += plain + n;
	}
}

struct words pairs_fill_words(struct arena *mem, const struct words *w, const struct pairs *values)
{
	struct words out = { .scalar = w->scalar };

	for (size_t i = 0; i < w->n; i++)
		words_push(mem, &out, pairs_fill(mem, w->v[i], values, w->scalar));
	return out;
}
