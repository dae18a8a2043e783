#include "unit.h"

#include <math.h>
#include <sys/socket.h>

#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/rng.h"

static void copy_value(struct json *j, struct json_out *o, const char *key)
{
	char name[4096];
	const char *next;

	switch (json_peek(j)) {
	case JSON_OBJECT:
		json_out_object(o, key);
		json_object(j);
		while ((next = json_key(j))) {
			snprintf(name, sizeof name, "%s", next);
			copy_value(j, o, name);
		}
		json_out_close(o);
		break;
	case JSON_ARRAY:
		json_out_array(o, key);
		json_array(j);
		while (json_item(j))
			copy_value(j, o, NULL);
		json_out_close(o);
		break;
	case JSON_STRING: json_out_string(o, key, json_string(j)); break;
	case JSON_NUMBER: json_out_number(o, key, json_number(j)); break;
	case JSON_BOOL: json_out_bool(o, key, json_bool(j)); break;
	case JSON_NULL:
		json_out_null(o, key);
		if (!json_null(j))
			json_skip(j);
		break;
	case JSON_NONE:
	default: json_skip(j); break;
	}
}

/* The document as the writer has it, or the failure. */
static const char *copied(struct arena *mem, struct json *j)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct error err;
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, 0);
	copy_value(j, &o, NULL);
	memory_file_end(&m);
	return arena_string(mem, json_end(j, &err) < 0 ? err.text : m.data);
}

static const char *skipped(struct arena *mem, struct json *j)
{
	struct error err;

	json_skip(j);
	return json_end(j, &err) < 0 ? arena_string(mem, err.text) : NULL;
}

/* A descriptor that yields the bytes one by one. */
static int byte_by_byte(const char *text, size_t n)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(send(pair[1], text + i, 1, 0), 1);
	close(pair[1]);
	return pair[0];
}

struct row {
	const char *text, *result;
};

/* Reading text, reading a descriptor and skipping agree. */
static void check(const struct row *r, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	bool fails = strncmp(r->result, "x:", 2) == 0;
	CLOSES_FD int one = byte_by_byte(r->text, n), two = byte_by_byte(r->text, n);
	CLOSES_JSON struct json j = { 0 };

	json_open_text(&j, "x", r->text, n);
	assert_row(r->text, copied(&mem, &j), r->result);
	json_open_fd(&j, "x", one, 1000);
	assert_row(r->text, copied(&mem, &j), r->result);
	json_open_text(&j, "x", r->text, n);
	if (!strstr(r->result, "too large")) /* of skipped numbers only the form is checked */
		assert_row(r->text, skipped(&mem, &j), fails ? r->result : NULL);
	json_open_fd(&j, "x", two, 1000);
	if (!strstr(r->result, "too large"))
		assert_row(r->text, skipped(&mem, &j), fails ? r->result : NULL);
}

