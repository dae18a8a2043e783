/* The Link header of an answer (RFC 8288), which names the next page of a list. */
#pragma once

#include <stdbool.h>

struct arena;

/* The target with the relation "next"; NULL: there is none. The header may be NULL. */
const char *link_next(struct arena *mem, const char *header);

/* Whether the absolute URL has the scheme, host and port of the other, so that it may be sent the
 * same token. */
bool link_is_of(const char *url, const char *other);
