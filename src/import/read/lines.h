/* Lines, words and numbers of a text. Each is a part of the input, not a copy. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;
struct field;
struct importer;

struct part { /* not NUL-terminated */
	const char *v;
	size_t n;
};

struct lines {
	const char *at, *end;
	size_t n; /* number of the current line, from 1 */
	/* Of an input: */
	struct import *in;
	void *state; /* of importer->line */
};

void lines_begin(struct lines *l, const char *text, size_t n);
/* The same for the whole input. */
void lines_open(struct lines *l, struct import *in);
void lines_import(struct import *in, const struct importer *format);
/* The next line without its end (LF or CRLF); false: there is none. */
bool lines_next(struct lines *l, struct part *line);
void lines_object(const struct lines *l, struct part line, const struct field *fields, void *dst,
	struct arena *mem);

static inline bool part_is(struct part p, const char *text)
{
	return strlen(text) == p.n && memcmp(p.v, text, p.n) == 0;
}
/* Whether it is one of the texts of a list that ends with NULL. */
bool part_is_one_of(struct part p, const char *const *list);
static inline bool part_starts(struct part p, const char *prefix)
{
	return p.n >= strlen(prefix) && memcmp(p.v, prefix, strlen(prefix)) == 0;
}
/* The rest after the prefix; false: it does not begin so. */
bool part_behind(struct part p, const char *prefix, struct part *rest);
/* The rest after the first occurrence of mark; false: there is none. */
bool part_after(struct part p, const char *mark, struct part *rest);
/* The same, and what is before the mark. */
bool part_split(struct part p, const char *mark, struct part *before, struct part *rest);
struct part part_trim(struct part p); /* blanks on both sides */
/* Takes the next blank-separated word off the front of rest; false: none is left. */
bool part_word(struct part *rest, struct part *word);
/* Takes the next cell up to the separator, which may be empty; false: none is left. */
bool part_cell(struct part *rest, char separator, struct part *cell);
char *part_text(struct arena *mem, struct part p);
/* For "%.*s" in messages: limits the length. */
#define PART_SHOWN(p) (int)((p).n < 80 ? (p).n : 80), (p).v

/* A complete finite decimal number, such as -1.5e3; neither hexadecimal nor "inf". */
bool part_number(struct part p, double *v);
bool part_is_number(struct part p); /* the same, of any size */
/* A number and what follows it: "44.05ms". */
bool part_quantity(struct part p, double *v, struct part *unit);
/* A time, in s: "44.05ms", "755.275 ns". False: there is none, and rest is unchanged. */
bool part_time(struct part *rest, double *v);
/* Digits only; more than 2^64 - 1 counts as that. */
bool part_count(struct part p, size_t *v);
