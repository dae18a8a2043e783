#include "judge/finding.h"

#include "base/text.h"

#define NAME(value, word) [value] = (word),

const char *const test_names[] = { TESTS_OF(NAME)[TESTS] = NULL };
const char *const finding_names[] = { FINDINGS_OF(NAME)[FINDINGS] = NULL };

bool finding_equal(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind && a->n == b->n && text_equal(a->text, b->text) &&
		text_equal(a->other, b->other) && text_equal(a->limit, b->limit) &&
		!(a->ratio < b->ratio) && !(a->ratio > b->ratio);
}
