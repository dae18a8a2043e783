/* Command lines: splits them like a shell, and quotes words for a shell. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

struct words {
	const char **v; /* v[n] is NULL, so v can be an argument vector */
	size_t n, cap;
	bool scalar; /* given as one string, not as a list */
};

void words_push(struct arena *mem, struct words *w, const char *word);
__attribute__((format(printf, 3, 4))) void words_printf(struct arena *mem, struct words *w,
	const char *fmt, ...);
/* Pushes each word of a list that ends with NULL, such as words.v; NULL: none. */
void words_add(struct arena *mem, struct words *w, const char *const *list);

/* The same of a text with spaces between its words. */
void words_add_text(struct arena *mem, struct words *w, const char *text);

/* Adds "KEY=VALUE", or replaces what the key has. */
void words_set(struct arena *mem, struct words *w, const char *pair);
/* The value of the pair whose key is the n bytes at key, or NULL. */
const char *words_value(const struct words *w, const char *key, size_t n);
/* SHELL -c LINE */
struct words words_of_shell(struct arena *mem, const char *shell, const char *line);
/* By bytes. */
void words_sort(struct words *w);
void words_sort_once(struct words *w); /* each once */

bool words_has(const struct words *w, const char *word);

bool words_match(const struct words *patterns, const char *s);
/* Whether s matches a pattern of `only` (NULL or empty: any text) and none of `but` (or NULL). */
bool words_select(const struct words *only, const struct words *but, const char *s);

/* "a, b, c" */
const char *words_list(struct arena *mem, const struct words *w);

/* Splits by blanks, quotes and backslashes. Sets *shell and leaves *out untouched if the line
 * needs a shell: operators, expansions, assignments, comments. An open quote is an error. */
int words_split(struct words *out, bool *shell, struct arena *mem, const char *line,
	struct error *err);

/* One line that a POSIX shell splits into the same words. */
char *words_quote(struct arena *mem, const char *const *v, size_t n);
char *words_quote_one(struct arena *mem, const char *word);
