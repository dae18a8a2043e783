/* Lists of single figures in the format of GitHub's benchmark action: customSmallerIsBetter and
 * customBiggerIsBetter. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "import/read/foreign_unit.h"
#include "import/read/objects.h"

struct entry {
	const char *name, *unit, *range;
	double value;
};

static void take_range(struct json *j, void *into, struct arena *mem)
{
	*(const char **)into = objects_scalar(j, mem);
}

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "unit", FIELD_TEXT, AT(unit) },
	{ "value", FIELD_NUMBER, AT(value) },
	{ "range", FIELD_CALL, AT(range), .call = take_range },
	{ NULL },
};

/* "± 0.5", "+/- 3%", "12": most tools write the standard deviation there. */
static double spread(const struct entry *e)
{
	const char *s = e->range ? e->range + strcspn(e->range, "0123456789") : "";
	char *end;
	double v = strtod(s, &end);

	if (end == s)
		return (double)NAN;
	return strchr(end, '%') ? fabs(e->value) * v / 100 : v;
}

static int add(struct import *in, const struct entry *e, enum better better, struct error *err)
{
	struct figures f = no_figures;
	struct result *r;

	f.mean = e->value;
	f.sd = spread(e);
	if (import_result(in, &r, e->name ? e->name : "", err) < 0)
		return -1;
	return import_figures(in, r, "value", foreign_unit(e->unit ? e->unit : ""), better, &f,
		err);
}

static int add_smaller(struct import *in, const void *entry, struct error *err)
{
	return add(in, entry, BETTER_LOWER, err);
}

static int add_bigger(struct import *in, const void *entry, struct error *err)
{
	return add(in, entry, BETTER_HIGHER, err);
}

/* The file does not state the direction; a unit may imply it. */
static int add_by_unit(struct import *in, const void *entry, struct error *err)
{
	const struct entry *e = entry;
	enum better better = foreign_unit_better(e->unit ? e->unit : "");

	if (better == BETTER_NONE)
		return error_set(err,
			"%s: the file does not say whether more or less of '%.40s' is better; "
			"add --format customSmallerIsBetter or customBiggerIsBetter",
			in->name,
			e->unit           ? e->unit
				: e->name ? e->name
					  : "");
	return add(in, e, better, err);
}

static const struct entry blank;
static const struct objects by_unit = { NULL, fields, &blank, sizeof blank, add_by_unit };
static const struct objects smaller = { NULL, fields, &blank, sizeof blank, add_smaller };
static const struct objects bigger = { NULL, fields, &blank, sizeof blank, add_bigger };

const struct importer custom_importer = {
	.name = "custom",
	.help = "a list of name, unit, value; the unit decides which way is better",
	.first = '[',
	.has = { "\"name\"", "\"unit\"", "\"value\"" },
	.because = "it is a list of names, units and values",
	.objects = &by_unit,
};
const struct importer smaller_importer = {
	.name = "customSmallerIsBetter",
	.help = "the same; less is better",
	.objects = &smaller,
};
const struct importer bigger_importer = {
	.name = "customBiggerIsBetter",
	.help = "the same; more is better",
	.objects = &bigger,
};
