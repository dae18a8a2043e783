#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/pairs.h"
#include "base/sort.h"
#include "base/text.h"
#include "forge/body.h"
#include "forge/forge.h"

/* One comment of a pull request for each context: the oldest that has the marker and that this
 * token's user wrote. Posters do not know of each other. Each creates only if it finds none, looks
 * again after that, and all leave the same one, which is the oldest. */

enum { PAGES_MAX = 100, ATTEMPTS = 4 };

struct found ARENA_LIST(struct forge_comment); /* oldest first */

/* Who writes with this token. */
static int ask_author(struct forge_user *who, struct forge *f, struct error *err)
{
	const struct forge_call call = { VERB_WHO };
	struct http_answer a = { 0 };

	who->name = f->options->author;
	if (who->name)
		return 0;
	if (forge_call(&a, NULL, f, &call, err) < 0) {
		/* The token of a job belongs to no user. */
		who->name = f->provider->bot;
		return who->name && (a.status == 403 || a.status == 404 || a.status == 401) ? 0
											    : -1;
	}
	return forge_read(who, f, &a, f->provider->user, err);
}

static int by_age(const void *a, const void *b)
{
	const struct forge_comment *x = a, *y = b;

	return SORT_ORDER(x->id, y->id);
}

static int read_page(struct found *own, const struct forge *f, const struct http_answer *a,
	const char *author, struct error *err)
{
	FREES_ARENA struct arena scratch = { 0 };
	CLOSES_JSON struct json j = { 0 };
	struct body_marker m;

	json_open_text(&j, "the answer", a->body, a->n);
	json_array(&j);
	while (json_item(&j)) {
		struct forge_comment c = { 0 };

		record_read(&j, f->provider->comment, &c, &scratch);
		if (!c.id || !text_equal(c.author.name, author) ||
			!body_marked(&m, c.body, f->options->context))
			continue;
		record_own(f->provider->comment, &c, NULL, f->mem);
		*ARENA_PUSH(f->mem, own) = c;
	}
	return json_end(&j, err);
}

static int list(struct found *own, struct forge *f, const char *author, struct error *err)
{
	struct forge_call call = { VERB_LIST };
	struct http_answer a;

	*own = (struct found){ 0 };
	for (size_t page = 0;; page++) {
		if (page == PAGES_MAX)
			return error_set(err, "%s lists more than %d pages of comments",
				f->provider->title, PAGES_MAX);
		if (forge_call(&a, NULL, f, &call, err) < 0)
			return -1;
		if (a.status == 0)
			break;
		if (read_page(own, f, &a, author, err) < 0)
			return error_context(err, "%s", f->provider->title);
		call.query = link_next(f->mem, a.link);
		if (!call.query)
			break;
	}
	SORT_LIST(own, by_age);
	return 0;
}

static const char *body_json(struct arena *mem, const char *body)
{
	return forge_object(mem, (const struct pair[]){ { "body", body }, { 0 } });
}

static const char *make_body(struct forge *f, const struct comparison *c, const char *earlier)
{
	const struct body_options o = { .context = f->options->context,
		.link = f->link,
		.earlier = earlier,
		.max = f->provider->comment_max,
		.slash_commands = f->provider->slash_commands };

	return body_make(f->mem, c, &o);
}

/* The comment has it already, apart from blanks that a forge cuts. */
static bool is_same(const char *there, const char *body)
{
	size_t n = strlen(body);

	return there && strncmp(there, body, n) == 0 && !there[n + strspn(there + n, "\r\n ")];
}

/* *gone: another poster has deleted it. */
static int update(bool *gone, struct forge *f, const struct forge_comment *c, const char *body,
	struct error *err)
{
	const struct forge_call call = { VERB_UPDATE, .id = c->id,
		.body = body_json(f->mem, body) };
	struct http_answer a = { 0 };

	*gone = false;
	if (is_same(c->body, body) || forge_call(&a, NULL, f, &call, err) == 0)
		return 0;
	*gone = a.status == 404 || a.status == 410;
	return -1;
}

static int delete_others(struct forge *f, const struct found *own, struct error *err)
{
	for (size_t i = 1; i < own->n; i++) {
		const struct forge_call call = { VERB_DELETE, .id = own->v[i].id };
		struct http_answer a = { 0 };

		if (forge_call(&a, NULL, f, &call, err) < 0 && a.status != 404 && a.status != 410)
			return -1;
	}
	return 0;
}

/* *sure: the answer says which comment it is; without one it may be there all the same. */
static int create(struct forge_comment *made, bool *sure, struct forge *f, const char *body,
	struct error *err)
{
	const struct forge_call call = { VERB_CREATE, .body = body_json(f->mem, body) };
	struct http_answer a = { 0 };
	bool unknown;

	*sure = false;
	*made = (struct forge_comment){ 0 };
	if (forge_call(&a, &unknown, f, &call, err) < 0)
		return unknown ? 0 : -1;
	*sure = true;
	return forge_read(made, f, &a, f->provider->comment, err);
}

/* 1 if it is done, 0 if someone else changed the comments meanwhile. */
static int try_once(const char **what, struct forge *f, const struct comparison *c,
	struct forge_user *who, struct error *err)
{
	struct forge_comment made = { 0 };
	struct found own;
	bool gone, sure = true;

	if (list(&own, f, who->name, err) < 0)
		return -1;
	*what = own.n ? "updated" : "created";
	if (!own.n) {
		if (create(&made, &sure, f, make_body(f, c, NULL), err) < 0)
			return -1;
		/* The name that the forge gave is the right one. */
		if (made.author.name)
			who->name = made.author.name;
		if (list(&own, f, who->name, err) < 0)
			return -1;
		if (f->http.show)
			return 1;
		if (!own.n) /* a forge may list it late */
			return sure;
	}
	if (own.v[0].id != made.id) {
		if (update(&gone, f, &own.v[0], make_body(f, c, own.v[0].body), err) < 0)
			return gone ? 0 : -1;
	}
	return delete_others(f, &own, err) < 0 ? -1 : 1;
}

int forge_comment(const char **what, struct forge *f, const struct comparison *c, struct error *err)
{
	struct forge_user who = { 0 };
	const char *did = "";
	int done = 0;

	*what = NULL;
	if (forge_locate(f, err) < 0)
		return -1;
	if (!f->number || f->outdated) {
		*what = f->number
			? arena_printf(f->mem,
				  "#%s has a newer commit, so benchctl left its comment unchanged",
				  f->number)
			: "no open pull request has this commit, so benchctl wrote no comment";
		return 0;
	}
	if (ask_author(&who, f, err) < 0)
		return -1;
	for (size_t i = 0; i < ATTEMPTS && done == 0; i++)
		done = try_once(&did, f, c, &who, err);
	if (done < 0)
		return -1;
	if (!done)
		return error_set(err,
			"someone deletes the comment of #%s as often as benchctl writes it",
			f->number);
	*what = arena_printf(f->mem, "comment of #%s: %s", f->number, did);
	return 0;
}
