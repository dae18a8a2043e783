#include "report/format/markdown_table.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "report/escape.h"

enum { NOTICE = 120, PICTURE = 21 };

static const char *mark_of(const struct row *r)
{
	static const char *const marks[VERDICTS] = { [VERDICT_PASS] = "✅",
		[VERDICT_REGRESSION] = "⚪",
		[VERDICT_UNCONFIRMED] = "❔",
		[VERDICT_IMPROVEMENT] = "🚀",
		[VERDICT_INCONCLUSIVE] = "❔",
		[VERDICT_INCOMPARABLE] = "❔",
		[VERDICT_NEW] = "🆕",
		[VERDICT_MISSING] = "❔",
		[VERDICT_ERROR] = "❌",
		[VERDICT_ACCEPTED] = "☑️",
		[VERDICT_UNJUDGED] = "❔" };

	return r->consequence == CONSEQUENCE_FAIL    ? "❌"
		: r->consequence == CONSEQUENCE_WARN ? "⚠️"
						     : marks[r->verdict];
}

/* "`parse` peak&#95;rss" */
static const char *id_cell(const struct wording *w, const struct row *r)
{
	const char *id = phrase_foreign(w, r->id), *name = phrase_name(w, r);

	return arena_printf(w->mem, "%s%s", escape_markdown_code(w->mem, id),
		escape_markdown(w->mem, name + strlen(id)));
}

static const char *text(const struct wording *w, const char *s)
{
	return s ? escape_markdown(w->mem, s) : "";
}

/* The figure, with its margin below. */
static const char *side_cell(const struct wording *w, const struct row *r, const struct summary *s)
{
	const struct amount a = amount_of(w, r, s);

	return arena_printf(w->mem, "%s%s%s%s", a.digits, text(w, a.unit),
		*a.spread ? "<br>± " : "", a.spread);
}

/* The intervals of both medians, one above the other, on a common scale from the smallest to the
 * largest end. Box drawing characters have one width in every fixed font. */
static const char *bar(const struct wording *w, const struct summary *s, double lo, double hi)
{
	double scale = (PICTURE - 1) / (hi - lo);
	long from = lround((s->lo - lo) * scale), at = lround((s->median - lo) * scale),
	     to = lround((s->hi - lo) * scale);
	char *out = arena_alloc(w->mem, PICTURE * 4 + 1), *p = out;

	for (long i = 0; i < PICTURE; i++)
		p = stpcpy(p,
			i == at                      ? "┼"
				: i < from || i > to ? "·"
				: i == from          ? "├"
				: i == to            ? "┤"
						     : "─");
	return out;
}

static const char *picture(const struct wording *w, const struct row *r)
{
	double lo = fmin(r->base.lo, r->head.lo), hi = fmax(r->base.hi, r->head.hi);
	double sum = r->base.lo + r->base.hi + r->base.median + r->head.lo + r->head.hi +
		r->head.median;

	if (!isfinite(sum) || !(hi > lo))
		return "";
	return arena_printf(w->mem, "`%s`<br>`%s`", bar(w, &r->base, lo, hi),
		bar(w, &r->head, lo, hi));
}

static const char *change_cell(const struct wording *w, const struct row *r)
{
	const char *change = phrase_change(w, r), *range = phrase_range(w, r);

	if (!*change || r->verdict == VERDICT_INCOMPARABLE)
		return change;
	return arena_printf(w->mem, "**%s**%s%s", change, range ? "<br>" : "", range ? range : "");
}

static const char *verdict_cell(const struct wording *w, const struct row *r)
{
	const bool short_one = r->verdict == VERDICT_REGRESSION ||
		r->verdict == VERDICT_IMPROVEMENT || r->verdict == VERDICT_PASS;
	const char *reason = short_one ? NULL : phrase_reason(w, r);
	const char *remark = reason ? phrase_remark_beside_reason(w, r) : phrase_remark(w, r);
	const char *cell = arena_printf(w->mem, "%s %s%s%s", mark_of(r), phrase_verdict(r),
		*remark ? "<br>" : "", text(w, remark));

	if (reason)
		cell = arena_printf(w->mem, "%s<br>%s", cell, text(w, reason));
	for (const struct fact *f = fact_advice; f->label; f++) {
		const char *said = f->command ? NULL : f->say(w, r);

		if (said && !(f->shape && phrase_remark_has_shape(r)))
			cell = arena_printf(w->mem, "%s<br>%s: %s", cell, f->label, text(w, said));
	}
	return cell;
}

