/* What Catch2 prints of its benchmarks, versions 2 and 3: a name, maybe on several lines, and three
 * rows: samples, the mean with its interval, the deviation with its interval. */

#include "base/arena.h"
#include "import/importer.h"
#include "import/read/lines.h"

#define HEADING "benchmark name  "

struct catch2 {
	const char *test; /* "test case/section" */
	const char *name; /* its lines up to here */
	bool heading;     /* between two rules: the names of test case and sections */
	bool table;       /* below the columns' names */
	size_t row;       /* of the benchmark: 1 the mean, 2 the deviation; 0: none */
	struct figures f;
};

/* Texts with a blank or, where the second is on a deeper level, a slash between them. */
static const char *joined(struct lines *l, const char *before, const char *between, struct part p)
{
	const char *text = part_text(l->in->scratch, part_trim(p));

	return before ? arena_printf(l->in->scratch, "%s%s%s", before, between, text) : text;
}

static bool is_rule(struct part line, char of)
{
	size_t n = 0;

	while (n < line.n && line.v[n] == of)
		n++;
	return n >= 70 && n == line.n;
}

/* The name, samples, iterations and the estimated time. */
static bool take_samples(struct part line, struct part *name, size_t *n)
{
	struct part rest = line, word;
	size_t iterations;
	double estimate;

	while (part_word(&rest, &word)) {
		struct part numbers = rest;

		*name = (struct part){ line.v, (size_t)(rest.v - line.v) };
		if (part_word(&numbers, &word) && part_count(word, n) &&
			part_word(&numbers, &word) && part_count(word, &iterations) &&
			part_time(&numbers, &estimate) && !part_trim(numbers).n)
			return true;
	}
	return false;
}

static void add(struct lines *l, const char *failure)
{
	struct catch2 *c = l->state;
	struct result *r;
	const char *id = c->name ? c->name : "";

	if (c->test)
		id = arena_printf(l->in->scratch, "%s%s%s", c->test, *id ? "/" : "", id);
	c->name = NULL;
	c->row = 0;
	r = import_benchmark(l->in, id);
	if (failure)
		import_failure(l->in, r, failure);
	else
		import_figures(l->in, r, "time", "s", BETTER_LOWER, &c->f);
}

static void take_row(struct lines *l, struct part line)
{
	struct catch2 *c = l->state;
	struct part name, rest = line, why;
	double v, lo, hi;

	if (c->row && part_time(&rest, &v) && part_time(&rest, &lo) && part_time(&rest, &hi)) {
		if (c->row++ == 2) {
			c->f.sd = v;
			add(l, NULL);
			return;
		}
		c->f.mean = v;
		c->f.lo = lo;
		c->f.hi = hi;
		c->f.level = 0.95;
		return;
	}
	if (part_split(line, "Benchmark failed (", &name, &why)) {
		if (part_trim(name).n)
			c->name = joined(l, c->name, " ", name);
		why.n -= why.n && why.v[why.n - 1] == ')';
		add(l, part_text(l->in->scratch, why));
		return;
	}
	if (take_samples(line, &name, &c->f.n)) {
		size_t n = c->f.n;

		c->f = no_figures;
		c->f.n = n;
		c->row = 1;
		line = name;
	}
	c->name = joined(l, c->name, " ", line);
}

static void take_line(struct lines *l, struct part line)
{
	struct catch2 *c = l->state;
	struct part rest;

	if (is_rule(line, '-')) {
		c->heading = !c->heading && !c->table;
		if (c->heading)
			c->test = NULL;
	} else if (part_starts(line, HEADING)) {
		c->table = true;
		c->heading = false;
		c->name = NULL;
	} else if (is_rule(line, '=') || is_rule(line, '.')) {
		c->table = c->heading = false;
	} else if (c->heading && part_trim(line).n) {
		c->test = joined(l, c->test, "/", line);
	} else if (part_after(line, ": FAILED:", &rest)) {
		add(l, "an assertion failed");
	} else if (c->table && part_trim(line).n && !part_after(line, " low mean ", &rest) &&
		!part_after(line, " low std dev ", &rest)) {
		take_row(l, line);
	}
}

const struct importer catch2_text_importer = {
	.name = "catch2-text",
	.help = "the output of Catch2; prefer --reporter xml",
	.has = { HEADING, " low mean " },
	.because = "it has the columns that Catch2 prints: low mean, high mean",
	.parts = (const struct import_part[]){ { "Run with -? for options", "assertion" }, { 0 } },
	.line = take_line,
	.size = sizeof(struct catch2),
};
