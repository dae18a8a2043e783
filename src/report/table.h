/* Tables for a terminal: every column is as wide as its widest cell. */
#pragma once

#include <stddef.h>
#include <stdio.h>

enum { TABLE_COLUMNS_MAX = 9, TABLE_GAP = 2 /* between columns */ };

/* Texts can be printed as they are. */
struct table_row {
	const char **cells; /* NULL: empty; a column without cells takes no room */
	const char *tail;   /* after the last cell, as long as it likes; or NULL */
	const char *line;   /* whole lines, with newlines, that replace the cells; or NULL */
};

struct table {
	struct arena *mem;
	const char *const
		*columns; /* headings, or ""; cells below ">HEADING" end below each other */
	size_t width;     /* number of columns */
	size_t indent;    /* blanks before each row */
	size_t longest;   /* a longer first cell has its own line; 0: none has */
	struct table_row *v;
	size_t n, cap;
};

#define TABLE(arena, blanks, ...)                                                                  \
	{                                                                                          \
		.mem = (arena), .indent = (blanks),                                                \
		.columns = (const char *const[]){ __VA_ARGS__ },                                   \
		.width = ARRAY_SIZE(((const char *const[]){ __VA_ARGS__ }))                        \
	}

/* A new row with these cells. */
#define TABLE_ADD(t, ...) table_add((t), (const char *const[TABLE_COLUMNS_MAX]){ __VA_ARGS__ })
struct table_row *table_add(struct table *t, const char *const *cells);
void table_add_line(struct table *t, const char *line);

/* columns: of the terminal; where the table is wider, all first cells have their own lines. 0:
 * lines may be as long as they like. */
void table_print(FILE *out, const struct table *t, size_t columns);

/* The pieces, for tables with their own layout. */
size_t table_widest(size_t width, const char *s); /* the larger of width and that of s */
void table_pad(FILE *out, size_t width, size_t used);
