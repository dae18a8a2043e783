/* What the JSON writer writes, the reader takes, and it is what was written. */
#include "fuzz.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"

enum { MEMBERS_MAX = 1000, KINDS = 5 };

struct member {
	unsigned kind;
	const char *text;
	double number;
	uint64_t integer;
};

static struct member take(struct fuzz_bytes *b, struct arena *mem)
{
	struct member m = { .kind = fuzz_byte(b) % KINDS };

	switch (m.kind) {
	case 0: m.text = fuzz_line(b, mem); break;
	case 1: m.number = fuzz_number(b); break;
	case 2:
		for (int i = 0; i < 8; i++)
			m.integer = m.integer << 8 | fuzz_byte(b);
		break;
	case 3: m.integer = fuzz_byte(b) & 1; break;
	default: break;
	}
	return m;
}

static void write_member(struct json_out *o, const char *key, const struct member *m)
{
	switch (m->kind) {
	case 0: json_out_string(o, key, m->text); break;
	case 1: json_out_number(o, key, m->number); break;
	case 2: json_out_u64(o, key, m->integer); break;
	case 3: json_out_bool(o, key, m->integer); break;
	default: json_out_null(o, key); break;
	}
}

static void check_text(const char *got, const char *wrote)
{
	if (utf8_valid(wrote, strlen(wrote)))
		FUZZ_SAME(got, wrote);
}

static void check_number(struct json *j, double wrote)
{
	double v;

	if (!isfinite(wrote)) {
		FUZZ_CHECK(json_null(j));
		return;
	}
	v = json_number(j);
	FUZZ_CHECK(!(v < wrote) && !(v > wrote));
}

static void check_member(struct json *j, const struct member *m)
{
	switch (m->kind) {
	case 0: check_text(json_string(j), m->text); break;
	case 1: check_number(j, m->number); break;
	case 2: FUZZ_CHECK(json_u64(j) == m->integer); break;
	case 3: FUZZ_CHECK(json_bool(j) == (m->integer != 0)); break;
	default: FUZZ_CHECK(json_null(j)); break;
	}
	if (j->failed)
		die("%s", j->error.text);
}

/* An object whose keys are numbers in an array that is in an object, and one with a foreign key. */
static void write_all(struct json_out *o, const struct member *v, size_t n)
{
	char key[16];

	json_out_array(o, NULL);
	for (size_t i = 0; i < n; i++) {
		if (i % 8 == 0) {
			if (i)
				json_out_close(o);
			json_out_object(o, NULL);
		}
		snprintf(key, sizeof key, "%zu", i % 8);
		write_member(o, key, &v[i]);
		if (v[i].kind == 0) {
			snprintf(key, sizeof key, "a%zu", i % 8);
			json_out_object(o, key);
			json_out_array(o, v[i].text);
			json_out_close(o);
			json_out_close(o);
		}
	}
	if (n)
		json_out_close(o);
	json_out_close(o);
	json_out_end(o);
}

static void check_all(struct json *j, const struct member *v, size_t n)
{
	const char *key;

	json_array(j);
	for (size_t i = 0; i < n; i++) {
		if (i % 8 == 0) {
			FUZZ_CHECK(i == 0 || !json_key(j));
			FUZZ_CHECK(json_item(j));
			json_object(j);
		}
		key = json_key(j);
		FUZZ_CHECK(key && strtoul(key, NULL, 10) == i % 8);
		check_member(j, &v[i]);
		if (v[i].kind == 0) {
			FUZZ_CHECK(json_key(j));
			json_object(j);
			key = json_key(j);
			FUZZ_CHECK(key);
			check_text(key, v[i].text);
			json_skip(j);
			FUZZ_CHECK(!json_key(j));
		}
	}
	FUZZ_CHECK(n == 0 || !json_key(j));
	FUZZ_CHECK(!json_item(j));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct fuzz_bytes b = { data, n };
	struct member *v = arena_array(&mem, MEMBERS_MAX, sizeof *v);
	size_t members = 0, open_depth = fuzz_byte(&b) % 8;
	struct json_out o;
	struct json j;
	struct error err;

	while (b.n && members < MEMBERS_MAX)
		v[members++] = take(&b, &mem);
	memory_file_open(&m);
	o = json_out_to(m.f, open_depth);
	write_all(&o, v, members);
	memory_file_end(&m);
	FUZZ_CHECK(utf8_valid(m.data, m.n));
	json_open_text(&j, "x", m.data, m.n);
	check_all(&j, v, members);
	if (json_end(&j, &err) < 0)
		die("%s", err.text);
	return 0;
}
