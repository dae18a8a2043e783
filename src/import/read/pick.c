#include "import/read/pick.h"

#include <math.h>
#include <string.h>

#include "base/json_write.h"

static void *member(const struct pick *f, void *into)
{
	return (char *)into + f->at;
}

void pick_clear(const struct pick *picks, void *into)
{
	for (const struct pick *f = picks; f->key; f++) {
		switch (f->type) {
		case PICK_TEXT:
		case PICK_PARAMS: *(const char **)member(f, into) = NULL; break;
		case PICK_NUMBER: *(double *)member(f, into) = (double)NAN; break;
		case PICK_NUMBERS:
			*(struct numbers *)member(f, into) = (struct numbers){ 0 };
			break;
		case PICK_TRUE: *(bool *)member(f, into) = false; break;
		case PICK_OBJECT: pick_clear(f->picks, into); break;
		case PICK_CALL:
		default: break;
		}
	}
}

/* Only texts for values that JSON cannot write; "5" as a string is refused. */
static double word_number(struct json *j)
{
	static const char *const nan_words[] = { "NaN", "nan" };
	static const char *const inf_words[] = { "Infinity", "+Infinity", "INF", "+INF", "inf" };
	const char *s = json_string(j);

	for (size_t i = 0; i < ARRAY_SIZE(nan_words); i++)
		if (strcmp(s, nan_words[i]) == 0)
			return (double)NAN;
	for (size_t i = 0; i < ARRAY_SIZE(inf_words); i++)
		if (strcmp(s + (*s == '-'), inf_words[i]) == 0)
			return *s == '-' ? -(double)INFINITY : (double)INFINITY;
	json_refuse(j, "expected a number, found the text \"%.40s\"", s);
	return (double)NAN;
}

double pick_number(struct json *j)
{
	enum json_type type = json_peek(j);

	if (type == JSON_NULL) {
		json_skip(j);
		return (double)NAN;
	}
	return type == JSON_STRING ? word_number(j) : json_number(j);
}

const char *pick_scalar(struct json *j, struct arena *mem)
{
	enum json_type type = json_peek(j);
	char number[NUMBER_MAX];

	if (type == JSON_STRING)
		return json_text(j, mem);
	if (type == JSON_NUMBER)
		return arena_string(mem, number_shortest(number, json_number(j)));
	if (type == JSON_BOOL)
		return json_bool(j) ? "true" : "false";
	json_skip(j);
	return "";
}

const char *pick_param(struct arena *mem, const char *before, const char *name, const char *value)
{
	enum { ID_MAX = 1000 };

	/* No id may be longer, and unlimited ones would take quadratic memory. */
	if (before && strlen(before) > ID_MAX)
		return before;
	return arena_printf(mem, "%s/%s=%s", before ? before : "", name, value);
}

/* The next object of scalars as "/key=value...". */
static const char *take_params(struct json *j, struct arena *mem)
{
	const char *text = NULL, *key;

	if (json_peek(j) != JSON_OBJECT) {
		json_skip(j);
		return NULL;
	}
	json_object(j);
	while ((key = json_key(j))) {
		const char *name = arena_string(mem, key), *value = pick_scalar(j, mem);

		text = pick_param(mem, text, name, value);
	}
	return text;
}

static void take_numbers(struct json *j, struct numbers *all, struct arena *mem)
{
	size_t floor = j->depth;

	/* Enters a nested array and leaves its end, as if it were flat. */
	do {
		if (json_peek(j) == JSON_ARRAY)
			json_array(j);
		else
			*ARENA_PUSH(mem, all) = pick_number(j);
		while (!j->failed && j->depth > floor && !json_item(j))
			;
	} while (!j->failed && j->depth > floor);
}

static void take(struct json *j, const struct pick *f, void *into, struct arena *mem)
{
	void *to = member(f, into);

	switch (f->type) {
	case PICK_TEXT:
		if (!json_null(j))
			*(const char **)to = json_text(j, mem);
		break;
	case PICK_NUMBER: *(double *)to = pick_number(j); break;
	case PICK_NUMBERS:
		if (!json_null(j))
			take_numbers(j, to, mem);
		break;
	case PICK_TRUE: *(bool *)to = !json_null(j) && json_bool(j); break;
	case PICK_PARAMS: *(const char **)to = take_params(j, mem); break;
	case PICK_OBJECT:
		if (json_peek(j) == JSON_OBJECT)
			pick_add(j, f->picks, into, mem);
		else
			json_skip(j);
		break;
	case PICK_CALL:
	default: f->call(j, into, mem); break;
	}
}

void pick_add(struct json *j, const struct pick *picks, void *into, struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		const struct pick *f = picks;

		while (f->key && strcmp(f->key, key) != 0)
			f++;
		if (f->key)
			take(j, f, into, mem);
		else
			json_skip(j);
	}
}

void pick_read(struct json *j, const struct pick *picks, void *into, struct arena *mem)
{
	pick_clear(picks, into);
	pick_add(j, picks, into, mem);
}

int pick_each(struct import *in, struct json *j, const struct pick_list *list, struct error *err)
{
	int rc = 0;

	json_array(j);
	while (rc == 0 && json_item(j)) {
		FREES_ARENA struct arena own = { 0 };
		void *entry = arena_alloc(&own, list->size);

		memcpy(entry, list->blank, list->size);
		pick_read(j, list->picks, entry, &own);
		if (!j->failed)
			rc = list->add(in, entry, err);
	}
	return rc;
}

int pick_import(struct import *in, const char *key, const struct pick_list *list, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	const char *found;
	int rc = 0;

	import_json(in, &j);
	j.words = list->words;
	if (!key) {
		rc = pick_each(in, &j, list, err);
		return rc < 0 ? -1 : json_end(&j, err);
	}
	json_object(&j);
	while (rc == 0 && (found = json_key(&j))) {
		if (strcmp(found, key) == 0)
			rc = pick_each(in, &j, list, err);
		else
			json_skip(&j);
	}
	return rc < 0 ? -1 : json_end(&j, err);
}
