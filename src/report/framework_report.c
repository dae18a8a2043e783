#include "report/report.h"

#include <math.h>

#include "base/arena.h"
#include "base/text.h"
#include "judge/framework_comparison.h"
#include "report/escape.h"
#include "report/table.h"

static const char *median_text(struct arena *mem, const struct framework_comparison *c,
	const struct framework_result *v, bool unicode)
{
	const char *median = metric_text(mem, &c->metric, v->summary.median);
	double wide = fmax(v->summary.hi - v->summary.median, v->summary.median - v->summary.lo);

	if (!isfinite(wide) || !(v->summary.median > 0))
		return median;
	return arena_printf(mem, "%s %s%.0f%%", median, unicode ? "\xc2\xb1" : "+-",
		100 * wide / v->summary.median);
}

/* "1.62x (1.58 to 1.66)" */
static const char *ratio_text(struct arena *mem, const struct framework_comparison *c, size_t i)
{
	const struct framework_result *v = &c->v[i];

	if (i == 0)
		return c->won ? "best" : "";
	if (isnan(v->ratio))
		return "-";
	if (!isfinite(v->lo) || !isfinite(v->hi) || v->lo <= 0)
		return arena_printf(mem, "%.3gx", v->ratio);
	return arena_printf(mem, "%.3gx (%.3g to %.3g)", v->ratio, v->lo, v->hi);
}

static const char *chance(struct arena *mem, const struct framework_comparison *c, size_t i)
{
	return i == 0 || isnan(c->v[i].p) ? "" : p_text(mem, c->v[i].p);
}

/* style: of a terminal; NULL: Markdown. */
static const char *safe(struct arena *mem, const char *id, const struct report_style *style)
{
	return style ? escape_terminal(mem, id, style->unicode) : escape_markdown_code(mem, id);
}

static const char *conclusion(struct arena *mem, const struct framework_comparison *c,
	const struct report_style *style)
{
	if (c->won)
		return arena_printf(mem, "%s wins: chance does not explain its lead",
			safe(mem, c->v[0].id, style));
	for (size_t i = 1; i < c->n; i++)
		if (!(c->v[i].p <= FRAMEWORK_ERROR))
			return arena_printf(mem,
				"no winner: %s and %s may differ by chance (p=%.3f)",
				safe(mem, c->v[0].id, style), safe(mem, c->v[i].id, style),
				c->v[i].p);
	return "no winner";
}

static const char *direction(const struct framework_comparison *c)
{
	return c->metric.better == BETTER_HIGHER ? "more is better" : "less is better";
}

/* "not compared because they failed: a, b" */
static const char *absent(struct arena *mem, const struct framework_comparisons *all,
	const struct report_style *style)
{
	const char *list = "";

	for (size_t i = 0; i < all->absent.n; i++)
		list = text_also(mem, list, ", ", safe(mem, all->absent.v[i], style));
	return arena_printf(mem, "not compared because they failed: %s", list);
}

static void text_comparison(FILE *out, const struct framework_comparison *c,
	const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };
	struct table t = TABLE(&mem, 2, "", ">", "", "");

	for (size_t i = 0; i < c->n; i++)
		TABLE_ADD(&t, safe(&mem, c->v[i].id, style),
			median_text(&mem, c, &c->v[i], style->unicode), ratio_text(&mem, c, i),
			chance(&mem, c, i));
	fprintf(out, "\n%s (%s)\n", safe(&mem, c->metric.name, style), direction(c));
	table_print(out, &t, style->columns);
	fprintf(out, "  %s\n", conclusion(&mem, c, style));
}

void framework_report_text(FILE *out, const struct framework_comparisons *all, const char *label,
	const struct report_style *style)
{
	FREES_ARENA struct arena mem = { 0 };

	fprintf(out, "%s: each result against the best median\n", safe(&mem, label, style));
	for (size_t i = 0; i < all->n; i++)
		text_comparison(out, &all->v[i], style);
	if (all->absent.n)
		fprintf(out, "\n%s\n", absent(&mem, all, style));
}

static void markdown_comparison(FILE *out, const struct framework_comparison *c)
{
	FREES_ARENA struct arena mem = { 0 };

	fprintf(out,
		"\n**%s** (%s)\n\n| | median | n | against the best | p |\n|:--|--:|--:|:--|:--|\n",
		escape_markdown(&mem, c->metric.name), direction(c));
	for (size_t i = 0; i < c->n; i++)
		fprintf(out, "| %s | %s | %zu | %s | %s |\n", safe(&mem, c->v[i].id, NULL),
			escape_markdown(&mem, median_text(&mem, c, &c->v[i], true)),
			c->v[i].summary.n, ratio_text(&mem, c, i),
			escape_markdown(&mem, chance(&mem, c, i)));
	fprintf(out, "\n%s.\n", conclusion(&mem, c, NULL));
}

void framework_report_markdown(FILE *out, const struct framework_comparisons *all,
	const char *label)
{
	FREES_ARENA struct arena mem = { 0 };

	fprintf(out, "### %s: each result against the best median\n", escape_markdown(&mem, label));
	for (size_t i = 0; i < all->n; i++)
		markdown_comparison(out, &all->v[i]);
	if (all->absent.n)
		fprintf(out, "\n%s.\n", absent(&mem, all, NULL));
}
