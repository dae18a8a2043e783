#include "base/json_canonical.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/sort.h"

struct member {
	const char *key, *value;
};

static void value(FILE *out, struct json *j, struct arena *mem);

static const char *value_text(struct json *j, struct arena *mem)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	value(m.f, j, mem);
	return memory_file_copy(mem, &m);
}

static void text(FILE *out, const char *s)
{
	struct json_out o = json_out_to(out, 0);

	json_out_string(&o, NULL, s);
}

static void object(FILE *out, struct json *j, struct arena *mem)
{
	struct ARENA_LIST(struct member) all = { 0 };
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		struct member *one = ARENA_PUSH(mem, &all);

		one->key = arena_string(mem, key);
		one->value = value_text(j, mem);
	}
	SORT_LIST(&all, sort_by_text);
	for (size_t i = 0; i < all.n; i++) {
		fputc(i ? ',' : '{', out);
		text(out, all.v[i].key);
		fprintf(out, ":%s", all.v[i].value);
	}
	fputs(all.n ? "}" : "{}", out);
}

static void array(FILE *out, struct json *j, struct arena *mem)
{
	bool filled = false;

	json_array(j);
	while (json_item(j)) {
		fputc(filled ? ',' : '[', out);
		filled = true;
		value(out, j, mem);
	}
	fputs(filled ? "]" : "[]", out);
}

static void value(FILE *out, struct json *j, struct arena *mem)
{
	enum json_type type = json_peek(j);
	char digits[NUMBER_MAX];

	if (type == JSON_OBJECT)
		object(out, j, mem);
	else if (type == JSON_ARRAY)
		array(out, j, mem);
	else if (type == JSON_STRING)
		text(out, json_string(j));
	else if (type == JSON_NUMBER)
		fputs(number_shortest(digits, json_number(j) + 0.0), out);
	else if (type == JSON_BOOL)
		fputs(json_bool(j) ? "true" : "false", out);
	else if (type == JSON_NULL && json_null(j))
		fputs("null", out);
	else
		json_skip(j); /* which fails */
}

const char *json_canonical(struct arena *mem, const char *name, const char *document, size_t n,
	struct error *err)
{
	const char *out;
	struct json j;

	json_open_text(&j, name, document, n);
	out = value_text(&j, mem);
	return json_end(&j, err) < 0 ? NULL : out;
}

char *json_compact(size_t *n, struct arena *mem, const char *document, size_t length)
{
	char *out = arena_alloc(mem, length + 1);
	bool quoted = false;
	size_t at = 0;

	for (size_t i = 0; i < length; i++) {
		char c = document[i];

		if (!quoted && strchr(" \t\r\n", c) && c)
			continue;
		out[at++] = c;
		if (quoted && c == '\\' && i + 1 < length)
			out[at++] = document[++i];
		else if (c == '"')
			quoted = !quoted;
	}
	out[at] = '\0';
	*n = at;
	return out;
}
