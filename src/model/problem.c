#include "model/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

void problem_add_v(struct problems *p, unsigned line, unsigned column, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof text, fmt, ap);
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
