#include "import/read/objects.h"

#include <math.h>
#include <string.h>

#include "base/json_write.h"

bool objects_opens(struct json *j, enum json_type type)
{
	bool is = json_peek(j) == type;

	(!is ? json_skip : type == JSON_ARRAY ? json_array : json_object)(j);
	return is;
}

const char *objects_scalar(struct json *j, struct arena *mem)
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

void objects_take_scalar(struct json *j, void *into, struct arena *mem)
{
	*(const char **)into = objects_scalar(j, mem);
}

const char *objects_param(struct arena *mem, const char *before, const char *name,
	const char *value)
{
	/* Lest many parameters take quadratic memory. */
	if (before && strlen(before) > ID_MAX)
		before = import_name(mem, before);
	return arena_printf(mem, "%s/%s=%s", before ? before : "", name, value);
}

/* Reads the next value, which is the array. */
static void read_array(struct import *in, struct json *j, const struct objects *list)
{
	json_array(j);
	while (json_item(j)) {
		FREES_ARENA struct arena own = { 0 };
		void *entry = arena_alloc(&own, list->size);

		if (list->blank)
			memcpy(entry, list->blank, list->size);
		record_read(j, list->fields, entry, &own);
		if (!j->failed)
			list->add(in, entry);
	}
}

void objects_import(struct import *in, const struct objects *list)
{
	struct json *j = import_json(in);
	const char *key;

	if (!list->key) {
		read_array(in, j, list);
		return;
	}
	json_object(j);
	while ((key = json_key(j)))
		if (strcmp(key, list->key) == 0)
			read_array(in, j, list);
		else if (!list->machine ||
			!record_member(j, list->machine, key, &in->machine, in->mem))
			json_skip(j);
}

static double lenient_number(struct json *j)
{
	enum json_type type = json_peek(j);

	if (type == JSON_NUMBER || type == JSON_NULL)
		return record_number(j);
	json_skip(j);
	return (double)NAN;
}

void objects_numbers(struct json *j, void *into, struct arena *mem)
{
	struct numbers *out = into;

	if (json_peek(j) != JSON_ARRAY) {
		*ARENA_PUSH(mem, out) = lenient_number(j);
		return;
	}
	json_array(j);
	while (json_item(j))
		*ARENA_PUSH(mem, out) = lenient_number(j);
}
