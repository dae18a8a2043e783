#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "report/phrase.h"
#include "report/format/page.h"
#include "report/report.h"

enum {
	NARROWEST = 40,
	QUIET_MAX = 50, /* more rows than this that need no action are summarised */
	PARAGRAPHS = 20,
};

/* Wraps each line of the text and indents the lines after the first deeper. */
static void print_text(const struct page *page, size_t indent, const char *label, const char *text)
{
	char *rest = arena_string(page->words.mem, text), *line;
	size_t at = indent + strlen(label);

	fprintf(page->f, "%*s%s", (int)indent, "", label);
	while ((line = strsep(&rest, "\n"))) {
		page_wrapped(page, at, indent + 2, page_safe(page, line));
		fputc('\n', page->f);
		if (rest)
			fprintf(page->f, "%*s", (int)(at = indent + 2), "");
	}
}

static bool same_finding(const struct finding *a, const struct finding *b)
{
	return a->kind == b->kind && a->n == b->n && text_equal(a->text, b->text) &&
		text_equal(a->other, b->other) && text_equal(a->limit, b->limit) &&
		!(a->ratio < b->ratio) && !(a->ratio > b->ratio);
}

/* Rows that the reader must act on or know about. All rows of a benchmark share its warnings. */
static bool wants_paragraph(const struct comparison *c, const struct row *r)
{
	if (r->consequence != CONSEQUENCE_NONE || r->verdict == VERDICT_UNCONFIRMED ||
		r->verdict == VERDICT_ACCEPTED || r->verdict == VERDICT_ERROR)
		return true;
	return r->warning.kind != FINDING_NONE &&
		(row_is_primary(c, r) || !same_finding(&r[-1].warning, &r->warning));
}

static void paragraph(const struct page *page, const struct row *r)
{
	const struct wording *w = &page->words;
	const char *sentence = fact_sentence(w, r);

	fputc('\n', page->f);
	print_text(page, 2, "",
		arena_printf(w->mem, "%s%s", sentence, strchr(sentence, '\n') ? "" : "."));
	for (const struct fact *f = fact_advice; f->label; f++) {
		const char *text = f->say(w, r);

		if (!text)
			continue;
		/* A command stays on one line, so that the reader can copy it. */
		if (f->command)
			fprintf(page->f, "    %s: %s\n", f->label, page_safe(page, text));
		else
			print_text(page, 4, arena_printf(w->mem, "%s: ", f->label), text);
	}
}

/* Failing rows go first, so that warnings cannot hide them. */
static void paragraphs(const struct page *page)
{
	const struct comparison *c = page->words.c;
	size_t shown = 0, left = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < c->n; i++) {
			const struct row *r = &c->v[i];

			if ((r->consequence == CONSEQUENCE_FAIL) != (pass == 0) ||
				!wants_paragraph(c, r))
				continue;
			if (shown < PARAGRAPHS) {
				paragraph(page, r);
				shown++;
			} else {
				left++;
			}
		}
	}
	if (left)
		fprintf(page->f, "\n  --report json=FILE describes %zu more like these.\n", left);
}

static bool is_quiet(const struct row *r)
{
	return r->consequence == CONSEQUENCE_NONE &&
		(r->verdict == VERDICT_PASS || r->verdict == VERDICT_INCONCLUSIVE ||
			r->verdict == VERDICT_INCOMPARABLE || r->verdict == VERDICT_NEW ||
			r->verdict == VERDICT_UNJUDGED || r->verdict == VERDICT_REGRESSION);
}

static bool is_same_bytes(const struct row *r)
{
	return r->verdict == VERDICT_PASS && r->reason.kind == FINDING_SAME_BYTES;
}

/* How many rows the table does not have. */
static void print_hidden(const struct page *page, size_t same, size_t hidden)
{
	size_t passed = page->words.c->count[VERDICT_PASS] - same;

	if (same)
		fprintf(page->f, "  %zu benchmark%s unchanged: same bytes\n", same, text_s(same));
	if (hidden && hidden == passed)
		fprintf(page->f, "  %zu more passed; --report json=FILE has every row.\n", hidden);
	else if (hidden)
		fprintf(page->f,
			"  %zu more row%s need%s no action (%zu passed); "
			"--report json=FILE has every row.\n",
			hidden, text_s(hidden), hidden == 1 ? "s" : "", passed);
}

/* All rows or, if many need no action, only the others and the number of those. What was not
 * measured because both sides are the same is always only a number. */
