/* Input files that are made before measuring. */
#ifndef BENCHCTL_GENERATE_H
#define BENCHCTL_GENERATE_H

struct data;
struct error;

/* Makes the file, unless there is one of that size already. Its name says kind, size and seed, and
 * these decide every byte for ever. */
int generate_file(const struct data *d, struct error *err);

#endif
