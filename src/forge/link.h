/* The Link header of an answer (RFC 8288), which names the next page of a list. */
#pragma once

struct arena;

/* The query, without '?', of the target with the relation "next"; NULL: there is none. A query is
 * all that a page differs by, and the header's server may be one that only others can reach. The
 * header may be NULL. */
const char *link_next(struct arena *mem, const char *header);
