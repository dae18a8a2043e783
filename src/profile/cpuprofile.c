#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_read.h"
#include "base/record.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/run/stacks.h"
#include "profile/profiler.h"

struct frame {
	const char *function, *url;
};
struct node {
	double id, hits;
	struct frame frame;
	struct numbers children;
	struct node *parent;
};
struct profile {
	struct ARENA_LIST(struct node) nodes;
};

static const struct field frame_fields[] = {
	{ "functionName", FIELD_TEXT, offsetof(struct frame, function) },
	{ "url", FIELD_TEXT, offsetof(struct frame, url) },
	{ NULL },
};
static const struct field node_fields[] = {
	{ "id", FIELD_NUMBER, offsetof(struct node, id) },
	{ "hitCount", FIELD_NUMBER, offsetof(struct node, hits) },
	{ "children", FIELD_NUMBERS, offsetof(struct node, children) },
	{ "callFrame", FIELD_RECORD, offsetof(struct node, frame), .fields = frame_fields },
	{ NULL },
};
static const struct field profile_fields[] = {
	{ "nodes", FIELD_LIST, offsetof(struct profile, nodes), .fields = node_fields,
		.size = sizeof(struct node) },
	{ NULL },
};

static void adopt(struct profile *p)
{
	for (size_t i = 0; i < p->nodes.n; i++)
		for (size_t k = 0; k < p->nodes.v[i].children.n; k++) {
			const struct node key = { .id = p->nodes.v[i].children.v[k] };
			struct node *child = bsearch(&key, p->nodes.v, p->nodes.n,
				sizeof *p->nodes.v, sort_by_double);

			if (child)
				child->parent = &p->nodes.v[i];
		}
}

/* Functions of one name in several files stay apart; lines would differ between two commits. */
static const char *name_of(struct arena *mem, const struct node *n)
{
	const char *name = n->frame.function && *n->frame.function ? n->frame.function
								   : "(anonymous)";

	return n->frame.url && *n->frame.url
		? arena_printf(mem, "%s %s", name, file_base(n->frame.url))
		: name;
}

static void add_stack(struct stacks *s, struct arena *mem, const struct node *n)
{
	const char *frames[STACK_FRAMES_MAX];
	size_t depth = 0;

	if (text_equal(n->frame.function, "(idle)") || text_equal(n->frame.function, "(root)"))
		return;
	for (const struct node *i = n; i && depth < STACK_FRAMES_MAX; i = i->parent)
		if (!text_equal(i->frame.function, "(root)"))
			frames[depth++] = name_of(mem, i);
	stacks_add_inside_out(s, mem, frames, depth, n->hits);
}

void cpuprofile_read(struct stacks *s, struct arena *mem, char *text)
{
	CLOSES_JSON struct json j = { 0 };
	struct profile p = { 0 };

	json_open_text(&j, "cpuprofile", text, strlen(text));
	j.foreign = true;
	record_read(&j, profile_fields, &p, mem);
	for (size_t i = 0; i < p.nodes.n; i++)
		if (!(p.nodes.v[i].id >= 0)) /* missing: no parent can name it */
			p.nodes.v[i].id = -1;
	SORT_LIST(&p.nodes, sort_by_double);
	adopt(&p);
	for (size_t i = 0; i < p.nodes.n; i++)
		if (p.nodes.v[i].hits > 0)
			add_stack(s, mem, &p.nodes.v[i]);
}
