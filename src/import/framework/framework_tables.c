/* Benchmark frameworks whose results are tables. */
#include "import/read/picks.h"

#define DOWN BETTER_LOWER

/* Since 3, `latency` has what was in the result itself. */
#define OF_TINYBENCH(way)                                                                          \
	{ way "mean", PICK_MEAN, "time", "ms", DOWN }, { way "sd", PICK_SD, "time", "ms", DOWN },  \
		{ way "min", PICK_MIN, "time", "ms", DOWN },                                       \
		{ way "max", PICK_MAX, "time", "ms", DOWN },                                       \
		{ way "p50", PICK_MEDIAN, "time", "ms", DOWN },                                    \
	{                                                                                          \
		way "samplesCount", PICK_N, "time", "ms", DOWN                                     \
	}
static const struct pick tinybench_rows[] = {
	{ "*>name", PICK_NAME },
	OF_TINYBENCH("*>result>latency>"),
	OF_TINYBENCH("*>result>"),
	{ "*>result>state", PICK_STATE, "the benchmark failed", "errored" },
	{ "*>result>error>message", PICK_REASON },
	{ NULL },
};
const struct importer tinybench_importer = {
	.name = "tinybench",
	.help = "tinybench, its tasks' name and result as JSON",
	.first = '[',
	.has = { "\"name\"", "\"result\"", "\"p75\"" },
	.because = "it is a list of names and tinybench results",
	.json = &(const struct json_picks){ tinybench_rows, "*", "tinybench" },
};

#define OF_MITATA "benchmarks>*>runs>*>"
static const struct pick mitata_rows[] = {
	{ OF_MITATA "name", PICK_NAME },
	{ OF_MITATA "stats>avg", PICK_MEAN, "time", "ns", DOWN },
	{ OF_MITATA "stats>p50", PICK_MEDIAN, "time", "ns", DOWN },
	{ OF_MITATA "stats>min", PICK_MIN, "time", "ns", DOWN },
	{ OF_MITATA "stats>max", PICK_MAX, "time", "ns", DOWN },
	{ OF_MITATA "stats>heap>avg", PICK_VALUE, "heap", "B", DOWN },
	{ OF_MITATA "error>message", PICK_REASON },
	{ "context>cpu>name", PICK_CPU },
	{ NULL },
};
const struct importer mitata_importer = {
	.name = "mitata",
	.help = "mitata, run({ format: 'json' })",
	.first = '{',
	.has = { "\"layout\"", "\"benchmarks\"", "\"alias\"" },
	.because = "it has mitata's \"layout\" and \"alias\"",
	.json = &(const struct json_picks){ mitata_rows, "benchmarks>*>runs>*", "mitata" },
};

#define OF_PYTEST "benchmarks>*>"
static const struct pick pytest_rows[] = {
	{ OF_PYTEST "name", PICK_NAME },
	{ OF_PYTEST "fullname", PICK_ID },
	{ OF_PYTEST "stats>data>*", PICK_VALUE, "time", "s", DOWN },
	{ OF_PYTEST "stats>mean", PICK_MEAN, "time", "s", DOWN },
	{ OF_PYTEST "stats>stddev", PICK_SD, "time", "s", DOWN },
	{ OF_PYTEST "stats>median", PICK_MEDIAN, "time", "s", DOWN },
	{ OF_PYTEST "stats>min", PICK_MIN, "time", "s", DOWN },
	{ OF_PYTEST "stats>max", PICK_MAX, "time", "s", DOWN },
	{ OF_PYTEST "stats>rounds", PICK_N, "time", "s", DOWN },
	{ "machine_info>node", PICK_HOST },
	{ "machine_info>cpu>brand*", PICK_CPU }, /* brand_raw since py-cpuinfo 7 */
	{ "machine_info>cpu>count", PICK_CORES },
	{ NULL },
};
const struct importer pytest_benchmark_importer = {
	.name = "pytest-benchmark",
	.help = "pytest-benchmark --benchmark-json=FILE",
	.first = '{',
	.has = { "\"machine_info\"" },
	.because = "it has pytest-benchmark's \"machine_info\"",
	.json = &(const struct json_picks){ pytest_rows, "benchmarks>*", "pytest", false, "" },
};

