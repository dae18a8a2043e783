/* The keys of a workflow. */
#include "model/workflow/workflow.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "model/config.h"

#define AT(member) offsetof(struct workflow_host, member)
static const struct option host_rows[] = {
	{ "ip", 0, OPTION_TEXT, AT(ip), .value = "ADDRESS",
		.help = "address of the machine, or a name that ~/.ssh/config knows" },
	{ "username", 0, OPTION_TEXT, AT(username), .value = "NAME",
		.help = "user on the machine; default: as ssh decides" },
	{ "key_file", 0, OPTION_TEXT, AT(key_file), .value = "FILE",
		.help = "private key; default: the keys of the agent and of ssh" },
	{ "password", 0, OPTION_TEXT, AT(password), .value = "TEXT",
		.help = "password of the user; ${NAME} is a variable in benchctl's "
			"environment; benchctl never stores or prints the password" },
	{ "key_password", 0, OPTION_TEXT, AT(key_password), .value = "TEXT", .needs = "key_file",
		.help = "passphrase of key_file; ${NAME} works as in password" },
	{ "known_hosts", 0, OPTION_TEXT, AT(known_hosts), .value = "FILE",
		.help = "file with the keys of hosts that ssh accepts; default: the files of ssh" },
	{ "port", 0, OPTION_COUNT, AT(port), .min = 1, .max = 65535, .value = "N",
		.help = "port of the machine's ssh server" },
};
static const struct section host_section = SECTION("hosts",
	"machines that stages run on, by alias; `local` is this machine", host_rows,
	struct workflow_host);
#undef AT

const char *const check_type_names[] = { "port", "http", "file", "process", "command", NULL };
#define AT(member) offsetof(struct workflow_check, member)
static const struct option check_rows[] = {
	{ "type", 0, OPTION_CHOICE, AT(type), .choices = check_type_names, .default_text = "port",
		.help = "what the target must do; port: accept a TCP connection; http: "
			"answer GET; file: exist; process: run, by its name or by the id in "
			"a pidfile; command: exit with 0" },
	{ "target", 0, OPTION_TEXT, AT(target), .value = "TEXT",
		.help = "what to check; port: 8080 or HOST:8080; http: URL or 8080/path; "
			"file: path; process: name or pidfile; command: command line" },
	{ "timeout", 0, OPTION_QUANTITY, AT(timeout), .dim = DIM_TIME, .min = 1e-3, .max = 86400,
		.default_text = "30s", .value = "TIME",
		.help = "time limit for all attempts together" },
	{ "retries", 0, OPTION_COUNT, AT(retries), .max = 100000, .default_text = "30",
		.value = "N", .help = "number of attempts, spread over timeout; 0 counts as 1" },
	{ "status", 0, OPTION_COUNT, AT(status), .min = 100, .max = 599, .value = "N",
		.help = "http: the status of the answer; default: any 2xx" },
};
static const struct section check_section = SECTION_NOTED("health_check",
	"what must be true before the next stage starts; benchctl checks it on the stage's host",
	check_rows, struct workflow_check, given);
#undef AT

static const char *const formats[] = { "csv", NULL };
const char *const column_type_names[] = { "timestamp", "integer", "float", "string", NULL };
#define AT(member) offsetof(struct workflow_column, member)
static const struct option column_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "name of the column in the header, if columns is a list" },
	{ "type", 0, OPTION_CHOICE, AT(type), .choices = column_type_names,
		.default_text = "string", .help = "type of each cell" },
	{ "unit", 0, OPTION_TEXT, AT(unit), .value = "UNIT",
		.help = "unit, such as ms, MiB, %, req/s; for timestamps: s, ms, us or ns "
			"since 1970" },
	{ "format", 0, OPTION_TEXT, AT(format), .value = "NAME",
		.help = "format of timestamps: unix, unix_ms, unix_us, unix_ns, rfc3339 or "
			"iso8601; default: by the unit, or else by the cell" },
};
static const struct section column_section = SECTION_WITH("columns",
	"columns of a CSV file; a number with a unit becomes a metric", column_rows,
	struct workflow_column, NO_SET, "type");
