/* What cargo bench prints with Criterion.rs: "NAME   time:   [1.0 us 1.1 us 1.2 us]". A long name
 * is on the line before. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "import/importer.h"
#include "import/read/lines.h"

#define MARK "time:   ["

/* The lower bound, the estimate and the upper bound; their units may differ. */
static bool take_times(struct part rest, double v[3])
{
	static const struct {
		const char *unit;
		double factor;
	} rows[] = { { "ps", 1e-12 }, { "ns", 1e-9 }, { "us", 1e-6 }, { "\xc2\xb5s", 1e-6 },
		{ "\xce\xbcs", 1e-6 }, { "ms", 1e-3 }, { "s", 1 } };
	struct part word, unit;

	for (int i = 0; i < 3; i++) {
		double factor = (double)NAN;

		if (!part_word(&rest, &word) || !part_number(word, &v[i]) ||
			!part_word(&rest, &unit))
			return false;
		if (unit.n && unit.v[unit.n - 1] == ']')
			unit.n--;
		for (size_t k = 0; k < ARRAY_SIZE(rows); k++)
			if (part_is(unit, rows[k].unit))
				factor = rows[k].factor;
		v[i] *= factor;
	}
	return isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]);
}

/* Whether the line has times; name: what is before them. A "change" has percentages there. */
static bool take_line(struct part line, struct part *name, double v[3])
{
	struct part rest;

	if (!part_after(line, MARK, &rest) || !take_times(rest, v))
		return false;
	*name = part_trim((struct part){ line.v, (size_t)(rest.v - line.v) - strlen(MARK) });
	return true;
}

static const char *detect(const char *head)
{
	struct part line, name;
	struct lines l;
	double v[3];

	lines_begin(&l, head, strlen(head));
	while (lines_next(&l, &line))
		if (take_line(line, &name, v))
			return "it has the lines of Criterion: time: [...]";
	return NULL;
}

static int read_text(struct import *in, struct error *err)
{
	struct part line, name, before = { "", 0 };
	struct lines lines;
	struct result *r;
	double v[3];

	if (lines_open(&lines, in, err) < 0)
		return -1;
	while (lines_next(&lines, &line)) {
		struct figures f = no_figures;

		if (!take_line(line, &name, v)) {
			before = part_trim(line).n ? part_trim(line) : before;
			continue;
		}
		f.lo = v[0];
		f.mean = v[1];
		f.hi = v[2];
		f.level = 0.95;
		if (import_benchmark(in, &r, part_text(in->scratch, name.n ? name : before), err) <
				0 ||
			import_figures(in, r, "time", "s", BETTER_LOWER, &f, err) < 0)
			return -1;
	}
	return 0;
}

const struct importer criterion_text_importer = {
	.name = "criterion-text",
	.help = "cargo bench with Criterion.rs, what it prints",
	.detect = detect,
	.read = read_text,
};
