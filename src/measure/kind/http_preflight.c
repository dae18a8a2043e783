/* The answers before the first round: a load on an error page is fast and means nothing. */
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_canonical.h"
#include "base/text.h"
#include "load/request.h"
#include "measure/kind/http.h"

enum { BEGINNING = 200 };

/* At most its first bytes, as one printable line. */
static const char *printable(struct arena *mem, const char *text, size_t n)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);

	text_print_safe(out.f, arena_copy(mem, text, n < BEGINNING ? n : BEGINNING));
	return memory_file_copy(mem, &out);
}

static const char *beginning(struct arena *mem, const struct load_answer *a)
{
	return a->length == 0 ? "an empty body"
			      : arena_printf(mem, "%zu byte%s that begin: %s", (size_t)a->length,
					text_s(a->length), printable(mem, a->body, a->body_n));
}

static const char *wanted(struct arena *mem, const struct load_request *r)
{
	const char *list = "";

	for (size_t i = 0; i < r->statuses_n; i++)
		list = arena_printf(mem, "%s%s%d", list, i ? " or " : "", r->statuses[i]);
	return r->statuses_n ? list : "a status from 200 to 299";
}

/* What a person might change. */
static const char *advice(struct arena *mem, const struct load_answer *a, bool fixed)
{
	const struct pair *place = load_header_find(&a->headers, "Location");

	if (a->status / 100 != 3)
		return fixed
			? ""
			: arena_printf(mem, "; if this status is right, write expect_status: %d",
				  a->status);
	if (!place)
		return "";
	return arena_printf(mem,
		"; the server redirects to %s, but benchctl does not follow redirects",
		printable(mem, place->value, strlen(place->value)));
}

static const char *name_of(struct arena *mem, const struct load_plan *plan, size_t i)
{
	const struct load_request *r = &plan->requests[i];

	return arena_printf(mem, "%s %s", r->method ? r->method : "GET", r->path);
}

/* Some sentences of the load begin with the request. */
static int probe_failed(struct arena *mem, const char *name, struct error *err)
{
	const char *why = arena_string(mem, err->text);

	if (text_starts(why, name) && text_starts(why + strlen(name), ": "))
		why += strlen(name) + 2;
	return error_set(err, "before the first round, %s failed: %s", name, why);
}

static bool same_value(const char *expected, const char *got)
{
	size_t n = strlen(expected);

	/* "application/json" accepts "application/json; charset=utf-8". */
	return got && strncmp(got, expected, n) == 0 &&
		(!got[n] || (got[n] == ';' && !strchr(expected, ';')));
}

static bool same_body(const struct load_expected *e, const struct load_answer *a, struct arena *mem)
{
	const char *json, *text = e->text ? e->text : e->json;

	if (!text)
		return true;
	if (a->length > a->body_n)
		return false;
	if (e->text && a->body_n == e->text_n && memcmp(a->body, e->text, e->text_n) == 0)
		return true;
	if (a->body_n == 0) /* as an answer without a body has it */
		return strcmp(text, "null") == 0;
	json = json_canonical(mem, "body", a->body, a->body_n, ERROR_IGNORED);
	return json && strcmp(json, e->text ? e->text_json : e->json) == 0;
}

/* NULL, or how the answer differs from what is expected, as a sentence. */
static const char *answer_fault(const struct load_expected *e, const struct load_answer *a,
	struct arena *mem)
{
	for (size_t i = 0; i < e->headers.n; i++) {
		const struct pair *want = &e->headers.v[i];
		const struct pair *h = load_header_find(&a->headers, want->key);
		const char *got = h ? h->value : NULL;

		if (!same_value(want->value, got))
			return arena_printf(mem, "has the header %s: %s instead of %s", want->key,
				got ? printable(mem, got, strlen(got)) : "(none)",
				printable(mem, want->value, strlen(want->value)));
	}
	if (!same_body(e, a, mem))
		return arena_printf(mem, "has another body than expected: it has %s; expected: %s",
			beginning(mem, a),
			printable(mem, e->text ? e->text : e->json,
				e->text ? e->text_n : strlen(e->json)));
	return NULL;
}

static int try(uint64_t *length, const struct load_plan *plan, size_t i, struct arena *mem,
	struct error *err)
{
	const struct load_request *r = &plan->requests[i];
	const char *name = name_of(mem, plan, i), *why;
	struct load_answer a;
	bool status = r->statuses_n == 0;

	if (load_probe(&a, plan, i, mem, err) < 0)
		return probe_failed(mem, name, err);
	*length = a.length;
	why = a.expected && r->expected ? answer_fault(r->expected, &a, mem) : NULL;
	if (why)
		return error_set(err, "before the first round, the answer to %s %s", name, why);
	if (a.expected)
		return 0;
	for (size_t k = 0; k < r->statuses_n; k++)
		status = status || r->statuses[k] == a.status;
	if (status && a.status / 100 == 2 && r->check_length && a.length != r->length)
		return error_set(err,
			"before the first round, the answer to %s has %zu byte%s instead of "
			"expect_length: %zu; it has %s",
			name, (size_t)a.length, text_s(a.length), (size_t)r->length,
			beginning(mem, &a));
	return error_set(err,
		"before the first round, the answer to %s has status %d instead of %s; it has %s%s",
		name, a.status, wanted(mem, r), beginning(mem, &a), advice(mem, &a, r->expected));
}

int http_preflight(uint64_t *lengths, const struct load_plan *plan, struct arena *mem,
	struct error *err)
{
	struct load_plan next = *plan;

	for (size_t i = 0; i < plan->requests_n; i++) {
		size_t times = request_has_template(&plan->requests[i]) ? 2 : 1;

		for (next.first = 0; next.first < times; next.first++)
			if (try(&lengths[i], &next, i, mem, err) < 0)
				return -1;
	}
	return 0;
}
