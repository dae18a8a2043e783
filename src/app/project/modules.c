#include <string.h>

#include "app/project/project.h"
#include "base/text.h"
#include "host/families.h"
#include "measure/kinds.h"
#include "measure/settings.h"
#include "module/module_values.h"

static const char *value_fault(struct arena *mem, const struct benchctl_kind *kind,
	const char *name, const char *value)
{
	const char *text = arena_printf(mem, "%s=%s", name, value);
	struct error err;

	return module_check(mem, kind, &text, 1, &err) < 0 ? arena_string(mem, err.text) : NULL;
}

/* NULL, or why nothing can have the setting. What a plugin has is known when it is loaded. */
static const char *setting_fault(struct arena *mem, const struct suite *suite, const char *key,
	const char *value)
{
	const char *dot = strchr(key, '.'), *name = dot ? dot + 1 : key, *fault = NULL;
	const char *module = dot ? arena_copy(mem, key, (size_t)(dot - key)) : NULL;
	struct nearest near = nearest_begin(name);
	bool known = !module;

	if (module && suite->plugins.n && !families_find(module))
		return NULL;
	for (size_t i = 0; families[i]; i++) {
		const struct benchctl_kind *f = families[i];

		if (module && strcmp(f->name, module) != 0)
			continue;
		known = true;
		if (module_option_find(f, name)) {
			const char *why = value_fault(mem, f, name, value);

			if (!why) /* `kernels` of one may be unknown to another */
				return NULL;
			fault = fault ? fault : why;
		}
		for (size_t k = 0; k < f->options_n; k++)
			nearest_offer(&near, module_option(f, k)->name);
	}
	if (fault)
		return suite->plugins.n && !module ? NULL : fault;
	if (!known)
		return arena_printf(mem,
			"there is no built-in benchmark '%s'; the built-in benchmarks are: %s", key,
			families_list(mem));
	return arena_printf(mem, "'%s' is not a setting of %s%s", key,
		module ? module : "a built-in benchmark", nearest_hint(&near, mem));
}

void app_check_modules(const struct suite *suite, struct problems *problems)
{
	for (size_t i = 0; i < suite->modules.n; i++) {
		const char *key = suite->modules.v[i].key;
		const char *why = setting_fault(problems->mem, suite, key,
			suite->modules.v[i].value);

		if (why)
			problem_at(problems, NULL, "modules: %s", why);
	}
}

int app_set_modules(struct suite *suite, struct app *app, const struct words *set,
	struct error *err)
{
	for (size_t i = 0; i < set->n; i++) {
		const char *text = set->v[i], *eq = strchr(text, '='), *key, *why;

		if (!eq || eq == text)
			return error_exit(err, EXIT_USAGE,
				"--set: '%s' is not SETTING=VALUE, such as cpu.time=1s", text);
		key = arena_copy(&app->mem, text, (size_t)(eq - text));
		why = setting_fault(&app->mem, suite, key, eq + 1);
		if (why)
			return error_exit(err, EXIT_USAGE, "--set: %s", why);
		pairs_set(&suite->set, &app->mem, key, eq + 1);
	}
	return 0;
}

int app_check_set(const struct suite *suite, const struct words *set, struct error *err)
{
	for (size_t i = 0; i < suite->n; i++)
		if (suite->v[i].kind == &module_kind)
			return 0;
	return set->n
		? error_exit(err, EXIT_USAGE,
			  "the setting %s (--set, --threads, --peer or --no-affinity) needs a "
			  "benchmark that is built in or comes from a plugin",
			  set->v[0])
		: 0;
}

static void show_option(struct shown_settings *out, struct arena *mem, const char *module,
	const struct benchctl_option *o, const struct settings *given)
{
	struct shown_setting *s = ARENA_PUSH(mem, out);

	*s = (struct shown_setting){ arena_printf(mem, "%s.%s", module, o->name), o->default_text,
		setting_origins[SETTING_DEFAULT], o->help };
	for (size_t i = 0; i < given->n; i++)
		if (strcmp(given->v[i].key, o->name) == 0) {
			s->value = given->v[i].value;
			s->origin = setting_origins[given->v[i].origin];
		}
}

int app_settings(struct shown_settings *out, struct app *app, const char *config,
	const struct words *set, struct error *err)
{
	struct settings given = { 0 };
	struct project p;

	*out = (struct shown_settings){ 0 };
	if (project_load_any(&p, app, &(struct project_options){ 0 }, config, err) < 0 ||
		app_set_modules(&p.suite, app, set, err) < 0)
		return -1;
	for (size_t i = 0; families[i]; i++) {
		const struct benchctl_kind *f = families[i];

		settings_of(&given, &app->mem, &p.suite, f->name, f, NULL);
		for (size_t k = 0; k < f->options_n; k++)
			show_option(out, &app->mem, f->name, module_option(f, k), &given);
	}
	return 0;
}
