/* Histogram, box plot, distribution function, violin. */
#include <math.h>

#include "base/arena.h"
#include "base/sort.h"
#include "judge/stats/stats.h"
#include "plot/script.h"

enum { BINS_MAX = 100, STEPS = 1000, OUTLIERS_MAX = 200, SHAPE = 160, DOTS_MAX = 300 };

struct span {
	double lo, hi;
};

static struct span span_of(double *const *sorted, const struct plot *p)
{
	struct span span = { (double)INFINITY, -(double)INFINITY };

	for (size_t i = 0; i < p->series.n; i++) {
		span.lo = fmin(span.lo, sorted[i][0]);
		span.hi = fmax(span.hi, sorted[i][p->series.v[i].n - 1]);
	}
	return span;
}

/* Freedman and Diaconis (1981), of the largest series. */
static size_t bins_of(double *const *sorted, const struct plot *p, struct span span)
{
	size_t most = 0;
	double width;

	for (size_t i = 1; i < p->series.n; i++)
		most = p->series.v[i].n > p->series.v[most].n ? i : most;
	width = 2 *
		(stats_quantile(sorted[most], p->series.v[most].n, .75) -
			stats_quantile(sorted[most], p->series.v[most].n, .25)) /
		cbrt((double)p->series.v[most].n);
	if (!(width > 0) || !(span.hi > span.lo))
		return span.hi > span.lo ? 10 : 1;
	return (size_t)fmin(BINS_MAX, fmax(5, ceil((span.hi - span.lo) / width)));
}

static void put_histogram(const struct script *s, double *const *sorted)
{
	const struct plot *p = s->p;
	const struct span span = span_of(sorted, p);
	size_t bins = bins_of(sorted, p, span);
	double width = span.hi > span.lo ? (span.hi - span.lo) / (double)bins : fabs(span.lo) / 50;

	width = width > 0 ? width : 1;
	for (size_t i = 0; i < p->series.n; i++) {
		size_t n = p->series.v[i].n, from = 0;

		script_open_data(s, "series", i);
		for (size_t b = 0; b < bins; b++) {
			double end = span.lo + width * (double)(b + 1);
			size_t to = from;

			while (to < n && (sorted[i][to] < end || b + 1 == bins))
				to++;
			fprintf(s->f, "%.17g %.9g\n", end - width / 2,
				p->series.n > 1 ? 100 * (double)(to - from) / (double)n
						: (double)(to - from));
			from = to;
		}
		script_close_data(s);
	}
	fprintf(s->f, "set yrange [0:*]\nset offsets 0, 0, graph 0.04, 0\nset boxwidth %.17g\n",
		width * 0.98);
	for (size_t i = 0; i < p->series.n; i++)
		fprintf(s->f,
			"%s$series%zu with boxes lt %zu dt 1 fillstyle transparent solid %s "
			"border title %s",
			i ? ", \\\n" : "plot ", i, i % SCRIPT_COLOURS + 1,
			p->series.n > 1 ? "0.25" : "0.6", script_label(s, i));
	fputc('\n', s->f);
}

static void put_cdf(const struct script *s, double *const *sorted)
{
	for (size_t i = 0; i < s->p->series.n; i++) {
		size_t n = s->p->series.v[i].n, steps = n < STEPS ? n : STEPS;

		script_open_data(s, "series", i);
		fprintf(s->f, "%.9g 0\n", sorted[i][0]);
		for (size_t k = 1; k <= steps; k++) {
			size_t at = (k * n + steps - 1) / steps;

			fprintf(s->f, "%.9g %.9g\n", sorted[i][at - 1],
				100 * (double)at / (double)n);
		}
		script_close_data(s);
	}
	fputs("set yrange [0:100]\nset offsets 0, 0, 0, 0\n", s->f);
	for (size_t i = 0; i < s->p->series.n; i++)
		fprintf(s->f, "%s$series%zu with steps lt %zu title %s", i ? ", \\\n" : "plot ", i,
			i % SCRIPT_COLOURS + 1, script_label(s, i));
	fputc('\n', s->f);
}

/* The series side by side, each with its name below. */
static void put_names(const struct script *s)
{
	const struct plot *p = s->p;

	fputs("unset key\nset xtics (", s->f);
	for (size_t i = 0; i < p->series.n; i++)
		fprintf(s->f, "%s%s %zu", i ? ", " : "",
			script_quoted(s->mem, p->series.v[i].label, true), i + 1);
	fprintf(s->f, ")%s\nset xrange [0.4:%zu.6]\n", p->series.n > 4 ? " rotate by -20" : "",
		p->series.n);
}

