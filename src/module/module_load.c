#include "module/module_wire.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/lazy.h"
#include "host/families.h"
#include "module/module_values.h"

#define SYMBOL "benchctl_plugin_v1"
/* All up to this member was there in the first version. */
#define END_OF(type, member) (offsetof(struct type, member) + sizeof(((struct type *)0)->member))

static bool is_name(const char *name)
{
	return name && *name && strlen(name) < 64 &&
		!name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")];
}

static bool rows_are_good(const struct benchctl_kind *k)
{
	for (size_t i = 0; i < k->options_n; i++) {
		const struct benchctl_option *o = module_option(k, i);

		if (!is_name(o->name) || !o->help || o->type < BENCHCTL_TEXT ||
			o->type > BENCHCTL_RATIO)
			return false;
	}
	return true;
}

/* NULL, or why benchctl cannot use the declaration, as the rest of a sentence. */
static const char *fault_of(const struct benchctl_kind *k)
{
	if (k->size < END_OF(benchctl_kind, sample) ||
		(k->options_n && k->option_size < END_OF(benchctl_option, max)) ||
		(k->metrics_n && k->metric_size < END_OF(benchctl_metric, exact)))
		return "has structs that are too small; "
		       "set size, metric_size and option_size by sizeof";
	if (!is_name(k->name))
		return "has a name with characters other than a-z, 0-9, _ and -";
	if (!k->open || !k->sample)
		return "lacks the hook open or sample";
	if ((k->options_n && !k->options) || (k->metrics_n && !k->metrics) || !rows_are_good(k))
		return "has an option without a name, a help text or a known type";
	return NULL;
}

static int load_plugin(const struct benchctl_kind **kind, const char *path, struct error *err)
{
	const struct benchctl_kind *(*declare)(void);
	void *handle, *symbol;
	const char *why;

	if (access(path, R_OK) < 0)
		return error_set(err, "cannot read the plugin %s: %s", path, strerror(errno));
	if (lazy_is_static())
		return error_set(err,
			"this benchctl is statically linked and cannot load plugins; "
			"use the build for glibc");
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return error_set(err, "cannot load the plugin: %s", dlerror());
	symbol = dlsym(handle, SYMBOL);
	if (!symbol)
		return error_set(err,
			"%s exports no " SYMBOL "; it is not a plugin, or one for another version",
			path);
	memcpy(&declare, &symbol, sizeof declare);
	*kind = declare();
	if (!*kind)
		return error_set(err, "the plugin %s cannot work on this machine", path);
	if ((*kind)->version != BENCHCTL_PLUGIN_VERSION)
		return error_set(err,
			"the plugin %s has version %u of the plugin interface, "
			"and this benchctl has %u; build it with this benchctl's plugin.h",
			path, (*kind)->version, BENCHCTL_PLUGIN_VERSION);
	why = fault_of(*kind);
	if (why)
		return error_set(err, "the plugin %s %s", path, why);
	return module_check_options(*kind, path, err);
}

int module_load(const struct benchctl_kind **kind, const char *source, struct error *err)
{
	if (strchr(source, '/'))
		return load_plugin(kind, source, err);
	*kind = families_find(source);
	return *kind ? 0 : error_set(err, "there is no built-in benchmark '%s'", source);
}
