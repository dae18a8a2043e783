/* The answers before the first round: a load on an error page is fast and means nothing. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "measure/kind/http.h"

enum { BEGINNING = 200 };

/* The first bytes of a body as one printable line. */
static const char *beginning(struct arena *mem, const struct load_answer *a)
{
	FREES_MEMORY_FILE struct memory_file out = { 0 };
	size_t n = a->body_n < BEGINNING ? a->body_n : BEGINNING;

	if (a->length == 0)
		return "an empty body";
	memory_file_open(&out);
	text_print_safe(out.f, arena_copy(mem, a->body, n));
	memory_file_end(&out);
	return arena_printf(mem, "%zu bytes that begin: %s", (size_t)a->length, out.data);
}

static const char *wanted(struct arena *mem, const struct load_request *r)
{
	const char *list = "";

	for (size_t i = 0; i < r->statuses_n; i++)
		list = arena_printf(mem, "%s%s%d", list, i ? " or " : "", r->statuses[i]);
	return r->statuses_n ? list : "a status from 200 to 299";
}

/* What a person might change. */
static const char *advice(struct arena *mem, const struct load_answer *a)
{
	const char *place = load_header_of(a, "Location");
	FREES_MEMORY_FILE struct memory_file out = { 0 };

	if (a->status / 100 != 3)
		return arena_printf(mem, "; if that is right, write expect_status: %d", a->status);
	if (!place)
		return "";
	memory_file_open(&out);
	text_print_safe(out.f, arena_copy(mem, place, strnlen(place, BEGINNING)));
	memory_file_end(&out);
	return arena_printf(mem, "; it redirects to %s, and benchctl does not follow", out.data);
}

static const char *name_of(struct arena *mem, const struct load_plan *plan, size_t i)
{
	const struct load_request *r = &plan->requests[i];

	return arena_printf(mem, "%s %s", r->method ? r->method : "GET", r->path);
}

static bool has_template(const struct load_request *r)
{
	bool has = strstr(r->path, "${") || (r->body && strstr(r->body, "${"));

	for (size_t i = 0; i < r->headers_n; i++)
		has = has || strstr(r->headers[i].value, "${");
	return has;
}

/* Some sentences of the load begin with the request. */
static int no_answer(struct arena *mem, const char *name, struct error *err)
{
	const char *why = arena_string(mem, err->text);

	if (text_starts(why, name) && text_starts(why + strlen(name), ": "))
		why += strlen(name) + 2;
	return error_set(err, "before the first round, %s has no good answer: %s", name, why);
}

static int try(const struct load_plan *plan, size_t i, struct arena *mem, struct error *err)
{
	const struct load_request *r = &plan->requests[i];
	const char *name = name_of(mem, plan, i);
	struct load_answer a;
	bool status = r->statuses_n == 0;

	if (load_probe(&a, plan, i, mem, err) < 0)
		return no_answer(mem, name, err);
	if (a.expected)
		return 0;
	for (size_t k = 0; k < r->statuses_n; k++)
		status = status || r->statuses[k] == a.status;
	if (status && a.status / 100 == 2 && r->check_length && a.length != r->length)
		return error_set(err,
			"before the first round, the answer to %s has %zu bytes instead of "
			"expect_length: %zu; it has %s",
			name, (size_t)a.length, (size_t)r->length, beginning(mem, &a));
	return error_set(err,
		"before the first round, the answer to %s has status %d instead of %s; it has %s%s",
		name, a.status, wanted(mem, r), beginning(mem, &a), advice(mem, &a));
}

int http_preflight(const struct load_plan *plan, struct arena *mem, struct error *err)
{
	struct load_plan next = *plan;

	for (size_t i = 0; i < plan->requests_n; i++) {
		size_t times = has_template(&plan->requests[i]) ? 2 : 1;

		for (next.first = 0; next.first < times; next.first++)
			if (try(&next, i, mem, err) < 0)
				return -1;
	}
	return 0;
}