static void documents(void **state)
{
	static const struct row rows[] = {
		{ "{}", "{}" },
		{ "[]", "[]" },
		{ " \t\r\n [ 1 , 2 ] \n ", "[1, 2]" },
		{ "{\"a\":1,\"b\":[true,false,null]}", "{\"a\": 1, \"b\": [true, false, null]}" },
		{ "0", "0" },
		{ "-0", "0" },
		{ "-1.5e3", "-1500" },
		{ "1E+2", "100" },
		{ "1e-9", "0.000000001" },
		{ "0.1", "0.1" },
		{ "1e400000000000000000000",
			"x:1:24: the number 1e400000000000000000000 is too large" },
		{ "-1e999", "x:1:7: the number -1e999 is too large" },
		{ "1e-999", "0" },
		{ "\"\"", "\"\"" },
		{ "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"a\\\"\\\\/\\u0008\\u000c\\n\\u000d\\t\"" },
		{ "\"\\u00e9\\u20AC\\ud83d\\ude00\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "\"\x7f\"", "\"\\u007f\"" },
		{ "[[[[]]],{}]", "[[[[]]], {}]" },
		{ "{\"\":0}", "{\"\": 0}" },
		{ "{\"a\":{\"a\":{\"a\":0}}}", "{\"a\": {\"a\": {\"a\": 0}}}" },
		{ "[{\"a\":0},{\"a\":1}]", "[{\"a\": 0}, {\"a\": 1}]" },
		/* Refused. */
		{ "", "x:1:1: expected a value, found the end of the file" },
		{ " \n ", "x:2:2: expected a value, found the end of the file" },
		{ "{", "x:1:2: expected a key, found the end of the file" },
		{ "{\"a\"", "x:1:5: expected ':' after a key, found the end of the file" },
		{ "{\"a\":", "x:1:6: expected a value, found the end of the file" },
		{ "{\"a\":1", "x:1:7: expected ',' or '}', found the end of the file" },
		{ "{\"a\":1,", "x:1:8: expected a key, found the end of the file" },
		{ "{\"a\":1,}", "x:1:8: a comma before '}'" },
		{ "{,}", "x:1:2: expected a key, found ','" },
		{ "{a:1}", "x:1:2: expected a key, found something that is not JSON" },
		{ "{1:1}", "x:1:2: expected a key, found a number" },
		{ "{\"a\" 1}", "x:1:6: expected ':' after a key, found a number" },
		{ "{\"a\":1 \"b\":2}", "x:1:8: expected ',' or '}', found a string" },
		{ "{\"a\":1]", "x:1:7: expected ',' or '}', found ']'" },
		{ "[", "x:1:2: expected a value, found the end of the file" },
		{ "[1", "x:1:3: expected ',' or ']', found the end of the file" },
		{ "[1,", "x:1:4: expected a value, found the end of the file" },
		{ "[1,]", "x:1:4: a comma before ']'" },
		{ "[,1]", "x:1:2: expected a value, found ','" },
		{ "[1 2]", "x:1:4: expected ',' or ']', found a number" },
		{ "[1}", "x:1:3: expected ',' or ']', found '}'" },
		{ "]", "x:1:1: expected a value, found ']'" },
		{ "[]x", "x:1:3: text after the end of the document" },
		{ "{}{}", "x:1:3: text after the end of the document" },
		{ "1 2", "x:1:3: text after the end of the document" },
		{ "{\"a\":1,\"b\":2,\"a\":3}", "x:1:17: duplicate key \"a\"" },
		{ "{\"a\":1,\"\\u0061\":3}", "x:1:16: duplicate key \"a\"" },
		{ "[1,\n\n  2x]", "x:3:4: expected ',' or ']', found something that is not JSON" },
		{ "tru", "x:1:1: expected true or false" },
		{ "trux", "x:1:1: expected true or false" },
		{ "nul", "x:1:1: expected null" },
		{ "True", "x:1:1: expected a value, found something that is not JSON" },
		{ "nullx", "x:1:5: text after the end of the document" },
		{ "NaN", "x:1:1: expected a value, found something that is not JSON" },
		{ "Infinity", "x:1:1: expected a value, found something that is not JSON" },
		{ "-Infinity", "x:1:1: a malformed number" },
		{ "+1", "x:1:1: expected a value, found something that is not JSON" },
		{ "01", "x:1:1: a malformed number" },
		{ "-01", "x:1:1: a malformed number" },
		{ "00", "x:1:1: a malformed number" },
		{ "-", "x:1:1: a malformed number" },
		{ ".5", "x:1:1: expected a value, found something that is not JSON" },
		{ "5.", "x:1:1: a malformed number" },
		{ "5.e1", "x:1:1: a malformed number" },
		{ "5e", "x:1:1: a malformed number" },
		{ "5e+", "x:1:1: a malformed number" },
		{ "0x10", "x:1:2: text after the end of the document" },
		{ "1234567890123456789012345678901234567890123456789012345678901234",
			"x:1:1: a number of more than 63 characters" },
		{ "\"a", "x:1:3: the file ends inside a string" },
		{ "\"a\nb\"", "x:1:3: a control character (0x0a) in a string" },
		{ "\"\\x\"", "x:1:2: bad escape in a string" },
		{ "\"\\", "x:1:2: bad escape in a string" },
		{ "\"\\u12\"", "x:1:2: bad escape in a string" },
		{ "\"\\u12g4\"", "x:1:2: bad escape in a string" },
		{ "\"\\u0000\"", "x:1:2: a NUL character (\\u0000) in a string" },
		{ "\"\\ud83d\"", "x:1:8: half of a surrogate pair in a string" },
		{ "\"\\ude00\"", "x:1:8: half of a surrogate pair in a string" },
		{ "\"\\ud83d\\u0041\"", "x:1:8: half of a surrogate pair in a string" },
		{ "\"\\ud83dx\"", "x:1:8: half of a surrogate pair in a string" },
		{ "\"\xff\"", "x:1:3: a string that is not valid UTF-8" },
		{ "\"\xc3\"", "x:1:3: a string that is not valid UTF-8" },
		{ "\"\xed\xa0\x80\"", "x:1:5: a string that is not valid UTF-8" },
		{ "{\"\xc0\x80\":1}", "x:1:5: a string that is not valid UTF-8" },
		{ "\xef\xbb\xbf{}", "x:1:1: expected a value, found something that is not JSON" },
		{ "// c\n1", "x:1:1: expected a value, found something that is not JSON" },
		{ "'a'", "x:1:1: expected a value, found something that is not JSON" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i], strlen(rows[i].text));
}

