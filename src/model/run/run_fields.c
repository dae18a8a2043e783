#include "model/run/run_fields.h"

#include "model/run/run.h"

#define SERVICE(name, type) RECORD_FIELD(struct run_service, name, type)
const struct field run_service_fields[] = {
	SERVICE(name, TEXT),
	SERVICE(framework, TEXT),
	SERVICE(why, TEXT),
	SERVICE(variant, TEXT),
	SERVICE(app_dir, TEXT),
	SERVICE(command, TEXT),
	SERVICE(url, TEXT),
	SERVICE(log, TEXT),
	SERVICE(pid, U64),
	SERVICE(port, U64),
	SERVICE(startup, NUMBER),
	SERVICE(build, NUMBER),
	{ NULL },
};

#define LOAD(name, type) RECORD_FIELD(struct run_load, name, type)
const struct field run_load_fields[] = {
	LOAD(benchmark, TEXT),
	LOAD(workload, TEXT),
	LOAD(tool, TEXT),
	LOAD(concurrency, U64),
	LOAD(threads, U64),
	LOAD(rate, NUMBER),
	LOAD(duration, NUMBER),
	LOAD(count, U64),
	LOAD(warmup, NUMBER),
	LOAD(ramp, NUMBER),
	LOAD(rounds, COUNT),
	LOAD(total_requests, COUNT),
	LOAD(failed, COUNT),
	LOAD(success_rate, NUMBER),
	{ NULL },
};

#define STAGE(name, type) RECORD_FIELD(struct run_stage, name, type)
const char *const stage_status_names[] = { "ok", "failed", "skipped", "stopped", NULL };
static const struct field stage_fields[] = {
	STAGE(name, TEXT),
	STAGE(host, TEXT),
	STAGE(benchmark, TEXT),
	STAGE(sample, U64),
	{ "status", FIELD_CHOICE, offsetof(struct run_stage, status),
		.choices = stage_status_names },
	STAGE(how, TEXT),
	STAGE(duration, NUMBER),
	STAGE(log, TEXT),
	STAGE(tail, TEXT),
	{ NULL },
};

#define OUTPUT(name, type) RECORD_FIELD(struct run_output, name, type)
static const struct field output_fields[] = {
	OUTPUT(name, TEXT),
	OUTPUT(stage, TEXT),
	OUTPUT(host, TEXT),
	OUTPUT(benchmark, TEXT),
	OUTPUT(sample, U64),
	OUTPUT(file, TEXT),
	OUTPUT(size, U64),
	OUTPUT(sha256, TEXT),
	OUTPUT(rows, U64),
	OUTPUT(schema, TEXT),
	{ NULL },
};

#define MACHINE(name, type) RECORD_FIELD(struct run_machine, name, type)
static const struct field machine_fields[] = {
	MACHINE(alias, TEXT),
	MACHINE(address, TEXT),
	MACHINE(class, TEXT),
	MACHINE(digest, TEXT),
	MACHINE(system, TEXT),
	MACHINE(clock_offset, NUMBER),
	MACHINE(round_trip, NUMBER),
	{ NULL },
};

#define NOTE(name, type) RECORD_FIELD(struct run_note, name, type)
static const struct field note_fields[] = { NOTE(key, TEXT), NOTE(value, TEXT), { NULL } };

#define CANARY(name, type) RECORD_FIELD(struct run_canary, name, type)
static const struct field canary_fields[] = {
	CANARY(kernel, TEXT),
	CANARY(code, TEXT),
	CANARY(n, COUNT),
	CANARY(median, NUMBER),
	CANARY(spread, NUMBER),
	CANARY(samples, NUMBERS),
	{ NULL },
};

#define SHIFT(name, type) RECORD_FIELD(struct run_shift, name, type)
static const struct field shift_fields[] = {
	SHIFT(benchmark, TEXT),
	SHIFT(block, COUNT),
	SHIFT(change, NUMBER),
	{ NULL },
};

#define FIELD(name, type) RECORD_FIELD(struct run, name, type)
const struct field run_fields[] = {
	FIELD(id, TEXT),
	FIELD(suite, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct run, status), .choices = run_status_names },
	FIELD(tool, TEXT),
	FIELD(started, TEXT),
	FIELD(finished, TEXT),
	FIELD(duration, NUMBER),
	FIELD(commit, TEXT),
	FIELD(branch, TEXT),
	FIELD(dirty, FLAG),
	FIELD(patch, TEXT),
	FIELD(config, TEXT),
	FIELD(config_digest, TEXT),
	FIELD(shard, TEXT),
	FIELD(schedule, TEXT),
	FIELD(memory_limit_by, TEXT),
	FIELD(warning, TEXT),
	FIELD(seed, U64),
	FIELD(shell, NUMBER),
	{ "host", FIELD_RECORD, offsetof(struct run, host), .fields = host_fields },
	{ NULL },
};
#define LIST(name, type, table)                                                                    \
	{                                                                                          \
#name, FIELD_LIST, offsetof(struct run, name), .fields = (table),                  \
							       .size = sizeof(struct type)         \
	}
const struct field run_list_fields[] = {
	LIST(services, run_service, run_service_fields),
	LIST(loads, run_load, run_load_fields),
	LIST(stages, run_stage, stage_fields),
	LIST(outputs, run_output, output_fields),
	LIST(machines, run_machine, machine_fields),
	LIST(notes, run_note, note_fields),
	LIST(canary, run_canary, canary_fields),
	LIST(shifted, run_shift, shift_fields),
	{ NULL },
};
const struct field run_canary_fields[] = {
	LIST(canary, run_canary, canary_fields),
	{ NULL },
};
const struct field run_key_fields[] = {
	FIELD(started, TEXT),
	FIELD(commit, TEXT),
	FIELD(seed, U64),
	{ NULL },
};

#define RESULT(name, type) RECORD_FIELD(struct result, name, type)
const struct field result_fields[] = {
	RESULT(id, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct result, status), .choices = result_status_names },
	RESULT(reason, TEXT),
	RESULT(command, TEXT),
	RESULT(warning, TEXT),
	RESULT(checks, TEXT),
	RESULT(machine, TEXT),
	RESULT(doubt, TEXT),
	{ NULL },
};

#define METRIC(name, type) RECORD_FIELD(struct metric, name, type)
const struct field metric_fields[] = {
	METRIC(unit, TEXT),
	{ "better", FIELD_CHOICE, offsetof(struct metric, better), .choices = better_names },
	METRIC(exact, MARK),
	{ NULL },
};

#define FIGURE(name, type) RECORD_FIELD(struct figures, name, type)
const struct field figures_fields[] = {
	FIGURE(n, COUNT),
	FIGURE(mean, NUMBER),
	FIGURE(median, NUMBER),
	FIGURE(sd, NUMBER),
	FIGURE(min, NUMBER),
	FIGURE(max, NUMBER),
	FIGURE(lo, NUMBER),
	FIGURE(hi, NUMBER),
	FIGURE(level, NUMBER),
	{ NULL },
};
