/* The samples of some runs as a picture: SVG that needs no script. */
#pragma once

#include "judge/compare.h"
#include "site/page.h"

struct series;

struct samples_side {
	const char *label;
	const struct series *series; /* NULL: the picture lacks it */
	struct summary summary;
	bool is_base; /* its colour */
};
/* That of its samples, or else of what another tool has said about them. s: or NULL. */
struct summary samples_summary(struct arena *mem, const struct series *s);
/* One below the other; id: of the benchmark. */
void samples_put(const struct html *h, const char *id, const struct metric *m,
	const struct samples_side *sides, size_t n);