/* Tukey's: whiskers to the farthest values within 1.5 quartile ranges, dots beyond. */
static void put_boxes(const struct script *s, double *const *sorted)
{
	const struct plot *p = s->p;

	put_names(s);
	for (size_t i = 0; i < p->series.n; i++) {
		size_t n = p->series.v[i].n, low = 0, high = n - 1;
		const double *v = sorted[i];
		double q1 = stats_quantile(v, n, .25), q3 = stats_quantile(v, n, .75);
		double reach = 1.5 * (q3 - q1);

		while (low < n - 1 && v[low] < q1 - reach)
			low++;
		while (high > low && v[high] > q3 + reach)
			high--;
		script_open_data(s, "box", i);
		fprintf(s->f, "%zu %.9g %.9g %.9g %.9g %.9g\n", i + 1, q1, v[low], v[high], q3,
			sort_median(v, n));
		script_close_data(s);
		script_open_data(s, "far", i);
		for (size_t k = 0; k < low; k += low / OUTLIERS_MAX + 1)
			fprintf(s->f, "%zu %.9g\n", i + 1, v[k]);
		for (size_t k = 0; k < n - 1 - high; k += (n - high) / OUTLIERS_MAX + 1)
			fprintf(s->f, "%zu %.9g\n", i + 1, v[n - 1 - k]);
		fprintf(s->f, "%zu NaN\n", i + 1);
		script_close_data(s);
	}
	fputs("set boxwidth 0.5\n", s->f);
	for (size_t i = 0; i < p->series.n; i++)
		fprintf(s->f,
			"%s$box%zu using 1:2:3:4:5 with candlesticks lt %zu dt 1 fillstyle solid "
			"0.35 border notitle whiskerbars 0.5, \\\n$box%zu using 1:6:6:6:6 with "
			"candlesticks lc rgb '#000000' dt 1 lw 3 notitle, \\\n$far%zu with "
			"points lt %zu pt 6 ps 0.5 notitle",
			i ? ", \\\n" : "plot ", i, i % SCRIPT_COLOURS + 1, i, i,
			i % SCRIPT_COLOURS + 1);
	fputc('\n', s->f);
}

static void put_violin(const struct script *s, size_t i, const double *v, size_t n)
{
	/* About two bandwidths. */
	double shape[SHAPE], room = .6 * (v[n - 1] - v[0]) * pow((double)n, -.2);
	double lo = v[0] < 0 ? v[0] - room : fmax(0, v[0] - room), hi = v[n - 1] + room,
	       width = (hi - lo) / (SHAPE - 1);

	script_open_data(s, "shape", i);
	if (stats_density(shape, SHAPE, v, n, lo, hi)) {
		for (size_t k = 0; k < SHAPE; k++)
			fprintf(s->f, "%.9g %.9g\n", (double)i + 1 + .4 * shape[k],
				lo + width * (double)k);
		for (size_t k = SHAPE; k-- > 0;)
			fprintf(s->f, "%.9g %.9g\n", (double)i + 1 - .4 * shape[k],
				lo + width * (double)k);
	} else {
		fprintf(s->f, "%zu %.9g\n%zu %.9g\n", i + 1, lo, i + 1, hi);
	}
	script_close_data(s);
	script_open_data(s, "dots", i);
	for (size_t k = 0; k < n && n <= DOTS_MAX; k++)
		fprintf(s->f, "%.9g %.9g\n", (double)i + 1 + ((double)(k * 7 % 11) - 5) / 60, v[k]);
	fprintf(s->f, "%zu NaN\n", i + 1);
	script_close_data(s);
}

static void put_violins(const struct script *s, double *const *sorted)
{
	const struct plot *p = s->p;

	put_names(s);
	for (size_t i = 0; i < p->series.n; i++) {
		const struct plot_series *one = &p->series.v[i];
		double median = sort_median(sorted[i], one->n);

		put_violin(s, i, sorted[i], one->n);
		script_open_data(s, "median", i);
		fprintf(s->f, "%zu %.9g %.9g %.9g\n", i + 1, median,
			isfinite(one->lo) ? one->lo : median, isfinite(one->hi) ? one->hi : median);
		script_close_data(s);
	}
	for (size_t i = 0; i < p->series.n; i++)
		fprintf(s->f,
			"%s$shape%zu with filledcurves closed lt %zu dt 1 fillstyle transparent "
			"solid 0.3 border notitle, \\\n$dots%zu with points lt %zu pt 7 ps 0.3 "
			"notitle, \\\n$median%zu with yerrorbars lc rgb '#000000' dt 1 lw 3 pt 7 "
			"ps 0.9 notitle",
			i ? ", \\\n" : "plot ", i, i % SCRIPT_COLOURS + 1, i,
			i % SCRIPT_COLOURS + 1, i);
	fputc('\n', s->f);
}

void script_put_samples(const struct script *s)
{
	const struct plot *p = s->p;
	double **sorted = arena_array(s->mem, p->series.n, sizeof *sorted);

	for (size_t i = 0; i < p->series.n; i++)
		sorted[i] = sort_copy(s->mem, p->series.v[i].y, p->series.v[i].n);
	switch (p->type) {
	case PLOT_HISTOGRAM: put_histogram(s, sorted); break;
	case PLOT_CDF: put_cdf(s, sorted); break;
	case PLOT_VIOLIN: put_violins(s, sorted); break;
	default: put_boxes(s, sorted);
	}
}
