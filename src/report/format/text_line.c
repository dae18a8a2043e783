#include "report/format/page.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/stats/multiplicity.h"

#define DISCOVERY_ERROR 0.05 /* the share of coloured changes that may be chance */

static struct text_cell cell_of(const struct page *page, const struct row *r,
	const struct summary *s)
{
	struct amount a = amount_of(&page->words, r, s);
	size_t whole = strcspn(a.digits, ".");

	return (struct text_cell){ .whole = arena_copy(page->words.mem, a.digits, whole),
		.part = arena_string(page->words.mem, a.digits + whole),
		.unit = page_safe(page, a.unit),
		.spread = page_safe(page, a.spread) };
}

static enum colour colour_of(const struct row *r)
{
	if (r->consequence == CONSEQUENCE_FAIL)
		return COLOUR_BAD;
	if (r->consequence == CONSEQUENCE_WARN || r->verdict == VERDICT_UNCONFIRMED ||
		r->verdict == VERDICT_INCONCLUSIVE)
		return COLOUR_DOUBTFUL;
	return r->verdict == VERDICT_IMPROVEMENT ? COLOUR_GOOD : COLOUR_NONE;
}

/* Loud if it fails. */
static const char *verdict_text(struct arena *mem, const struct row *r)
{
	char *text = arena_printf(mem, "%s%s", phrase_verdict(r),
		r->verdict == VERDICT_UNJUDGED ? ":" : "");

	if (r->consequence == CONSEQUENCE_FAIL)
		for (char *p = text; *p; p++)
			*p = (char)toupper((unsigned char)*p);
	return text;
}

struct text_line text_line_of(const struct page *page, const struct row *r)
{
	const struct wording *w = &page->words;
	const char *evidence = phrase_evidence(w, r);

	return (struct text_line){ .name = page_safe(page, phrase_name(w, r)),
		.side = { cell_of(page, r, &r->base), cell_of(page, r, &r->head) },
		.change = phrase_change(w, r),
		.evidence = *evidence ? arena_printf(w->mem, "(%s)", evidence) : "",
		.verdict = verdict_text(w->mem, r),
		.remark = page_safe(page, phrase_remark(w, r)),
		.colour = colour_of(r),
		.change_colour = colour_of(r),
		.worth = r->verdict != VERDICT_PASS || r->consequence != CONSEQUENCE_NONE };
}

void text_line_discoveries(struct text_line *v, const struct page *page,
	const struct row *const *rows, size_t n)
{
	const struct comparison *c = page->words.c;
	double *p = arena_array(page->words.mem, c->n, sizeof *p);
	size_t *at = arena_array(page->words.mem, c->n, sizeof *at), tests = 0;

	for (size_t i = 0; i < c->n; i++) {
		at[i] = tests;
		if (!isnan(c->v[i].p))
			p[tests++] = c->v[i].p;
	}
	multiplicity_bh(p, p, tests);
	for (size_t i = 0; i < n; i++) {
		double worse = row_worse(rows[i], rows[i]->change);

		if (v[i].colour != COLOUR_NONE || isnan(rows[i]->p) ||
			!(p[at[rows[i] - c->v]] <= DISCOVERY_ERROR))
			continue;
		if (worse > 0)
			v[i].change_colour = COLOUR_DOUBTFUL;
		else if (worse < 0)
			v[i].change_colour = COLOUR_GOOD;
	}
}

/* Figures of one dimension may be averaged over benchmarks; those of a foreign unit may not. */
size_t text_line_means(struct text_line *out, const struct page *page)
{
	const struct comparison *c = page->words.c;
	struct mean means[MEANS_MAX + 1];
	size_t lines = 0, dimensions = 0;

	for (size_t d = DIM_NONE + 1; d <= MEANS_MAX; d++) {
		means[d] = compare_mean(c, (enum dimension)d);
		dimensions += means[d].n > 1;
	}
	for (size_t d = DIM_NONE + 1; d <= MEANS_MAX; d++) {
		struct row r = { .metric.dim = (enum dimension)d,
			.verdict = VERDICT_IMPROVEMENT,
			.base.median = means[d].base,
			.head.median = means[d].head,
			.change = means[d].change };

		if (means[d].n < 2)
			continue;
		out[lines++] = (struct text_line){ .change = phrase_change(&page->words, &r),
			.name = dimensions > 1
				? arena_printf(page->words.mem, "geomean %s", dimension_names[d])
				: "geomean",
			.side = { cell_of(page, &r, &r.base), cell_of(page, &r, &r.head) },
			.evidence = arena_printf(page->words.mem, "(%zu row%s)", means[d].n,
				text_s(means[d].n)),
			.verdict = "",
			.remark = "" };
	}
	return lines;
}
