/* Request fixtures: a request to a server and the answer that is expected, one per JSON file:
 *
 *	{ "name": "one item", "handler": {},
 *	  "request": { "method": "POST", "path": "/items", "headers": {}, "body": { "n": 1 } },
 *	  "expected_response": { "status_code": 201, "headers": {}, "body": { "n": 1 } } }
 *
 * request may also have query_params, query_string, cookies, form_data and content_type, and of a
 * form of several parts data and files. */
#pragma once

#include <stddef.h>

#include "load/load.h"

struct json;

enum { FIXTURE_MAX = 16 << 20 }; /* bytes of a file */

struct fixture {
	const char *name;
	const char *path;            /* as written, without the query of query_params */
	struct load_request request; /* verbatim, with one status */
	const char *unsupported;     /* why the request cannot be sent exactly; NULL: it can */
};

/* The text of a file that messages call `file`. -1: it is not a fixture; the error says why. */
int fixture_read(struct fixture *f, struct arena *mem, const char *file, const char *text, size_t n,
	struct error *err);
int fixture_load(struct fixture *f, struct arena *mem, const char *path, struct error *err);
/* Whether a file of that name may be one: schema.json is not. */
bool fixture_is_name(const char *name);

/* Forms as multipart/form-data (RFC 7578). */
struct multipart {
	struct multipart_part {
		const char *head; /* its header lines, each with its end */
		const char *bytes;
		size_t n;
	} * v;
	size_t n, cap;
};

/* A field without a file. */
void multipart_field(struct multipart *m, struct arena *mem, const char *name, const char *value);
/* [{ field_name, filename, content_type, content, content_encoding: text or base64, magic_bytes: in
 * hexadecimal, before the content, headers }, ...] */
void multipart_files(struct multipart *m, struct arena *mem, struct json *j);

/* The n bytes of the body. *type: of the form, with a boundary; without one, it gets one that no
 * part contains. NULL: multipart/form-data. */
const char *multipart_body(size_t *n, const char **type, struct arena *mem,
	const struct multipart *m);
