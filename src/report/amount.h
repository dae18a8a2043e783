/* The figures of a row, in the unit that both sides share. */
#pragma once

#include "base/units.h"
#include "report/phrase.h"

/* Empty strings if there is no figure. */
struct amount {
	char digits[QUANTITY_MAX]; /* "118" */
	const char *unit;          /* " ms", "%" */
	char spread[16];           /* half the interval of the median: "1%"; "": there is none */
};
struct amount amount_of(const struct wording *w, const struct row *r, const struct summary *s);
/* "118 ms ± 1%"; "" if there is no figure. */
const char *amount_text(const struct wording *w, const struct row *r, const struct summary *s);
const char *amount_budget(const struct wording *w,
	const struct row *r); /* "191 MiB"; the row must have a budget */
