#include "report/format/flame_graph.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/run/stacks.h"
#include "report/escape.h"
#include "report/html.h"

enum { WIDTH = 1200, MARGIN = 10, ROW = 18, HEADER = 64, LETTER = 7, SHORTEST = 6 };
#define NARROWEST 0.5 /* px: narrower frames are left out */

/* A frame in its place: all stacks from..to that begin with the same `bytes` bytes. */
struct box {
	const char *name;
	size_t length, bytes, from, to, depth;
	double left, weight;
};
struct drawing {
	struct html h;
	const struct flame_graph *g;
	size_t depth; /* of the deepest box */
	struct box *v;
	size_t n, cap;
};

static bool begins_with(const struct stack *s, const char *path, size_t bytes)
{
	return strncmp(s->frames, path, bytes) == 0 &&
		(!s->frames[bytes] || s->frames[bytes] == ';');
}

/* Adds the boxes of the frames that follow the first `at` bytes of the stacks from..to. */
static void lay(struct drawing *d, size_t from, size_t to, size_t at, size_t depth, double left)
{
	const struct stacks *s = d->g->stacks;
	const double scale = (WIDTH - 2 * MARGIN) / s->total;

	for (size_t i = from; i < to;) {
		const char *path = s->v[i].frames;
		size_t length, end = i;
		double weight = 0;

		if (!path[at]) { /* the caller itself, without a frame above it */
			left += s->v[i++].weight;
			continue;
		}
		length = strcspn(path + at + (at > 0), ";");
		for (; end < to && begins_with(&s->v[end], path, at + (at > 0) + length); end++)
			weight += s->v[end].weight;
		if (weight * scale >= NARROWEST) {
			*ARENA_PUSH(d->h.mem, d) = (struct box){ path + at + (at > 0), length,
				at + (at > 0) + length, i, end, depth, left, weight };
			d->depth = depth > d->depth ? depth : d->depth;
		}
		left += weight;
		i = end;
	}
}

/* Breadth first: every box lays those above it. */
static void lay_all(struct drawing *d)
{
	lay(d, 0, d->g->stacks->n, 0, 0, 0);
	for (size_t i = 0; i < d->n; i++) {
		const struct box b = d->v[i];

		if (b.depth + 1 < STACK_FRAMES_MAX)
			lay(d, b.from, b.to, b.bytes, b.depth + 1, b.left);
	}
}

/* The share of the base's stacks that begin like the box. */
static double base_share(const struct flame_graph *g, const struct box *b)
{
	const struct stacks *s = g->base;
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		if (begins_with(&s->v[i], g->stacks->v[b->from].frames, b->bytes))
			sum += s->v[i].weight;
	return s->total > 0 ? sum / s->total : 0;
}

/* A warm colour that a function has in every graph. */
static const char *colour_of(struct arena *mem, const struct box *b)
{
	uint32_t hash = 2166136261;

	for (size_t i = 0; i < b->length; i++)
		hash = (hash ^ (unsigned char)b->name[i]) * 16777619;
	return arena_printf(mem, "#%02x%02x%02x", 225 + hash % 30, 140 + hash / 32 % 80,
		60 + hash / 4096 % 50);
}

/* White for no change; full red or blue from a fifth of the whole. */
static const char *colour_of_change(struct arena *mem, double change)
{
	double pale = 245 - 150 * fmin(1, sqrt(fabs(change) / 0.2));

	if (fabs(change) < 0.005)
		return "#eeeeee";
	return change > 0 ? arena_printf(mem, "#f5%02x%02x", (unsigned)pale, (unsigned)pale)
			  : arena_printf(mem, "#%02x%02xf5", (unsigned)pale, (unsigned)pale);
}

static void draw(struct drawing *d, const struct box *b)
{
	const struct flame_graph *g = d->g;
	const struct html *h = &d->h;
	const double scale = (WIDTH - 2 * MARGIN) / g->stacks->total;
	const double share = b->weight / g->stacks->total, width = b->weight * scale;
	const double change = g->base ? share - base_share(g, b) : 0;
	const double left = MARGIN + b->left * scale;
	const double top = HEADER + (double)(d->depth - b->depth) * ROW;
	const char *name = escape_line(h->mem, arena_copy(h->mem, b->name, b->length));
	size_t fits = width > SHORTEST * LETTER ? (size_t)((width - 6) / LETTER) : 0;

	html_put(h, " <g>\n  <title>%s: ", name);
	if (g->base)
		html_put(h, "%.1f%% -> %.1f%%", (share - change) * 100, share * 100);
	else
		html_put(h, "%.1f%%, %s %s%s", share * 100, arena_printf(h->mem, "%.0f", b->weight),
			g->unit, text_s((uint64_t)(b->weight + .5)));
	html_put(h,
		"</title>\n  <rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
		"fill=\"%s\"/>\n",
		left, top, width, ROW - 1,
		g->base ? colour_of_change(h->mem, change) : colour_of(h->mem, b));
	if (fits)
		html_put(h, "  <text x=\"%.1f\" y=\"%.1f\">%s</text>\n", left + 3, top + ROW - 5,
			escape_shorten(h->mem, name, fits));
	html_put(h, " </g>\n");
}

static void draw_header(const struct drawing *d)
{
	const struct flame_graph *g = d->g;
	const struct html *h = &d->h;

	html_put(h,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%zu\" "
		"viewBox=\"0 0 %d %zu\">\n"
		" <style>text{font:11px monospace;fill:#111}.title{font:bold 16px sans-serif}"
		".note{font:12px sans-serif;fill:#444}rect{stroke:#fff;stroke-width:.5}</style>\n"
		" <rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
		" <text x=\"%d\" y=\"24\" class=\"title\">%s</text>\n"
		" <text x=\"%d\" y=\"44\" class=\"note\">",
		WIDTH, HEADER + (d->depth + 1) * ROW + MARGIN, WIDTH,
		HEADER + (d->depth + 1) * ROW + MARGIN, MARGIN, g->title, MARGIN);
	if (g->base)
		html_put(h,
			"red: a larger share than in base; blue: a smaller one; width: the share "
			"in head; callers are below</text>\n");
	else
		html_put(h, "%s %s%s; width: the share of the whole; callers are below</text>\n",
			arena_printf(h->mem, "%.0f", g->stacks->total), g->unit,
			text_s((uint64_t)(g->stacks->total + .5)));
}

void flame_graph(FILE *out, const struct flame_graph *g)
{
	FREES_ARENA struct arena mem = { 0 };
	struct drawing d = { .h = { out, &mem }, .g = g };

	lay_all(&d);
	draw_header(&d);
	for (size_t i = 0; i < d.n; i++)
		draw(&d, &d.v[i]);
	html_put(&d.h, "</svg>\n");
}
