#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/rng.h"
#include "report/escape.h"
#include "report/fact.h"
#include "report/report.h"

/* GitHub shows at most ten annotations of a type per step, with 4,096 characters each. The
 * protocol's escapes do not count there, but this is undocumented. */
enum { EACH_MAX = 10, MESSAGE_MAX = 4000, LONGEST_NAME = 120 };

enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KIND_NONE };

static enum kind kind_of(const struct row *r)
{
	if (r->consequence == CONSEQUENCE_FAIL)
		return KIND_ERROR;
	if (r->consequence == CONSEQUENCE_WARN || r->verdict == VERDICT_UNCONFIRMED)
		return KIND_WARNING;
	return r->verdict == VERDICT_IMPROVEMENT || r->verdict == VERDICT_ACCEPTED ? KIND_NOTICE
										   : KIND_NONE;
}

/* Does not cut an escape in two. */
static size_t fitting(const char *s)
{
	size_t n = strlen(s);

	if (n <= MESSAGE_MAX)
		return n;
	n = MESSAGE_MAX;
	while (n > 0 && ((s[n] & 0xc0) == 0x80 || s[n - 1] == '%' || (n > 1 && s[n - 2] == '%')))
		n--;
	return n;
}

static void annotate(FILE *out, struct arena *mem, enum kind kind, const char *title,
	const char *message)
{
	static const char *const commands[] = { "error", "warning", "notice" };
	const char *data = escape_github(mem, message);

	fprintf(out, "::%s title=%s::%.*s\n", commands[kind], escape_github_property(mem, title),
		(int)fitting(data), data);
}

static void annotate_row(FILE *out, const struct wording *w, const struct row *r, enum kind kind)
{
	const char *change = phrase_change(w, r), *message = fact_sentence(w, r);
	const char *title;

	if ((!phrase_is_change(r) && !row_is_suspicion(r)) || r->verdict == VERDICT_ERROR)
		change = "";
	title = arena_printf(w->mem, "%s: %s%s%s", phrase_name(w, r), phrase_verdict(r),
		*change ? " " : "", change);
	for (const struct fact *f = fact_advice; f->label; f++) {
		const char *said = f->say(w, r);

		if (said)
			message = arena_printf(w->mem, "%s\n%s: %s", message, f->label, said);
	}
	annotate(out, w->mem, kind, title, message);
}

/* First, and in one annotation, so that rows cannot crowd it out. */
static void annotate_rules(FILE *out, const struct wording *w)
{
	const struct comparison *c = w->c;
	const char *why = phrase_loosening(w), *text = "";

	for (size_t i = 0; i < c->rule_changes.n; i++)
		text = arena_printf(w->mem, "%s%s%s", text, i ? "\n" : "", c->rule_changes.v[i]);
	if (why)
		text = arena_printf(w->mem, "%s\n%s", text, why);
	if (c->rule_changes.n)
		annotate(out, w->mem, why ? KIND_ERROR : KIND_WARNING, phrase_rule_changes(w),
			text);
}

static void annotate_kind(FILE *out, const struct wording *w, enum kind kind)
{
	const struct comparison *c = w->c;
	const enum kind of_rules = c->loosening_fails ? KIND_ERROR : KIND_WARNING;
	size_t all = 0, shown = 0, last,
	       room = EACH_MAX - (c->rule_changes.n && kind == of_rules ? 1U : 0U);

	for (size_t i = 0; i < c->n; i++)
		all += kind_of(&c->v[i]) == kind;
	last = all > room ? room - 1 : all;
	for (size_t i = 0; i < c->n && shown < last; i++) {
		if (kind_of(&c->v[i]) != kind)
			continue;
		annotate_row(out, w, &c->v[i], kind);
		shown++;
	}
	if (shown < all)
		annotate(out, w->mem, kind, report_headline(w->mem, c),
			arena_printf(w->mem,
				"… and %zu more; "
				"see the text report above, or --report markdown=FILE",
				all - shown));
}

static int render(FILE *out, const struct comparison *c, const struct report_style *style,
	struct error *err)
{
	FREES_ARENA struct arena mem = { 0 };
	const struct wording w = { .mem = &mem, .c = c, .longest = LONGEST_NAME };

	(void)style;
	(void)err;
	annotate_rules(out, &w);
	for (enum kind kind = KIND_ERROR; kind < KIND_NONE; kind++)
		annotate_kind(out, &w, kind);
	if ((c->exit != EXIT_PASS && c->failing == 0 && !phrase_loosening(&w)) || c->partial ||
		c->fault)
		annotate(out, &mem, KIND_ERROR, "benchctl",
			c->fault ? c->fault : report_headline(&mem, c));
	return 0;
}

const struct reporter github_reporter = {
	.name = "github",
	.help = "annotations, as workflow commands of GitHub Actions",
	.render = render,
};

/* A delimiter that no value can contain. */
static void output(FILE *out, const char *key, const char *value)
{
	char delimiter[40];

	do
		snprintf(delimiter, sizeof delimiter, "benchctl_%08" PRIx64 "%08" PRIx64,
			rng_fresh_seed(), rng_fresh_seed());
	while (strstr(value, delimiter));
	fprintf(out, "%s<<%s\n%s\n%s\n", key, delimiter, value, delimiter);
}

static void output_count(FILE *out, struct arena *mem, const char *key, size_t n)
{
	output(out, key, arena_printf(mem, "%zu", n));
}

void github_outputs(FILE *out, const struct comparison *c)
{
	FREES_ARENA struct arena mem = { 0 };

	output(out, "verdict", report_verdict(c));
	output_count(out, &mem, "exit", (size_t)c->exit);
	output(out, "headline", report_headline(&mem, c));
	output_count(out, &mem, "rows", c->n);
	output_count(out, &mem, "failing", c->failing);
	output_count(out, &mem, "warning", c->warning);
	for (size_t i = 0; i < VERDICTS; i++)
		output_count(out, &mem, arena_printf(&mem, "count_%s", verdict_names[i]),
			c->count[i]);
}
