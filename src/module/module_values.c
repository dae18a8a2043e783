#include "module/module_values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "base/units.h"

const struct benchctl_option *module_option(const struct benchctl_kind *kind, size_t i)
{
	return (const void *)((const char *)kind->options + i * kind->option_size);
}

static const struct benchctl_option *find(const struct benchctl_kind *kind, const char *name,
	size_t n)
{
	for (size_t i = 0; i < kind->options_n; i++) {
		const struct benchctl_option *o = module_option(kind, i);

		if (strncmp(o->name, name, n) == 0 && !o->name[n])
			return o;
	}
	return NULL;
}

const struct benchctl_option *module_option_find(const struct benchctl_kind *kind, const char *name)
{
	return find(kind, name, strlen(name));
}

static const char *hint(const struct benchctl_kind *kind, struct arena *mem, const char *key)
{
	struct nearest near = nearest_begin(key);
	const char *list = "";

	for (size_t i = 0; i < kind->options_n; i++) {
		const char *name = module_option(kind, i)->name;

		nearest_offer(&near, name);
		list = arena_printf(mem, "%s%s%s", list, i ? ", " : "", name);
	}
	if (near.best)
		return nearest_hint(&near, mem);
	return *list ? arena_printf(mem, "; it has: %s", list) : "; it has none";
}

static int refuse_unknown(const struct benchctl_kind *kind, struct arena *mem,
	const char *const *texts, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t length = strcspn(texts[i], "=");
		const char *key = arena_copy(mem, texts[i], length);

		if (!find(kind, key, length))
			return error_set(err, "'%s' is not an option of %s%s", key, kind->name,
				hint(kind, mem, key));
	}
	return 0;
}

/* NULL, or what is wrong as the rest of a sentence. */
static const char *read_count(uint64_t *out, const char *text)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno ? NULL : "needs a whole number";
}

static const char *read_flag(uint64_t *out, const char *text)
{
	*out = strcmp(text, "true") == 0 || strcmp(text, "yes") == 0 || strcmp(text, "on") == 0;
	return *out || strcmp(text, "false") == 0 || strcmp(text, "no") == 0 ||
			strcmp(text, "off") == 0
		? NULL
		: "needs true or false";
}

static enum dimension dim_of(const struct benchctl_option *o)
{
	return o->type == BENCHCTL_TIME    ? DIM_TIME
		: o->type == BENCHCTL_SIZE ? DIM_SIZE
					   : DIM_RATIO;
}

static const char *read_value(union benchctl_value *v, double *number,
	const struct benchctl_option *o, const char *text)
{
	const char *why;

	*number = (double)NAN;
	switch (o->type) {
	case BENCHCTL_TEXT: v->text = text; return NULL;
	case BENCHCTL_FLAG: return read_flag(&v->count, text);
	case BENCHCTL_COUNT:
		why = read_count(&v->count, text);
		*number = (double)v->count;
		return why;
	default:
		if (!quantity_parse(&v->number, dim_of(o), text, &why))
			return why;
		*number = v->number;
		return NULL;
	}
}

static const char *limits(struct arena *mem, const struct benchctl_option *o)
{
	char min[QUANTITY_MAX], max[QUANTITY_MAX];

	if (o->type == BENCHCTL_COUNT)
		return arena_printf(mem, "is not from %.0f to %.0f", o->min, o->max);
	return arena_printf(mem, "is not from %s to %s", quantity_format(min, o->min, dim_of(o)),
		quantity_format(max, o->max, dim_of(o)));
}

/* NULL, or what is wrong with the text as the rest of a sentence. */
static const char *read_option(union benchctl_value *v, struct arena *mem,
	const struct benchctl_option *o, const char *text)
{
	double number;
	const char *why = read_value(v, &number, o, text);

	if (!why && (o->min != 0 || o->max != 0) && (number < o->min || number > o->max))
		return limits(mem, o);
	return why;
}

int module_check_options(const struct benchctl_kind *kind, const char *path, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };

	for (size_t i = 0; i < kind->options_n; i++) {
		const struct benchctl_option *o = module_option(kind, i);
		union benchctl_value ignored;
		const char *why;

		if (module_option_find(kind, o->name) != o)
			return error_set(err, "the plugin %s declares the option '%s' twice", path,
				o->name);
		if (!(o->min <= o->max))
			return error_set(err,
				"the plugin %s declares the option '%s' with a min above its max",
				path, o->name);
		why = o->default_text ? read_option(&ignored, &mem, o, o->default_text) : NULL;
		if (why)
			return error_set(err,
				"the plugin %s declares the option '%s' with a wrong default: "
				"'%s' %s",
				path, o->name, o->default_text, why);
	}
	return 0;
}

int module_values(union benchctl_value **values, struct arena *mem,
	const struct benchctl_kind *kind, const char *const *texts, size_t n, struct error *err)
{
	*values = arena_array(mem, kind->options_n + 1, sizeof **values);
	if (refuse_unknown(kind, mem, texts, n, err) < 0)
		return -1;
	for (size_t i = 0; i < kind->options_n; i++) {
		const struct benchctl_option *o = module_option(kind, i);
		size_t length = strlen(o->name);
		const char *text = o->default_text, *why;

		for (size_t k = 0; k < n; k++)
			if (strncmp(texts[k], o->name, length) == 0 && texts[k][length] == '=')
				text = texts[k] + length + 1;
		if (!text)
			return error_set(err, "%s of %s is missing: %s", o->name, kind->name,
				o->help);
		why = read_option(&(*values)[i], mem, o, text);
		if (why)
			return error_set(err, "%s: '%s' %s", o->name, text, why);
	}
	return 0;
}

static int take_fault(struct benchctl_sink *sink, const char *sentence)
{
	return error_set(sink->benchctl, "%s", sentence);
}

int module_check(struct arena *mem, const struct benchctl_kind *kind, const char *const *texts,
	size_t n, struct error *err)
{
	struct benchctl_sink sink = { .size = sizeof sink, .benchctl = err, .fail = take_fault };
	union benchctl_value *values;

	if (module_values(&values, mem, kind, texts, n, err) < 0)
		return -1;
	return kind->check ? kind->check(values, &sink) : 0;
}