static const char *party_code(const struct wording *w, const struct party *p)
{
	return escape_markdown_code(w->mem, phrase_party(w, p));
}

static const char *columns_news(const struct wording *w)
{
	return arena_printf(w->mem,
		"| benchmark | base %s | head %s | change | base above head | verdict |\n"
		"|:--|--:|--:|--:|:--|:--|\n",
		party_code(w, &w->c->base), party_code(w, &w->c->head));
}

static const char *line_news(const struct wording *w, const struct row *r)
{
	return arena_printf(w->mem, "| %s | %s | %s | %s | %s | %s |\n", id_cell(w, r),
		side_cell(w, r, &r->base), side_cell(w, r, &r->head), change_cell(w, r),
		picture(w, r), verdict_cell(w, r));
}

static const char *columns_rest(const struct wording *w)
{
	return arena_printf(w->mem,
		"| benchmark | base %s | head %s | vs base | verdict |\n"
		"|:--|--:|--:|:--|:--|\n",
		party_code(w, &w->c->base), party_code(w, &w->c->head));
}

static const char *line_rest(const struct wording *w, const struct row *r)
{
	const char *remark = phrase_remark(w, r), *evidence = text(w, phrase_evidence(w, r));

	return arena_printf(w->mem, "| %s | %s | %s | %s%s%s%s | %s %s%s%s |\n", id_cell(w, r),
		text(w, amount_text(w, r, &r->base)), text(w, amount_text(w, r, &r->head)),
		phrase_change(w, r), *evidence ? " (" : "", evidence, *evidence ? ")" : "",
		mark_of(r), phrase_verdict(r), *remark ? ": " : "", text(w, remark));
}

/* Skips the first fact, the change, which the table of news shows. */
static const char *columns_evidence(const struct wording *w)
{
	const char *names = "| benchmark |", *rule = "|:--|";

	for (const struct fact *f = fact_evidence + 1; f->label; f++) {
		names = arena_printf(w->mem, "%s %s |", names, f->label);
		rule = arena_printf(w->mem, "%s:--|", rule);
	}
	return arena_printf(w->mem, "%s why |\n%s:--|\n", names, rule);
}

static const char *line_evidence(const struct wording *w, const struct row *r)
{
	const char *line = arena_printf(w->mem, "| %s |", id_cell(w, r));

	for (const struct fact *f = fact_evidence + 1; f->label; f++)
		line = arena_printf(w->mem, "%s %s |", line, text(w, f->say(w, r)));
	return arena_printf(w->mem, "%s %s |\n", line, text(w, phrase_reason(w, r)));
}

void markdown_table(struct memory_file *out, size_t *room, const struct wording *w,
	enum markdown_columns columns, const char *heading, const struct row *const *rows, size_t n)
{
	static const struct {
		const char *(*top)(const struct wording *w); /* the table's first two lines */
		const char *(*line)(const struct wording *w, const struct row *r);
	} tables[] = { [MARKDOWN_NEWS] = { columns_news, line_news },
		[MARKDOWN_EVIDENCE] = { columns_evidence, line_evidence },
		[MARKDOWN_REST] = { columns_rest, line_rest } };
	const char *top = arena_printf(w->mem, "\n%s%s%s%s", heading ? "**" : "",
		heading ? heading : "", heading ? "**\n\n" : "", tables[columns].top(w));
	size_t used = NOTICE, i = 0;

	if (n == 0 || *room < strlen(top) + NOTICE)
		return;
	fputs(top, out->f);
	for (used += strlen(top); i < n; i++) {
		const char *line = tables[columns].line(w, rows[i]);

		if (used + strlen(line) > *room)
			break;
		used += strlen(line);
		fputs(line, out->f);
	}
	*room -= used;
	if (i < n)
		fprintf(out->f,
			"\n%zu more row%s did not fit here; `--report json=FILE` has all.\n", n - i,
			text_s(n - i));
}
