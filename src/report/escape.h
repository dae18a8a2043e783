/* Foreign text on its way into each kind of output: whatever it holds, it stays text. Every
 * function leaves plain words as they are, makes control characters, bidirectional overrides,
 * invalid UTF-8 and what a CI system would obey visible (text.h), and allocates from mem. A newline
 * is kept as the output's own line break. */
#ifndef BENCHCTL_ESCAPE_H
#define BENCHCTL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* One line: a newline becomes visible too. Idempotent. */
char *escape_line(struct arena *mem, const char *s);

/* At most max code points, the middle left out; max 0: whole. */
char *escape_shorten(struct arena *mem, const char *s, size_t max);

/* For a terminal and its log: besides, without unicode everything is ASCII, and the line may be
 * broken between words without becoming a command to a CI system that reads the log. */
char *escape_terminal(struct arena *mem, const char *s, bool unicode);

/* Running text of GitHub's Markdown, also inside a table: no markup, no link, no mention. */
char *escape_markdown(struct arena *mem, const char *s);
/* The same as code. */
char *escape_markdown_code(struct arena *mem, const char *s);

/* Several lines of plain text, or of XML 1.0: '<' and its like are the writer's to escape. */
char *escape_lines(struct arena *mem, const char *s);

/* The message of a workflow command, and a property of one. */
char *escape_github(struct arena *mem, const char *s);
char *escape_github_property(struct arena *mem, const char *s);

#endif
