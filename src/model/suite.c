#include "benchctl/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchctl/arena.h"
#include "benchctl/cpus.h"
#include "benchctl/error.h"
#include "benchctl/file.h"
#include "benchctl/host.h"
#include "benchctl/text.h"

enum { CONFIG_BYTES_MAX = 16 << 20 };

static const char *const outputs[] = { "capture", "null", "inherit", NULL };
static const char *const orders[] = { "rounds", "sequential", NULL };

#define AT(member) offsetof(struct lifecycle, member)
static const struct option lifecycle_rows[] = {
	{ "warmup", 'w', OPTION_COUNT, AT(warmup), .standard = "1", .value = "N", .max = 1e6,
		.help = "runs before the first sample, not counted" },
	{ "runs", 'r', OPTION_RANGE, AT(runs), .standard = "10..30", .value = "N|MIN..MAX",
		.min = 1, .max = 1e6,
		.help = "samples: so many, or at least MIN and up to MAX within max_time" },
	{ "max_time", 0, OPTION_QUANTITY, AT(max_time), .dim = DIM_TIME, .standard = "5s",
		.value = "TIME", .max = 86400,
		.help = "once a benchmark has MIN samples, it takes more only within this time" },
	{ "timeout", 0, OPTION_QUANTITY, AT(timeout), .dim = DIM_TIME, .standard = "2min",
		.value = "TIME", .min = 1e-3, .max = 86400 * 7,
		.help = "a command that runs longer is killed and the benchmark fails" },
	{ "setup", 's', OPTION_WORDS, AT(setup), .value = "COMMAND",
		.help = "run once before the benchmark's first run" },
	{ "prepare", 'p', OPTION_WORDS, AT(prepare), .value = "COMMAND",
		.help = "run before each run, not measured" },
	{ "conclude", 0, OPTION_WORDS, AT(conclude), .value = "COMMAND",
		.help = "run after each run, not measured" },
	{ "cleanup", 'c', OPTION_WORDS, AT(cleanup), .value = "COMMAND",
		.help = "run once after the benchmark's last run, whatever happened" },
	{ "shell", 'S', OPTION_TEXT, AT(shell), .standard = "auto", .value = "auto|none|PROGRAM",
		.help = "auto: a shell only where the command line needs one; its start-up is "
			"measured and subtracted" },
	{ "env", 'e', OPTION_PAIRS, AT(env), .value = "NAME=VALUE",
		.help = "added to the environment" },
	{ "clean_env", 0, OPTION_FLAG, AT(clean_env), .standard = "false",
		.help = "start from an environment of PATH and HOME alone" },
	{ "cwd", 0, OPTION_TEXT, AT(cwd), .value = "DIR", .help = "where commands run" },
	{ "input", 0, OPTION_TEXT, AT(input), .value = "FILE",
		.help = "standard input of the command; default /dev/null" },
	{ "cpus", 0, OPTION_TEXT, AT(cpus), .value = "LIST",
		.help = "processors the command may use, such as 1 or 0,2-3" },
	{ "output", 0, OPTION_CHOICE, AT(output), .choices = outputs, .standard = "capture",
		.help = "what becomes of what the command prints" },
	{ "ignore_failure", 'i', OPTION_FLAG, AT(ignore_failure), .standard = "false",
		.help = "a non-zero exit status is no failure" },
	{ "cooldown", 0, OPTION_QUANTITY, AT(cooldown), .dim = DIM_TIME, .standard = "0",
		.value = "TIME", .max = 3600, .help = "pause after each run" },
	{ "artifacts", 0, OPTION_WORDS, AT(artifacts), .value = "FILE",
		.help = "files that alone decide the speed; when base's and head's are the same "
			"byte for byte, nothing is run" },
};
const struct section lifecycle_section = SECTION("defaults",
	"how benchmarks are repeated; each benchmark may override", lifecycle_rows,
	struct lifecycle);

