/* Settings of built-in benchmarks and plugins. */
#ifndef BENCHCTL_APP_MODULES_H
#define BENCHCTL_APP_MODULES_H

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

/* "cpu, memory" */
const char *app_module_names(struct arena *mem);

#endif
