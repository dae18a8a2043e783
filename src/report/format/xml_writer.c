#include "report/format/xml_writer.h"

#include <libxml/xmlwriter.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/lazy.h"
#include "report/escape.h"

#define FUNCTIONS(F)                                                                               \
	F(xmlOutputBufferCreateIO)                                                                 \
	F(xmlNewTextWriter)                                                                        \
	F(xmlTextWriterSetIndent)                                                                  \
	F(xmlTextWriterStartDocument)                                                              \
	F(xmlTextWriterStartElement)                                                               \
	F(xmlTextWriterEndElement)                                                                 \
	F(xmlTextWriterWriteAttribute)                                                             \
	F(xmlTextWriterWriteString)                                                                \
	F(xmlTextWriterWriteRawLen)                                                                \
	F(xmlTextWriterFlush)                                                                      \
	F(xmlFreeTextWriter)
struct xml_library {
	FUNCTIONS(LAZY_POINTER)
};

static int to_stream(void *context, const char *data, int n)
{
	return fwrite(data, 1, (size_t)n, context) == (size_t)n ? n : -1;
}

int xml_open(struct xml_writer *x, struct arena *mem, FILE *out, struct error *err)
{
	struct xml_library *library = arena_alloc(mem, sizeof *library);
	xmlOutputBufferPtr buffer;

	if (LAZY_OPEN(library, FUNCTIONS, "libxml2.so.2", "libxml2", err) < 0)
		return -1;
	buffer = library->xmlOutputBufferCreateIO(to_stream, NULL, out, NULL);
	*x = (struct xml_writer){ .library = library,
		.mem = mem,
		.writer = buffer ? library->xmlNewTextWriter(buffer) : NULL };
	if (!x->writer)
		return error_set(err, "libxml2 could not begin a document");
	library->xmlTextWriterSetIndent(x->writer, 1);
	return 0;
}

static void check(struct xml_writer *x, int rc)
{
	x->failed = x->failed || rc < 0;
}

int xml_close(struct xml_writer *x, struct error *err)
{
	xml_flush(x);
	x->library->xmlFreeTextWriter(x->writer);
	x->writer = NULL;
	return x->failed ? error_set(err, "libxml2 could not write the document") : 0;
}

void xml_document(struct xml_writer *x)
{
	check(x, x->library->xmlTextWriterStartDocument(x->writer, "1.0", "UTF-8", NULL));
}

void xml_start(struct xml_writer *x, const char *element)
{
	check(x, x->library->xmlTextWriterStartElement(x->writer, (const xmlChar *)element));
}

void xml_start_with(struct xml_writer *x, const char *element, const char *const *attributes)
{
	xml_start(x, element);
	for (; *attributes; attributes += 2)
		if (attributes[1])
			xml_attribute(x, attributes[0], attributes[1]);
}

void xml_element(struct xml_writer *x, const char *element, const char *text)
{
	xml_start(x, element);
	xml_text(x, text);
	xml_end(x);
}

void xml_end(struct xml_writer *x)
{
	check(x, x->library->xmlTextWriterEndElement(x->writer));
}

void xml_attribute(struct xml_writer *x, const char *name, const char *value)
{
	check(x,
		x->library->xmlTextWriterWriteAttribute(x->writer, (const xmlChar *)name,
			(const xmlChar *)escape_lines(x->mem, value)));
}

void xml_text(struct xml_writer *x, const char *s)
{
	check(x,
		x->library->xmlTextWriterWriteString(x->writer,
			(const xmlChar *)escape_lines(x->mem, s)));
}

void xml_raw(struct xml_writer *x, const char *s, size_t n)
{
	check(x, x->library->xmlTextWriterWriteRawLen(x->writer, (const xmlChar *)s, (int)n));
}

void xml_flush(struct xml_writer *x)
{
	check(x, x->library->xmlTextWriterFlush(x->writer));
}
