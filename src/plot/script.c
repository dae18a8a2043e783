#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "plot/script.h"
#include "report/escape.h"

enum { TEXT_MAX = 120 };

/* Okabe and Ito's colours, which the colour-blind can distinguish; dashes and points differ too. */
static const char *const colours[SCRIPT_COLOURS] = { "#0072B2", "#D55E00", "#009E73", "#CC79A7",
	"#E69F00", "#56B4E9", "#000000" };

const char *script_quoted(struct arena *mem, const char *s, bool tic)
{
	const char *line = escape_shorten(mem, escape_line(mem, s ? s : ""), TEXT_MAX);
	char *out = arena_alloc(mem, 2 * strlen(line) + 3), *p = out;

	*p++ = '\'';
	for (; *line; line++) {
		if (*line == '\'' || (tic && *line == '%')) /* a tic's label is a format */
			*p++ = *line;
		if (*line == '>' && p - out > 2 && p[-1] == ']' && p[-2] == ']')
			*p++ = ' ';
		*p++ = *line;
	}
	*p = '\'';
	return out;
}

const char *script_label(const struct script *s, size_t i)
{
	return script_quoted(s->mem, s->p->series.v[i].label, false);
}

static void put_terminal(const struct script *s, const char *picture)
{
	static const char *const terminals[] = {
		[PLOT_PNG] = "pngcairo size 1440,810 noenhanced font 'DejaVu Sans,18' lw 1.5",
		[PLOT_SVG] =
			"svg size 960,540 noenhanced font 'DejaVu Sans,14' background '#ffffff'",
		[PLOT_PDF] = "pdfcairo size 16cm,9cm noenhanced font 'DejaVu Sans,10'"
	};
	const char *path = *picture == '/' ? picture : arena_printf(s->mem, "./%s", picture);

	fprintf(s->f,
		"# drawn by benchctl; gnuplot -d FILE draws it again\n"
		"set encoding utf8\nset terminal %s\nset output '",
		terminals[s->p->format]);
	for (; *path; path++)
		fprintf(s->f, "%s%c", *path == '\'' ? "'" : "", *path);
	fputs("'\n", s->f);
}

static void put_style(const struct script *s)
{
	enum { TITLE_MAX = 100 }; /* characters that fit into the picture */
	const struct plot *p = s->p;
	const char *title = escape_shorten(s->mem, p->title, TITLE_MAX);

	fprintf(s->f,
		"set title %s noenhanced\nset xlabel %s noenhanced\nset ylabel %s noenhanced\n",
		script_quoted(s->mem, title, false), script_quoted(s->mem, p->x_label, false),
		script_quoted(s->mem, p->y_label, false));
	fputs("set border 3 lc rgb '#555555'\nset tics nomirror out noenhanced\n"
	      "set grid ytics lc rgb '#dddddd' lw 1\nset key noenhanced above center horizontal\n"
	      "set style fill solid 0.6\nset autoscale xfix\nset offsets graph 0.02, graph 0.02, "
	      "graph 0.04, graph 0.02\n",
		s->f);
	for (size_t i = 0; i < SCRIPT_COLOURS; i++)
		fprintf(s->f, "set linetype %zu lc rgb '%s' lw 2 dt %zu pt %zu ps 0.6\n", i + 1,
			colours[i], i + 1 <= 5 ? i + 1 : 1, i + 5);
	if (p->series.n < 2)
		fputs("unset key\n", s->f);
}

void script_open_data(const struct script *s, const char *name, size_t i)
{
	fprintf(s->f, "$%s%zu << end_of_data\n", name, i);
}

void script_close_data(const struct script *s)
{
	fputs("end_of_data\n", s->f);
}

static void put_marks(const struct script *s)
{
	const struct plot *p = s->p;
	double first = (double)NAN, last = (double)NAN; /* an arrow is not cut off at the axes */

	for (size_t i = 0; i < p->marks.n; i++) {
		fprintf(s->f,
			"set arrow from first %.17g, graph 0 to first %.17g, graph 1 nohead "
			"dt 2 lw 1.2 lc rgb '#B3261E'\n",
			p->marks.v[i].x, p->marks.v[i].x);
		if (p->marks.v[i].label)
			fprintf(s->f,
				"set label %s at first %.17g, graph 0.98 offset 0.4,0 noenhanced "
				"textcolor rgb '#B3261E'\n",
				script_quoted(s->mem, p->marks.v[i].label, false), p->marks.v[i].x);
	}
	for (size_t i = 0; i < p->series.n; i++)
		for (size_t k = 0; k < p->series.v[i].n; k++) {
			first = fmin(first, p->series.v[i].x[k]);
			last = fmax(last, p->series.v[i].x[k]);
		}
	for (size_t i = 0; i < p->levels.n; i++) {
		const struct plot_level *l = &p->levels.v[i];

		if (l->lo < l->hi)
			fprintf(s->f,
				"set object rectangle from %.17g, %.17g to %.17g, %.17g behind "
				"fillstyle solid 1 noborder fillcolor rgb '#e4e8ec'\n",
				l->from, l->lo, l->to, l->hi);
		fprintf(s->f,
			"set arrow from %.17g, %.17g to %.17g, %.17g nohead lw 1.5 dt 2 "
			"lc rgb '#333333'\n",
			fmax(l->from, first), l->median, fmin(l->to, last), l->median);
	}
}

