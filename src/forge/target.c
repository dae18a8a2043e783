#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/pairs.h"
#include "base/text.h"
#include "forge/event.h"
#include "forge/forge.h"
#include "load/url.h"

enum { HEADERS_MAX = ARRAY_SIZE(((struct provider *)0)->headers) };

/* The first of the variables that is set and not empty. */
static const char *variable(const char *const *names)
{
	for (; *names; names++) {
		const char *v = getenv(*names);

		if (v && *v)
			return v;
	}
	return NULL;
}

static const char *first(const char *a, const char *b)
{
	return a && *a ? a : b;
}

static const struct provider *find_provider(const char *name)
{
	for (const struct provider *const *p = providers; *p; p++) {
		const char *const detect[] = { (*p)->detect, NULL };

		if (name ? strcmp((*p)->name, name) == 0 : variable(detect) != NULL)
			return *p;
	}
	return NULL;
}

const char *forge_event_path(const struct forge_options *options)
{
	const struct provider *p = find_provider(options->forge);

	return first(options->event, p ? variable(p->event) : NULL);
}

static int choose_provider(struct forge *f, struct error *err)
{
	const char *list = "";

	f->provider = find_provider(f->options->forge);
	if (f->provider)
		return 0;
	for (const struct provider *const *p = providers; *p; p++)
		list = text_also(f->mem, list, ", ", (*p)->name);
	if (f->options->forge)
		error_exit(err, EXIT_USAGE, "--forge: '%s' is not one of %s", f->options->forge,
			list);
	else
		error_exit(err, EXIT_USAGE,
			"this is not a CI job of a known forge; give --forge (%s) and --project",
			list);
	return -1;
}

/* A header line must not be able to begin another one. */
static int choose_token(struct forge *f, struct error *err)
{
	const struct provider *p = f->provider;
	const char **lines = arena_array(f->mem, HEADERS_MAX + 1, sizeof *lines);
	const char *token = variable(p->tokens);
	struct pair word = { "token", first(token, "****") };
	const struct pairs values = { &word, 1 };

	if (!token && !f->http.show) {
		bool weak = p->weak_token && getenv(p->weak_token);

		return error_exit(err, EXIT_USAGE, "there is no token in %s%s; %s", p->tokens[1],
			weak ? arena_printf(f->mem, ", and %s is not enough", p->weak_token) : "",
			p->right_token);
	}
	for (const char *c = token; c && *c; c++)
		if (*c <= ' ' || *c > '~')
			return error_exit(err, EXIT_USAGE,
				"the token contains a character that no token can contain; store "
				"the token again, without spaces and line breaks");
	if (token)
		words_push(f->mem, &f->http.secrets, token);
	for (size_t i = 0; i < HEADERS_MAX && p->headers[i]; i++)
		lines[i] = pairs_fill(f->mem, p->headers[i], &values, false);
	f->http.headers = lines;
	return 0;
}

/* "owner/name" or a number; GitLab wants a path as one escaped word. */
static int choose_project(struct forge *f, struct error *err)
{
	const struct provider *p = f->provider;
	const char *name = first(f->options->project, variable(p->project));

	if (!name)
		return error_exit(err, EXIT_USAGE, "give the project with --project, such as %s",
			"OWNER/NAME");
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_./", *c))
			return error_exit(err, EXIT_USAGE, "--project: '%s' is not OWNER/NAME",
				name);
	f->project = p->slash_commands ? url_escape(f->mem, name) : name;
	f->api = first(f->options->api, first(variable(p->api), p->api_default));
	if (!f->api)
		return error_exit(err, EXIT_USAGE,
			"give the address of %s with --api, such as https://HOST/api/v1", p->title);
	while (*f->api && f->api[strlen(f->api) - 1] == '/')
		f->api = arena_copy(f->mem, f->api, strlen(f->api) - 1);
	return 0;
}

static const char *number_text(struct arena *mem, uint64_t number)
{
	return number ? arena_printf(mem, "%" PRIu64, number) : NULL;
}

