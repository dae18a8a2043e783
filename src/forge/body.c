#include "forge/body.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "forge/forge.h"
#include "judge/compare.h"
#include "report/report.h"

enum { CONTEXT_MAX = 100, MARKER_ROOM = 200, STORY_SHARE = 3, HEADLINE_MAX = 2000 };

const char *body_context_fault(const char *context)
{
	size_t n = strlen(context);

	if (n == 0 || n > CONTEXT_MAX)
		return "needs 1 to 100 characters";
	for (const char *p = context; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(" ._/-", *p))
			return "may have letters, digits, blanks and ._/- only";
	return strstr(context, "--") ? "must not have --" : NULL;
}

bool body_marked(struct body_marker *m, const char *comment, const char *context)
{
	static const char begin[] = "<!-- benchctl post ", *const states[] = { " green ", " red " };
	size_t n = strlen(context);
	char *end;

	if (!comment || !text_starts(comment, begin) ||
		strncmp(comment += strlen(begin), context, n) != 0)
		return false;
	comment += n;
	for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
		const char *number = comment + strlen(states[i]);

		if (!text_starts(comment, states[i]) || !isdigit((unsigned char)*number))
			continue;
		m->red = i == 1;
		m->story = strtoul(number, &end, 10);
		return text_starts(end, " -->") && strchr("\r\n", end[4]);
	}
	return false;
}

/* Forges may change line ends and cut blanks at the end. */
static char *plain(struct arena *mem, const char *s)
{
	char *out = text_drop(arena_string(mem, s), '\r');
	size_t n = strlen(out);

	while (n && isspace((unsigned char)out[n - 1]))
		out[--n] = '\0';
	return out;
}

/* An invisible character before the slash of a line that would be a command. */
static char *disarm(struct arena *mem, const char *s)
{
	FREES_MEMORY_FILE struct memory_file m = MEMORY_FILE(m);
	bool begins = true;

	for (; *s; s++) {
		if (begins && *s == '/')
			fputs("\u200b", m.f);
		begins = *s == '\n' || (begins && (*s == ' ' || *s == '\t'));
		fputc(*s, m.f);
	}
	return memory_file_copy(mem, &m);
}

/* What the earlier comment said when it was red; its own story where it is green already. */
static const char *story_of(struct arena *mem, const struct body_options *o, size_t room)
{
	const char *earlier = o->earlier ? plain(mem, o->earlier) : "", *eol, *story;
	struct body_marker m;
	size_t n;

	if (!body_marked(&m, earlier, o->context) || !(eol = strchr(earlier, '\n')))
		return "";
	n = strlen(eol + 1);
	if (!m.red)
		return m.story <= n && m.story <= room ? eol + 1 + n - m.story : "";
	earlier = eol + 1;
	earlier += text_starts(earlier, "### ") ? 4 : 0;
	n = strcspn(earlier, "\n");
	if (n > HEADLINE_MAX)
		return "";
	story = arena_printf(mem, "<details><summary>Before: %.*s</summary>\n%s\n\n</details>",
		(int)n, earlier, earlier + n);
	if (strlen(story) > room)
		story = arena_printf(mem, "Before: %.*s", (int)n, earlier);
	return strlen(story) <= room ? story : "";
}

const char *body_make(struct arena *mem, const struct comparison *c, const struct body_options *o)
{
	bool red = !forge_passes(c);
	size_t max = o->max - MARKER_ROOM;
	const char *story = red ? "" : story_of(mem, o, max / STORY_SHARE), *link = "";
	char *report;

	if (o->link && strlen(o->link) < HEADLINE_MAX)
		link = arena_printf(mem, "\n\n[The run](<%s>)", o->link);
	max -= strlen(story) + strlen(link);
	/* A line has two characters at least, and may get a third. */
	report = plain(mem, report_markdown(mem, c, o->slash_commands ? max / 3 * 2 : max));
	if (o->slash_commands)
		report = disarm(mem, report);
	return arena_printf(mem, "<!-- benchctl post %s %s %zu -->\n%s%s%s%s", o->context,
		red ? "red" : "green", strlen(story), report, link, *story ? "\n\n" : "", story);
}
