#include "load/response.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

struct text {
	const char *s;
	size_t n;
};

void response_begin(struct response *r, bool head)
{
	r->state = RESPONSE_STATUS;
	r->status = 0;
	r->head = head;
	r->reusable = r->too_long = false;
	r->problem = NULL;
	r->body = r->left = 0;
	r->touched = false;
	r->lines = r->part_n = 0;
}

static void headers_begin(struct response *r)
{
	r->close = r->keep = false;
	r->coded = r->chunked = r->sized = r->special = false;
	r->left = 0;
	r->state = RESPONSE_HEADER;
}

/* Returns -1. */
static int failed(struct response *r, const char *problem)
{
	r->state = RESPONSE_FAILED;
	r->reusable = false;
	r->problem = problem;
	return -1;
}

static bool is(struct text t, const char *word)
{
	return t.n == strlen(word) && strncasecmp(t.s, word, t.n) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct text trimmed(struct text t)
{
	while (t.n && is_blank(*t.s))
		t.s++, t.n--;
	while (t.n && is_blank(t.s[t.n - 1]))
		t.n--;
	return t;
}

/* Takes the next element of a list with commas; empty elements are allowed. */
static struct text next_element(struct text *list)
{
	const char *comma = memchr(list->s, ',', list->n);
	struct text element = { list->s, comma ? (size_t)(comma - list->s) : list->n };
	size_t used = element.n + (comma != NULL);

	list->s += used;
	list->n -= used;
	return trimmed(element);
}

bool response_lists(const char *value, size_t n, const char *word)
{
	struct text left = { value, n };

	while (left.n)
		if (is(next_element(&left), word))
			return true;
	return false;
}

/* HTTP/1.x SSS reason */
static int status_line(struct response *r, struct text line)
{
	static const char start[] = "HTTP/1.";
	enum { MINOR = 7, CODE = 9, LENGTH = 12 };

	if (line.n < LENGTH || memcmp(line.s, start, MINOR) != 0 ||
		(line.s[MINOR] != '0' && line.s[MINOR] != '1') || line.s[MINOR + 1] != ' ')
		return failed(r, "does not answer with HTTP/1.0 or HTTP/1.1");
	for (int i = CODE; i < LENGTH; i++)
		if (line.s[i] < '0' || line.s[i] > '9')
			return failed(r, "answers with a status that is not a number");
	r->status = (line.s[CODE] - '0') * 100 + (line.s[CODE + 1] - '0') * 10 +
		(line.s[CODE + 2] - '0');
	if (r->status < 100 || r->status > 599 || (line.n > LENGTH && line.s[LENGTH] != ' '))
		return failed(r, "answers with a status that HTTP does not have");
	r->old = line.s[MINOR] == '0';
	headers_begin(r);
	if (r->watch)
		r->watch->status(r->watch->ctx, r->status);
	return 0;
}

static int content_length(struct response *r, struct text value)
{
	while (value.n) {
		struct text digits = next_element(&value);
		uint64_t length = 0;
		bool bad = digits.n == 0;

		for (size_t i = 0; i < digits.n; i++)
			bad = bad || digits.s[i] < '0' || digits.s[i] > '9' ||
				__builtin_mul_overflow(length, 10, &length) ||
				__builtin_add_overflow(length, (unsigned)(digits.s[i] - '0'),
					&length);
		if (bad)
			return failed(r, "sends a Content-Length that is not a number");
		if (r->sized && length != r->left)
			return failed(r, "sends two different values of Content-Length");
		r->sized = true;
		r->left = length;
	}
	return r->sized ? 0 : failed(r, "sends a Content-Length that is not a number");
}

static int transfer_encoding(struct response *r, struct text value)
{
	while (value.n) {
		struct text coding = next_element(&value);

		if (coding.n == 0 || is(coding, "identity"))
			continue;
		if (r->chunked)
			return failed(r,
				"sends a Transfer-Encoding that does not end with chunked");
		r->chunked = is(coding, "chunked");
		r->coded = true;
	}
	return 0;
}

static int header_line(struct response *r, struct text line)
{
	const char *colon = memchr(line.s, ':', line.n);
	struct text name = { line.s, colon ? (size_t)(colon - line.s) : 0 }, value;

	if (is_blank(*line.s)) /* continues the line before */
		return r->special ? failed(r, "sends a folded header line, which is ambiguous") : 0;
	if (name.n == 0 || is_blank(name.s[name.n - 1]))
		return failed(r, "sends a header line without a name");
	value = trimmed((struct text){ colon + 1, line.n - name.n - 1 });
	r->special = true;
	if (is(name, "content-length"))
		return content_length(r, value);
	if (is(name, "transfer-encoding"))
		return transfer_encoding(r, value);
	r->special = is(name, "connection");
	r->close = r->close || (r->special && response_lists(value.s, value.n, "close"));
	r->keep = r->keep || (r->special && response_lists(value.s, value.n, "keep-alive"));
	return 0;
}

/* RFC 9112, section 6.3. */
static int headers_end(struct response *r, uint64_t body_max)
{
	r->reusable = !r->close && (r->old ? r->keep && !r->coded : true);
	if (r->status == 101 && r->upgrade) {
		r->state = RESPONSE_DONE;
		return 0;
	}
	if (r->status == 101)
		return failed(r, "switches to a protocol that the request does not ask for");
	if (r->status < 200) {
		r->state = RESPONSE_STATUS;
	} else if (r->head || r->status == 204 || r->status == 304) {
		r->state = RESPONSE_DONE;
	} else if (r->chunked) {
		r->state = RESPONSE_CHUNK_SIZE;
	} else if (r->coded || !r->sized) {
		r->reusable = false;
		r->state = RESPONSE_UNTIL_CLOSE;
	} else if (r->left > body_max) {
		r->too_long = true;
		return failed(r, "announces a larger body than benchctl accepts");
	} else {
		r->state = r->left ? RESPONSE_BODY : RESPONSE_DONE;
	}
	return 0;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits, then perhaps blanks and an extension that begins with ';'. */
static int chunk_size(struct response *r, struct text line)
{
	uint64_t size = 0;
	size_t i = 0;

	for (; i < line.n && hex_digit(line.s[i]) >= 0; i++) {
		if (size >> 60)
			return failed(r, "sends a chunk size that is too large");
		size = size << 4 | (unsigned)hex_digit(line.s[i]);
	}
	if (i == 0)
		return failed(r, "sends a chunk without a size");
	while (i < line.n && is_blank(line.s[i]))
		i++;
	if (i < line.n && line.s[i] != ';')
		return failed(r, "sends a chunk size that is not a number");
	if (size > r->limits->body - r->body) {
		r->too_long = true;
		return failed(r, "announces a larger body than benchctl accepts");
	}
	r->left = size;
	r->state = size ? RESPONSE_CHUNK : RESPONSE_TRAILER;
	return 0;
}

static int line_end(struct response *r, struct text line)
{
	if (line.n && line.s[line.n - 1] == '\r')
		line.n--;
	if (r->state == RESPONSE_STATUS)
		return status_line(r, line);
	if (r->state == RESPONSE_CHUNK_SIZE)
		return chunk_size(r, line);
	if (r->state == RESPONSE_CHUNK_END) {
		r->state = RESPONSE_CHUNK_SIZE;
		return line.n ? failed(r, "sends a chunk that is longer than its size") : 0;
	}
	if (r->state == RESPONSE_TRAILER) {
		r->state = line.n ? RESPONSE_TRAILER : RESPONSE_DONE;
		return 0;
	}
	if (line.n == 0)
		return headers_end(r, r->limits->body);
	if (r->watch)
		r->watch->header(r->watch->ctx, line.s, line.n);
	return header_line(r, line);
}

/* Keeps the beginning of a line; its length is within the limit. */
static void keep_part(struct response *r, const char *bytes, size_t n)
{
	if (!r->part)
		r->part = arena_alloc(r->mem, r->limits->header);
	memcpy(r->part + r->part_n, bytes, n);
	r->part_n += n;
}

/* Takes bytes to the end of a line, or all of them. */
static size_t feed_line(struct response *r, const char *bytes, size_t n)
{
	const char *end = memchr(bytes, '\n', n);
	size_t used = end ? (size_t)(end - bytes) + 1 : n;
	struct text line = { bytes, used - 1 };

	if (used > r->limits->header - r->lines) {
		failed(r, "sends more header bytes than benchctl accepts");
		return used;
	}
	r->lines += used;
	if (!end || r->part_n) {
		keep_part(r, bytes, used);
		line = (struct text){ r->part, r->part_n - 1 };
	}
	if (end) {
		r->part_n = 0;
		line_end(r, line);
		/* A body may have any number of chunks, so each of their lines has the limit. */
		if (r->state == RESPONSE_CHUNK_SIZE || r->state == RESPONSE_CHUNK)
			r->lines = 0;
	}
	return used;
}

static size_t feed_body(struct response *r, const char *bytes, size_t n)
{
	if (r->state != RESPONSE_UNTIL_CLOSE && n > r->left)
		n = (size_t)r->left;
	if (n > r->limits->body - r->body) {
		r->too_long = true;
		failed(r, "sends a larger body than benchctl accepts");
		return n;
	}
	if (r->watch && r->watch->body)
		r->watch->body(r->watch->ctx, bytes, n);
	r->body += n;
	if (r->state == RESPONSE_UNTIL_CLOSE)
		return n;
	r->left -= n;
	if (r->left == 0)
		r->state = r->state == RESPONSE_CHUNK ? RESPONSE_CHUNK_END : RESPONSE_DONE;
	return n;
}

size_t response_feed(struct response *r, const char *bytes, size_t n)
{
	size_t used = 0;

	r->touched = r->touched || n > 0;
	while (used < n && r->state != RESPONSE_DONE && r->state != RESPONSE_FAILED) {
		bool in_body = r->state == RESPONSE_BODY || r->state == RESPONSE_CHUNK ||
			r->state == RESPONSE_UNTIL_CLOSE;

		used += (in_body ? feed_body : feed_line)(r, bytes + used, n - used);
	}
	return used;
}

void response_end(struct response *r)
{
	if (r->state == RESPONSE_UNTIL_CLOSE)
		r->state = RESPONSE_DONE;
	else if (r->state != RESPONSE_DONE && r->state != RESPONSE_FAILED)
		failed(r,
			r->touched ? "closes the connection before the answer's end"
				   : "closes the connection without an answer");
}
