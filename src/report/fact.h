/* Whole statements about a row, made of phrases: the sentence, what to do, the evidence. */
#pragma once

#include "report/phrase.h"

/* "parse/small wall is 11.6% slower (95% interval ...); why", without the full stop. */
const char *fact_sentence(const struct wording *w, const struct row *r);

/* Labelled lines about a row; NULL where there is nothing to say. */
struct fact {
	const char *label;
	const char *(*say)(const struct wording *w, const struct row *r);
	bool command; /* to be typed, and too long for a narrow cell */
	bool shape;   /* a remark may say it too */
};
extern const struct fact fact_advice[];   /* below the sentence; ends with a NULL label */
extern const struct fact fact_evidence[]; /* how sure, in full; the same */

/* The command that measures these rows again, or the whole when there are more than a few; NULL:
 * not known. */
const char *fact_again(const struct wording *w, const struct row *const *rows, size_t n);

/* The command that accepts a regression; NULL: there is nothing to accept. */
const char *fact_accept(const struct wording *w, const struct row *r);

/* The command that finds the commit of a change between two commits; NULL: there is none to find.
 */
const char *fact_bisect(const struct wording *w, const struct row *r);

enum { FACT_A_FEW = 5 }; /* rows that are named one by one */
