/* Escapes foreign text for each kind of output, so that it stays text. Every function leaves
 * plain words unchanged, makes visible what could do harm (control characters, bidirectional
 * overrides, invalid UTF-8, commands of CI systems; text.h), and allocates from mem. A newline
 * becomes the output's line break. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* One line: a newline becomes visible too. Idempotent. */
char *escape_line(struct arena *mem, const char *s);

/* At most max code points, without the middle; max 0: all. */
char *escape_shorten(struct arena *mem, const char *s, size_t max);

/* For a terminal and its log: also, without unicode everything is ASCII, and no word can become a
 * command of a CI system after a line break. */
char *escape_terminal(struct arena *mem, const char *s, bool unicode);

/* Running text in GitHub's Markdown, also inside a table: no markup, no link, no mention. */
char *escape_markdown(struct arena *mem, const char *s);
/* The same as code. */
char *escape_markdown_code(struct arena *mem, const char *s);

/* Several lines of plain text, or of XML 1.0; the XML writer escapes '<' and the like. */
char *escape_lines(struct arena *mem, const char *s);

/* HTML: an element's text, or an attribute's value in quotes. Newlines stay newlines. */
char *escape_html(struct arena *mem, const char *s);

/* The message of a workflow command, and a property of one. */
char *escape_github(struct arena *mem, const char *s);
char *escape_github_property(struct arena *mem, const char *s);
