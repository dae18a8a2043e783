/* The samples of both sides as a picture: SVG that needs no script. */
#pragma once

#include "site/page.h"

struct row;
struct series;

/* Either series may be NULL. */
void samples_put(const struct html *h, const struct row *r, const struct series *base,
	const struct series *head);
