/* A YAML document: nodes with places, and the problems that are noted at them. */
#ifndef BENCHCTL_DOCUMENT_H
#define BENCHCTL_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

struct pairs;
struct problems;

struct document {
	yaml_document_t yaml;
	struct problems *problems;
	size_t visits;
	const struct pairs *variables; /* for ${NAME} in texts; NULL: texts are as they stand */
};

/* Reads the one document of the text. The root, or NULL after noting why there is none. What it
 * returns, and every text, lives until document_close. */
const yaml_node_t *document_open(struct document *d, const char *text, size_t n,
	struct problems *problems);
void document_close(struct document *d);

const yaml_node_t *document_node(struct document *d, int index);

/* Notes a problem at the node's place. */
__attribute__((format(printf, 3, 4))) void document_refuse(struct document *d,
	const yaml_node_t *node, const char *fmt, ...);
unsigned document_line(const yaml_node_t *node); /* from 1 */
unsigned document_column(const yaml_node_t *node);

bool document_is_null(const yaml_node_t *node); /* nothing, ~ or null, not quoted */

/* A scalar's text, or NULL after noting that name needs one. */
const char *document_text(struct document *d, const char *name, const yaml_node_t *node);

/* Notes keys that stand in the map twice. */
void document_check_keys(struct document *d, const char *name, const yaml_node_t *map);

/* To be asked before each member of a list or a map is visited: aliases let a small file expand to
 * any size. True, which was noted once, when there have been too many. */
bool document_exhausted(struct document *d, const yaml_node_t *node);

#endif
