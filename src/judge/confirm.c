#include "judge/confirm.h"

bool confirm_is_suspect(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && !r->confirmed &&
		r->consequence != CONSEQUENCE_NONE && r->test != TEST_NONE &&
		r->test != TEST_EXACT && r->test != TEST_SHAPE;
}

bool confirm_is_certain(const struct row *r)
{
	return r->verdict == VERDICT_REGRESSION && r->test == TEST_EXACT;
}

void confirm_doubt(struct row *r, int undecided)
{
	r->verdict = VERDICT_INCONCLUSIVE;
	r->consequence = undecided == CONSEQUENCE_FAIL ? CONSEQUENCE_FAIL : CONSEQUENCE_WARN;
}

void confirm_apply(struct row *first, struct row *again, bool confirmed)
{
	if (confirmed) {
		first->confirmed = true;
		first->reason = (struct finding){
			.kind = FINDING_CONFIRMED, .n = again->head.n, .ratio = again->change
		};
		return;
	}
	again->warning = (struct finding){ .kind = FINDING_FIRST_LOOK, .ratio = first->change };
	if (again->verdict == VERDICT_REGRESSION &&
		!again->budget) { /* significant alone, but not among so many */
		confirm_doubt(again, again->undecided);
		again->reason = (struct finding){ .kind = FINDING_NOT_CONFIRMED };
	}
	*first = *again;
}
