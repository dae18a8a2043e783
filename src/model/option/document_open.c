/* Makes a tree of the parser's events, which is what yaml_parser_load does without limits. */
#include "model/option/document.h"

#include <string.h>

#include <yaml.h>

#include "base/error.h"
#include "base/text.h"
#include "model/option/option.h"
#include "model/option/problem.h"

enum { DEPTH_MAX = 64, ANCHORS_MAX = 256 };

struct anchor {
	const char *name;
	const struct node *node;
};

struct composer {
	yaml_parser_t parser;
	struct arena *mem;
	struct problems *problems;
	const struct node *root;
	struct node *open[DEPTH_MAX]; /* the lists and maps around the next event */
	size_t depth, values;
	struct ARENA_LIST(struct anchor) anchors;
};

/* Whether that line of the n bytes at text is indented by a tab. */
static bool tab_indents(const char *text, size_t n, size_t line)
{
	const char *end = text + n;

	for (; line && (text = memchr(text, '\n', (size_t)(end - text))); line--)
		text++;
	while (text && text < end && *text == ' ')
		text++;
	return text && text < end && *text == '\t';
}

/* Advice for an error of the parser, which reports only what it expected. */
static const char *parse_hint(const char *why)
{
	static const struct {
		const char *why, *hint;
	} hints[] = {
		{ "mapping values are not allowed in this context",
			"; is the line indented like its neighbours? a text with ': ' needs "
			"quotes" },
		{ "found character that cannot start any token", "; this text needs quotes" },
		{ "did not find expected ',' or '}'", "; is a bracket or a quote missing?" },
		{ "did not find expected ',' or ']'", "; is a bracket or a quote missing?" },
		{ "did not find expected key", "; is the line indented like its neighbours?" },
		{ "did not find expected '-' indicator",
			"; is the line indented like its neighbours?" },
	};

	size_t i = text_index(hints, ARRAY_SIZE(hints), sizeof *hints, 0, why);

	return i < ARRAY_SIZE(hints) ? hints[i].hint : "";
}

static void note_parse_error(const yaml_parser_t *parser, const char *text, size_t n,
	struct problems *p)
{
	const yaml_mark_t *mark = &parser->problem_mark;
	const char *why = parser->problem ? parser->problem : "not valid YAML";

	if (parser->error == YAML_MEMORY_ERROR)
		die_of_memory(0);
	if (parser->error == YAML_READER_ERROR)
		problem_at(p, NULL, "not valid at byte %zu: %s", parser->problem_offset, why);
	else if (tab_indents(text, n, mark->line))
		problem_add(p, (unsigned)mark->line + 1, (unsigned)mark->column + 1,
			"the line is indented by a tab; YAML needs spaces");
	else
		problem_add(p, (unsigned)mark->line + 1, (unsigned)mark->column + 1, "%s%s%s%s",
			why, parser->context ? " " : "", parser->context ? parser->context : "",
			parse_hint(why));
}

/* Notes a problem at the event; false. */
__attribute__((format(printf, 3, 4))) static bool refuse(struct composer *c, const yaml_event_t *e,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add_v(c->problems, (unsigned)e->start_mark.line + 1,
		(unsigned)e->start_mark.column + 1, fmt, ap);
	va_end(ap);
	return false;
}

static const struct anchor *find_anchor(const struct composer *c, const yaml_char_t *name)
{
	return TEXT_FIND(c->anchors.v, c->anchors.n, name, (const char *)name);
}

static bool add_anchor(struct composer *c, const yaml_event_t *e, const yaml_char_t *name,
	const struct node *node)
{
	const struct anchor *same;

	if (!name)
		return true;
	if (c->anchors.n == ANCHORS_MAX)
		return refuse(c, e, "more than %d anchors", ANCHORS_MAX);
	same = find_anchor(c, name);
	if (same)
		return refuse(c, e, "the anchor '&%s' is already on line %u", same->name,
			same->node->line);
	*ARENA_PUSH(c->mem,
		&c->anchors) = (struct anchor){ arena_string(c->mem, (const char *)name), node };
	return true;
}

/* Puts the node where the event is: in the innermost open list or map, or at the root. */
static bool place(struct composer *c, const yaml_event_t *e, const struct node *node)
{
	struct node *in = c->depth ? c->open[c->depth - 1] : NULL;

	if (++c->values > DOCUMENT_VALUES_MAX)
		return refuse(c, e, "more than %d values", DOCUMENT_VALUES_MAX);
	if (!in && c->root)
		return refuse(c, e, "a second YAML document; one file holds one configuration");
	if (!in)
		c->root = node;
	else if (in->type == NODE_MAP && in->n && !in->v[in->n - 1].value)
		in->v[in->n - 1].value = node;
	else if (in->type == NODE_MAP)
		ARENA_PUSH(c->mem, in)->key = node;
	else
		ARENA_PUSH(c->mem, in)->value = node;
	return true;
}

static struct node *make(struct composer *c, const yaml_event_t *e)
{
	struct node *node = arena_alloc(c->mem, sizeof *node);

	node->line = (unsigned)e->start_mark.line + 1;
	node->column = (unsigned)e->start_mark.column + 1;
	return node;
}

static bool add_text(struct composer *c, const yaml_event_t *e)
{
	struct node *node = make(c, e);

	node->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text_n = e->data.scalar.length;
	node->text = arena_copy(c->mem, (const char *)e->data.scalar.value, node->text_n);
	return add_anchor(c, e, e->data.scalar.anchor, node) && place(c, e, node);
}

static bool begin(struct composer *c, const yaml_event_t *e, const yaml_char_t *anchor)
{
	struct node *node = make(c, e);

	node->type = e->type == YAML_MAPPING_START_EVENT ? NODE_MAP : NODE_LIST;
	if (!add_anchor(c, e, anchor, node) || !place(c, e, node))
		return false;
	if (c->depth == DEPTH_MAX)
		return refuse(c, e, "nested deeper than %d levels", DEPTH_MAX);
	c->open[c->depth++] = node;
	return true;
}

static bool add_alias(struct composer *c, const yaml_event_t *e)
{
	const struct anchor *anchor = find_anchor(c, e->data.alias.anchor);

	return anchor ? place(c, e, anchor->node)
		      : refuse(c, e, "there is no anchor '&%s' above", e->data.alias.anchor);
}

/* False after noting a problem. */
static bool add_event(struct composer *c, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT: return add_text(c, e);
	case YAML_ALIAS_EVENT: return add_alias(c, e);
	case YAML_SEQUENCE_START_EVENT: return begin(c, e, e->data.sequence_start.anchor);
	case YAML_MAPPING_START_EVENT: return begin(c, e, e->data.mapping_start.anchor);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: c->depth--; return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
	default: return true;
	}
}

const struct node *document_open(struct document *d, const char *text, size_t n,
	struct problems *problems)
{
	struct composer c = { .mem = &d->mem, .problems = problems };
	bool fine = true, ended = false;
	yaml_event_t event;

	*d = (struct document){ .problems = problems };
	if (!yaml_parser_initialize(&c.parser))
		die_of_memory(0);
	yaml_parser_set_input_string(&c.parser, (const unsigned char *)text, n);
	while (fine && !ended) {
		fine = yaml_parser_parse(&c.parser, &event) != 0;
		if (!fine) {
			note_parse_error(&c.parser, text, n, problems);
			break;
		}
		fine = add_event(&c, &event);
		ended = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&c.parser);
	if (fine && !c.root)
		problem_at(problems, NULL, "the file is empty");
	return fine ? c.root : NULL;
}

void document_close(struct document *d)
{
	arena_free(&d->mem);
}
