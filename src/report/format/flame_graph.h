/* A flame graph: the callers are below, the width is the share of the whole. SVG without scripts; a
 * viewer shows name and share of a frame when the pointer rests on it. */
#pragma once

#include <stdio.h>

struct flame_graph {
	const char *title, *unit; /* "parse, head", "sample" */
	const struct stacks *stacks;
	/* The graph is then a difference: what took a larger share of stacks than of these is red,
	 * a smaller one blue. NULL: none. */
	const struct stacks *base;
};

/* The stacks are folded. */
void flame_graph(FILE *out, const struct flame_graph *g);