#undef AT
#define AT(member) offsetof(struct suite, member)
static const struct option header_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "of the suite; also its folder under baselines/" },
	{ "output_dir", 0, OPTION_TEXT, AT(output_dir), .standard = "results", .value = "DIR",
		.help = "where runs are stored" },
	{ "baseline_dir", 0, OPTION_TEXT, AT(baseline_dir), .standard = "baselines", .value = "DIR",
		.help = "where baselines are committed" },
	{ "baseline_runs", 0, OPTION_COUNT, AT(baseline_runs), .standard = "20", .min = 1,
		.max = 1000, .value = "N", .help = "newest runs that a baseline keeps" },
	{ "machine_class", 0, OPTION_TEXT, AT(machine_class), .value = "NAME",
		.help = "replaces the class derived from processor and core count; for a pool of "
			"machines known to be equal" },
	{ "time_budget", 0, OPTION_QUANTITY, AT(time_budget), .dim = DIM_TIME, .standard = "5min",
		.value = "TIME", .max = 86400,
		.help = "of measuring base and head side by side; what is undecided then stays so" },
	{ "order", 0, OPTION_CHOICE, AT(order), .choices = orders, .standard = "rounds",
		.help = "rounds: one sample of each benchmark in turn, in random order; sequential: "
			"one benchmark after the other" },
	{ "seed", 0, OPTION_COUNT, AT(seed), .standard = "0", .value = "N",
		.help = "of the random order; 0: a fresh one, which is recorded" },
};
static const struct section header_section = SECTION("benchmark", "the suite itself", header_rows,
	struct suite);

struct entry {
	struct item item;
	struct option_set given;
	const char *name;
};
static const struct option entry_rows[] = {
	{ "name", 0, OPTION_TEXT, offsetof(struct entry, name), .value = "ID",
		.help = "stable id; '/' groups" },
};
static const struct section entry_section = { .name = "suite",
	.help = "the benchmarks",
	.rows = entry_rows,
	.n = ARRAY_SIZE(entry_rows),
	.size = sizeof(struct entry),
	.set = offsetof(struct entry, given) };

struct file {
	struct suite suite;
	struct items entries;
};

/* The rows of the file depend on the entry's section, which depends on the kinds. */
struct config_section config_section(struct arena *mem, const struct kind *const *kinds,
	size_t n_kinds)
{
	const struct section **parts = arena_array(mem, n_kinds + 2, sizeof *parts);
	size_t *at = arena_array(mem, n_kinds + 2, sizeof *at);
	struct section *root = arena_alloc(mem, sizeof *root);
	struct config_section c = { .root = root };
	const struct option rows[] = {
		{ "benchmark", 0, OPTION_SECTION, 0, .section = &header_section,
			.help = "the suite itself" },
		{ "build", 0, OPTION_TEXT, AT(build), .value = "COMMAND",
			.help = "builds any commit, so that base and head can be run side by side" },
		{ "renamed", 0, OPTION_PAIRS, AT(renamed),
			.help = "old id: new id; what baselines call by the old one is the new one" },
		{ "defaults", 0, OPTION_SECTION, AT(defaults), .section = &lifecycle_section,
			.help = "how benchmarks are repeated" },
		{ "gate", 0, OPTION_SECTION, AT(gate), .section = &gate_section,
			.help = "when the gate closes" },
		{ "suite", 0, OPTION_LIST, offsetof(struct file, entries),
			.help = "the benchmarks" },
	};
	struct option *copy = arena_array(mem, ARRAY_SIZE(rows), sizeof *copy);

	parts[0] = &entry_section;
	parts[1] = &lifecycle_section;
	for (size_t i = 0; i < n_kinds; i++)
		parts[i + 2] = kinds[i]->options;
	c.entry = section_join(mem, "suite", "one benchmark", parts, n_kinds + 2, at);
	c.life_at = at[1];
	c.kind_at = at + 2;
	memcpy(copy, rows, sizeof rows);
	copy[ARRAY_SIZE(rows) - 1].section = c.entry;
	*root = (struct section){ .name = "the file",
		.help = "benchctl.yaml",
		.rows = copy,
		.n = ARRAY_SIZE(rows),
		.size = sizeof(struct file),
		.set = NO_SET };
	return c;
}

struct loading {
	struct file file;
	struct config_section section;
	const struct kind *const *kinds;
	size_t n_kinds;
	struct arena *mem;
	struct problems *problems;
};

/* Entries start from the file's defaults, everything else from the table's. */
static void fill(void *ctx, const struct section *s, void *dst)
{
	struct loading *l = ctx;

	/* These were filled before, for files that do not have them. */
	if (s == l->section.root || s == &header_section || s == &lifecycle_section ||
		s == &gate_section)
		return;
	section_defaults(s, dst, l->mem);
	if (s == l->section.entry)
		memcpy((char *)dst + l->section.life_at, &l->file.suite.defaults,
			sizeof l->file.suite.defaults);
}

