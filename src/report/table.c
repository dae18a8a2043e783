#include "report/table.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char blanks[] = "                                ";
enum { WIDEST = sizeof blanks - 1 };

struct widths {
	size_t of[TABLE_COLUMNS_MAX];
};

size_t table_widest(size_t width, const char *s)
{
	size_t n = utf8_width(s);

	return n > width ? n : width;
}

void table_pad(FILE *out, size_t width, size_t used)
{
	for (size_t n; used < width; used += n) {
		n = width - used < WIDEST ? width - used : WIDEST;
		fwrite(blanks, 1, n, out);
	}
}

struct table_row *table_add(struct table *t, const char *const *cells)
{
	struct table_row *r = ARENA_PUSH(t->mem, t);

	*r = (struct table_row){ .cells = arena_dup(t->mem, cells, t->width, sizeof *cells) };
	return r;
}

void table_add_line(struct table *t, const char *line)
{
	*ARENA_PUSH(t->mem, t) = (struct table_row){ .line = line };
}

static bool is_right(const struct table *t, size_t column)
{
	return *t->columns[column] == '>';
}

static struct widths measure(const struct table *t, size_t columns)
{
	struct widths w = { .of = { 0 } };
	size_t total = t->indent;

	for (size_t k = 0; k < t->width; k++) {
		for (size_t i = 0; i < t->n; i++) {
			const char *cell = t->v[i].line ? NULL : t->v[i].cells[k];
			size_t n = cell ? utf8_width(cell) : 0;

			if (n > w.of[k] && (k || !t->longest || n <= t->longest))
				w.of[k] = n;
		}
		if (w.of[k])
			w.of[k] = table_widest(w.of[k], t->columns[k] + is_right(t, k));
		total += w.of[k] + (k && w.of[k] ? TABLE_GAP : 0);
	}
	if (columns && total > columns)
		w.of[0] = 0;
	return w;
}

static void put(struct bytes *text, struct arena *mem, const char *s)
{
	arena_append(mem, text, s, strlen(s));
}

static void put_blanks(struct bytes *text, struct arena *mem, size_t n)
{
	for (; n > WIDEST; n -= WIDEST)
		arena_append(mem, text, blanks, WIDEST);
	arena_append(mem, text, blanks, n);
}

/* Blanks are put before the cell that needs them, and none at the end of a line. */
static void put_cells(struct bytes *text, const struct table *t, const struct widths *w,
	const char *const *cells, const char *tail)
{
	size_t owed = t->indent, after = 0; /* the last cell */

	for (size_t k = 0; k < t->width; k++) {
		const char *cell = cells[k] ? cells[k] : "";
		size_t n = utf8_width(cell), room = w->of[k] > n ? w->of[k] - n : 0;

		if (k && w->of[k] == 0)
			continue;
		owed += k ? TABLE_GAP : 0;
		if (*cell) {
			put_blanks(text, t->mem, owed + (is_right(t, k) ? room : 0));
			put(text, t->mem, cell);
			owed = after = is_right(t, k) ? 0 : room;
		} else {
			owed += room;
		}
		if (k == 0 && n > w->of[0] && (tail || cells[1])) {
			put(text, t->mem, "\n");
			owed = after = t->indent + w->of[0];
		}
	}
	if (tail) {
		put_blanks(text, t->mem, after + TABLE_GAP);
		put(text, t->mem, tail);
	}
	put(text, t->mem, "\n");
}

static void flush(FILE *out, struct bytes *text)
{
	if (text->n)
		fwrite(text->v, 1, text->n, out);
	text->n = 0;
}

void table_print(FILE *out, const struct table *t, size_t columns)
{
	enum { SOME = 8192 }; /* bytes: fewer calls of a stream that has no buffer */
	const struct widths w = measure(t, columns);
	const char *headings[TABLE_COLUMNS_MAX] = { 0 };
	struct bytes text = { 0 };
	bool any = false;

	for (size_t k = 0; k < t->width; k++) {
		headings[k] = t->columns[k] + is_right(t, k);
		any = any || ((k == 0 || w.of[k]) && *headings[k]);
	}
	if (any)
		put_cells(&text, t, &w, headings, NULL);
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].line)
			put(&text, t->mem, t->v[i].line);
		else
			put_cells(&text, t, &w, t->v[i].cells, t->v[i].tail);
		if (text.n >= SOME)
			flush(out, &text);
	}
	flush(out, &text);
}
