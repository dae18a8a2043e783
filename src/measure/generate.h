/* Generated input files. */
#pragma once

struct data;
struct error;

/* Makes the file, unless one of that size exists. Kind, size and seed, which are in its name,
 * decide every byte. */
int generate_file(const struct data *d, struct error *err);
