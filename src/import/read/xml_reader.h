/* XML by libxml2's reader, which is opened when needed. The input is hostile: a document type is
 * refused, so there is no entity but the five of XML; nothing is fetched; depth and sizes are
 * limited. Several documents in a row, as test programs print them, are read as one. */
#pragma once

#include <libxml/tree.h>

#include "import/importer.h"

enum { XML_DEPTH_MAX = 64 };

struct xml_reader {
	struct import *in;
	const struct xml_library *library;
	void *reader; /* of libxml2 */
	size_t depth; /* of the current element; roots have 1 */
	size_t line;  /* of its start */
};

void xml_reader_begin(struct xml_reader *x, struct import *in);
void xml_reader_end(struct xml_reader *x);
#define ENDS_XML_READER __attribute__((cleanup(xml_reader_end)))

/* The next element, with its attributes and those around it; NULL: the end. It is valid until the
 * next call. */
const xmlNode *xml_reader_next(struct xml_reader *x);
/* The same element with all that is in it, which xml_reader_next returns too; NULL: a failure. */
const xmlNode *xml_reader_whole(struct xml_reader *x);
bool xml_reader_is(const xmlNode *node, const char *element);
/* NULL: the element has no such attribute. */
const char *xml_reader_attribute(const xmlNode *element, const char *name);
/* "FILE:LINE: ..." */
__attribute__((format(printf, 2, 3))) void xml_reader_refuse(const struct xml_reader *x,
	const char *fmt, ...);

/* Whether head begins with that element, after a declaration and comments. */
bool xml_reader_begins(const char *head, const char *element);
