/* {port}, {url} and the like in commands and values. */
#pragma once

#include "model/option/option.h"

/* The text with every {KEY} replaced by its value; other braces stay. quote: the text is a line for
 * a shell, so values are quoted for one. */
const char *placeholder_expand(struct arena *mem, const char *text, const struct pairs *values,
	bool quote);
/* The same for a command. */
struct words placeholder_words(struct arena *mem, const struct words *w,
	const struct pairs *values);
