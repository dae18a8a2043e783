/* The frameworks that benchctl knows: those that it ships and those of the configuration. */
#pragma once

#include "model/framework.h"

struct registry {
	struct framework *v; /* a configured one replaces a shipped one of its name */
	size_t n, cap;
};

/* own: `frameworks:` of the configuration, struct framework. */
void registry_make(struct registry *r, struct arena *mem, const struct items *own);

/* NULL after setting an error that lists the known names. */
const struct framework *registry_find(const struct registry *r, const char *name, struct arena *mem,
	struct error *err);
