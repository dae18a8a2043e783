#include "load_fixture.h"

#include <assert.h>

/* Requests from templates, as the server sees them. */

struct log {
	struct server server; /* the first member, so that serve can find the others */
	char text[1 << 17];
	size_t n;
};

static void logs(struct server *s, int fd, unsigned nth)
{
	struct log *l = (struct log *)s;

	(void)nth;
	while (request(s, fd)) {
		l->n += (size_t)snprintf(l->text + l->n, sizeof l->text - l->n, "%s", s->seen);
		assert(l->n < sizeof l->text);
		say(fd, HELLO);
	}
}

static void templates_are_filled(void **state)
{
	static const char *const names[] = { "ann", "bob" };
	static const struct load_column columns[] = { { "name", names, 2 } };
	static struct pair headers[] = { { "X-Name", "<${name}>" }, { "Host", "example.org" } };
	static const struct load_request post = {
		.weight = 1,
		.method = "POST",
		.path = "/${seq}/${name}?$${seq}$",
		.headers = { headers, 2 },
		.body = "{\"n\":${seq},\"name\":\"${name}\"}",
		.body_n = 29,
	};
	FREES_ARENA struct arena mem = { 0 };
	struct log l = { 0 };
	struct load_plan p;
	struct load_result r;
	struct error err = { 0 };

	(void)state;
	server_start(&l.server, logs);
	p = plan_of(&l.server, &post);
	p.columns = columns;
	p.columns_n = 1;
	p.count = 2;
	p.first = 9;
	assert_ok(load_run(&r, &p, &mem, &err), &err);
	server_stop(&l.server);
	assert_int_equal(r.completed, 2);
	assert_text(l.text,
		"POST /9/bob?${seq}$ HTTP/1.1\r\nUser-Agent: benchctl\r\nX-Name: <bob>\r\n"
		"Host: example.org\r\nContent-Length: 20\r\n\r\n{\"n\":9,\"name\":\"bob\"}"
		"POST /10/ann?${seq}$ HTTP/1.1\r\nUser-Agent: benchctl\r\nX-Name: <ann>\r\n"
		"Host: example.org\r\nContent-Length: 21\r\n\r\n{\"n\":10,\"name\":\"ann\"}");
}

static unsigned occurrences(const char *text, const char *part)
{
	unsigned n = 0;

	while ((text = strstr(text, part))) {
		n++;
		text += strlen(part);
	}
	return n;
}

/* A mix is drawn for each request, so one connection sends all of its requests; the same seed draws
 * the same. */
static void mixes_follow_their_weights(void **state)
{
	static struct pair host = { "Host", "h" };
	static const struct load_request mix[] = {
		{ .weight = 1, .path = "/rare", .headers = { &host, 1 } },
		{ .weight = 3, .path = "/often/${rand}", .headers = { &host, 1 } },
	};
	static const uint64_t seeds[] = { 1, 1, 2 };
	FREES_ARENA struct arena mem = { 0 };
	struct log *logs_v = arena_array(&mem, ARRAY_SIZE(seeds), sizeof *logs_v);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(seeds); i++) {
		struct log *l = &logs_v[i];
		struct load_plan p;
		struct load_result r;
		struct error err = { 0 };

		server_start(&l->server, logs);
		p = plan_of(&l->server, mix);
		p.requests_n = 2;
		p.count = 400;
		p.seed = seeds[i];
		assert_ok(load_run(&r, &p, &mem, &err), &err);
		server_stop(&l->server);
		assert_int_equal(r.completed, 400);
		assert_in_range(occurrences(l->text, "/rare"), 70, 130);
		assert_int_equal(occurrences(l->text, "/rare") + occurrences(l->text, "/often"),
			400);
	}
	assert_text(logs_v[0].text, logs_v[1].text);
	assert_string_not_equal(logs_v[0].text, logs_v[2].text);
}

static void wrong_loads_are_refused(void **state)
{
	static const struct load_request get = { .weight = 1, .path = "/" };
	FREES_ARENA struct arena mem = { 0 };
	const struct load_plan good = plan_of(&(struct server){ .port = 1 }, &get);
	struct load_plan p[5];
	static const char *const errors[] = {
		"a load needs 1 to 100000 connections, not 0",
		"a load needs a duration or a count of requests",
		"the rate -1 is not from 0 to 1e8 requests per second",
		"HTTP/2 needs TLS; use https, or HTTP/1.1",
		"a load needs 1 to 10000 requests, not 0",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = good;
	p[0].connections = 0;
	p[1].count = 0;
	p[2].rate = -1;
	p[3].target.protocol = LOAD_HTTP_2;
	p[4].requests_n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(p); i++) {
		struct load_result r;
		struct error err = { 0 };

		assert_int_equal(load_run(&r, &p[i], &mem, &err), -1);
		assert_text(err.text, errors[i]);
	}
}

static void wrong_plans_are_refused(void **state)
{
	static const char *const bad[] = { "fine", "a b" }, *const line[] = { "a\r\nb" };
	static const struct load_column columns[] = { { "bad", bad, 2 }, { "line", line, 1 },
		{ "none", NULL, 0 } };
	static struct pair x[] = { { "X", "${line}" }, { "a b", "" }, { "Content-Length", "5" },
		{ "X", "a\nb" } };
	static const struct {
		struct load_request r;
		const char *error;
	} rows[] = {
		{ { .weight = 1, .path = "x" }, "request 1: the path 'x' does not begin with /" },
		{ { .weight = 0, .path = "/" }, "request 1 has the weight 0; it must be above 0" },
		{ { .weight = 1, .path = "/${x}" },
			"request 1: ${x} is unknown; there are ${seq}, ${rand} and the columns of the data" },
		{ { .weight = 1, .path = "/${x" }, "request 1: the path has a ${ without }" },
		{ { .weight = 1, .path = "/ x" },
			"request 1: the path has a character that it cannot have" },
		{ { .weight = 1, .path = "/${bad}" },
			"request 1: value 2 of ${bad} has a character that the path cannot have" },
		{ { .weight = 1, .path = "/${none}" }, "request 1: ${none} has no values" },
		{ { .weight = 1, .path = "/", .headers = { &x[0], 1 } },
			"request 1: header X: value 1 of ${line} has a character that a header cannot have" },
		{ { .weight = 1, .path = "/", .headers = { &x[1], 1 } },
			"request 1: 'a b' is not the name of a header" },
		{ { .weight = 1, .path = "/", .headers = { &x[2], 1 } },
			"request 1: benchctl sets the header Content-Length itself; remove it" },
		{ { .weight = 1, .path = "/", .headers = { &x[3], 1 } },
			"request 1: header X: a header has a character that it cannot have" },
		{ { .weight = 1, .path = "/", .method = "GET /" },
			"request 1: 'GET /' is not a method that benchctl can send" },
	};
	FREES_ARENA struct arena mem = { 0 };
	struct server s = { .port = 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct load_plan p = plan_of(&s, &rows[i].r);
		struct load_result r;
		struct error err = { 0 };

		p.columns = columns;
		p.columns_n = ARRAY_SIZE(columns);
		assert_int_equal(load_run(&r, &p, &mem, &err), -1);
		assert_text(err.text, rows[i].error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates_are_filled),
		cmocka_unit_test(mixes_follow_their_weights),
		cmocka_unit_test(wrong_loads_are_refused),
		cmocka_unit_test(wrong_plans_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
