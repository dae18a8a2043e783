#pragma once

#include "base/record.h"
#include "model/metric.h"

struct error;
struct import;

/* One figure in the format of GitHub's benchmark action. */
struct custom_entry {
	const char *name, *unit, *range;
	double value;
};
extern const struct field custom_fields[];

/* The same as the result of that name. */
int custom_add(struct import *in, const struct custom_entry *e, const char *name,
	enum better better, struct error *err);
