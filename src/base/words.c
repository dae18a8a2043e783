#include "base/words.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sort.h"
#include "base/text.h"

void words_push(struct arena *mem, struct words *w, const char *word)
{
	*ARENA_PUSH(mem, w) = word;
	*ARENA_PUSH(mem, w) = NULL;
	w->n--;
}

void words_printf(struct arena *mem, struct words *w, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	words_push(mem, w, arena_vprintf(mem, fmt, args));
	va_end(args);
}

void words_add(struct arena *mem, struct words *w, const char *const *list)
{
	for (; list && *list; list++)
		words_push(mem, w, *list);
}

void words_add_text(struct arena *mem, struct words *w, const char *text)
{
	for (size_t n; text && *(text += strspn(text, " ")); text += n) {
		n = strcspn(text, " ");
		words_push(mem, w, arena_copy(mem, text, n));
	}
}

void words_set(struct arena *mem, struct words *w, const char *pair)
{
	size_t n = strcspn(pair, "=") + 1;

	for (size_t i = 0; i < w->n; i++) {
		if (strncmp(w->v[i], pair, n) == 0) {
			w->v[i] = pair;
			return;
		}
	}
	words_push(mem, w, pair);
}

const char *words_value(const struct words *w, const char *key, size_t n)
{
	for (size_t i = 0; i < w->n; i++)
		if (strncmp(w->v[i], key, n) == 0 && w->v[i][n] == '=')
			return w->v[i] + n + 1;
	return NULL;
}

struct words words_of_shell(struct arena *mem, const char *shell, const char *line)
{
	struct words w = { 0 };

	words_add(mem, &w, (const char *const[]){ shell, "-c", line, NULL });
	return w;
}

void words_sort(struct words *w)
{
	SORT_LIST(w, sort_by_text);
}

void words_sort_once(struct words *w)
{
	size_t kept = 0;

	words_sort(w);
	for (size_t i = 0; i < w->n; i++)
		if (i == 0 || strcmp(w->v[kept - 1], w->v[i]) != 0)
			w->v[kept++] = w->v[i];
	if (w->n)
		w->v[kept] = NULL;
	w->n = kept;
}

bool words_has(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->v[i], word) == 0)
			return true;
	return false;
}

bool words_match(const struct words *patterns, const char *s)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (text_glob(patterns->v[i], s))
			return true;
	return false;
}

bool words_select(const struct words *only, const struct words *but, const char *s)
{
	return (!only || only->n == 0 || words_match(only, s)) && !(but && words_match(but, s));
}

const char *words_list(struct arena *mem, const struct words *w)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);

	for (size_t i = 0; i < w->n; i++)
		fprintf(m.f, "%s%s", i ? ", " : "", w->v[i]);
	return memory_file_copy(mem, &m);
}

static bool is_assignment(const char *word)
{
	const char *eq = strchr(word, '=');

	if (!eq || eq == word || isdigit((unsigned char)*word))
		return false;
	for (; word < eq; word++)
		if (!isalnum((unsigned char)*word) && *word != '_')
			return false;
	return true;
}

/* Unquoted characters that have a meaning for a shell. '~' and '#' have it only at a word's
 * start, braces and '!' rarely, but a shell treats them all correctly. */
static bool is_special(char c, bool starts_word)
{
	return strchr("|&;<>()$`*?[]{}!\n", c) || (starts_word && (c == '~' || c == '#'));
}

/* Words that only a shell understands, and that are not programs. */
static bool is_builtin(const char *word)
{
	static const char *const names[] = { ".", ":", "cd", "eval", "exec", "exit", "export",
		"read", "set", "times", "trap", "ulimit", "umask", "unset", "wait", NULL };

	return text_choice(names, word) >= 0;
}

/* A backslash at the end of a line joins it with the next one. */
static bool joins_lines(const char *s)
{
	return s[0] == '\\' && s[1] == '\n';
}

static const char *skip_blanks(const char *s)
{
	while (*s == ' ' || *s == '\t' || joins_lines(s))
		s += *s == '\\' ? 2 : 1;
	return s;
}

/* Copies one word from *line to *to and moves both behind it. Returns 0; 1: it needs a shell; -1:
 * an open quote. */
static int take_word(char **to, const char **line)
{
	const char *s = *line;
	char *out = *to;
	bool start = true;
	char quote = 0;

	for (; *s && (quote || !strchr(" \t\n", *s)); s++, start = false) {
		if (quote == '\'' ? *s == '\'' : quote && *s == '"') {
			quote = 0;
		} else if (!quote && (*s == '\'' || *s == '"')) {
			quote = *s;
		} else if (joins_lines(s) && quote != '\'') {
			s++;
		} else if (*s == '\\' && quote != '\'') {
			if (!s[1])
				return -1;
			if (quote && !strchr("\"\\$`", s[1]))
				*out++ = '\\';
			*out++ = *++s;
		} else if ((quote == '"' && (*s == '$' || *s == '`')) ||
			(!quote && is_special(*s, start))) {
			return 1;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
	*to = out + 1;
	*line = s;
	return quote ? -1 : 0;
}

int words_split(struct words *out, bool *shell, struct arena *mem, const char *line,
	struct error *err)
{
	struct words w = { .scalar = true };
	/* Words are at most as long as the line. */
	char *to = arena_alloc(mem, strlen(line) + 1);

	*shell = false;
	for (const char *s = skip_blanks(line); s[strspn(s, " \t\n")]; s = skip_blanks(s)) {
		const char *word = to;

		*shell = *s == '\n';
		switch (*shell ? 1 : take_word(&to, &s)) {
		case -1: return error_set(err, "unfinished quote or escape in '%s'", line);
		case 1: *shell = true; return 0;
		default: words_push(mem, &w, word);
		}
	}
	if (w.n && (is_assignment(w.v[0]) || is_builtin(w.v[0])))
		*shell = true;
	else
		*out = w;
	return 0;
}

static bool is_plain(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	return *s && s[strspn(s, plain)] == '\0';
}

char *words_quote(struct arena *mem, const char *const *v, size_t n)
{
	size_t size = 1;
	char *line, *p;

	for (size_t i = 0; i < n; i++)
		size += 4 * strlen(v[i]) + 3;
	p = line = arena_alloc(mem, size);
	for (size_t i = 0; i < n; i++) {
		if (i)
			*p++ = ' ';
		if (is_plain(v[i]) && !(i == 0 && is_assignment(v[i]))) {
			p = stpcpy(p, v[i]);
			continue;
		}
		*p++ = '\'';
		for (const char *s = v[i]; *s; s++)
			p = *s == '\'' ? stpcpy(p, "'\\''") : (*p = *s, p + 1);
		*p++ = '\'';
	}
	return line;
}

char *words_quote_one(struct arena *mem, const char *word)
{
	return words_quote(mem, &word, 1);
}
