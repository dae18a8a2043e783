/* Lists of single figures in the format of GitHub's benchmark action: customSmallerIsBetter and
 * customBiggerIsBetter. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "import/read/foreign_unit.h"
#include "import/read/pick.h"

struct entry {
	const char *name, *unit, *range;
	double value;
};

static void take_range(struct json *j, void *into, struct arena *mem)
{
	struct entry *e = into;

	e->range = pick_scalar(j, mem);
}

#define AT(member) offsetof(struct entry, member)
static const struct pick picks[] = {
	{ "name", PICK_TEXT, AT(name) },
	{ "unit", PICK_TEXT, AT(unit) },
	{ "value", PICK_NUMBER, AT(value) },
	{ "range", PICK_CALL, .call = take_range },
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
			"%s: the file does not say whether more or less of '%.40s' is better; add "
			"--format customSmallerIsBetter or customBiggerIsBetter",
			in->name,
			e->unit           ? e->unit
				: e->name ? e->name
					  : "");
	return add(in, e, better, err);
}

static const struct entry blank;

static int read_smaller(struct import *in, struct error *err)
{
	static const struct pick_list list = { picks, &blank, sizeof blank, add_smaller };

	return pick_import(in, NULL, &list, err);
}

static int read_bigger(struct import *in, struct error *err)
{
	static const struct pick_list list = { picks, &blank, sizeof blank, add_bigger };

	return pick_import(in, NULL, &list, err);
}

static int read_custom(struct import *in, struct error *err)
{
	static const struct pick_list list = { picks, &blank, sizeof blank, add_by_unit };

	return pick_import(in, NULL, &list, err);
}

static const char *detect_none(const char *head)
{
	(void)head;
	return NULL;
}

static const char *detect_custom(const char *head)
{
	return *head == '[' && strstr(head, "\"name\"") && strstr(head, "\"unit\"") &&
			strstr(head, "\"value\"")
		? "it is a list of names, units and values"
		: NULL;
}

const struct importer custom_importer = {
	.name = "custom",
	.help = "a list of name, unit, value; the unit decides which way is better",
	.detect = detect_custom,
	.read = read_custom,
};
const struct importer smaller_importer = {
	.name = "customSmallerIsBetter",
	.help = "the same; less is better",
	.detect = detect_none,
	.read = read_smaller,
};
const struct importer bigger_importer = {
	.name = "customBiggerIsBetter",
	.help = "the same; more is better",
	.detect = detect_none,
	.read = read_bigger,
};