static void nul_bytes_do_not_end_a_document(void **state)
{
	static const struct {
		struct row row;
		size_t n;
	} rows[] = {
		{ { "{}\0{}", "x:1:3: a NUL character" }, 5 },
		{ { "[1\0,2]", "x:1:3: a NUL character" }, 6 },
		{ { "\0", "x:1:1: a NUL character" }, 1 },
		{ { "\"a\0b\"", "x:1:3: a control character (0x00) in a string" }, 5 },
		{ { "1\0", "x:1:2: a NUL character" }, 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i].row, rows[i].n);
}

static struct json over(const char *text)
{
	struct json j;

	json_open_text(&j, "x", text, strlen(text));
	return j;
}

static void integers_are_exact(void **state)
{
	static const struct {
		const char *text;
		uint64_t value;
		const char *fault;
	} rows[] = {
		{ "0", 0, NULL },
		{ "18446744073709551615", UINT64_MAX, NULL },
		{ "1705312800000045000", 1705312800000045000, NULL },
		{ "9007199254740993", 9007199254740993, NULL },
		{ "18446744073709551616", 0,
			"x:1:21: 18446744073709551616 is not a whole number from 0 to "
			"18446744073709551615" },
		{ "-1", 0, "x:1:3: -1 is not a whole number from 0 to 18446744073709551615" },
		{ "1.0", 0, "x:1:4: 1.0 is not a whole number from 0 to 18446744073709551615" },
		{ "1e3", 0, "x:1:4: 1e3 is not a whole number from 0 to 18446744073709551615" },
		{ "\"1\"", 0, "x:1:1: expected a whole number, found a string" },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct json j = over(rows[i].text);

		assert_true(json_u64(&j) == rows[i].value);
		assert_row(rows[i].text, json_end(&j, &err) < 0 ? err.text : NULL, rows[i].fault);
	}
}

