#include "model/option/document.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "model/option/option.h"
#include "model/option/problem.h"

enum {
	BYTES_MAX = 32 << 20, /* of all texts combined */
	VARIABLE_MAX = 1024,  /* bytes of a name in ${NAME} */
};

void document_refuse(struct document *d, const struct node *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add_v(d->problems, node->line, node->column, fmt, ap);
	va_end(ap);
}

bool document_is_null(const struct node *node)
{
	const char *s = node->text;

	return node->type == NODE_TEXT && node->plain &&
		(!*s || strcmp(s, "~") == 0 || strcmp(s, "null") == 0);
}

/* The value of the variable with the n bytes at s as name, or NULL. */
static const char *value_of(const struct document *d, const char *s, size_t n)
{
	const struct pairs *p = d->variables;

	for (size_t i = 0; i < p->n; i++) {
		if (strncmp(p->v[i].key, s, n) != 0 || p->v[i].key[n])
			continue;
		if (d->used)
			d->used[i] = true;
		return p->v[i].value;
	}
	return NULL;
}

/* Replaces ${NAME} by its value; an unknown name may be the shell's and stays. $${ means ${. */
static const char *expand(struct document *d, const char *text)
{
	struct arena *mem = d->problems->mem;
	size_t left = BYTES_MAX + 1 - d->bytes;
	struct bytes out = { 0 };

	if (!strstr(text, "${"))
		return text;
	while (*text && left) {
		const char *end = strncmp(text, "${", 2) == 0
			? memchr(text + 2, '}', strnlen(text + 2, VARIABLE_MAX))
			: NULL;
		const char *value = end ? value_of(d, text + 2, (size_t)(end - text - 2)) : NULL;

		if (!value)
			text += strncmp(text, "$${", 3) == 0;
		arena_append(mem, &out, value ? value : text, value ? strnlen(value, left) : 1);
		left = BYTES_MAX + 1 - d->bytes - out.n;
		text = value ? end + 1 : text + 1;
	}
	arena_append(mem, &out, "", 1);
	return out.v;
}

/* Aliases and variables let a small file have any amount of text. */
static const char *count_bytes(struct document *d, const struct node *node, const char *text)
{
	size_t n = strlen(text);

	if (n <= BYTES_MAX - d->bytes) {
		d->bytes += n;
		return text;
	}
	if (d->bytes < BYTES_MAX)
		document_refuse(d, node, "the texts of the file expand to more than %d MiB",
			BYTES_MAX >> 20);
	d->bytes = BYTES_MAX;
	d->visits = DOCUMENT_VALUES_MAX;
	return NULL;
}

const char *document_text(struct document *d, const char *name, const struct node *node)
{
	const char *what = NULL;

	if (node->type == NODE_MAP)
		what = "needs a single value, not a map";
	else if (node->type == NODE_LIST)
		what = "needs a single value, not a list";
	else if (document_is_null(node))
		what = "has no value";
	else if (strlen(node->text) != node->text_n)
		what = "contains a NUL character";
	if (!what)
		return count_bytes(d, node, d->variables ? expand(d, node->text) : node->text);
	document_refuse(d, node, "%s %s", name, what);
	return NULL;
}

static int by_text_then_place(const void *a, const void *b)
{
	const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
	int order = strcmp(x->text, y->text);

	order = order ? order : SORT_ORDER(x->line, y->line);
	return order ? order : SORT_ORDER(x->column, y->column);
}

void document_check_keys(struct document *d, const char *name, const struct node *map)
{
	const struct node **keys = arena_array(d->problems->mem, map->n, sizeof *keys);
	size_t n = 0;

	for (size_t i = 0; i < map->n; i++) {
		keys[n] = map->v[i].key;
		n += keys[n]->type == NODE_TEXT;
	}
	qsort(keys, n, sizeof *keys, by_text_then_place);
	for (size_t i = 1; i < n; i++)
		if (strcmp(keys[i - 1]->text, keys[i]->text) == 0)
			document_refuse(d, keys[i],
				"duplicate key '%s' in %s; it is already on line %u", keys[i]->text,
				name, keys[i - 1]->line);
}

bool document_exhausted(struct document *d, const struct node *node)
{
	if (++d->visits == DOCUMENT_VALUES_MAX)
		document_refuse(d, node, "the file expands to more than %d values",
			DOCUMENT_VALUES_MAX);
	return d->visits >= DOCUMENT_VALUES_MAX;
}
