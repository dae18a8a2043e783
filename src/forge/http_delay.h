/* Whether and when a request is sent again. */
#pragma once

#include "forge/http.h"

/* Whether the request did not reach the server. */
bool http_is_unsent(CURLcode code);

/* Seconds until the next try, after `tries` others; negative: the answer, or the failure, is final.
 */
double http_delay(const struct http *h, const struct http_request *r, const struct http_answer *a,
	CURLcode code, unsigned tries);
