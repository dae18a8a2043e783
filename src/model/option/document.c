#include "model/option/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "model/option/option.h"
#include "model/option/problem.h"

enum {
	VISITS_MAX = 1 << 20, /* values */
	BYTES_MAX = 32 << 20, /* of all texts combined */
	DEPTH_MAX = 64,
	ANCHORS_MAX = 256,   /* libyaml compares each with all */
	VARIABLE_MAX = 1024, /* bytes of a name in ${NAME} */
};

unsigned document_line(const yaml_node_t *node)
{
	return (unsigned)node->start_mark.line + 1;
}

unsigned document_column(const yaml_node_t *node)
{
	return (unsigned)node->start_mark.column + 1;
}

void document_refuse(struct document *d, const yaml_node_t *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add_v(d->problems, document_line(node), document_column(node), fmt, ap);
	va_end(ap);
}

const yaml_node_t *document_node(struct document *d, int index)
{
	return yaml_document_get_node(&d->yaml, index);
}

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

bool document_is_null(const yaml_node_t *node)
{
	const char *s;

	if (node->type != YAML_SCALAR_NODE || node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	s = scalar(node);
	return !*s || strcmp(s, "~") == 0 || strcmp(s, "null") == 0;
}

/* The variable with the n bytes at s as name, or NULL. */
static const char *value_of(const struct pairs *p, const char *s, size_t n)
{
	for (size_t i = 0; i < p->n; i++)
		if (strncmp(p->v[i].key, s, n) == 0 && !p->v[i].key[n])
			return p->v[i].value;
	return NULL;
}

/* Replaces ${NAME} by its value; an unknown name may be a shell variable and stays. $${ means
 * ${. */
static const char *expand(struct document *d, const char *text)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	size_t left = BYTES_MAX + 1 - d->bytes;

	if (!strstr(text, "${"))
		return text;
	while (*text && left) {
		const char *end = strncmp(text, "${", 2) == 0
			? memchr(text + 2, '}', strnlen(text + 2, VARIABLE_MAX))
			: NULL;
		const char *value = end ? value_of(d->variables, text + 2, (size_t)(end - text - 2))
					: NULL;

		if (value) {
			left -= fwrite(value, 1, strnlen(value, left), m.f);
			text = end + 1;
		} else {
			text += strncmp(text, "$${", 3) == 0;
			fputc(*text++, m.f);
			left--;
		}
	}
	return memory_file_copy(d->problems->mem, &m);
}

/* Aliases and variables let a small file have any amount of text. */
static const char *count_bytes(struct document *d, const yaml_node_t *node, const char *text)
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
	d->visits = VISITS_MAX;
	return NULL;
}

const char *document_text(struct document *d, const char *name, const yaml_node_t *node)
{
	const char *what = NULL;

	if (node->type == YAML_MAPPING_NODE)
		what = "needs a single value, not a map";
	else if (node->type == YAML_SEQUENCE_NODE)
		what = "needs a single value, not a list";
	else if (document_is_null(node))
		what = "has no value";
	else if (strlen(scalar(node)) != node->data.scalar.length)
		what = "contains a NUL character";
	if (!what)
		return count_bytes(d, node, d->variables ? expand(d, scalar(node)) : scalar(node));
	document_refuse(d, node, "%s %s", name, what);
	return NULL;
}

static int by_text_then_place(const void *a, const void *b)
{
	const yaml_node_t *x = *(const yaml_node_t *const *)a, *y = *(const yaml_node_t *const *)b;
	int order = strcmp(scalar(x), scalar(y));

	if (order)
		return order;
	return (x->start_mark.index > y->start_mark.index) -
		(x->start_mark.index < y->start_mark.index);
}

