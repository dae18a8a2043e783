#include <string.h>

#include "import/read/lines.h"
#include "import/read/picks.h"

struct hit {
	struct part text; /* of "@" */
	double number;    /* of "#" */
	bool is_number;
	struct part rest; /* behind the pattern */
};

/* Takes a word, or a number without its unit. */
static bool take_number(struct part *line, double *v)
{
	struct part word, rest = *line, behind;

	if (!part_word(&rest, &word) || !part_quantity(word, v, &behind))
		return false;
	line->n -= (size_t)(behind.v - line->v);
	line->v = behind.v;
	return true;
}

static bool take_text(struct part *line, char end, struct part *text)
{
	const char *at = end && line->n ? memchr(line->v, end, line->n) : NULL;
	size_t n = at ? (size_t)(at - line->v) : line->n;

	if (end && !at)
		return false;
	*text = part_trim((struct part){ line->v, n });
	line->v += n;
	line->n -= n;
	return text->n > 0;
}

static bool matches(const char *pattern, struct part line, struct hit *h)
{
	struct part word;

	*h = (struct hit){ 0 };
	line = part_trim(line);
	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			line = part_trim(line);
		} else if (*pattern == '_') {
			if (!part_word(&line, &word))
				return false;
		} else if (*pattern == '#') {
			h->is_number = true;
			if (!take_number(&line, &h->number))
				return false;
		} else if (*pattern == '@') {
			if (!take_text(&line, pattern[1], &h->text))
				return false;
		} else {
			if (!line.n || *line.v != *pattern)
				return false;
			line.v++;
			line.n--;
		}
	}
	h->rest = line;
	return true;
}

/* The word that follows a number: "1.5 ms", "1.5ms". */
static const char *unit_after(struct import *in, const struct hit *h)
{
	struct part rest = h->rest, word;

	return part_word(&rest, &word) ? part_text(in->scratch, word) : NULL;
}

static void add_picked(struct import *in, const struct line_picks *format, struct picked *p,
	const struct pick *row, const struct hit *h)
{
	if (row->kind == PICK_BEGIN)
		picked_add(in, p, format->name);
	else if (h->is_number)
		picked_number(in, p, row, h->number, row->unit ? NULL : unit_after(in, h));
	else
		picked_text(in, p, row, part_text(in->scratch, h->text));
}

void line_picks_read(struct import *in, const struct line_picks *format)
{
	struct picked p = { 0 };
	struct lines lines;
	struct part line;

	lines_open(&lines, in);
	while (lines_next(&lines, &line)) {
		bool some = false;
		struct hit h;

		for (const struct pick *row = format->rows; row->at; row++) {
			if (!matches(row->at, line, &h))
				continue;
			some = true;
			add_picked(in, format, &p, row, &h);
		}
		if (some || !format->titled || !line.n || *line.v == ' ' || *line.v == '\t')
			continue;
		picked_add(in, &p, format->name);
		p.name = part_text(in->scratch, part_trim(line));
	}
	picked_add(in, &p, format->name);
}
