#include "measure/kinds.h"

#include "base/arena.h"

static const struct kind *const kinds[] = { &command_kind, &external_kind, &http_kind, &module_kind,
	&workflow_kind };

const struct kind *const *kinds_all(size_t *n)
{
	*n = ARRAY_SIZE(kinds);
	return kinds;
}