static const char *run_link(struct forge *f, const struct forge_event *e)
{
	struct pair v[] = { { "server", getenv("GITHUB_SERVER_URL") }, { "project", f->project },
		{ "run", first(getenv("GITHUB_RUN_ID"), "") },
		{ "run_number", first(getenv("GITHUB_RUN_NUMBER"), "") } };
	const struct pairs values = { v, ARRAY_SIZE(v) };
	const char *link = first(f->options->link, first(e->run.url, variable(f->provider->link)));

	if (!link && f->provider->run_url && v[0].value)
		link = pairs_fill(f->mem, f->provider->run_url, &values, false);
	if (!link || (!text_starts(link, "https://") && !text_starts(link, "http://")))
		return NULL;
	return url_escape_path(f->mem, link);
}

/* The event of a pull request knows its head; GITHUB_SHA names a merge commit. */
static int choose_commit(struct forge *f, const struct forge_event *e, struct error *err)
{
	const struct forge_options *o = f->options;
	uint64_t number = e->pull.number ? e->pull.number : e->issue.is_pull ? e->issue.number : 0;

	f->number = first(o->pull,
		first(number_text(f->mem, number), variable(f->provider->number)));
	f->sha = first(o->commit, first(e->pull.head.sha, e->run.sha));
	if (!f->sha && (!f->number || f->provider->number[0]))
		f->sha = variable(f->provider->sha);
	if (f->number && f->number[strspn(f->number, "0123456789")])
		return error_exit(err, EXIT_USAGE, "--pull: '%s' is not a number", f->number);
	if (f->sha && (strlen(f->sha) < 40 || f->sha[strspn(f->sha, "0123456789abcdef")]))
		return error_exit(err, EXIT_USAGE, "--commit: '%s' is not the full id of a commit",
			f->sha);
	if (!f->number && !f->sha)
		return error_exit(err, EXIT_USAGE,
			"nothing says where to post; give --pull NUMBER or --commit ID");
	return 0;
}

/* The open pull request whose head is the commit that another workflow measured. That event lists
 * none for a fork. */
static int find_pull(struct forge *f, struct error *err)
{
	const struct forge_event *e = f->event;
	CLOSES_JSON struct json j = { 0 };
	const struct forge_call call = { VERB_PULLS,
		.head = arena_printf(f->mem, "%s:%s", e->run.repository.owner.login,
			e->run.branch) };
	struct http_answer a;

	if (forge_call(&a, NULL, f, &call, err) < 0)
		return -1;
	if (a.status == 0)
		return 0;
	json_open_text(&j, "the answer", a.body, a.n);
	json_array(&j);
	while (json_item(&j)) {
		struct forge_pull pull = { 0 };

		record_read(&j, f->provider->pull, &pull, f->mem);
		if (text_equal(pull.head.sha, f->sha))
			f->number = number_text(f->mem, pull.number);
	}
	return json_end(&j, err);
}

/* A slower job of an older commit must not write over the newer one's comment. */
static int look_at_pull(struct forge *f, struct error *err)
{
	const struct forge_call call = { VERB_PULL };
	struct forge_pull pull = { 0 };
	struct http_answer a;

	if (forge_call(&a, NULL, f, &call, err) < 0 ||
		forge_read(&pull, f, &a, f->provider->pull, err) < 0)
		return -1;
	if (!f->sha)
		f->sha = pull.head.sha;
	f->outdated = pull.head.sha && !text_equal(pull.head.sha, f->sha);
	return 0;
}

int forge_locate(struct forge *f, struct error *err)
{
	const struct event_run *run = &f->event->run;

	if (f->located)
		return 0;
	if (!f->number && run->branch && run->repository.owner.login && forge_has(f, VERB_PULLS) &&
		run->event && text_starts(run->event, "pull_request") && find_pull(f, err) < 0)
		return -1;
	if (f->number && look_at_pull(f, err) < 0)
		return -1;
	f->located = true;
	return 0;
}

int forge_open(struct forge *f, struct error *err)
{
	f->http.mem = f->mem;
	f->http.timeout = f->options->timeout;
	f->http.patience = f->options->max_wait;
	f->http.plain = f->options->plain_http;
	if (choose_provider(f, err) < 0 || choose_project(f, err) < 0 ||
		choose_commit(f, f->event, err) < 0 || choose_token(f, err) < 0)
		return error_stage(err, EXIT_USAGE);
	f->link = run_link(f, f->event);
	return http_open(&f->http, err) < 0 ? error_stage(err, EXIT_MEASURE) : 0;
}
