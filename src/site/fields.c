#include "site/fields.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* NULL: the member has no value, or is a list. */
static const char *text_of(struct arena *mem, const struct field *f, const void *record)
{
	const char *at = (const char *)record + f->offset;
	double number;
	size_t count;
	uint64_t big;
	int choice;

	switch ((int)f->type) {
	case FIELD_TEXT: return *(const char *const *)(const void *)at;
	case FIELD_NUMBER:
		memcpy(&number, at, sizeof number);
		return isfinite(number) ? arena_printf(mem, "%.4g", number) : NULL;
	case FIELD_COUNT:
		memcpy(&count, at, sizeof count);
		return count ? arena_printf(mem, "%zu", count) : NULL;
	case FIELD_U64:
		memcpy(&big, at, sizeof big);
		return big ? arena_printf(mem, "%llu", (unsigned long long)big) : NULL;
	case FIELD_FLAG: return *(const bool *)(const void *)at ? "yes" : NULL;
	case FIELD_CHOICE: memcpy(&choice, at, sizeof choice); return f->choices[choice];
	default: return NULL;
	}
}

static const char *words_of(struct arena *mem, const char *name)
{
	return text_replace(arena_string(mem, name), '_', ' ');
}

void fields_put(const struct html *h, const struct field *fields, const void *record)
{
	for (const struct field *f = fields; f->name; f++) {
		const char *text = text_of(h->mem, f, record);

		if (f->type == FIELD_RECORD)
			fields_put(h, f->fields, (const char *)record + f->offset);
		else if (text)
			html_put(h, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n",
				words_of(h->mem, f->name), text);
	}
}

void fields_put_pair(const struct html *h, const struct field *fields, const void *a, const void *b)
{
	for (const struct field *f = fields; f->name; f++) {
		const char *one = text_of(h->mem, f, a), *other = text_of(h->mem, f, b);
		bool differs = one && other && strcmp(one, other) != 0;

		if (one || other)
			html_put(h, "<tr><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td></tr>\n",
				words_of(h->mem, f->name), differs ? " ≠" : "", one, other);
	}
}
