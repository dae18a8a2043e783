/* Finds the declaration of a module, in the process that will run it. */
#pragma once

#include "benchctl/plugin.h"

struct error;

/* source: the name of a built-in module, or a path with a slash in it, of a plugin. The plugin's
 * code runs. */
int module_load(const struct benchctl_kind **kind, const char *source, struct error *err);
