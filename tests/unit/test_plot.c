#include "plot/plot.h"

#include <math.h>
#include <string.h>

#include "app/plot/plot.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "unit.h"

static char *script_of(struct arena *mem, const struct plot *p, const char *picture)
{
	FREES_MEMORY_FILE struct memory_file m = { 0 };
	struct error err;

	memory_file_open(&m);
	assert_int_equal(plot_script(m.f, mem, p, picture, &err), 0);
	memory_file_end(&m);
	return arena_string(mem, m.data);
}

static void test_texts_are_neither_executed_nor_markup(void **state)
{
	static const double y[] = { 1, 2, 3 };
	FREES_ARENA struct arena mem = { 0 };
	struct plot p = { .title = "it's `touch x`\n\"; system 'y'; ]]> 5%",
		.x_label = "",
		.y_label = "",
		.type = PLOT_BOXPLOT,
		.format = PLOT_SVG };
	char *script;

	(void)state;
	*ARENA_PUSH(&mem, &p.series) = (struct plot_series){ "100% 'a'", NULL, y, 3, (double)NAN,
		(double)NAN };
	script = script_of(&mem, &p, "|touch x's.svg");
	assert_non_null(strstr(script, "set output './|touch x''s.svg'\n"));
	assert_non_null(strstr(script,
		"set title 'it''s `touch x`\\n\"; system ''y''; ]] > 5%' noenhanced\n"));
	assert_non_null(strstr(script, "('100%% ''a''' 1)"));
	p.series.n = 0;
	assert_int_equal(plot_script(stdout, &mem, &p, "x", &(struct error){ 0 }), -1);
}

/* A line that gnuplot numbers itself has that number's dashes, and a long title leaves the picture.
 */
static void test_lines_are_whole_and_titles_fit(void **state)
{
	static const double y[] = { 1, 2, 3 };
	FREES_ARENA struct arena mem = { 0 };
	char *name = arena_alloc(&mem, 1001), *script;
	struct plot p = { .title = name, .x_label = "", .y_label = "", .type = PLOT_VIOLIN };

	(void)state;
	memset(name, 'x', 1000);
	name[1000] = '\0';
	*ARENA_PUSH(&mem, &p.series) = (struct plot_series){ "s", NULL, y, 3, 1, 3 };
	script = script_of(&mem, &p, "p.svg");
	assert_non_null(strstr(script, "with yerrorbars lc rgb '#000000' dt 1 "));
	assert_true(strcspn(strstr(script, "set title"), "\n") < 130);
}

/* A million rows become a thousand medians, each with its range. */
static void test_many_rows_become_few(void **state)
{
	enum { N = 100000 };
	FREES_ARENA struct arena mem = { 0 };
	double *x = arena_array(&mem, N, sizeof *x), *y = arena_array(&mem, N, sizeof *y);
	struct plot p = { .title = "", .x_label = "", .y_label = "", .format = PLOT_PNG };

	(void)state;
	for (size_t i = 0; i < N; i++) {
		x[i] = (double)(N - i);
		y[i] = (double)(i % 10);
	}
	*ARENA_PUSH(&mem, &p.series) = (struct plot_series){ "s", x, y, N, (double)NAN,
		(double)NAN };
	for (int type = PLOT_TIME_SERIES; type <= PLOT_VIOLIN; type++) {
		p.type = type;
		assert_true(strlen(script_of(&mem, &p, "p.png")) < 200000);
	}
	p.type = PLOT_TIME_SERIES;
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), " 4.5 0 9\n"));
	p.aggregation = PLOT_AVG;
	p.window = 50000;
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), "25001 4.5 4.5 4.5\n75001 4.5 "));
	/* Of other types, too: two windows of one average. */
	p.type = PLOT_SCATTER;
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), "\n25001 4.5\n75001 4.5\n"));
	p.type = PLOT_HISTOGRAM;
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), " 2\nend_of_data\n"));
	/* Of the values beyond the whiskers, the outermost are always there. */
	p = (struct plot){ .title = "", .x_label = "", .y_label = "", .type = PLOT_BOXPLOT };
	for (size_t i = 0; i < N; i++)
		y[i] = i < 5000 ? -100 - (double)i : i < 10000 ? 100 + (double)i : (double)(i % 10);
	*ARENA_PUSH(&mem, &p.series) = (struct plot_series){ "s", NULL, y, N, (double)NAN,
		(double)NAN };
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), "\n1 -5099\n"));
	assert_non_null(strstr(script_of(&mem, &p, "p.png"), "\n1 10099\n"));
}

static void test_columns(void **state)
{
	static const struct {
		const char *cell;
		double v; /* NaN: it is no number */
		bool numeric, is_moment;
	} cases[] = { { "1.5", 1.5, true, false }, { " -2e3 ", -2000, true, false },
		{ "", (double)NAN, true, false }, { "12 ms", (double)NAN, false, false },
		{ "inf", (double)NAN, false, false }, { "\"7\"", 7, true, false },
		{ "1970-01-02T00:00:00Z", 86400, true, true },
		{ "1970-01-01T01:00:00.5+01:00", .5, true, true },
		{ "1970-01-01 00:00:01", 1, true, true },
		{ "1970-01-01T00:00:00-0130", 5400, true, true },
		{ "1970-01-01T00:00:00+1:0", (double)NAN, false, false },
		{ "1970-01-01T00:00:00+", (double)NAN, false, false },
		{ "1970-01-01T", (double)NAN, false, false } };
	FREES_ARENA struct arena mem = { 0 };
	const char *folder = unit_folder(&mem), *path = file_join(&mem, folder, "t.csv");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *text = arena_printf(&mem, "\xef\xbb\xbfvalue (s),b\r\n%s,1\r\n\n,2",
			cases[i].cell);
		const struct column *c;
		struct columns t;
		struct error err;

		assert_int_equal(file_write(path, text, strlen(text), &err), 0);
		assert_int_equal(columns_read(&t, &mem, path, &err), 0);
		assert_int_equal(t.rows, 2);
		assert_int_equal(columns_find(&c, &t, &mem, "value", &err), 0);
		assert_int_equal(columns_find(&c, &t, &mem, "val", &err), -1);
		assert_int_equal(isnan(c->v[0]), isnan(cases[i].v));
		assert_true(isnan(c->v[0]) || fabs(c->v[0] - cases[i].v) < 1e-9);
		assert_int_equal(c->numeric, cases[i].numeric);
		assert_int_equal(c->is_moment, cases[i].is_moment);
	}
	unit_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts_are_neither_executed_nor_markup),
		cmocka_unit_test(test_lines_are_whole_and_titles_fit),
		cmocka_unit_test(test_many_rows_become_few),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
