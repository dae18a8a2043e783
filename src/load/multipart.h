/* Forms as multipart/form-data (RFC 7578). */
#pragma once

#include <stddef.h>

struct arena;
struct json;

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
