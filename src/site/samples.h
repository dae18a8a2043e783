/* The samples of some runs as a picture: SVG that needs no script. */
#pragma once

#include "judge/compare.h"
#include "site/page.h"

struct series;

struct samples_side {
	const char *label;
	const struct series *series; /* NULL: the picture lacks it */
	struct summary summary;
};
/* One below the other; id: of the benchmark. The first is the reference. */
void samples_put(const struct html *h, const char *id, const struct metric *m,
	const struct samples_side *sides, size_t n);
