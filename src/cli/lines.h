/* A stream of text for people, on which what came from outside can do no harm. */
#ifndef BENCHCTL_LINES_H
#define BENCHCTL_LINES_H

#include <stdio.h>

/* Each line that is written to it goes to out as text_print_line has it. To be closed before out.
 */
FILE *lines_to(FILE *out);

#endif
