/* Records (record.h) as lines of a table. */
#pragma once

#include "base/record.h"
#include "site/html.h"

/* A row of a table for each member that one of the n records has; a difference is marked. */
void fields_put(const struct html *h, const struct field *fields, const void *const *records,
	size_t n);
