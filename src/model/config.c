/* Every key of benchctl.yaml but those of the gate (policy.c) and of the kinds of benchmarks. */
#include "model/config.h"

#include <string.h>

#include "base/arena.h"
#include "model/framework.h"

static const char *const outputs[] = { "capture", "null", "inherit", NULL };
static const char *const leaks[] = { "off", "rss", "fds", NULL };
static const char *const canaries[] = { "auto", "off", NULL };
static const char *const counters[] = { "off", "auto", "perf", "valgrind", NULL };
const char *const profiler_names[] = { "auto", "node", "py-spy", "rbspy", "perf", "valgrind",
	NULL };
static const char *const orders[] = { "rounds", "sequential", NULL };
static const char *const schedules[] = { "sequential", "parallel", NULL };

#define AT(member) offsetof(struct lifecycle, member)
static const struct option lifecycle_rows[] = {
	{ "warmup", 'w', OPTION_COUNT, AT(schedule.warmup), .default_text = "1", .value = "N",
		.max = 1e6, .change = CHANGE_REPLACES,
		.help = "unmeasured runs before the first sample" },
	{ "runs", 'r', OPTION_RANGE, AT(schedule.runs), .default_text = "10..30",
		.value = "N|MIN..MAX", .min = 1, .max = 1e6, .change = CHANGE_REPLACES,
		.help = "number of samples: N, or MIN to MAX within max_time; paired mode "
			"ignores `runs:` and takes 8 to 40 samples per side, or as many as "
			"the flag --runs allows, in at least 2 blocks of 4" },
	{ "max_time", 0, OPTION_QUANTITY, AT(schedule.max_time), .dim = DIM_TIME,
		.default_text = "5s", .value = "TIME", .max = 86400, .change = CHANGE_REPLACES,
		.help = "time limit for the samples beyond MIN; paired mode ignores "
			"`max_time:`, but the flag --max-time limits both sides combined, "
			"after the first 2 blocks" },
	{ "timeout", 0, OPTION_QUANTITY, AT(schedule.timeout), .dim = DIM_TIME,
		.default_text = "2min", .value = "TIME", .min = 1e-3, .max = 86400 * 7,
		.change = CHANGE_MORE_LOOSER,
		.help = "benchctl kills a command that runs longer, and the benchmark fails" },
	{ "setup", 's', OPTION_WORDS, AT(fixtures.setup), .value = "COMMAND",
		.change = CHANGE_REPLACES,
		.help = "command that runs once before the benchmark's first run; a list "
			"contains the words of one command" },
	{ "prepare", 'p', OPTION_WORDS, AT(fixtures.prepare), .value = "COMMAND",
		.change = CHANGE_REPLACES,
		.help = "command that runs before each run, unmeasured; a list contains the "
			"words of one command" },
	{ "conclude", 0, OPTION_WORDS, AT(fixtures.conclude), .value = "COMMAND",
		.change = CHANGE_REPLACES,
		.help = "command that runs after each run, unmeasured; a list contains the "
			"words of one command" },
	{ "cleanup", 'c', OPTION_WORDS, AT(fixtures.cleanup), .value = "COMMAND",
		.change = CHANGE_REPLACES,
		.help = "command that runs once after the benchmark's last run, even after a "
			"failure; a list contains the words of one command" },
	{ "shell", 'S', OPTION_TEXT, AT(process.shell), .default_text = "auto",
		.value = "auto|none|PROGRAM", .change = CHANGE_REPLACES,
		.help = "shell that runs commands; auto: sh, but only if the command "
			"line needs a shell; none: no shell; benchctl subtracts the start-up "
			"time of the shell" },
	{ "env", 'e', OPTION_PAIRS, AT(process.env), .value = "NAME=VALUE",
		.change = CHANGE_REPLACES, .help = "added to the environment" },
	{ "clean_env", 0, OPTION_FLAG, AT(process.clean_env), .default_text = "false",
		.change = CHANGE_REPLACES,
		.help = "the environment has only PATH, HOME, BENCHCTL_* and what env: adds" },
	{ "cwd", 0, OPTION_TEXT, AT(process.cwd), .value = "DIR", .change = CHANGE_REPLACES,
		.help = "folder in which commands run" },
	{ "input", 0, OPTION_TEXT, AT(process.input), .value = "FILE", .change = CHANGE_REPLACES,
		.help = "standard input of the command: a file or a device; default: /dev/null" },
	{ "cpus", 0, OPTION_TEXT, AT(process.cpus), .value = "LIST", .change = CHANGE_REPLACES,
		.help = "processors that the command may use, such as 1 or 0,2-3" },
	{ "output", 0, OPTION_CHOICE, AT(process.output), .choices = outputs,
		.default_text = "capture", .change = CHANGE_REPLACES,
		.help = "where the output of the command goes" },
	{ "ignore_failure", 'i', OPTION_FLAG, AT(process.ignore_failure), .default_text = "false",
		.change = CHANGE_MORE_LOOSER, .help = "accepts a non-zero exit status" },
	{ "cooldown", 0, OPTION_QUANTITY, AT(schedule.cooldown), .dim = DIM_TIME,
		.default_text = "0", .value = "TIME", .max = 3600, .change = CHANGE_REPLACES,
		.help = "pause after each run" },
	{ "canary", 0, OPTION_CHOICE, AT(schedule.canary), .choices = canaries,
		.default_text = "auto", .change = CHANGE_NOTHING,
		.help = "auto: between samples, benchctl runs small pieces of known work, "
			"which show how fast the machine is; they take less than 1% of the "
			"time, appear in reports and decide no verdict" },
	{ "memory_limit", 0, OPTION_QUANTITY, AT(process.memory_limit), .dim = DIM_SIZE,
		.min = 1 << 20, .max = 1LL << 50, .value = "SIZE", .change = CHANGE_UPPER_LIMIT,
		.help = "maximum memory, with swap, of the command and all its descendants; a "
			"benchmark that exceeds it fails; the kernel enforces the limit if "
			"benchctl may create control groups, otherwise benchctl checks every "
			"20 ms (memory_limit_by in the run names the enforcer)" },
	{ "sample", 0, OPTION_QUANTITY, AT(process.sample), .dim = DIM_TIME, .max = 3600,
		.default_text = "100ms", .value = "TIME", .change = CHANGE_REPLACES,
		.help = "interval at which benchctl samples the memory, processors, threads "
			"and open files of all processes of a command, in runs that last at "
			"least ten intervals; 0: never" },
	{ "leak", 0, OPTION_CHOICE, AT(process.leak), .choices = leaks, .default_text = "off",
		.change = CHANGE_CHECK,
		.help = "fails a benchmark whose memory (rss) or open files "
			"(fds) grow significantly over leak_over, by at least 512 KiB or 3 files" },
	{ "leak_over", 0, OPTION_TEXT, AT(process.leak_over), .default_text = "time",
		.value = "time|runs|reports|PARAMETER", .change = CHANGE_REPLACES,
		.help = "where benchctl looks for growth; time: over at least 20 samples of "
			"one run; runs: over at least 20 runs; reports: over at least 20 "
			"values of rss or fds that one run writes to $BENCHCTL_METRICS, one "
			"per iteration; PARAMETER: over at least 3 numbers of the only "
			"parameter of matrix, each measured at least 5 times" },
	{ "leak_limit", 0, OPTION_TEXT, AT(process.leak_limit), .default_text = "0",
		.value = "AMOUNT", .change = CHANGE_MORE_LOOSER,
		.help = "allowed growth per second, "
			"run, report or unit of the parameter, such as 64 B, or 0.5 for fds" },
	{ "counters", 0, OPTION_CHOICE, AT(process.counters), .choices = counters,
		.default_text = "off", .change = CHANGE_REPLACES,
		.help = "counts instructions, branches and more in user mode; "
			"perf: by the processor; valgrind: by one extra run under valgrind, "
			"exact to about 0.1% (use a threshold of 1%); auto: "
			"whichever is available; judged only if gate.metrics names counter.*" },
	{ "profile", 0, OPTION_FLAG, AT(process.profile), .default_text = "false",
		.change = CHANGE_NOTHING,
		.help = "runs a command again under a profiler, after the measured runs; the "
			"gate profiles both sides of a confirmed regression, and the report "
			"lists the functions whose share grew" },
	{ "profiler", 0, OPTION_CHOICE, AT(process.profiler), .choices = profiler_names,
		.default_text = "auto", .change = CHANGE_NOTHING,
		.help = "the profiler; auto: the profiler of the command's language (node, "
			"py-spy, rbspy), else perf, else valgrind (callgrind)" },
	{ "artifacts", 0, OPTION_WORDS, AT(schedule.artifacts), .value = "FILE",
		.change = CHANGE_REPLACES,
		.help = "files that alone determine the speed; if they are the same bytes in "
			"base and head, benchctl runs nothing" },
};
const struct section lifecycle_section = SECTION("defaults",
	"how benchmarks are repeated; each benchmark may override", lifecycle_rows,
	struct lifecycle);

