#include "model/option/option.h"

#include <string.h>

#include "base/text.h"
#include "model/option/document.h"
#include "model/option/option_yaml_value.h"

static void read_section(struct reader *r, void *dst, const struct section *s,
	const struct node *node);

/* Reports a value in place of an element's options, with the element and the right form. */
static void refuse_item(struct reader *r, const struct section *s, const char *key,
	const struct node *node)
{
	const struct option *o = &s->rows[0];

	document_refuse(&r->doc, node, "%s: %s%s%s needs a map of options%s%s%s%s%s", s->name,
		key ? "'" : "", key ? key : "each element", key ? "'" : "",
		o->default_text ? ", such as { " : "", o->default_text ? o->name : "",
		o->default_text ? ": " : "", o->default_text ? o->default_text : "",
		o->default_text ? " }" : "");
}

/* One element; its key is NULL in a list. */
static void read_item(struct reader *r, struct items *out, const struct section *s,
	const struct node *at, const char *key, const struct node *node)
{
	char *element = (char *)out->v + out->n * s->size;

	if (node->type == NODE_MAP || document_is_null(node) ||
		(s->shorthand && node->type == NODE_TEXT)) {
		read_section(r, element, s, node);
	} else {
		r->start->fill(r->start->ctx, s, element);
		refuse_item(r, s, key, node);
	}
	*(struct item *)(void *)element = (struct item){ .key = arena_string(r->mem, key),
		.file = r->doc.problems->file,
		.line = at->line,
		.column = at->column };
	out->n++;
}

/* Makes room for n elements. */
static void reserve(struct reader *r, struct items *out, size_t *cap, size_t size, size_t n)
{
	void *v;

	if (n <= *cap)
		return;
	*cap = n + *cap;
	v = arena_array(r->mem, *cap, size);
	if (out->n)
		memcpy(v, out->v, out->n * size);
	out->v = v;
}

/* Reads the last element once more per variant, and drops the element itself. */
static void read_variants(struct reader *r, struct items *out, size_t *cap, const struct section *s,
	const struct node *node, const struct problems *before)
{
	const struct option_start *start = r->start;
	const struct pairs *variables;
	bool *used;
	size_t first;
	char *last = (char *)out->v + (out->n - 1) * s->size;
	size_t n = start->variants ? start->variants(start->ctx, s, last, &variables) : 0;

	if (n == 0)
		return;
	memset(last, 0, s->size);
	first = --out->n;
	*r->doc.problems = *before; /* drops the problems of texts that still have ${NAME} */
	used = arena_array(r->mem, variables[0].n, sizeof *used);
	for (size_t k = 0; k < n && !document_exhausted(&r->doc, node); k++) {
		reserve(r, out, cap, s->size, out->n + 1);
		r->doc.variables = &variables[k];
		r->doc.used = k ? NULL : used;
		r->again = k > 0;
		read_item(r, out, s, node, NULL, node);
		start->variant(start->ctx, (char *)out->v + (out->n - 1) * s->size, k);
	}
	if (out->n > first)
		start->used(start->ctx, (char *)out->v + first * s->size, &variables[0], used);
	r->doc.variables = NULL;
	r->doc.used = NULL;
	r->again = false;
}

static void read_list(struct reader *r, struct items *out, const struct option *o,
	const struct node *node)
{
	size_t cap = 0;

	*out = (struct items){ 0 };
	reserve(r, out, &cap, o->section->size, node->n);
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		const struct node *element = node->v[i].value;
		struct problems before = *r->doc.problems;

		reserve(r, out, &cap, o->section->size, out->n + 1);
		read_item(r, out, o->section, element, NULL, element);
		read_variants(r, out, &cap, o->section, element, &before);
	}
}

/* Adds the members of the map, but not the rows of a section (or NULL). */
static void read_members(struct reader *r, struct items *out, const struct option *o,
	const struct node *node, const struct section *but)
{
	size_t cap = out->n;

	reserve(r, out, &cap, o->section->size, out->n + node->n);
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		const struct member *m = &node->v[i];
		const char *key = document_text(&r->doc, but ? but->name : o->name, m->key);

		if (key && !(but && section_find(but, key)))
			read_item(r, out, o->section, m->key, key, m->value);
	}
}

