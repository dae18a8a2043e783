#include "load/sse.h"

#include <string.h>

static void count(struct sse *s, size_t *to, size_t n)
{
	s->too_long = n > SSE_MAX - *to;
	*to += s->too_long ? 0 : n;
}

static void add_to_line(struct sse *s, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && s->line_n + i < sizeof s->line; i++)
		s->line[s->line_n + i] = bytes[i];
	count(s, &s->line_n, n);
}

/* Fields other than data do not decide whether there is an event. */
static void line_end(struct sse *s)
{
	static const char mark[] = "\xef\xbb\xbf", data[] = "data";
	const char *line = s->line;
	size_t n = s->line_n, name = strlen(data);

	if (!s->begun && n >= 3 && memcmp(line, mark, 3) == 0)
		line += 3, n -= 3;
	s->begun = true;
	s->line_n = 0;
	if (n == 0 && s->data_n)
		s->event(s->ctx);
	if (n == 0)
		s->data_n = 0;
	if (n < name || memcmp(line, data, name) != 0 || (n > name && line[name] != ':'))
		return;
	name += n > name;
	name += n > name && line[name] == ' ';
	count(s, &s->data_n, n - name + 1); /* with an LF */
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
		add_to_line(s, bytes, length);
		if (complete && !s->too_long)
			line_end(s);
		bytes += length + complete;
		n -= length + complete;
	}
	return s->too_long ? -1 : 0;
}