#undef AT
#define AT(member) offsetof(struct suite, member)
static const struct option header_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME", .change = CHANGE_REPLACES,
		.help = "name of the suite, and of its folder in baseline_dir" },
	{ "output_dir", 0, OPTION_TEXT, AT(output_dir), .default_text = "results", .value = "DIR",
		.change = CHANGE_NOTHING, .help = "where runs are stored" },
	{ "baseline_dir", 0, OPTION_TEXT, AT(baseline_dir), .default_text = "baselines",
		.value = "DIR", .change = CHANGE_REPLACES,
		.help = "where baselines are committed" },
	{ "baseline_runs", 0, OPTION_COUNT, AT(baseline_runs), .default_text = "20", .min = 1,
		.max = 1000, .value = "N", .change = CHANGE_NOTHING,
		.help = "how many of the newest runs a baseline keeps" },
	{ "machine_class", 0, OPTION_TEXT, AT(machine_class), .value = "NAME",
		.change = CHANGE_REPLACES,
		.help = "name of the machine class, for a pool of equal machines; default: "
			"derived from processor and core count" },
	{ "time_budget", 0, OPTION_QUANTITY, AT(time_budget), .dim = DIM_TIME,
		.default_text = "5min", .value = "TIME", .max = 86400, .change = CHANGE_LESS_LOOSER,
		.help = "time for measuring the whole suite; after that time, each benchmark "
			"takes only its minimum of runs, and paired mode leaves undecided "
			"rows inconclusive" },
	{ "order", 0, OPTION_CHOICE, AT(order), .choices = orders, .default_text = "rounds",
		.change = CHANGE_REPLACES,
		.help = "rounds: one sample of each benchmark per round, in random order; "
			"sequential: one benchmark after the other" },
	{ "schedule", 0, OPTION_CHOICE, AT(schedule), .choices = schedules,
		.default_text = "sequential", .change = CHANGE_NOTHING,
		.help = "parallel: `benchctl run` measures benchmarks that use different "
			"resources at the same time; a gate measures one at a time" },
	{ "max_parallel", 0, OPTION_COUNT, AT(max_parallel), .default_text = "0", .max = 64,
		.value = "N", .change = CHANGE_NOTHING,
		.help = "with schedule: parallel: maximum number of benchmarks at the same "
			"time; 0: the number of processors" },
	{ "allow_conflict", 0, OPTION_FLAG, AT(allow_conflict), .default_text = "false",
		.change = CHANGE_NOTHING,
		.help = "with schedule: parallel: benchmarks that use the same resources may run "
			"at the same time" },
	{ "seed", 0, OPTION_COUNT, AT(seed), .default_text = "0", .value = "N",
		.change = CHANGE_REPLACES,
		.help = "seed of the random order; 0: a new one, which the run records" },
};
const struct section config_header = SECTION("benchmark", "the suite itself", header_rows,
	struct suite);

