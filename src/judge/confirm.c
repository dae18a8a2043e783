#include "judge/confirm.h"

#include <string.h>

#include "base/arena.h"
#include "judge/decide.h"

bool confirm_is_suspect(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && !r->confirmed && r->test &&
		r->consequence != CONSEQUENCE_NONE && strcmp(r->test, EXACT_TEST) != 0 &&
		!row_is_shape(r);
}

bool confirm_is_certain(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && r->test && strcmp(r->test, EXACT_TEST) == 0;
}

void confirm_doubt(struct row *r, int undecided)
{
	r->verdict = VERDICT_INCONCLUSIVE;
	r->consequence = undecided == CONSEQUENCE_FAIL ? CONSEQUENCE_FAIL : CONSEQUENCE_WARN;
}

void confirm_settle(struct arena *mem, struct row *first, struct row *again, bool stands)
{
	char text[QUANTITY_MAX];

	if (stands) {
		first->confirmed = true;
		first->reason = arena_printf(mem, "confirmed on %zu fresh samples: %s",
			again->head.n, percent_format(text, again->change));
		return;
	}
	again->warning = arena_printf(mem, "a first look had shown %s; fresh data do not",
		percent_format(text, first->change));
	if (again->verdict == VERDICT_REGRESSION &&
		!again->budget) { /* significant alone, but not among so many */
		confirm_doubt(again, again->undecided);
		again->reason = "the loss is not confirmed with enough certainty";
	}
	*first = *again;
}
