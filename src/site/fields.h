/* Records (record.h) as lines of a table. */
#pragma once

#include "base/record.h"
#include "site/html.h"

/* Each member that is known, in the rows of a table. */
void fields_put(const struct html *h, const struct field *fields, const void *record);
/* Of two records, side by side; a difference is marked. */
void fields_put_pair(const struct html *h, const struct field *fields, const void *a,
	const void *b);
