#include "benchctl/option_yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "benchctl/arena.h"
#include "benchctl/option.h"
#include "benchctl/text.h"

struct reader {
	yaml_document_t doc;
	const struct option_start *start;
	struct problems *problems;
};

void problem_add(struct problems *p, unsigned line, unsigned column, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	*ARENA_PUSH(p->mem, p) = (struct problem){ line, column, arena_string(p->mem, text) };
}

#define LINE(node)   ((unsigned)(node)->start_mark.line + 1)
#define COLUMN(node) ((unsigned)(node)->start_mark.column + 1)

static void read_section(struct reader *r, void *dst, const struct section *s,
	const yaml_node_t *node);

static yaml_node_t *node_at(struct reader *r, int index)
{
	return yaml_document_get_node(&r->doc, index);
}

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

static bool is_null(const yaml_node_t *node)
{
	const char *s;

	if (node->type != YAML_SCALAR_NODE || node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	s = scalar(node);
	return !*s || strcmp(s, "~") == 0 || strcmp(s, "null") == 0;
}

/* A scalar's text, or NULL after noting why it cannot serve. */
static const char *text_of(struct reader *r, const char *name, const yaml_node_t *node)
{
	const char *what = NULL;

	if (node->type == YAML_MAPPING_NODE)
		what = "needs a single value, not a map";
	else if (node->type == YAML_SEQUENCE_NODE)
		what = "needs a single value, not a list";
	else if (is_null(node))
		what = "has no value";
	else if (strlen(scalar(node)) != node->data.scalar.length)
		what = "contains a NUL character";
	if (!what)
		return scalar(node);
	problem_add(r->problems, LINE(node), COLUMN(node), "%s %s", name, what);
	return NULL;
}

static const char *yaml_trap(const struct option *o, const char *text)
{
	static const char *const words[] = { "yes", "no", "on", "off", "y", "n", "True", "False" };

	if (o->type == OPTION_FLAG)
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (strcasecmp(words[i], text) == 0)
				return " (YAML versions disagree about yes, no, on and off)";
	if ((o->type == OPTION_COUNT || o->type == OPTION_RANGE) && text[0] == '0' && text[1])
		return " (a leading zero means octal to some YAML readers)";
	return "";
}

static void read_scalar(struct reader *r, void *field, const struct option *o,
	const yaml_node_t *node)
{
	const char *text = text_of(r, o->name, node), *why;

	if (!text)
		return;
	why = option_parse(o, field, r->problems->mem, text);
	if (why)
		problem_add(r->problems, LINE(node), COLUMN(node), "%s: '%s' %s%s", o->name, text,
			why, yaml_trap(o, text));
}

static void read_words(struct reader *r, struct words *out, const struct option *o,
	const yaml_node_t *node)
{
	struct words w = { 0 };

	if (node->type != YAML_SEQUENCE_NODE) {
		read_scalar(r, out, o, node);
		return;
	}
	for (const yaml_node_item_t *i = node->data.sequence.items.start;
		i < node->data.sequence.items.top; i++) {
		const char *text = text_of(r, o->name, node_at(r, *i));

		if (text)
			words_push(r->problems->mem, &w, arena_string(r->problems->mem, text));
	}
	*out = w;
}

static void read_pairs(struct reader *r, struct pairs *out, const struct option *o,
	const yaml_node_t *node)
{
	struct arena *mem = r->problems->mem;

	if (node->type != YAML_MAPPING_NODE) {
		problem_add(r->problems, LINE(node), COLUMN(node),
			"%s needs a map of names to values", o->name);
		return;
	}
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
		p < node->data.mapping.pairs.top; p++) {
		const char *key = text_of(r, o->name, node_at(r, p->key));
		const char *value = key ? text_of(r, key, node_at(r, p->value)) : NULL;

		if (value)
			pairs_set(out, mem, arena_string(mem, key), arena_string(mem, value));
	}
}

static void place(struct item *item, const char *key, const yaml_node_t *node)
{
	item->key = key;
	item->line = LINE(node);
	item->column = COLUMN(node);
}

/* A list or a map of sections; in a map each element also has a key. */
static void read_items(struct reader *r, struct items *out, const struct option *o,
	const yaml_node_t *node)
{
	bool map = o->type == OPTION_MAP;
	size_t size = o->section->size, n;
	struct arena *mem = r->problems->mem;

	if (is_null(node))
		return;
	if (node->type != (map ? YAML_MAPPING_NODE : YAML_SEQUENCE_NODE)) {
		problem_add(r->problems, LINE(node), COLUMN(node), "%s needs a %s", o->name,
			map ? "map" : "list, each element beginning with '- '");
		return;
	}
	n = map ? (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start)
		: (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	out->v = arena_array(mem, n, size);
	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		char *element = (char *)out->v + out->n * size;
		const char *key = NULL;
		yaml_node_t *value, *at;

		if (map) {
			at = node_at(r, node->data.mapping.pairs.start[i].key);
			value = node_at(r, node->data.mapping.pairs.start[i].value);
			key = text_of(r, o->name, at);
			if (!key)
				continue;
		} else {
			at = value = node_at(r, node->data.sequence.items.start[i]);
		}
		read_section(r, element, o->section, value);
		place((struct item *)(void *)element, arena_string(mem, key), at);
		out->n++;
	}
}

