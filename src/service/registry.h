/* The frameworks that benchctl knows: those that it ships and those of the configuration. */
#pragma once

#include "base/arena.h"
#include "model/framework.h"

struct registry
	ARENA_LIST(struct framework); /* a configured one replaces a shipped one of its name */

/* own: `frameworks:` of the configuration, struct framework. */
void registry_make(struct registry *r, struct arena *mem, const struct items *own);

/* NULL after setting an error that lists the known names. */
const struct framework *registry_find(const struct registry *r, const char *name, struct arena *mem,
	struct error *err);
