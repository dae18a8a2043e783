/* libxml2's writer, opened when needed. The document is well-formed for any text: characters that
 * XML cannot hold are made visible (escape.h). The first failure sticks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct error;

struct xml_writer {
	const struct xml_library *library;
	void *writer;      /* of libxml2 */
	struct arena *mem; /* scratch; may be changed between calls */
	bool failed;
};

/* -1 if libxml2 is missing. */
int xml_open(struct xml_writer *x, struct arena *mem, FILE *out, struct error *err);
int xml_close(struct xml_writer *x, struct error *err); /* 0 when everything was written */

void xml_document(struct xml_writer *x); /* the declaration */
void xml_start(struct xml_writer *x, const char *element);
/* The same with attributes: names and values; one without a value (NULL) is left out. */
#define XML_START(x, element, ...)                                                                 \
	xml_start_with((x), (element), (const char *const[]){ __VA_ARGS__, NULL })
void xml_start_with(struct xml_writer *x, const char *element, const char *const *attributes);
/* An element that is only a text. */
void xml_element(struct xml_writer *x, const char *element, const char *text);
void xml_end(struct xml_writer *x);
void xml_attribute(struct xml_writer *x, const char *name, const char *value);
void xml_text(struct xml_writer *x, const char *s);
void xml_raw(struct xml_writer *x, const char *s, size_t n); /* elements that are already written */
void xml_flush(struct xml_writer *x);
