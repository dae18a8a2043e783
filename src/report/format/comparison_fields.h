/* A comparison in JSON: one table per struct, for reading and writing. Non-finite numbers and
 * absent texts are omitted. */
#pragma once

#include "base/record.h"

enum { COMPARISON_SCHEMA = 1 };
#define COMPARISON_KIND "comparison"

extern const struct field comparison_frame_fields[];
extern const struct field comparison_party_fields[];
struct row_words {
	const char *reason, *warning, *test;
};
extern const struct field comparison_words_fields[];
extern const struct field comparison_finding_fields[], comparison_seen_fields[];
extern const struct field comparison_row_fields[];
/* Members of a row that are objects. */
extern const struct field comparison_sides_fields[], comparison_evidence_fields[];
