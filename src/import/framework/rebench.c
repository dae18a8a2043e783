/* ReBench's data file: a line per measurement. Values of one invocation share a process. */
#include <string.h>

#include "import/read/objects.h"
#include "import/read/foreign_unit.h"
#include "import/read/lines.h"

/* The columns; a newer file has the number of a run instead of those from BENCHMARK on. */
enum {
	INVOCATION,
	ITERATION,
	VALUE,
	UNIT,
	CRITERION,
	BENCHMARK,
	EXECUTOR,
	SUITE,
	COLUMNS_MAX = 13
};
static const char *const parameters[] = { "extraArgs", "cores", "inputSize", "varValue",
	"machine" };

struct described { /* "# benchmark: 0={...}", "# run_id: 0={...}" */
	const char *name, *suite, *executor;
	double benchmark;
	const char *parameter[ARRAY_SIZE(parameters)];
};

struct rebench {
	struct described_list ARENA_LIST(struct described) benchmarks, runs;
	const char *invocation; /* of the last line */
	struct result *result;
};

#define AT(member) offsetof(struct described, member)
static const struct field executor[] = { { "name", FIELD_TEXT, AT(executor) }, { NULL } };
static const struct field suite[] = { { "name", FIELD_TEXT, AT(suite) },
	{ "executor", FIELD_RECORD, .fields = executor }, { NULL } };
static const struct field fields[] = { { "name", FIELD_TEXT, AT(name) },
	{ "suite", FIELD_RECORD, .fields = suite }, { "benchmark_id", FIELD_NUMBER, AT(benchmark) },
	{ "extraArgs", FIELD_CALL, AT(parameter[0]), .call = objects_take_scalar },
	{ "cores", FIELD_CALL, AT(parameter[1]), .call = objects_take_scalar },
	{ "inputSize", FIELD_CALL, AT(parameter[2]), .call = objects_take_scalar },
	{ "varValue", FIELD_CALL, AT(parameter[3]), .call = objects_take_scalar },
	{ "machine", FIELD_CALL, AT(parameter[4]), .call = objects_take_scalar }, { NULL } };

/* "suite/benchmark/executor" with the parameters that are given. */
static const char *id_of(struct arena *mem, const struct described *d)
{
	const char *id = arena_printf(mem, "%s%s%s%s%s", d->suite ? d->suite : "",
		d->suite ? "/" : "", d->name ? d->name : "", d->executor ? "/" : "",
		d->executor ? d->executor : "");

	for (size_t i = 0; i < ARRAY_SIZE(parameters); i++)
		if (d->parameter[i] && *d->parameter[i] && strcmp(d->parameter[i], "None") != 0)
			id = objects_param(mem, id, parameters[i], d->parameter[i]);
	return id;
}

static void take_description(struct lines *l, struct described_list *list, struct part text)
{
	struct arena *mem = l->in->scratch;
	struct part json;

	if (part_after(text, "=", &json))
		lines_object(l, json, fields, ARENA_PUSH(mem, list), mem);
}

/* Of a line that ends with the number of a run. */
static bool find_run(struct rebench *b, struct described *out, struct part number)
{
	const struct described *run;
	size_t i, k;

	if (!part_count(number, &i) || i >= b->runs.n)
		return false;
	run = &b->runs.v[i];
	*out = *run;
	k = record_count(run->benchmark);
	if (k >= b->benchmarks.n)
		return false;
	out->name = b->benchmarks.v[k].name;
	out->suite = b->benchmarks.v[k].suite;
	out->executor = b->benchmarks.v[k].executor;
	return true;
}

static bool describe(struct rebench *b, struct described *d, struct arena *mem,
	const struct part *cells, size_t n)
{
	*d = (struct described){ 0 };
	if (n == BENCHMARK + 1)
		return find_run(b, d, cells[BENCHMARK]);
	if (n <= SUITE)
		return false;
	d->name = part_text(mem, cells[BENCHMARK]);
	d->executor = part_text(mem, cells[EXECUTOR]);
	d->suite = part_text(mem, cells[SUITE]);
	for (size_t i = SUITE + 1; i < n; i++)
		d->parameter[i - SUITE - 1] = part_text(mem, cells[i]);
	return true;
}

static void end_invocation(struct lines *l)
{
	const struct rebench *b = l->state;

	for (size_t i = 0; b->result && i < b->result->n; i++)
		series_end_run(&b->result->v[i]);
}

static void take_measurement(struct lines *l, struct part line)
{
	struct arena *mem = l->in->scratch;
	struct rebench *b = l->state;
	struct part cells[COLUMNS_MAX], rest = line;
	size_t n = 0;
	const char *invocation, *unit;
	struct described d;
	struct result *r;
	double v;

	while (n < COLUMNS_MAX && part_cell(&rest, '\t', &cells[n]))
		n++;
	if (rest.v || n < BENCHMARK + 1 || !part_number(cells[VALUE], &v) ||
		!describe(b, &d, mem, cells, n)) {
		import_refuse(l->in, l->n, "'%.*s' is not ReBench's measurement", PART_SHOWN(line));
		return;
	}
	r = import_result(l->in, id_of(mem, &d));
	invocation = part_text(mem, cells[INVOCATION]);
	if (r != b->result || strcmp(invocation, b->invocation) != 0)
		end_invocation(l);
	b->result = r;
	b->invocation = invocation;
	unit = foreign_unit(part_text(mem, cells[UNIT]));
	import_sample(l->in, r, part_text(mem, cells[CRITERION]), unit, foreign_unit_better(unit),
		v);
}

static void read_line(struct lines *l, struct part line)
{
	struct rebench *b = l->state;
	struct part text;

	if (part_behind(line, "# benchmark: ", &text))
		take_description(l, &b->benchmarks, text);
	else if (part_behind(line, "# run_id: ", &text))
		take_description(l, &b->runs, text);
	else if (line.n && *line.v != '#' && !part_starts(line, "invocation\t"))
		take_measurement(l, line);
}

const struct importer rebench_importer = {
	.name = "rebench",
	.help = "ReBench, its data file",
	.first = '#',
	.has = { "#!", "# Execution Start: " },
	.because = "it has ReBench's \"# Execution Start\"",
	.line = read_line,
	.end = end_invocation,
	.size = sizeof(struct rebench),
};