/* Ids and names become paths. */
static bool has_dots_alone(const char *id)
{
	for (const char *part = id; part; part = strchr(part, '/')) {
		size_t n;

		part += *part == '/';
		n = strcspn(part, "/");
		if ((n == 1 || n == 2) && strspn(part, ".") >= n)
			return true;
	}
	return false;
}

const char *benchmark_id_fault(const char *id)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_./=+:,@-";

	if (!*id)
		return "is empty";
	if (strlen(id) > 200)
		return "is longer than 200 characters";
	if (id[strspn(id, allowed)])
		return "has characters other than letters, digits and _ . / = + : , @ -";
	if (*id == '/' || id[strlen(id) - 1] == '/' || strstr(id, "//"))
		return "has an empty part between its slashes";
	if (has_dots_alone(id))
		return "has a part that is only '.' or '..'";
	return *id == '-' ? "begins with '-'" : NULL;
}

static void check_life(struct loading *l, const struct lifecycle *life, const struct item *at)
{
	const char *why;
	cpu_set_t cpus;

	if (life->cpus && (why = cpus_parse(&cpus, life->cpus)))
		problem_add(l->problems, at->line, at->column, "cpus: '%s' %s", life->cpus, why);
}

/* Which kind the rows that were given belong to; notes none and more than one. */
static const struct kind *find_kind(struct loading *l, const struct entry *e, size_t *which)
{
	const struct kind *found = NULL;
	const char *by = NULL, *list = "";
	size_t row = entry_section.n + lifecycle_section.n;

	for (size_t i = 0; i < l->n_kinds; i++) {
		const struct section *s = l->kinds[i]->options;

		list = arena_printf(l->mem, "%s%s%s", list, i ? ", " : "", s->rows[0].name);
		for (size_t k = 0; k < s->n; k++, row++) {
			if (!option_given(&e->given, row))
				continue;
			if (found && found != l->kinds[i])
				problem_add(l->problems, e->item.line, e->item.column,
					"'%s' and '%s' do not go together; a benchmark is of one kind",
					by, s->rows[k].name);
			found = l->kinds[i];
			by = s->rows[k].name;
			*which = i;
		}
	}
	if (!found)
		problem_add(l->problems, e->item.line, e->item.column,
			"%s has nothing to run; give one of: %s",
			e->name ? e->name : "this benchmark", list);
	return found;
}

static void take_entry(struct loading *l, const char *base)
{
	const struct entry *e = (const void *)base;
	struct benchmark *b = ARENA_PUSH(l->mem, &l->file.suite);
	const char *why;
	size_t which = 0;

	b->item = e->item;
	memcpy(&b->life, base + l->section.life_at, sizeof b->life);
	b->id = e->name ? e->name : "";
	b->kind = find_kind(l, e, &which);
	b->options = base + l->section.kind_at[which];
	if (!e->name)
		problem_add(l->problems, e->item.line, e->item.column,
			"a benchmark without a name; give it one: name: parse/small");
	else if ((why = benchmark_id_fault(e->name)))
		problem_add(l->problems, e->item.line, e->item.column, "the name '%s' %s", e->name,
			why);
	if (b->life.cpus != l->file.suite.defaults.cpus) /* which are checked once */
		check_life(l, &b->life, &b->item);
	if (b->kind && b->kind->check)
		b->kind->check(b->options, &b->item, l->problems);
}

static int by_id_then_line(const void *a, const void *b)
{
	const struct benchmark *x = *(const struct benchmark *const *)a,
			       *y = *(const struct benchmark *const *)b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->item.line > y->item.line) - (x->item.line < y->item.line);
}

