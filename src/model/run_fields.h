/* The plain members of runs and results, as both writing and reading want them. */
#ifndef BENCHCTL_RUN_FIELDS_H
#define BENCHCTL_RUN_FIELDS_H

#include "base/record.h"

extern const struct field run_fields[], result_fields[], figures_fields[];
extern const size_t run_field_count, result_field_count, figures_field_count;

#endif
