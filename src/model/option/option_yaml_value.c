#include "model/option/option_yaml_value.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

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

void option_yaml_scalar(struct reader *r, void *field, const struct option *o,
	const yaml_node_t *node)
{
	const char *text = document_text(&r->doc, o->name, node), *why;

	if (!text)
		return;
	why = option_parse(o, field, r->mem, text);
	if (why)
		document_refuse(&r->doc, node, "%s: '%s' %s%s", o->name, text, why,
			yaml_trap(o, text));
}

void option_yaml_words(struct reader *r, struct words *out, const struct option *o,
	const yaml_node_t *node)
{
	struct option word = *o; /* it may be of lists */
	struct words w = { 0 };

	if (node->type != YAML_SEQUENCE_NODE) {
		option_yaml_scalar(r, out, o, node);
		return;
	}
	word.type = OPTION_WORDS;
	for (const yaml_node_item_t *i = node->data.sequence.items.start;
		i < node->data.sequence.items.top && !document_exhausted(&r->doc, node); i++) {
		const yaml_node_t *item = document_node(&r->doc, *i);
		struct words one = { 0 };

		option_yaml_scalar(r, &one, &word, item);
		if (one.n)
			words_push(r->mem, &w, one.v[0]);
	}
	*out = w;
}

static bool read_pair(struct reader *r, struct pair *out, const struct option *o,
	const yaml_node_t *name, const yaml_node_t *node)
{
	const char *key = document_text(&r->doc, o->name, name), *value;

	if (!key)
		return false;
	if (!*key || strchr(key, '=')) {
		document_refuse(&r->doc, name, "%s: '%s' is not a name; it is empty or has a '='",
			o->name, key);
		return false;
	}
	value = document_text(&r->doc, key, node);
	*out = (struct pair){ arena_string(r->mem, key), arena_string(r->mem, value) };
	return value;
}

/* Replaces a pair of the defaults, which others share, or adds one. */
static void take_pair(struct pairs *all, size_t defaults, const struct pair *fresh)
{
	for (size_t i = 0; i < defaults; i++) {
		if (strcmp(all->v[i].key, fresh->key) == 0) {
			all->v[i] = *fresh;
			return;
		}
	}
	all->v[all->n++] = *fresh;
}

void option_yaml_pairs(struct reader *r, struct pairs *out, const struct option *o,
	const yaml_node_t *node)
{
	struct pairs all;
	struct pair fresh;
	size_t n;

	if (document_is_null(node))
		return;
	if (node->type != YAML_MAPPING_NODE) {
		document_refuse(&r->doc, node, "%s needs a map of names to values", o->name);
		return;
	}
	n = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
	if (n > PAIRS_MAX) {
		document_refuse(&r->doc, node, "%s has more than %d names", o->name, PAIRS_MAX);
		return;
	}
	document_check_keys(&r->doc, o->name, node);
	all = (struct pairs){ arena_array(r->mem, out->n + n, sizeof *all.v), out->n };
	if (out->n)
		memcpy(all.v, out->v, out->n * sizeof *all.v);
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
		p < node->data.mapping.pairs.top && !document_exhausted(&r->doc, node); p++)
		if (read_pair(r, &fresh, o, document_node(&r->doc, p->key),
			    document_node(&r->doc, p->value)))
			take_pair(&all, out->n, &fresh);
	*out = all;
}

void option_yaml_lists(struct reader *r, struct lists *out, const struct option *o,
	const yaml_node_t *node)
{
	if (node->type != YAML_MAPPING_NODE) {
		document_refuse(&r->doc, node, "%s needs a map of names to lists", o->name);
		return;
	}
	*out = (struct lists){ 0 };
	document_check_keys(&r->doc, o->name, node);
	for (const yaml_node_pair_t *p = node->data.mapping.pairs.start;
		p < node->data.mapping.pairs.top && !document_exhausted(&r->doc, node); p++) {
		const yaml_node_t *values = document_node(&r->doc, p->value);
		const char *key = document_text(&r->doc, o->name, document_node(&r->doc, p->key));
		struct list *l;

		if (!key)
			continue;
		if (values->type == YAML_SCALAR_NODE && !document_is_null(values)) {
			document_refuse(&r->doc, values, "%s: '%s' needs a list, such as [%s]",
				o->name, key, (const char *)values->data.scalar.value);
			continue;
		}
		l = ARENA_PUSH(r->mem, out);
		l->name = arena_string(r->mem, key);
		option_yaml_words(r, &l->values, o, values);
	}
}
