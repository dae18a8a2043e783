/* The values of a module's options, from the texts of the configuration. */
#pragma once

#include <stddef.h>

#include "benchctl/plugin.h"

struct arena;
struct error;

/* The i-th row; a plugin's rows may be longer than ours. */
const struct benchctl_option *module_option(const struct benchctl_kind *kind, size_t i);
const struct benchctl_option *module_option_find(const struct benchctl_kind *kind,
	const char *name);

/* Whether the declaration of a plugin agrees with itself: names, limits and defaults. */
int module_check_options(const struct benchctl_kind *kind, const char *path, struct error *err);

/* One value for each option: from texts[0 .. n), "KEY=VALUE" each, the last of a key wins, or the
 * default. Says which key is unknown, which value is wrong, and which is missing. */
int module_values(union benchctl_value **values, struct arena *mem,
	const struct benchctl_kind *kind, const char *const *texts, size_t n, struct error *err);
/* Whether a built-in benchmark takes these texts; also by its own check. */
int module_check(struct arena *mem, const struct benchctl_kind *kind, const char *const *texts,
	size_t n, struct error *err);
