#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/run/stacks.h"
#include "profile/profiler.h"

enum { IDS_MAX = 1 << 20 };

struct names ARENA_LIST(const char *); /* of functions, by their numbers */

/* Where the name of that number is kept; NULL: no such number. */
static const char **slot(struct names *names, struct arena *mem, size_t id)
{
	if (id >= IDS_MAX)
		return NULL;
	while (id >= names->n)
		ARENA_PUSH(mem, names);
	return &names->v[id];
}

/* "(12) name" gives the number a name, "(12)" refers to it, "name" needs none. */
static const char *name_of(struct names *names, struct arena *mem, char *text)
{
	const char **at;
	char *end;
	size_t id;

	if (*text != '(' || text[1] < '0' || text[1] > '9')
		return text;
	id = strtoul(text + 1, &end, 10);
	if (*end != ')')
		return text;
	at = slot(names, mem, id);
	end += 1 + strspn(end + 1, " ");
	if (at && *end)
		*at = end;
	return at ? *at : NULL;
}

static bool is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* "f'caller'main": the callers after the function; a number is a depth of recursion. */
static void add_stack(struct stacks *s, struct arena *mem, const char *name, double cost)
{
	const char *frames[STACK_FRAMES_MAX];
	char *rest = arena_string(mem, name), *part;
	size_t n = 0;

	while ((part = strsep(&rest, "'")) && n < STACK_FRAMES_MAX)
		if (*part && !is_number(part))
			frames[n++] = part;
	stacks_add_inside_out(s, mem, frames, n, cost);
}

/* "+3 12 0": the first event after the positions. */
static double cost_of(const char *line, size_t positions)
{
	for (; positions && *line; positions--) {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	return *line ? strtod(line, NULL) : 0;
}

static bool is_cost(const char *line)
{
	return *line && strchr("0123456789+-*", *line);
}

void callgrind_read(struct stacks *s, struct arena *mem, char *text)
{
	struct names names = { 0 };
	const char *function = NULL;
	size_t positions = 1;
	double cost = 0;
	bool called = false; /* the next line is the cost of a call, which its function also has */
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (text_starts(line, "positions:"))
			positions = strstr(line, "instr") && strstr(line, " line") ? 2 : 1;
		if (text_starts(line, "fn=")) {
			if (function)
				add_stack(s, mem, function, cost);
			function = name_of(&names, mem, line + 3);
			cost = 0;
		} else if (text_starts(line, "cfn=")) {
			name_of(&names, mem, line + 4);
		} else if (text_starts(line, "calls=")) {
			called = true;
		} else if (is_cost(line)) {
			cost += called ? 0 : cost_of(line, positions);
			called = false;
		}
	}
	if (function)
		add_stack(s, mem, function, cost);
}
