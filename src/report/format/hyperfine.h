/* A run as hyperfine --export-json writes it, for tools that read that. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct run;
struct suite;

/* The results with samples of wall time, in the order of the suite. by_command: they are called as
 * a person would run them, otherwise by their ids. */
void hyperfine_write(FILE *out, const struct run *run, const struct suite *suite, bool by_command);
