/* Formats of GitHub's benchmark action. Lists of single figures: customSmallerIsBetter and
 * customBiggerIsBetter. What it keeps on its branch: data.js, or the same as JSON; as an import,
 * the newest entry of each suite; as a history, every entry with its commit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/read/foreign_unit.h"
#include "import/read/objects.h"

struct figure {
	const char *name, *unit, *range;
	double value;
};

/* The assumed confidence level of a range, because the format states none. */
#define RANGE_LEVEL 0.95

#define AT(member) offsetof(struct figure, member)
static const struct field figure_fields[] = {
	{ "name", FIELD_TEXT, AT(name) },
	{ "unit", FIELD_TEXT, AT(unit) },
	{ "value", FIELD_NUMBER, AT(value) },
	{ "range", FIELD_CALL, AT(range), .call = objects_take_scalar },
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
static void take_spread(struct figures *f, const struct figure *e)
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

static void add(struct import *in, const struct figure *e, enum better better)
{
	struct figures f = no_figures;

	f.mean = e->value;
	take_spread(&f, e);
	import_figures(in, import_benchmark(in, e->name ? e->name : ""), "value",
		foreign_unit(e->unit ? e->unit : ""), better, &f);
}

static void add_smaller(struct import *in, const void *entry)
{
	add(in, entry, BETTER_LOWER);
}

static void add_bigger(struct import *in, const void *entry)
{
	add(in, entry, BETTER_HIGHER);
}

/* The file does not state the direction; a unit may imply it. */
static void add_by_unit(struct import *in, const void *entry)
{
	const struct figure *e = entry;
	enum better better = foreign_unit_better(e->unit ? e->unit : "");

	if (better == BETTER_NONE)
		import_refuse(in, 0,
			"the file does not say whether more or less of '%.40s' is better; "
			"import it with --format customSmallerIsBetter or customBiggerIsBetter",
			e->unit           ? e->unit
				: e->name ? e->name
					  : "");
	add(in, e, better);
}

const struct importer custom_importer = {
	.name = "custom",
	.repeats = true,
	.help = "a list of name, unit, value; the unit decides the better direction",
	.first = '[',
	.has = { "\"name\"", "\"unit\"", "\"value\"" },
	.because = "it is a list of names, units and values",
	.objects = &(const struct objects){ NULL, figure_fields, NULL, sizeof(struct figure),
		add_by_unit },
};
const struct importer smaller_importer = {
	.name = "customSmallerIsBetter",
	.repeats = true,
	.help = "a list of name, unit, value; less is better",
	.objects = &(const struct objects){ NULL, figure_fields, NULL, sizeof(struct figure),
		add_smaller },
};
const struct importer bigger_importer = {
	.name = "customBiggerIsBetter",
	.repeats = true,
	.help = "a list of name, unit, value; more is better",
	.objects = &(const struct objects){ NULL, figure_fields, NULL, sizeof(struct figure),
		add_bigger },
};

#define MARK "window.BENCHMARK_DATA"

struct measured { /* an entry: what one run of the action has added */
	const char *commit, *tool;
	struct ARENA_LIST(struct figure) benches;
};

struct suite {
	const char *name;
	struct ARENA_LIST(struct measured) entries;
};

struct suites ARENA_LIST(struct suite);

#undef AT
#define AT(member) offsetof(struct measured, member)
static const struct field commit[] = {
	{ "id", FIELD_TEXT, AT(commit) },
	{ NULL },
};
static const struct field fields[] = {
	{ "commit", FIELD_RECORD, .fields = commit },
	{ "tool", FIELD_TEXT, AT(tool) },
	{ "benches", FIELD_LIST, AT(benches), .fields = figure_fields,
		.size = sizeof(struct figure) },
	{ NULL },
};

static const char *detect(const char *head)
{
	if (strncmp(head, MARK, strlen(MARK)) == 0)
		return "it begins like the data.js of GitHub's benchmark action";
	return *head == '{' && strstr(head, "\"lastUpdate\"") && strstr(head, "\"entries\"")
		? "it has the \"entries\" of GitHub's benchmark action"
		: NULL;
}

/* The action says the direction by tool; a unit that implies one is right for every other tool. */
static enum better better_of_tool(const char *tool, const char *unit)
{
	static const char *const more[] = { "customBiggerIsBetter", "benchmarkjs", "pytest", NULL };
	enum better by_unit = foreign_unit_better(unit);

	if (by_unit != BETTER_NONE && strncmp(tool, "custom", 6) != 0)
		return by_unit;
	return text_choice(more, tool) < 0 ? BETTER_LOWER : BETTER_HIGHER;
}

static void add_measured(struct import *in, const struct measured *m, const char *suite)
{
	for (size_t i = 0; i < m->benches.n; i++) {
		struct figure e = m->benches.v[i];

		/* go test's further figures follow its time in the unit. */
		e.unit = e.unit ? arena_copy(in->scratch, e.unit, strcspn(e.unit, "\t")) : "";
		if (suite)
			e.name = arena_printf(in->scratch, "%s/%s", suite, e.name ? e.name : "");
		add(in, &e, better_of_tool(m->tool ? m->tool : "", e.unit));
	}
}

static void read_suites(struct suites *all, struct json *j, struct arena *mem)
{
	const char *key;

	json_object(j);
	while ((key = json_key(j))) {
		struct suite *s = ARENA_PUSH(mem, all);

		*s = (struct suite){ .name = arena_string(mem, key) };
		json_array(j);
		while (json_item(j))
			record_read(j, fields, ARENA_PUSH(mem, &s->entries), mem);
	}
}

/* The object, without what makes data.js a script. */
static struct json *open_data(struct import *in)
{
	struct part all = import_whole(in);

	in->text = all.n ? memchr(all.v, '{', all.n) : NULL;
	if (!in->text) {
		import_refuse(in, 0, "has no object");
		in->text = all.v + all.n;
	}
	in->n = (size_t)(all.v + all.n - in->text);
	while (in->n && strchr("; \t\r\n", in->text[in->n - 1]))
		in->n--;
	return import_json(in);
}

static void read_action(struct import *in)
{
	struct json *j = open_data(in);
	struct suites all = { 0 };
	const char *key;

	json_object(j);
	while ((key = json_key(j)))
		if (strcmp(key, "entries") == 0)
			read_suites(&all, j, in->scratch);
		else
			json_skip(j);
	for (size_t i = 0; i < all.n; i++) {
		const struct suite *s = &all.v[i];
		size_t k = in->history || !s->entries.n ? 0 : s->entries.n - 1;

		for (; k < s->entries.n; k++) {
			if (in->history)
				import_begin_commit(in, s->entries.v[k].commit);
			add_measured(in, &s->entries.v[k], all.n > 1 ? s->name : NULL);
		}
	}
}

const struct importer github_action_importer = {
	.name = "github-action-benchmark",
	.repeats = true,
	.help = "data.js of GitHub's benchmark action; all entries: benchctl history import",
	.keeps_history = true,
	.detect = detect,
	.read = read_action,
};
