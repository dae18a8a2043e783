#include "unit.h"

#include "base/json_canonical.h"
#include "load/fixture.h"
#include "load/workload.h"

#define FIXTURE(request)                                                                           \
	"{\"name\":\"n\",\"handler\":{},\"request\":" request                                      \
	",\"expected_response\":{\"status_code\":200}}"

static const struct {
	const char *text, *path, *body, *headers; /* "Name: value|" of each */
} good[] = {
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/a\"}"), "/a", NULL, "" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/a b\\u00e9?c={}\"}"), "/a%20b%C3%A9?c={}", NULL,
		"" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/a\",\"query_params\":{\"q\":[\"x y\",2.50],"
		  "\"none\":null,\"ok\":true}}"),
		"/a?q=x%20y&q=2.50&ok=true", NULL, "" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/a?b=1\",\"query_params\":{\"b\":1}}"), "/a?b=1",
		NULL, "" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/a\",\"query_string\":\"?b=%20\","
		  "\"query_params\":{\"b\":\" \"}}"),
		"/a?b=%20", NULL, "" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"body\":{ \"a\" : [ 1.0, \"b \\\" c\" ] }}"),
		"/", "{\"a\":[1.0,\"b \\\" c\"]}", "Content-Type: application/json|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"body\":\"{ \",\"headers\":{\"A\":5}}"),
		"/", "{ ", "A: 5|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"form_data\":{\"a\":\"b&c\",\"d\":1},"
		  "\"headers\":{\"content-type\":\"x\"},\"cookies\":{\"e\":\"f\",\"g\":2}}"),
		"/", "a=b%26c&d=1", "content-type: x|Cookie: e=f; g=2|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"body\":\"abc\","
		  "\"headers\":{\"Content-Length\":\"3\"}}"),
		"/", "abc", "" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"data\":{\"a \\\"\":[\"b&c\",1]},\"files\":["
		  "{\"field_name\":\"f\",\"filename\":\"x.txt\",\"content\":\"--benchctl-1\"},"
		  "{\"field_name\":\"g\",\"content_type\":\"image/png\",\"magic_bytes\":\"6a6b\","
		  "\"content\":\"YWI=\",\"content_encoding\":\"base64\",\"headers\":{\"X\":\"y\"}}]}"),
		"/",
		"--benchctl-2\r\nContent-Disposition: form-data; name=\"a %22\"\r\n\r\nb&c\r\n"
		"--benchctl-2\r\nContent-Disposition: form-data; name=\"a %22\"\r\n\r\n1\r\n"
		"--benchctl-2\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n"
		"Content-Type: application/octet-stream\r\n\r\n--benchctl-1\r\n"
		"--benchctl-2\r\nContent-Disposition: form-data; name=\"g\"\r\n"
		"Content-Type: image/png\r\nX: y\r\n\r\njkab\r\n--benchctl-2--\r\n",
		"Content-Type: multipart/form-data; boundary=benchctl-2|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"form_data\":{\"a\":\"b\"},"
		  "\"content_type\":\"multipart/form-data\"}"),
		"/",
		"--benchctl-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"
		"--benchctl-1--\r\n",
		"Content-Type: multipart/form-data; boundary=benchctl-1|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[],"
		  "\"headers\":{\"content-type\":\"multipart/form-data; boundary=\\\"x y\\\"\"}}"),
		"/", "--x y--\r\n", "content-type: multipart/form-data; boundary=\"x y\"|" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"data\":{\"a\":\"b c\"},"
		  "\"content_type\":\"application/x-www-form-urlencoded\"}"),
		"/", "a=b%20c", "Content-Type: application/x-www-form-urlencoded|" },
};

static void requests_are_read(void **state)
{
	FREES_ARENA struct arena mem = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		const char *headers = "";
		struct fixture f;
		struct error err;

		assert_int_equal(fixture_read(&f, &mem, "f", good[i].text, strlen(good[i].text),
					 &err),
			0);
		assert_string_equal(f.request.path, good[i].path);
		assert_int_equal(f.request.body_n, good[i].body ? strlen(good[i].body) : 0);
		if (good[i].body)
			assert_string_equal(f.request.body, good[i].body);
		for (size_t k = 0; k < f.request.headers.n; k++)
			headers = arena_printf(&mem, "%s%s: %s|", headers,
				f.request.headers.v[k].key, f.request.headers.v[k].value);
		assert_string_equal(headers, good[i].headers);
		assert_null(f.unsupported);
		assert_true(f.request.verbatim);
	}
}

