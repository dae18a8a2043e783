#include "load/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "load/load.h"

enum { HOST_MAX = 255, URL_SHOWN = 200 };

static int refuse(const char *url, const char *why, struct error *err)
{
	return error_set(err, "url: '%.*s' %s", URL_SHOWN, url, why);
}

/* "host", "host:port" or "[address]:port". */
static int read_authority(struct load_target *t, struct arena *mem, const char *s, size_t n,
	const char *url, struct error *err)
{
	static const char of_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789.-_";
	static const char of_addresses[] = "0123456789abcdefABCDEF:.";
	const char *text = arena_copy(mem, s, n), *port;
	bool bracket = *text == '[';
	size_t host = bracket ? strcspn(text, "]") : strcspn(text, ":");
	char *end;
	unsigned long v;

	if (bracket && text[host] != ']')
		return refuse(url, "has a [ without ]", err);
	port = text + host + bracket;
	t->host = arena_copy(mem, text + bracket, host - bracket);
	if (!*t->host || strlen(t->host) > HOST_MAX ||
		t->host[strspn(t->host, bracket ? of_addresses : of_names)])
		return refuse(url, "names no host; write HOST:PORT after ://", err);
	if (!*port)
		return 0;
	v = strtoul(port + 1, &end, 10);
	if (*port != ':' || port[1] < '0' || port[1] > '9' || *end || v < 1 || v > 65535)
		return refuse(url, "has a port that is not from 1 to 65535", err);
	t->port = (uint16_t)v;
	return 0;
}

int url_read(struct load_target *target, const char **path, struct arena *mem, const char *url,
	const char *scheme, struct error *err)
{
	const char *plain = arena_printf(mem, "%s://", scheme);
	const char *safe = arena_printf(mem, "%ss://", scheme), *rest;
	bool tls = text_starts(url, safe);
	size_t n;

	if (!tls && !text_starts(url, plain))
		return refuse(url, arena_printf(mem, "does not begin with %s or %s", plain, safe),
			err);
	rest = url + strlen(tls ? safe : plain);
	n = strcspn(rest, "/?#");
	*target = (struct load_target){ .tls = tls, .port = tls ? 443 : 80 };
	if (memchr(rest, '@', n))
		return refuse(url, "holds a name and password; use the header Authorization", err);
	if (strchr(rest, '#'))
		return refuse(url, "has a fragment, which no server sees; remove it", err);
	if (read_authority(target, mem, rest, n, url, err) < 0)
		return -1;
	*path = rest[n] == '/' ? arena_string(mem, rest + n) : arena_printf(mem, "/%s", rest + n);
	return 0;
}

static bool is_plain(unsigned char c)
{
	return isalnum(c) || strchr("-._~", c);
}

static bool is_visible(unsigned char c)
{
	return c > ' ' && c < 0x7f;
}

const char *url_escape(struct arena *mem, const char *s)
{
	return text_percent(mem, s, is_plain);
}

const char *url_escape_path(struct arena *mem, const char *s)
{
	return text_percent(mem, s, is_visible);
}
