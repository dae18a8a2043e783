#include "model/option/option.h"

#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

bool option_given(const struct option_set *set, size_t row)
{
	return set->bits[row / 64] >> (row % 64) & 1;
}

void option_mark(struct option_set *set, size_t row)
{
	set->bits[row / 64] |= UINT64_C(1) << (row % 64);
}

bool option_is_nested(const struct option *o)
{
	return o->type == OPTION_SECTION || o->type == OPTION_LIST || o->type == OPTION_MAP ||
		o->type == OPTION_LISTS;
}

static size_t field_size(const struct option *o)
{
	static const size_t sizes[] = {
		[OPTION_FLAG] = sizeof(bool),
		[OPTION_COUNT] = sizeof(size_t),
		[OPTION_QUANTITY] = sizeof(double),
		[OPTION_TEXT] = sizeof(char *),
		[OPTION_CHOICE] = sizeof(int),
		[OPTION_RANGE] = sizeof(struct range),
		[OPTION_WORDS] = sizeof(struct words),
		[OPTION_PAIRS] = sizeof(struct pairs),
		[OPTION_LISTS] = sizeof(struct lists),
		[OPTION_LIST] = sizeof(struct items),
		[OPTION_MAP] = sizeof(struct items),
	};

	return o->type == OPTION_SECTION ? o->section->size : sizes[o->type];
}

const struct section *section_join(struct arena *mem, const char *name, const char *help,
	const struct section *const *parts, size_t n, size_t *at)
{
	struct section *s = arena_alloc(mem, sizeof *s);
	struct option *rows;

	*s = (struct section){ .name = name, .help = help, .set = NO_SET };
	for (size_t i = 0; i < n; i++)
		s->n += parts[i]->n;
	if (s->n > OPTIONS_MAX)
		die("section %s has %zu rows, more than %d", name, s->n, OPTIONS_MAX);
	rows = arena_array(mem, s->n, sizeof *rows);
	s->rows = rows;
	for (size_t i = 0; i < n; i++) {
		at[i] = s->size;
		if (parts[i]->set != NO_SET && s->set == NO_SET)
			s->set = at[i] + parts[i]->set;
		for (size_t k = 0; k < parts[i]->n; k++, rows++) {
			*rows = parts[i]->rows[k];
			rows->offset = (uint16_t)(rows->offset + at[i]);
		}
		s->size += (parts[i]->size + 15) & ~(size_t)15;
	}
	if (s->size > UINT16_MAX)
		die("section %s has %zu bytes, more than an option's offset can say", name,
			s->size);
	return s;
}

const struct option *section_find(const struct section *s, const char *name)
{
	return TEXT_FIND(s->rows, s->n, name, name);
}

bool section_given(const struct section *s, const void *at, const char *name)
{
	return option_given((const void *)((const char *)at + s->set),
		(size_t)(section_find(s, name) - s->rows));
}

void section_give(const struct section *s, void *at, const char *name)
{
	option_mark((void *)((char *)at + s->set), (size_t)(section_find(s, name) - s->rows));
}

void option_reset(const struct option *o, void *field, struct arena *mem)
{
	const char *why;

	memset(field, 0, field_size(o));
	if (o->default_text && (why = option_parse(o, field, mem, o->default_text)))
		die("default of %s: '%s' %s", o->name, o->default_text, why);
}

static bool has_no_key(const struct section *s, const void *at)
{
	for (size_t i = 0; i < s->n && s->set != NO_SET; i++)
		if (option_given((const void *)((const char *)at + s->set), i))
			return false;
	return s->set != NO_SET && !s->rest;
}

bool option_is_idle(const struct option *o, const void *field)
{
	const char *choice, *text;

	switch (o->type) {
	case OPTION_FLAG: return !*(const bool *)field;
	case OPTION_QUANTITY: return *(const double *)field == 0;
	case OPTION_WORDS: return ((const struct words *)field)->n == 0;
	case OPTION_PAIRS: return ((const struct pairs *)field)->n == 0;
	case OPTION_TEXT:
		text = *(const char *const *)field;
		return !text || text_equal(text, o->default_text);
	case OPTION_CHOICE:
		choice = o->choices[*(const int *)field];
		return strcmp(choice, "off") == 0 || text_equal(choice, o->default_text);
	case OPTION_SECTION: return has_no_key(o->section, field);
	case OPTION_LIST:
	case OPTION_MAP: return ((const struct items *)field)->n == 0;
	case OPTION_COUNT:
	case OPTION_RANGE:
	case OPTION_LISTS:
	default: return false;
	}
}

static bool is_absent(const struct section *s, const char *at, const struct option *o)
{
	return o->type == OPTION_SECTION && s->set != NO_SET ? !section_given(s, at, o->name)
							     : option_is_idle(o, at + o->offset);
}

static bool is_choice(const struct option *o, const char *at, const char *choices)
{
	return text_lists(choices, strlen(choices), ",",
		o->choices[*(const int *)(const void *)(at + o->offset)]);
}

/* The row of the condition, "ROW" or "ROW=CHOICE,CHOICE", if that is met in a struct of the
 * section; or NULL. */
static const struct option *met(const struct section *s, const char *at, const char *condition)
{
	size_t n = strcspn(condition, "=");
	const struct option *row;
	char name[32];

	snprintf(name, sizeof name, "%.*s", (int)n, condition);
	row = section_find(s, name);
	if (!row)
		return NULL;
	return (condition[n] ? is_choice(row, at, condition + n + 1) : !is_absent(s, at, row))
		? row
		: NULL;
}

const struct option *option_obstacle(const struct section *s, const void *at,
	const struct option *o)
{
	const struct option *other;

	if (!o->needs || option_is_idle(o, (const char *)at + o->offset))
		return NULL;
	if (*o->needs == '!')
		return met(s, at, o->needs + 1);
	other = section_find(s, o->needs);
	return other && is_absent(s, at, other) ? other : NULL;
}

