/* A YAML document: nodes with positions, and the problems noted at them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

struct pairs;
struct problems;

struct document {
	yaml_document_t yaml;
	struct problems *problems;
	size_t visits, bytes;          /* so far: members of lists and maps, and of texts */
	const struct pairs *variables; /* for ${NAME} in texts; NULL: texts stay unchanged */
};

/* Reads the one document of the text. Returns the root, or NULL after noting a problem. The
 * result and every text live until document_close. */
const yaml_node_t *document_open(struct document *d, const char *text, size_t n,
	struct problems *problems);
void document_close(struct document *d);

const yaml_node_t *document_node(struct document *d, int index);

/* Notes a problem at the node's position. */
__attribute__((format(printf, 3, 4))) void document_refuse(struct document *d,
	const yaml_node_t *node, const char *fmt, ...);
unsigned document_line(const yaml_node_t *node); /* from 1 */
unsigned document_column(const yaml_node_t *node);

bool document_is_null(const yaml_node_t *node); /* nothing, ~ or null, not quoted */

/* A scalar's text, or NULL after noting that name needs one. */
const char *document_text(struct document *d, const char *name, const yaml_node_t *node);

/* Notes duplicate keys of the map. */
void document_check_keys(struct document *d, const char *name, const yaml_node_t *map);

/* Call this before visiting each member of a list or a map, because aliases let a small file
 * expand to any size. True, after noting it once, if there have been too many. */
bool document_exhausted(struct document *d, const yaml_node_t *node);
