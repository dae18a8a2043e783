/* What cargo bench prints with Criterion.rs: "NAME   time:   [1.0 us 1.1 us 1.2 us]". A long name
 * is on the line before. */

#include "import/importer.h"

/* The lower bound, the estimate and the upper bound; their units may differ. */
static bool take_times(struct part rest, double v[3])
{
	struct part inside;

	return part_cell(&rest, ']', &inside) && part_time(&inside, &v[0]) &&
		part_time(&inside, &v[1]) && part_time(&inside, &v[2]);
}

/* Whether the line has times; name: what is before them. A "change" has percentages there. */
static bool take_line(struct part line, struct part *name, double v[3])
{
	struct part rest;

	if (!part_split(line, "time:   [", name, &rest) || !take_times(rest, v))
		return false;
	*name = part_trim(*name);
	return true;
}

static bool has_times(struct part line)
{
	struct part name;
	double v[3];

	return take_line(line, &name, v);
}

static void read_line(struct lines *l, struct part line)
{
	struct figures f = no_figures;
	struct part name, *before = l->state;
	double v[3];

	if (!take_line(line, &name, v)) {
		*before = part_trim(line).n ? part_trim(line) : *before;
		return;
	}
	f.lo = v[0];
	f.mean = v[1];
	f.hi = v[2];
	f.level = 0.95;
	name = name.n ? name : *before;
	import_figures(l->in, import_benchmark(l->in, part_text(l->in->scratch, name)), "time", "s",
		BETTER_LOWER, &f);
}

const struct importer criterion_text_importer = {
	.name = "criterion-text",
	.help = "the output of cargo bench with Criterion.rs",
	.has_line = has_times,
	.because = "it has the lines of Criterion: time: [...]",
	.line = read_line,
	.size = sizeof(struct part),
};
