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
	F(xmlTextReaderIsEmptyElement)                                                             \
	F(xmlTextReaderConstName)                                                                  \
	F(xmlTextReaderConstValue)                                                                 \
	F(xmlTextReaderMoveToAttribute)                                                            \
	F(xmlTextReaderMoveToElement)                                                              \
	F(xmlTextReaderGetParserLineNumber)
struct xml_library {
	FUNCTIONS(LAZY_POINTER)
};

#define BYTES_MAX ((size_t)256 << 20)
enum { ATTRIBUTES_KEPT = 1 << 16 }; /* bytes before they are freed; not per element */

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

void xml_reader_refuse(struct xml_reader *x, const char *fmt, ...)
{
	char text[1024];
	size_t line = x->reader
		? (size_t)x->library->xmlTextReaderGetParserLineNumber(x->reader) + x->in->line - 1
		: 0;

	TEXT_FORMAT(text, fmt);
	import_refuse(x->in, line, "%s", text);
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
	arena_free(&x->mem);
}

static enum xml_event opens(struct xml_reader *x)
{
	x->depth = (size_t)x->library->xmlTextReaderDepth(x->reader);
	if (x->depth > XML_DEPTH_MAX) {
		xml_reader_refuse(x, "elements are nested deeper than %d", XML_DEPTH_MAX);
		return XML_END;
	}
	if (x->attributes > ATTRIBUTES_KEPT) {
		arena_free(&x->mem);
		x->attributes = 0;
	}
	x->closes = x->library->xmlTextReaderIsEmptyElement(x->reader) == 1;
	return XML_OPENS;
}

enum xml_event xml_reader_next(struct xml_reader *x)
{
	if (x->closes && !x->in->failed) {
		x->closes = false;
		return XML_CLOSES;
	}
	while (!x->in->failed) {
		int rc = x->library->xmlTextReaderRead(x->reader);
		int type = x->library->xmlTextReaderNodeType(x->reader);

		if (rc < 0)
			xml_reader_refuse(x, "not well-formed XML");
		if (rc == 0 || x->in->failed)
			return XML_END;
		if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA)
			return XML_TEXT;
		if (x->library->xmlTextReaderDepth(x->reader) == 0)
			continue; /* the surrounding element */
		if (type == XML_READER_TYPE_ELEMENT)
			return opens(x);
		if (type != XML_READER_TYPE_END_ELEMENT)
			continue;
		x->depth = (size_t)x->library->xmlTextReaderDepth(x->reader);
		return XML_CLOSES;
	}
	return XML_END;
}

bool xml_reader_is(const struct xml_reader *x, const char *element)
{
	return text_equal((const char *)x->library->xmlTextReaderConstName(x->reader), element);
}

const char *xml_reader_attribute(struct xml_reader *x, const char *name)
{
	const char *value = NULL;

	if (x->library->xmlTextReaderMoveToAttribute(x->reader, (const xmlChar *)name) == 1)
		value = (const char *)x->library->xmlTextReaderConstValue(x->reader);
	x->attributes += value ? strlen(value) + 1 : 0;
	value = arena_string(&x->mem, value);
	x->library->xmlTextReaderMoveToElement(x->reader);
	return value;
}

const char *xml_reader_characters(const struct xml_reader *x)
{
	const char *s = (const char *)x->library->xmlTextReaderConstValue(x->reader);

	return s ? s : "";
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
