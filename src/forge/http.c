#include "forge/http.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "load/load.h"
#include "load/url.h"

enum { BODY_MAX = 32 << 20, LINE_MAX_BYTES = 16384, CONNECT_MS = 10000 };
/* After a few writes one a second, which also leaves room for other jobs of the project. */
enum { WRITES_AT_ONCE = 10 };
static const double write_seconds = 1;

/* What libcurl fills. */
struct transfer {
	struct http *h;
	struct http_answer *answer;
	struct memory_file body;
	bool too_long;
};

char *http_hide(const struct http *h, const char *text)
{
	return secrets_hide(h->mem, &h->secrets, text, strlen(text));
}

static size_t take_body(char *bytes, size_t one, size_t n, void *ctx)
{
	struct transfer *r = ctx;

	n *= one;
	r->too_long = r->answer->n + n > BODY_MAX;
	if (r->too_long)
		return 0;
	r->answer->n += n;
	return fwrite(bytes, 1, n, r->body.f);
}

static size_t take_line(char *line, size_t one, size_t n, void *ctx)
{
	static const struct {
		const char *name;
		size_t offset;
	} known[] = {
		{ "link:", offsetof(struct http_answer, link) },
		{ "retry-after:", offsetof(struct http_answer, retry_after) },
		{ "x-ratelimit-remaining:", offsetof(struct http_answer, remaining) },
		{ "x-ratelimit-reset:", offsetof(struct http_answer, reset) },
		{ "ratelimit-remaining:", offsetof(struct http_answer, remaining) },
		{ "ratelimit-reset:", offsetof(struct http_answer, reset) },
	};
	struct transfer *r = ctx;
	const char *end;

	n *= one;
	for (end = line + n; end > line && (end[-1] == '\r' || end[-1] == '\n'); end--)
		;
	for (size_t i = 0; i < ARRAY_SIZE(known) && n < LINE_MAX_BYTES; i++) {
		size_t len = strlen(known[i].name);
		const char *value = line + len;

		if (end - line < (ptrdiff_t)len || strncasecmp(line, known[i].name, len) != 0)
			continue;
		while (value < end && (*value == ' ' || *value == '\t'))
			value++;
		*(const char **)(void *)((char *)r->answer +
			known[i].offset) = arena_copy(r->h->mem, value, (size_t)(end - value));
	}
	return n;
}

int http_open(struct http *h, struct error *err)
{
	if (h->show)
		return 0;
	if (curl_library_open(&h->lib, err) < 0)
		return -1;
	h->easy = h->lib.curl_easy_init();
	return h->easy ? 0 : error_set(err, "libcurl cannot start");
}

void http_close(struct http *h)
{
	if (!h->easy)
		return;
	h->lib.curl_easy_cleanup(h->easy);
	h->lib.curl_global_cleanup();
	h->easy = NULL;
}

static bool is_write(const struct http_request *r)
{
	return strcmp(r->method, "GET") != 0;
}

static void pace(struct http *h, const struct http_request *r)
{
	if (!is_write(r))
		return;
	if (h->writes >= WRITES_AT_ONCE)
		clock_sleep(write_seconds - clock_seconds(h->last_write));
	h->writes++;
}

static struct curl_slist *header_list(const struct http *h, const struct http_request *r)
{
	struct curl_slist *list = NULL;

	for (size_t i = 0; h->headers[i]; i++)
		list = h->lib.curl_slist_append(list, h->headers[i]);
	list = h->lib.curl_slist_append(list, "Expect:");
	return r->body ? h->lib.curl_slist_append(list, "Content-Type: application/json") : list;
}

static CURLcode perform(struct http *h, const struct http_request *r, struct transfer *into)
{
	const struct curl_library *lib = &h->lib;
	struct curl_slist *list = header_list(h, r);
	CURLcode code;
	long status = 0;

	lib->curl_easy_reset(h->easy);
	lib->curl_easy_setopt(h->easy, CURLOPT_URL, r->url);
	lib->curl_easy_setopt(h->easy, CURLOPT_CUSTOMREQUEST, r->method);
	lib->curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, list);
	lib->curl_easy_setopt(h->easy, CURLOPT_USERAGENT, "benchctl/" BENCHCTL_VERSION);
	lib->curl_easy_setopt(h->easy, CURLOPT_NOSIGNAL, 1L);
	lib->curl_easy_setopt(h->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	lib->curl_easy_setopt(h->easy, CURLOPT_TIMEOUT_MS, (long)(h->timeout * 1000) + 1);
	lib->curl_easy_setopt(h->easy, CURLOPT_WRITEFUNCTION, take_body);
	lib->curl_easy_setopt(h->easy, CURLOPT_WRITEDATA, into);
	lib->curl_easy_setopt(h->easy, CURLOPT_HEADERFUNCTION, take_line);
	lib->curl_easy_setopt(h->easy, CURLOPT_HEADERDATA, into);
	if (getenv("CI_SERVER_TLS_CA_FILE"))
		lib->curl_easy_setopt(h->easy, CURLOPT_CAINFO, getenv("CI_SERVER_TLS_CA_FILE"));
	if (r->body) {
		lib->curl_easy_setopt(h->easy, CURLOPT_POSTFIELDS, r->body);
		lib->curl_easy_setopt(h->easy, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)strlen(r->body));
	}
	code = lib->curl_easy_perform(h->easy);
	lib->curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
	into->answer->status = (int)status;
	lib->curl_slist_free_all(list);
	return code;
}

