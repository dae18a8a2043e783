#include "model/option/option_yaml_value.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

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
	const struct node *node)
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
	const struct node *node)
{
	struct option word = *o; /* it may be of lists */
	struct words w = { 0 };

	if (node->type != NODE_LIST) {
		option_yaml_scalar(r, out, o, node);
		return;
	}
	word.type = OPTION_WORDS;
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		struct words one = { 0 };

		option_yaml_scalar(r, &one, &word, node->v[i].value);
		if (one.n)
			words_push(r->mem, &w, one.v[0]);
	}
	*out = w;
}

static bool read_pair(struct reader *r, struct pair *out, const struct option *o,
	const struct member *m)
{
	const char *key = document_text(&r->doc, o->name, m->key), *value;

	if (!key)
		return false;
	if (!*key || strchr(key, '=')) {
		document_refuse(&r->doc, m->key, "%s: '%s' is not a name; it is empty or has a '='",
			o->name, key);
		return false;
	}
	value = document_text(&r->doc, key, m->value);
	*out = (struct pair){ arena_string(r->mem, key), arena_string(r->mem, value) };
	return value;
}

/* Replaces a pair of the defaults, which others share, or adds one. */
static void take_pair(struct pairs *all, size_t defaults, const struct pair *fresh)
{
	struct pair *known = TEXT_FIND(all->v, defaults, key, fresh->key);

	*(known ? known : &all->v[all->n++]) = *fresh;
}

void option_yaml_pairs(struct reader *r, struct pairs *out, const struct option *o,
	const struct node *node)
{
	struct pairs all;
	struct pair fresh;

	if (document_is_null(node))
		return;
	if (node->type != NODE_MAP) {
		document_refuse(&r->doc, node, "%s needs a map of names to values", o->name);
		return;
	}
	if (node->n > PAIRS_MAX) {
		document_refuse(&r->doc, node, "%s has more than %d names", o->name, PAIRS_MAX);
		return;
	}
	document_check_keys(&r->doc, o->name, node);
	all = (struct pairs){ arena_array(r->mem, out->n + node->n, sizeof *all.v), out->n };
	if (out->n)
		memcpy(all.v, out->v, out->n * sizeof *all.v);
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++)
		if (read_pair(r, &fresh, o, &node->v[i]))
			take_pair(&all, out->n, &fresh);
	*out = all;
}

void option_yaml_lists(struct reader *r, struct lists *out, const struct option *o,
	const struct node *node)
{
	if (node->type != NODE_MAP) {
		document_refuse(&r->doc, node, "%s needs a map of names to lists", o->name);
		return;
	}
	*out = (struct lists){ 0 };
	document_check_keys(&r->doc, o->name, node);
	for (size_t i = 0; i < node->n && !document_exhausted(&r->doc, node); i++) {
		const struct node *values = node->v[i].value;
		const char *key = document_text(&r->doc, o->name, node->v[i].key);
		struct list *l;

		if (!key)
			continue;
		if (values->type == NODE_TEXT && !document_is_null(values)) {
			document_refuse(&r->doc, values, "%s: '%s' needs a list, such as [%s]",
				o->name, key, values->text);
			continue;
		}
		l = ARENA_PUSH(r->mem, out);
		l->name = arena_string(r->mem, key);
		option_yaml_words(r, &l->values, o, values);
	}
}