#undef AT
#define AT(member) offsetof(struct workflow_schema, member)
static const struct option schema_rows[] = {
	{ "format", 0, OPTION_CHOICE, AT(format), .choices = formats, .default_text = "csv",
		.help = "format of the file" },
	{ "columns", 0, OPTION_MAP, AT(columns), .section = &column_section,
		.help = "meaning of each column in the header, as a map, or as a list whose "
			"elements have a name" },
};
static const struct section schema_section = { .name = "data_schema",
	.help = "columns of an output; the short form leaves out columns: and lists the "
		"columns here",
	.rows = schema_rows,
	.n = ARRAY_SIZE(schema_rows),
	.size = sizeof(struct workflow_schema),
	.rest = "columns",
	.set = offsetof(struct workflow_schema, given) };
#undef AT

const char *const aggregate_names[] = { "median", "mean", "min", "max", "sum", "count", "p90",
	"p95", "p99", NULL };
static const char *const betters[] = { "lower", "higher", "none", "auto", NULL };
#define AT(member) offsetof(struct workflow_metric, member)
static const struct option metric_rows[] = {
	{ "column", 0, OPTION_TEXT, AT(column), .value = "NAME", .help = "column of data_schema" },
	{ "aggregate", 0, OPTION_CHOICE, AT(aggregate), .choices = aggregate_names,
		.default_text = "median", .help = "statistic that makes one value of all rows" },
	{ "better", 0, OPTION_CHOICE, AT(better), .choices = betters, .default_text = "auto",
		.help = "better direction; auto: by the unit; lower for times and sizes, "
			"higher for rates" },
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "name of the metric; default: the column, "
			"with a suffix such as .p95 unless aggregate is median" },
};
static const struct section metric_section = SECTION("metrics",
	"metrics that benchctl computes from an output and judges; default: the median of "
	"each number with a unit",
	metric_rows, struct workflow_metric);
#undef AT

#define AT(member) offsetof(struct workflow_output, member)
static const struct option output_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "name, unique in the workflow; default: from remote_path" },
	{ "remote_path", 0, OPTION_TEXT, AT(remote_path), .value = "FILE",
		.help = "file on the stage's host" },
	{ "local_path", 0, OPTION_TEXT, AT(local_path), .value = "FILE",
		.help = "path of the copy inside the run's folder; default: the file name of "
			"remote_path" },
	{ "data_schema", 0, OPTION_SECTION, AT(schema), .section = &schema_section,
		.help = "columns of the file; default: data_schema of the workflow" },
	{ "metrics", 0, OPTION_LIST, AT(metrics), .section = &metric_section,
		.help = "metrics to judge" },
};
static const struct section output_section = SECTION("outputs",
	"files that benchctl collects after the stage, even when the stage failed", output_rows,
	struct workflow_output);
#undef AT

#define AT(member) offsetof(struct workflow_copy, member)
static const struct option copy_rows[] = {
	{ "from", 0, OPTION_TEXT, AT(from), .value = "[HOST:]FILE",
		.help = "file to copy, as HOST:PATH" },
	{ "to", 0, OPTION_TEXT, AT(to), .value = "[HOST:]FILE",
		.help = "path of the copy, as HOST:PATH" },
};
static const struct section copy_section = SECTION_NOTED("copy",
	"copies a file between two hosts, instead of running a command", copy_rows,
	struct workflow_copy, given);
#undef AT

