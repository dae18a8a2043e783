#include "report/format/comparison_fields.h"

#include "base/arena.h"
#include "judge/compare.h"

/* One table per struct, for reading and writing. Absent and non-finite values are omitted. */
#define FRAME(name, type)                                                                          \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct comparison, name), NULL                       \
	}
const struct field comparison_frame_fields[] = {
	FRAME(suite, TEXT),
	FRAME(tool, TEXT),
	FRAME(mode, TEXT),
	FRAME(duration, NUMBER),
	FRAME(seed, SEED),
	FRAME(reproduce, TEXT),
	FRAME(partial, FLAG),
	FRAME(fault, TEXT),
	FRAME(unbased, FLAG),
	FRAME(failing, COUNT),
	FRAME(warning, COUNT),
	FRAME(geomean, NUMBER),
};
const size_t comparison_frame_field_count = ARRAY_SIZE(comparison_frame_fields);

#define PARTY(name, type)                                                                          \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct party, name), NULL                            \
	}
const struct field comparison_party_fields[] = {
	PARTY(label, TEXT),
	PARTY(run, TEXT),
	PARTY(commit, TEXT),
	PARTY(dirty, FLAG),
	PARTY(started, TEXT),
	PARTY(runs, COUNT),
};
const size_t comparison_party_field_count = ARRAY_SIZE(comparison_party_fields);

#define SUMMARY(name, type)                                                                        \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct summary, name), NULL                          \
	}
const struct field comparison_summary_fields[] = {
	SUMMARY(n, COUNT),
	SUMMARY(median, NUMBER),
	SUMMARY(lo, NUMBER),
	SUMMARY(hi, NUMBER),
};
const size_t comparison_summary_field_count = ARRAY_SIZE(comparison_summary_fields);

#define ROW(name, type)                                                                            \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct row, name), NULL                              \
	}
#define METRIC(name, member, type, choices)                                                        \
	{                                                                                          \
		name, FIELD_##type, offsetof(struct row, metric.member), choices                   \
	}
const struct field comparison_row_fields[] = {
	ROW(id, TEXT),
	METRIC("metric", name, TEXT, NULL),
	METRIC("unit", unit, TEXT, NULL),
	METRIC("dimension", dim, CHOICE, dimension_names),
	METRIC("better", better, CHOICE, better_names),
	METRIC("exact", exact, FLAG, NULL),
	{ "verdict", FIELD_CHOICE, offsetof(struct row, verdict), verdict_names },
	{ "consequence", FIELD_CHOICE, offsetof(struct row, consequence), consequence_names },
	ROW(confirmed, FLAG),
	ROW(budget, TEXT),
	ROW(change, NUMBER),
	ROW(effect, NUMBER),
	ROW(effect_lo, NUMBER),
	ROW(effect_hi, NUMBER),
	ROW(level, NUMBER),
	ROW(p, NUMBER),
	ROW(p_worse, NUMBER),
	ROW(psi, NUMBER),
	ROW(psi_star, NUMBER),
	ROW(psi_p, NUMBER),
	{ "psi_level", FIELD_CHOICE, offsetof(struct row, psi_level), psi_level_names },
	ROW(visible, NUMBER),
	ROW(threshold, NUMBER),
	ROW(floor, NUMBER),
	ROW(confidence, NUMBER),
	ROW(command, TEXT),
	ROW(history, TEXT),
};
const size_t comparison_row_field_count = ARRAY_SIZE(comparison_row_fields);

/* Sentences, for people and for programs that show them. */
const struct field comparison_words_fields[] = {
	{ "reason", FIELD_TEXT, offsetof(struct row_words, reason), NULL },
	{ "warning", FIELD_TEXT, offsetof(struct row_words, warning), NULL },
	{ "test", FIELD_TEXT, offsetof(struct row_words, test), NULL },
};
const size_t comparison_words_field_count = ARRAY_SIZE(comparison_words_fields);

#define FINDING(name, type)                                                                        \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct finding, name), NULL                          \
	}
const struct field comparison_finding_fields[] = {
	{ "kind", FIELD_CHOICE, offsetof(struct finding, kind), finding_names },
	FINDING(n, COUNT),
	FINDING(ratio, NUMBER),
	FINDING(text, TEXT),
	FINDING(other, TEXT),
};
const size_t comparison_finding_field_count = ARRAY_SIZE(comparison_finding_fields);
