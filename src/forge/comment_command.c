#include "forge/event.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#define COMMAND "/benchctl accept"
enum { LINE_BYTES_MAX = 1000 };
static const char blanks[] = " \t";

/* Takes a word, which may be in quotes; "" at the end. */
static const char *take_word(struct arena *mem, const char **at)
{
	const char *p = *at + strspn(*at, blanks), *end;
	bool quoted = (*p == '"' || *p == '\'') && strchr(p + 1, *p);

	end = quoted ? strchr(p + 1, *p) : p + strcspn(p, blanks);
	*at = end + quoted;
	return arena_copy(mem, p + quoted, (size_t)(end - p) - quoted);
}

/* The rest of the line, without the quotes around it. */
static const char *take_rest(struct arena *mem, const char **at)
{
	const char *p = *at + strspn(*at, blanks);
	size_t n = strlen(p);

	*at = p + n;
	while (n && strchr(blanks, p[n - 1]))
		n--;
	if (n > 1 && (*p == '"' || *p == '\'') && p[n - 1] == *p)
		return arena_copy(mem, p + 1, n - 2);
	return arena_copy(mem, p, n);
}

/* Telephones turn two hyphens into a dash. */
static const char *option_name(const char *word)
{
	return text_starts(word, "--") ? word + 2 : text_starts(word, "—") ? word + 3 : NULL;
}

static int read_options(struct comment_command *out, struct arena *mem, const char *at,
	struct error *err)
{
	const struct {
		const char *name;
		const char **value;
	} options[] = { { "max", &out->max }, { "metric", &out->metric },
		{ "expires", &out->expires } };

	while (*(at += strspn(at, blanks))) {
		const char *before = at, *word = take_word(mem, &at), *name = option_name(word);
		size_t i = 0, n = name ? strcspn(name, "=") : 0;

		if (!name || (n == 6 && strncmp(name, "reason", n) == 0)) {
			at = name && name[n] ? before + (name - word) + n + 1 : name ? at : before;
			out->reason = take_rest(mem, &at);
			continue;
		}
		while (i < ARRAY_SIZE(options) &&
			(strlen(options[i].name) != n || strncmp(options[i].name, name, n) != 0))
			i++;
		if (i == ARRAY_SIZE(options))
			return error_exit(err, EXIT_USAGE,
				"the comment has the unknown option '%s'; the known ones are "
				"--max, --metric, --expires and --reason",
				word);
		*options[i].value = name[n] ? name + n + 1 : take_word(mem, &at);
	}
	return 0;
}

int comment_command_read(struct comment_command *out, struct arena *mem, const char *comment,
	struct error *err)
{
	const char *begin = comment ? comment + strspn(comment, "\r\n\t ") : "", *line, *at;
	size_t n = strcspn(begin, "\r\n");

	*out = (struct comment_command){ 0 };
	line = at = arena_copy(mem, begin, n);
	if (!text_starts(line, COMMAND) || !strchr(" \t", line[strlen(COMMAND)]))
		return error_exit(err, EXIT_USAGE, "the comment does not begin with %s", COMMAND);
	if (n > LINE_BYTES_MAX)
		return error_exit(err, EXIT_USAGE, "the comment's line has more than %d bytes",
			LINE_BYTES_MAX);
	at += strlen(COMMAND);
	out->id = take_word(mem, &at);
	if (!*out->id || option_name(out->id))
		return error_exit(err, EXIT_USAGE,
			"the comment names no benchmark: %s ID --max +12%% reason", COMMAND);
	if (read_options(out, mem, at, err) < 0)
		return -1;
	if (!out->max || !*out->max || !out->reason || !*out->reason)
		return error_exit(err, EXIT_USAGE,
			"the comment needs a limit and a reason: %s ID --max +12%% reason",
			COMMAND);
	return 0;
}
