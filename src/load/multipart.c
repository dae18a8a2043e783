#include "load/fixture.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/record.h"
#include "base/text.h"

#define TYPE "multipart/form-data"

/* As browsers write names: a quote or the end of a line would end them. */
static bool may_be_quoted(unsigned char c)
{
	return !strchr("\"\r\n", c);
}

static const char *quoted(struct arena *mem, const char *s)
{
	return text_percent(mem, s, may_be_quoted);
}

void multipart_field(struct multipart *m, struct arena *mem, const char *name, const char *value)
{
	*ARENA_PUSH(mem, m) = (struct multipart_part){
		arena_printf(mem, "Content-Disposition: form-data; name=\"%s\"\r\n",
			quoted(mem, name)),
		value, strlen(value)
	};
}

static int digit_of(char c, const char *digits)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Digits of `bits` bits each, up to the first '='; false: another character is there. */
static bool decode(char *out, size_t *n, const char *s, const char *digits, unsigned bits)
{
	uint32_t held = 0;
	unsigned have = 0;

	for (*n = 0; *s && *s != '='; s++) {
		int digit = digit_of(*s, digits);

		if (digit < 0)
			return false;
		held = held << bits | (uint32_t)digit;
		have += bits;
		if (have >= 8) {
			have -= 8;
			out[(*n)++] = (char)(held >> have & 255);
		}
	}
	return true;
}

struct file {
	const char *name, *field, *type, *content, *encoding, *magic;
	const char *lines;
};

static const char *line(struct json *j, const char *s)
{
	if (s && strpbrk(s, "\r\n"))
		json_refuse(j, "a header of a file has more than one line");
	return s;
}

static void read_lines(struct json *j, void *member, struct arena *mem)
{
	const char **lines = member, *key;

	json_object(j);
	while ((key = json_key(j))) {
		const char *name = arena_string(mem, key);

		if (!*name || strpbrk(name, ": \r\n"))
			json_refuse(j, "'%.60s' is not the name of a header", name);
		*lines = arena_printf(mem, "%s%s: %s\r\n", *lines, name,
			line(j, json_text(j, mem)));
	}
}

#define AT(member) offsetof(struct file, member)
static const struct field fields[] = {
	{ "filename", FIELD_TEXT, AT(name) },
	{ "field_name", FIELD_TEXT, AT(field) },
	{ "content_type", FIELD_TEXT, AT(type) },
	{ "content", FIELD_TEXT, AT(content) },
	{ "content_encoding", FIELD_TEXT, AT(encoding) },
	{ "magic_bytes", FIELD_TEXT, AT(magic) },
	{ "headers", FIELD_CALL, AT(lines), .call = read_lines },
	{ NULL },
};

static const char *head_of(struct arena *mem, const struct file *f)
{
	const char *name = f->name ? arena_printf(mem, "; filename=\"%s\"", quoted(mem, f->name))
				   : "";
	const char *type = f->type || f->name
		? arena_printf(mem, "Content-Type: %s\r\n",
			  f->type ? f->type : "application/octet-stream")
		: "";

	return arena_printf(mem, "Content-Disposition: form-data; name=\"%s\"%s\r\n%s%s",
		quoted(mem, f->field), name, type, f->lines);
}

static void add_file(struct multipart *m, struct arena *mem, struct json *j, const struct file *f)
{
	static const char hex[] = "0123456789abcdef";
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	size_t magic = 0, n = strlen(f->content);
	char *bytes = arena_alloc(mem, strlen(f->magic) + n + 1);

	if (!f->field) {
		json_refuse(j, "a file has no field_name");
		return;
	}
	if (strlen(f->magic) % 2 || !decode(bytes, &magic, f->magic, hex, 4))
		json_refuse(j, "magic_bytes are not pairs of the digits 0 to 9 and a to f");
	if (text_equal(f->encoding, "base64")) {
		if (!decode(bytes + magic, &n, f->content, base64, 6))
			json_refuse(j, "content is not base64");
	} else if (text_equal(f->encoding, "text")) {
		memcpy(bytes + magic, f->content, n);
	} else {
		json_refuse(j, "content_encoding is neither text nor base64");
	}
	*ARENA_PUSH(mem, m) = (struct multipart_part){ head_of(mem, f), bytes, magic + n };
}

void multipart_files(struct multipart *m, struct arena *mem, struct json *j)
{
	json_array(j);
	while (json_item(j)) {
		struct file f = { .content = "", .encoding = "text", .magic = "", .lines = "" };

		record_read(j, fields, &f, mem);
		line(j, f.type);
		if (!j->failed)
			add_file(m, mem, j, &f);
	}
}

static bool is_inside(const struct multipart *m, const char *boundary)
{
	for (size_t i = 0; i < m->n; i++)
		if (memmem(m->v[i].bytes, m->v[i].n, boundary, strlen(boundary)))
			return true;
	return false;
}

static const char *boundary_of(const char **type, struct arena *mem, const struct multipart *m)
{
	const char *given = *type ? strcasestr(*type, "boundary=") : NULL, *boundary;
	unsigned n = 0;

	if (given) {
		given += strlen("boundary=");
		return *given == '"' ? arena_copy(mem, given + 1, strcspn(given + 1, "\""))
				     : arena_copy(mem, given, strcspn(given, "; "));
	}
	do
		boundary = arena_printf(mem, "benchctl-%u", ++n);
	while (is_inside(m, boundary));
	*type = arena_printf(mem, "%s; boundary=%s", *type ? *type : TYPE, boundary);
	return boundary;
}

const char *multipart_body(size_t *n, const char **type, struct arena *mem,
	const struct multipart *m)
{
	FREES_MEMORY_FILE struct memory_file out = MEMORY_FILE(out);
	const char *boundary = boundary_of(type, mem, m);

	for (size_t i = 0; i < m->n; i++) {
		fprintf(out.f, "--%s\r\n%s\r\n", boundary, m->v[i].head);
		fwrite(m->v[i].bytes, 1, m->v[i].n, out.f);
		fputs("\r\n", out.f);
	}
	fprintf(out.f, "--%s--\r\n", boundary);
	memory_file_end(&out);
	*n = out.n;
	return arena_copy(mem, out.data, out.n);
}