static const char *shown(const struct http_request *r)
{
	return r->shown ? r->shown : r->url;
}

static int wait_for(struct http *h, const struct http_request *r, double seconds, struct error *err)
{
	if (!(h->waited + seconds <= h->patience))
		return error_set(err,
			"%s %s: the server asks to wait %s, but --max-wait allows "
			"less; post again later",
			r->method, http_hide(h, shown(r)), clock_text(h->mem, seconds));
	if (seconds >= 1 && h->note)
		h->note(h->ctx,
			arena_printf(h->mem, "the server asks to wait %s",
				clock_text(h->mem, seconds)));
	h->waited += seconds;
	clock_sleep(seconds);
	return 0;
}

static int check_url(const struct http *h, const struct http_request *r, struct error *err)
{
	struct load_target t;
	const char *path;

	if (url_read(&t, &path, h->mem, r->url, "http", err) < 0)
		return r->shown ? error_set(err, "%s is not an http or https URL", r->shown) : -1;
	if (!t.tls && !h->plain && strcmp(t.host, "127.0.0.1") != 0 && strcmp(t.host, "::1") != 0 &&
		strcmp(t.host, "localhost") != 0)
		return error_set(err,
			"%s would send the token over HTTP without TLS; use https, or allow it "
			"with --plain-http",
			r->shown ? r->shown : t.host);
	return 0;
}

/* Header lines with the token hidden. */
static void show(const struct http *h, const struct http_request *r)
{
	fprintf(h->show, "%s %s\n", r->method, http_hide(h, shown(r)));
	for (size_t i = 0; h->headers[i]; i++)
		fprintf(h->show, "%s\n", http_hide(h, h->headers[i]));
	fprintf(h->show, "%s%s\n", r->body ? http_hide(h, r->body) : "", r->body ? "\n" : "");
}

static int no_answer(const struct http *h, const struct http_request *r, const struct transfer *got,
	CURLcode code, struct error *err)
{
	if (got->too_long)
		return error_set(err, "%s %s: the answer is longer than %d MiB", r->method,
			http_hide(h, shown(r)), BODY_MAX >> 20);
	return error_set(err, "%s %s: no complete answer: %s", r->method, http_hide(h, shown(r)),
		h->lib.curl_easy_strerror(code));
}

/* One try. *wait: as http_delay. */
static int try(struct http_answer *out, double *wait, bool *unknown, struct http *h,
	const struct http_request *r, unsigned tries, struct error *err)
{
	struct transfer got = { .h = h, .answer = out };
	CURLcode code;

	*out = (struct http_answer){ 0 };
	memory_file_open(&got.body);
	pace(h, r);
	code = perform(h, r, &got);
	h->last_write = is_write(r) ? clock_ns() : h->last_write;
	out->body = memory_file_copy(h->mem, &got.body);
	memory_file_free(&got.body);
	*wait = http_delay(h, r, out, code, tries);
	*unknown = code == CURLE_OK ? out->status >= 500 : !http_is_unsent(code);
	return code == CURLE_OK ? 0 : no_answer(h, r, &got, code, err);
}

int http_send(struct http_answer *out, bool *unknown, struct http *h, const struct http_request *r,
	struct error *err)
{
	bool doubt = false;
	double wait = 0;
	int rc = -1;

	if (unknown)
		*unknown = false;
	if (check_url(h, r, err) < 0)
		return -1;
	if (h->show) {
		*out = (struct http_answer){ .body = "" };
		show(h, r);
		return 0;
	}
	for (unsigned tries = 0; wait >= 0; tries++) {
		if (tries && wait_for(h, r, wait, err) < 0)
			return -1;
		rc = try(out, &wait, &doubt, h, r, tries, err);
	}
	if (unknown)
		*unknown = doubt;
	return rc;
}
