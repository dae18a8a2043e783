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
	struct import *in;
	struct error *err;
	struct described_list ARENA_LIST(struct described) benchmarks, runs;
	const char *invocation; /* of the last line */
	struct result *result;
};

static void take_scalar(struct json *j, void *into, struct arena *mem)
{
	*(const char **)into = objects_scalar(j, mem);
}

#define AT(member) offsetof(struct described, member)
static const struct field executor[] = { { "name", FIELD_TEXT, AT(executor) }, { NULL } };
static const struct field suite[] = { { "name", FIELD_TEXT, AT(suite) },
	{ "executor", FIELD_RECORD, .fields = executor }, { NULL } };
static const struct field fields[] = { { "name", FIELD_TEXT, AT(name) },
	{ "suite", FIELD_RECORD, .fields = suite }, { "benchmark_id", FIELD_NUMBER, AT(benchmark) },
	{ "extraArgs", FIELD_CALL, AT(parameter[0]), .call = take_scalar },
	{ "cores", FIELD_CALL, AT(parameter[1]), .call = take_scalar },
	{ "inputSize", FIELD_CALL, AT(parameter[2]), .call = take_scalar },
	{ "varValue", FIELD_CALL, AT(parameter[3]), .call = take_scalar },
	{ "machine", FIELD_CALL, AT(parameter[4]), .call = take_scalar }, { NULL } };

/* "suite/benchmark/executor" with the parameters that are given. */
static const char *id_of(struct rebench *b, const struct described *d)
{
	struct arena *mem = b->in->scratch;
	const char *id = arena_printf(mem, "%s%s%s%s%s", d->suite ? d->suite : "",
		d->suite ? "/" : "", d->name ? d->name : "", d->executor ? "/" : "",
		d->executor ? d->executor : "");

	for (size_t i = 0; i < ARRAY_SIZE(parameters); i++)
		if (d->parameter[i] && *d->parameter[i] && strcmp(d->parameter[i], "None") != 0)
			id = objects_param(mem, id, parameters[i], d->parameter[i]);
	return id;
}

static int take_description(struct rebench *b, struct described_list *list, struct part text)
{
	CLOSES_JSON struct json j = { 0 };
	struct part json;

	if (!part_after(text, "=", &json))
		return 0;
	json_open_text(&j, b->in->name, json.v, json.n);
	j.foreign = true;
	record_read(&j, fields, ARENA_PUSH(b->in->scratch, list), b->in->scratch);
	return json_end(&j, b->err);
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

static bool describe(struct rebench *b, struct described *d, const struct part *cells, size_t n)
{
	struct arena *mem = b->in->scratch;

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

static void end_invocation(struct rebench *b)
{
	for (size_t i = 0; b->result && i < b->result->n; i++)
		series_end_run(&b->result->v[i]);
}

static int take_measurement(struct rebench *b, struct part line, const struct lines *lines)
{
	struct part cells[COLUMNS_MAX], rest = line;
	size_t n = 0;
	const char *invocation, *unit;
	struct described d;
	struct result *r;
	double v;

	while (n < COLUMNS_MAX && part_cell(&rest, '\t', &cells[n]))
		n++;
	if (rest.v || n < BENCHMARK + 1 || !part_number(cells[VALUE], &v) ||
		!describe(b, &d, cells, n))
		return lines_error(lines, b->in, b->err, "'%.*s' is not ReBench's measurement",
			PART_SHOWN(line));
	if (import_result(b->in, &r, id_of(b, &d), b->err) < 0)
		return -1;
	invocation = part_text(b->in->scratch, cells[INVOCATION]);
	if (r != b->result || strcmp(invocation, b->invocation) != 0)
		end_invocation(b);
	b->result = r;
	b->invocation = invocation;
	unit = foreign_unit(part_text(b->in->scratch, cells[UNIT]));
	return import_sample(b->in, r, part_text(b->in->scratch, cells[CRITERION]), unit,
		foreign_unit_better(unit), v, b->err);
}

static int read_rebench(struct import *in, struct error *err)
{
	struct rebench b = { .in = in, .err = err };
	struct part line, text;
	struct lines lines;
	int rc = lines_open(&lines, in, err);

	while (rc == 0 && lines_next(&lines, &line)) {
		if (part_starts(line, "# benchmark: ") && part_after(line, ": ", &text))
			rc = take_description(&b, &b.benchmarks, text);
		else if (part_starts(line, "# run_id: ") && part_after(line, ": ", &text))
			rc = take_description(&b, &b.runs, text);
		else if (line.n && *line.v != '#' && !part_starts(line, "invocation\t"))
			rc = take_measurement(&b, line, &lines);
	}
	end_invocation(&b);
	return rc;
}

const struct importer rebench_importer = {
	.name = "rebench",
	.help = "ReBench, its data file",
	.first = '#',
	.has = { "#!", "# Execution Start: " },
	.because = "it has ReBench's \"# Execution Start\"",
	.read = read_rebench,
};
