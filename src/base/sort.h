/* Sorts lists and numbers, and finds the middle of numbers; no number is NaN. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

struct arena;

void sort_doubles(double *v, size_t n);                          /* ascending, in place */
double *sort_copy(struct arena *mem, const double *v, size_t n); /* a sorted copy */
double sort_median(const double *sorted, size_t n);              /* n >= 1 */
/* Moves the k-th smallest of v[from .. to - 1], counted from v[0], to its place, the smaller before
 * and the larger after it. */
double sort_nth(double *v, size_t from, size_t to, size_t k);
double sort_find_median(double *v, size_t n); /* the same of any order, which changes; n >= 1 */

/* The n values ascending, each with its place in v. */
struct sort_rank {
	double v;
	size_t at;
};
void sort_ranks(struct sort_rank *out, const double *v, size_t n);

/* Sorts an ARENA_LIST, which may be empty. */
#define SORT_LIST(list, order)                                                                     \
	((list)->n ? qsort((list)->v, (list)->n, sizeof *(list)->v, (order)) : (void)0)
/* The order of elements that begin with a const char *, by bytes, or a double; also for bsearch. */
int sort_by_text(const void *a, const void *b);
int sort_by_double(const void *a, const void *b);
/* The order of two numbers. */
#define SORT_ORDER(x, y) (((x) > (y)) - ((x) < (y)))
