/* Draws and removes the block of a meter. */
#pragma once

#include <stdio.h>

#include "cli/progress.h"

void progress_draw(struct meter *m);
void progress_erase(struct meter *m);

/* " block 2 of 8", where there are blocks. */
void progress_print_block(FILE *f, const struct progress *p);
