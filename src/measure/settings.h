/* The settings of built-in benchmarks and plugins, and where each comes from. */
#pragma once

#include <stddef.h>

struct arena;
struct benchctl_kind;
struct pairs;
struct suite;

/* Later ones win. */
enum setting_origin {
	SETTING_DEFAULT,
	SETTING_GLOBAL,      /* KEY of modules: */
	SETTING_MODULE,      /* MODULE.KEY of modules: */
	SETTING_BENCHMARK,   /* with: of the benchmark */
	SETTING_ENVIRONMENT, /* BENCHCTL_SET_KEY, BENCHCTL_SET_MODULE_KEY */
	SETTING_FLAG,        /* --set KEY=VALUE, --set MODULE.KEY=VALUE */
};
extern const char *const setting_origins[];

struct settings {
	struct setting {
		const char *key, *value;
		enum setting_origin origin;
	} * v;
	size_t n, cap;
};

/* All that is given for the module. kind: a built-in one, whose options are known; for NULL, a
 * plugin, only what names the module counts. with: of the benchmark; NULL: none. */
void settings_of(struct settings *out, struct arena *mem, const struct suite *suite,
	const char *module, const struct benchctl_kind *kind, const struct pairs *with);
