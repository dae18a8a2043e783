/* cargo bench with Rust's libtest, and what prints like it: "test NAME ... bench: 1,234 ns/iter
 * (+/- 56) = 78 MB/s". */
#include <math.h>

#include "base/arena.h"
#include "import/read/cell.h"
#include "import/read/foreign_unit.h"
#include "import/importer.h"

/* "test NAME ... REST" */
static bool take_test(struct part line, struct part *name, struct part *rest)
{
	if (!part_behind(line, "test ", &line) || !part_split(line, " ... ", name, rest))
		return false;
	*name = part_trim(*name);
	return name->n > 0;
}

static bool has_time(struct part line)
{
	struct part name, rest, after;

	return take_test(line, &name, &rest) && part_starts(rest, "bench:") &&
		part_after(rest, "/iter", &after);
}

/* A number, maybe with separators of thousands: "1,234.56". */
static bool take_number(struct part *rest, double *v)
{
	struct part word, behind;

	return part_word(rest, &word) && cell_number(word, CELL_POINT, v, &behind) &&
		(behind.n == 0 || part_is(behind, ")"));
}

struct bench {
	struct figures time;
	const char *unit;
	double rate;
};

/* "1,234 ns/iter (+/- 56) = 78 MB/s"; the number behind the sign is the largest less the smallest
 * time, so an interval of as much on both sides has all samples. */
static bool take_bench(struct part rest, struct bench *b, struct arena *mem)
{
	struct part word, more;
	double spread;

	*b = (struct bench){ no_figures, "", (double)NAN };
	if (!take_number(&rest, &b->time.median) || !part_word(&rest, &word) ||
		!part_after(word, "/iter", &more))
		return false;
	b->unit = foreign_unit(part_text(mem, word));
	if (part_after(rest, "(+/- ", &more) && take_number(&more, &spread)) {
		b->time.lo = fmax(0, b->time.median - spread);
		b->time.hi = b->time.median + spread;
		b->time.level = 0.95;
	}
	if (part_after(rest, "= ", &more) && !take_number(&more, &b->rate))
		b->rate = (double)NAN;
	return true;
}

static void read_line(struct lines *l, struct part line)
{
	struct part name, rest, numbers;
	struct import *in = l->in;
	struct result *r;
	struct bench b;
	bool failed;

	if (!take_test(line, &name, &rest))
		return;
	rest = part_trim(rest);
	failed = part_is(rest, "FAILED");
	if (!failed && !part_behind(rest, "bench:", &numbers))
		return;
	r = import_benchmark(in, part_text(in->scratch, name));
	if (failed) {
		import_failure(in, r, "the test failed");
	} else if (take_bench(numbers, &b, in->scratch)) {
		import_figures(in, r, "time", b.unit, BETTER_LOWER, &b.time);
		import_mean(in, r, "throughput", "MB/s", BETTER_HIGHER, b.rate);
	} else {
		import_refuse(in, l->n, "'%.*s' is not libtest's time",
			PART_SHOWN(part_trim(numbers)));
	}
}

const struct importer libtest_importer = {
	.name = "libtest",
	.help = "cargo bench with libtest, or --output-format bencher",
	.has_line = has_time,
	.because = "it has the lines of cargo bench: test ... bench: ... ns/iter",
	.line = read_line,
};
