#include "load/fixture.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_canonical.h"
#include "base/json_read.h"
#include "base/text.h"
#include "load/url.h"

struct reader {
	struct json j;
	struct arena *mem;
	const char *text;
	struct fixture *f;
	const char *query, *query_string, *cookies, *form, *content_type;
	struct multipart parts; /* of the form */
	bool has_handler, has_files, has_data;
};

/* The next value as it is written, without blanks. */
static char *raw(struct reader *r, size_t *n)
{
	size_t from;

	json_peek(&r->j);
	from = json_offset(&r->j);
	json_skip(&r->j);
	return json_compact(n, r->mem, r->text + from, r->j.failed ? 0 : json_offset(&r->j) - from);
}

/* A string, or a number or boolean as it is written. */
static const char *scalar(struct reader *r)
{
	enum json_type type = json_peek(&r->j);
	size_t n;

	if (type == JSON_OBJECT || type == JSON_ARRAY)
		json_refuse(&r->j, "expected a string, a number or a boolean");
	return type == JSON_STRING ? json_text(&r->j, r->mem) : raw(r, &n);
}

static void add_pair(struct reader *r, struct memory_file *out, struct multipart *parts,
	const char *key)
{
	const char *value = scalar(r);

	fprintf(out->f, "&%s=", url_escape(r->mem, key));
	fputs(url_escape(r->mem, value), out->f);
	if (parts)
		multipart_field(parts, r->mem, key, value);
}

/* Names and values as a query or a form has them, and as parts of a form unless that is NULL; a
 * list repeats the name. */
static const char *read_pairs(struct reader *r, struct multipart *parts)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);
	const char *key;

	json_object(&r->j);
	while ((key = json_key(&r->j))) {
		key = arena_string(r->mem, key);
		if (json_null(&r->j))
			continue;
		if (json_peek(&r->j) != JSON_ARRAY) {
			add_pair(r, &out, parts, key);
			continue;
		}
		json_array(&r->j);
		while (json_item(&r->j))
			add_pair(r, &out, parts, key);
	}
	memory_file_end(&out);
	return arena_string(r->mem, out.n ? out.data + 1 : "");
}

static const char *read_cookies(struct reader *r)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);
	const char *key;

	json_object(&r->j);
	while ((key = json_key(&r->j))) {
		fprintf(out.f, "; %s=", key);
		fputs(scalar(r), out.f);
	}
	memory_file_end(&out);
	return out.n ? arena_string(r->mem, out.data + 2) : NULL;
}

static void read_headers(struct reader *r, struct pairs *out)
{
	const char *key;

	json_object(&r->j);
	while ((key = json_key(&r->j))) {
		key = arena_string(r->mem, key);
		*ARENA_PUSH(r->mem, out) = (struct pair){ key, scalar(r) };
	}
}

static void read_body(struct reader *r)
{
	struct load_request *q = &r->f->request;

	if (json_null(&r->j))
		return;
	if (json_peek(&r->j) == JSON_STRING) {
		q->body = json_text(&r->j, r->mem);
		q->body_n = strlen(q->body);
		return;
	}
	q->body = raw(r, &q->body_n);
	r->content_type = r->content_type ? r->content_type : "application/json";
}

static void read_request(struct reader *r)
{
	struct load_request *q = &r->f->request;
	const char *key;

	json_object(&r->j);
	while ((key = json_key(&r->j)))
		if (text_equal(key, "method"))
			q->method = json_text(&r->j, r->mem);
		else if (text_equal(key, "path"))
			r->f->path = json_text(&r->j, r->mem);
		else if (text_equal(key, "headers"))
			read_headers(r, &q->headers);
		else if (text_equal(key, "query_params"))
			r->query = read_pairs(r, NULL);
		else if (text_equal(key, "query_string"))
			r->query_string = json_text(&r->j, r->mem);
		else if (text_equal(key, "cookies"))
			r->cookies = read_cookies(r);
		else if (text_equal(key, "form_data"))
			r->form = read_pairs(r, &r->parts);
		else if (text_equal(key, "data"))
			r->has_data = (r->form = read_pairs(r, &r->parts));
		else if (text_equal(key, "files")) {
			r->has_files = true;
			multipart_files(&r->parts, r->mem, &r->j);
		} else if (text_equal(key, "content_type"))
			r->content_type = json_text(&r->j, r->mem);
		else if (text_equal(key, "body"))
			read_body(r);
		else {
			r->f->unsupported = arena_printf(r->mem,
				"benchctl does not know the key request.%.60s", key);
			json_skip(&r->j);
		}
}

static void read_expected_body(struct reader *r, struct load_expected *e)
{
	bool is_text = json_peek(&r->j) == JSON_STRING;
	size_t from = json_offset(&r->j);
	const char *json;
	struct error err;

	if (is_text)
		e->text = json_text(&r->j, r->mem);
	else
		json_skip(&r->j);
	json = r->j.failed
		? NULL
		: json_canonical(r->mem, "body", r->text + from, json_offset(&r->j) - from, &err);
	if (!is_text)
		e->json = json;
	else
		e->text_json = json;
	e->text_n = is_text ? strlen(e->text) : 0;
}

