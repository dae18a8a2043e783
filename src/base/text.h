/* Checks and conversions of text from outside. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <stdint.h>
#include <stdio.h>

struct arena;

/* Puts the arguments behind fmt, the last parameter before `...`, into the array text. */
#define TEXT_FORMAT(text, fmt)                                                                     \
	do {                                                                                       \
		va_list rest_;                                                                     \
		va_start(rest_, fmt);                                                              \
		vsnprintf(text, sizeof(text), fmt, rest_);                                         \
		va_end(rest_);                                                                     \
	} while (0)

/* The ending of a noun behind a number: "%zu benchmark%s", n, text_s(n). */
static inline const char *text_s(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* NULL equals only NULL. In look-ups most texts differ in the first character. */
static inline bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && *a == *b && strcmp(a, b) == 0);
}
bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);

/* The index of the word in a list that ends with NULL; -1: it is not there. */
int text_choice(const char *const *list, const char *word);
/* Whether s has one of the texts, in a list that ends with NULL, somewhere. */
bool text_has_one(const char *s, const char *const *list);
/* The first of the n elements at v whose member is the word, or NULL. */
#define TEXT_FIND(v, n, member, word)                                                              \
	__extension__({                                                                            \
		size_t found_ = text_index((v), (n), sizeof *(v),                                  \
			offsetof(__typeof__(*(v)), member), (word));                               \
		found_ < (n) ? &(v)[found_] : NULL;                                                \
	})
/* Its index, or n; size: of an element; offset: of the member in it. */
size_t text_index(const void *v, size_t n, size_t size, size_t offset, const char *word);

/* Decodes one code point of strict UTF-8 (no surrogates, no overlong forms). Returns its length
 * in bytes, 0 if s is not UTF-8 or n is 0. */
size_t utf8_next(const char *s, size_t n, uint32_t *cp);
size_t utf8_encode(char out[4], uint32_t cp); /* bytes written; cp must be a scalar value */
bool utf8_valid(const char *s, size_t n);
size_t utf8_width(const char *s); /* terminal columns, one per code point */

/* Characters that must never reach a terminal, a log or a report unescaped: C0 and C1 controls,
 * bidirectional overrides, line separators, invisible characters, invalid bytes. */
bool text_harmless(uint32_t cp);
/* Writes s with every harmful character as an escape (\n, \x1b, \u202e). */
void text_print_safe(FILE *out, const char *s);

/* The length of a mark at the beginning of s that a CI runner obeys anywhere in a line: "##[",
 * "##vso[" and the like; 0: none. */
size_t text_mark(const char *s);
/* Escapes a whole line so that no runner takes it for a command: neither a mark nor "::" after
 * blanks remains. What follows its n bytes is neither a letter nor '#'. */
void text_print_line(FILE *out, const char *line, size_t n);

/* Whether one of the words in the n bytes, between separators, is that word, in any case. */
bool text_lists(const char *list, size_t n, const char *separators, const char *word);

/* A shell-style pattern (fnmatch without flags: '*' also matches '/'). */
bool text_glob(const char *pattern, const char *s);

/* The candidate nearest to word by edits. */
struct nearest {
	const char *word, *best; /* best: NULL if none is near enough */
	size_t distance;
};
struct nearest nearest_begin(const char *word);
void nearest_offer(struct nearest *n, const char *candidate);
/* The end of a sentence: "; did you mean 'WORD'?", or "" if no candidate is near enough. */
const char *nearest_hint(const struct nearest *n, struct arena *mem);

/* Replaces every `from` in s by `to`. Returns s. */
char *text_replace(char *s, char from, char to);
/* The list, the separator and the text; only one of them where the other is NULL or "". */
const char *text_also(struct arena *mem, const char *list, const char *separator, const char *text);
/* Removes the character from s itself. */
char *text_drop(char *s, char c);

/* Lower-case words joined by '-', only [a-z0-9._-]; for file names. */
char *text_slug(struct arena *mem, const char *s);

/* Every byte as %XX but those that stay. */
char *text_percent(struct arena *mem, const char *s, bool (*stays)(unsigned char c));

/* Base64 of RFC 4648 with its padding; out has room for the text and a NUL. */
#define TEXT_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1)
void text_base64(char *out, const uint8_t *bytes, size_t n);
