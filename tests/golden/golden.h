/* Reads tests/golden/golden_stats.json, the vectors that shared/golden_stats.py made with exact
 * fractions. Tests run from the top of the repository. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

struct vec {
	double *v;
	size_t n;
};

static inline cJSON *golden_load(void)
{
	enum { LARGEST = 1 << 20 };
	char *text = calloc(1, LARGEST);
	FILE *f = fopen("tests/golden/golden_stats.json", "r");
	cJSON *all;

	assert_non_null(text);
	assert_non_null(f);
	assert_in_range(fread(text, 1, LARGEST - 1, f), 1, LARGEST - 2);
	fclose(f);
	all = cJSON_Parse(text);
	assert_non_null(all);
	free(text);
	return all;
}

static inline int golden_setup(void **state)
{
	*state = golden_load();
	return 0;
}

static inline int golden_teardown(void **state)
{
	cJSON_Delete(*state);
	return 0;
}

static inline const cJSON *golden_item(const cJSON *from, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(from, name);

	if (!item)
		fail_msg("no '%s' in the vectors", name);
	return item;
}

/* A number, or a fraction's value. */
static inline double golden_number(const cJSON *from, const char *name)
{
	const cJSON *item = golden_item(from, name);

	if (cJSON_IsObject(item))
		item = golden_item(item, "val");
	assert_true(cJSON_IsNumber(item));
	return item->valuedouble;
}

static inline size_t golden_size(const cJSON *from, const char *name)
{
	return (size_t)golden_number(from, name);
}

/* What stands for null is the caller's to say. */
static inline double golden_number_or(const cJSON *from, const char *name, double null)
{
	return cJSON_IsNull(golden_item(from, name)) ? null : golden_number(from, name);
}

static inline struct vec golden_array(struct arena *mem, const cJSON *from)
{
	struct vec out = { .n = (size_t)cJSON_GetArraySize(from) };
	const cJSON *item;
	double *next = out.v = arena_array(mem, out.n + 1, sizeof *out.v);

	cJSON_ArrayForEach(item, from) *next++ = cJSON_IsNull(item) ? (double)NAN
								    : item->valuedouble;
	return out;
}

static inline struct vec golden_vec(struct arena *mem, const cJSON *from, const char *name)
{
	return golden_array(mem, golden_item(from, name));
}

/* Equal to 1e-12 relative; NaN and infinities only to themselves. */
#define assert_near(a, b)              assert_within(a, b, 1e-12)
#define assert_within(a, b, tolerance) within(a, b, tolerance, #a, __FILE__, __LINE__)

static inline void within(double a, double b, double tolerance, const char *what, const char *file,
	int line)
{
	double allowed = tolerance * fmax(fabs(a), fabs(b));

	if ((isnan(a) && isnan(b)) || (isinf(a) && isinf(b) && (a > 0) == (b > 0)))
		return;
	if (fabs(a - b) <= allowed && isfinite(a))
		return;
	print_error("%s is %.17g, expected %.17g\n", what, a, b);
	_fail(file, line);
}
