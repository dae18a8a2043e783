/* The commands and files before, around and after the samples of a benchmark of any kind. */
#pragma once

#include <stdbool.h>

struct data;
struct error;
struct task;

enum fixture_step { FIXTURE_SETUP, FIXTURE_PREPARE, FIXTURE_CONCLUDE, FIXTURE_CLEANUP, FIXTURES };

/* Makes the generated files, and finds the programs as far as fixtures_make_programs allows. */
int fixtures_probe(struct task *t, struct error *err);
/* Runs setup, then finds the others. */
int fixtures_setup(struct task *t, struct error *err);
/* Runs one of them, where the benchmark has it. */
int fixtures_run(struct task *t, enum fixture_step which, struct error *err);
/* Finds and runs cleanup, also where setup failed. */
int fixtures_cleanup(struct task *t, struct error *err);

/* Whether setup may be what makes the programs, or a service has to start before what their
 * placeholders mean is known; they are found later then. */
bool fixtures_make_programs(const struct task *t);

/* Whether something runs before or after each sample. */
bool fixtures_per_sample(const struct task *t);

/* Generated input files. */

/* Makes the file, unless one of that size exists. Kind, size and seed decide every byte. */
int generate_file(const struct data *d, struct error *err);