static const struct option results_rows[] = {
	{ "keep", 0, OPTION_COUNT, offsetof(struct results_policy, keep), .default_text = "50",
		.value = "N", .help = "number of newest runs to keep; 0: all" },
	{ "max_size", 0, OPTION_QUANTITY, offsetof(struct results_policy, max_size),
		.dim = DIM_SIZE, .max = 1e18, .default_text = "1GiB", .value = "SIZE",
		.help = "maximum size of all runs combined; "
			"the oldest are removed first; 0: no limit" },
};
const struct section config_results = SECTION("results",
	"how many runs output_dir keeps; each new run removes the oldest runs above these limits",
	results_rows, struct results_policy);

static const char *const scalings[] = { "report", "judge", "off", NULL };
const char *const data_kind_names[] = { "random", "text", "zeros", "numbers", NULL };

static const struct option case_rows[] = {
	{ "name", 0, OPTION_TEXT, offsetof(struct variant_case, name), .value = "NAME",
		.help = "name of the case, the last part of the id" },
	{ "env", 0, OPTION_PAIRS, offsetof(struct variant_case, env), .value = "NAME=VALUE",
		.help = "added to the benchmark's environment" },
};
const struct section config_case = SECTION("cases", "variants, each with its own environment",
	case_rows, struct variant_case);

