#include "forge/webhook.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/pairs.h"
#include "base/rng.h"
#include "base/text.h"
#include "forge/http.h"
#include "judge/compare.h"
#include "report/escape.h"
#include "report/report.h"

struct chat {
	const char *name, *method, *template;
	const char *markup; /* characters that the chat reads as markup */
	bool entities;      /* they become &lt; and the like, else they get a backslash */
	bool transaction;   /* the address ends with a name of our choice */
};
static const struct chat chats[] = {
	{ "slack", "POST", "{\"text\": \"{headline}\\n{link}\"}", "&<>", .entities = true },
	{ "mattermost", "POST", "{\"text\": \"{headline}\\n{link}\"}", "\\`*_~[]()#|<>!" },
	{ "matrix", "PUT",
		"{\"msgtype\": \"m.text\", \"body\": \"{headline}\\n{link}\", \"m.mentions\": {}}",
		"", .transaction = true },
};

static int find(const struct chat **out, const char *kind, struct error *err)
{
	*out = TEXT_FIND(chats, ARRAY_SIZE(chats), name, kind);
	return *out ? 0
		    : error_exit(err, EXIT_USAGE,
			      "--webhook: '%s' is not one of slack, mattermost, matrix", kind);
}

/* Neither markup nor a mention nor a link: names of benchmarks come from the change. */
static const char *tame(struct arena *mem, const struct chat *chat, const char *s)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	for (s = escape_line(mem, s); *s; s++) {
		bool markup = strchr(chat->markup, *s);

		if (markup && chat->entities) {
			fprintf(m.f, "&%s;", *s == '&' ? "amp" : *s == '<' ? "lt" : "gt");
			continue;
		}
		fprintf(m.f, "%s%c", markup ? "\\" : "", *s);
		if (*s == '@' || (*s == ':' && s[1] == '/') || (*s == '.' && s[1] != ' '))
			fputs("\u200b", m.f);
	}
	return memory_file_copy(mem, &m);
}

/* As a part of a JSON string. */
static const char *json_part(struct arena *mem, const char *s)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	struct json_out o = json_out_to(m.f, 0);

	json_out_string(&o, NULL, s);
	memory_file_end(&m);
	return arena_copy(mem, m.data + 1, m.n - 2);
}

int webhook_body(const char **out, struct arena *mem, const struct webhook *w,
	const struct comparison *c, struct error *err)
{
	CLOSES_JSON struct json j = { 0 };
	const struct chat *chat;
	struct pairs values = { 0 };

	if (find(&chat, w->kind, err) < 0)
		return -1;
	pairs_set(&values, mem, "headline",
		json_part(mem, tame(mem, chat, report_headline(mem, c))));
	pairs_set(&values, mem, "verdict", json_part(mem, report_verdict(c)));
	pairs_set(&values, mem, "suite", json_part(mem, tame(mem, chat, c->suite)));
	pairs_set(&values, mem, "link", json_part(mem, w->link ? w->link : ""));
	*out = pairs_fill(mem, w->template ? w->template : chat->template, &values, false);
	json_open_text(&j, "the webhook's template", *out, strlen(*out));
	json_skip(&j);
	return json_end(&j, err) < 0 ? error_stage(err, EXIT_USAGE) : 0;
}

int webhook_post(const char **what, struct http *h, const struct webhook *w,
	const struct comparison *c, struct error *err)
{
	const char *url = getenv("BENCHCTL_WEBHOOK"), *token = getenv("BENCHCTL_WEBHOOK_TOKEN");
	const char *headers[2] = { NULL };
	const struct chat *chat;
	struct http_request r = { .shown = "$BENCHCTL_WEBHOOK" };
	struct http_answer a;

	if (find(&chat, w->kind, err) < 0 || webhook_body(&r.body, h->mem, w, c, err) < 0)
		return -1;
	if (!url && !h->show)
		return error_exit(err, EXIT_USAGE,
			"the variable BENCHCTL_WEBHOOK must contain the address of the webhook");
	url = url ? url : "https://example.invalid";
	words_push(h->mem, &h->secrets, url);
	if (token && *token && !strpbrk(token, "\r\n")) {
		words_push(h->mem, &h->secrets, token);
		headers[0] = arena_printf(h->mem, "Authorization: Bearer %s", token);
	}
	h->headers = headers;
	r.method = chat->method;
	r.url = chat->transaction ? arena_printf(h->mem, "%s/%016" PRIx64, url, rng_fresh_seed())
				  : url;
	r.repeatable = chat->transaction;
	if (http_open(h, err) < 0 || http_send(&a, NULL, h, &r, err) < 0)
		return -1;
	if (a.status && (a.status < 200 || a.status > 299))
		return error_set(err, "the webhook answers %d: %s", a.status,
			escape_shorten(h->mem, escape_line(h->mem, http_hide(h, a.body)), 300));
	*what = arena_printf(h->mem, "webhook: %s", w->kind);
	return 0;
}