#define OF_VITEST "files>*>groups>*>benchmarks>*"
static const struct pick vitest_rows[] = {
	{ "files>*>groups>*>fullName", PICK_GROUP, " > " },
	{ OF_VITEST ">name", PICK_NAME },
	{ OF_VITEST ">samples>*", PICK_VALUE, "time", "ms", DOWN },
	{ OF_VITEST ">mean", PICK_MEAN, "time", "ms", DOWN },
	{ OF_VITEST ">sd", PICK_SD, "time", "ms", DOWN },
	{ OF_VITEST ">median", PICK_MEDIAN, "time", "ms", DOWN },
	{ OF_VITEST ">min", PICK_MIN, "time", "ms", DOWN },
	{ OF_VITEST ">max", PICK_MAX, "time", "ms", DOWN },
	{ OF_VITEST ">sampleCount", PICK_N, "time", "ms", DOWN },
	{ NULL },
};
const struct importer vitest_importer = {
	.name = "vitest",
	.help = "vitest bench --outputJson FILE",
	.first = '{',
	.has = { "\"files\"", "\"filepath\"", "\"groups\"" },
	.because = "its \"files\" have \"groups\"",
	.json = &(const struct json_picks){ vitest_rows, OF_VITEST, "vitest", false,
		"it has no time: the benchmark threw an error" },
};

#define OF_NANOBENCH "results>*>"
static const struct pick nanobench_rows[] = {
	{ OF_NANOBENCH "title", PICK_NAME },
	{ OF_NANOBENCH "name", PICK_NAME, "/" },
	{ OF_NANOBENCH "measurements>*>elapsed", PICK_VALUE, "time", "s", DOWN },
	{ OF_NANOBENCH "median(elapsed)", PICK_MEDIAN, "time", "s", DOWN },
	{ OF_NANOBENCH "median(instructions)", PICK_MEDIAN, "instructions", "1", DOWN },
	{ NULL },
};
const struct importer nanobench_importer = {
	.name = "nanobench",
	.help = "nanobench, its template json",
	.first = '{',
	.has = { "\"results\"", "\"median(elapsed)\"" },
	.because = "its \"results\" have nanobench's \"median(elapsed)\"",
	.json = &(const struct json_picks){ nanobench_rows, "results>*", "nanobench" },
};

/* Valgrind counts the same each time. */
static const struct pick gungraun_rows[] = {
	{ "Instructions: #", PICK_VALUE, "instructions", "1", DOWN, true },
	{ "L1 Hits: #", PICK_VALUE, "l1_hits", "1", BETTER_NONE, true },
	{ "L1 Accesses: #", PICK_VALUE, "l1_hits", "1", BETTER_NONE, true },
	{ "L2 Hits: #", PICK_VALUE, "l2_hits", "1", BETTER_NONE, true },
	{ "L2 Accesses: #", PICK_VALUE, "l2_hits", "1", BETTER_NONE, true },
	{ "LL Hits: #", PICK_VALUE, "ll_hits", "1", BETTER_NONE, true },
	{ "RAM Hits: #", PICK_VALUE, "ram_hits", "1", DOWN, true },
	{ "RAM Accesses: #", PICK_VALUE, "ram_hits", "1", DOWN, true },
	{ "Estimated Cycles: #", PICK_VALUE, "estimated_cycles", "1", DOWN, true },
	{ NULL },
};
const struct importer gungraun_importer = {
	.name = "gungraun",
	.help = "the output of cargo bench with gungraun, iai-callgrind or iai",
	.has = { "  Instructions: ", "  Estimated Cycles: " },
	.because = "it has iai's lines: Instructions, Estimated Cycles",
	.lines = &(const struct line_picks){ gungraun_rows, "gungraun", true },
};

static const struct pick conbench_rows[] = {
	{ "tags>name", PICK_NAME },
	{ "stats>data>*", PICK_VALUE, "value" },
	{ "stats>unit", PICK_UNIT },
	{ "error>stack_trace", PICK_REASON },
	{ "machine_info>name", PICK_HOST },
	{ "machine_info>cpu_model_name", PICK_CPU },
	{ NULL },
};
const struct importer conbench_importer = {
	.name = "conbench",
	.repeats = true,
	.help = "a benchmark result of Conbench",
	.first = '{',
	.has = { "\"batch_id\"", "\"stats\"", "\"tags\"" },
	.because = "it has Conbench's \"batch_id\" and \"tags\"",
	.json = &(const struct json_picks){ conbench_rows, "", "conbench" },
};