void section_defaults(const struct section *s, void *dst, struct arena *mem)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		char *field = (char *)dst + o->offset;

		if (o->type == OPTION_SECTION)
			section_defaults(o->section, field, mem);
		else if (o->default_text)
			option_reset(o, field, mem);
	}
}

void section_overlay(const struct section *s, void *dst, const void *src,
	const struct option_set *set)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *from = (const char *)src + o->offset;
		char *to = (char *)dst + o->offset;

		if (!option_given(set, i))
			continue;
		if (o->type == OPTION_SECTION && o->section->set != NO_SET)
			section_overlay(o->section, to, from,
				(const void *)(from + o->section->set));
		else
			memcpy(to, from, field_size(o));
	}
}

/* A limit as it would be written, in full: a count has no unit, 99.9999% is not 100%. */
static const char *limit_text(char out[QUANTITY_MAX], const struct option *o, double limit)
{
	if (o->type == OPTION_QUANTITY && o->dim == DIM_RATIO) {
		snprintf(out, QUANTITY_MAX, "%.7g%%", 100 * limit);
		return out;
	}
	if (o->type == OPTION_QUANTITY && limit != 0)
		return quantity_format(out, limit, o->dim);
	snprintf(out, QUANTITY_MAX, "%.0f", limit);
	return out;
}

static const char *limits(const struct option *o, struct arena *mem, double v)
{
	char text[QUANTITY_MAX];

	if (v < o->min)
		return arena_printf(mem, "is below the minimum, %s", limit_text(text, o, o->min));
	if (o->max > 0 && v > o->max)
		return arena_printf(mem, "is above the maximum, %s", limit_text(text, o, o->max));
	return NULL;
}

/* Decimal digits only; a leading zero would be octal to some YAML readers. */
static bool count_parse(size_t *out, const char *text, size_t n)
{
	size_t v = 0;

	if (n == 0 || (n > 1 && *text == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)text[i]) || __builtin_mul_overflow(v, 10, &v) ||
			__builtin_add_overflow(v, (size_t)(text[i] - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

static const char *parse_count(const struct option *o, size_t *out, struct arena *mem,
	const char *text)
{
	if (!count_parse(out, text, strlen(text)))
		return "is not a count such as 10";
	return limits(o, mem, (double)*out);
}

static const char *parse_range(const struct option *o, struct range *out, struct arena *mem,
	const char *text)
{
	static const char hint[] = "is not a count or a range like 10..40";
	const char *dots = strstr(text, "..");
	size_t n = dots ? (size_t)(dots - text) : strlen(text);
	const char *why;

	if (!count_parse(&out->min, text, n))
		return hint;
	out->max = out->min;
	if (dots && !count_parse(&out->max, dots + 2, strlen(dots + 2)))
		return hint;
	if (out->max < out->min)
		return "begins above its end; write the smaller number first";
	why = limits(o, mem, (double)out->min);
	return why ? why : limits(o, mem, (double)out->max);
}

static const char *parse_flag(bool *out, const char *text)
{
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return "is not a boolean; write true or false";
	*out = *text == 't';
	return NULL;
}

static const char *parse_choice(const struct option *o, int *out, struct arena *mem,
	const char *text)
{
	const char *list = "";

	for (int i = 0; o->choices[i]; i++) {
		if (strcmp(o->choices[i], text) == 0) {
			*out = i;
			return NULL;
		}
		list = arena_printf(mem, "%s%s%s", list,
			i == 0                      ? ""
				: o->choices[i + 1] ? ", "
						    : " or ",
			o->choices[i]);
	}
	return arena_printf(mem, "is not one of %s", list);
}

static const char *parse_pair(struct pairs *out, struct arena *mem, const char *text)
{
	const char *eq = strchr(text, '=');

	if (!eq || eq == text)
		return "is not of the form NAME=VALUE";
	pairs_set(out, mem, arena_copy(mem, text, (size_t)(eq - text)), arena_string(mem, eq + 1));
	return NULL;
}

/* The default is the better example: nobody wants a confidence of 5%. */
static const char *parse_quantity(const struct option *o, double *out, struct arena *mem,
	const char *text)
{
	const char *why, *such;

	if (quantity_parse(out, o->dim, text, &why))
		return limits(o, mem, *out);
	such = strstr(why, " such as ");
	if (!such || !o->default_text || *o->default_text == '0')
		return why;
	return arena_printf(mem, "%.*s such as %s", (int)(such - why), why, o->default_text);
}

const char *option_parse(const struct option *o, void *field, struct arena *mem, const char *text)
{
	const char *why;
	int ignored;

	switch (o->type) {
	case OPTION_FLAG: return parse_flag(field, text);
	case OPTION_COUNT: return parse_count(o, field, mem, text);
	case OPTION_QUANTITY: return parse_quantity(o, field, mem, text);
	case OPTION_TEXT: *(const char **)field = arena_string(mem, text); return NULL;
	case OPTION_CHOICE: return parse_choice(o, field, mem, text);
	case OPTION_RANGE: return parse_range(o, field, mem, text);
	case OPTION_WORDS:
		why = o->choices ? parse_choice(o, &ignored, mem, text) : NULL;
		if (why)
			return why;
		*(struct words *)field = (struct words){ .scalar = true };
		words_push(mem, field, arena_string(mem, text));
		return NULL;
	case OPTION_PAIRS: return parse_pair(field, mem, text);
	case OPTION_SECTION:
	case OPTION_LISTS:
	case OPTION_LIST:
	case OPTION_MAP:
	default: return "holds several values and cannot be given as one";
	}
}
