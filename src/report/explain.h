/* The judge's findings in words. Only this makes these sentences, and nothing reads them back. */
#pragma once

struct arena;
struct finding;
struct row;

/* "Mann-Whitney, exact"; NULL: the row was not tested. */
const char *explain_test(struct arena *mem, const struct row *r);

/* A sentence without a full stop, or several lines where they come from outside; NULL: there is
 * nothing to say. Text from outside is not escaped yet. */
const char *explain_finding(struct arena *mem, const struct row *r, const struct finding *f);
