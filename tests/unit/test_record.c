#include "unit.h"

#include <math.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/record.h"

struct thing {
	const char *text;
	double number;
	size_t count;
	uint64_t seed;
	bool flag;
	int choice;
};
static const char *const colours[] = { "red", "green", NULL };

#define FIELD(n, t)                                                                                \
	{                                                                                          \
		.name = #n, .type = FIELD_##t, .offset = offsetof(struct thing, n)                 \
	}
static const struct field fields[] = {
	FIELD(text, TEXT),
	FIELD(number, NUMBER),
	FIELD(count, COUNT),
	FIELD(seed, U64),
	FIELD(flag, FLAG),
	{ "choice", FIELD_CHOICE, offsetof(struct thing, choice), .choices = colours },
	{ NULL },
};

static const char *written(struct arena *mem, const struct thing *t)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	json_out_object(&o, NULL);
	record_write(&o, fields, t);
	json_out_close(&o);
	memory_file_end(&m);
	return arena_string(mem, m.data);
}

static int read_thing(struct thing *t, struct arena *mem, const char *text, struct error *err)
{
	struct json j;
	const char *key;

	json_open_text(&j, "x", text, strlen(text));
	json_object(&j);
	while ((key = json_key(&j)))
		if (!record_member(&j, fields, key, t, mem))
			json_skip(&j);
	return json_end(&j, err);
}

static void a_record_survives(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct thing t = { "a \"b\"", 0.1, SIZE_MAX, UINT64_MAX, true, 1 };
	struct thing back = { 0 };
	struct error err;
	const char *text = written(&mem, &t);

	(void)state;
	assert_text(text,
		"{\"text\": \"a \\\"b\\\"\", \"number\": 0.1, \"count\": 18446744073709551615, "
		"\"seed\": 18446744073709551615, \"flag\": true, \"choice\": \"green\"}");
	assert_ok(read_thing(&back, &mem, text, &err), &err);
	assert_text(written(&mem, &back), text);
}

static void what_there_is_not_is_left_out(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct thing t = { .number = (double)NAN };

	(void)state;
	assert_text(written(&mem, &t), "{\"count\": 0, \"flag\": false, \"choice\": \"red\"}");
}

static void null_and_strangers_change_nothing(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct thing t = { "old", 1, 2, 3, true, 1 };
	struct error err;

	(void)state;
	assert_ok(read_thing(&t, &mem,
			  "{\"text\": null, \"number\": null, \"count\": null, \"seed\": null, "
			  "\"flag\": null, \"choice\": null, \"new\": {\"a\": [1]}}",
			  &err),
		&err);
	assert_text(written(&mem, &t),
		"{\"text\": \"old\", \"number\": 1, \"count\": 2, \"seed\": 3, "
		"\"flag\": true, \"choice\": \"green\"}");
}

static void wrong_types_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ "{\"text\": 1}", "x:1:10: expected a string, found a number" },
		{ "{\"number\": \"1\"}", "x:1:12: expected a number, found a string" },
		{ "{\"count\": -1}",
			"x:1:13: -1 is not a whole number from 0 to 18446744073709551615" },
		{ "{\"flag\": 1}", "x:1:10: expected true or false, found a number" },
		{ "{\"choice\": \"blue\"}", "x:1:18: \"choice\": unknown value \"blue\"" },
		{ "{\"choice\": 1}", "x:1:12: expected a string, found a number" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct thing t = { 0 };
		struct error err;

		assert_int_equal(read_thing(&t, &mem, rows[i].text, &err), -1);
		assert_text(err.text, rows[i].fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_survives),
		cmocka_unit_test(what_there_is_not_is_left_out),
		cmocka_unit_test(null_and_strangers_change_nothing),
		cmocka_unit_test(wrong_types_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
