#include "unit.h"

#include <float.h>
#include <math.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/rng.h"

static void sample_document(struct json_out *o)
{
	json_out_object(o, NULL);
	json_out_u64(o, "a", UINT64_MAX);
	json_out_array(o, "b");
	json_out_number(o, NULL, 1.5);
	json_out_object(o, NULL);
	json_out_bool(o, "c", true);
	json_out_array(o, "d");
	json_out_close(o);
	json_out_close(o);
	json_out_null(o, NULL);
	json_out_close(o);
	json_out_object(o, "e");
	json_out_close(o);
	json_out_close(o);
	json_out_end(o);
}

static void layout_follows_the_open_depth(void **state)
{
	static const char *const layouts[] = {
		"{\"a\": 18446744073709551615, \"b\": [1.5, {\"c\": true, \"d\": []}, null], "
		"\"e\": {}}\n",
		"{\n \"a\": 18446744073709551615,\n \"b\": [1.5, {\"c\": true, \"d\": []}, null],\n"
		" \"e\": {}\n}\n",
		"{\n \"a\": 18446744073709551615,\n \"b\": [\n  1.5,\n  {\"c\": true, \"d\": []},\n"
		"  null\n ],\n \"e\": {}\n}\n",
		"{\n \"a\": 18446744073709551615,\n \"b\": [\n  1.5,\n  {\n   \"c\": true,\n"
		"   \"d\": []\n  },\n  null\n ],\n \"e\": {}\n}\n",
	};

	(void)state;
	for (size_t depth = 0; depth < ARRAY_SIZE(layouts); depth++) {
		FREES_MEMORY_FILE struct memory_file m = { 0 };
		struct json_out o;

		memory_file_open(&m);
		o = json_out_to(m.f, depth);
		sample_document(&o);
		memory_file_end(&m);
		assert_text(m.data, layouts[depth]);
	}
}

static const char *written(struct arena *mem, const char *s)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	json_out_string(&o, NULL, s);
	memory_file_end(&m);
	return arena_string(mem, m.data);
}

static void strings_are_escaped(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const struct {
		const char *text, *json;
	} rows[] = {
		{ NULL, "null" },
		{ "", "\"\"" },
		{ "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
		{ "\n\t\r\b\f\x01\x1f\x7f",
			"\"\\n\\t\\u000d\\u0008\\u000c\\u0001\\u001f\\u007f\"" },
		{ "\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"" },
		{ "a\xff\xc3", "\"a\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "</script>", "\"</script>\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].json, written(&mem, rows[i].text), rows[i].json);
}

/* Any bytes give JSON that the strict reader takes; valid ones come back the same. */
static void any_string_can_be_read_back(void **state)
{
	struct rng r = rng_seeded(9);

	(void)state;
	for (int round = 0; round < 3000; round++) {
		FREES_ARENA struct arena mem = { 0 };
		size_t n = rng_below(&r, 40);
		char *s = arena_alloc(&mem, n + 1);
		const char *json;
		struct error err;
		struct json j;

		for (size_t i = 0; i < n; i++)
			s[i] = (char)(1 + rng_below(&r, round % 2 ? 127 : 255));
		json = written(&mem, s);
		json_open_text(&j, "x", json, strlen(json));
		if (round % 2)
			assert_text(json_string(&j), s);
		else
			json_string(&j);
		assert_ok(json_end(&j, &err), &err);
	}
}

static void numbers_are_short(void **state)
{
	static const struct {
		double v;
		const char *text;
	} rows[] = {
		{ 0, "0" },
		{ -0.0, "0" },
		{ 1, "1" },
		{ -1, "-1" },
		{ 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 0.012345678, "0.012345678" },
		{ -0.000000001, "-0.000000001" },
		{ 1e-10, "1e-10" },
		{ 100, "100" },
		{ 4096000, "4096000" },
		{ 123456789012345, "123456789012345" },
		{ 9007199254740992, "9007199254740992" },
		{ 1e21, "1e+21" },
		{ 1e300, "1e+300" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 5e-324, "5e-324" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 8388608.00000001, "8388608.00000001" },
		{ 123456.789, "123456.789" },
	};
	char out[NUMBER_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_row(rows[i].text, number_shortest(out, rows[i].v), rows[i].text);
}

static size_t digits_of(const char *s)
{
	size_t n = 0, zeros = 0;

	for (; *s && *s != 'e'; s++) {
		if (*s < '0' || *s > '9' || (n == 0 && *s == '0'))
			continue;
		n++;
		zeros = *s == '0' ? zeros + 1 : 0;
	}
	return n - zeros;
}

static void check_number(double v)
{
	char out[NUMBER_MAX], fewer[40];
	size_t n;

	number_shortest(out, v);
	if (strtod(out, NULL) != v)
		fail_msg("%.17g is written as %s", v, out);
	n = digits_of(out);
	snprintf(fewer, sizeof fewer, "%.*e", n > 1 ? (int)n - 2 : 0, v);
	if (n > 1 && strtod(fewer, NULL) == v)
		fail_msg("%s could be %s", out, fewer);
}

/* Of all bit patterns, of times in nanoseconds and of bytes. */
static void numbers_read_back_as_they_were(void **state)
{
	struct rng r = rng_seeded(10);

	(void)state;
	for (int i = 0; i < 300000; i++) {
		uint64_t bits = rng_next(&r);
		double v;

		memcpy(&v, &bits, sizeof v);
		if (isfinite(v))
			check_number(v);
		check_number((double)(bits >> rng_below(&r, 64)) / 1e9);
		check_number((double)(bits >> rng_below(&r, 64)));
		/* Billionths here are closer to each other than doubles. */
		check_number(8388608 + (double)rng_below(&r, UINT64_C(1) << 50) / 1e9);
	}
}

static void what_is_not_finite_is_null(void **state)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	(void)state;
	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	json_out_array(&o, NULL);
	json_out_number(&o, NULL, (double)NAN);
	json_out_number(&o, NULL, HUGE_VAL);
	json_out_number(&o, NULL, -HUGE_VAL);
	json_out_close(&o);
	memory_file_end(&m);
	assert_text(m.data, "[null, null, null]");
}

static void too_deep(void)
{
	struct json_out o = json_out_to(stderr, 0);

	for (int i = 0; i < JSON_WRITE_DEPTH; i++)
		json_out_array(&o, NULL);
}

static void depth_is_limited(void **state)
{
	(void)state;
	assert_true(unit_dies(too_deep));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_follows_the_open_depth),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(any_string_can_be_read_back),
		cmocka_unit_test(numbers_are_short),
		cmocka_unit_test(numbers_read_back_as_they_were),
		cmocka_unit_test(what_is_not_finite_is_null),
		cmocka_unit_test(depth_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
