#pragma once

#include "model/metric.h"

/* A benchmark may run in several modes, so each mode has its own metric. */
struct jmh_mode {
	const char *name, *metric;
	enum better better;
};
const struct jmh_mode *jmh_mode(const char *name); /* NULL: unknown */
