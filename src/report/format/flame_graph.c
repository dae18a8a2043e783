#include "report/format/flame_graph.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/run/stacks.h"
#include "report/escape.h"
#include "report/format/xml_writer.h"

enum { WIDTH = 1200, MARGIN = 10, ROW = 18, HEADER = 64, LETTER = 7, SHORTEST = 6 };
#define NARROWEST 0.5 /* px: narrower frames are left out */

/* A frame in its place: all stacks from..to that begin with the same `bytes` bytes. */
struct box {
	const char *name;
	size_t length, bytes, from, to, depth;
	double left, weight;
};
struct drawing {
	struct xml_writer x;
	struct arena *mem;
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
			*ARENA_PUSH(d->mem, d) = (struct box){ path + at + (at > 0), length,
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

static const char *px(struct drawing *d, double v)
{
	return arena_printf(d->mem, "%.1f", v);
}

static void text(struct drawing *d, double left, double top, const char *class, const char *s)
{
	XML_START(&d->x, "text", "x", px(d, left), "y", px(d, top), "class", class);
	xml_text(&d->x, s);
	xml_end(&d->x);
}

static void draw(struct drawing *d, const struct box *b)
{
	const struct flame_graph *g = d->g;
	const double scale = (WIDTH - 2 * MARGIN) / g->stacks->total;
	const double share = b->weight / g->stacks->total, width = b->weight * scale;
	const double change = g->base ? share - base_share(g, b) : 0;
	const double left = MARGIN + b->left * scale;
	const double top = HEADER + (double)(d->depth - b->depth) * ROW;
	const char *name = escape_line(d->mem, arena_copy(d->mem, b->name, b->length));
	size_t fits = width > SHORTEST * LETTER ? (size_t)((width - 6) / LETTER) : 0;

	xml_start(&d->x, "g");
	xml_element(&d->x, "title",
		g->base ? arena_printf(d->mem, "%s: %.1f%% -> %.1f%%", name, (share - change) * 100,
				  share * 100)
			: arena_printf(d->mem, "%s: %.1f%%, %.0f %s", name, share * 100, b->weight,
				  g->unit));
	XML_START(&d->x, "rect", "x", px(d, left), "y", px(d, top), "width", px(d, width), "height",
		px(d, ROW - 1), "fill",
		g->base ? colour_of_change(d->mem, change) : colour_of(d->mem, b));
	xml_end(&d->x);
	if (fits)
		text(d, left + 3, top + ROW - 5, NULL, escape_shorten(d->mem, name, fits));
	xml_end(&d->x);
}

static void draw_header(struct drawing *d)
{
	const struct flame_graph *g = d->g;

	xml_element(&d->x, "style",
		"text{font:11px monospace;fill:#111}.title{font:bold 16px sans-serif}"
		".note{font:12px sans-serif;fill:#444}rect{stroke:#fff;stroke-width:.5}");
	XML_START(&d->x, "rect", "width", "100%", "height", "100%", "fill", "#fff");
	xml_end(&d->x);
	text(d, MARGIN, 24, "title", g->title);
	text(d, MARGIN, 44, "note",
		g->base ? "red: a larger share than in base; blue: a smaller one; width: the share "
			  "in head; callers are below"
			: arena_printf(d->mem,
				  "%.0f %s; width: the share of the whole; callers are below",
				  g->stacks->total, g->unit));
}

int flame_graph(FILE *out, const struct flame_graph *g, struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	struct drawing d = { .mem = &mem, .g = g };
	const char *height;

	if (xml_open(&d.x, &mem, out, err) < 0)
		return -1;
	lay_all(&d);
	height = arena_printf(&mem, "%zu", HEADER + (d.depth + 1) * ROW + MARGIN);
	xml_document(&d.x);
	XML_START(&d.x, "svg", "xmlns", "http://www.w3.org/2000/svg", "width",
		arena_printf(&mem, "%d", WIDTH), "height", height, "viewBox",
		arena_printf(&mem, "0 0 %d %s", WIDTH, height));
	draw_header(&d);
	for (size_t i = 0; i < d.n; i++)
		draw(&d, &d.v[i]);
	xml_end(&d.x);
	return xml_close(&d.x, err);
}
