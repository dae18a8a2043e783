/* The words for a comparison and its rows; every report takes its words from here, and
 * escapes them for its own kind of output. Numbers have their units and three significant digits.
 * Texts are allocated from the wording's arena. Names that came from outside are made harmless and
 * fit on one line; a reason may have several. */
#pragma once

#include "base/units.h"
#include "judge/compare.h"

struct wording {
	struct arena *mem;
	const struct comparison *c;
	size_t longest; /* code points of a foreign name; a reason: four times as many; 0: any */
};

/* The pieces. `also` is a list with one more text, after a comma where it is not the first. */
const char *phrase_foreign(const struct wording *w, const char *s);
const char *phrase_also(const struct wording *w, const char *list, const char *text);

/* The functions below take a row of w->c, no copy: its neighbours show which metric is primary. */
const char *phrase_name(const struct wording *w,
	const struct row *r); /* "parse", "parse peak_rss" */

/* Whether the data show any change at all. */
bool phrase_is_change(const struct row *r);
bool phrase_shape_changed(const struct row *r);
/* The aspect that is worse although the level is not: "worse tail"; NULL: the level decided. */
const char *phrase_shape(const struct wording *w, const struct row *r);
const char *phrase_change(const struct wording *w, const struct row *r); /* "+11.6%", "~", "" */
/* The same where there is one: as many digits as show on which side of the limit it is. */
const char *phrase_percent(const struct wording *w, const struct row *r);
/* "the medians: +3.0%", where they differ visibly from the row's estimate; else NULL. */
const char *phrase_medians(const struct wording *w, const struct row *r);
/* "+1.0% to +2.1%, p=0.003 n=20+18" */
const char *phrase_evidence(const struct wording *w, const struct row *r);
const char *phrase_range(const struct wording *w, const struct row *r);   /* NULL: none */
const char *phrase_verdict(const struct row *r);                          /* "pass", "not judged" */
const char *phrase_samples(const struct wording *w, const struct row *r); /* "n=20+18" */
const char *phrase_interval(const struct wording *w, const struct row *r); /* NULL: none */
const char *phrase_limit(const struct wording *w, const struct row *r);    /* "limit +5%" */
/* What a table has room for beside the verdict: "limit +5%, confirmed". */
const char *phrase_remark(const struct wording *w, const struct row *r);
/* The same for a table that also has the reason: without what the reason says already. */
const char *phrase_remark_beside_reason(const struct wording *w, const struct row *r);
bool phrase_remark_has_shape(const struct row *r);
const char *phrase_reason(const struct wording *w, const struct row *r); /* NULL: none */

bool phrase_party_is_commit(const struct wording *w, const struct party *p);
/* "1f3c9ab", "8e21c04+" (uncommitted changes), "run-017". */
const char *phrase_party(const struct wording *w, const struct party *p);

/* Whether data were judged, and nothing is conclusive. */
bool phrase_is_inconclusive(const struct comparison *c);

/* "1 regression, 2 passed, 1 inconclusive" */
const char *phrase_counts(const struct wording *w);

/* Whether a report of changes lists the row: it has a consequence, or the verdict is news. */
bool phrase_is_reported(const struct row *r);

/* Why the gate has no verdict although it has rows, and what would help; NULL: it has one. */
const char *phrase_no_verdict(const struct wording *w);

/* A short text about the rules that the change loosens; "": none. */
const char *phrase_rule_changes(const struct wording *w);
/* Why that fails, and what to do; NULL: it does not fail. */
const char *phrase_loosening(const struct wording *w);

/* The figures of a row, in the unit that both sides share. Empty strings if there is no figure. */
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

/* Whole statements about a row, made of phrases: the sentence, what to do, the evidence. */

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

/* The command that measures these rows again, or the whole if they are many; NULL: not known. */
const char *fact_again(const struct wording *w, const struct row *const *rows, size_t n);

/* The command that accepts a regression; NULL: there is nothing to accept. */
const char *fact_accept(const struct wording *w, const struct row *r);

/* The command that finds the commit of a change between two others; NULL: there is none to find. */
const char *fact_bisect(const struct wording *w, const struct row *r);

enum { FACT_A_FEW = 5 }; /* rows that are named one by one */
