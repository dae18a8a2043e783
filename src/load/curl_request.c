#include "load/curl_request.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/error.h"
#include "load/load.h"
#include "load/request.h"

int curl_library_open(struct curl_library *lib, struct error *err)
{
	if (LAZY_OPEN(lib, CURL_FUNCTIONS, "libcurl.so.4", "libcurl4", err) < 0)
		return -1;
	return lib->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK
		? 0
		: error_set(err, "libcurl cannot start");
}

static bool begins(const char *line, const char *name)
{
	return strncasecmp(line, name, strlen(name)) == 0;
}

/* libcurl takes a header without a value only as "Name;". */
static struct curl_slist *add_line(const struct curl_library *lib, struct curl_slist *list,
	const char *line, size_t n)
{
	FREES_ARENA struct arena mem = { 0 };
	char *copy = arena_copy(&mem, line, n);
	struct curl_slist *longer;

	if (n > 2 && strchr(copy, ':') == copy + n - 2 && copy[n - 1] == ' ')
		memcpy(copy + n - 2, ";", 2);
	longer = lib->curl_slist_append(list, copy);
	if (!longer)
		die_of_memory(n);
	return longer;
}

static void set_text(const struct curl_library *lib, CURL *easy, CURLoption option, const char *s,
	size_t n)
{
	FREES_ARENA struct arena mem = { 0 };

	lib->curl_easy_setopt(easy, option, arena_copy(&mem, s, n));
}

/* libcurl adds these three unless they are there without a value. */
static struct curl_slist *add_absent(const struct curl_library *lib, struct curl_slist *list,
	bool has_type)
{
	list = add_line(lib, list, "Expect:", 7);
	list = add_line(lib, list, "Accept:", 7);
	return has_type ? list : add_line(lib, list, "Content-Type:", 13);
}

struct curl_slist *curl_request_set(const struct curl_library *lib, CURL *easy,
	const struct request *r, const char *bytes, size_t n)
{
	const char *space = strchr(bytes, ' '), *line, *end;
	struct curl_slist *list = NULL;
	bool has_type = false;

	if (r->head)
		lib->curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else
		set_text(lib, easy, CURLOPT_CUSTOMREQUEST, bytes, (size_t)(space - bytes));
	end = strchr(space + 1, ' ');
	set_text(lib, easy, CURLOPT_REQUEST_TARGET, space + 1, (size_t)(end - space - 1));
	for (line = strstr(end, "\r\n") + 2; *line != '\r'; line = end + 2) {
		end = strstr(line, "\r\n");
		has_type = has_type || begins(line, "content-type:");
		if (!begins(line, "content-length:"))
			list = add_line(lib, list, line, (size_t)(end - line));
	}
	line += 2;
	if (r->has_length) {
		lib->curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)(n - (size_t)(line - bytes)));
		lib->curl_easy_setopt(easy, CURLOPT_POSTFIELDS, line);
	}
	list = add_absent(lib, list, has_type);
	lib->curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
	return list;
}

static long milliseconds(uint64_t ns)
{
	return (long)(ns / 1000000) + 1;
}

void curl_plan_set(const struct curl_library *lib, CURL *easy, const struct load_plan *plan)
{
	const struct load_target *t = &plan->target;
	long http_1 = CURL_HTTP_VERSION_1_1, http_2 = CURL_HTTP_VERSION_2TLS;
	char url[512];

	snprintf(url, sizeof url, strchr(t->host, ':') ? "%s://[%s]:%u/" : "%s://%s:%u/",
		t->tls ? "https" : "http", t->host, (unsigned)t->port);
	lib->curl_easy_setopt(easy, CURLOPT_URL, url);
	lib->curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	lib->curl_easy_setopt(easy, CURLOPT_PROXY, "");
	lib->curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
		t->protocol == LOAD_HTTP_2 ? http_2 : http_1);
	lib->curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(plan->timeout_ns));
	lib->curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
		milliseconds(plan->connect_timeout_ns));
	if (t->socket)
		lib->curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, t->socket);
	if (t->ca_file)
		lib->curl_easy_setopt(easy, CURLOPT_CAINFO, t->ca_file);
	if (t->insecure) {
		lib->curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		lib->curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}