static void check_unique(struct loading *l)
{
	struct suite *s = &l->file.suite;
	struct benchmark **sorted = arena_array(l->mem, s->n, sizeof *sorted);

	for (size_t i = 0; i < s->n; i++)
		sorted[i] = &s->v[i];
	qsort(sorted, s->n, sizeof *sorted, by_id_then_line);
	for (size_t i = 1; i < s->n; i++)
		if (*sorted[i]->id && strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
			problem_add(l->problems, sorted[i]->item.line, sorted[i]->item.column,
				"the benchmark '%s' is already on line %u", sorted[i]->id,
				sorted[i - 1]->item.line);
}

static void check_renamed(struct loading *l)
{
	const struct suite *s = &l->file.suite;

	for (size_t i = 0; i < s->renamed.n; i++) {
		bool known = false;

		for (size_t k = 0; k < s->n && !known; k++)
			known = strcmp(s->v[k].id, s->renamed.v[i].value) == 0;
		if (!known)
			problem_add(l->problems, 1, 1,
				"renamed: '%s' is now '%s', which is no benchmark",
				s->renamed.v[i].key, s->renamed.v[i].value);
	}
}

const char *suite_name_fault(const char *name)
{
	return strchr(name, '/') ? "has a '/'" : benchmark_id_fault(name);
}

static void check_suite(struct loading *l)
{
	struct suite *s = &l->file.suite;
	const struct item top = { .line = 1, .column = 1 };
	const char *why;

	if (!s->name || !s->name[strspn(s->name, " \t")])
		problem_add(l->problems, 1, 1,
			"the suite has no name; begin with: benchmark: { name: parser }");
	else if ((why = suite_name_fault(s->name)))
		problem_add(l->problems, 1, 1, "benchmark.name: '%s' %s", s->name, why);
	if (s->machine_class && (why = suite_name_fault(s->machine_class)))
		problem_add(l->problems, 1, 1, "benchmark.machine_class: '%s' %s", s->machine_class,
			why);
	if (!file_is_confined(s->baseline_dir))
		problem_add(l->problems, 1, 1,
			"benchmark.baseline_dir: '%s' is not a folder inside the repository",
			s->baseline_dir);
	if (s->n == 0)
		problem_add(l->problems, 1, 1,
			"the suite is empty; add: suite: [{ name: hello, command: ./hello }]");
	check_life(l, &s->defaults, &top);
	check_unique(l);
	check_renamed(l);
}

static int by_place(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

int suite_load(struct suite *s, struct arena *mem, const char *path,
	const struct kind *const *kinds, size_t n_kinds, struct problems *problems,
	struct error *err)
{
	struct loading l = { .section = config_section(mem, kinds, n_kinds),
		.kinds = kinds,
		.n_kinds = n_kinds,
		.mem = mem,
		.problems = problems };
	const struct option_start start = { fill, &l };
	char *text;
	size_t n;

	if (file_read(&text, &n, mem, path, CONFIG_BYTES_MAX, err) < 0)
		return -1;
	section_defaults(l.section.root, &l.file, mem);
	option_read_yaml(&l.file, l.section.root, &start, text, n, problems);
	l.file.suite.path = path;
	l.file.suite.digest = digest_hex(mem, text, n);
	for (size_t i = 0; i < l.file.entries.n; i++)
		take_entry(&l, (char *)l.file.entries.v + i * l.section.entry->size);
	if (problems->n == 0 || l.file.entries.n)
		check_suite(&l);
	if (problems->n)
		qsort(problems->v, problems->n, sizeof *problems->v, by_place);
	*s = l.file.suite;
	return 0;
}

const char *suite_name_now(const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->renamed.n; i++)
		if (strcmp(s->renamed.v[i].key, id) == 0)
			return s->renamed.v[i].value;
	return id;
}

void suite_default(struct suite *s, struct arena *mem)
{
	*s = (struct suite){ .name = "adhoc" };
	section_defaults(&header_section, s, mem);
	section_defaults(&lifecycle_section, &s->defaults, mem);
	section_defaults(&gate_section, &s->gate, mem);
}

const char *suite_filter(struct suite *s, const struct words *patterns)
{
	bool *wanted = calloc(s->n + 1, sizeof *wanted);
	const char *idle = NULL;
	size_t kept = 0;

	if (!wanted)
		die("out of memory");
	for (size_t p = 0; p < patterns->n; p++) {
		bool hit = false;

		for (size_t i = 0; i < s->n; i++) {
			if (text_glob(patterns->v[p], s->v[i].id))
				hit = wanted[i] = true;
		}
		if (!hit)
			idle = patterns->v[p];
	}
	for (size_t i = 0; i < s->n; i++)
		if (patterns->n == 0 || wanted[i])
			s->v[kept++] = s->v[i];
	s->n = kept;
	free(wanted);
	return idle;
}
