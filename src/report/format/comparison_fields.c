#include "report/format/comparison_fields.h"

#include "base/arena.h"
#include "judge/compare.h"

/* One table per struct, for reading and writing. Absent and non-finite values are omitted. */
#define FIELD(of, name, type)                                                                      \
	{                                                                                          \
#name, FIELD_##type, offsetof(struct of, name), NULL                               \
	}
#define RECORD(table)                                                                              \
	{                                                                                          \
		(table), ARRAY_SIZE(table)                                                         \
	}

static const struct field frame_fields[] = {
	FIELD(comparison, suite, TEXT),
	FIELD(comparison, tool, TEXT),
	FIELD(comparison, mode, TEXT),
	FIELD(comparison, duration, NUMBER),
	FIELD(comparison, seed, SEED),
	FIELD(comparison, reproduce, TEXT),
	FIELD(comparison, partial, FLAG),
	FIELD(comparison, fault, TEXT),
	FIELD(comparison, unbased, FLAG),
	FIELD(comparison, failing, COUNT),
	FIELD(comparison, warning, COUNT),
	FIELD(comparison, geomean, NUMBER),
};
const struct record comparison_frame = RECORD(frame_fields);

static const struct field party_fields[] = {
	FIELD(party, label, TEXT),
	FIELD(party, run, TEXT),
	FIELD(party, commit, TEXT),
	FIELD(party, dirty, FLAG),
	FIELD(party, started, TEXT),
	FIELD(party, runs, COUNT),
};
const struct record comparison_party = RECORD(party_fields);

static const struct field summary_fields[] = {
	FIELD(summary, n, COUNT),
	FIELD(summary, median, NUMBER),
	FIELD(summary, lo, NUMBER),
	FIELD(summary, hi, NUMBER),
};
const struct record comparison_summary = RECORD(summary_fields);

#define METRIC(name, member, type, choices)                                                        \
	{                                                                                          \
		name, FIELD_##type, offsetof(struct row, metric.member), choices                   \
	}
static const struct field row_fields[] = {
	FIELD(row, id, TEXT),
	METRIC("metric", name, TEXT, NULL),
	METRIC("unit", unit, TEXT, NULL),
	METRIC("dimension", dim, CHOICE, dimension_names),
	METRIC("better", better, CHOICE, better_names),
	METRIC("exact", exact, FLAG, NULL),
	{ "verdict", FIELD_CHOICE, offsetof(struct row, verdict), verdict_names },
	{ "consequence", FIELD_CHOICE, offsetof(struct row, consequence), consequence_names },
	FIELD(row, confirmed, FLAG),
	FIELD(row, budget, TEXT),
	FIELD(row, change, NUMBER),
	FIELD(row, effect, NUMBER),
	FIELD(row, effect_lo, NUMBER),
	FIELD(row, effect_hi, NUMBER),
	FIELD(row, level, NUMBER),
	FIELD(row, p, NUMBER),
	FIELD(row, p_worse, NUMBER),
	FIELD(row, psi, NUMBER),
	FIELD(row, psi_star, NUMBER),
	FIELD(row, psi_p, NUMBER),
	{ "psi_level", FIELD_CHOICE, offsetof(struct row, psi_level), psi_level_names },
	FIELD(row, visible, NUMBER),
	FIELD(row, threshold, NUMBER),
	FIELD(row, floor, NUMBER),
	FIELD(row, confidence, NUMBER),
	FIELD(row, command, TEXT),
	FIELD(row, history, TEXT),
};
const struct record comparison_row = RECORD(row_fields);

/* Sentences, for people and for programs that show them. */
static const struct field words_fields[] = {
	FIELD(row_words, reason, TEXT),
	FIELD(row_words, warning, TEXT),
	FIELD(row_words, test, TEXT),
};
const struct record comparison_words = RECORD(words_fields);

static const struct field finding_fields[] = {
	{ "kind", FIELD_CHOICE, offsetof(struct finding, kind), finding_names },
	FIELD(finding, n, COUNT),
	FIELD(finding, ratio, NUMBER),
	FIELD(finding, text, TEXT),
	FIELD(finding, other, TEXT),
};
const struct record comparison_finding = RECORD(finding_fields);
