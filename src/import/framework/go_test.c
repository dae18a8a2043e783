/* go test -bench: the Go project's benchmark format ("Proposal: Go Benchmark Data Format"). */
#include "import/framework/go_test.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "import/read/lines.h"

enum { KEYS_MAX = 100, UNITS_MAX = 100, MEANINGS_KEPT = 8 };

struct key { /* of a "key: value" line */
	struct part name, value;
	bool varies; /* between parts of the file */
};

struct unit_rule { /* of a "Unit" line */
	struct part unit;
	enum better better;
	bool says_better, exact;
};

struct meaning { /* of a unit in this file */
	struct part unit;
	struct go_unit m;
	bool exact;
};

struct go {
	struct import *in;
	struct lines lines;
	size_t n_keys, n_units, lost_units;
	struct key key[KEYS_MAX];
	struct unit_rule unit[UNITS_MAX];
	struct meaning meaning[MEANINGS_KEPT]; /* of the last units */
	size_t next_meaning;
	struct part name;      /* of a benchmark whose result follows after other output */
	struct result *failed; /* the next line may have the reason */
	struct part last;      /* the name of the last line; empty when a key has changed since */
	const char *last_id;
	size_t failures_in_package;
};

/* In Go the next letter is not in lower case, but other programs print this format, too, so only
 * words of English are excluded. */
static bool is_name(struct part word)
{
	return part_starts(word, "Benchmark") && !part_is(word, "Benchmarking") &&
		!part_is(word, "Benchmarks") && !part_is(word, "Benchmarked");
}

static bool is_number_or_none(struct part word)
{
	return part_is_number(word) || part_is(word, "NaN") || part_is(word, "+Inf") ||
		part_is(word, "-Inf");
}

/* Whether "N value ..." begins there, with N iterations; rest is left before the value. */
static bool is_result(struct part *rest)
{
	struct part word, value, after;
	size_t n;

	if (!part_word(rest, &word) || !part_count(word, &n))
		return false;
	after = *rest;
	return part_word(&after, &value) && is_number_or_none(value);
}

static bool is_line(struct part line)
{
	struct part word;

	return part_starts(line, "goos: ") || part_starts(line, "goarch: ") ||
		(part_starts(line, "Benchmark") && part_word(&line, &word) && is_name(word) &&
			is_result(&line));
}

/* "key: value"; a key begins with a lower-case letter and has neither blanks nor capitals. */
static bool is_key(struct part line, struct part *name, struct part *value)
{
	size_t n = 0;

	while (n < line.n && line.v[n] != ':') {
		unsigned char c = (unsigned char)line.v[n++];

		if (isspace(c) || isupper(c))
			return false;
	}
	if (n == 0 || n == line.n || !islower((unsigned char)*line.v))
		return false;
	*name = (struct part){ line.v, n };
	*value = (struct part){ line.v + n + 1, line.n - n - 1 };
	if (value->n && *value->v != ' ' && *value->v != '\t')
		return false;
	*value = part_trim(*value);
	return true;
}

static bool same(struct part a, struct part b)
{
	return a.n == b.n && memcmp(a.v, b.v, a.n) == 0;
}

/* Words that begin lines of logs. */
static bool is_log(struct part name)
{
	static const char *const rows[] = { "debug", "error", "fatal", "info", "level", "log",
		"msg", "note", "notice", "panic", "time", "trace", "ts", "warn", "warning", NULL };

	return part_is_one_of(name, rows);
}

/* A key of the file; add: make it one if it is new. */
static struct key *key_of(struct go *g, struct part name, bool add)
{
	for (size_t i = 0; i < g->n_keys; i++)
		if (same(g->key[i].name, name))
			return &g->key[i];
	if (!add || g->n_keys == KEYS_MAX || is_log(name))
		return NULL;
	g->key[g->n_keys] = (struct key){ .name = name };
	return &g->key[g->n_keys++];
}

