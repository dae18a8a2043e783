/* A YAML document: nodes with positions, and the problems noted at them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { DOCUMENT_VALUES_MAX = 1 << 20 }; /* in a file, and visited */

struct node {
	enum { NODE_TEXT, NODE_LIST, NODE_MAP } type;
	bool plain;            /* a text without quotes */
	unsigned line, column; /* from 1 */
	const char *text;
	size_t text_n;
	struct member {
		const struct node *key; /* NULL in a list */
		const struct node *value;
	} * v;
	size_t n, cap;
};

struct document {
	struct arena mem;
	struct problems *problems;
	size_t visits, bytes;          /* so far: members of lists and maps, and of texts */
	const struct pairs *variables; /* for ${NAME} in texts; NULL: texts stay unchanged */
	bool *used;                    /* for each variable, set where a text names it; or NULL */
};

/* Reads the one document of the text. Returns the root, or NULL after noting a problem. The
 * result and every text live until document_close. */
const struct node *document_open(struct document *d, const char *text, size_t n,
	struct problems *problems);
void document_close(struct document *d);

/* Notes a problem at the node's position. */
__attribute__((format(printf, 3, 4))) void document_refuse(struct document *d,
	const struct node *node, const char *fmt, ...);

bool document_is_null(const struct node *node); /* nothing, ~ or null, not quoted */

/* A scalar's text, or NULL after noting that name needs one. */
const char *document_text(struct document *d, const char *name, const struct node *node);

/* Notes duplicate keys of the map. */
void document_check_keys(struct document *d, const char *name, const struct node *map);

/* Call this before visiting each member of a list or a map, because aliases let a small file
 * expand to any size. True, after noting it once, if there have been too many. */
bool document_exhausted(struct document *d, const struct node *node);
