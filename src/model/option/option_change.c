#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "base/text.h"
#include "model/option/option.h"

enum { SHOWN_MAX = 160, SHOWN_BEFORE = 40 };

static const char *number_text(struct arena *mem, double v, enum dimension dim, bool exact)
{
	char number[NUMBER_MAX];

	if (exact)
		return arena_string(mem, isfinite(v) ? number_shortest(number, v) : "inf");
	if (dim == DIM_RATIO)
		return arena_printf(mem, "%.10g%%", 100 * v);
	return quantity_text(mem, v, dim);
}

/* exact: no two values have the same text, whatever separators they contain. */
static const char *word_text(struct arena *mem, const char *word, bool exact)
{
	return word && exact ? words_quote_one(mem, word) : word;
}

static const char *list_text(struct arena *mem, const struct words *list)
{
	return list->n ? words_list(mem, list) : NULL;
}

static const char *words_text(struct arena *mem, const struct words *w, bool exact)
{
	const char *text;

	if (w->n == 0)
		return NULL;
	if (w->scalar)
		return word_text(mem, w->v[0], exact);
	text = words_quote(mem, w->v, w->n);
	return exact ? arena_printf(mem, "[%s]", text) : text;
}

static const char *pairs_text(struct arena *mem, const struct pairs *p, bool exact)
{
	struct words list = { 0 };

	for (size_t i = 0; i < p->n; i++)
		words_printf(mem, &list, "%s=%s", word_text(mem, p->v[i].key, exact),
			word_text(mem, p->v[i].value, exact));
	return list_text(mem, &list);
}

static const char *lists_text(struct arena *mem, const struct lists *l, bool exact)
{
	struct words list = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		const struct words *w = &l->v[i].values;

		words_printf(mem, &list, "%s: [%s]", word_text(mem, l->v[i].name, exact),
			exact ? words_quote(mem, w->v, w->n) : words_list(mem, w));
	}
	return list_text(mem, &list);
}

/* Whether commas separate the parts of its text. */
static bool is_list(const struct option *o)
{
	return o->type == OPTION_PAIRS || o->type == OPTION_LISTS || o->type == OPTION_SECTION;
}

static const char *section_text(struct arena *mem, const struct section *s, const void *src,
	bool exact)
{
	struct words list = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *text = option_text(mem, o, (const char *)src + o->offset, exact);

		if (text)
			words_printf(mem, &list, exact && is_list(o) ? "%s: {%s}" : "%s: %s",
				o->name, text);
	}
	return list_text(mem, &list);
}

static const char *items_text(struct arena *mem, const struct option *o, const struct items *items,
	bool exact)
{
	struct words list = { 0 };

	for (size_t i = 0; i < items->n; i++) {
		const char *at = (const char *)items->v + i * o->section->size;
		const struct item *item = (const void *)at;
		const char *text = section_text(mem, o->section, at, exact);

		words_printf(mem, &list, "%s{ %s }",
			o->type == OPTION_MAP
				? arena_printf(mem, "%s: ", word_text(mem, item->key, exact))
				: "",
			text ? text : "");
	}
	return list_text(mem, &list);
}

const char *option_text(struct arena *mem, const struct option *o, const void *field, bool exact)
{
	const struct range *range = field;

	switch (o->type) {
	case OPTION_FLAG: return *(const bool *)field ? "true" : "false";
	case OPTION_COUNT: return arena_printf(mem, "%zu", *(const size_t *)field);
	case OPTION_QUANTITY: return number_text(mem, *(const double *)field, o->dim, exact);
	case OPTION_TEXT: return word_text(mem, *(const char *const *)field, exact);
	case OPTION_CHOICE: return o->choices[*(const int *)field];
	case OPTION_RANGE:
		return range->min == range->max
			? arena_printf(mem, "%zu", range->min)
			: arena_printf(mem, "%zu..%zu", range->min, range->max);
	case OPTION_WORDS: return words_text(mem, field, exact);
	case OPTION_PAIRS: return pairs_text(mem, field, exact);
	case OPTION_LISTS: return lists_text(mem, field, exact);
	case OPTION_SECTION: return section_text(mem, o->section, field, exact);
	case OPTION_LIST:
	case OPTION_MAP: return items_text(mem, o, field, exact);
	default: return NULL;
	}
}

/* Dimensions that a text may be in, those that need a unit first. */
static bool text_number(double *v, enum dimension *dim, const char *text)
{
	static const enum dimension dims[] = { DIM_TIME, DIM_SIZE, DIM_RATIO, DIM_RATE,
		DIM_BANDWIDTH, DIM_FREQUENCY, DIM_COUNT };
	const char *why;

	for (size_t i = 0; i < ARRAY_SIZE(dims); i++) {
		*dim = dims[i];
		if (text && quantity_parse(v, dims[i], text, &why))
			return true;
	}
	return false;
}