static void read_unit(struct go *g, struct part line)
{
	struct unit_rule *u;
	struct part word;

	if (!part_word(&line, &word))
		return;
	if (g->n_units == UNITS_MAX) {
		g->lost_units++;
		return;
	}
	u = &g->unit[g->n_units++];
	*u = (struct unit_rule){ .unit = word };
	while (part_word(&line, &word)) {
		if (part_is(word, "better=higher") || part_is(word, "better=lower")) {
			u->says_better = true;
			u->better = part_is(word, "better=higher") ? BETTER_HIGHER : BETTER_LOWER;
		} else if (part_is(word, "assume=exact")) {
			u->exact = true;
		}
	}
}

/* Between a package's results, "key: value" is mostly a line of the program's log. */
static bool ends_package(struct part line)
{
	return part_is(line, "PASS") || part_is(line, "FAIL") || part_starts(line, "ok  \t") ||
		part_starts(line, "goos: ") || part_starts(line, "pkg: ");
}

/* Unit lines count anywhere in the file; a key matters if it first appears before the results of a
 * package and has several values. */
static void look_ahead(struct go *g)
{
	struct part line, name, value;
	bool before_results = true;
	struct key *key;

	while (lines_next(&g->lines, &line)) {
		if (part_starts(line, "Benchmark")) {
			before_results = false;
			continue;
		}
		before_results = before_results || ends_package(line);
		if (part_behind(line, "Unit ", &line)) {
			read_unit(g, line);
		} else if (is_key(line, &name, &value) && (key = key_of(g, name, before_results))) {
			key->varies = key->varies || (key->value.v && !same(key->value, value));
			key->value = value;
		}
	}
	for (size_t i = 0; i < g->n_keys; i++)
		g->key[i].value.n = 0;
}

/* "example.org/words.Fields/words=10-2", and the keys that distinguish the file's parts. */
static struct result *result_of(struct go *g, struct part name)
{
	struct part pkg = { 0 };
	const char *more = "";

	/* Lines of one benchmark are mostly consecutive. */
	if (g->last.n && same(g->last, name))
		return import_result(g->in, g->last_id);
	g->last = name;
	for (size_t i = 0; i < g->n_keys; i++) {
		struct key *k = &g->key[i];

		if (part_is(k->name, "pkg"))
			pkg = k->value;
		else if (k->varies && k->value.n)
			more = arena_printf(g->in->scratch, "%s %s:%s", more,
				part_text(g->in->scratch, k->name),
				part_text(g->in->scratch, k->value));
	}
	if (is_name(name) && name.n > strlen("Benchmark"))
		part_behind(name, "Benchmark", &name);
	g->last_id = arena_printf(g->in->scratch, "%s%s%s%s", part_text(g->in->scratch, pkg),
		pkg.n ? "." : "", part_text(g->in->scratch, name), more);
	return import_result(g->in, g->last_id);
}

static struct meaning meaning_of(struct go *g, struct part unit)
{
	const char *text = part_text(g->in->scratch, unit);
	struct meaning meaning = { .unit = unit, .m = go_unit_meaning(g->in->scratch, text) };

	for (size_t i = 0; i < g->n_units; i++) {
		const struct unit_rule *u = &g->unit[i];

		if (!part_is(u->unit, text) && !part_is(u->unit, meaning.m.metric) &&
			!part_is(u->unit, go_unit_tidied(g->in->scratch, text)))
			continue;
		meaning.exact = meaning.exact || u->exact;
		if (u->says_better)
			meaning.m.better = u->better;
	}
	return meaning;
}

/* A file has few units, but each line has some. */
static const struct meaning *kept_meaning(struct go *g, struct part unit)
{
	struct meaning *fresh;

	for (size_t i = 0; i < MEANINGS_KEPT; i++)
		if (g->meaning[i].unit.n && same(g->meaning[i].unit, unit))
			return &g->meaning[i];
	fresh = &g->meaning[g->next_meaning++ % MEANINGS_KEPT];
	*fresh = meaning_of(g, unit);
	return fresh;
}

