#include "measure/kinds.h"

#include <stddef.h>

const struct kind *const kinds[] = { &command_kind, &external_kind, &http_kind, &module_kind,
	&workflow_kind, NULL };
