/* Writes HTML, SVG and XML that foreign text cannot change. */
#pragma once

#include <stdio.h>

struct html {
	FILE *f;
	struct arena *mem; /* scratch */
};

/* The format is markup. What replaces %s is text, or the value of an attribute in quotes, and is
 * escaped; NULL is "", and %.10s the beginning of an ASCII text. The other conversions are %zu, %d,
 * %g, %.1f and %%. */
__attribute__((format(printf, 2, 3))) void html_put(const struct html *h, const char *format, ...);

/* A text as a part of an address: every byte but letters, digits and "-._/=," as %XX. */
const char *html_address(struct arena *mem, const char *s);
