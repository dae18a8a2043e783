/* What a comparison is in JSON: one table a struct, for both directions. Numbers that are not
 * finite and texts that are not there are left out. */
#ifndef BENCHCTL_COMPARISON_FIELDS_H
#define BENCHCTL_COMPARISON_FIELDS_H

#include "base/record.h"

enum { COMPARISON_SCHEMA = 1 };
#define COMPARISON_KIND "comparison"

extern const struct field comparison_frame_fields[];
extern const size_t comparison_frame_field_count;
extern const struct field comparison_party_fields[];
extern const size_t comparison_party_field_count;
extern const struct field comparison_summary_fields[];
extern const size_t comparison_summary_field_count;
extern const struct field comparison_row_fields[];
extern const size_t comparison_row_field_count;

#endif