static void add_value(struct go *g, struct result *r, double value, struct part unit)
{
	const struct meaning *of = kept_meaning(g, unit);
	struct series *s = import_sample(g->in, r, of->m.metric, of->m.unit, of->m.better, value);

	if (s)
		s->metric.exact = of->exact;
}

static void read_result(struct go *g, struct part name, struct part rest)
{
	struct result *r = result_of(g, name);
	struct part value, unit;
	double v;

	while (part_word(&rest, &value))
		if (!part_number(value, &v))
			import_refuse(g->in, g->lines.n, "'%.*s' of %.*s is not a finite number",
				PART_SHOWN(value), PART_SHOWN(name));
		else if (!part_word(&rest, &unit))
			import_refuse(g->in, g->lines.n, "%.*s of %.*s has no unit",
				PART_SHOWN(value), PART_SHOWN(name));
		else
			add_value(g, r, v, unit);
}

static void read_failure(struct go *g, struct part rest)
{
	struct part name;

	if (!part_word(&rest, &name))
		return;
	g->failed = result_of(g, name);
	import_failure(g->in, g->failed, "go test reports its failure");
	g->failures_in_package++;
}

/* "FAIL pkg [build failed]": a package that reports nothing about its benchmarks. */
static void read_package_failure(struct go *g, struct part rest)
{
	struct part name;

	if (!g->failures_in_package && part_word(&rest, &name))
		import_failure(g->in, import_result(g->in, part_text(g->in->scratch, name)),
			arena_printf(g->in->scratch,
				"go test reports the failure of the package: %s",
				part_text(g->in->scratch, part_trim(rest))));
	g->failures_in_package = 0;
}

static void read_line(struct go *g, struct part line)
{
	struct part rest = line, again = line, word, name, value;
	struct result *failed = g->failed;
	struct key *key;

	g->failed = NULL;
	if (part_starts(line, "Benchmark") && part_word(&rest, &word) && is_name(word)) {
		g->name = word;
		if (is_result(&rest))
			read_result(g, word, rest);
	} else if (part_behind(part_trim(line), "--- FAIL: ", &rest)) {
		read_failure(g, rest);
	} else if (failed && line.n && isspace((unsigned char)*line.v)) {
		import_failure(g->in, failed, part_text(g->in->scratch, part_trim(line)));
	} else if (part_behind(line, "FAIL\t", &rest)) {
		read_package_failure(g, rest);
	} else if (g->name.n && is_result(&again) && part_after(again, "/op", &value)) {
		read_result(g, g->name, again);
	} else if (is_key(line, &name, &value) && (key = key_of(g, name, false))) {
		key->value = value;
		g->last.n = 0;
		if (part_is(name, "cpu") && !g->in->machine.cpu)
			g->in->machine.cpu = part_text(g->in->mem, value);
	}
}

/* Each metric may lose its direction with a skipped Unit line. */
static void warn_of_units(const struct go *g)
{
	const struct import *in = g->in;

	for (size_t i = in->before; g->lost_units && i < in->run->n; i++)
		if (!in->run->v[i].warning)
			in->run->v[i].warning = arena_printf(in->mem,
				"skipped %zu of the file's Unit lines; at most %d are read",
				g->lost_units, UNITS_MAX);
}

void go_test_read(struct import *in, const char *text, size_t n)
{
	struct go *g = arena_alloc(in->scratch, sizeof *g);
	struct part line;

	*g = (struct go){ .in = in };
	lines_begin(&g->lines, text, n);
	look_ahead(g);
	lines_begin(&g->lines, text, n);
	g->lines.n = in->line - 1;
	g->lines.in = in;
	while (lines_next(&g->lines, &line))
		read_line(g, line);
	warn_of_units(g);
}

static void read_go(struct import *in)
{
	struct part all = import_whole(in);

	go_test_read(in, all.v, all.n);
}

const struct importer go_test_importer = {
	.name = "go-test",
	.repeats = true,
	.help = "go test -bench . -count 10",
	.has_line = is_line,
	.because = "it has the lines of go test -bench",
	.read = read_go,
};
