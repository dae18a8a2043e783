/* The pieces of a script. */
#pragma once

#include <stdbool.h>

#include "plot/plot.h"

enum { SCRIPT_COLOURS = 7 }; /* line types 1 to 7 */

struct script {
	FILE *f;
	struct arena *mem;
	const struct plot *p;
};

/* A text in single quotes: one line, no markup (noenhanced). gnuplot's SVG cannot hold "]]>". tic:
 * the label of a tic, which is a format. */
const char *script_quoted(struct arena *mem, const char *s, bool tic);
const char *script_label(const struct script *s, size_t i); /* of a series */

/* Data under the name $NAMEi. */
void script_open_data(const struct script *s, const char *name, size_t i);
void script_close_data(const struct script *s);

/* Everything about a plot whose series are only values. */
void script_put_samples(const struct script *s);
