#include "forge/http.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"

enum { TRIES = 4 };
static const double backoff_first = 0.25, minute = 60;

bool http_is_unsent(CURLcode code)
{
	return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
		code == CURLE_COULDNT_RESOLVE_PROXY;
}

static bool is_lasting(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
		code == CURLE_WRITE_ERROR || code == CURLE_URL_MALFORMAT;
}

/* The seconds that the server asks to wait; negative: it does not ask. */
static double asked(const struct http *h, const struct http_answer *a)
{
	const double now = (double)clock_epoch_ns() / 1e9;
	double v;
	char *end;

	if (a->retry_after) {
		v = strtod(a->retry_after, &end);
		if (end == a->retry_after || *end) /* a date */
			v = (double)h->lib.curl_getdate(a->retry_after, NULL) - now;
		return v > 0 ? v : 0;
	}
	if (a->remaining && a->reset && strtod(a->remaining, NULL) <= 0) {
		v = strtod(a->reset, NULL) - now;
		return v > 0 ? v : 0;
	}
	return -1;
}

static double backoff(unsigned tries)
{
	struct rng rng = rng_seeded(rng_fresh_seed());

	return ldexp(backoff_first, (int)tries) * (0.5 + (double)rng_below(&rng, 1000) / 2000);
}

double http_delay(const struct http *h, const struct http_request *r, const struct http_answer *a,
	CURLcode code, unsigned tries)
{
	double wait = code == CURLE_OK ? asked(h, a) : -1;

	if (tries + 1 >= TRIES)
		return -1;
	if (code != CURLE_OK)
		return http_is_unsent(code) || (r->repeatable && !is_lasting(code)) ? backoff(tries)
										    : -1;
	if (a->status == 429)
		return wait >= 0 ? wait : backoff(tries);
	if (a->status == 403) /* GitHub's second limit may come without a time */
		return wait >= 0 || !strstr(a->body, "rate limit") ? wait : minute;
	if (a->status == 503 && wait >= 0)
		return wait;
	return r->repeatable && a->status >= 502 && a->status <= 504 ? backoff(tries) : -1;
}
