#include "site/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char *words_of(struct arena *mem, const char *name)
{
	return text_replace(arena_string(mem, name), '_', ' ');
}

void fields_put(const struct html *h, const struct field *fields, const void *const *records,
	size_t n)
{
	const char **texts = arena_array(h->mem, n, sizeof *texts);
	const void **inner = arena_array(h->mem, n, sizeof *inner);

	for (const struct field *f = fields; f->name; f++) {
		const char *one = NULL;
		bool differs = false;

		if (f->type == FIELD_RECORD) {
			for (size_t i = 0; i < n; i++)
				inner[i] = (const char *)records[i] + f->offset;
			fields_put(h, f->fields, inner, n);
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			texts[i] = record_text(h->mem, f, records[i]);
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
