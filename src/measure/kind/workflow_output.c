/* Files that stages leave: collected into the run's folder. */
#include "measure/kind/workflow.h"

#include "base/error.h"

int stage_collect(struct task *t, struct sink *sink, struct stage_run *r, bool partial,
	struct error *err)
{
	(void)t, (void)sink, (void)r, (void)partial, (void)err;
	return 0;
}
