/* XML by libxml2's reader, which is opened when needed. The input is hostile: a document type is
 * refused, so there is no entity but the five of XML; nothing is fetched; depth and sizes are
 * limited. Several documents in a row, as test programs print for groups of tests, are read as
 * one. */
#pragma once

#include "base/arena.h"
#include "import/importer.h"

enum xml_event { XML_END, XML_OPENS, XML_CLOSES, XML_TEXT };
enum { XML_DEPTH_MAX = 64 };

struct xml_reader {
	struct import *in;
	const struct xml_library *library;
	void *reader;      /* of libxml2 */
	struct arena mem;  /* of the attributes of the last opened element */
	size_t attributes; /* bytes of mem */
	size_t depth;      /* of the current element; roots have 1 */
	bool closes;       /* an empty element, whose end libxml2 does not report */
};

void xml_reader_begin(struct xml_reader *x, struct import *in);
void xml_reader_end(struct xml_reader *x);
#define ENDS_XML_READER __attribute__((cleanup(xml_reader_end)))

/* The next event. Comments and the like are skipped. */
enum xml_event xml_reader_next(struct xml_reader *x);
bool xml_reader_is(const struct xml_reader *x, const char *element);
/* Of the last opened element, valid until the next opens; NULL: it has no such attribute. */
const char *xml_reader_attribute(struct xml_reader *x, const char *name);
/* Of an XML_TEXT, valid until the next xml_reader_next. */
const char *xml_reader_characters(const struct xml_reader *x);
/* "FILE:LINE: ...". */
__attribute__((format(printf, 2, 3))) void xml_reader_refuse(struct xml_reader *x, const char *fmt,
	...);

/* Whether head begins with that element, after a declaration and comments. */
bool xml_reader_begins(const char *head, const char *element);
