#include "forge/forge.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/pairs.h"
#include "base/text.h"
#include "load/url.h"
#include "report/escape.h"

enum { MESSAGE_MAX = 300 };

/* What forges say about a refusal. */
struct refusal {
	const char *message, *error;
};
static const struct field refusal_fields[] = {
	RECORD_FIELD(struct refusal, message, TEXT),
	RECORD_FIELD(struct refusal, error, TEXT),
	{ 0 },
};

bool forge_has(const struct forge *f, enum verb verb)
{
	return f->provider->verbs[verb].url;
}

void forge_close(struct forge *f)
{
	http_close(&f->http);
}

/* GitLab's message may be an object. */
static const char *said(const struct forge *f, const struct http_answer *a)
{
	CLOSES_JSON struct json j = { 0 };
	struct refusal r = { 0 };
	const char *text;

	json_open_text(&j, "the answer", a->body, a->n);
	j.foreign = true;
	record_read(&j, refusal_fields, &r, f->mem);
	text = json_end(&j, ERROR_IGNORED) == 0 && (r.message || r.error)
		? (r.message ? r.message : r.error)
		: a->body;
	text = escape_shorten(f->mem, escape_line(f->mem, http_hide(&f->http, text)), MESSAGE_MAX);
	return *text ? arena_printf(f->mem, ": %s", text) : "";
}

static int refused(const struct forge *f, const struct http_request *r, const struct http_answer *a,
	struct error *err)
{
	error_set(err, "%s answers %d to %s %s%s", f->provider->title, a->status, r->method,
		http_hide(&f->http, r->url), said(f, a));
	if (a->status == 401 || a->status == 403 || a->status == 404)
		error_append(err, "\n%s", f->provider->right_token);
	if (a->status >= 300 && a->status < 400)
		error_append(err, "\nthe project was renamed: give its new name with --project");
	return -1;
}

/* As one word of a URL. */
static const char *escaped(const struct forge *f, const char *s)
{
	return s ? url_escape(f->mem, s) : "";
}

int forge_call(struct http_answer *out, bool *unknown, struct forge *f, const struct forge_call *c,
	struct error *err)
{
	const struct endpoint *e = &f->provider->verbs[c->verb];
	struct pair v[] = { { "api", f->api }, { "project", f->project },
		{ "number", escaped(f, f->number) }, { "sha", escaped(f, f->sha) },
		{ "id", arena_printf(f->mem, "%" PRIu64, c->id) }, { "head", escaped(f, c->head) },
		{ "user", escaped(f, c->user) } };
	const struct pairs values = { v, ARRAY_SIZE(v) };
	const char *url = pairs_fill(f->mem, e->url, &values, false);
	const struct http_request r = { .method = e->method,
		.url = c->query ? arena_printf(f->mem, "%.*s?%s", (int)strcspn(url, "?"), url,
					  url_escape_path(f->mem, c->query))
				: url,
		.body = c->body,
		.repeatable = e->repeatable };

	if (http_send(out, unknown, &f->http, &r, err) < 0)
		return -1;
	return out->status == 0 || (out->status >= 200 && out->status < 300)
		? 0
		: refused(f, &r, out, err);
}

int forge_read(void *out, const struct forge *f, const struct http_answer *a,
	const struct field *fields, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };

	if (a->status == 0) /* only shown */
		return 0;
	json_open_text(&j, "the answer", a->body, a->n);
	record_read(&j, fields, out, f->mem);
	if (json_end(&j, err) == 0)
		return 0;
	return error_context(err, "%s", f->provider->title);
}

const char *forge_object(struct arena *mem, const struct pair *members)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct json_out o = json_out_to(m.f, 0);

	json_out_object(&o, NULL);
	for (; members->key; members++)
		if (members->value)
			json_out_string(&o, members->key, members->value);
	json_out_close(&o);
	return memory_file_copy(mem, &m);
}

int forge_may_write(bool *may, struct forge *f, const char *login, struct error *err)
{
	static const char *const writing[] = { "admin", "write", "owner", "maintain", NULL };
	static const struct field fields[] = { { "permission", FIELD_TEXT, 0 }, { 0 } };
	const struct forge_call call = { VERB_PERMISSION, .user = login };
	struct http_answer a;
	const char *permission = NULL;

	*may = false;
	if (forge_call(&a, NULL, f, &call, err) < 0)
		return a.status == 404 ? 0 : -1; /* not even a collaborator */
	if (forge_read(&permission, f, &a, fields, err) < 0)
		return -1;
	*may = permission && text_choice(writing, permission) >= 0;
	return 0;
}