static void table(const struct page *page)
{
	const struct comparison *c = page->words.c;
	const struct row **rows = arena_array(page->words.mem, c->n, sizeof(struct row *));
	size_t n = 0, quiet = 0, hidden = 0, others = 0, same = 0;

	for (size_t i = 0; i < c->n; i++) {
		same += is_same_bytes(&c->v[i]);
		quiet += is_quiet(&c->v[i]) && !is_same_bytes(&c->v[i]);
	}
	for (size_t i = 0; i < c->n; i++) {
		const struct row *r = &c->v[i];

		if (is_same_bytes(r))
			continue;
		if (quiet > QUIET_MAX && is_quiet(r) &&
			(r->verdict == VERDICT_PASS || others++ >= QUIET_MAX))
			hidden++;
		else
			rows[n++] = r;
	}
	if (n)
		text_table(page, rows, n);
	print_hidden(page, same, hidden);
}

/* Before everything else: a reader who stops at "pass" must have seen it. */
static void rule_changes(const struct page *page)
{
	const struct comparison *c = page->words.c;

	for (size_t i = 0; i < c->rule_changes.n; i++)
		print_text(page, 2, "warning: ", c->rule_changes.v[i]);
	if (c->rule_changes.n && c->loosening_fails)
		print_text(page, 2, "", phrase_loosening(&page->words));
	if (c->rule_changes.n)
		fputc('\n', page->f);
}

static void notes(const struct page *page)
{
	const struct comparison *c = page->words.c;
	const struct party *sides[] = { &c->base, &c->head };
	/* The heading has the commit alone. */
	bool any = c->n && c->base.label && strchr(c->base.label, '(');

	if (any) {
		fputc('\n', page->f);
		print_text(page, 2, "base: ", c->base.label);
	}
	for (size_t i = 0; i < c->notes.n; i++) {
		fputs(any ? "" : "\n", page->f);
		print_text(page, 2, "note: ", c->notes.v[i]);
		any = true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
		if (!sides[i]->dirty || !phrase_party_is_commit(&page->words, sides[i]))
			continue;
		fprintf(page->f, "%s  note: %s had uncommitted changes\n", any ? "" : "\n",
			page_safe(page, phrase_party(&page->words, sides[i])));
		any = true;
	}
}

static void no_verdict(const struct page *page)
{
	const char *why = phrase_no_verdict(&page->words);

	if (!why)
		return;
	fputc('\n', page->f);
	print_text(page, 2, "no verdict: ", why);
}

/* What happened, how long it took, where it is stored, and the exit status. */
static void last_line(const struct page *page)
{
	const struct comparison *c = page->words.c;
	struct arena *mem = page->words.mem;
	const char *dot = page->style->unicode ? " · " : " - ";
	const char *place = c->head.label ? c->head.label : c->head.run, *line;

	line = arena_printf(mem, "%s%s%s", c->partial ? "interrupted" : "", c->partial ? dot : "",
		phrase_counts(&page->words));
	if (isfinite(c->duration))
		line = arena_printf(mem, "%s%s%s", line, dot, clock_text(mem, c->duration));
	if (place && c->head.run)
		line = arena_printf(mem, "%s%s%s", line, dot, page_safe(page, place));
	fputc('\n', page->f);
	page_wrapped(page, 0, 2, arena_printf(mem, "%s%sexit %d", line, dot, c->exit));
	fputc('\n', page->f);
}

/* As many complete lines as fit. */
static void print_cut(FILE *out, const char *body, size_t n, size_t room)
{
	enum { NOTICE = 80 };
	size_t end = room > NOTICE ? room - NOTICE : 0, left = 0;

	if (n > room) {
		while (end && body[end - 1] != '\n')
			end--;
		for (size_t i = end; i < n; i++)
			left += body[i] == '\n';
		n = end;
	}
	fwrite(body, 1, n, out);
	if (left)
		fprintf(out, "\n  %zu more line%s did not fit.\n", left, text_s(left));
}

static void render(FILE *out, const struct comparison *c, const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	FREES_MEMORY_FILE struct memory_file body = MEMORY_FILE(body), end = MEMORY_FILE(end);
	struct page page = { .style = style,
		.words = { .mem = &mem, .c = c },
		.columns = style->columns == 0       ? SIZE_MAX
			: style->columns < NARROWEST ? NARROWEST
						     : style->columns };
	size_t room = style->limit ? style->limit : SIZE_MAX;

	page.f = body.f;
	rule_changes(&page);
	table(&page);
	paragraphs(&page);
	if (c->fault) {
		fputc('\n', page.f);
		print_text(&page, 2, "", c->fault);
	}
	notes(&page);
	memory_file_end(&body);
	page.f = end.f;
	no_verdict(&page);
	last_line(&page);
	memory_file_end(&end);
	print_cut(out, body.data, body.n, room > end.n ? room - end.n : 0);
	fwrite(end.data, 1, end.n, out);
}

const struct reporter text_reporter = {
	.name = "text",
	.render = render,
};
