/* A stream of text for readers, which escapes text from outside. */
#pragma once

#include <stdio.h>

/* Writes each line to out as text_print_line does. Close it before out. */
FILE *lines_to(FILE *out);
