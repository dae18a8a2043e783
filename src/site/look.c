/* How the pages look, and what the script adds: charts that zoom, filters, rows that open. */
#include "site/site.h"

/* The text of a file, which the program contains. The Makefile knows that this file reads it. */
#define TEXT_OF(name, file)                                                                        \
	__asm__(".pushsection .rodata\n.globl " #name "\n" #name ": .incbin \"" file               \
		"\"\n.byte 0\n.popsection\n")

TEXT_OF(site_style, "src/site/style.css");
TEXT_OF(site_script, "src/site/page.js");

const char *const site_dygraphs_script = SITE_DYGRAPHS "dygraph.min.js";
