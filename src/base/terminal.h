/* The abilities of the terminal behind a stream. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct terminal {
	bool live;      /* a terminal whose line can be rewritten */
	bool colour;    /* a terminal, and neither NO_COLOR nor TERM=dumb */
	bool unicode;   /* the locale says UTF-8 */
	size_t columns; /* COLUMNS of the environment, or the terminal's; 80 if unknown */
	size_t rows;    /* 24 if unknown */
};

struct terminal terminal_of(int fd);
