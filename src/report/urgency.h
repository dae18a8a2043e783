/* The order of rows for readers: what fails first, then what warns; the largest loss first. */
#pragma once

#include <stddef.h>

struct arena;
struct comparison;

struct sorted_rows {
	const struct row **news, **rest; /* pointers into the comparison */
	size_t news_n, rest_n;
};

/* The loss as a ratio; an unknown loss sorts above any known loss. */
double urgency_loss(const struct row *r);

/* The rows with news (phrase_is_reported) by urgency, and the others as they are. */
struct sorted_rows urgency_sort(struct arena *mem, const struct comparison *c);