static const struct {
	const char *text, *sentence;
} bad[] = {
	{ "", "f:1" },
	{ "[]", "f:1" },
	{ "{}", "f: name is missing" },
	{ "{\"name\":\"n\",\"handler\":[]}", "f: handler is missing" },
	{ FIXTURE("{\"path\":\"/\"}"), "f: request.method is missing" },
	{ FIXTURE("{\"method\":\"GET\"}"), "f: request.path is missing" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/\",\"headers\":[]}"), "expected an object" },
	{ FIXTURE("{\"method\":\"GET\",\"path\":\"/\",\"query_params\":{\"a\":{}}}"),
		"expected a string, a number or a boolean" },
	{ "{\"name\":\"n\",\"handler\":{},\"request\":{\"method\":\"GET\",\"path\":\"/\"},"
	  "\"expected_response\":{\"status_code\":99}}",
		"status_code is not from 100 to 599" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[{\"content\":\"\"}]}"),
		"a file has no field_name" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[{\"field_name\":\"f\","
		  "\"magic_bytes\":\"8\"}]}"),
		"magic_bytes are not pairs" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[{\"field_name\":\"f\","
		  "\"content\":\"*\",\"content_encoding\":\"base64\"}]}"),
		"content is not base64" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[{\"field_name\":\"f\","
		  "\"content_type\":\"a\\nb: c\"}]}"),
		"a header of a file has more than one line" },
	{ FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"files\":[{\"field_name\":\"f\","
		  "\"headers\":{\"a:b\":\"c\"}}]}"),
		"'a:b' is not the name of a header" },
};

static void bad_fixtures_are_refused(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	static const char *const unsupported[] = {
		FIXTURE("{\"method\":\"GET\",\"path\":\"/\",\"trailers\":[]}"),
		FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"body\":\"a\",\"form_data\":{}}"),
		FIXTURE("{\"method\":\"POST\",\"path\":\"/\",\"body\":\"abc\","
			"\"headers\":{\"content-length\":\"4\"}}"),
	};
	struct fixture f;
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(fixture_read(&f, &mem, "f", bad[i].text, strlen(bad[i].text),
					 &err),
			-1);
		if (!strstr(err.text, bad[i].sentence))
			fail_msg("'%s' lacks '%s'", err.text, bad[i].sentence);
	}
	for (size_t i = 0; i < ARRAY_SIZE(unsupported); i++) {
		assert_int_equal(fixture_read(&f, &mem, "f", unsupported[i], strlen(unsupported[i]),
					 &err),
			0);
		assert_non_null(f.unsupported);
	}
}

static const struct {
	const char *document, *line; /* NULL: not JSON */
} documents[] = {
	{ " { \"b\" : 1.0, \"a\" : [ ] } ", "{\"a\":[],\"b\":1}" },
	{ "{\"b\":1,\"a\":[]}", "{\"a\":[],\"b\":1}" },
	{ "[1e2, -0.0, \"\\u0061\", {}, null, true]", "[100,0,\"a\",{},null,true]" },
	{ "[1,]", NULL },
	{ "[x]", NULL },
	{ "{\"a\":1,\"a\":2}", NULL },
	{ "nul", NULL },
	{ "", NULL },
};

static void documents_are_compared_by_meaning(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(documents); i++) {
		const char *line = json_canonical(&mem, "d", documents[i].document,
			strlen(documents[i].document), &err);

		if (documents[i].line)
			assert_string_equal(line, documents[i].line);
		else
			assert_null(line);
	}
}

static void workloads_are_seeded(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct error err;

	(void)state;
	for (const struct workload *w = workloads; w->name; w++) {
		struct load_request a = workload_request(w, &mem, 7),
				    b = workload_request(w, &mem, 7),
				    c = workload_request(w, &mem, 8);
		const char *of_a = a.body ? a.body : a.path, *of_c = c.body ? c.body : c.path;

		assert_string_equal(a.path, b.path);
		assert_int_equal(a.body_n, b.body_n);
		if (a.body)
			assert_memory_equal(a.body, b.body, a.body_n);
		assert_null(strchr(a.path, '@'));
		if (strcmp(w->suite, "streaming") != 0)
			assert_string_not_equal(of_a, of_c);
		if (strcmp(w->suite, "json-bodies") == 0)
			assert_non_null(json_canonical(&mem, "body", a.body, a.body_n, &err));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_read),
		cmocka_unit_test(bad_fixtures_are_refused),
		cmocka_unit_test(documents_are_compared_by_meaning),
		cmocka_unit_test(workloads_are_seeded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
