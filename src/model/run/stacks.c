#include "model/run/stacks.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "base/text.h"

#define WEIGHT_MAX 1e18 /* no program does as much, and their sum is finite */

/* One frame without blanks around it; what would break a line of folded stacks becomes '_'. */
static const char *clean(struct arena *mem, const char *frame)
{
	size_t n = strlen(frame), to = 0;
	char *out;

	while (n && strchr(" \t\r\n", *frame))
		frame++, n--;
	while (n && strchr(" \t\r\n", frame[n - 1]))
		n--;
	if (n > STACK_FRAME_BYTES)
		n = STACK_FRAME_BYTES;
	out = arena_copy(mem, n ? frame : "?", n ? n : 1);
	while (out[to]) {
		uint32_t cp;
		size_t bytes = utf8_next(out + to, strlen(out + to), &cp);

		if (bytes && text_harmless(cp) && cp != ';') {
			to += bytes;
			continue;
		}
		for (bytes = bytes ? bytes : 1; bytes; bytes--)
			out[to++] = '_';
	}
	return out;
}

/* The caller is first. */
static void add(struct stacks *s, struct arena *mem, const char *const *frames, size_t n,
	double weight)
{
	const char *parts[STACK_FRAMES_MAX];
	size_t from = n > STACK_FRAMES_MAX ? n - STACK_FRAMES_MAX : 0, bytes = 0;
	char *all, *to;

	if (n == 0 || !(weight > 0 && weight < WEIGHT_MAX) || s->n >= STACKS_MAX)
		return;
	for (size_t i = from; i < n; i++) {
		parts[i - from] = clean(mem, frames[i]);
		bytes += strlen(parts[i - from]) + 1;
	}
	to = all = arena_alloc(mem, bytes);
	for (size_t i = from; i < n; i++) {
		to = stpcpy(to, parts[i - from]);
		*to++ = i + 1 < n ? ';' : '\0';
	}
	*ARENA_PUSH(mem, s) = (struct stack){ all, weight };
	s->total += weight;
}

void stacks_add_inside_out(struct stacks *s, struct arena *mem, const char *const *frames, size_t n,
	double weight)
{
	const char **turned = arena_array(mem, n, sizeof *turned);

	for (size_t i = 0; i < n; i++)
		turned[i] = frames[n - 1 - i];
	add(s, mem, turned, n, weight);
}

/* ';' sorts before every other byte, so that a caller's stacks lie together. */
static int by_frames(const void *a, const void *b)
{
	const char *x = ((const struct stack *)a)->frames, *y = ((const struct stack *)b)->frames;

	while (*x && *x == *y)
		x++, y++;
	if (*x == *y)
		return 0;
	if (!*x || !*y)
		return *x ? 1 : -1;
	if (*x == ';' || *y == ';')
		return *x == ';' ? -1 : 1;
	return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
}

void stacks_fold(struct stacks *s)
{
	size_t kept = 0;

	SORT_LIST(s, by_frames);
	for (size_t i = 0; i < s->n; i++)
		if (kept && strcmp(s->v[kept - 1].frames, s->v[i].frames) == 0)
			s->v[kept - 1].weight += s->v[i].weight;
		else
			s->v[kept++] = s->v[i];
	s->n = kept;
}

void stacks_write(FILE *out, const struct stacks *s)
{
	for (size_t i = 0; i < s->n; i++)
		fprintf(out, "%s %.0f\n", s->v[i].frames, s->v[i].weight);
}

static void read_line(struct stacks *s, struct arena *mem, char *line)
{
	const char *frames[STACK_FRAMES_MAX];
	char *blank = strrchr(line, ' '), *end = NULL, *next;
	double weight = blank ? strtod(blank + 1, &end) : 0;
	size_t n = 0, skip = 0;

	if (!blank || end == blank + 1 || *end)
		return;
	*blank = '\0';
	for (char *c = line; *c; c++)
		skip += *c == ';';
	skip = skip + 1 > STACK_FRAMES_MAX ? skip + 1 - STACK_FRAMES_MAX : 0;
	for (char *frame = line; frame; frame = next) {
		next = strchr(frame, ';');
		if (next)
			*next++ = '\0';
		if (skip)
			skip--;
		else
			frames[n++] = frame;
	}
	add(s, mem, frames, n, weight);
}

void stacks_read(struct stacks *s, struct arena *mem, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		size_t n = strlen(line);

		if (n && line[n - 1] == '\r')
			line[n - 1] = '\0';
		if (*line)
			read_line(s, mem, line);
	}
}

static int by_weight(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return x->weight > y->weight ? -1 : x->weight < y->weight ? 1 : sort_by_text(a, b);
}

struct shares stacks_shares(const struct stacks *s, struct arena *mem)
{
	struct shares out = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		const char *last = strrchr(s->v[i].frames, ';');

		*ARENA_PUSH(mem, &out) = (struct share){ .name = last ? last + 1 : s->v[i].frames,
			.weight = s->v[i].weight };
	}
	SORT_LIST(&out, sort_by_text);
	for (size_t i = 0; i < out.n; i++)
		if (kept && strcmp(out.v[kept - 1].name, out.v[i].name) == 0)
			out.v[kept - 1].weight += out.v[i].weight;
		else
			out.v[kept++] = out.v[i];
	out.n = kept;
	for (size_t i = 0; i < out.n; i++)
		out.v[i].ratio = out.v[i].weight / s->total;
	SORT_LIST(&out, by_weight);
	return out;
}
