#include "base/record.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"

uint64_t record_schema(struct json *j, unsigned known)
{
	uint64_t version = json_u64(j);

	if (version > known)
		json_refuse(j,
			"written by a newer benchctl (schema %" PRIu64
			", this one reads up to %u); use that version of benchctl, "
			"or create the file again",
			version, known);
	return version;
}

/* Any ARENA_LIST. */
struct list ARENA_LIST(char);

static bool is_written(const struct field *f, const void *at)
{
	if (f->type == FIELD_TEXT)
		return *(const char *const *)at;
	if (f->type == FIELD_NUMBER)
		return isfinite(*(const double *)at);
	if (f->type == FIELD_U64)
		return *(const uint64_t *)at;
	if (f->type == FIELD_MARK)
		return *(const bool *)at;
	if (f->type == FIELD_LIST)
		return ((const struct list *)at)->n;
	if (f->type == FIELD_NUMBERS)
		return ((const struct numbers *)at)->n;
	return f->type != FIELD_CALL;
}

static void write_list(struct json_out *o, const struct field *f, const struct list *list)
{
	json_out_array(o, f->name);
	for (size_t i = 0; i < list->n; i++)
		record_write_object(o, NULL, f->fields, list->v + i * f->size);
	json_out_close(o);
}

static void write_value(struct json_out *o, const struct field *f, const void *at)
{
	const struct numbers *all = at;

	switch (f->type) {
	case FIELD_TEXT: json_out_string(o, f->name, *(const char *const *)at); break;
	case FIELD_NUMBER: json_out_number(o, f->name, *(const double *)at); break;
	case FIELD_COUNT: json_out_u64(o, f->name, *(const size_t *)at); break;
	case FIELD_U64: json_out_u64(o, f->name, *(const uint64_t *)at); break;
	case FIELD_FLAG:
	case FIELD_MARK: json_out_bool(o, f->name, *(const bool *)at); break;
	case FIELD_CHOICE: json_out_string(o, f->name, f->choices[*(const int *)at]); break;
	case FIELD_RECORD: record_write_object(o, f->name, f->fields, at); break;
	case FIELD_LIST: write_list(o, f, at); break;
	case FIELD_NUMBERS: json_out_numbers(o, f->name, all->v, all->n); break;
	case FIELD_CALL:
	default: break;
	}
}

const char *record_text(struct arena *mem, const struct field *f, const void *record)
{
	const void *at = (const char *)record + f->offset;
	uint64_t n = 0;

	switch (f->type) {
	case FIELD_TEXT: return *(const char *const *)at;
	case FIELD_NUMBER:
		return isfinite(*(const double *)at)
			? arena_printf(mem, "%.4g", *(const double *)at)
			: NULL;
	case FIELD_COUNT: n = *(const size_t *)at; break;
	case FIELD_U64: n = *(const uint64_t *)at; break;
	case FIELD_FLAG:
	case FIELD_MARK: return *(const bool *)at ? "yes" : NULL;
	case FIELD_CHOICE: return f->choices[*(const int *)at];
	case FIELD_RECORD:
	case FIELD_LIST:
	case FIELD_NUMBERS:
	case FIELD_CALL:
	default: break;
	}
	return n ? arena_printf(mem, "%" PRIu64, n) : NULL;
}

void record_write(struct json_out *o, const struct field *fields, const void *src)
{
	for (const struct field *f = fields; f->name; f++) {
		const void *at = (const char *)src + f->offset;

		if (is_written(f, at))
			write_value(o, f, at);
	}
}

void record_write_object(struct json_out *o, const char *key, const struct field *fields,
	const void *src)
{
	json_out_object(o, key);
	record_write(o, fields, src);
	json_out_close(o);
}

static void read_choice(struct json *j, const struct field *f, int *dst)
{
	const char *s = json_string(j);
	int choice = text_choice(f->choices, s);

	if (choice < 0)
		json_refuse(j, "\"%s\": unknown value \"%.80s\"", f->name, s);
	else
		*dst = choice;
}

/* Some tools write numbers as texts: "12.5", "NaN". */
static double word_number(struct json *j)
{
	const char *s = json_string(j);
	char *end;
	double v = strtod(s, &end);

	/* Neither blanks before it, nor hexadecimal digits, nor "nan(1)". */
	if (end > s && !*end && !strpbrk(s, " \t\n\v\f\rxX("))
		return v;
	json_refuse(j, "expected a number, found the text \"%.40s\"", s);
	return (double)NAN;
}

double record_number(struct json *j)
{
	if (j->foreign && json_null(j))
		return (double)NAN;
	return j->foreign && json_peek(j) == JSON_STRING ? word_number(j) : json_number(j);
}

