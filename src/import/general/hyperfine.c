/* hyperfine --export-json FILE and --export-csv FILE. Times are in seconds, memory in bytes. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "import/read/objects.h"
#include "import/read/table.h"

struct entry {
	const char *command, *params;
	struct figures wall;
	double user, system;
	struct numbers times, memory, codes;
};

/* Adds a parameter unless the command shows it. A name from -n, and a command that a -L list does
 * not change, do not show theirs. */
static bool shows(const char *command, const char *value)
{
	size_t n = strlen(value);

	for (const char *s = command; n && (s = strstr(s, value)); s++)
		if ((s == command || !isalnum((unsigned char)s[-1])) &&
			!isalnum((unsigned char)s[n]))
			return true;
	return n == 0;
}

static void take_params(struct json *j, void *into, struct arena *mem)
{
	struct entry *e = into;
	const char *key, *text = "";
	bool object = objects_opens(j, JSON_OBJECT);

	while (object && (key = json_key(j))) {
		const char *name = arena_string(mem, key), *value = objects_scalar(j, mem);

		/* hyperfine writes the command first; after it, all parameters are added. */
		if (!e->command || !shows(e->command, value))
			text = objects_param(mem, text, name, value);
	}
	e->params = text;
}

#define AT(member) offsetof(struct entry, member)
static const struct field fields[] = {
	{ "command", FIELD_TEXT, AT(command) },
	{ "mean", FIELD_NUMBER, AT(wall.mean) },
	{ "stddev", FIELD_NUMBER, AT(wall.sd) },
	{ "median", FIELD_NUMBER, AT(wall.median) },
	{ "min", FIELD_NUMBER, AT(wall.min) },
	{ "max", FIELD_NUMBER, AT(wall.max) },
	{ "user", FIELD_NUMBER, AT(user) },
	{ "system", FIELD_NUMBER, AT(system) },
	{ "times", FIELD_NUMBERS, AT(times) },
	{ "memory_usage_byte", FIELD_NUMBERS, AT(memory) },
	{ "exit_codes", FIELD_NUMBERS, AT(codes) },
	{ "parameters", FIELD_CALL, .call = take_params },
	{ NULL },
};

/* With --ignore-failure hyperfine continues. A command that always ends with the same status does
 * so on purpose; a command that failed sometimes, or was killed, has not done the same work each
 * time. A signal is null, or 128 plus its number, as in a shell. */
static const char *failure(const struct import *in, const struct entry *e)
{
	size_t bad = 0;

	for (size_t i = 0; i < e->codes.n; i++) {
		if (isnan(e->codes.v[i]) || (e->codes.v[i] > 128 && e->codes.v[i] < 160))
			return "a signal ended the command in one of its runs";
		bad += e->codes.v[i] != e->codes.v[0];
	}
	return bad ? arena_printf(in->scratch,
			     "the exit status of the command was not the same in all %zu runs",
			     e->codes.n)
		   : NULL;
}

static void add(struct import *in, const void *entry)
{
	const struct entry *e = entry;
	const char *why = failure(in, e);
	struct result *r = import_benchmark(in,
		arena_printf(in->scratch, "%s%s", e->command ? e->command : "",
			e->params ? e->params : ""));

	if (why)
		import_failure(in, r, why);
	else if (e->codes.n && e->codes.v[0] != 0)
		r->warning = arena_printf(in->mem,
			"the command exited with status %.0f in every run", e->codes.v[0]);
	import_series(in, r, "wall", "s", BETTER_LOWER, &e->times, &e->wall);
	import_samples(in, r, "peak_rss", "B", BETTER_LOWER, &e->memory);
	if (!result_find(r, "user"))
		import_mean(in, r, "user", "s", BETTER_LOWER, e->user);
	if (!result_find(r, "sys"))
		import_mean(in, r, "sys", "s", BETTER_LOWER, e->system);
}

static const struct entry blank = { .wall = NO_FIGURES };
static const struct objects list = { "results", fields, &blank, sizeof blank, add };

const struct importer hyperfine_importer = {
	.name = "hyperfine",
	.repeats = true,
	.help = "hyperfine --export-json FILE",
	.first = '{',
	.has = { "\"results\"", "\"command\"" },
	.because = "its \"results\" have a \"command\"",
	.objects = &list,
};

static const char *const columns[] = { "command", "mean", "stddev", "median", "user", "system",
	NULL };

/* The columns "parameter_NAME". */
static const char *params_of(struct table *t, const char *command)
{
	static const char prefix[] = "parameter_";
	size_t n = strlen(prefix);
	const char *id = command;

	for (size_t i = 0; i < t->n; i++)
		if (strncmp(t->column[i], prefix, n) == 0 &&
			!shows(command, table_text(t, t->column[i])))
			id = objects_param(t->in->scratch, id, t->column[i] + n,
				table_text(t, t->column[i]));
	return id;
}

static void add_row(struct table *t)
{
	struct entry e = blank;

	e.command = params_of(t, table_text(t, "command"));
	e.wall.mean = table_number(t, "mean");
	e.wall.sd = table_number(t, "stddev");
	e.wall.median = table_number(t, "median");
	e.wall.min = table_number(t, "min");
	e.wall.max = table_number(t, "max");
	e.user = table_number(t, "user");
	e.system = table_number(t, "system");
	add(t->in, &e);
}

const struct importer hyperfine_csv_importer = {
	.name = "hyperfine-csv",
	.repeats = true,
	.help = "hyperfine --export-csv FILE; prefer --export-json, which has samples",
	.columns = columns,
	.because = "its first line is that of hyperfine --export-csv",
	.row = add_row,
};
