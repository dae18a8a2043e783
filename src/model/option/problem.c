#include "model/option/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/option/option.h"

static bool is_known(const struct problems *p, unsigned line, unsigned column, const char *text)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].line == line && p->v[i].column == column &&
			strcmp(p->v[i].text, text) == 0 && text_equal(p->v[i].file, p->file))
			return true;
	return false;
}

void problem_add_v(struct problems *p, unsigned line, unsigned column, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof text, fmt, ap);
	if (is_known(p, line, column, text))
		return;
	if (p->n == PROBLEMS_MAX) {
		p->more++;
		return;
	}
	*ARENA_PUSH(p->mem, p) = (struct problem){ p->file, line, column,
		arena_string(p->mem, text) };
}

void problem_add(struct problems *p, unsigned line, unsigned column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	problem_add_v(p, line, column, fmt, ap);
	va_end(ap);
}

void problem_at(struct problems *p, const struct item *at, const char *fmt, ...)
{
	const bool placed = at && at->line;
	const char *file = p->file;
	va_list ap;

	if (placed && at->file)
		p->file = at->file;
	va_start(ap, fmt);
	problem_add_v(p, placed ? at->line : 1, placed ? at->column : 1, fmt, ap);
	va_end(ap);
	p->file = file;
}

static int by_place(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	int order = strcmp(x->file ? x->file : "", y->file ? y->file : "");

	order = order ? order : SORT_ORDER(x->line, y->line);
	order = order ? order : SORT_ORDER(x->column, y->column);
	return order ? order : strcmp(x->text, y->text);
}

void problem_sort(struct problems *p, size_t from)
{
	if (p->n > from)
		qsort(p->v + from, p->n - from, sizeof *p->v, by_place);
}

bool problem_among(const struct problems *p, unsigned from, unsigned to, const char *beginning)
{
	for (size_t i = 0; i < p->n; i++)
		if (text_equal(p->v[i].file, p->file) && p->v[i].line >= from &&
			p->v[i].line < to && text_starts(p->v[i].text, beginning))
			return true;
	return false;
}
