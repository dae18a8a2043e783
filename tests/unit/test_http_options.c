/* What `http:` may say, and the load that it becomes. */
#include "unit.h"

#include "load/request.h"
#include "load/url.h"
#include "measure/kind/http.h"
#include "model/option/option.h"

static void fill(void *mem, const struct section *s, void *dst)
{
	section_defaults(s, dst, mem);
}

/* Returns the problems, each on a line. */
static const char *read_options(struct http_options *o, struct arena *mem, const char *yaml)
{
	struct problems p = { .mem = mem };
	const struct option_start start = { .fill = fill, .ctx = mem };
	const struct item at = { .line = 1, .column = 1 };
	const char *text = "";

	*o = (struct http_options){ 0 };
	option_read_yaml(o, &http_section, &start, yaml, strlen(yaml), &p);
	if (p.n == 0)
		http_check(o, o->url ? NULL : "http://localhost:1", &at, &p);
	for (size_t i = 0; i < p.n; i++)
		text = arena_printf(mem, "%s%s\n", text, p.v[i].text);
	return text;
}

static void bad_options(void **state)
{
	static const struct {
		const char *yaml, *problem; /* its beginning; "": none */
	} rows[] = {
		{ "{}", "" },
		{ "/items", "" },
		{ "{ path: /items, concurrency: 8, duration: 200ms }", "" },
		{ "{ url: 'http://127.0.0.1:8080/' }", "" },
		{ "{ url: 'http://127.0.0.1:8080', path: /a }", "" },
		{ "{ url: 'http://127.0.0.1:8080/b', path: /a }",
			"http: url: has the path '/b'; remove it, because path: sets the path" },
		{ "{ url: 'ftp://h/' }",
			"http: url: 'ftp://h/' does not begin with http:// or https://" },
		{ "{ path: items }", "http: request 1: the path 'items' does not begin with /" },
		{ "{ path: \"/a b\" }", "http: request 1: the path has a character" },
		{ "{ path: '/${seq}' }", "" },
		{ "{ path: '/${id}' }", "http: request 1: ${id} is unknown" },
		{ "{ path: '/${id}', rows: ids.csv }", "" },
		{ "{ path: '/${seq' }", "http: request 1: the path has a ${ without }" },
		{ "{ method: 'G T' }", "http: request 1: 'G T' is not a method" },
		{ "{ headers: { \"a\\r\\nb\": c } }", "http: request 1: 'a" },
		{ "{ headers: { a: \"b\\r\\nc: d\" } }",
			"http: request 1: header a: a header has a character" },
		{ "{ headers: { Content-Length: 3 } }",
			"http: request 1: benchctl sets the header Content-Length itself" },
		{ "{ rate: 2000/s }", "" },
		{ "{ rate: 2000 }", "rate: '2000' needs a rate" },
		{ "{ rate: 0 }", "http: rate: is zero; leave it out for a closed load" },
		{ "{ capacity: { p99: 50ms } }", "" },
		{ "{ capacity: {} }", "http: capacity: needs a limit of the latency" },
		{ "{ capacity: { p99: 50ms, lowest: 2/s, highest: 1/s } }",
			"http: capacity: lowest is above highest" },
		{ "{ capacity: { p99: 50ms }, rate: 5/s }",
			"http: 'rate' and 'capacity' exclude each other" },
		{ "{ concurrency: 0 }", "concurrency: '0' is below the minimum, 1" },
		{ "{ concurrency: 1000000 }", "concurrency: '1000000' is above the maximum" },
		{ "{ duration: 0 }", "duration: '0' is below the minimum, 1.00 ms" },
		{ "{ duration: 5 }", "duration: '5' needs a" },
		{ "{ max_errors: 200% }", "max_errors: '200%' is above the maximum, 100%" },
		{ "{ expect_status: 204 }", "" },
		{ "{ expect_status: [200, 404] }", "" },
		{ "{ expect_status: 2xx }",
			"http: expect_status: '2xx' is not a status from 200 to 599" },
		{ "{ expect_status: 100 }",
			"http: expect_status: '100' is not a status from 200 to 599" },
		{ "{ insecure: true, ca_file: x }",
			"http: 'insecure' and 'ca_file' exclude each other" },
		{ "{ http2: true }",
			"http: http2: needs TLS; give the service tls: true, or a url: of https://" },
		{ "{ url: 'https://localhost/', http2: true }", "" },
		{ "{ tool: h2load, count: 5, http2: true }",
			"http: 'http2' and 'tool: h2load' exclude each other" },
		{ "{ requests: [] }", "http: requests: is empty; give one, such as { path: / }" },
		{ "{ requests: [{ path: /a, weight: 3 }, { path: /b }] }", "" },
		{ "{ path: /, requests: [{}] }", "http: 'path' and 'requests' exclude each other" },
		{ "{ requests: [{ path: b }] }",
			"http: request 1: the path 'b' does not begin with /" },
		{ "{ requests: [{}, { weight: 0 }] }", "weight: '0' is below the minimum" },
		{ "{ requests: [{}, { expect_status: 99 }] }", "http: expect_status: '99'" },
		{ "{ tool: wrk }", "" },
		{ "{ tool: ab, count: 500, headers: { A: b } }", "" },
		{ "{ tool: hey, method: POST, body: x }", "" },
		{ "{ tool: siege }", "tool: 'siege' " },
		{ "{ tool: wrk, rate: 5/s }", "http: 'rate' and 'tool: wrk' exclude each other" },
		{ "{ tool: hey, capacity: { p99: 50ms } }",
			"http: 'capacity' and 'tool: hey' exclude each other" },
		{ "{ tool: h2load }", "http: tool: h2load needs a count" },
		{ "{ tool: h2load, count: 5 }", "" },
		{ "{ tool: h2load, method: POST }",
			"http: 'method' and 'tool: h2load' exclude each other" },
		{ "{ tool: wrk, count: 5 }",
			"http: tool: wrk does not support a count; give a duration" },
		{ "{ tool: ab, count: 5, duration: 1s }",
			"http: 'count' and 'duration' exclude each other with tool: ab" },
		{ "{ tool: oha, duration: 1500ms }",
			"http: tool: oha accepts only whole seconds, such as duration: 1s" },
		{ "{ tool: oha, path: '/${seq}' }",
			"http: tool: oha sends the same request each time; remove ${...}" },
		{ "{ concurency: 3 }",
			"unknown key 'concurency' in http; did you mean 'concurrency'?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct http_options o;
		const char *text = read_options(&o, &mem, rows[i].yaml);

		if (!*rows[i].problem)
			assert_row(rows[i].yaml, text, "");
		else
			assert_row(rows[i].yaml,
				arena_printf(&mem, "%.*s", (int)strlen(rows[i].problem), text),
				rows[i].problem);
	}
}

static void one_server(void **state)
{
	static const struct {
		const char *url;
		bool has_service;
		const char *problem;
	} rows[] = {
		{ NULL, true, NULL },
		{ "http://h/", false, NULL },
		{ NULL, false,
			"http: no server is given; add service: { app_dir: . } "
			"or url: http://127.0.0.1:8080/" },
		{ "http://h/", true, "http: has both url: and service:; remove one of them" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct problems p = { .mem = &mem };
		const struct item at = { .line = 1, .column = 1 };
		struct http_options o;

		read_options(&o, &mem, "{}");
		o.url = rows[i].url;
		http_check(&o, rows[i].has_service ? "http://localhost:1" : NULL, &at, &p);
		assert_text(p.n ? p.v[0].text : NULL, rows[i].problem);
	}
}

static void urls(void **state)
{
	static const struct {
		const char *url, *host, *path, *problem; /* problem: a part of it */
		uint16_t port;
		bool tls;
	} rows[] = {
		{ "http://h", "h", "/", NULL, 80, false },
		{ "http://h/", "h", "/", NULL, 80, false },
		{ "https://h", "h", "/", NULL, 443, true },
		{ "http://h:8080/a/b?c=d", "h", "/a/b?c=d", NULL, 8080, false },
		{ "http://h?c=d", "h", "/?c=d", NULL, 80, false },
		{ "http://127.0.0.1:1", "127.0.0.1", "/", NULL, 1, false },
		{ "http://[::1]:65535/x", "::1", "/x", NULL, 65535, false },
		{ "http://[::1]", "::1", "/", NULL, 80, false },
		{ "http://", NULL, NULL, "names no host", 0, false },
		{ "http:///x", NULL, NULL, "names no host", 0, false },
		{ "http://h:0", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://h:65536", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://h:", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://h:+80", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://h:80x", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://h:99999999999999999999", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://::1/", NULL, NULL, "names no host", 0, false },
		{ "http://[::1/", NULL, NULL, "[ without ]", 0, false },
		{ "http://[::1]x/", NULL, NULL, "from 1 to 65535", 0, false },
		{ "http://[h]/", NULL, NULL, "names no host", 0, false },
		{ "http://a:b@h/", NULL, NULL, "a name and password", 0, false },
		{ "http://h/#top", NULL, NULL, "fragment", 0, false },
		{ "http://h\r\nX: y/", NULL, NULL, "names no host", 0, false },
		{ "HTTP://h/", NULL, NULL, "does not begin with", 0, false },
		{ "", NULL, NULL, "does not begin with", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		FREES_ARENA struct arena mem = { 0 };
		struct load_target t;
		struct error err;
		const char *path = NULL;
		int rc = url_read(&t, &path, &mem, rows[i].url, "http", &err);

		if (rows[i].problem) {
			assert_row(rows[i].url, rc < 0 ? "refused" : "taken", "refused");
			assert_contains(err.text, rows[i].problem);
			continue;
		}
		assert_ok(rc, &err);
		assert_row(rows[i].url, t.host, rows[i].host);
		assert_row(rows[i].url, path, rows[i].path);
		assert_int_equal(t.port, rows[i].port);
		assert_int_equal(t.tls, rows[i].tls);
	}
}

static void plan_of(struct load_plan *plan, struct arena *mem, const char *yaml, const char *root)
{
	struct http_options o;
	struct error err;

	assert_text(read_options(&o, mem, yaml), "");
	assert_ok(http_plan_make(plan, mem, &o, "http://127.0.0.1:80/", root, 60, &err), &err);
}

static void options_become_a_plan(void **state)
{
	FREES_ARENA struct arena mem = { 0 };
	struct load_plan p;

	(void)state;
	plan_of(&p, &mem, "{}", NULL);
	assert_int_equal(p.connections, 64);
	assert_true(p.rate == 0);
	assert_int_equal(p.duration_ns, 1000000000);
	assert_int_equal(p.count, 0);
	assert_int_equal(p.requests_n, 1);
	assert_text(p.requests[0].path, "/");
	assert_int_equal(p.requests[0].statuses_n, 0);
	assert_false(p.requests[0].check_length);

	plan_of(&p, &mem,
		"{ path: /a, method: POST, body: x, headers: { A: b }, rate: 1.5k/s,"
		" duration: 100ms, warmup: 10ms, requests_per_connection: 7, threads: 2,"
		" timeout: 2s, expect_status: [201, 204], expect_length: 0, seed: 9 }",
		NULL);
	assert_true(p.rate == 1500);
	assert_int_equal(p.duration_ns, 100000000);
	assert_int_equal(p.warmup_ns, 10000000);
	assert_int_equal(p.timeout_ns, 2000000000);
	assert_int_equal(p.requests_per_connection, 7);
	assert_int_equal(p.threads, 2);
	assert_int_equal(p.seed, 9);
	assert_text(p.requests[0].method, "POST");
	assert_text(p.requests[0].headers.v[0].value, "b");
	assert_int_equal(p.requests[0].body_n, 1);
	assert_int_equal(p.requests[0].statuses[1], 204);
	assert_true(p.requests[0].check_length);

	/* A count alone ends the round, within the time that a sample may take. */
	plan_of(&p, &mem, "{ count: 500 }", NULL);
	assert_int_equal(p.count, 500);
	assert_int_equal(p.duration_ns, UINT64_C(60000000000));
	plan_of(&p, &mem, "{ count: 500, duration: 1s }", NULL);
	assert_int_equal(p.duration_ns, 1000000000);

	plan_of(&p, &mem,
		"{ headers: { A: all, B: all }, expect_status: 200, requests: ["
		"{ path: /a, weight: 3, headers: { A: own } }, { path: /b, expect_status: 404 }] }",
		NULL);
	assert_int_equal(p.requests_n, 2);
	assert_true(p.requests[0].weight == 3 && p.requests[1].weight == 1);
	assert_int_equal(p.requests[0].headers.n, 2);
	assert_text(p.requests[0].headers.v[0].value, "own");
	assert_text(p.requests[1].headers.v[0].value, "all");
	assert_int_equal(p.requests[0].statuses[0], 200);
	assert_int_equal(p.requests[1].statuses[0], 404);
}

static void rows_of_a_file(void **state)
{
	static const struct {
		const char *csv, *problem; /* "": none */
	} rows[] = {
		{ "id,name\n1,a\n2,b\n", "" },
		{ "id;name\n1;a\n2;b", "" },
		{ "id,name\n", "there are no rows" },
		{ "", "there are no columns" },
		{ "id,name\n1\n", "rows.csv:2: has another number of cells" },
		{ "id,name\n\"1,a\n", "rows.csv:2: " },
	};
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem);
	struct http_options o;
	struct request_mix mix;
	struct load_plan p;
	struct error err;
	char out[1000];
	size_t n;

	(void)state;
	assert_text(read_options(&o, &mem, "{ path: '/${id}?${name}', rows: rows.csv }"), "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int rc;

		unit_write(arena_printf(&mem, "%s/rows.csv", folder), rows[i].csv);
		rc = http_plan_make(&p, &mem, &o, "http://h/", folder, 60, &err);
		assert_row(rows[i].csv, rc < 0 ? "refused" : "", *rows[i].problem ? "refused" : "");
		if (*rows[i].problem) {
			assert_contains(err.text, rows[i].problem);
			continue;
		}
		assert_ok(request_prepare(&mix, &p, &mem, &err), &err);
		assert_true(mix.longest < sizeof out);
		n = request_write(out, &mix, mix.v, 3);
		out[n] = '\0';
		assert_contains(out, "GET /2?b HTTP/1.1\r\n");
	}
	unit_remove(folder);
	assert_int_equal(http_plan_make(&p, &mem, &o, "http://h/", folder, 60, &err), -1);
	assert_contains(err.text, "rows: ");
	assert_contains(err.text, "No such file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_options),
		cmocka_unit_test(one_server),
		cmocka_unit_test(urls),
		cmocka_unit_test(options_become_a_plan),
		cmocka_unit_test(rows_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
