#include "measure/module.h"

#include "base/arena.h"

static const struct kind *const kinds[] = { &command_module.kind, &external_module.kind };

const struct kind *const *module_kinds(size_t *n)
{
	*n = ARRAY_SIZE(kinds);
	return kinds;
}

const struct module *module_of(const struct benchmark *b)
{
	return (const struct module *)(const void *)b->kind;
}
