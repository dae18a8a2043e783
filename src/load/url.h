/* The part of RFC 3986 that names a server and a path. */
#pragma once

struct arena;
struct error;
struct load_target;

/* Reads "SCHEME://host:port/path", with an s behind SCHEME for TLS; *path is "/" without one. */
int url_read(struct load_target *target, const char **path, struct arena *mem, const char *url,
	const char *scheme, struct error *err);

/* As a name or value of a query or a form: all but letters, digits and -._~ as %XX. */
const char *url_escape(struct arena *mem, const char *s);
/* As a path with its query: only what cannot be in the first line of a request, as %XX. */
const char *url_escape_path(struct arena *mem, const char *s);