static void put_lines(const struct script *s)
{
	const char *separator = "plot ";
	const struct plot *p = s->p;
	bool *ranges = arena_array(s->mem, p->series.n, sizeof *ranges);
	double window = 0;
	bool dots = true;

	put_marks(s);
	for (size_t i = 0; i < p->series.n; i++) {
		struct reduced r = reduce_by_time(s->mem, p, &p->series.v[i]);

		ranges[i] = r.ranges;
		dots = dots && r.n <= 150;
		window = fmax(window, r.window);
		script_open_data(s, "series", i);
		for (size_t k = 0; k < r.n; k++)
			fprintf(s->f, "%.17g %.9g %.9g %.9g\n", r.v[k].x, r.v[k].y, r.v[k].lo,
				r.v[k].hi);
		script_close_data(s);
	}
	if (p->aggregation != PLOT_EACH)
		fprintf(s->f, "set ylabel %s noenhanced\n",
			script_quoted(s->mem,
				arena_printf(s->mem, "%s, per %.3g s", p->y_label, window), false));
	for (size_t i = 0; i < p->series.n; i++) {
		size_t style = i % SCRIPT_COLOURS + 1;

		if (ranges[i])
			fprintf(s->f,
				"%s$series%zu using 1:3:4 with filledcurves lt %zu fillstyle "
				"transparent solid 0.2 noborder notitle",
				separator, i, style);
		fprintf(s->f, "%s$series%zu using 1:2 with %s lt %zu title %s",
			ranges[i] ? ", \\\n" : separator, i, dots ? "linespoints" : "lines", style,
			script_label(s, i));
		separator = ", \\\n";
	}
	fputc('\n', s->f);
}

static void put_scatter(const struct script *s)
{
	for (size_t i = 0; i < s->p->series.n; i++) {
		struct reduced r = reduce_to_cells(s->mem, &s->p->series.v[i]);

		script_open_data(s, "series", i);
		for (size_t k = 0; k < r.n; k++)
			fprintf(s->f, "%.17g %.9g\n", r.v[k].x, r.v[k].y);
		script_close_data(s);
	}
	for (size_t i = 0; i < s->p->series.n; i++)
		fprintf(s->f, "%s$series%zu with points lt %zu pt 7 ps %s title %s",
			i ? ", \\\n" : "plot ", i, i % SCRIPT_COLOURS + 1,
			s->p->series.v[i].n > 2000 ? "0.2" : "0.5", script_label(s, i));
	fputc('\n', s->f);
}

/* The same with the statistic of each window instead of the values. */
static struct plot windows_of(struct arena *mem, const struct plot *p)
{
	struct plot windows = *p;

	windows.series.v = arena_dup(mem, p->series.v, p->series.n, sizeof *p->series.v);
	for (size_t i = 0; i < p->series.n; i++) {
		struct reduced r = reduce_by_time(mem, p, &p->series.v[i]);
		double *x = arena_array(mem, r.n, sizeof *x), *y = arena_array(mem, r.n, sizeof *y);

		for (size_t k = 0; k < r.n; k++)
			x[k] = r.v[k].x, y[k] = r.v[k].y;
		windows.series.v[i].x = x;
		windows.series.v[i].y = y;
		windows.series.v[i].n = r.n;
	}
	return windows;
}

int plot_script(FILE *out, struct arena *mem, const struct plot *p, const char *picture,
	struct error *err)
{
	struct script s = { out, mem, p };
	struct plot windows;

	if (p->series.n == 0)
		return error_set(err, "%s: there are no data to plot", p->title);
	for (size_t i = 0; i < p->series.n; i++)
		if (p->series.v[i].n == 0)
			return error_set(err, "%s: %s has no rows to plot", p->title,
				p->series.v[i].label);
	if (p->aggregation != PLOT_EACH && p->type != PLOT_TIME_SERIES) {
		windows = windows_of(mem, p);
		s.p = &windows;
	}
	put_terminal(&s, picture);
	put_style(&s);
	if (p->type == PLOT_TIME_SERIES)
		put_lines(&s);
	else if (p->type == PLOT_SCATTER)
		put_scatter(&s);
	else
		script_put_samples(&s);
	return 0;
}