static const struct option data_rows[] = {
	{ "size", 0, OPTION_QUANTITY, offsetof(struct data, size), .dim = DIM_SIZE, .min = 1,
		.max = 64.0 * 1024 * 1024 * 1024, .default_text = "1MiB", .value = "SIZE",
		.help = "size of the file" },
	{ "kind", 0, OPTION_CHOICE, offsetof(struct data, kind), .choices = data_kind_names,
		.default_text = "random",
		.help = "random bytes, lines of words, zeros, or lines of numbers" },
	{ "seed", 0, OPTION_COUNT, offsetof(struct data, seed), .default_text = "1", .value = "N",
		.help = "the same seed always gives the same bytes" },
};
static const struct section data_section = SECTION("generate", "input files made before measuring",
	data_rows, struct data);

static const struct option entry_rows[] = {
	{ "name", 0, OPTION_TEXT, offsetof(struct entry, name), .value = "ID", .label = true,
		.change = CHANGE_NOTHING, .help = "stable id; / separates the names of groups" },
	{ "tags", 0, OPTION_WORDS, offsetof(struct entry, tags), .value = "TAG", .label = true,
		.change = CHANGE_REPLACES, .help = "words by which --tag selects benchmarks" },
	{ "resources", 0, OPTION_WORDS, offsetof(struct entry, resources),
		.value = "cpu|memory|disk|network", .change = CHANGE_NOTHING,
		.help = "resources that the benchmark uses, for schedule: parallel; default: "
			"everything for a command, cpu and network for http" },
	{ "matrix", 0, OPTION_LISTS, offsetof(struct entry, matrix), .of_all = true,
		.change = CHANGE_NOTHING,
		.help = "parameter: values; each combination makes one benchmark, with "
			"${PARAMETER} replaced in its texts and /parameter=value added to its id" },
	{ "cases", 0, OPTION_LIST, offsetof(struct entry, cases), .section = &config_case,
		.max = BENCHMARKS_MAX, .of_all = true, .change = CHANGE_NOTHING,
		.help = "variants, each with its own environment; "
			"each case adds /name to the id; ${case} is "
			"the name" },
	{ "generate", 0, OPTION_MAP, offsetof(struct entry, data), .section = &data_section,
		.change = CHANGE_REPLACES,
		.help = "input files made before measuring; ${NAME} is the path of the file NAME" },
	{ "service", 0, OPTION_SECTION, offsetof(struct entry, service),
		.section = &service_section, .change = CHANGE_REPLACES,
		.help = "a server that runs while the samples are taken; "
			"commands find it by {port}, {url}, $BENCHCTL_PORT and $BENCHCTL_URL" },
	{ "scaling", 0, OPTION_CHOICE, offsetof(struct entry, scaling), .choices = scalings,
		.default_text = "report", .change = CHANGE_CHECK,
		.help = "scaling exponent of the primary metric over "
			"the one numeric parameter of matrix: "
			"report it, judge it, or off" },
	{ "work", 0, OPTION_TEXT, offsetof(struct entry, work), .value = "AMOUNT",
		.change = CHANGE_REPLACES,
		.help = "the work of one run, such as 1000 items or 64 MiB; "
			"adds the metric throughput" },
	{ "metric", 0, OPTION_TEXT, offsetof(struct entry, metric), .value = "NAME",
		.change = CHANGE_REPLACES,
		.help = "the primary metric, "
			"which is judged even if gate.metrics does not name it; "
			"default: the first, which is wall for a command" },
};
const struct section config_entry = SECTION_NOTED("suite", "the benchmarks", entry_rows,
	struct entry, given);

const struct service_options *config_service(const struct entry *e)
{
	return section_given(&config_entry, e, "service") ? &e->service : NULL;
}

/* The keys of a workflow are keys of the file. Returns the place behind them. */
static struct option *put_workflow(struct option *rows)
{
	memcpy(rows, workflow_section.rows, workflow_section.n * sizeof *rows);
	for (size_t i = 0; i < workflow_section.n; i++)
		rows[i].offset += AT(workflow);
	return rows + workflow_section.n;
}