static void read_map(struct reader *r, struct items *out, const struct option *o,
	const struct node *node)
{
	document_check_keys(&r->doc, o->name, node);
	*out = (struct items){ 0 };
	read_members(r, out, o, node, NULL);
}

/* The value of `name` in an element of a list that stands for a map; NULL after noting that it has
 * none. An element whose only member is a map is `NAME: { ... }`. */
static const char *name_of(struct reader *r, const struct option *o, const struct node **element)
{
	const struct node *map = *element;

	if (map->type != NODE_MAP) {
		document_refuse(&r->doc, map, "%s: each element needs a map with a name", o->name);
		return NULL;
	}
	for (size_t i = 0; i < map->n; i++) {
		const char *key = document_text(&r->doc, o->name, map->v[i].key);

		if (key && strcmp(key, "name") == 0)
			return document_text(&r->doc, o->name, map->v[i].value);
	}
	if (map->n == 1) {
		*element = map->v[0].value;
		return document_text(&r->doc, o->name, map->v[0].key);
	}
	document_refuse(&r->doc, map, "%s: an element has no name", o->name);
	return NULL;
}

/* A map that is written as a list. */
static void read_named(struct reader *r, struct items *out, const struct option *o,
	const struct node *node)
{
	*out = (struct items){ .v = arena_array(r->mem, node->n, o->section->size) };
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		const struct node *at = node->v[i].value, *element = at;
		const char *key = name_of(r, o, &element);

		if (key)
			read_item(r, out, o->section, at, key, element);
	}
}

/* Notes a list or a map with more elements than the option may have. */
static bool has_too_many(struct reader *r, const struct option *o, const struct node *node)
{
	const size_t max = o->max > 0 ? (size_t)o->max : ITEMS_MAX;

	if (node->n > max)
		document_refuse(&r->doc, node, "%s has more than %zu elements", o->name, max);
	return node->n > max;
}

static void read_items(struct reader *r, struct items *out, const struct option *o,
	const struct node *node)
{
	if (document_is_null(node) || has_too_many(r, o, node))
		return;
	if (o->type == OPTION_LIST && node->type == NODE_LIST)
		read_list(r, out, o, node);
	else if (o->type == OPTION_MAP && node->type == NODE_MAP)
		read_map(r, out, o, node);
	else if (o->type == OPTION_MAP && node->type == NODE_LIST &&
		section_find(o->section, "name"))
		read_named(r, out, o, node);
	else
		document_refuse(&r->doc, node, "%s needs a %s", o->name,
			o->type == OPTION_MAP ? "map" : "list, each element beginning with '- '");
}

static void read_field(struct reader *r, void *field, const struct option *o,
	const struct node *node)
{
	switch (o->type) {
	case OPTION_WORDS: option_yaml_words(r, field, o, node); break;
	case OPTION_PAIRS: option_yaml_pairs(r, field, o, node); break;
	case OPTION_LISTS: option_yaml_lists(r, field, o, node); break;
	case OPTION_SECTION: read_section(r, field, o->section, node); break;
	case OPTION_LIST:
	case OPTION_MAP: read_items(r, field, o, node); break;
	case OPTION_FLAG:
	case OPTION_COUNT:
	case OPTION_QUANTITY:
	case OPTION_TEXT:
	case OPTION_CHOICE:
	case OPTION_RANGE:
	default: option_yaml_scalar(r, field, o, node); break;
	}
}

/* The part of the file that has the key; "": none. */
static const char *belongs_hint(const struct reader *r, const char *key)
{
	const struct section *root = r->root;

	if (section_find(root, key))
		return "; it belongs to the top level of the file";
	for (size_t i = 0; i < root->n; i++)
		if (root->rows[i].section && section_find(root->rows[i].section, key))
			return arena_printf(r->mem, "; it belongs to %s", root->rows[i].name);
	return "";
}