/* The field as a number; false where it has none, or a text is none. */
static bool number_of(double *v, enum dimension *dim, const struct option *o, const void *field)
{
	*dim = o->dim;
	switch (o->type) {
	case OPTION_FLAG: *v = *(const bool *)field; return true;
	case OPTION_COUNT: *v = (double)*(const size_t *)field; return true;
	case OPTION_QUANTITY: *v = *(const double *)field; return true;
	case OPTION_CHOICE: *v = *(const int *)field; return true;
	case OPTION_TEXT: return text_number(v, dim, *(const char *const *)field);
	case OPTION_RANGE:
	case OPTION_WORDS:
	case OPTION_PAIRS:
	case OPTION_LISTS:
	case OPTION_SECTION:
	case OPTION_LIST:
	case OPTION_MAP:
	default: return false;
	}
}

/* Whether a limit is not set. */
static bool is_unlimited(const struct option *o, const void *field)
{
	return o->type == OPTION_TEXT ? !*(const char *const *)field : option_is_idle(o, field);
}

/* Whether base names something that head does not. */
static bool lacks_word(const struct words *base, const struct words *head)
{
	for (size_t i = 0; i < base->n; i++)
		if (!words_has(head, base->v[i]))
			return true;
	return false;
}

/* Whether head, which differs from base, is less strict. Numbers that cannot be compared are:
 * nobody knows that they are stricter. */
static bool is_looser(const struct option *o, const void *base, const void *head)
{
	bool less = o->change == CHANGE_LESS_LOOSER || o->change == CHANGE_LOWER_LIMIT;
	enum dimension dims[2];
	double before, now;

	if (o->change == CHANGE_CHECK)
		return !option_is_idle(o, base);
	if (o->type == OPTION_WORDS && less)
		return lacks_word(base, head);
	if (o->change == CHANGE_UPPER_LIMIT || o->change == CHANGE_LOWER_LIMIT) {
		if (is_unlimited(o, base))
			return false;
		if (is_unlimited(o, head))
			return true;
	}
	if (!number_of(&before, &dims[0], o, base) || !number_of(&now, &dims[1], o, head) ||
		dims[0] != dims[1])
		return true;
	return less ? now < before : now > before;
}

/* A long text from shortly before the first difference. */
static const char *shown(struct arena *mem, const char *text, size_t differs)
{
	size_t from = 0, n = strlen(text);

	if (n <= SHOWN_MAX)
		return text;
	if (differs > SHOWN_MAX - SHOWN_BEFORE)
		from = differs - SHOWN_BEFORE;
	while (from && ((unsigned char)text[from] & 0xc0) == 0x80)
		from--;
	n = n - from > SHOWN_MAX ? SHOWN_MAX : n - from;
	while (text[from + n] && n && ((unsigned char)text[from + n] & 0xc0) == 0x80)
		n--;
	return arena_printf(mem, "%s%.*s%s", from ? "..." : "", (int)n, text + from,
		text[from + n] ? "..." : "");
}

static const char *value_text(struct arena *mem, const struct option *o, const void *field,
	bool exact)
{
	const char *text = option_text(mem, o, field, exact);

	return !text || (o->change == CHANGE_UPPER_LIMIT && is_unlimited(o, field)) ? "(none)"
										    : text;
}

static void add(struct differences *out, struct arena *mem, const struct option *o,
	const char *name, const void *base, const void *head)
{
	const char *texts[] = { value_text(mem, o, base, false), value_text(mem, o, head, false) };
	size_t differs = 0;

	if (text_equal(texts[0], texts[1])) {
		texts[0] = value_text(mem, o, base, true);
		texts[1] = value_text(mem, o, head, true);
	}
	while (texts[0][differs] && texts[0][differs] == texts[1][differs])
		differs++;
	*ARENA_PUSH(mem, out) = (struct difference){ .name = name,
		.loosens = o->change != CHANGE_REPLACES,
		.base = shown(mem, texts[0], differs),
		.head = shown(mem, texts[1], differs) };
}

/* A section's shorthand is the section itself. */
static const char *inner_name(struct arena *mem, const struct section *s, const char *prefix,
	const struct option *o)
{
	if (!prefix)
		return o->name;
	return text_equal(s->shorthand, o->name) ? prefix
						 : arena_printf(mem, "%s.%s", prefix, o->name);
}

static void compare(struct differences *out, struct arena *mem, const struct section *s,
	const char *prefix, const void *base, const void *head)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct option *o = &s->rows[i];
		const char *name = inner_name(mem, s, prefix, o);
		const void *before = (const char *)base + o->offset;
		const void *now = (const char *)head + o->offset;

		if (o->change == CHANGE_INSIDE)
			compare(out, mem, o->section, name, before, now);
		if (o->change == CHANGE_INSIDE || o->change == CHANGE_NOTHING ||
			text_equal(option_text(mem, o, before, true),
				option_text(mem, o, now, true)))
			continue;
		if (o->change == CHANGE_REPLACES || is_looser(o, before, now))
			add(out, mem, o, name, before, now);
	}
}

void option_differences(struct differences *out, struct arena *mem, const struct section *s,
	const void *base, const void *head)
{
	compare(out, mem, s, NULL, base, head);
}
