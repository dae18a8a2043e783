/* Settings of built-in benchmarks and plugins. */
#pragma once

#include <stddef.h>

struct app;
struct arena;
struct error;
struct problems;
struct suite;
struct words;

/* Notes keys of `modules:` that no built-in benchmark and no plugin can have. */
void app_check_modules(const struct suite *suite, struct problems *problems);

/* Puts the settings of the command line into the suite. */
int app_set_modules(struct suite *suite, struct app *app, const struct words *set,
	struct error *err);

/* Every setting of the built-in benchmarks, with the configuration (NULL: benchctl.yaml, if there
 * is one), the environment and the command line. */
struct shown_settings {
	struct shown_setting {
		const char *name; /* "cpu.time" */
		const char *value, *origin, *help;
	} * v;
	size_t n, cap;
};
int app_settings(struct shown_settings *out, struct app *app, const char *config,
	const struct words *set, struct error *err);
