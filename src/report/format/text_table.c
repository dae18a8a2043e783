#include "base/arena.h"
#include "base/text.h"
#include "report/format/page.h"
#include "report/table.h"
#include "report/report.h"

enum { MARGIN = 2, INDENT = 6 };

struct layout {
	size_t name; /* width; longer names have their own line; 0: all do */
	struct {
		size_t whole, part, unit, spread, all;
	} side[SIDES];
	size_t change, evidence, verdict, remark;
	size_t gap;
	bool evidence_column;
};

static size_t spread_width(const struct page *page, size_t width)
{
	return width ? width + (page->style->unicode ? 3 : 4) : 0;
}

static void measure_columns(struct layout *l, const struct page *page, const struct text_line *v,
	size_t n, const struct text_line *heading)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < SIDES; k++) {
			const struct text_cell *c = &v[i].side[k];

			l->side[k].whole = table_widest(l->side[k].whole, c->whole);
			l->side[k].part = table_widest(l->side[k].part, c->part);
			l->side[k].unit = table_widest(l->side[k].unit, c->unit);
			l->side[k].spread = table_widest(l->side[k].spread, c->spread);
		}
		l->change = table_widest(l->change, v[i].change);
		l->evidence = table_widest(l->evidence, v[i].evidence);
		l->verdict = table_widest(l->verdict, v[i].verdict);
		l->remark = table_widest(l->remark, v[i].remark);
	}
	l->remark += l->remark ? 2 : 0;
	l->change = table_widest(l->change, heading->change);
	for (size_t k = 0; k < SIDES; k++)
		l->side[k].all = table_widest(l->side[k].whole + l->side[k].part + l->side[k].unit +
				spread_width(page, l->side[k].spread),
			heading->side[k].whole);
}

static size_t total_width(const struct layout *l)
{
	return MARGIN + l->name + 3 * l->gap + l->side[0].all + l->side[1].all + l->change +
		(l->evidence_column ? 1 + l->evidence : 0) + 2 + l->verdict;
}

/* As much beside each other as fits: first narrower gaps, then the evidence behind the verdict,
 * then names above their figures. One very long name does not spoil the table for the others. */
static struct layout lay_out(const struct page *page, const struct text_line *v, size_t n,
	const struct text_line *heading)
{
	static const struct {
		size_t gap;
		bool evidence, remark;
	} tries[] = { { 3, true, true }, { 2, true, true }, { 3, true, false }, { 2, true, false },
		{ 2, false, false } };
	size_t third = page->columns / 3, longest = third < 32 ? 32 : third > 100 ? 100 : third;
	size_t name = 0;
	struct layout l = { 0 };

	measure_columns(&l, page, v, n, heading);
	for (size_t i = 0; i < n; i++)
		if (utf8_width(v[i].name) <= longest)
			name = table_widest(name, v[i].name);
	if (utf8_width(heading->name) <= longest)
		name = table_widest(name, heading->name);
	for (size_t i = 0; i < ARRAY_SIZE(tries); i++) {
		l.name = name;
		l.gap = tries[i].gap;
		l.evidence_column = tries[i].evidence;
		if (total_width(&l) + (tries[i].remark ? l.remark : 0) <= page->columns)
			return l;
	}
	l.name = 0;
	if (total_width(&l) - l.verdict > page->columns)
		l.gap = 1;
	return l;
}

static void print_side(const struct page *page, const struct layout *l, size_t k,
	const struct text_cell *c)
{
	size_t used = l->side[k].whole + l->side[k].part + l->side[k].unit;
	FILE *f = page->f;

	table_pad(f, l->gap, 0);
	table_pad(f, l->side[k].whole, utf8_width(c->whole));
	fprintf(f, "%s%s", c->whole, c->part);
	table_pad(f, l->side[k].part, utf8_width(c->part));
	fputs(c->unit, f);
	table_pad(f, l->side[k].unit, utf8_width(c->unit));
	if (*c->spread) {
		fputs(page->style->unicode ? " ± " : " +- ", f);
		table_pad(f, l->side[k].spread, utf8_width(c->spread));
		fputs(c->spread, f);
		used += spread_width(page, l->side[k].spread);
	}
	table_pad(f, l->side[k].all, used);
}

