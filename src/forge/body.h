/* The text of a comment. Its first line is a hidden marker, by which a later post finds it:
 *
 *	<!-- benchctl post CONTEXT red 0 -->
 *
 * The number is the length of the story at the end: what the comment said before the change became
 * green, folded. A marker counts in the first line only, so no text of the report can be one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct comparison;

struct body_marker {
	bool red;
	size_t story; /* bytes */
};

bool body_marked(struct body_marker *m, const char *comment, const char *context);

/* NULL, or why it cannot be a context, as the rest of a sentence. */
const char *body_context_fault(const char *context);

struct body_options {
	const char *context;
	const char *link;    /* of the run; or NULL */
	const char *earlier; /* the comment that it replaces; or NULL */
	size_t max;          /* characters */
	bool slash_commands; /* a line that begins with '/' would be one */
};
const char *body_make(struct arena *mem, const struct comparison *c, const struct body_options *o);
