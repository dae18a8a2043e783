#include "report/format/annotations.h"

#include "base/text.h"
#include "report/phrase.h"
#include "report/report.h"

enum { LONGEST_NAME = 120 };

static enum annotation_level level_of(const struct row *r)
{
	if (r->consequence == CONSEQUENCE_FAIL)
		return ANNOTATION_ERROR;
	if (r->consequence == CONSEQUENCE_WARN || r->verdict == VERDICT_UNCONFIRMED)
		return ANNOTATION_WARNING;
	return r->verdict == VERDICT_IMPROVEMENT || r->verdict == VERDICT_ACCEPTED
		? ANNOTATION_NOTICE
		: ANNOTATION_LEVELS;
}

static void add_row(struct annotations *out, const struct wording *w, const struct row *r)
{
	const char *change = phrase_change(w, r), *message = fact_sentence(w, r), *title;

	if ((!phrase_is_change(r) && !row_is_suspicion(r)) || r->verdict == VERDICT_ERROR ||
		row_is_shape(r))
		change = "";
	title = arena_printf(w->mem, "%s: %s", phrase_name(w, r),
		text_also(w->mem, phrase_verdict(r), " ", change));
	for (const struct fact *f = fact_advice; f->label; f++) {
		const char *said = f->say(w, r);

		if (said)
			message = arena_printf(w->mem, "%s\n%s: %s", message, f->label, said);
	}
	*ARENA_PUSH(w->mem, out) = (struct annotation){ level_of(r), title, message, r };
}

/* First, and in one annotation, so that rows cannot crowd it out. */
static void add_rules(struct annotations *out, const struct wording *w)
{
	const struct comparison *c = w->c;
	const char *why = phrase_loosening(w), *text = "";

	for (size_t i = 0; i < c->rule_changes.n; i++)
		text = text_also(w->mem, text, "\n", c->rule_changes.v[i]);
	text = text_also(w->mem, text, "\n", why);
	if (c->rule_changes.n)
		*ARENA_PUSH(w->mem,
			out) = (struct annotation){ why ? ANNOTATION_ERROR : ANNOTATION_WARNING,
			phrase_rule_changes(w), text, NULL };
}

static void add_level(struct annotations *out, const struct wording *w, enum annotation_level level,
	size_t each)
{
	const struct comparison *c = w->c;
	const enum annotation_level of_rules = c->loosening_fails ? ANNOTATION_ERROR
								  : ANNOTATION_WARNING;
	size_t all = 0, shown = 0, last,
	       room = each - (c->rule_changes.n && level == of_rules ? 1U : 0U);

	for (size_t i = 0; i < c->n; i++)
		all += level_of(&c->v[i]) == level;
	last = all > room ? room - 1 : all;
	for (size_t i = 0; i < c->n && shown < last; i++) {
		if (level_of(&c->v[i]) != level)
			continue;
		add_row(out, w, &c->v[i]);
		shown++;
	}
	if (shown < all)
		*ARENA_PUSH(w->mem, out) = (struct annotation){ level, report_headline(w->mem, c),
			arena_printf(w->mem,
				"… and %zu more; "
				"see the text report above, or --report markdown=FILE",
				all - shown),
			NULL };
}

void annotations_of(struct annotations *out, struct arena *mem, const struct comparison *c,
	size_t each)
{
	const struct wording w = { .mem = mem, .c = c, .longest = LONGEST_NAME };

	add_rules(out, &w);
	for (enum annotation_level level = ANNOTATION_ERROR; level < ANNOTATION_LEVELS; level++)
		add_level(out, &w, level, each);
	if ((c->exit != EXIT_PASS && c->failing == 0 && !phrase_loosening(&w)) || c->partial ||
		c->fault)
		*ARENA_PUSH(mem, out) = (struct annotation){ ANNOTATION_ERROR, "benchctl",
			c->fault ? c->fault : report_headline(mem, c), NULL };
}