/* The next text of a line that has come to column `at`: beside it where it fits, else below. */
static size_t print_tail(const struct page *page, size_t at, size_t gap, const char *text)
{
	size_t width = utf8_width(text);

	if (at + gap + width <= page->columns) {
		fprintf(page->f, "%*s%s", (int)gap, "", text);
		return at + gap + width;
	}
	fputc('\n', page->f);
	table_pad(page->f, INDENT, 0);
	return page_wrapped(page, INDENT, INDENT, text);
}

/* The evidence of a row that passed is not worth a second line. */
static void print_verdict(const struct page *page, const struct layout *l,
	const struct text_line *line)
{
	size_t used = utf8_width(line->verdict), at = total_width(l) - l->verdict + used;
	bool remark = *line->remark;

	if (at > page->columns) { /* only where the figures alone are too wide */
		fputc('\n', page->f);
		table_pad(page->f, INDENT - 2, 0);
		at = INDENT + used;
	}
	fputs("  ", page->f);
	page_coloured(page, line->colour, line->verdict);
	if (remark && l->evidence_column &&
		at - used + l->verdict + 2 + utf8_width(line->remark) <= page->columns) {
		table_pad(page->f, l->verdict, used);
		at += l->verdict - used;
	}
	if (*line->evidence && !l->evidence_column &&
		(line->worth || at + 1 + utf8_width(line->evidence) <= page->columns))
		at = print_tail(page, at, 1, line->evidence);
	if (remark)
		print_tail(page, at, line->verdict[used - 1] == ':' ? 1 : 2, line->remark);
}

static void print_name(const struct page *page, const struct layout *l, enum colour colour,
	const char *name)
{
	size_t width = utf8_width(name);

	table_pad(page->f, MARGIN, 0);
	page_coloured(page, colour, name);
	if (width > l->name) {
		fputc('\n', page->f);
		table_pad(page->f, MARGIN, 0);
		width = 0;
	}
	table_pad(page->f, l->name, width);
}

static void print_line(const struct page *page, const struct layout *l,
	const struct text_line *line)
{
	FILE *f = page->f;

	print_name(page, l, COLOUR_NONE, line->name);
	for (size_t k = 0; k < SIDES; k++)
		print_side(page, l, k, &line->side[k]);
	table_pad(f, l->gap + l->change, utf8_width(line->change));
	page_coloured(page, line->change_colour, line->change);
	if (l->evidence_column && (*line->evidence || *line->verdict)) {
		fprintf(f, " %s", line->evidence);
		table_pad(f, *line->verdict ? l->evidence : 0, utf8_width(line->evidence));
	}
	if (*line->verdict)
		print_verdict(page, l, line);
	fputc('\n', f);
}

static void print_heading(const struct page *page, const struct layout *l,
	const struct text_line *h)
{
	FILE *f = page->f;

	print_name(page, l, COLOUR_FAINT, h->name);
	for (size_t k = 0; k < SIDES; k++) {
		table_pad(f, l->gap, 0);
		page_coloured(page, COLOUR_FAINT, h->side[k].whole);
		table_pad(f, l->side[k].all, utf8_width(h->side[k].whole));
	}
	table_pad(f, l->gap + l->change, utf8_width(h->change));
	page_coloured(page, COLOUR_FAINT, h->change);
	fputc('\n', f);
}

static const char *side_heading(const struct page *page, const char *which, const struct party *p)
{
	const char *name = phrase_party(&page->words, p);

	return page_safe(page, text_also(page->words.mem, which, " ", name));
}

void text_table(const struct page *page, const struct row *const *rows, size_t n)
{
	const struct comparison *c = page->words.c;
	struct text_line *v = arena_array(page->words.mem, n + MEANS_MAX, sizeof *v);
	const struct text_line heading = { .name = page_safe(page,
						   phrase_foreign(&page->words, c->suite)),
		.side = { { .whole = side_heading(page, "base", &c->base) },
			{ .whole = side_heading(page, "head", &c->head) } },
		.change = "vs base" };
	struct layout l;

	for (size_t i = 0; i < n; i++)
		v[i] = text_line_of(page, rows[i]);
	text_line_discoveries(v, page, rows, n);
	n += text_line_means(v + n, page);
	l = lay_out(page, v, n, &heading);
	print_heading(page, &l, &heading);
	for (size_t i = 0; i < n; i++)
		print_line(page, &l, &v[i]);
}