#define AT(member) offsetof(struct workflow_stage, member)
static const struct option stage_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "name, unique in the workflow" },
	{ "host", 0, OPTION_WORDS, AT(host), .value = "ALIAS", .default_text = "local",
		.needs = "!copy",
		.help = "host or hosts that the stage runs on; several hosts run it one "
			"after the other" },
	{ "command", 0, OPTION_TEXT, AT(command), .value = "COMMAND",
		.help = "command line for the shell; {{hosts.db}} is the address of the host "
			"db, {{hosts.db.username}} its user" },
	{ "script", 0, OPTION_TEXT, AT(script), .value = "FILE",
		.help = "local file that benchctl runs on the host, instead of command" },
	{ "copy", 0, OPTION_SECTION, AT(copy), .section = &copy_section,
		.help = "copy a file, instead of running a command" },
	{ "shell", 0, OPTION_TEXT, AT(shell), .value = "PROGRAM", .default_text = "sh",
		.needs = "!copy", .help = "shell for command: and for a script without #!" },
	{ "cwd", 0, OPTION_TEXT, AT(cwd), .value = "DIR",
		.help = "folder in which the stage runs; default: the current folder, or the "
			"user's home folder on a host" },
	{ "env", 0, OPTION_PAIRS, AT(env), .value = "NAME=VALUE",
		.help = "added to its environment; ${NAME} in a value is a variable in benchctl's "
			"environment, which must be set and is never printed" },
	{ "timeout", 0, OPTION_QUANTITY, AT(timeout), .dim = DIM_TIME, .max = 86400.0 * 7,
		.default_text = "0", .value = "TIME", .needs = "!background",
		.help = "benchctl stops a stage that runs longer, and the workflow fails; 0: "
			"no limit, as for stages in the background" },
	{ "health_check", 0, OPTION_SECTION, AT(check), .section = &check_section, .needs = "!copy",
		.help = "what must be true before the next stage starts" },
	{ "background", 0, OPTION_FLAG, AT(background), .default_text = "false", .needs = "!copy",
		.help = "run the stage while the following stages run, and stop it after them" },
	{ "grace", 0, OPTION_QUANTITY, AT(grace), .dim = DIM_TIME, .min = 1e-3, .max = 3600,
		.default_text = "5s", .value = "TIME", .help = "time between SIGTERM and SIGKILL" },
	{ "skip", 0, OPTION_FLAG, AT(skip), .default_text = "false",
		.help = "do not run the stage" },
	{ "outputs", 0, OPTION_LIST, AT(outputs), .section = &output_section, .needs = "!copy",
		.help = "files that benchctl collects" },
};
static const struct section stage_section = SECTION("stages",
	"commands on hosts, which run one after the other; the first failure ends the workflow",
	stage_rows, struct workflow_stage);
#undef AT

const char *const workflow_plot_types[] = { "time_series", "histogram", "boxplot", "cdf", "scatter",
	"violin", NULL };
const char *const workflow_aggregations[] = { "none", "avg", "median", "p95", "p99", NULL };
const char *const workflow_plot_formats[] = { "png", "svg", "pdf", NULL };
#define AT(member) offsetof(struct workflow_plot, member)
static const struct option plot_rows[] = {
	{ "name", 0, OPTION_TEXT, AT(name), .value = "NAME",
		.help = "unique name of the plot and of its file" },
	{ "title", 0, OPTION_TEXT, AT(title), .value = "TEXT",
		.help = "title above the picture; default: name" },
	{ "source", 0, OPTION_TEXT, AT(source), .value = "OUTPUT",
		.help = "output to show; default: the only output" },
	{ "type", 0, OPTION_CHOICE, AT(type), .choices = workflow_plot_types,
		.default_text = "time_series", .help = "type of the picture" },
	{ "x", 0, OPTION_WORDS, AT(x), .value = "COLUMN", .help = "column of the x axis" },
	{ "y", 0, OPTION_WORDS, AT(y), .value = "COLUMN",
		.help = "column or columns of the y axis" },
	{ "aggregation", 0, OPTION_CHOICE, AT(aggregation), .choices = workflow_aggregations,
		.default_text = "none",
		.help = "statistic of each window of x that the plot shows instead of the values; "
			"none: every value" },
	{ "window", 0, OPTION_QUANTITY, AT(window), .dim = DIM_TIME, .max = 86400 * 365,
		.default_text = "1s", .value = "TIME", .needs = "aggregation",
		.help = "length of a window" },
	{ "format", 0, OPTION_CHOICE, AT(format), .choices = workflow_plot_formats,
		.default_text = "png", .help = "format of the file" },
	{ "export_path", 0, OPTION_TEXT, AT(export_path), .value = "FILE",
		.help = "path inside the run's folder; default: plots/NAME.FORMAT" },
};
static const struct section plot_section = SECTION("plots", "pictures of outputs", plot_rows,
	struct workflow_plot);