static const struct option file_rows[] = {
	{ "benchmark", 0, OPTION_SECTION, 0, .section = &config_header, .change = CHANGE_INSIDE,
		.help = "the suite itself" },
	{ "build", 0, OPTION_TEXT, AT(build), .value = "COMMAND", .change = CHANGE_REPLACES,
		.help = "command that builds any commit, so that paired mode can measure "
			"base and head side by side; a shell runs this command with "
			"benchctl's environment, without `defaults: env:`" },
	{ "include", 0, OPTION_WORDS, offsetof(struct config_file, include), .value = "FILE",
		.change = CHANGE_NOTHING,
		.help = "more files with defaults: and suite:; paths are relative to this file" },
	{ "renamed", 0, OPTION_PAIRS, AT(renamed), .change = CHANGE_NOTHING,
		.help = "map of old ids to new ids; results of the old id in baselines count "
			"for the new id" },
	{ "frameworks", 0, OPTION_MAP, AT(frameworks), .section = &framework_section,
		.change = CHANGE_REPLACES,
		.help = "map of names to frameworks: how benchctl recognises, builds and "
			"starts applications; adds to the list of `benchctl frameworks`, or "
			"changes it" },
	{ "services", 0, OPTION_MAP, AT(services), .section = &service_section,
		.change = CHANGE_REPLACES,
		.help = "map of names to servers that benchmarks share by `service: NAME`; "
			"commands find a server by {NAME.port}, {NAME.url}, "
			"$BENCHCTL_NAME_PORT and $BENCHCTL_NAME_URL" },
	{ "plugins", 0, OPTION_WORDS, AT(plugins), .change = CHANGE_REPLACES,
		.help = "shared objects with kinds of benchmarks for `plugin:`" },
	{ "modules", 0, OPTION_PAIRS, AT(modules), .change = CHANGE_REPLACES,
		.help = "settings of built-in benchmarks and plugins: "
			"`time: 10ms` for all, `cpu.time: 1s` for one" },
	{ "defaults", 0, OPTION_SECTION, AT(defaults), .section = &lifecycle_section,
		.change = CHANGE_NOTHING, .help = "how benchmarks are repeated" },
	{ "results", 0, OPTION_SECTION, AT(results), .section = &config_results,
		.change = CHANGE_NOTHING, .help = "how many runs are kept" },
	{ "gate", 0, OPTION_SECTION, AT(gate), .section = &gate_section, .change = CHANGE_NOTHING,
		.help = "when the gate fails" },
	{ "suite", 0, OPTION_LIST, offsetof(struct config_file, entries), .max = BENCHMARKS_MAX,
		.change = CHANGE_NOTHING, .help = "the benchmarks" },
};

/* The rows of the file depend on the entry's section, which depends on the kinds. */
struct config_section config_section(struct arena *mem, const struct kind *const *kinds)
{
	struct section *root = arena_alloc(mem, sizeof *root);
	struct config_section c = { .root = root };
	const struct section **parts;
	size_t n = 0, *at;
	const size_t all = workflow_section.n + ARRAY_SIZE(file_rows);
	struct option *copy = arena_array(mem, all, sizeof *copy);

	while (kinds[n])
		n++;
	parts = arena_array(mem, n + 2, sizeof *parts);
	at = arena_array(mem, n + 2, sizeof *at);
	parts[0] = &config_entry;
	parts[1] = &lifecycle_section;
	for (size_t i = 0; i < n; i++)
		parts[i + 2] = kinds[i]->options;
	c.entry = section_join(mem, "suite", "one benchmark", parts, n + 2, at);
	c.life_at = at[1];
	c.kind_at = at + 2;
	memcpy(put_workflow(copy), file_rows, sizeof file_rows);
	copy[all - 1].section = c.entry;
	*root = (struct section){ .name = "the file",
		.help = "benchctl.yaml",
		.rows = copy,
		.n = all,
		.size = sizeof(struct config_file),
		.set = offsetof(struct config_file, given) };
	return c;
}

void suite_default(struct suite *s, struct arena *mem)
{
	*s = (struct suite){ .name = "adhoc" };
	section_defaults(&config_header, s, mem);
	section_defaults(&lifecycle_section, &s->defaults, mem);
	section_defaults(&gate_section, &s->gate, mem);
	section_defaults(&config_results, &s->results, mem);
}