static void digits_end_at_any_other_byte(void **state)
{
	char text[32];

	(void)state;
	for (size_t n = 1; n < 20; n++)
		for (int c = 1; c < 256; c++) {
			struct json j;
			uint64_t v;

			if ((c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E')
				continue;
			snprintf(text, sizeof text, "%.*s%c12345678", (int)n, "1357902468013579024",
				c);
			j = over(text);
			v = json_u64(&j);
			text[n] = '\0';
			if (j.failed || v != strtoull(text, NULL, 10))
				fail_msg("%s and %02x: %llu", text, (unsigned)c,
					(unsigned long long)v);
			json_close(&j);
		}
}

static void expect_number(const char *text)
{
	struct json j = over(text);
	double v = json_number(&j), expected = strtod(text, NULL);
	struct error err;

	assert_ok(json_end(&j, &err), &err);
	if (memcmp(&v, &expected, sizeof v) != 0)
		fail_msg("%s is read as %.17g", text, v);
}

/* The short way to a double gives what strtod does, bit by bit. */
static void numbers_are_correctly_rounded(void **state)
{
	static const char *const odd[] = { "0.1", "-0.0", "1e22", "1e23", "9007199254740993",
		"9007199254740992.5", "0.000000000000000000000001", "123456789012345678",
		"1.7976931348623157e308", "2.2250738585072011e-308", "4.9e-324", "2.4e-324",
		"0.30000000000000004", "1e-22", "1e-23", "9007199254740991e-22",
		"0.0000000000000009007199254740993", "18446744073709551616",
		"9223372036854775808.9223372036854775808", "18446744073709551615e-27",
		"18446744073709551615e27", "0e-25", "9007199254740993e1", "9007199254740995e-1" };
	struct rng r = rng_seeded(3);
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		expect_number(odd[i]);
	for (int i = 0; i < 200000; i++) {
		uint64_t m = rng_next(&r) >> rng_below(&r, 64);
		unsigned long long whole = m / 1000003, part = m % 1000003;

		switch (rng_below(&r, 5)) {
		case 0: snprintf(text, sizeof text, "%llu", (unsigned long long)m); break;
		case 1: snprintf(text, sizeof text, "-%llu.%llu", whole, part); break;
		case 2:
			snprintf(text, sizeof text, "0.%0*llu", (int)rng_below(&r, 40), whole);
			break;
		case 3: /* as Google Benchmark has it */
			snprintf(text, sizeof text, "%.16e",
				(double)m * (rng_below(&r, 2) ? 1e-9 : 1e3));
			break;
		default:
			snprintf(text, sizeof text, "%llu.%llue%d", whole, part,
				(int)rng_below(&r, 620) - 310);
		}
		if (strtod(text, NULL) < HUGE_VAL)
			expect_number(text);
	}
}

/* What is no JSON, but written by those who print a double as their language does. */
static void words_for_numbers(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "NaN", "nan" },
		{ "Infinity", "inf" },
		{ "-Infinity", "-inf" },
		{ "-5", "-5" },
		{ "-NaN", "nan" },
		{ "nan", "nan" },
		{ "-nan", "nan" },
		{ "inf", "inf" },
		{ "-inf", "-inf" },
		{ "infinity", "inf" },
		{ "-", "x:1:1: a malformed number" },
		{ "Inf", "x:1:1: expected a number, found something that is not JSON" },
		{ "NaN1", "x:1:4: text after the end of the document" },
	};
	char text[32];
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct json j = over(rows[i].text);

		j.foreign = true;
		snprintf(text, sizeof text, "%g", json_number(&j));
		assert_row(rows[i].text, json_end(&j, &err) < 0 ? err.text : text,
			rows[i].expected);
		j = over(rows[i].text);
		j.foreign = true;
		json_skip(&j);
		assert_int_equal(json_end(&j, &err) < 0, *rows[i].expected == 'x');
	}
}

static void the_first_failure_sticks(void **state)
{
	struct json j = over("{\"a\": \"x\", \"b\": 1}");
	struct error err;
	const char *key;
	size_t keys = 0;

	(void)state;
	json_object(&j);
	while ((key = json_key(&j))) {
		keys++;
		assert_true(json_number(&j) == 0);
	}
	assert_int_equal(keys, 1);
	assert_int_equal(json_peek(&j), JSON_NONE);
	assert_text(json_string(&j), "");
	assert_int_equal(json_u64(&j), 0);
	assert_false(json_bool(&j));
	assert_false(json_null(&j));
	assert_false(json_item(&j));
	json_skip(&j);
	json_refuse(&j, "another");
	assert_int_equal(json_end(&j, &err), -1);
	assert_text(err.text, "x:1:7: expected a number, found a string");
}

static void a_caller_can_refuse(void **state)
{
	struct json j = over("[1,\n 2]");
	struct error err;

	(void)state;
	json_array(&j);
	while (json_item(&j))
		if (json_number(&j) > 1)
			json_refuse(&j, "%d is too many", 2);
	assert_int_equal(json_end(&j, &err), -1);
	assert_text(err.text, "x:2:3: 2 is too many");
}

static const char *nested(struct arena *mem, size_t depth)
{
	char *s = arena_alloc(mem, 2 * depth + 1);

	memset(s, '[', depth);
	memset(s + depth, ']', depth);
	return s;
}

static void depth_is_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *deepest = nested(&mem, JSON_DEPTH_MAX);
	struct json j = over(deepest);

	(void)state;
	assert_null(skipped(&mem, &j));
	j = over(nested(&mem, JSON_DEPTH_MAX + 1));
	assert_text(skipped(&mem, &j), "x:1:65: nested deeper than 64 levels");
	j = over(nested(&mem, 1000000));
	assert_text(skipped(&mem, &j), "x:1:65: nested deeper than 64 levels");
}

static void size_is_limited(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char text[] = "[1,2,3]";
	CLOSES_FD int fits = byte_by_byte(text, strlen(text)),
		      over_it = byte_by_byte(text, strlen(text));
	CLOSES_JSON struct json j = { 0 };

	(void)state;
	json_open_fd(&j, "x", fits, strlen(text));
	assert_null(skipped(&mem, &j));
	json_open_fd(&j, "x", over_it, strlen(text) - 1);
	assert_contains(skipped(&mem, &j), "larger than 6 bytes");
}