static void unknown_key(struct reader *r, const struct section *s, const char *key,
	const struct node *node)
{
	struct nearest near = nearest_begin(key);

	for (size_t i = 0; i < s->n; i++)
		nearest_offer(&near, s->rows[i].name);
	document_refuse(&r->doc, node, "unknown key '%s' in %s%s", key, s->name,
		near.best ? nearest_hint(&near, r->mem) : belongs_hint(r, key));
}

/* Finds each key's row: at[row] is its member. Notes unknown and duplicate keys. */
static void match_keys(struct reader *r, const struct section *s, const struct node *node,
	const struct member *at[OPTIONS_MAX])
{
	document_check_keys(&r->doc, s->name, node);
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		const struct node *key = node->v[i].key;
		const char *name = document_text(&r->doc, "a key", key);
		const struct option *o = name ? section_find(s, name) : NULL;

		if (o)
			at[o - s->rows] = &node->v[i];
		else if (name && !s->rest)
			unknown_key(r, s, name, key);
	}
}

static void mark(const struct section *s, void *dst, const struct option *o)
{
	if (s->set != NO_SET)
		option_mark((struct option_set *)(void *)((char *)dst + s->set),
			(size_t)(o - s->rows));
}

/* Variants of an element share its keys. */
static void note_places(const struct reader *r, const void *dst, const struct section *s,
	const struct node *node, const struct member *const at[OPTIONS_MAX])
{
	for (size_t i = 0; r->start->place && !r->again && i < s->n; i++)
		if (at[i])
			r->start->place(r->start->ctx,
				&(struct option_place){ s, &s->rows[i], dst,
					{ NULL, r->doc.problems->file, at[i]->key->line,
						at[i]->key->column },
					{ .line = node->line, .column = node->column } });
}

static void read_section(struct reader *r, void *dst, const struct section *s,
	const struct node *node)
{
	const struct option *rest = s->rest ? section_find(s, s->rest) : NULL;
	struct items *all = rest ? (struct items *)(void *)((char *)dst + rest->offset) : NULL;
	const struct option_start *start = r->start;
	bool *used = r->doc.used;
	const struct member *at[OPTIONS_MAX] = { 0 };

	start->fill(start->ctx, s, dst);
	if (document_is_null(node))
		return;
	if (s->shorthand && node->type == NODE_TEXT) {
		const struct option *o = section_find(s, s->shorthand);

		option_yaml_scalar(r, (char *)dst + o->offset, o, node);
		mark(s, dst, o);
		return;
	}
	if (rest && node->type == NODE_LIST) {
		read_items(r, all, rest, node);
		return;
	}
	if (node->type != NODE_MAP) {
		document_refuse(&r->doc, node, "%s needs a map of options", s->name);
		return;
	}
	match_keys(r, s, node, at);
	for (size_t i = 0; i < s->n; i++) {
		/* Skips the values: 100 x 100 variants would read each of them 200 times. */
		if (!at[i] || (r->again && s->rows[i].of_all))
			continue;
		r->doc.used = s->rows[i].label || s->rows[i].of_all ? NULL : used;
		read_field(r, (char *)dst + s->rows[i].offset, &s->rows[i], at[i]->value);
		r->doc.used = used;
		mark(s, dst, &s->rows[i]);
	}
	note_places(r, dst, s, node, at);
	if (rest && !has_too_many(r, rest, node)) /* the members that are no rows */
		read_members(r, all, rest, node, s);
}

void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p)
{
	struct reader r = { .start = start, .root = root, .mem = p->mem };
	const struct node *node = document_open(&r.doc, text, n, p);

	if (node)
		read_section(&r, dst, root, node);
	document_close(&r.doc);
}

void option_read_tree(void *dst, const struct section *root, const struct option_start *start,
	const struct node *node, struct problems *p)
{
	struct reader r = { .doc.problems = p, .start = start, .root = root, .mem = p->mem };

	read_section(&r, dst, root, node);
}
