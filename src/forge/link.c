#include "forge/http.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* A value after '=': a quoted string with its backslashes, or a token. Returns its end. */
static const char *take_value(const char **value, size_t *n, const char *p)
{
	const char *end;

	*value = p;
	if (*p != '"') {
		*n = strcspn(p, " \t;,");
		return p + *n;
	}
	for (end = p + 1; *end && *end != '"'; end++)
		if (*end == '\\' && end[1])
			end++;
	*value = p + 1;
	*n = (size_t)(end - p - 1);
	return *end ? end + 1 : end;
}

/* The parameters of one link, up to its comma or the end. The first rel counts. */
static const char *take_parameters(bool *next, const char *p)
{
	bool known = false;

	*next = false;
	while (*(p = skip_blanks(p)) == ';') {
		const char *name = skip_blanks(p + 1), *value;
		size_t len = strcspn(name, " \t=;,"), n = 0;

		p = skip_blanks(name + len);
		if (*p == '=')
			p = take_value(&value, &n, skip_blanks(p + 1));
		else
			value = p;
		if (!known && len == 3 && strncasecmp(name, "rel", 3) == 0) {
			known = true;
			*next = text_lists(value, n, " \t", "next");
		}
	}
	return p;
}

const char *link_next(struct arena *mem, const char *header)
{
	const char *p = header ? header : "";

	while (*(p = p + strspn(p, " \t,")) == '<') {
		const char *end = strchr(p, '>'), *query;
		bool next;

		if (!end)
			return NULL;
		query = memchr(p, '?', (size_t)(end - p));
		p = take_parameters(&next, end + 1);
		if (next && query)
			return arena_copy(mem, query + 1, (size_t)(end - query - 1));
		if (*p && *p != ',')
			return NULL;
	}
	return NULL;
}
