#include "measure/settings.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/suite.h"
#include "module/module_values.h"

#define PREFIX "BENCHCTL_SET_"

const char *const setting_origins[] = { "default", "global", "module", "benchmark", "environment",
	"flag" };

/* Where the settings go, and whose they are. */
struct target {
	struct settings *out;
	struct arena *mem;
	const char *module;
	const struct benchctl_kind *kind;
};

static void add_setting(const struct target *t, const char *key, const char *value,
	enum setting_origin origin)
{
	const struct setting s = { arena_string(t->mem, key), value, origin };

	struct setting *known = TEXT_FIND(t->out->v, t->out->n, key, key);

	*(known ? known : ARENA_PUSH(t->mem, t->out)) = s;
}

/* The key behind "MODULE" and the separator; NULL: it is not for this module alone. */
static const char *own_key(const struct target *t, const char *name, char separator)
{
	size_t n = strlen(t->module);

	return strncmp(name, t->module, n) == 0 && name[n] == separator ? name + n + 1 : NULL;
}

static bool has(const struct target *t, const char *key)
{
	return t->kind && module_option_find(t->kind, key);
}

static void put_pairs(const struct target *t, const struct pairs *p, enum setting_origin global,
	enum setting_origin own)
{
	for (size_t i = 0; i < p->n; i++)
		if (has(t, p->v[i].key))
			add_setting(t, p->v[i].key, p->v[i].value, global);
	for (size_t i = 0; i < p->n; i++) {
		const char *key = own_key(t, p->v[i].key, '.');

		if (key)
			add_setting(t, key, p->v[i].value, own);
	}
}

static void put_environment(const struct target *t)
{
	for (int own = 0; own < 2; own++)
		for (char **e = environ; *e; e++) {
			const char *eq = strchr(*e, '='), *key;
			char *name;

			if (!eq || !text_starts(*e, PREFIX))
				continue;
			name = arena_copy(t->mem, *e + strlen(PREFIX),
				(size_t)(eq - *e) - strlen(PREFIX));
			for (char *c = name; *c; c++)
				*c = (char)tolower((unsigned char)*c);
			key = own ? own_key(t, name, '_') : has(t, name) ? name : NULL;
			if (key)
				add_setting(t, key, eq + 1, SETTING_ENVIRONMENT);
		}
}

void settings_of(struct settings *out, struct arena *mem, const struct suite *suite,
	const char *module, const struct benchctl_kind *kind, const struct pairs *with)
{
	const struct target t = { out, mem, module, kind };

	*out = (struct settings){ 0 };
	put_pairs(&t, &suite->modules, SETTING_GLOBAL, SETTING_MODULE);
	for (size_t i = 0; with && i < with->n; i++)
		add_setting(&t, with->v[i].key, with->v[i].value, SETTING_BENCHMARK);
	put_environment(&t);
	put_pairs(&t, &suite->set, SETTING_FLAG, SETTING_FLAG);
}
