#include "model/run_fields.h"

#include "base/arena.h"
#include "model/run.h"

#define FIELD(n, t)                                                                                \
	{                                                                                          \
		.name = #n, .type = FIELD_##t, .offset = offsetof(struct run, n)                   \
	}
const struct field run_fields[] = {
	FIELD(id, TEXT),
	FIELD(suite, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct run, status), run_status_names },
	FIELD(tool, TEXT),
	FIELD(started, TEXT),
	FIELD(finished, TEXT),
	FIELD(duration, NUMBER),
	FIELD(commit, TEXT),
	FIELD(branch, TEXT),
	FIELD(dirty, FLAG),
	FIELD(config, TEXT),
	FIELD(config_digest, TEXT),
	FIELD(shard, TEXT),
	FIELD(memory_limit_by, TEXT),
	FIELD(warning, TEXT),
	FIELD(seed, SEED),
	FIELD(shell, NUMBER),
};
const size_t run_field_count = ARRAY_SIZE(run_fields);
const struct field run_key_fields[] = {
	FIELD(started, TEXT),
	FIELD(commit, TEXT),
	FIELD(seed, SEED),
};
const size_t run_key_field_count = ARRAY_SIZE(run_key_fields);

#define RESULT(n, t)                                                                               \
	{                                                                                          \
		.name = #n, .type = FIELD_##t, .offset = offsetof(struct result, n)                \
	}
const struct field result_fields[] = {
	RESULT(id, TEXT),
	{ "status", FIELD_CHOICE, offsetof(struct result, status), result_status_names },
	RESULT(reason, TEXT),
	RESULT(command, TEXT),
	RESULT(warning, TEXT),
};
const size_t result_field_count = ARRAY_SIZE(result_fields);

#define FIGURE(n, t)                                                                               \
	{                                                                                          \
		.name = #n, .type = FIELD_##t, .offset = offsetof(struct figures, n)               \
	}
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
};
const size_t figures_field_count = ARRAY_SIZE(figures_fields);