static void read_field(struct reader *r, void *field, const struct option *o,
	const yaml_node_t *node)
{
	switch (o->type) {
	case OPTION_WORDS: read_words(r, field, o, node); break;
	case OPTION_PAIRS: read_pairs(r, field, o, node); break;
	case OPTION_SECTION: read_section(r, field, o->section, node); break;
	case OPTION_LIST:
	case OPTION_MAP: read_items(r, field, o, node); break;
	case OPTION_FLAG:
	case OPTION_COUNT:
	case OPTION_QUANTITY:
	case OPTION_TEXT:
	case OPTION_CHOICE:
	case OPTION_RANGE:
	default: read_scalar(r, field, o, node); break;
	}
}

static void unknown_key(struct reader *r, const struct section *s, const char *key,
	const yaml_node_t *node)
{
	struct nearest near = nearest_begin(key);
	const char *meant;

	for (size_t i = 0; i < s->n; i++)
		nearest_offer(&near, s->rows[i].name);
	meant = nearest_end(&near);
	problem_add(r->problems, LINE(node), COLUMN(node), "unknown key '%s' in %s%s%s%s", key,
		s->name, meant ? "; did you mean '" : "", meant ? meant : "", meant ? "'?" : "");
}

/* Finds each key's row: at[row] is the value's node. Unknown and duplicate keys are noted. */
static void match_keys(struct reader *r, const struct section *s, const yaml_node_t *node,
	const yaml_node_t *at[OPTIONS_MAX])
{
	unsigned seen[OPTIONS_MAX] = { 0 };

	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
		p < node->data.mapping.pairs.top; p++) {
		const yaml_node_t *key = node_at(r, p->key);
		const char *name = text_of(r, "a key", key);
		const struct option *o = name ? section_find(s, name) : NULL;
		size_t row = o ? (size_t)(o - s->rows) : 0;

		if (!name)
			continue;
		if (!o) {
			unknown_key(r, s, name, key);
		} else if (seen[row]) {
			problem_add(r->problems, LINE(key), COLUMN(key),
				"duplicate key '%s' in %s; it is already on line %u", name, s->name,
				seen[row]);
		} else {
			seen[row] = LINE(key);
			at[row] = node_at(r, p->value);
		}
	}
}

static void read_section(struct reader *r, void *dst, const struct section *s,
	const yaml_node_t *node)
{
	const yaml_node_t *at[OPTIONS_MAX] = { 0 };

	r->start->fill(r->start->ctx, s, dst);
	if (is_null(node))
		return;
	if (node->type != YAML_MAPPING_NODE) {
		problem_add(r->problems, LINE(node), COLUMN(node), "%s needs a map of options",
			s->name);
		return;
	}
	match_keys(r, s, node, at);
	for (size_t i = 0; i < s->n; i++) {
		if (!at[i])
			continue;
		read_field(r, (char *)dst + s->rows[i].offset, &s->rows[i], at[i]);
		if (s->set != NO_SET)
			option_mark((struct option_set *)(void *)((char *)dst + s->set), i);
	}
}

static void note_parse_error(const yaml_parser_t *parser, struct problems *p)
{
	const yaml_mark_t *mark = &parser->problem_mark;
	const char *why = parser->problem ? parser->problem : "not readable as YAML";

	if (parser->error == YAML_READER_ERROR)
		problem_add(p, 1, 1, "not valid UTF-8 at byte %zu (%s)", parser->problem_offset, why);
	else
		problem_add(p, (unsigned)mark->line + 1, (unsigned)mark->column + 1, "%s%s%s", why,
			parser->context ? " " : "", parser->context ? parser->context : "");
}

static void refuse_second_document(yaml_parser_t *parser, struct problems *p)
{
	yaml_document_t doc;
	yaml_node_t *root;

	if (!yaml_parser_load(parser, &doc)) {
		note_parse_error(parser, p);
		return;
	}
	root = yaml_document_get_root_node(&doc);
	if (root)
		problem_add(p, LINE(root), COLUMN(root),
			"a second YAML document; one file holds one configuration");
	yaml_document_delete(&doc);
}

void option_read_yaml(void *dst, const struct section *root, const struct option_start *start,
	const char *text, size_t n, struct problems *p)
{
	struct reader r = { .start = start, .problems = p };
	yaml_parser_t parser;
	yaml_node_t *node;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	if (!yaml_parser_load(&parser, &r.doc)) {
		note_parse_error(&parser, p);
		yaml_parser_delete(&parser);
		return;
	}
	node = yaml_document_get_root_node(&r.doc);
	if (node)
		read_section(&r, dst, root, node);
	else
		problem_add(p, 1, 1, "the file is empty");
	yaml_document_delete(&r.doc);
	refuse_second_document(&parser, p);
	yaml_parser_delete(&parser);
}
