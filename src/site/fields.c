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

/* records: from their beginning, offset bytes before the fields. */
static void put(const struct html *h, const struct field *fields, const void *const *records,
	size_t n, size_t offset)
{
	const char **texts = arena_array(h->mem, n, sizeof *texts);

	for (const struct field *f = fields; f->name; f++) {
		const char *one = NULL;
		bool differs = false;

		if (f->type == FIELD_RECORD) {
			put(h, f->fields, records, n, offset + f->offset);
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			texts[i] = text_of(h->mem, f, (const char *)records[i] + offset);
			differs = differs || (one && texts[i] && strcmp(one, texts[i]) != 0);
			one = texts[i] ? texts[i] : one;
		}
		if (!one)
			continue;
		html_put(h, "<tr><th scope=\"row\">%s%s</th>", words_of(h->mem, f->name),
			differs ? " ≠" : "");
		for (size_t i = 0; i < n; i++)
			html_put(h, "<td>%s</td>", texts[i]);
		html_put(h, "</tr>\n");
	}
}

void fields_put(const struct html *h, const struct field *fields, const void *const *records,
	size_t n)
{
	put(h, fields, records, n, 0);
}