size_t record_count(double n)
{
	return n >= 1 && n <= 0x1p53 ? (size_t)n : 0;
}

static void read_numbers(struct json *j, struct numbers *all, struct arena *mem)
{
	size_t floor = j->depth;

	/* Enters a nested array and leaves its end, as if it were flat. */
	do {
		if (json_peek(j) == JSON_ARRAY)
			json_array(j);
		else
			*ARENA_PUSH(mem, all) = record_number(j);
		while (!j->failed && j->depth > floor && !json_item(j))
			;
	} while (!j->failed && j->depth > floor);
}

static void read_object(struct json *j, const struct field *fields, void *dst, struct arena *mem);

static void read_list(struct json *j, const struct field *f, void *at, struct arena *mem)
{
	struct list *list = at;

	json_array(j);
	while (json_item(j)) {
		if (list->n == list->cap)
			list->v = arena_regrow(mem, list->v, &list->cap, f->size);
		record_read(j, f->fields, list->v + list->n++ * f->size, mem);
	}
}

static void read_value(struct json *j, const struct field *f, void *at, struct arena *mem)
{
	switch (f->type) {
	case FIELD_TEXT: *(const char **)at = json_text(j, mem); break;
	case FIELD_NUMBER: *(double *)at = record_number(j); break;
	case FIELD_COUNT:
		*(size_t *)at = j->foreign ? record_count(record_number(j)) : json_u64(j);
		break;
	case FIELD_U64: *(uint64_t *)at = json_u64(j); break;
	case FIELD_FLAG:
	case FIELD_MARK: *(bool *)at = json_bool(j); break;
	case FIELD_CHOICE: read_choice(j, f, at); break;
	case FIELD_LIST: read_list(j, f, at, mem); break;
	case FIELD_NUMBERS: read_numbers(j, at, mem); break;
	case FIELD_RECORD:
		if (j->foreign && json_peek(j) != JSON_OBJECT)
			json_skip(j);
		else
			read_object(j, f->fields, at, mem);
		break;
	case FIELD_CALL:
	default: f->call(j, at, mem); break;
	}
}

static void read_member(struct json *j, const struct field *f, void *dst, struct arena *mem)
{
	bool null;

	if (j->repeated) /* which of the two counts is unknown */
		json_refuse(j, "duplicate key \"%s\"", f->name);
	null = !f->required && json_null(j);

	if (f->has)
		*(bool *)(void *)((char *)dst + f->has) = !null;
	if (!null)
		read_value(j, f, (char *)dst + f->offset, mem);
	if (j->failed)
		j->member = j->member ? arena_printf(mem, "%s.%s", f->name, j->member) : f->name;
}

const struct field *record_field(const struct field *fields, const char *key)
{
	for (; fields->name; fields++)
		if (text_equal(fields->name, key))
			return fields;
	return NULL;
}

bool record_member(struct json *j, const struct field *fields, const char *key, void *dst,
	struct arena *mem)
{
	const struct field *f = record_field(fields, key);

	if (f)
		read_member(j, f, dst, mem);
	return f;
}

static void read_object(struct json *j, const struct field *fields, void *dst, struct arena *mem)
{
	const struct field *f;
	const char *key;
	uint64_t seen = 0;

	json_object(j);
	while ((key = json_key(j))) {
		if (!(f = record_field(fields, key))) {
			json_skip(j);
			continue;
		}
		seen |= (uint64_t)1 << (f - fields);
		read_member(j, f, dst, mem);
	}
	for (f = fields; f->name && !j->failed; f++)
		if (f->required && !(seen >> (f - fields) & 1))
			json_refuse(j, "%s is missing", f->name);
}

void record_clear(const struct field *fields, void *dst)
{
	for (const struct field *f = fields; f->name; f++) {
		void *at = (char *)dst + f->offset;

		if (f->type == FIELD_NUMBER)
			*(double *)at = (double)NAN;
		else if (f->type == FIELD_RECORD)
			record_clear(f->fields, at);
	}
}

void record_read(struct json *j, const struct field *fields, void *dst, struct arena *mem)
{
	record_clear(fields, dst);
	read_object(j, fields, dst, mem);
}

void record_own(const struct field *fields, void *record, const void *previous, struct arena *mem)
{
	for (const struct field *f = fields; f->name; f++) {
		void *at = (char *)record + f->offset;
		const void *before = previous ? (const char *)previous + f->offset : NULL;
		const char **text = at, *shared;

		if (f->type == FIELD_RECORD)
			record_own(f->fields, at, before, mem);
		if (f->type != FIELD_TEXT)
			continue;
		shared = before ? *(const char *const *)before : NULL;
		*text = text_equal(*text, shared) ? shared : arena_string(mem, *text);
	}
}
