/* cargo bench with Rust's libtest, and what prints like it: "test NAME ... bench: 1,234 ns/iter
 * (+/- 56) = 78 MB/s". */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/foreign_unit.h"
#include "import/read/lines.h"
#include "import/importer.h"

/* "test NAME ... REST" */
static bool take_test(struct part line, struct part *name, struct part *rest)
{
	if (!part_starts(line, "test ") || !part_after(line, " ... ", rest))
		return false;
	*name = part_trim((struct part){ line.v + 5, (size_t)(rest->v - line.v) - 5 - 5 });
	return name->n > 0;
}

static const char *detect(const char *head)
{
	struct part line, name, rest, after;
	struct lines l;

	lines_begin(&l, head, strlen(head));
	while (lines_next(&l, &line))
		if (take_test(line, &name, &rest) && part_starts(rest, "bench:") &&
			part_after(rest, "/iter", &after))
			return "it has the lines of cargo bench: test ... bench: ... ns/iter";
	return NULL;
}

/* A number with separators of thousands: "1,234.56". */
static bool take_number(struct part *rest, double *v)
{
	char plain[64];
	struct part word;
	size_t n = 0;

	if (!part_word(rest, &word))
		return false;
	for (size_t i = 0; i < word.n && n < sizeof plain; i++)
		if (word.v[i] != ',' && word.v[i] != ')')
			plain[n++] = word.v[i];
	return part_number((struct part){ plain, n }, v);
}

struct line {
	struct figures time;
	const char *unit;
	double rate;
};

/* "1,234 ns/iter (+/- 56) = 78 MB/s"; the number behind the sign is the largest less the smallest
 * time, so an interval of as much on both sides has all samples. */
static bool take_line(struct part rest, struct line *l, struct arena *mem)
{
	struct part word, more;
	double spread;

	*l = (struct line){ no_figures, "", (double)NAN };
	if (!take_number(&rest, &l->time.median) || !part_word(&rest, &word) ||
		!part_after(word, "/iter", &more))
		return false;
	l->unit = foreign_unit(part_text(mem, word));
	if (part_after(rest, "(+/- ", &more) && take_number(&more, &spread)) {
		l->time.lo = fmax(0, l->time.median - spread);
		l->time.hi = l->time.median + spread;
		l->time.level = 0.95;
	}
	if (part_after(rest, "= ", &more) && !take_number(&more, &l->rate))
		l->rate = (double)NAN;
	return true;
}

static int read_libtest(struct import *in, struct error *err)
{
	struct part line, name, rest, numbers;
	struct lines lines;
	struct result *r;
	struct line l;

	if (lines_open(&lines, in, err) < 0)
		return -1;
	while (lines_next(&lines, &line)) {
		bool failed;

		if (!take_test(line, &name, &rest))
			continue;
		rest = part_trim(rest);
		failed = part_is(rest, "FAILED");
		if (!failed && !(part_starts(rest, "bench:") && part_after(rest, ":", &numbers)))
			continue;
		if (!failed && !take_line(numbers, &l, in->scratch))
			return lines_error(&lines, in, err, "'%.*s' is not libtest's time",
				PART_SHOWN(part_trim(numbers)));
		if (import_benchmark(in, &r, part_text(in->scratch, name), err) < 0)
			return -1;
		if (failed)
			import_failure(in, r, "the test failed");
		else if (import_figures(in, r, "time", l.unit, BETTER_LOWER, &l.time, err) < 0 ||
			import_mean(in, r, "throughput", "MB/s", BETTER_HIGHER, l.rate, err) < 0)
			return -1;
	}
	return 0;
}

const struct importer libtest_importer = {
	.name = "libtest",
	.help = "cargo bench with libtest, or --output-format bencher",
	.detect = detect,
	.read = read_libtest,
};