static void long_strings(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	enum { MIB = 1 << 20 };
	char *text = arena_alloc(&mem, 17 * MIB + 3);
	struct json j;

	(void)state;
	memset(text, 'a', 15 * MIB);
	text[0] = text[15 * MIB - 1] = '"';
	j = over(text);
	assert_int_equal(strlen(json_string(&j)), 15 * MIB - 2);
	json_close(&j);
	memset(text, 'a', 17 * MIB);
	text[0] = text[17 * MIB - 1] = '"';
	j = over(text);
	assert_contains(skipped(&mem, &j), "a string longer than 16777216 bytes");
}

static void many_keys_are_told_apart(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	enum { KEYS = 100000 };
	struct error err;
	struct json j;

	(void)state;
	memory_file_open(&m);
	fputc('[', m.f);
	for (int round = 0; round < 2; round++) {
		fputc('{', m.f);
		for (int i = 0; i < KEYS; i++)
			fprintf(m.f, "%s\"key%d\":%d", i ? "," : "", i, i);
		fputs("},", m.f);
	}
	/* Small objects after a large one start afresh, too. */
	for (int i = 0; i < 1000; i++)
		fprintf(m.f, "{\"key1\":0,\"key%d\":0},", i + 2);
	fputs("{\"key7\":0,\"key8\":0,\"key7\":1}]", m.f);
	memory_file_end(&m);
	json_open_text(&j, "x", m.data, m.n);
	json_skip(&j);
	assert_int_equal(json_end(&j, &err), -1);
	assert_contains(err.text, "duplicate key \"key7\"");
	(void)mem;
}

/* Tokens lie across the edges of the window, which is 64 KiB. */
static void large_files_are_read_in_pieces(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path = arena_printf(&mem, "%s/large", folder);
	FILE *f = fopen(path, "w");
	struct rng r = rng_seeded(4);
	size_t n = 0;
	struct json j;
	struct error err;
	int fd;

	(void)state;
	assert_non_null(f);
	fputc('[', f);
	for (int i = 0; i < 100000; i++)
		fprintf(f, "%s%*s{\"number\": %d, \"text\": \"%.*s\\u00e9\"}", i ? "," : "",
			(int)rng_below(&r, 9), "", i, (int)rng_below(&r, 17), "0123456789abcdef");
	fputs("]\n", f);
	fclose(f);
	fd = open(path, O_RDONLY);
	json_open_fd(&j, path, fd, SIZE_MAX);
	json_array(&j);
	while (json_item(&j)) {
		const char *key, *s;

		json_object(&j);
		while ((key = json_key(&j))) {
			if (strcmp(key, "number") == 0) {
				assert_int_equal(json_u64(&j), n);
				continue;
			}
			s = json_string(&j);
			assert_true(strlen(s) >= 2 && strlen(s) <= 18);
			assert_text(s + strlen(s) - 2, "\xc3\xa9");
		}
		n++;
	}
	assert_int_equal(json_offset(&j), lseek(fd, 0, SEEK_CUR) - 1);
	assert_ok(json_end(&j, &err), &err);
	assert_int_equal(n, 100000);
	close(fd);
	unit_remove(folder);
}

static void a_reader_that_fails_says_so(void **state)
{
	CLOSES_FD int folder = open("/tmp", O_RDONLY | O_DIRECTORY);
	FREES_ARENA struct arena mem = { 0 };
	struct json j;

	(void)state;
	json_open_fd(&j, "x", folder, 100);
	assert_text(skipped(&mem, &j), "x:1:1: Is a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents),
		cmocka_unit_test(nul_bytes_do_not_end_a_document),
		cmocka_unit_test(integers_are_exact),
		cmocka_unit_test(digits_end_at_any_other_byte),
		cmocka_unit_test(numbers_are_correctly_rounded),
		cmocka_unit_test(words_for_numbers),
		cmocka_unit_test(the_first_failure_sticks),
		cmocka_unit_test(a_caller_can_refuse),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(size_is_limited),
		cmocka_unit_test(long_strings),
		cmocka_unit_test(many_keys_are_told_apart),
		cmocka_unit_test(large_files_are_read_in_pieces),
		cmocka_unit_test(a_reader_that_fails_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
