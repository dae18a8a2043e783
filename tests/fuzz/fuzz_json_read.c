/* The strict JSON reader: from memory and from a file it sees the same, and what it has read is the
 * same when it is written and read again. */
#include "fuzz.h"

#include <fcntl.h>

#include "base/json_read.h"
#include "base/json_write.h"

static void copy_number(struct json *j, struct json_out *o, const char *key)
{
	double v = json_number(j);

	FUZZ_CHECK(isfinite(v));
	json_out_number(o, key, v);
}

/* What the writer does not nest so deep is skipped. */
static void copy(struct json *j, struct json_out *o, const char *key)
{
	char *name;
	const char *next;

	switch (json_peek(j)) {
	case JSON_NULL:
		if (!json_null(j))
			json_skip(j); /* which refuses it */
		json_out_null(o, key);
		break;
	case JSON_BOOL: json_out_bool(o, key, json_bool(j)); break;
	case JSON_NUMBER: copy_number(j, o, key); break;
	case JSON_STRING: json_out_string(o, key, json_string(j)); break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		if (o->depth + 2 >= JSON_WRITE_DEPTH) {
			json_skip(j);
			json_out_null(o, key);
		} else if (json_peek(j) == JSON_ARRAY) {
			json_array(j);
			json_out_array(o, key);
			while (json_item(j))
				copy(j, o, NULL);
			json_out_close(o);
		} else {
			json_object(j);
			json_out_object(o, key);
			while ((next = json_key(j))) {
				name = strdup(next);
				copy(j, o, name);
				free(name);
			}
			json_out_close(o);
		}
		break;
	case JSON_NONE:
	default:
		json_string(j);
		json_out_null(o, key);
		break;
	}
}

/* Reads and closes j. The document written anew, or NULL and why not. */
static char *again(struct arena *mem, struct json *j, size_t open_depth, struct error *err)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct json_out o;

	memory_file_open(&m);
	o = json_out_to(m.f, open_depth);
	copy(j, &o, NULL);
	memory_file_end(&m);
	return json_end(j, err) < 0 ? NULL : arena_copy(mem, m.data, m.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	struct fuzz_file f;
	struct json j;
	struct error err = { 0 }, other = { 0 };
	char *text, *from_file, *second;
	int rc;

	json_open_text(&j, "x", (const char *)data, n);
	text = again(&mem, &j, 2, &err);
	fuzz_file_open(&f, data, n);
	json_open_fd(&j, "x", open(f.path, O_RDONLY | O_CLOEXEC), 1 << 20);
	from_file = again(&mem, &j, 2, &other);
	close(j.fd);
	fuzz_file_close(&f);
	FUZZ_CHECK(!text == !from_file);
	FUZZ_SAME(err.text, other.text);
	json_open_text(&j, "x", (const char *)data, n);
	json_skip(&j);
	rc = json_end(&j, &other);
	if (!text)
		return 0;
	FUZZ_CHECK(rc == 0);
	FUZZ_SAME(text, from_file);
	json_open_text(&j, "x", text, strlen(text));
	second = again(&mem, &j, 2, &err);
	FUZZ_CHECK(second);
	FUZZ_SAME(text, second);
	return 0;
}
