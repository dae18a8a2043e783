#include "import/read/xml_reader.h"

#include <libxml/xmlreader.h>
#include <string.h>

#include "base/lazy.h"
#include "base/text.h"

#define FUNCTIONS(F)                                                                               \
	F(xmlInitParser)                                                                           \
	F(xmlReaderForMemory)                                                                      \
	F(xmlFreeTextReader)                                                                       \
	F(xmlTextReaderSetStructuredErrorHandler)                                                  \
	F(xmlTextReaderRead)                                                                       \
	F(xmlTextReaderNodeType)                                                                   \
	F(xmlTextReaderDepth)                                                                      \
	F(xmlTextReaderCurrentNode)                                                                \
	F(xmlTextReaderExpand)                                                                     \
	F(xmlTextReaderGetParserLineNumber)
struct xml_library {
	FUNCTIONS(LAZY_POINTER)
};

#define BYTES_MAX ((size_t)256 << 20)

/* A surrounding element makes one document of several. Inside it a document type is a syntax
 * error, so no entity can be declared. */
#define AROUND      "<all>"
#define BEHIND      "</all>"
#define DECLARATION "<?xml "

/* The encoding that the declaration at s names, or NULL. */
static const char *encoding_of(struct arena *mem, const char *s, const char *end)
{
	const char *at = memmem(s, (size_t)(end - s), "encoding", 8), *close;

	if (!at || !(at = strpbrk(at, "\"'")) || at >= end)
		return NULL;
	close = strchr(at + 1, *at);
	return close && close < end ? arena_copy(mem, at + 1, (size_t)(close - at - 1)) : NULL;
}

/* Blanks the declarations, which begin documents, in a NUL-terminated text. */
static const char *blank_declarations(struct arena *mem, char *text)
{
	const char *encoding = NULL;

	for (char *at = text, *end; (at = strstr(at, DECLARATION)); at = end) {
		end = strstr(at, "?>");
		end = end ? end + 2 : at + strlen(at);
		if (!encoding)
			encoding = encoding_of(mem, at, end);
		for (; at < end; at++)
			*at = *at == '\n' ? '\n' : ' ';
	}
	return encoding;
}

void xml_reader_refuse(const struct xml_reader *x, const char *fmt, ...)
{
	char text[1024];

	TEXT_FORMAT(text, fmt);
	import_refuse(x->in, x->line, "%s", text);
}

static void on_error(void *context, xmlErrorPtr e)
{
	const struct xml_reader *x = context;
	const char *text = e->message ? e->message : "no reason given";

	if (e->level >= XML_ERR_ERROR)
		import_refuse(x->in, (size_t)e->line + x->in->line - 1,
			"not well-formed XML, or XML with a document type: %.*s",
			(int)strcspn(text, "\n"), text);
}

void xml_reader_begin(struct xml_reader *x, struct import *in)
{
	struct xml_library *library = arena_alloc(in->scratch, sizeof *library);
	struct part text = import_whole(in);
	const char *encoding;
	char *all;

	*x = (struct xml_reader){ .in = in, .library = library };
	if (text.n > BYTES_MAX)
		import_refuse(in, 0, "larger than %zu bytes, the limit for XML", BYTES_MAX);
	if (!in->failed)
		in->failed = LAZY_OPEN(library, FUNCTIONS, "libxml2.so.2", "libxml2", in->err) < 0;
	if (in->failed)
		return;
	library->xmlInitParser(); /* locks, and does it once; several threads may read XML */
	all = arena_printf(in->scratch, AROUND "%.*s" BEHIND, (int)text.n, text.v);
	encoding = blank_declarations(in->scratch, all);
	x->reader = library->xmlReaderForMemory(all, (int)strlen(all), NULL, encoding,
		XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
	if (x->reader)
		library->xmlTextReaderSetStructuredErrorHandler(x->reader, on_error, x);
	else
		import_refuse(in, 0, "libxml2 cannot create a reader%s%s",
			encoding ? "; its declared encoding is " : "", encoding ? encoding : "");
}

void xml_reader_end(struct xml_reader *x)
{
	if (x->reader)
		x->library->xmlFreeTextReader(x->reader);
	x->reader = NULL;
}

const xmlNode *xml_reader_next(struct xml_reader *x)
{
	const struct xml_library *l = x->library;

	while (!x->in->failed) {
		int rc = l->xmlTextReaderRead(x->reader);

		if (rc < 0)
			import_refuse(x->in, 0, "not well-formed XML");
		if (rc <= 0 || x->in->failed)
			break;
		x->depth = (size_t)l->xmlTextReaderDepth(x->reader);
		if (l->xmlTextReaderNodeType(x->reader) != XML_READER_TYPE_ELEMENT || x->depth == 0)
			continue; /* depth 0: the surrounding element */
		x->line = (size_t)l->xmlTextReaderGetParserLineNumber(x->reader) + x->in->line - 1;
		if (x->depth <= XML_DEPTH_MAX)
			return l->xmlTextReaderCurrentNode(x->reader);
		xml_reader_refuse(x, "elements are nested deeper than %d", XML_DEPTH_MAX);
	}
	return NULL;
}

const xmlNode *xml_reader_whole(struct xml_reader *x)
{
	const xmlNode *node = x->in->failed ? NULL : x->library->xmlTextReaderExpand(x->reader);

	return x->in->failed ? NULL : node;
}

/* Whether the name has no prefix; the formats that are read have none. */
static bool is_plain(const xmlNs *ns)
{
	return !ns || !ns->prefix;
}

bool xml_reader_is(const xmlNode *node, const char *element)
{
	return node->type == XML_ELEMENT_NODE && is_plain(node->ns) &&
		text_equal((const char *)node->name, element);
}

const char *xml_reader_attribute(const xmlNode *element, const char *name)
{
	const xmlAttr *a = element->properties;

	while (a && !(is_plain(a->ns) && text_equal((const char *)a->name, name)))
		a = a->next;
	if (!a)
		return NULL;
	return a->children && a->children->content ? (const char *)a->children->content : "";
}

bool xml_reader_begins(const char *head, const char *element)
{
	size_t n = strlen(element);
	const char *end;

	for (;;) {
		head += strspn(head, " \t\r\n");
		if (strncmp(head, DECLARATION, strlen(DECLARATION)) == 0)
			end = strstr(head, "?>");
		else if (strncmp(head, "<!--", 4) == 0)
			end = strstr(head, "-->");
		else
			break;
		if (!end)
			return false;
		head = end + (*end == '?' ? 2 : 3);
	}
	return *head == '<' && strncmp(head + 1, element, n) == 0 &&
		strchr(" \t\r\n/>", head[1 + n]) && head[1 + n];
}
