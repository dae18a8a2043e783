/* What Google Benchmark prints: "NAME  1.5 ns  1.4 ns  1000 counter=1.5k/s", and its
 * --benchmark_format=csv. A printed name may have blanks; printed times have few digits. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/framework/google_benchmark.h"
#include "import/read/lines.h"
#include "import/read/table.h"

static bool is_unit(struct part word)
{
	static const char *const units[] = { "ns", "us", "ms", "s", "%", NULL };

	return part_is_one_of(word, units);
}

/* "1.5 ns  1.4 ns  1000", at the beginning of rest. */
static bool take_times(struct part *rest, struct google_entry *e, struct arena *mem)
{
	struct part word, unit;
	size_t iterations;

	if (!part_word(rest, &word) || !part_number(word, &e->real) || !part_word(rest, &unit) ||
		!is_unit(unit) || !part_word(rest, &word) || !part_number(word, &e->cpu) ||
		!part_word(rest, &word) || !part_is(word, part_text(mem, unit)) ||
		!part_word(rest, &word) || !part_count(word, &iterations))
		return false;
	e->has_real = e->has_cpu = true;
	if (part_is(unit, "%"))
		e->aggregate_unit = "percentage";
	else
		e->unit = part_text(mem, unit);
	return true;
}

/* "2.5k", "1.2Gi/s", "3.5": of a rate in bytes, versions before 1.8 omit the i. */
static double counter_value(struct part text, bool bytes)
{
	static const char letters[] = "kMGTPEZY";
	double v = (double)NAN, step = bytes ? 1024 : 1000;
	struct part unit;
	const char *letter;

	if (!part_quantity(text, &v, &unit) || !unit.n || !(letter = strchr(letters, *unit.v)))
		return v;
	if (unit.n > 1 && unit.v[1] == 'i')
		step = 1024;
	return v * pow(step, (double)(letter - letters + 1));
}

static void take_counters(struct part rest, struct google_entry *e, struct arena *mem)
{
	struct part word, name, value;

	while (part_word(&rest, &word))
		if (part_split(word, "=", &name, &value))
			*ARENA_PUSH(mem,
				&e->counters) = (struct google_counter){ part_text(mem, name),
				counter_value(value, part_is(name, "bytes_per_second")) };
}

/* The name ends where the times begin. */
static bool take_line(struct part line, struct google_entry *e, struct arena *mem)
{
	struct part rest = line, word, message;

	part_word(&rest, &word);
	for (; rest.n; part_word(&rest, &word)) {
		struct part times = rest;
		bool failed = part_behind(part_trim(rest), "ERROR OCCURRED: ", &message),
		     skipped = part_starts(part_trim(rest), "SKIPPED: ");

		*e = (struct google_entry){ .failed = failed, .skipped = skipped };
		e->name = part_text(mem,
			part_trim((struct part){ line.v, (size_t)(rest.v - line.v) }));
		e->repetitions = e->real = e->cpu = (double)NAN;
		if (failed)
			e->error = part_text(mem, message);
		if (failed || skipped)
			return true;
		if (!take_times(&times, e, mem))
			continue;
		take_counters(times, e, mem);
		return true;
	}
	return false;
}

static void read_line(struct lines *l, struct part line)
{
	FREES_ARENA struct arena own = { 0 };
	struct google *g = l->state;
	struct google_entry e;

	g->in = l->in;
	if (take_line(line, &e, &own))
		google_add(g, &e);
}

static void end(struct lines *l)
{
	google_end(l->state);
}

const struct importer google_text_importer = {
	.name = "google-benchmark-text",
	.repeats = true,
	.help = "the output of Google Benchmark; prefer --benchmark_format=json",
	.has = { "Benchmark  ", " Iterations", " Time ", " CPU " },
	.because = "it has the columns that Google Benchmark prints: Time, CPU, Iterations",
	.line = read_line,
	.end = end,
	.size = sizeof(struct google),
};

static const char *const columns[] = { "name", "iterations", "real_time", "cpu_time", "time_unit",
	NULL };

static bool is_counter(const char *column)
{
	static const char *const rows[] = { "label", "error_occurred", "error_message", "skipped",
		"skip_message", NULL };

	return *column && text_choice(rows, column) < 0 && text_choice(columns, column) < 0;
}

static void take_columns(struct table *t, struct google_entry *e, struct arena *own)
{
	for (size_t i = 0; i < t->n; i++) {
		double v = is_counter(t->column[i]) ? table_number(t, t->column[i]) : (double)NAN;

		if (!isnan(v))
			*ARENA_PUSH(own, &e->counters) = (struct google_counter){ t->column[i], v };
	}
}

static void add(struct table *t)
{
	FREES_ARENA struct arena own = { 0 };
	struct google *g = t->context;
	const char *unit = table_text(t, "time_unit"), *message = table_text(t, "error_message");
	struct google_entry e = { .name = table_text(t, "name"), .repetitions = (double)NAN };

	e.unit = *unit ? unit : "ns";
	e.failed = strcmp(table_text(t, "error_occurred"), "true") == 0;
	e.error = *message ? message : NULL;
	e.skipped = strcmp(table_text(t, "skipped"), "true") == 0;
	e.real = table_number(t, "real_time");
	e.cpu = table_number(t, "cpu_time");
	take_columns(t, &e, &own);
	e.has_real = !isnan(e.real);
	e.has_cpu = !isnan(e.cpu);
	google_add(g, &e);
}

static void read_google(struct import *in)
{
	struct google g = { .in = in };

	table_read(in, columns, add, &g);
	google_end(&g);
}

const struct importer google_csv_importer = {
	.name = "google-benchmark-csv",
	.repeats = true,
	.help = "Google Benchmark, --benchmark_format=csv",
	.columns = columns,
	.because = "its first line is that of Google Benchmark's tables",
	.read = read_google,
};
