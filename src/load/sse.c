#include "load/sse.h"

#include <string.h>

/* Keeps a NUL behind the text. */
static bool append(struct sse *s, struct sse_text *t, const char *bytes, size_t n)
{
	if (n > SSE_MAX - t->n) {
		s->too_long = true;
		return false;
	}
	while (t->cap < t->n + n + 1)
		t->v = arena_regrow(s->mem, t->v, &t->cap, 1);
	memcpy(t->v + t->n, bytes, n);
	t->n += n;
	t->v[t->n] = '\0';
	return true;
}

static void clear(struct sse_text *t)
{
	t->n = 0;
	if (t->v)
		*t->v = '\0';
}

static void set(struct sse *s, struct sse_text *t, const char *value, size_t n)
{
	clear(t);
	append(s, t, value, n);
}

static void dispatch(struct sse *s)
{
	struct sse_event event = { .type = s->type.n ? s->type.v : "message",
		.data = s->data.v,
		.id = s->id.n ? s->id.v : "" };

	if (s->data.n) {
		s->data.v[--s->data.n] = '\0'; /* the LF of the last line */
		event.data_n = s->data.n;
		s->event(s->ctx, &event);
	}
	clear(&s->data);
	clear(&s->type);
}

/* `retry` has no meaning here, because nothing connects again. */
static void field(struct sse *s, const char *name, size_t name_n, const char *value, size_t n)
{
	if (name_n == 4 && memcmp(name, "data", 4) == 0) {
		if (append(s, &s->data, value, n))
			append(s, &s->data, "\n", 1);
	} else if (name_n == 5 && memcmp(name, "event", 5) == 0) {
		set(s, &s->type, value, n);
	} else if (name_n == 2 && memcmp(name, "id", 2) == 0 && !memchr(value, '\0', n)) {
		set(s, &s->id, value, n);
	}
}

static void line_end(struct sse *s)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t n = s->line.n;
	const char *line = n ? s->line.v : "", *colon;

	if (!s->begun && n >= 3 && memcmp(line, mark, 3) == 0)
		line += 3, n -= 3;
	s->begun = true;
	colon = n ? memchr(line, ':', n) : NULL;
	if (n == 0) {
		dispatch(s);
	} else if (!colon) {
		field(s, line, n, "", 0);
	} else if (colon > line) { /* else a comment */
		size_t name_n = (size_t)(colon - line), value = name_n + 1;

		value += value < n && line[value] == ' ';
		field(s, line, name_n, line + value, n - value);
	}
	clear(&s->line);
}

static size_t line_length(const char *bytes, size_t n)
{
	size_t i = 0;

	while (i < n && bytes[i] != '\r' && bytes[i] != '\n')
		i++;
	return i;
}

int sse_feed(struct sse *s, const char *bytes, size_t n)
{
	while (n && !s->too_long) {
		size_t length = line_length(bytes, n);
		bool complete = length < n;

		if (length == 0 && *bytes == '\n' && s->after_cr) {
			s->after_cr = false;
			bytes++, n--;
			continue;
		}
		s->after_cr = complete && bytes[length] == '\r';
		if (length && !append(s, &s->line, bytes, length))
			break;
		if (complete)
			line_end(s);
		bytes += length + complete;
		n -= length + complete;
	}
	return s->too_long ? -1 : 0;
}