#define ROOT(member) offsetof(struct workflow, member)
static const struct option workflow_rows[] = {
	{ "hosts", 0, OPTION_MAP, ROOT(hosts), .section = &host_section, .change = CHANGE_REPLACES,
		.help = "map of aliases to machines on which stages run, over ssh" },
	{ "stages", 0, OPTION_LIST, ROOT(stages), .section = &stage_section,
		.change = CHANGE_REPLACES,
		.help = "commands on hosts, which run one after the other; one pass through "
			"all stages is one sample of the benchmark `workflow`" },
	{ "cleanup", 0, OPTION_LIST, ROOT(cleanup), .section = &stage_section, .needs = "stages",
		.change = CHANGE_REPLACES,
		.help = "stages that run after the others, even when one has failed" },
	{ "cases", 0, OPTION_LIST, ROOT(cases), .section = &config_case, .change = CHANGE_REPLACES,
		.needs = "stages",
		.help = "variants of the workflow, each with its own "
			"environment; each case is a benchmark "
			"with the name of the case" },
	{ "repeat", 0, OPTION_COUNT, ROOT(repeat), .default_text = "1", .min = 1, .max = 1e6,
		.value = "N", .change = CHANGE_REPLACES, .needs = "stages",
		.help = "number of samples; each pass through the stages gives one sample" },
	{ "warmup", 0, OPTION_COUNT, ROOT(warmup), .default_text = "0", .max = 1e6, .value = "N",
		.change = CHANGE_REPLACES, .needs = "stages",
		.help = "number of unmeasured passes through the stages before the samples" },
	{ "data_schema", 0, OPTION_SECTION, ROOT(schema), .section = &schema_section,
		.change = CHANGE_REPLACES, .needs = "stages",
		.help = "columns of outputs that have no data_schema themselves" },
	{ "plots", 0, OPTION_LIST, ROOT(plots), .section = &plot_section, .change = CHANGE_NOTHING,
		.help = "pictures of outputs" },
	{ "plot_on_run", 0, OPTION_FLAG, ROOT(plot_on_run), .default_text = "false",
		.change = CHANGE_NOTHING, .needs = "plots",
		.help = "draw the plots when a run has ended" },
	{ "require_clean", 0, OPTION_FLAG, ROOT(require_clean), .default_text = "false",
		.change = CHANGE_NOTHING,
		.help = "do not run the stages while there are uncommitted changes" },
	{ "patch_limit", 0, OPTION_QUANTITY, ROOT(patch_limit), .dim = DIM_SIZE, .max = 1e9,
		.default_text = "0", .value = "SIZE", .change = CHANGE_NOTHING,
		.help = "store uncommitted changes of tracked files with each run, as "
			"changes.patch, if the patch is not larger; 0: do not" },
};
const struct section workflow_section = SECTION("workflow", "", workflow_rows, struct workflow);

const struct workflow_stage *workflow_stage_at(const struct workflow *w, size_t i)
{
	const struct workflow_stage *stages = w->stages.v, *cleanup = w->cleanup.v;

	if (i < w->stages.n)
		return &stages[i];
	i -= w->stages.n;
	return i < w->cleanup.n ? &cleanup[i] : NULL;
}

bool workflow_has_metrics(const struct workflow *w)
{
	const struct workflow_stage *stages = w->stages.v;

	for (size_t i = 0; i < w->stages.n; i++)
		for (size_t k = 0; k < stages[i].outputs.n; k++)
			if (((const struct workflow_output *)stages[i].outputs.v)[k].metrics.n)
				return true;
	return false;
}

static bool deploys(const struct workflow_stage *s)
{
	if (s->copy.from)
		return !strchr(s->copy.from, ':') || text_starts(s->copy.from, "local:") ||
			strstr(s->copy.from, "BENCHCTL_COMMIT");
	return s->script || words_has(&s->host, "local") || strstr(s->command, "BENCHCTL_COMMIT");
}

bool workflow_deploys(const struct workflow *w)
{
	const struct workflow_stage *v = w->stages.v;

	for (size_t i = 0; i < w->stages.n; i++)
		if (!v[i].skip && deploys(&v[i]))
			return true;
	return false;
}
