#include "forge/template.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"

static const struct template_value *find(const struct template_value *values, const char *name,
	size_t n)
{
	for (; values->name; values++)
		if (strlen(values->name) == n && strncmp(values->name, name, n) == 0)
			return values;
	return NULL;
}

char *template_fill(struct arena *mem, const char *pattern, const struct template_value *values,
	const char *(*escape)(struct arena *mem, const char *s))
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	for (const char *p = pattern; *p;) {
		size_t n = *p == '{' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
		const struct template_value *v = n && p[n + 1] == '}' ? find(values, p + 1, n)
								      : NULL;

		if (!v) {
			fputc(*p++, m.f);
			continue;
		}
		if (v->value)
			fputs(v->verbatim ? v->value : escape(mem, v->value), m.f);
		p += n + 2;
	}
	return memory_file_copy(mem, &m);
}
