/* Lists of single figures in the format of GitHub's benchmark action: customSmallerIsBetter and
 * customBiggerIsBetter. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "import/general/custom.h"
#include "import/read/foreign_unit.h"
#include "import/read/objects.h"

/* The assumed confidence level of a range, because the format states none. */
#define RANGE_LEVEL 0.95

static void take_range(struct json *j, void *into, struct arena *mem)
{
	*(const char **)into = objects_scalar(j, mem);
}

#define AT(member) offsetof(struct custom_entry, member)
const struct field custom_fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "unit", FIELD_TEXT, AT(unit) },
	{ "value", FIELD_NUMBER, AT(value) },
	{ "range", FIELD_CALL, AT(range), .call = take_range },
	{ NULL },
};

/* The next number in the text, which may have groups of thousands and no digit before its point. */
static bool take_number(const char **s, double *v)
{
	const char *at = *s + strcspn(*s, "0123456789"), *end;
	char plain[64];
	size_t n = 0;

	if (!*at)
		return false;
	if (at > *s && at[-1] == '.')
		plain[n++] = '.';
	for (end = at; n + 1 < sizeof plain && *end && strchr("0123456789.,eE", *end); end++) {
		if (*end == ',' && !(strspn(end + 1, "0123456789") >= 3))
			break;
		if (*end != ',')
			plain[n++] = *end;
		if ((*end == 'e' || *end == 'E') && (end[1] == '-' || end[1] == '+'))
			plain[n++] = *++end;
	}
	plain[n] = '\0';
	*v = strtod(plain, NULL);
	*s = end;
	return true;
}

/* "± 0.5", "+/- 3%", "12" are standard deviations; "[98.5, 101.5]" and "98.5 - 101.5" are bounds;
 * "stddev: 0.1" is of pytest's times, although its value is a rate. An interval of two deviations
 * is wide enough for any number of samples, so that ranges that do not overlap show a change. */
static void take_spread(struct figures *f, const struct custom_entry *e)
{
	const char *s = e->range ? e->range : "";
	bool bounds = *s == '[' || *s == '(', of_time = strncmp(s, "stddev", 6) == 0;
	double first, second;

	if (!take_number(&s, &first))
		return;
	if (bounds && take_number(&s, &second)) {
		f->lo = first;
		f->hi = second;
		f->level = RANGE_LEVEL;
		return;
	}
	f->sd = *s == '%' ? fabs(e->value) * first / 100 : first;
	if (of_time && foreign_unit_better(e->unit ? e->unit : "") == BETTER_HIGHER)
		f->sd *= e->value * e->value;
	f->lo = fmax(0, e->value - 2 * f->sd);
	f->hi = e->value + 2 * f->sd;
	f->level = RANGE_LEVEL;
}

int custom_add(struct import *in, const struct custom_entry *e, const char *name,
	enum better better, struct error *err)
{
	struct figures f = no_figures;
	struct result *r;

	f.mean = e->value;
	take_spread(&f, e);
	if (import_benchmark(in, &r, name, err) < 0)
		return -1;
	return import_figures(in, r, "value", foreign_unit(e->unit ? e->unit : ""), better, &f,
		err);
}

static int add(struct import *in, const struct custom_entry *e, enum better better,
	struct error *err)
{
	return custom_add(in, e, e->name ? e->name : "", better, err);
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
	const struct custom_entry *e = entry;
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

static const struct custom_entry blank;
static const struct objects by_unit = { NULL, custom_fields, &blank, sizeof blank, add_by_unit };
static const struct objects smaller = { NULL, custom_fields, &blank, sizeof blank, add_smaller };
static const struct objects bigger = { NULL, custom_fields, &blank, sizeof blank, add_bigger };

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