void document_check_keys(struct document *d, const char *name, const yaml_node_t *map)
{
	const yaml_node_pair_t *pairs = map->data.mapping.pairs.start;
	size_t all = (size_t)(map->data.mapping.pairs.top - pairs), n = 0;
	const yaml_node_t **keys = arena_array(d->problems->mem, all, sizeof *keys);

	for (size_t i = 0; i < all; i++) {
		keys[n] = document_node(d, pairs[i].key);
		n += keys[n]->type == YAML_SCALAR_NODE;
	}
	qsort(keys, n, sizeof *keys, by_text_then_place);
	for (size_t i = 1; i < n; i++)
		if (strcmp(scalar(keys[i - 1]), scalar(keys[i])) == 0)
			document_refuse(d, keys[i],
				"duplicate key '%s' in %s; it is already on line %u",
				scalar(keys[i]), name, document_line(keys[i - 1]));
}

bool document_exhausted(struct document *d, const yaml_node_t *node)
{
	if (++d->visits == VISITS_MAX)
		document_refuse(d, node, "the file expands to more than %d values", VISITS_MAX);
	return d->visits >= VISITS_MAX;
}

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

static void refuse_second_document(yaml_parser_t *parser, const char *text, size_t n,
	struct problems *p)
{
	yaml_document_t second;
	const yaml_node_t *root;

	if (!yaml_parser_load(parser, &second)) {
		note_parse_error(parser, text, n, p);
		return;
	}
	root = yaml_document_get_root_node(&second);
	if (root)
		problem_add(p, document_line(root), document_column(root),
			"a second YAML document; one file holds one configuration");
	yaml_document_delete(&second);
}

/* What the file has, before libyaml makes a tree. */
struct shape {
	int depth, anchors, values;
};

static void add_event(struct shape *s, const yaml_event_t *e)
{
	bool begins = e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT;

	s->depth += begins;
	s->depth -= e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT;
	s->values += begins || e->type == YAML_SCALAR_EVENT || e->type == YAML_ALIAS_EVENT;
	s->anchors += (e->type == YAML_SCALAR_EVENT && e->data.scalar.anchor) ||
		(e->type == YAML_SEQUENCE_START_EVENT && e->data.sequence_start.anchor) ||
		(e->type == YAML_MAPPING_START_EVENT && e->data.mapping_start.anchor);
}

/* Notes what would take more time or memory than any real configuration needs. */
static bool is_excessive(const char *text, size_t n, struct problems *p)
{
	struct shape s = { 0 };
	yaml_parser_t parser;
	yaml_event_t event;
	bool end = false;

	if (!yaml_parser_initialize(&parser))
		die_of_memory(0);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	while (!end && yaml_parser_parse(&parser, &event)) {
		unsigned line = (unsigned)event.start_mark.line + 1,
			 column = (unsigned)event.start_mark.column + 1;

		add_event(&s, &event);
		end = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		if (s.depth > DEPTH_MAX)
			problem_add(p, line, column, "nested deeper than %d levels", DEPTH_MAX);
		else if (s.anchors > ANCHORS_MAX)
			problem_add(p, line, column, "more than %d anchors", ANCHORS_MAX);
		else if (s.values > VISITS_MAX)
			problem_add(p, line, column, "more than %d values", VISITS_MAX);
		else
			continue;
		break;
	}
	yaml_parser_delete(&parser);
	return s.depth > DEPTH_MAX || s.anchors > ANCHORS_MAX || s.values > VISITS_MAX;
}

const yaml_node_t *document_open(struct document *d, const char *text, size_t n,
	struct problems *problems)
{
	const yaml_node_t *root = NULL;
	yaml_parser_t parser;

	*d = (struct document){ .problems = problems };
	if (is_excessive(text, n, problems))
		return NULL;
	if (!yaml_parser_initialize(&parser))
		die_of_memory(0);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
	if (!yaml_parser_load(&parser, &d->yaml)) {
		note_parse_error(&parser, text, n, problems);
	} else {
		root = yaml_document_get_root_node(&d->yaml);
		if (!root)
			problem_at(problems, NULL, "the file is empty");
		refuse_second_document(&parser, text, n, problems);
	}
	yaml_parser_delete(&parser);
	return root;
}

void document_close(struct document *d)
{
	yaml_document_delete(&d->yaml);
}