static void read_expected(struct reader *r)
{
	struct load_expected *e = arena_alloc(r->mem, sizeof *e);
	const char *key;
	uint64_t status;
	int *one = arena_alloc(r->mem, sizeof *one);

	json_object(&r->j);
	while ((key = json_key(&r->j)))
		if (text_equal(key, "status_code")) {
			status = json_u64(&r->j);
			if (status < 100 || status > 599)
				json_refuse(&r->j, "status_code is not from 100 to 599");
			*one = (int)status;
			r->f->request.statuses = one;
			r->f->request.statuses_n = 1;
		} else if (text_equal(key, "headers")) {
			read_headers(r, &e->headers);
		} else if (text_equal(key, "body")) {
			read_expected_body(r, e);
		} else {
			json_skip(&r->j);
		}
	r->f->request.expected = e;
}

static void add_header(struct reader *r, const char *name, const char *value)
{
	struct pairs *headers = &r->f->request.headers;

	if (value && !load_header_find(headers, name))
		*ARENA_PUSH(r->mem, headers) = (struct pair){ name, value };
}

/* benchctl computes the length itself; a fixture may repeat it, but not contradict it. */
static void drop_length(struct reader *r)
{
	struct pairs *headers = &r->f->request.headers;
	size_t left = 0;

	for (size_t i = 0; i < headers->n; i++) {
		const struct pair h = headers->v[i];

		if (strcasecmp(h.key, "content-length") != 0)
			headers->v[left++] = h;
		else if (!text_equal(h.value, arena_printf(r->mem, "%zu", r->f->request.body_n)))
			r->f->unsupported = arena_printf(r->mem,
				"Content-Length says %.20s, but the body has %zu byte%s", h.value,
				r->f->request.body_n, text_s(r->f->request.body_n));
	}
	headers->n = left;
}

static void finish_form(struct reader *r)
{
	struct load_request *q = &r->f->request;
	struct pair *given = load_header_find(&q->headers, "content-type");
	const char **type = given ? &given->value : &r->content_type;
	bool parts = *type ? strncasecmp(*type, "multipart/", 10) == 0 : r->has_data;

	if (q->body) {
		r->f->unsupported = "request has both a form and a body";
	} else if (parts || r->has_files) {
		q->body = multipart_body(&q->body_n, type, r->mem, &r->parts);
	} else {
		q->body = r->form;
		q->body_n = strlen(r->form);
		r->content_type = r->content_type ? r->content_type
						  : "application/x-www-form-urlencoded";
	}
}

static void finish_request(struct reader *r)
{
	struct load_request *q = &r->f->request;
	const char *query = r->query_string ? r->query_string : r->query;

	if (query && *query == '?')
		query++;
	q->path = url_escape_path(r->mem,
		query && *query && !strchr(r->f->path, '?')
			? arena_printf(r->mem, "%s?%s", r->f->path, query)
			: r->f->path);
	if (r->form || r->has_files)
		finish_form(r);
	if (q->body)
		add_header(r, "Content-Type", r->content_type);
	add_header(r, "Cookie", r->cookies);
	drop_length(r);
}

/* NULL: nothing is missing. */
static const char *missing(const struct reader *r)
{
	const struct fixture *f = r->f;

	return !f->name                  ? "name"
		: !r->has_handler        ? "handler"
		: !f->request.method     ? "request.method"
		: !f->path               ? "request.path"
		: !f->request.statuses_n ? "expected_response.status_code"
					 : NULL;
}

int fixture_read(struct fixture *f, struct arena *mem, const char *file, const char *text, size_t n,
	struct error *err)
{
	struct reader r = { .mem = mem, .text = text, .f = f };
	const char *key, *absent;

	*f = (struct fixture){ .request = { .weight = 1, .verbatim = true } };
	json_open_text(&r.j, file, text, n);
	json_object(&r.j);
	while ((key = json_key(&r.j)))
		if (text_equal(key, "name")) {
			f->name = json_text(&r.j, mem);
		} else if (text_equal(key, "request")) {
			read_request(&r);
		} else if (text_equal(key, "expected_response")) {
			read_expected(&r);
		} else {
			r.has_handler = r.has_handler ||
				(text_equal(key, "handler") && json_peek(&r.j) == JSON_OBJECT);
			json_skip(&r.j);
		}
	if (json_end(&r.j, err) < 0)
		return -1;
	absent = missing(&r);
	if (absent)
		return error_set(err, "%s: %s is missing", file, absent);
	finish_request(&r);
	return 0;
}

int fixture_load(struct fixture *f, struct arena *mem, const char *path, struct error *err)
{
	char *text;
	size_t n;

	if (file_read(&text, &n, mem, path, FIXTURE_MAX, err) < 0)
		return -1;
	return fixture_read(f, mem, path, text, n, err);
}

bool fixture_is_name(const char *name)
{
	return text_ends(name, ".json") && name[strlen(".json")] &&
		strcmp(name, "schema.json") != 0;
}
