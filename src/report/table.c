#include "report/table.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"

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
	static const char blanks[] = "                                ";

	for (size_t n; used < width; used += n) {
		n = width - used < sizeof blanks - 1 ? width - used : sizeof blanks - 1;
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

			if (cell && (k || !t->longest || utf8_width(cell) <= t->longest))
				w.of[k] = table_widest(w.of[k], cell);
		}
		if (w.of[k])
			w.of[k] = table_widest(w.of[k], t->columns[k] + is_right(t, k));
		total += w.of[k] + (k && w.of[k] ? TABLE_GAP : 0);
	}
	if (columns && total > columns)
		w.of[0] = 0;
	return w;
}

/* Blanks are printed before the cell that needs them, and none at the end of a line. */
static void print_cells(FILE *out, const struct table *t, const struct widths *w,
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
			table_pad(out, owed + (is_right(t, k) ? room : 0), 0);
			fputs(cell, out);
			owed = after = is_right(t, k) ? 0 : room;
		} else {
			owed += room;
		}
		if (k == 0 && n > w->of[0] && (tail || cells[1])) {
			fputc('\n', out);
			owed = after = t->indent + w->of[0];
		}
	}
	if (tail) {
		table_pad(out, after + TABLE_GAP, 0);
		fputs(tail, out);
	}
	fputc('\n', out);
}

void table_print(FILE *out, const struct table *t, size_t columns)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m); /* for speed alone */
	const struct widths w = measure(t, columns);
	const char *headings[TABLE_COLUMNS_MAX] = { 0 };
	bool any = false;

	for (size_t k = 0; k < t->width; k++) {
		headings[k] = t->columns[k] + is_right(t, k);
		any = any || ((k == 0 || w.of[k]) && *headings[k]);
	}
	if (any)
		print_cells(m.f, t, &w, headings, NULL);
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].line)
			fputs(t->v[i].line, m.f);
		else
			print_cells(m.f, t, &w, t->v[i].cells, t->v[i].tail);
	}
	memory_file_end(&m);
	fwrite(m.data, 1, m.n, out);
}
