/* The abilities of the terminal behind a stream. */
#ifndef BENCHCTL_TERMINAL_H
#define BENCHCTL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal {
	bool live;      /* a terminal whose line can be rewritten */
	bool colour;    /* a terminal, and neither NO_COLOR nor TERM=dumb */
	bool unicode;   /* the locale says UTF-8 */
	size_t columns; /* 80 if unknown */
};

struct terminal terminal_of(int fd);

#endif
